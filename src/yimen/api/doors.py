"""The doors for other systems: no account passes, only a token of a department (接口令牌) that is in force, or a
request that the province's platform signed.

A browser sends neither by itself, so nothing can be forged across sites, and the check that forms need is off.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from yimen.exchange import queries, services
from yimen.exchange.models import AccessToken
from yimen.exchange.platform import signing
from yimen.exchange.platform.client import own_key
from yimen.exchange.platform.rules import WINDOW
from yimen.people.rules import BEARER, SIGNATURE

log = logging.getLogger(__name__)
SPARING_SECONDS = 3600
"""The ledger keeps one event an hour for the same refusal of the same token: a broken system knocks all day."""
CHINESE = {"ensure_ascii": False}


class TokenRequest(HttpRequest):
    """A request that passed the door: its token is in force."""

    token: AccessToken


def refusal(status: int, sentence: str, **more: Any) -> JsonResponse:
    """An answer that says in Chinese what is wrong and what to do."""
    return JsonResponse({"error": sentence, **more}, status=status, json_dumps_params=CHINESE)


def bearer(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Lets a request through whose header says `Authorization: Bearer TOKEN`; else 401 with a sentence.

    429 with Retry-After once the token was used too often this minute.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        scheme, _, text = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not text.strip():
            return _unknown("请求头里没有令牌：请加上 Authorization: Bearer 令牌。")
        token = queries.token_of(text.strip())
        if (wrong := why_not(token)) is not None:
            _note(token, wrong[0])
            return _unknown(wrong[1])
        if token is not None and (wait := services.seconds_to_wait(token=token, at=timezone.now())):
            return _too_often(wait)
        request.token = token  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    exempt: Callable[..., HttpResponseBase] = csrf_exempt(guarded)
    exempt.permission = BEARER  # type: ignore[attr-defined]
    return exempt


class SignedByPlatform(HttpRequest):
    """A request that passed the other door: the platform signed it just now; whether for the first time, is open."""

    signed: signing.Signed


def signed(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Lets a request of the province's platform through; else 401, which does not say what was wrong."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            request.signed = signing.checked(  # type: ignore[attr-defined]
                own_key(),
                request.headers,
                method=request.method or "",
                path=request.get_full_path(),
                body=request.body,
                now=timezone.now(),
                window=WINDOW,
            )
        except RequestDataTooBig:
            return refusal(413, f"请求体超过 {settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20} MB 的上限。")
        except signing.BadSignature as wrong:
            log.warning("a request in the platform's name was refused: %s", wrong)
            return refusal(401, "签名不对或已过期：请核对密钥、时间和签名的内容。")
        return view(request, *args, **kwargs)

    exempt: Callable[..., HttpResponseBase] = csrf_exempt(guarded)
    exempt.permission = SIGNATURE  # type: ignore[attr-defined]
    return exempt


def why_not(token: AccessToken | None) -> tuple[str, str] | None:
    """Why the token lets nobody in, as a word for the ledger and a sentence; None when it does."""
    if token is None:
        return "unknown", "令牌不对：请核对是否复制完整，或请安全管理员重新发放。"
    if token.revoked_at is not None:
        return "revoked", "令牌已经收回：请安全管理员重新发放。"
    if token.valid_to is not None and token.valid_to < timezone.localdate():
        return "expired", f"令牌已于 {token.valid_to} 到期：请安全管理员重新发放。"
    return None


def _note(token: AccessToken | None, reason: str) -> None:
    if cache.add(f"token-refused:{token.pk if token else 0}:{reason}", 1, SPARING_SECONDS):
        services.note_refusal(token=token, reason=reason)


def _too_often(wait: int) -> JsonResponse:
    often = services.USES_A_MINUTE
    answer = refusal(429, f"报送太频繁：每个令牌每分钟最多 {often} 次，请 {wait} 秒后再报，并把多行合成一次。")
    answer["Retry-After"] = str(wait)
    return answer


def _unknown(sentence: str) -> JsonResponse:
    answer = refusal(401, sentence)
    answer["WWW-Authenticate"] = 'Bearer realm="yimen"'
    return answer
