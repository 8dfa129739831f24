"""Signing in at the province's provider: authorization code, PKCE, state and nonce (OpenID Connect Core 1.0, RFC 9700).

A journey begins in a browser and ends in the same one: what `begin` says must be kept lies in that browser's session,
and `finish` believes no answer that does not fit it.
"""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from django.conf import settings
from joserfc.errors import JoseError

from yimen.common.errors import Refused
from yimen.exchange.identity.provider import Provider, Unreachable, provider

MINUTES, LEEWAY_SECONDS = 10, 60
SCOPE = "openid profile"
NO_ANSWER = "省统一身份认证暂时没有应答，请稍后再试，或用手机验证码登录。"
NOT_BELIEVED = "省统一身份认证的应答与这次登录对不上，没有登录：请回到登录页重新开始。"
TOO_LOW = "您的认证等级不够办理政务服务：请在省统一身份认证完成实名认证后再登录，或用手机验证码登录。"


@dataclass(frozen=True)
class Vouched:
    """认证结果: who somebody is, on the provider's word; `level` is the assurance (acr) by which it knows him.

    `firm_id` and `firm_name` are those of a firm whose legal representative he is, empty for everybody else.
    """

    issuer: str
    subject: str
    name: str = ""
    person_id: str = ""
    level: str = ""
    firm_id: str = ""
    firm_name: str = ""


def configured() -> bool:
    """Whether a provider is set up at all."""
    return bool(settings.IDENTITY_URL and settings.IDENTITY_CLIENT)


def begin(*, back: str, at: datetime) -> tuple[str, dict[str, Any]]:
    """(the provider's address to go to, what the browser's session must keep until it is back). Errors: Refused."""
    kept = {
        "issuer": settings.IDENTITY_URL,
        "state": secrets.token_urlsafe(32),
        "nonce": secrets.token_urlsafe(32),
        "verifier": secrets.token_urlsafe(48),
        "began": at.timestamp(),
    }
    asked = {
        "response_type": "code",
        "client_id": settings.IDENTITY_CLIENT,
        "redirect_uri": back,
        "scope": SCOPE,
        "state": kept["state"],
        "nonce": kept["nonce"],
        "code_challenge": create_s256_code_challenge(kept["verifier"]),
        "code_challenge_method": "S256",
    }
    if settings.IDENTITY_LEVELS:
        asked["acr_values"] = " ".join(settings.IDENTITY_LEVELS)
    try:
        address = _provider().description().authorization
    except Unreachable as error:
        raise Refused(NO_ANSWER) from error
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}", kept


def finish(*, kept: Mapping[str, Any] | None, answer: Mapping[str, str], back: str, at: datetime) -> Vouched:
    """Who it is. Errors: Refused for an answer that does not fit what was kept, or that nobody signed as it should be.

    `kept` must be taken out of the session before: what was answered once is answered never again.
    """
    if kept is None or not _fits(kept, answer, at):
        raise Refused(NOT_BELIEVED)
    if answer.get("error") == "access_denied":
        raise Refused("您没有同意登录，所以没有登录。可以重新开始，或用手机验证码登录。")
    if not answer.get("code"):
        raise Refused(NO_ANSWER)
    try:
        source = _provider()
        _check_issuer(source, answer)
        tokens = source.redeem(answer["code"], kept["verifier"], back)
        claims = _believed(source, tokens, kept["nonce"], at)
        claims = _with_more(source, tokens, claims)
    except Unreachable as error:
        raise Refused(NO_ANSWER) from error
    return _vouched(claims)


def leaving(back: str) -> str:
    """The provider's address at which one is signed out there too; empty if it has none or does not answer."""
    if not configured():
        return ""
    try:
        address = _provider().description().end_session
    except Unreachable:
        return ""
    said = urlencode({"client_id": settings.IDENTITY_CLIENT, "post_logout_redirect_uri": back})
    return f"{address}?{said}" if address else ""


def _provider() -> Provider:
    return provider(settings.IDENTITY_URL)


def _fits(kept: Mapping[str, Any], answer: Mapping[str, str], at: datetime) -> bool:
    """Whether the answer is to this browser's question, asked of the provider that is set up, and not too late."""
    same = hmac.compare_digest(str(kept["state"]).encode(), answer.get("state", "").encode())
    return same and kept["issuer"] == settings.IDENTITY_URL and 0 <= at.timestamp() - kept["began"] <= MINUTES * 60


def _check_issuer(source: Provider, answer: Mapping[str, str]) -> None:
    """Nothing; an answer of another provider is refused before our code goes anywhere (mix-up, RFC 9207)."""
    said = answer.get("iss")
    if said is None and not source.description().says_issuer:
        return
    if said != source.issuer:
        raise Refused(NOT_BELIEVED)


def _believed(source: Provider, tokens: Mapping[str, Any], nonce: str, at: datetime) -> CodeIDToken:
    """The claims of the identity token. Errors: Refused for a signature, issuer, audience, time or nonce not as due."""
    wanted = {"iss": {"essential": True, "value": source.issuer},
              "aud": {"essential": True, "value": settings.IDENTITY_CLIENT},
              "sub": {"essential": True}}  # fmt: skip
    params = {"nonce": nonce, "client_id": settings.IDENTITY_CLIENT, "access_token": tokens.get("access_token")}
    try:
        token = source.opened(str(tokens.get("id_token") or ""))
        claims = CodeIDToken(token.claims, token.header, options=wanted, params=params)
        claims.validate(now=int(at.timestamp()), leeway=LEEWAY_SECONDS)
    except (JoseError, ValueError, TypeError) as error:
        raise Refused(NOT_BELIEVED) from error
    if settings.IDENTITY_LEVELS and claims.get("acr") not in settings.IDENTITY_LEVELS:
        raise Refused(TOO_LOW)
    return claims


def _with_more(source: Provider, tokens: Mapping[str, Any], claims: Mapping[str, Any]) -> dict[str, Any]:
    """The claims, with what the provider says outside the token where the token has no number; signed ones prevail."""
    if claims.get(settings.IDENTITY_CLAIMS["person_id"]):
        return dict(claims)
    more = source.more(str(tokens.get("access_token") or ""))
    if more and more.get("sub") != claims["sub"]:
        raise Refused(NOT_BELIEVED)
    return {**more, **claims}


def _vouched(claims: Mapping[str, Any]) -> Vouched:
    said = {ours: str(claims.get(theirs) or "") for ours, theirs in settings.IDENTITY_CLAIMS.items()}
    issuer, subject, level = (str(claims.get(name) or "") for name in ("iss", "sub", "acr"))
    return Vouched(issuer=issuer, subject=subject, level=level, **said)
