"""签署声明: what each signature says besides covering the bytes; a signed attribute of the CMS, as canonical JSON.

It holds what T21 of the threat list asks for, so that an agreement signed once can be passed off for no other: county,
department, kind, period, number, digests of template, annex and prior document, the place of the signer and the
one-time challenge that the page showed.
"""

import json
from dataclasses import asdict, dataclass

OBJECT_IDENTIFIER = "2.25.190384716523098471652309847165.1"
"""Of our own, from the tree for universally unique identifiers (ITU-T X.667): nobody else's."""


@dataclass(frozen=True)
class Document:
    """文件身份: what is the same in every signature of one document. Digests are SHA-256 unless named SM3."""

    number: str
    kind: str
    region: str
    department: str
    valid_from: str
    valid_to: str
    template: str
    annex: str
    prior: str
    base_size: int
    base_sha256: str
    base_sm3: str


@dataclass(frozen=True)
class Seal:
    """SM2 签名: of a UKey, over the statement without it; key and signature as hexadecimal, id as GM/T 0009 says."""

    key: str
    signature: str


@dataclass(frozen=True)
class Statement:
    """One signer's statement; `at` is UTC (2023-06-01T02:03:04Z)."""

    document: Document
    role: str
    place: int
    places: int
    signer: str
    challenge: str
    at: str
    seal: Seal | None = None

    @property
    def unsealed(self) -> bytes:
        """What a UKey signs: everything but its own signature."""
        return _canonical({**asdict(self), "seal": None})

    @property
    def text(self) -> str:
        """What stands in the signature."""
        return _canonical(asdict(self)).decode()


def _canonical(values: dict[str, object]) -> bytes:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
