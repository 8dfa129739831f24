"""签名方式: who makes the holder's own signature over the statement, behind one small interface.

The signature in the PDF is always of the county's certificate (ECDSA), because PDF readers know no SM2. A UKey adds its
SM2 signature over the statement, which then stands in the signed part of the PDF signature: neither can be replaced.
"""

import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import replace
from typing import Protocol

import gmalg
from django.conf import settings

from yimen.common.errors import Refused
from yimen.documents.signing.models import Certificate
from yimen.documents.signing.standalone.verify_signed_file import SM2_IDENTITY
from yimen.documents.signing.statement import Seal, Statement

SECONDS = 10
MOST_BYTES = 64 * 1024


class Provider(Protocol):
    """What a way of signing has to offer."""

    def public_key(self, holder: str) -> str:
        """The holder's public key, hexadecimal; empty where the way has no key of its own."""

    def confirm(self, statement: Statement, holder: str, key: str) -> Statement:
        """The statement, with the holder's signature over it where the way makes one. Errors: Refused."""


class Software:
    """县级签名机构软件证书: the key lies with the county's authority; the one-time challenge is the confirmation."""

    def public_key(self, holder: str) -> str:
        """Nothing: the certificate's own key is all there is."""
        return ""

    def confirm(self, statement: Statement, holder: str, key: str) -> Statement:
        """The statement as it is."""
        return statement


class UKey:
    """UKey（SM2）: a signing service over HTTP as docs/signing.md describes it. `address` comes from the settings."""

    def __init__(self, address: str, token: str) -> None:
        if not address:
            raise Refused("没有配置 UKey 签名服务（YIMEN_UKEY_URL）：请改用软件证书，或请系统管理员配置。")
        self.address, self.token = address.rstrip("/"), token

    def public_key(self, holder: str) -> str:
        """The public key on the holder's UKey. Errors: Refused when the service does not answer as described."""
        return str(self._ask(f"/v1/holder?holder={urllib.parse.quote(holder)}").get("key", ""))

    def confirm(self, statement: Statement, holder: str, key: str) -> Statement:
        """The statement with the UKey's SM2 signature.

        Errors: Refused when the service does not answer, answers with another key than the registered one, or with a
        signature that does not hold.
        """
        text = statement.unsealed
        digest = gmalg.SM3()
        digest.update(text)
        answer = self._ask(
            "/v1/sign",
            {
                "holder": holder,
                "document": statement.document.number,
                "statement": text.decode(),
                "digest_sm3": digest.value().hex(),
            },
        )
        if answer.get("key") != key:
            raise Refused("UKey 与登记的公钥不符：请插入本人登记的 UKey，或请安全管理员重新发放证书。")
        seal = Seal(key, str(answer.get("signature", "")))
        if not holds(seal, text):
            raise Refused("UKey 返回的签名验不过，没有签署。请重新插入 UKey 再试。")
        return replace(statement, seal=seal)

    def _ask(self, path: str, body: dict[str, str] | None = None) -> dict[str, object]:
        request = urllib.request.Request(  # noqa: S310 the address is the administrator's, of the settings
            f"{self.address}{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 as above
                found = json.loads(answer.read(MOST_BYTES))
        except (OSError, ValueError, urllib.error.URLError) as error:
            raise Refused("UKey 签名服务没有应答，没有签署：请确认 UKey 已插好、签名服务已启动，再试一次。") from error
        if not isinstance(found, dict):
            raise Refused("UKey 签名服务的应答不合约定，没有签署：请告知系统管理员。")
        return found


def holds(seal: Seal, text: bytes) -> bool:
    """True when the SM2 signature is the key's over the text."""
    try:
        value = bytes.fromhex(seal.signature)
        checker = gmalg.SM2(None, SM2_IDENTITY, bytes.fromhex(seal.key))
        return len(value) == 64 and bool(checker.verify(text, value[:32], value[32:]))
    except (ValueError, TypeError, gmalg.errors.GMError):
        return False


def provider_of(kind: str) -> Provider:
    """The way of signing of a certificate. Errors: Refused for a UKey where no service is configured."""
    if kind == Certificate.Provider.UKEY:
        return UKey(settings.UKEY_URL, settings.UKEY_TOKEN)
    return Software()
