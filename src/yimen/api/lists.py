"""Bodies that are a list of a few hundred objects: how they are read, and what is said of each that is no good."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse

from yimen.api.bodies import told
from yimen.api.doors import refusal

ROWS_AT_ONCE = 500


def rows_in(request: HttpRequest, holds: str) -> list[dict[str, Any]] | JsonResponse:
    """The objects of a POST, else the refusal; `holds` says in words what each object has to hold."""
    if request.method != "POST":
        answer = refusal(405, "请用 POST 报送。")
        answer["Allow"] = "POST"
        return answer
    try:
        rows = told(request.body)
    except RequestDataTooBig:
        return refusal(413, f"请求体太大：每次最多 {ROWS_AT_ONCE} 行。")
    except (ValueError, RecursionError):
        return refusal(400, "请求体不是有效的 JSON。")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return refusal(400, f"请求体应为对象的数组，每个对象含{holds}。")
    if len(rows) > ROWS_AT_ONCE:
        return refusal(413, f"每次最多 {ROWS_AT_ONCE} 行，请分几次报送。")
    return rows
