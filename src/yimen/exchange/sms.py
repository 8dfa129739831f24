"""短信网关: the client that hands a text message to the gateway which the county's operator runs.

The gateway's interface (docs/portal.md): POST {address}/v1/messages with a bearer token and a JSON object `to`, `text`,
`reference`; 202 with `id` once it has taken the message over. The same reference again is the same message, so that
what was not answered may be asked again. It is spoken to at once and not through the background queue, because the
queue keeps what it is given, and neither a code nor a phone number may lie there in clear.
"""

import json
import secrets
import urllib.error
import urllib.request

from django.conf import settings

from yimen.common.errors import Refused

SECONDS, TIMES, MOST_BYTES = 5, 2, 10_000
NOT_SENT = "短信暂时发不出去，请稍后再试，或到大厅窗口办理。"


def configured() -> bool:
    """Whether a gateway is set up at all."""
    return bool(settings.SMS_URL)


def send(*, to: str, text: str) -> str:
    """The gateway's number of the message, which it has taken over. Errors: Refused when it has not."""
    if not configured():
        raise Refused("本系统没有接通短信网关，暂不能用短信验证码。请到大厅窗口办理。")
    body = {"to": to, "text": text, "reference": secrets.token_hex(16)}
    for _ in range(TIMES):
        try:
            return _handed_over(body)
        except (OSError, ValueError, urllib.error.URLError):
            continue
    raise Refused(NOT_SENT)


def _handed_over(body: dict[str, str]) -> str:
    request = urllib.request.Request(  # noqa: S310 the address is the administrator's, of the settings
        f"{settings.SMS_URL}/v1/messages",
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {settings.SMS_TOKEN}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 as above
        found = json.loads(answer.read(MOST_BYTES))
    if answer.status != 202 or not isinstance(found, dict) or not found.get("id"):
        raise ValueError("the gateway did not take the message over")
    return str(found["id"])
