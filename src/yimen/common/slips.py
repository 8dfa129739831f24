"""查询码: the secret on a slip, that opens what it belongs to without signing in; only its digest is kept."""

import hmac
import secrets

from django.utils.crypto import salted_hmac

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 characters, none that reads like another
SECRET_LENGTH = 10  # 50 bits
NOBODY = "0" * 64
"""The digest that a number nobody has is compared with, so that absent and wrong take the same way."""


def drawn(length: int) -> str:
    """That many characters, drawn at random."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def new_secret() -> str:
    """A fresh 查询码, to be printed on the slip once."""
    return drawn(SECRET_LENGTH)


def digest_of(kind: str, number: str, secret: str) -> str:
    """What is kept of a secret: HMAC-SHA-256 bound to a kind of slip and to its number, hexadecimal."""
    return salted_hmac(f"yimen.{kind}.secret", f"{number}:{normal(secret)}", algorithm="sha256").hexdigest()


def normal(secret: str) -> str:
    """The secret as it was printed, however it was typed: without spaces and hyphens, in capitals."""
    return secret.upper().replace(" ", "").replace("-", "")


def matches(kind: str, number: str, secret: str, digest: str) -> bool:
    """Whether the secret belongs to the slip; takes the same time for every wrong one."""
    return hmac.compare_digest(digest_of(kind, number, secret), digest)
