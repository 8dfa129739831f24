"""签发自查报告: numbered, sealed with the head's certificate, issued as PDF/A with an editable copy."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.utils import timezone

from yimen.common.errors import Refused
from yimen.documents import services as documents
from yimen.documents.models import IssuedDocument
from yimen.documents.signing import checking
from yimen.documents.signing import queries as certificates
from yimen.documents.signing import services as signatures
from yimen.documents.signing.models import Certificate
from yimen.documents.signing.statement import Document, Statement
from yimen.inspections.self_inspection import writing
from yimen.inspections.self_inspection.models import SelfAnswer, SelfSheet
from yimen.people.models import User


def source_of(sheet: SelfSheet) -> str:
    """The short code under which the register of documents knows what a report came from."""
    return f"inspections:sheet:{sheet.pk}"


def series_of(sheet: SelfSheet) -> str:
    """The 机关代字 of a department's self-reports, Chinese characters only."""
    name = "".join(letter for letter in sheet.department.short_name if "\u4e00" <= letter <= "\u9fff")
    return f"{sheet.region.name[:1]}{name.removeprefix('县')[:16]}自查"


def issue(*, by: User, sheet: SelfSheet, answers: Sequence[SelfAnswer], digest: str, at: datetime) -> str:
    """The number of the report, now signed and issued. Errors: Refused without a certificate, as `signatures.sign`."""
    certificate = certificates.in_use(by, at)
    if certificate is None:
        raise Refused("您还没有可用的签名证书（未发放、已到期或已吊销）：请联系本县安全管理员。")
    day = timezone.localdate(at)
    number = documents.allocate(by=by, region=sheet.region, series=series_of(sheet), year=day.year, use="自查报告")
    paper = writing.as_paper(sheet, answers, number=number.text, signer=str(by), day=day)
    base = writing.unsigned(paper)
    signed = signatures.sign(
        pdf=base,
        certificate=certificate,
        statement=_statement(sheet, number.text, base, digest, str(by), at),
        mark=_mark(number.text, certificate, str(by), at),
        at=at,
    )
    documents.issue(
        by=by,
        number=number,
        kind=IssuedDocument.Kind.SELF_INSPECTION,
        title=paper.title,
        issued_on=day,
        pdf=signed,
        word=writing.editable(paper),
        source=source_of(sheet),
        recipients=paper.recipients,
        department=sheet.department,
    )
    return number.text


def _statement(sheet: SelfSheet, number: str, base: bytes, digest: str, signer: str, at: datetime) -> Statement:
    found = checking.digests(base)
    document = Document(
        number=number,
        kind=IssuedDocument.Kind.SELF_INSPECTION,
        region=sheet.region_id,
        department=sheet.department.code,
        valid_from=sheet.round.period_from.isoformat(),
        valid_to=sheet.round.period_to.isoformat(),
        template=sheet.round.version.digest,
        annex=digest,
        prior="",
        base_size=len(base),
        base_sha256=found.sha256,
        base_sm3=found.sm3,
    )
    # The digest of what the head was shown is the challenge: it is of these answers and of no others.
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Statement(document, "department_head", 1, 1, signer, digest[:20].upper(), moment)


def _mark(number: str, certificate: Certificate, signer: str, at: datetime) -> signatures.Mark:
    local = timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S")
    lines = [
        signer,
        f"{local}　{certificate.get_provider_display()}",
        f"证书 {certificate.serial[:16].upper()}",
        number,
    ]
    return signatures.Mark("电子签名　部门负责人", lines)
