"""What a place has of the papers of cases: a paper, a slip to another desk, an archived file."""

from typing import Any

from django.utils import timezone

from yimen.cases.archiving.models import Archive, ArchivedFile, Disposal, Hold
from yimen.cases.bundles.models import Bundle, BundledCase
from yimen.cases.bundles.states import BUNDLE
from yimen.cases.firms.models import Firm, Representative
from yimen.cases.firms.states import REPRESENTATIVE
from yimen.cases.handling.models import Dossier, Notice
from yimen.cases.handovers.models import HandedCase, Handover
from yimen.cases.handovers.states import HANDOVER
from yimen.cases.models import Case
from yimen.cases.papers.models import CaseDocument
from yimen.documents.models import DocumentNumber, IssuedDocument
from yimen.evaluation.followups.models import Survey, SurveyedCase
from yimen.exchange import services as exchange
from yimen.people.lifecycle import begin
from yimen.people.models import Department, User


def papered(add: Any, handled: Dossier, user: User) -> dict[str, int]:
    """Name of a thing -> its key, of what is made here for a case that is handled."""
    department = handled.department
    notice = add("told", Notice(dossier=handled, kind="asked", words="缺少身份证明一份"))
    paper = CaseDocument(notice=notice, document=_issued(add, department), check_code=f"CODE{department.pk:012d}")
    add("case_document", paper)
    _handed(add, handled, user)
    archived = _archived(add, handled, user)
    bundle = add("bundle", Bundle(by=user, act="take", **begin(BUNDLE, by=user)))
    add("bundled", BundledCase(bundle=bundle, dossier=handled, status=handled.status))
    _represented(add, department)
    return {"archived": archived.pk}


def _represented(add: Any, department: Department) -> None:
    """A firm whose papers wait at the window."""
    firm = add("firm", Firm(region=department.region, code=f"91{department.pk:016}", name="某公司"))
    paper = {"file_name": "执照.pdf", "digest": exchange.keep_file(b"%PDF-1.7 licence")}
    asked = Representative(
        firm=firm, part="head", basis="papers", name="赵某某", person_id="0", valid_from=timezone.localdate(),
        asked_at=timezone.now(), **paper, **begin(REPRESENTATIVE, by=None),
    )  # fmt: skip
    add("representative", asked)


def _issued(add: Any, department: Department) -> IssuedDocument:
    number = DocumentNumber(region=department.region, series="友公安补", year=2022, serial=department.pk, use="告知书")
    add("case_number", number)
    digest = exchange.keep_file(b"%PDF-1.7 told")
    paper = IssuedDocument(
        region=department.region, number=number, kind="case_asked", title="一次性告知书", department=department,
        source="cases:notice:1", issued_on=timezone.localdate(), digest=digest, size=13,
    )  # fmt: skip
    issued: IssuedDocument = add("case_paper", paper)
    return issued


def _handed(add: Any, handled: Dossier, user: User) -> None:
    own = handled.department
    desk = Department(region=own.region, code=f"Z{own.pk}", name=f"综合窗口{own.pk}", short_name="综窗", kind="centre")
    add("desk", desk)
    now = timezone.now()
    slip = Handover(
        region=own.region, number=f"交{own.pk}号", giver=own, taker=desk, handed_by=user, handed_at=now,
        due_on=timezone.localdate(now), **begin(HANDOVER, by=user),
    )  # fmt: skip
    add("handover", slip)
    add("handed", HandedCase(handover=slip, dossier=handled, papers="无纸质材料"))


def _archived(add: Any, handled: Dossier, user: User) -> Dossier:
    shared = {"region": handled.region, "department": handled.department}
    case = add("closed_case", Case(case_number=f"E{handled.department_id}", applicant_name="赵某某", **shared))
    closed = Dossier(
        case=case, version=handled.version, applicant_kind="person", secret="1" * 64, **shared,
        **{**begin(Dossier.STATES, by=user), "status": "archived"},
    )  # fmt: skip
    add("closed", closed)
    kept = add("archive", Archive(dossier=closed, contents="1　申请", retention_years=10))
    add(
        "archived_file",
        ArchivedFile(archive=kept, place=1, sort="申请", title="申请登记", on=case.imported_at, pages=0),
    )
    add("hold", Hold(archive=kept, reason="审计调阅需要", by=user))
    add("disposal", Disposal(archive=kept, reason="鉴定待销毁", by=user))
    return closed


def surveyed(add: Any, dossier: Dossier, user: User) -> None:
    """A survey in which the case was drawn."""
    days = {"closed_from": timezone.localdate(), "closed_to": timezone.localdate()}
    survey = add("survey", Survey(region=dossier.region, frame=1, size=1, seed="0", by=user, **days))
    add("surveyed", SurveyedCase(survey=survey, dossier=dossier, place=1, rated=True))
