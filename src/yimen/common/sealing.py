"""封存: a text as it lies in the database until its time comes; opened by nobody without our key."""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from yimen.common.errors import Refused

NONCE, BLOCK = 12, 128
"""Bytes of the nonce; and to whole blocks the text is filled up, so that its length tells nothing of it."""


def _cipher(use: str) -> AESGCM:
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=f"yimen|{use}|1".encode())
    return AESGCM(derived.derive(settings.SIGNING_SECRET.encode()))


def seal(text: str, place: str, use: str) -> str:
    """The text, encrypted (AES-256-GCM) and bound to a use and a place: moved elsewhere it does not open."""
    plain = text.encode()
    filled = plain + b"\0" * (-len(plain) % BLOCK)
    nonce = os.urandom(NONCE)
    return base64.b64encode(nonce + _cipher(use).encrypt(nonce, filled, place.encode())).decode()


def unseal(sealed: str, place: str, use: str) -> str:
    """The text of `seal`. Errors: Refused when the key is another one, or the seal was moved or changed."""
    try:
        content = base64.b64decode(sealed, validate=True)
        plain = _cipher(use).decrypt(content[:NONCE], content[NONCE:], place.encode())
    except (InvalidTag, ValueError) as error:
        raise Refused("封存的内容打不开：密钥不同，或内容被改动、移动过。请告知系统管理员。") from error
    return plain.rstrip(b"\0").decode()
