"""Verbs on the papers of cases: issue, serve, withdraw, take and fetch them. The only writer of this room."""

import secrets

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from yimen.cases.handling import services as handling
from yimen.cases.handling.models import Dossier, Notice, Pause
from yimen.cases.handling.services.shared import allow, keep_time, tell, words
from yimen.cases.handling.states import DECIDED
from yimen.cases.papers import keys, queries
from yimen.cases.papers.models import CaseDocument, Served
from yimen.cases.papers.wording import ISSUED_AS, paper_of
from yimen.common.errors import Conflict, Refused
from yimen.common.services import kept_file
from yimen.common.slips import ALPHABET
from yimen.common.text import tidy
from yimen.documents import services as documents
from yimen.documents import word
from yimen.documents.content import Check
from yimen.documents.number import series_text
from yimen.ledger import services as ledger
from yimen.people.models import User

CODE_LENGTH = 16  # 80 bits: nobody guesses a paper


def issue_all(*, by: User | None, dossier: Dossier, editable: bool = True) -> list[CaseDocument]:
    """The papers of the notices that had none yet; each by itself, so that typesetting holds up no act of the case."""
    return [issue(by=by, notice=notice, editable=editable) for notice in queries.unwritten(dossier)]


@ledger.mutation("cases.document_issued")
def issue(*, by: User | None, notice: Notice, editable: bool = True) -> CaseDocument:
    """The official paper of a notice: numbered, typeset, kept and registered in one transaction.

    `editable` keeps a DOCX beside the PDF.

    Whoever calls has checked that `by` may do the act of which the notice tells. Errors: Conflict when it was issued.
    """
    dossier = Dossier.objects.select_related("case", "version", "department", "region").get(pk=notice.dossier_id)
    notice.dossier = dossier
    kind, mark = ISSUED_AS[Notice.Kind(notice.kind)]
    today = timezone.localdate()
    series = series_text(dossier.region.name, dossier.department.short_name, mark)
    number = documents.allocate(
        by=by, region=dossier.region, series=series, year=today.year, use=f"{kind.label}（{dossier.number}）"
    )
    # The number has locked the chain: of two who issue at once the second sees here what the first wrote.
    if CaseDocument.objects.filter(notice=notice, withdrawn_at__isnull=True).exists():
        raise Conflict("这份文书刚由他人制发。请刷新页面查看。")
    paper = CaseDocument(notice=notice, check_code="".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)))
    letter = paper_of(notice, number.text, today, Check(check_address(paper), queries.shown_code(paper)))
    pdf, paper.certificate = keys.printed(letter, notice=notice, number=number.text, by=by, at=timezone.now())
    paper.document = documents.issue(
        by=by, number=number, kind=kind, title=f"{letter.title}（{dossier.version.name}）"[:300], issued_on=today,
        pdf=pdf, word=word.docx(letter) if editable else b"", source=f"cases:notice:{notice.pk}",
        recipients="申请人", department=dossier.department,
    )  # fmt: skip
    paper.save()
    facts = {"number": dossier.number, "document": number.text, "kind": notice.kind, "sha256": paper.document.digest}
    facts |= {"certificate": paper.certificate.serial} if paper.certificate else {}
    ledger.record(chain=dossier.region_id, kind="cases.document_issued", by=by, changed=[paper], facts=facts)
    return paper


def check_address(paper: CaseDocument) -> str:
    """The address of the public check page, as it stands in the code on the paper."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{reverse('cases:check_paper', args=[paper.check_code])}"


@ledger.mutation("cases.document_withdrawn")
def withdraw(*, by: User, paper: CaseDocument, reason: str, again: bool) -> CaseDocument:
    """The paper, withdrawn for a reason; with `again` the notice gets a new one, by which it is then superseded.

    Its check page says so from now on. Errors: Refused; Conflict when it was withdrawn before.
    """
    dossier = paper.notice.dossier
    allow(by, "cases.decide", dossier)
    reason = words(reason, "撤销文书的原因", 5, 300)
    changes = {"withdrawn_at": timezone.now(), "withdrawn_by": by, "withdrawn_reason": reason}
    if CaseDocument.objects.filter(pk=paper.pk, withdrawn_at__isnull=True).update(**changes) != 1:
        raise Conflict("这份文书已经撤销。请刷新页面查看。")
    paper.refresh_from_db()
    if again:
        paper.replaced_by = issue(by=by, notice=paper.notice)
        paper.save(update_fields=["replaced_by"])
    facts = {"number": dossier.number, "document": paper.document.number.text, "again": again}
    ledger.record(chain=dossier.region_id, kind="cases.document_withdrawn", by=by, changed=[paper], facts=facts)
    return paper


@ledger.mutation("cases.served")
def serve(*, by: User | None, notice: Notice, way: str, receiver: str = "", tracking: str = "") -> Served:
    """How the notice reached the applicant; `by` is None when he fetched it himself. A pause counts from here on.

    Errors: Refused before its paper is issued, without a name or number, or for a decision, which is delivered with
    the result; Conflict when it was served before.
    """
    dossier = notice.dossier
    allow(by, "cases.deliver", dossier)
    receiver, tracking = tidy(receiver)[:100], tidy(tracking)[:40]
    _can_be_served(notice, by)
    if way == Dossier.Way.POST and not tracking:
        raise Refused("邮寄送达须填写邮寄单号。")
    if way == Dossier.Way.WINDOW:
        receiver = words(receiver, "签收人姓名", 2, 100)
    receipt = None if queries.goes_with_result(notice) else _receipt(notice, way, by)
    served = Served.objects.create(notice=notice, way=way, receiver=receiver, tracking=tracking, by=by, receipt=receipt)
    changed: list[Served | Pause | Notice] = [served, *([receipt] if receipt else [])]
    pause = Pause.objects.filter(notice=notice, ended_on__isnull=True).first()
    if pause is not None:
        pause.served_on = timezone.localdate()
        pause.save(update_fields=["served_on"])
        changed.append(pause)
    facts = {"number": dossier.number, "kind": notice.kind, "way": way}
    ledger.record(chain=dossier.region_id, kind="cases.served", by=by, changed=changed, facts=facts)
    keep_time(dossier)
    return served


def _receipt(notice: Notice, way: str, by: User | None) -> Notice:
    """The receipt of service of the paper (送达回证), written; the caller's event covers it."""
    how = Dossier.Way(way).label
    return tell(notice.dossier, Notice.Kind.RECEIPT, f"{notice.get_kind_display()}已送达（{how}）。", by)


def _can_be_served(notice: Notice, by: User | None) -> None:
    if not CaseDocument.objects.filter(notice=notice, withdrawn_at__isnull=True).exists():
        raise Refused("文书还没有制发，或者已经撤销，不能送达。")
    if by is not None and queries.goes_with_result(notice):
        raise Refused("决定书随办理结果送达，请在办件页面办理“送达”；送达回证存卷，不送达。")
    if Served.objects.filter(notice=notice).exists():
        raise Conflict("这份文书已经登记送达。请刷新页面查看。")


@ledger.mutation("cases.document_taken")
def take(*, by: User, paper: CaseDocument, editable: bool = False) -> bytes:
    """The PDF, or the `editable` DOCX, of a paper for staff: it names people, so who took it stands in the ledger."""
    dossier = paper.notice.dossier
    allow(by, "cases.reveal", dossier)
    digest = paper.document.word_digest if editable else paper.document.digest
    if not digest:
        raise Refused("这份文书没有可编辑件，请使用 PDF 正本。")
    facts = {"number": dossier.number, "document": paper.document.number.text, "digest": digest}
    ledger.record(chain=dossier.region_id, kind="cases.document_taken", by=by, facts=facts)
    return kept_file(digest)


@transaction.atomic
def fetch(*, paper: CaseDocument) -> bytes:
    """The PDF for the applicant, who has shown his account or his secret above; the first time serves the paper.

    Of a decision whose applicant chose to download it the first time also delivers the result.
    """
    notice = paper.notice
    dossier = notice.dossier
    is_result = notice.kind in queries.DECISIONS
    if is_result and dossier.status == DECIDED and dossier.delivery == Dossier.Way.DOWNLOAD:
        handling.deliver(by=None, dossier=dossier, way=Dossier.Way.DOWNLOAD)
    if notice.kind != Notice.Kind.RECEIPT and not Served.objects.filter(notice=notice).exists():
        serve(by=None, notice=notice, way=Dossier.Way.DOWNLOAD)
    return kept_file(paper.document.digest)
