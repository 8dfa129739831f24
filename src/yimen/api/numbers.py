"""编号对照 over HTTP: a department's system says under which of its own numbers it keeps which of our cases."""

from datetime import datetime
from typing import Any

from django.http import HttpResponseBase, JsonResponse

from yimen.api.doors import CHINESE, TokenRequest, bearer
from yimen.api.lists import rows_in
from yimen.cases.numbers import queries, services
from yimen.common.errors import Refused
from yimen.exchange.models import AccessToken


@bearer
def numbers(request: TokenRequest) -> HttpResponseBase:
    """POST: rows of (case_number, sort, number, created_at); 200 with what became of each.

    Any number that the department's case goes by is good as case_number. The same row again changes nothing.
    """
    rows = rows_in(request, " case_number、sort、number，可含 created_at")
    if isinstance(rows, JsonResponse):
        return rows
    return _taken(request.token, rows)


def _taken(token: AccessToken, rows: list[dict[str, Any]]) -> JsonResponse:
    counted = {"new": 0, "same": 0}
    refused = []
    for line, row in enumerate(rows, start=1):
        try:
            counted["new" if _note(token, row) else "same"] += 1
        except Refused as reason:
            refused.append({"line": line, "reason": str(reason)})
    answer = {"read": len(rows), **counted, "refused": len(refused), "refused_rows": refused}
    return JsonResponse(answer, json_dumps_params=CHINESE)


def _note(token: AccessToken, row: dict[str, Any]) -> bool:
    """Whether the row's number is new. Errors: Refused with what is wrong with the row."""
    values = [row.get(name) for name in ("case_number", "sort", "number")]
    if not all(isinstance(value, str) and value.strip() for value in values):
        raise Refused("case_number、sort、number 都要填，应为文字。")
    known_as, sort, number = (str(value).strip() for value in values)
    case = queries.case_of(token.department, known_as)
    if case is None:
        raise Refused(f"本部门没有编号为 {known_as[:50]} 的办件：请先报送办件，或核对编号。")
    moment = _moment(row.get("created_at"))
    return services.note(by=None, case=case, sort=sort, number=number, declared_at=moment, token=token)[1]


def _moment(given: Any) -> datetime | None:
    if given in (None, ""):
        return None
    try:
        moment = datetime.fromisoformat(given)
    except (TypeError, ValueError):
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Refused("created_at 应写作 2023-05-31T16:20:00+08:00。")
    return moment
