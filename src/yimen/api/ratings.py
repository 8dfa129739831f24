"""原系统评价 over HTTP: the bureau's earlier system hands in what people said, plan first and then confirmed."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponseBase, JsonResponse

from yimen.api import bodies
from yimen.api.doors import CHINESE, TokenRequest, bearer, refusal
from yimen.common.errors import Conflict, Refused
from yimen.evaluation.earlier import services
from yimen.evaluation.earlier.imports import FIELDS
from yimen.evaluation.earlier.reading import RatingPlan
from yimen.exchange import planning
from yimen.exchange import queries as exchange
from yimen.exchange.models import ImportBatch

REFUSED_ROWS_SHOWN = 1_000


@bearer
def ratings(request: TokenRequest) -> HttpResponseBase:
    """POST: rows as CSV or JSON. Without `confirm`: 200 with what would be taken in and the digest of that plan, and
    nothing is written. With `confirm=DIGEST` and the same body: 201 with the batch.
    """
    if request.method != "POST":
        answer = refusal(405, "请用 POST 报送。")
        answer["Allow"] = "POST"
        return answer
    if request.content_type not in bodies.FILE_NAMES:
        return refusal(415, "请求体只接收 text/csv 或 application/json，请设置 Content-Type。")
    try:
        content = request.body
    except RequestDataTooBig:
        return refusal(413, f"请求体超过 {bodies.LIMITS.size // 2**20} MB 的上限，请分几次报送。")
    try:
        return _answer(request, content, request.GET.get("confirm", ""))
    except Conflict as conflict:
        return refusal(409, str(conflict))
    except Refused as refused:
        return refusal(422, str(refused))


def _answer(request: TokenRequest, content: bytes, confirm: str) -> JsonResponse:
    name = bodies.FILE_NAMES[request.content_type or ""]
    kind = ImportBatch.Kind.RATINGS
    batch = exchange.handed_in(request.token.department, kind, services.known_as(content)) if confirm else None
    if batch is None:
        sheet = bodies.from_json(content) if name.endswith(".json") else planning.read_table(name, content, FIELDS)[0]
        if not confirm:
            return _planned(services.plan_of_sheet(request.token, sheet)[0], content)
        batch = services.hand_in(token=request.token, name=name, content=content, sheet=sheet, confirm=confirm)
    told = {"batch": batch.pk, "read": batch.rows_read, "taken": batch.rows_accepted, "refused": batch.rows_refused}
    return JsonResponse({**told, "default": batch.plan["default"]}, status=201, json_dumps_params=CHINESE)


def _planned(plan: RatingPlan, content: bytes) -> JsonResponse:
    rows = [
        {"line": fault.line, "column": fault.heading, "reason": fault.reason, "remedy": fault.remedy}
        for _, _, fault in plan.refused[:REFUSED_ROWS_SHOWN]
    ]
    more = max(0, len(plan.refused) - REFUSED_ROWS_SHOWN)
    body = {**services.counts_of(plan), "confirm": services.digest_of(content, plan), "refused_rows": rows,
            "more_refused_rows": more}  # fmt: skip
    return JsonResponse(body, json_dumps_params=CHINESE)
