"""省平台推送 over HTTP: the platform's callbacks and what else it sends, one message a request (docs/platform.md)."""

from typing import Any

from django.http import HttpResponseBase, JsonResponse
from django.utils import timezone

from yimen.api import bodies
from yimen.api.doors import CHINESE, SignedByPlatform, refusal, signed
from yimen.common.errors import Conflict, Refused
from yimen.exchange.platform import services
from yimen.exchange.platform.services import Letter, Replayed, Taken
from yimen.people.models import Region


@signed
def message(request: SignedByPlatform) -> HttpResponseBase:
    """POST: one message; 200 with what it came to. The same number again answers the same and changes nothing."""
    if request.method != "POST":
        answer = refusal(405, "请用 POST 推送。")
        answer["Allow"] = "POST"
        return answer
    told = _told(request.body)
    if told is None:
        return refusal(400, "请求体应为 JSON 对象，含 number、region、kind、stream（文字）和 fields（对象）。")
    region = Region.objects.filter(pk=told["region"]).first()
    if region is None:
        return refusal(422, "没有这个区划：请核对 region。")
    letter = Letter(told["number"], told["kind"], told["stream"], told["fields"])
    try:
        taken = services.receive(region=region, letter=letter, now=timezone.now(), signed=request.signed)
    except (Replayed, Conflict) as conflict:
        return refusal(409, str(conflict))
    except Refused as refused:
        return refusal(422, str(refused))
    return _answer(taken)


def _told(body: bytes) -> dict[str, Any] | None:
    """The message in the body, None when it has not the form."""
    try:
        told = bodies.told(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or not isinstance(told.get("fields"), dict):
        return None
    names = ("number", "region", "kind", "stream")
    return told if all(isinstance(told.get(name), str) for name in names) else None


def _answer(taken: Taken) -> JsonResponse:
    answer = {"result": taken.message.status, "again": taken.again, "reason": taken.message.reason}
    return JsonResponse(answer, json_dumps_params=CHINESE)
