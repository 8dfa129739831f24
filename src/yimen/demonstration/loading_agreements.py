"""承诺书与委托协议 in the demonstration: in force, waiting, declined, on paper, stale, over and terminated."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from yimen.documents.signing import services as certificates
from yimen.entry.agreements import services
from yimen.entry.agreements.models import Agreement, AgreementTemplate, Kind, TemplateVersion
from yimen.entry.agreements.queries import current_step, items_for, newest_file
from yimen.entry.agreements.rules import PROMISES, TITLES, starting_text
from yimen.entry.agreements.services import PaperLine, Signers, Term, Wording
from yimen.exchange import services as exchange
from yimen.people.models import Department, Region, User

WAITING = ("D04", "D07", "D09", "D11")
"""Departments, by the end of their codes, whose letters were made in one run and wait for their signers."""
OVER, STALE, TERMINATED = "D10", "D13", "D14"


def load_agreements(region: Region, users: Mapping[str, User]) -> None:
    """The letters and agreements of the county as they would stand today."""
    today = timezone.localdate()
    term = Term(today.replace(month=1, day=1), today.replace(month=12, day=31))
    certificates.open_authority(by=None, region=region)
    signers = Signers(users["head_police"], users["hall_manager"], users["leader"])
    for holder in (signers.department_head, signers.centre, signers.leading_group):
        if holder is not None:
            certificates.issue(by=None, holder=holder)
    commitment, entrustment = (_template(region, kind) for kind in (Kind.COMMITMENT, Kind.ENTRUSTMENT))
    officer = users["officer"]
    police = _department(region, "D03")
    agreed = _drafted(officer, police, commitment, term, signers)
    for _ in range(3):
        agreed = _signed(agreed)
    other = Signers(users["head_tax"], users["hall_manager"], users["leader"])
    declined = _drafted(officer, _department(region, "D05"), commitment, term, other)
    reason = "发票真伪核验须在税务专网办理，请先接通专线，再行签署。"
    services.decline(by=users["head_tax"], agreement=declined, reason=reason)
    _entrust(officer, entrustment, term, signers, today)
    absent = Signers(None, users["hall_manager"], users["leader"])
    _on_paper(
        users, _drafted(officer, _department(region, "D25"), commitment, term, absent), today - timedelta(days=40)
    )
    _ended(users, commitment, term, absent)
    run = services.start_bulk(
        by=officer,
        version=commitment,
        departments=[_department(region, end) for end in WAITING],
        term=term,
        centre=users["hall_manager"],
        leading_group=users["leader"],
    )
    for member in run.members.all():
        services.draft_member(member=member)
    services.finish_bulk(run=run)


def _ended(users: Mapping[str, User], version: TemplateVersion, term: Term, absent: Signers) -> None:
    """Letters that no longer do: one of last year, one whose list has grown since, and one that was terminated."""
    region, officer = version.template.region, users["officer"]
    year = term.valid_from.year - 1
    last_year = Term(date(year, 1, 1), date(year, 12, 31))
    over = _drafted(officer, _department(region, OVER), version, last_year, absent)
    _on_paper(users, over, last_year.valid_from + timedelta(days=9))
    department = _department(region, STALE)
    before = list(items_for(department, Kind.COMMITMENT, timezone.localdate()))[:-1]  # before the last one came
    grown = services.draft(by=officer, department=department, version=version, term=term, signers=absent, items=before)
    _on_paper(users, grown, term.valid_from - timedelta(days=5))
    ended = _drafted(officer, _department(region, TERMINATED), version, term, absent)
    _on_paper(users, ended, term.valid_from - timedelta(days=5))
    ended.refresh_from_db()
    services.terminate(by=officer, agreement=ended, reason="窗口布局调整，双方商定按新的派驻方案重新签订。")


def _entrust(officer: User, version: TemplateVersion, term: Term, signers: Signers, today: date) -> None:
    """An agreement with the first department that has declared items as entrusted to the comprehensive window."""
    for department in Department.objects.filter(region=version.template.region).order_by("code"):
        if items_for(department, Kind.ENTRUSTMENT, today).exists():
            _drafted(officer, department, version, term, Signers(None, signers.centre, signers.leading_group))
            return


def _department(region: Region, end: str) -> Department:
    return Department.objects.get(region=region, code=f"{region.code[:6]}{end}")


def _template(region: Region, kind: str) -> TemplateVersion:
    there = AgreementTemplate.objects.filter(region=region, kind=kind).first()
    if there is not None:
        return there.versions.latest("number")
    words = Wording(title=TITLES[kind], text=starting_text(kind), promises=list(PROMISES.items()))
    template = services.add_template(by=None, region=region, kind=kind, name=TITLES[kind], wording=words)
    return template.versions.get()


def _drafted(
    officer: User,
    department: Department,
    version: TemplateVersion,
    term: Term,
    signers: Signers,
) -> Agreement:
    made = services.draft(by=officer, department=department, version=version, term=term, signers=signers)
    return services.send(by=officer, agreement=made)


def _signed(agreement: Agreement) -> Agreement:
    """The agreement after whose turn it is has signed."""
    step = current_step(agreement)
    if step is None or step.signer is None:
        raise LookupError(f"{agreement.number} waits for nobody")
    shown = services.challenge(by=step.signer, agreement=agreement)
    return services.sign(by=step.signer, agreement=agreement, code=shown.code)


def _on_paper(users: Mapping[str, User], agreement: Agreement, signed_on: date) -> None:
    """Registers it as signed on paper, whose annex lacks the last item of the list."""
    lines = [PaperLine(line.code, line.name) for line in agreement.lines.all()]
    scan = SimpleUploadedFile(f"{agreement.number}扫描件.pdf", exchange.kept_file(newest_file(agreement).digest))
    services.register_paper(
        by=users["officer"],
        agreement=agreement,
        scan=scan,
        signed_on=signed_on,
        witness=users["second_officer"],
        lines=lines[:-1] or lines,
    )
