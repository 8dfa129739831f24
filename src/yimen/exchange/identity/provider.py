"""The provider as it describes itself (OpenID Connect Discovery 1.0), its keys, and the two calls that it answers."""

import threading
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
from django.conf import settings
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import Token, decode

TIMEOUT = httpx.Timeout(8.0, connect=3.0)
KEPT_SECONDS, AGAIN_SECONDS = 3600.0, 30.0
"""How long description and keys are kept, and how soon unknown keys may make us ask for them again."""
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA", "Ed25519")
"""Signatures with a public key only: none, and those with a shared secret, are no proof of who signed (RFC 8725)."""
ON_THIS_MACHINE = {"127.0.0.1", "localhost", "::1"}


class Unreachable(Exception):
    """The provider did not answer as the standard says; the words hold nothing of any person."""


@dataclass(frozen=True)
class Description:
    """发现文档: where the provider answers, and what it promises."""

    issuer: str
    authorization: str
    token: str
    userinfo: str
    keys: str
    end_session: str
    algorithms: tuple[str, ...]
    says_issuer: bool  # RFC 9207: it names itself in every answer

    @classmethod
    def of(cls, found: dict[str, Any], issuer: str) -> "Description":
        """What was found. Errors: Unreachable for another issuer's, for what is missing, and for plain http."""
        if found.get("issuer") != issuer:
            raise Unreachable("the description is another issuer's")
        wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        given = [str(found.get(name) or "") for name in (*wanted, "userinfo_endpoint", "end_session_endpoint")]
        if not all(given[:3]) or not all(map(_safe, filter(None, given))):
            raise Unreachable("an endpoint is missing or not https")
        authorization, token, keys, userinfo, end_session = given
        offered = found.get("id_token_signing_alg_values_supported") or ["RS256"]
        algorithms = tuple(each for each in ALGORITHMS if each in offered)
        says = bool(found.get("authorization_response_iss_parameter_supported"))
        return cls(issuer, authorization, token, userinfo, keys, end_session, algorithms, says)


def _safe(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ON_THIS_MACHINE)


class Provider:
    """省统一身份认证: its description and keys, kept for an hour."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self._lock = threading.Lock()
        self._description: tuple[float, Description] | None = None
        self._keys: tuple[float, KeySet] | None = None

    def description(self) -> Description:
        """Where it answers. Errors: Unreachable."""
        with self._lock:
            now = time.monotonic()
            if self._description is None or now - self._description[0] > KEPT_SECONDS:
                found = _json("GET", f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
                self._description = now, Description.of(found, self.issuer)
            return self._description[1]

    def opened(self, token: str) -> Token:
        """The token, signed by one of the provider's keys. Errors: JoseError for any other; Unreachable.

        A key that is not known yet makes us ask for the keys again: so the provider may change them at any time.
        """
        algorithms = self.description().algorithms
        try:
            return decode(token, self._key_set(KEPT_SECONDS), algorithms=algorithms)
        except InvalidKeyIdError:
            return decode(token, self._key_set(AGAIN_SECONDS), algorithms=algorithms)

    def _key_set(self, seconds: float) -> KeySet:
        """The keys, not older than that."""
        address = self.description().keys
        with self._lock:
            now = time.monotonic()
            if self._keys is None or now - self._keys[0] > seconds:
                found = _json("GET", address)
                try:
                    self._keys = now, KeySet.import_key_set(found)  # type: ignore[arg-type]
                except (JoseError, KeyError, TypeError, ValueError) as error:
                    raise Unreachable("the keys cannot be read") from error
            return self._keys[1]

    def redeem(self, code: str, verifier: str, back: str) -> dict[str, Any]:
        """The tokens for a code, asked for as the client that we are (RFC 6749, 7636). Errors: Unreachable."""
        said = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
        who = httpx.BasicAuth(quote(settings.IDENTITY_CLIENT, safe=""), quote(settings.IDENTITY_SECRET, safe=""))
        return _json("POST", self.description().token, data=said, auth=who)

    def more(self, access_token: str) -> dict[str, Any]:
        """What the provider says of the person beside the token; empty if it says nothing. Errors: Unreachable."""
        address = self.description().userinfo
        if not address or not access_token:
            return {}
        return _json("GET", address, headers={"Authorization": f"Bearer {access_token}"})


def _json(method: str, address: str, **how: Any) -> dict[str, Any]:
    """The object with which the provider answers. Errors: Unreachable for any other answer."""
    try:
        with httpx.Client(timeout=TIMEOUT, trust_env=False, follow_redirects=False) as client:
            answer = client.request(method, address, **how)
        found = answer.json() if answer.status_code == httpx.codes.OK else None
    except (httpx.HTTPError, ValueError) as error:
        raise Unreachable("no answer") from error
    if not isinstance(found, dict):
        raise Unreachable(f"answered {answer.status_code}")
    return found


@lru_cache(maxsize=2)
def provider(issuer: str) -> Provider:
    """The provider of that address, one for each process, so that what it said is kept."""
    return Provider(issuer)
