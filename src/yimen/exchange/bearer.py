"""接口令牌: how one is made and recognised. 256 random bits need no slow hash; only the digest is kept."""

import hashlib
import secrets

PREFIX = "ym_"
"""By it a scanner for leaked secrets knows one."""


def fresh() -> str:
    """A new token, to be shown once."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """SHA-256 (hexadecimal) under which the token is known."""
    return hashlib.sha256(token.encode()).hexdigest()


def hint_of(token: str) -> str:
    """The beginning, by which a person tells it from others."""
    return token[: len(PREFIX) + 6]
