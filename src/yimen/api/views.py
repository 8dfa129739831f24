"""接口 over HTTP: departments' systems hand in 办件 and 部门台账. Every answer is JSON, every refusal a sentence."""

import hashlib
import re
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.base import ContentFile
from django.http import HttpResponseBase, JsonResponse
from django.urls import reverse

from yimen.api import bodies
from yimen.api.doors import CHINESE, TokenRequest, bearer, refusal
from yimen.cases import intake
from yimen.cases import services as cases
from yimen.common.errors import Conflict, Refused
from yimen.exchange import queries as exchange
from yimen.exchange.models import ImportBatch, Way
from yimen.exchange.states import UNFINISHED

REFUSED_ROWS_SHOWN = 1_000
_KEY = re.compile(r"[!-~]{1,80}")


@bearer
def feed(request: TokenRequest, kind: str) -> HttpResponseBase:
    """POST: rows of the token's department as CSV or JSON; 201 with batch, counts and refused rows.

    The same Idempotency-Key (without one: the same body) answers the same again and changes nothing.
    """
    if request.method != "POST":
        answer = refusal(405, "请用 POST 报送。")
        answer["Allow"] = "POST"
        return answer
    if kind not in cases.KINDS:
        return refusal(404, f"没有“{kind[:20]}”这个种类：办件用 cases，部门台账用 register。")
    if request.content_type not in bodies.FILE_NAMES:
        return refusal(415, "请求体只接收 text/csv 或 application/json，请设置 Content-Type。")
    try:
        content = request.body
    except RequestDataTooBig:
        content = bytes(bodies.LIMITS.size + 1)
    if len(content) > bodies.LIMITS.size:
        return refusal(413, f"请求体超过 {bodies.LIMITS.size // 2**20} MB 的上限，请分几次报送。")
    key = request.headers.get("Idempotency-Key", "").strip()
    if key and not _KEY.fullmatch(key):
        return refusal(400, "Idempotency-Key 应为 1 至 80 个英文字母、数字或符号。")
    digest = hashlib.sha256(content).hexdigest()
    return _hand_in(request, kind, content, digest, f"api:{key}" if key else f"body:{digest}")


def _hand_in(request: TokenRequest, kind: str, content: bytes, digest: str, name: str) -> JsonResponse:
    department, batch_kind = request.token.department, cases.KINDS[kind]
    if (before := exchange.handed_in(department, batch_kind, name)) is not None:
        return _again(before, digest)
    file_name = bodies.FILE_NAMES[request.content_type or ""]
    arrival = cases.Arrival(way=Way.API, department=department, token=request.token, name=name)
    shape, layouts = intake.SHAPES[kind], exchange.layouts(department.region, department, batch_kind)
    try:
        if request.content_type == "application/json":
            opened = intake.choose(shape, [bodies.from_json(content)], layouts, sole=True)
        else:
            opened = intake.open_file(shape, file_name, ContentFile(content), layouts, sole=True)
        batch = cases.import_opened(
            by=None, kind=kind, name=file_name, content=content, opened=opened, arrival=arrival, ask=False
        )
    except intake.Unsettled as unsettled:
        page = request.build_absolute_uri(reverse("cases:import"))
        remedy = "请由部门联络员在页面上用同样的表头导入一次并确认，或改用约定的字段名。"
        return refusal(422, str(unsettled), remedy=remedy, page=page)
    except Conflict as conflict:
        # Two requests with one key at the same moment: the other one has come in, and its answer is this one's.
        if (before := exchange.handed_in(department, batch_kind, name)) is not None:
            return _again(before, digest)
        return refusal(409, str(conflict))
    except Refused as refused:
        return refusal(422, str(refused))
    if batch.status in UNFINISHED:
        return refusal(422, batch.failure or "没有读完，请稍后用同一个键再问。", batch=batch.pk, read=batch.rows_read)
    return _answer(batch)


def _again(batch: ImportBatch, digest: str) -> JsonResponse:
    """The answer that the first request had, unless this one has another body under the same key."""
    if batch.digest != digest:
        return refusal(409, f"这个 Idempotency-Key 已用于批次 {batch.pk}，内容不同：新的内容请用新的键。")
    if batch.status in UNFINISHED:
        return refusal(409, f"批次 {batch.pk} 还没有读完（已读 {batch.rows_read} 行），请稍后用同一个键再问。")
    answer = _answer(batch)
    answer["Idempotent-Replayed"] = "true"
    return answer


def _answer(batch: ImportBatch) -> JsonResponse:
    rows = list(exchange.refused(batch)[: REFUSED_ROWS_SHOWN + 1])
    body: dict[str, Any] = {
        "batch": batch.pk,
        "kind": batch.get_kind_display(),
        "read": batch.rows_read,
        "accepted": batch.rows_accepted,
        **{name: batch.plan[name] for name in cases.COUNTED},
        "refused_rows": [
            {"line": row.line, "column": row.column, "reason": row.reason, "remedy": row.remedy}
            for row in rows[:REFUSED_ROWS_SHOWN]
        ],
        "more_refused_rows": max(0, batch.rows_refused - REFUSED_ROWS_SHOWN),
    }
    return JsonResponse(body, status=201, json_dumps_params=CHINESE)
