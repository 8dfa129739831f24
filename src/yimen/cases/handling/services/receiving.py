"""收件: an application comes in, at a window or online, and gets its number at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from yimen.cases.clocks import services as clocks
from yimen.cases.handling.desk import Desk
from yimen.cases.handling.models import AcceptanceException, Answer, Dossier, Paper
from yimen.cases.handling.queries import next_holder
from yimen.cases.handling.services.numbering import digest_of, next_number
from yimen.cases.handling.services.shared import allow, words
from yimen.cases.handling.states import DOSSIER
from yimen.cases.models import Case
from yimen.cases.visits import services as visits
from yimen.cases.visits.models import CaseVisit
from yimen.catalog.models import ItemVersion
from yimen.common import slips
from yimen.common.codes import classify_organisation_code, classify_resident_id
from yimen.common.errors import Refused
from yimen.common.text import code_key, id_key, tidy
from yimen.common.workdays import SHANGHAI, working_days_between
from yimen.ledger import plain
from yimen.ledger import services as ledger
from yimen.people.lifecycle import begin
from yimen.people.models import User
from yimen.people.rules import APPROVER, CLERK

LATE_AFTER = 1  # working days between what is declared and what is recorded (T01)


@dataclass(frozen=True)
class Applicant:
    """申请人: who applies, and who acts for him. Names and numbers as they were given."""

    kind: str
    name: str
    id: str
    phone: str = ""
    agent_name: str = ""
    agent_id: str = ""


@dataclass(frozen=True)
class Handed:
    """提交的材料: its name; the digest and size of a kept file, or neither for an original looked at and given back.

    `original` is the digest of what was uploaded, where it was changed before it was kept.
    """

    name: str
    file_name: str = ""
    digest: str = ""
    size: int | None = None
    original: str = ""


@dataclass(frozen=True)
class Received:
    """收件结果: the dossier, the secret that opens it to its applicant (kept nowhere), and the code that proves it.

    `receipt` (存证回执) leads whoever holds the slip to the event in the ledger.
    """

    dossier: Dossier
    secret: str
    receipt: str


@dataclass(frozen=True)
class Application:
    """申请: what is applied for, by whom, with what."""

    version: ItemVersion
    applicant: Applicant
    papers: Sequence[Handed] = ()
    answers: Sequence[tuple[str, str, str]] = ()  # field, label, value
    delivery: str = Dossier.Way.WINDOW
    ticket: str = ""
    declared_at: datetime | None = None
    reasons: dict[str, str] = field(default_factory=dict)  # kind of exception -> reason


@ledger.mutation("cases.received")
def receive(*, by: User | None, application: Application, channel: str, desk: Desk | None = None) -> Received:
    """The new dossier with its number, and the secret that is shown once.

    `by` is None for an application online. The times are the server's; `declared_at` stands beside, and one that lies
    more than LATE_AFTER working days back needs a reason (T01). Errors: Refused.
    """
    allow(by, "cases.accept")
    now = desk.at if desk else timezone.now()
    today = now.astimezone(SHANGHAI).date()
    version, applicant = application.version, checked(application.applicant, today)
    if version.initiation != ItemVersion.Initiation.ON_APPLICATION or version.state != ItemVersion.State.IN_USE:
        raise Refused(f"“{version.name}”现在不接受申请，请核对事项清单。")
    if by is not None and by.region_id != version.region_id:
        raise Refused("这是其他县的事项，不能在这里收件。")
    declared = _declared(application, now)
    number = next_number(version.department, today)
    secret = slips.new_secret()
    case = plain.create(
        Case(
            region=version.region,
            department=version.department,
            item=version.item,
            case_number=number,
            item_code=version.code,
            applicant_name=applicant.name,
            applicant_id=applicant.id,
            channel=channel,
            received_at=declared or now,
            recorded_at=now,
            window_code=desk.window.code if desk and desk.window else "",
            operator_code=desk.staff.code if desk and desk.staff else "",
            terminal=desk.terminal if desk else "",
            result=Case.Result.PENDING,
        )
    )
    dossier = Dossier(
        case=case,
        region=version.region,
        department=version.department,
        version=version,
        applicant_kind=applicant.kind,
        phone=applicant.phone,
        agent_name=applicant.agent_name,
        agent_id=applicant.agent_id,
        secret=digest_of(number, secret),
        window=desk.window if desk else None,
        ticket=application.ticket,
        delivery=application.delivery,
        received_by=by,
        holder=by or next_holder(version.department, (CLERK, APPROVER), today),
        declared_at=declared,
        **begin(DOSSIER, by=by),
    )
    clocks.begin(dossier, as_of=today)  # the platform is told of acceptance, not of receipt
    at_window = channel == Case.Channel.WINDOW
    there = visits.tie(by=by, dossier=dossier, act=CaseVisit.Act.RECEIVED, at=now) if at_window else []
    changed = [case, dossier, *_papers(dossier, application, by), *_answers(dossier, application), *there]
    late = late_entry(dossier, application.reasons, by)
    event = ledger.record(
        chain=version.region_id, kind="cases.received", by=by, changed=[*changed, *late], declared_at=declared,
        facts={"number": number, "item": version.code, "channel": channel},
    )  # fmt: skip
    return Received(dossier, secret, event.receipt)


def checked(applicant: Applicant, today: date) -> Applicant:
    """The applicant with tidied name and normal number. Errors: Refused for a number that cannot be right."""
    name = words(applicant.name, "申请人姓名或名称", 2, 200)
    number = _number(applicant.kind, applicant.id, today, "申请人")
    agent, agent_id = tidy(applicant.agent_name), ""
    if agent:
        agent_id = _number(Dossier.Applicant.PERSON, applicant.agent_id, today, "代办人")
    return Applicant(applicant.kind, name, number, tidy(applicant.phone)[:30], agent[:100], agent_id)


def _number(kind: str, text: str, today: date, whose: str) -> str:
    """The number in its normal form; what is typed with spaces or full-width digits is meant as it reads."""
    if kind == Dossier.Applicant.OTHER:
        return words(text, f"{whose}的证件号码", 5, 40).upper()
    is_person = kind == Dossier.Applicant.PERSON
    key = id_key(text) if is_person else code_key(text)
    found = classify_resident_id(key, today=today) if is_person else classify_organisation_code(key)
    if not found.valid:
        raise Refused(
            f"{whose}的{'公民身份号码' if is_person else '统一社会信用代码'}不对：{found.reason}{found.remedy}"
        )
    return key


def _declared(application: Application, now: datetime) -> datetime | None:
    declared = application.declared_at
    if declared is not None and declared > now:
        raise Refused("申报的收件时间晚于现在，请核对。")
    return declared


def late_entry(dossier: Dossier, reasons: dict[str, str], by: User | None) -> list[AcceptanceException]:
    """The exception of a case written long after it was received, if it was. Errors: Refused without a reason."""
    recorded, declared = dossier.case.recorded_at, dossier.declared_at
    if declared is None or recorded is None:
        return []
    days = working_days_between(declared.astimezone(SHANGHAI).date(), recorded.astimezone(SHANGHAI).date())
    if days <= LATE_AFTER:
        return []
    kind = AcceptanceException.Kind.LATE_ENTRY
    reason = words(reasons.get(kind, ""), f"补录理由（申报时间早于录入 {days} 个工作日，将由大厅管理员复核）", 5, 300)
    seen = f"申报收件 {declared.astimezone(SHANGHAI):%Y-%m-%d %H:%M}，录入晚了 {days} 个工作日。"
    return [AcceptanceException.objects.create(dossier=dossier, kind=kind, seen=seen, reason=reason, by=by)]


def _papers(dossier: Dossier, application: Application, by: User | None) -> list[Paper]:
    return [add_paper(dossier, each, by) for each in application.papers]


def add_paper(dossier: Dossier, handed: Handed, by: User | None, *, after_asked: bool = False) -> Paper:
    """One thing handed in, written; the caller's event covers it."""
    name = words(handed.name, "材料名称", 1, 200)
    return plain.create(Paper(
        dossier=dossier, name=name, file_name=handed.file_name[:200], digest=handed.digest, size=handed.size, by=by,
        after_asked=after_asked, original=handed.original,
    ))  # fmt: skip


def _answers(dossier: Dossier, application: Application) -> list[Answer]:
    return [
        Answer.objects.create(dossier=dossier, field=field, label=label, value=value[:2000])
        for field, label, value in application.answers
    ]
