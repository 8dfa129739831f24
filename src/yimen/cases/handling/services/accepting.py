"""受理: accept, ask once for what is missing, decline; what the law makes of silence (行政许可法 32)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from yimen.cases.handling.desk import Desk
from yimen.cases.handling.gates import lessons, objections
from yimen.cases.handling.models import AcceptanceException, Dossier, Notice, Step
from yimen.cases.handling.services.receiving import Handed, add_paper
from yimen.cases.handling.services.shared import allow, desk_clerk, examiner, move, open_next, tell, words
from yimen.cases.handling.states import DOSSIER
from yimen.cases.models import Case
from yimen.cases.plans.queries import steps_on
from yimen.cases.visits import services as visits
from yimen.cases.visits.models import CaseVisit
from yimen.catalog.models import ItemVersion
from yimen.common.errors import Refused
from yimen.common.workdays import SHANGHAI, due
from yimen.halls.staffing.registry import Objection
from yimen.ledger import services as ledger
from yimen.people.models import User

NOTICE_DAYS = 5  # 行政许可法 32(4), working days (82)


@ledger.mutation(DOSSIER.event("accept"))
def accept(*, by: User, dossier: Dossier, desk: Desk, reasons: dict[str, str] | None = None) -> Dossier:
    """The dossier, accepted (受理), in its first step.

    Who is not posted, comes from an unknown machine, outside opening hours or without authorisation must give a reason
    for each (`reasons`: kind -> reason), and it stays marked as an exception. Errors: Refused, also where the county
    lets nobody accept without valid training; Conflict.
    """
    allow(by, "cases.accept", dossier)
    for lesson in lessons_at(desk, dossier.version):
        if lesson.bars:
            raise Refused(lesson.words)
    exceptions = _exceptions(dossier, desk, reasons or {}, by)
    written = {
        "accepted_at": desk.at,
        "operator_code": desk.staff.code if desk.staff else "",
        "window_code": desk.window.code if desk.window else "",
        "terminal": desk.terminal,
    }
    notice = tell(dossier, Notice.Kind.ACCEPTED, f"您的申请于 {_day(desk.at)} 受理。", by)
    step = _first_step(dossier, desk.at)
    facts = {"exceptions": [each.kind for each in exceptions]}
    # What another office's window took in lies there until it is handed over (交接).
    holder = examiner(dossier, step.role) if by.department_id == dossier.department_id else by
    return move(dossier, "accept", by=by, case=written, also=[*exceptions, notice, step], facts=facts, holder=holder)


def lessons_at(desk: Desk, version: ItemVersion) -> list[Objection]:
    """What is wanting of the training of who sits at a desk about to accept a case of the item."""
    return lessons(desk.staff, version, desk.at.astimezone(SHANGHAI).date())


def doubts_at(desk: Desk, version: ItemVersion) -> dict[str, str]:
    """Kind of exception -> what the system saw, of a desk about to accept a case of the item."""
    against = objections(desk.staff, version, desk.at.astimezone(SHANGHAI).date())
    return {**desk.doubts, **({AcceptanceException.Kind.UNAUTHORISED: against} if against else {})}


def _exceptions(dossier: Dossier, desk: Desk, reasons: dict[str, str], by: User) -> list[AcceptanceException]:
    made = []
    for kind, seen in doubts_at(desk, dossier.version).items():
        label = AcceptanceException.Kind(kind).label
        reason = words(reasons.get(kind, ""), f"例外受理的理由（{label}：{seen.rstrip('。')}）", 5, 300)
        made.append(
            AcceptanceException.objects.create(dossier=dossier, kind=kind, seen=seen[:200], reason=reason, by=by)
        )
    return made


def _first_step(dossier: Dossier, at: datetime) -> Step:
    return open_next(dossier, steps_on(dossier.version, at.astimezone(SHANGHAI).date())[0], at)


@ledger.mutation(DOSSIER.event("ask"))
def ask_once(*, by: User, dossier: Dossier, missing: str) -> Dossier:
    """The dossier, whose applicant is told in writing, once, of everything that is missing (一次性告知).

    Errors: Refused when he was told before, or too late: then the case counts as accepted.
    """
    allow(by, "cases.accept", dossier)
    missing = words(missing, "需要补正的全部内容", 5, 2000)
    if dossier.asked_at is not None:
        raise Refused("补正只能一次性告知：这件已经告知过，材料仍不齐的，请作出受理或不予受理的决定。")
    _in_time(dossier)
    notice = tell(dossier, Notice.Kind.ASKED, missing, by)
    return move(dossier, "ask", by=by, also=[notice], asked_at=timezone.now(), holder=None)


def _in_time(dossier: Dossier) -> None:
    last = notice_due(dossier)
    if timezone.localdate() > last:
        raise Refused(
            f"已超过 {last:%Y-%m-%d} 的告知期限（收件后 {NOTICE_DAYS} 个工作日），"
            "自收到材料之日起视为受理（行政许可法第三十二条），请按受理办理。"
        )


def notice_due(dossier: Dossier) -> date:
    """The last day on which the applicant can be told what is missing (行政许可法 32(4))."""
    deadline = due(_complete_since(dossier).astimezone(SHANGHAI).date(), NOTICE_DAYS)
    if deadline is None:
        raise ValueError("without a suspension there is a deadline")
    return deadline.on


def _complete_since(dossier: Dossier) -> datetime:
    """When the materials last came: the first time, or what was asked for."""
    return dossier.supplemented_at or dossier.case.received_at or dossier.status_at


@ledger.mutation(DOSSIER.event("deem"))
def deem_accepted(*, dossier: Dossier) -> Dossier:
    """The dossier, accepted by the law itself as of the day its materials came. Errors: Refused before that time."""
    last = notice_due(dossier)
    if timezone.localdate() <= last:
        raise Refused(f"告知期限 {last:%Y-%m-%d} 还没有过，不能视为受理。")
    since = _complete_since(dossier)
    told = (
        f"收到材料后 {NOTICE_DAYS} 个工作日内没有告知补正，自 {_day(since)} 起视为受理（行政许可法第三十二条第四项）。"
    )
    notice = tell(dossier, Notice.Kind.ACCEPTED, told, None)
    first = steps_on(dossier.version, since.astimezone(SHANGHAI).date())[0]
    step = open_next(dossier, first, timezone.now())
    holder = examiner(dossier, step.role)
    return move(dossier, "deem", by=None, case={"accepted_at": since}, also=[notice, step], deemed=True, holder=holder)


@ledger.mutation(DOSSIER.event("supplement"))
def supplement(*, by: User | None, dossier: Dossier, papers: Sequence[Handed]) -> Dossier:
    """The dossier with what was missing, back for acceptance; `by` is None for the applicant himself, online."""
    allow(by, "cases.accept", dossier)
    if not papers:
        raise Refused("请至少提交一份补正材料。")
    now = timezone.now()
    added = [add_paper(dossier, each, by, after_asked=True) for each in papers]
    there = visits.tie(by=by, dossier=dossier, act=CaseVisit.Act.SUPPLEMENTED, at=now)
    return move(dossier, "supplement", by=by, also=[*added, *there], supplemented_at=now,
                holder=desk_clerk(dossier))  # fmt: skip


@ledger.mutation(DOSSIER.event("decline"))
def decline(*, by: User, dossier: Dossier, reason: str) -> Dossier:
    """The dossier, not accepted (不予受理), with the reason in writing (行政许可法 32)."""
    allow(by, "cases.accept", dossier)
    reason = words(reason, "不予受理的理由和依据", 5)
    now = timezone.now()
    notice = tell(dossier, Notice.Kind.DECLINED, reason, by)
    written = {"finished_at": now, "result": Case.Result.REFUSED}
    return move(dossier, "decline", by=by, case=written, also=[notice], outcome=reason, holder=None)


@ledger.mutation(DOSSIER.event("lapse"))
def lapse(*, by: User | None, dossier: Dossier, reason: str) -> Dossier:
    """The dossier, ended because what was asked for never came."""
    allow(by, "cases.accept", dossier)
    reason = words(reason, "终止的理由", 5)
    notice = tell(dossier, Notice.Kind.ENDED, reason, by)
    written = {"finished_at": timezone.now(), "result": Case.Result.WITHDRAWN}
    return move(dossier, "lapse", by=by, case=written, also=[notice], outcome=reason, holder=None)


def _day(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d}"
