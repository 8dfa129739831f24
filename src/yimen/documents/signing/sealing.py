"""密钥封装: private keys as they lie in the database, readable only with the installation's signing secret."""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from django.conf import settings

from yimen.common.errors import Refused

VERSION = "1"
NONCE = 12


def _cipher(version: str) -> AESGCM:
    if version != VERSION:
        raise Refused("签名密钥的封装版本不认识：请告知系统管理员。")
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=b"yimen|signing keys|1")
    return AESGCM(derived.derive(settings.SIGNING_SECRET.encode()))


def seal(key: EllipticCurvePrivateKey, whose: str) -> str:
    """The key as text, encrypted (AES-256-GCM) and bound to `whose`: it opens nowhere else."""
    plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    nonce = os.urandom(NONCE)
    sealed = nonce + _cipher(VERSION).encrypt(nonce, plain, whose.encode())
    return f"{VERSION}:{base64.b64encode(sealed).decode()}"


def unseal(text: str, whose: str) -> EllipticCurvePrivateKey:
    """The key of `seal`. Errors: Refused when the secret is another one, or the key was moved to somebody else."""
    version, _, sealed = text.partition(":")
    content = base64.b64decode(sealed)
    try:
        plain = _cipher(version).decrypt(content[:NONCE], content[NONCE:], whose.encode())
    except InvalidTag as error:
        raise Refused(
            "签名密钥打不开：签名密文（YIMEN_SIGNING_SECRET）与制作密钥时不同，或密钥被移动过。请告知系统管理员。"
        ) from error
    key = load_der_private_key(plain, None)
    assert isinstance(key, EllipticCurvePrivateKey)  # noqa: S101 nothing else is ever sealed
    return key
