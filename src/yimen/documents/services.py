"""Verbs on document numbers and issued documents: the only writers of this room."""

import re
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.common.services import keep_file
from yimen.common.text import tidy
from yimen.documents.models import DocumentNumber, IssuedDocument
from yimen.ledger import services as ledger
from yimen.ledger.recording import locked_head
from yimen.people.models import Department, Region, User
from yimen.people.queries import covers

SERIES = re.compile(r"[\u4e00-\u9fff]{2,20}")
SOURCE = re.compile(r"[a-z_]+(:[A-Za-z0-9_.-]+)+")


@ledger.mutation("documents.number_allocated")
def allocate(
    *, by: User | None, region: Region, series: str, year: int, use: str, outside: bool = False
) -> DocumentNumber:
    """The next number of the series in that year, without gaps; given back only if the caller's act is rolled back.

    Whoever calls has checked that `by` may do the act for which the number is. Errors: Refused for a series that is
    no 机关代字, a year out of range, or no purpose.
    """
    if not SERIES.fullmatch(series):
        raise Refused(f"机关代字“{series}”应为 2 至 20 个汉字，例如“友政办发”。")
    if not 1949 <= year <= 2999:
        raise Refused(f"文号年份“{year}”应为四位公元年份。")
    use = _short(use, 100, "取号须写明用途，1 至 100 个字。")
    # The chain's head is locked by every act anyway; taken first, it also keeps two from counting the same serial.
    locked_head(region.code, "default")
    rows = DocumentNumber.objects.filter(region=region, series=series, year=year)
    last = rows.aggregate(last=Max("serial"))["last"] or 0
    number = DocumentNumber.objects.create(
        region=region, series=series, year=year, serial=last + 1, use=use, outside=outside, allocated_by=by
    )
    ledger.record(
        chain=region.code,
        kind="documents.number_allocated",
        by=by,
        changed=[number],
        facts={"number": number.text, "use": use},
    )
    return number


@ledger.mutation("documents.number_abandoned")
def abandon(*, by: User | None, number: DocumentNumber, reason: str) -> DocumentNumber:
    """The number, marked as abandoned (作废); it stays in the register and is never given out again.

    Errors: Refused without a reason, or when a document was issued under it; Conflict when it is abandoned already.
    """
    reason = _short(reason, 200, "作废文号须写明原因，1 至 200 个字。")
    locked_head(number.region_id, "default")  # so that nobody issues under it meanwhile
    if IssuedDocument.objects.filter(number=number).exists():
        raise Refused(f"文号{number.text}已经发文，不能作废；需要更正的，请另行发文。")
    changes = {"abandoned_at": timezone.now(), "abandoned_reason": reason, "abandoned_by": by}
    if DocumentNumber.objects.filter(pk=number.pk, abandoned_at__isnull=True).update(**changes) != 1:
        raise Conflict(f"文号{number.text}已经作废，不能再次作废。")
    number.refresh_from_db()
    ledger.record(
        chain=number.region_id,
        kind="documents.number_abandoned",
        by=by,
        changed=[number],
        facts={"number": number.text, "reason": reason},
    )
    return number


@ledger.mutation("documents.issued")
def issue(
    *,
    by: User | None,
    number: DocumentNumber,
    kind: str,
    title: str,
    issued_on: date,
    pdf: bytes,
    source: str,
    recipients: str = "",
    department: Department | None = None,
    word: bytes = b"",
) -> IssuedDocument:
    """The document, issued under its number, its PDF (and `word`, the DOCX) kept under their digests.

    source: what it came from, `room:thing:key`. department: whom it concerns; None for the whole county. Whoever calls
    has checked that `by` may do the act that is issued. Errors: Refused for a number that is abandoned or of another
    year, a file that is no PDF, a department of another county; Conflict when the number was used before.
    """
    locked_head(number.region_id, "default")
    number.refresh_from_db()
    _fits(number, issued_on, department, by)
    if not SOURCE.fullmatch(source) or len(source) > 60:
        raise ValueError(f"the source of a document is a short code such as rectification:order:7, not {source!r}")
    document = IssuedDocument.objects.create(
        region=number.region,
        number=number,
        kind=IssuedDocument.Kind(kind),
        title=_short(title.replace("\n", ""), 300, "发文须写明标题，1 至 300 个字。"),
        recipients=tidy(recipients)[:1000],
        department=department,
        source=source,
        issued_on=issued_on,
        issued_by=by,
        **_kept(pdf, word),
    )
    ledger.record(
        chain=number.region_id,
        kind="documents.issued",
        by=by,
        changed=[document],
        facts={"number": number.text, "kind": document.kind, "sha256": document.digest, "source": source},
    )
    return document


def _fits(number: DocumentNumber, issued_on: date, department: Department | None, by: User | None) -> None:
    if by is not None and not covers(by, number.region):
        raise Refused("只能用本县登记簿里的文号发文。")
    if number.abandoned_at is not None:
        raise Refused(f"文号{number.text}已经作废，请另取新号后发文。")
    if IssuedDocument.objects.filter(number=number).exists():
        raise Conflict(f"文号{number.text}已经发文，一个文号只能用一次；请另取新号。")
    if issued_on.year != number.year:
        raise Refused(f"成文日期{issued_on}与文号{number.text}的年份不一致，请核对日期，或者在当年的序列里取号。")
    if department is not None and department.region_id != number.region_id:
        raise Refused(f"{department}不属于本县，不能作为本县发文的收文部门。")


def _kept(pdf: bytes, word: bytes) -> dict[str, Any]:
    if not pdf.startswith(b"%PDF-"):
        raise Refused("发文的正本须是 PDF 文件。")
    if word and not word.startswith(b"PK"):
        raise Refused("发文的可编辑件须是 DOCX 文件。")
    return {"digest": keep_file(pdf), "size": len(pdf), "word_digest": keep_file(word) if word else ""}


def _short(text: str, most: int, refusal: str) -> str:
    text = text.strip()
    if not 1 <= len(text) <= most:
        raise Refused(refusal)
    return text
