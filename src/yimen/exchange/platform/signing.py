"""请求签名: HMAC-SM3 (or HMAC-SHA256) over method, path, digest of the body, time, nonce and the key's number."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

ALGORITHMS = {"HMAC-SM3": "sm3", "HMAC-SHA256": "sha256"}
SM3 = "HMAC-SM3"
HEADERS = ("X-Key", "X-Algorithm", "X-Time", "X-Nonce", "X-Signature")


@dataclass(frozen=True)
class Key:
    """A key that both sides have: its number is sent, its secret is not."""

    number: str
    secret: str
    algorithm: str = SM3


@dataclass(frozen=True)
class Signed:
    """What a good signature says besides the request itself."""

    key: str
    nonce: str
    at: datetime


class BadSignature(Exception):
    """A request that is not the other side's, or not of now; the word is for our log, the asker learns nothing."""


def signature(key: Key, *, method: str, path: str, body: bytes, at: str, nonce: str) -> str:
    """The signature of a request, hexadecimal. `path` includes the query."""
    name = ALGORITHMS[key.algorithm]
    digest = hashlib.new(name, body).hexdigest()
    text = "\n".join((key.algorithm, method.upper(), path, digest, at, nonce, key.number))
    return hmac.new(key.secret.encode(), text.encode(), name).hexdigest()


def headers(key: Key, *, method: str, path: str, body: bytes, at: datetime, nonce: str = "") -> dict[str, str]:
    """The headers that sign a request."""
    nonce, time = nonce or secrets.token_hex(16), str(int(at.timestamp()))
    signed = signature(key, method=method, path=path, body=body, at=time, nonce=nonce)
    return dict(zip(HEADERS, (key.number, key.algorithm, time, nonce, signed), strict=True))


def checked(
    key: Key, given: Mapping[str, str], *, method: str, path: str, body: bytes, now: datetime, window: int
) -> Signed:
    """What a good signature says. Errors: BadSignature. Whether the nonce was used is the database's to say."""
    number, algorithm, time, nonce, signed = (given.get(name) or "" for name in HEADERS)
    if not key.secret or number != key.number:
        raise BadSignature("unknown key")
    if algorithm not in ALGORITHMS:
        raise BadSignature("unknown algorithm")
    if not (time.isascii() and time.isdigit() and len(time) <= 12):
        raise BadSignature("no time")
    if not (8 <= len(nonce) <= 64 and nonce.isascii() and nonce.isalnum()):
        raise BadSignature("no nonce")
    right = signature(Key(number, key.secret, algorithm), method=method, path=path, body=body, at=time, nonce=nonce)
    if not hmac.compare_digest(right.encode(), signed.encode("utf-8", "replace")):
        raise BadSignature("wrong signature")
    if abs(now.timestamp() - int(time)) > window:
        raise BadSignature("outside the window")
    return Signed(number, nonce, datetime.fromtimestamp(int(time), UTC))
