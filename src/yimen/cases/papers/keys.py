"""决定书的数字签名: the paper of a decision signed by the key of whoever decided, as agreements are."""

import secrets
from dataclasses import replace
from datetime import UTC, datetime

from django.utils import timezone

from yimen.cases.handling.models import Notice
from yimen.common.errors import Refused
from yimen.documents import layout
from yimen.documents.content import Letter
from yimen.documents.signing import pades, queries, services
from yimen.documents.signing.checking import digests
from yimen.documents.signing.models import Certificate
from yimen.documents.signing.statement import Document, Statement
from yimen.people.models import User

SIGNED = (Notice.Kind.GRANTED, Notice.Kind.REFUSED, Notice.Kind.DECLINED)
"""Kinds of paper that decide something: the others tell of what happened, and are proved by their check page."""
ROLE = "decides"


def certificate_for(by: User | None, notice: Notice, at: datetime) -> Certificate | None:
    """The certificate by which the account signs the notice's paper; None where there is nothing to sign or no key."""
    if by is None or notice.kind not in SIGNED:
        return None
    return queries.in_use(by, at)


def signed(letter: Letter, *, notice: Notice, number: str, certificate: Certificate, at: datetime) -> bytes:
    """The letter as PDF, signed by the certificate's key. Errors: Refused as the certificate's provider says."""
    moment = at.replace(microsecond=0)  # the finest that a certificate can say
    field = pades.field_name(1)
    printed = layout.printed(replace(letter, signature=replace(letter.signature, field=field)))
    base = pades.prepare(printed, address="")
    statement = Statement(
        document=_document(base, notice, number), role=ROLE, place=1, places=1, signer=str(certificate.holder),
        challenge=secrets.token_hex(8).upper(), at=moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )  # fmt: skip
    local = timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S")
    lines = [str(certificate.holder), local, f"证书 {certificate.serial[:16].upper()}", number]
    mark = services.Mark("电子签名", lines)
    return services.sign(pdf=base, certificate=certificate, statement=statement, mark=mark, at=moment)


def _document(base: bytes, notice: Notice, number: str) -> Document:
    """What the signature says of the paper: its number and case, so that it fits no other."""
    dossier, found = notice.dossier, digests(base)
    day = timezone.localdate(notice.at).isoformat()
    return Document(
        number=number, kind=f"case_{notice.kind}", region=dossier.region_id, department=dossier.department.code,
        valid_from=day, valid_to=day, template="", annex=dossier.number, prior="", base_size=len(base),
        base_sha256=found.sha256, base_sm3=found.sm3,
    )  # fmt: skip


def printed(
    letter: Letter, *, notice: Notice, number: str, by: User | None, at: datetime
) -> tuple[bytes, Certificate | None]:
    """The PDF, and the certificate by which it is signed; None where there is none, or its provider does not answer.

    A key that is out of order holds up no decision: the paper is then issued without, and its check page says so.
    """
    certificate = certificate_for(by, notice, at)
    if certificate is not None:
        try:
            return signed(letter, notice=notice, number=number, certificate=certificate, at=at), certificate
        except Refused:
            pass
    return layout.pdf(letter), None
