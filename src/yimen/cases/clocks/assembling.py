"""组装: the clocks of a case read from its rows, as plain values that the reckoning understands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from yimen.cases.clocks import laws
from yimen.cases.clocks.histories import Clock, Extension, History, Kind, Pause
from yimen.cases.clocks.laws import Law, Unit
from yimen.cases.clocks.rows import Rows, rows_of
from yimen.cases.handling.models import Consultation, Dossier, Step
from yimen.cases.handling.models import Pause as Procedure
from yimen.cases.handling.queries import holder_words
from yimen.cases.handovers.states import HANDED, TAKEN
from yimen.catalog.models import ItemVersion
from yimen.common.workdays import SHANGHAI
from yimen.people.models import Department

SHOWN_WITH = ("case", "version", "department", "holder__department")
_LAWS = {ItemVersion.Kind.LICENCE: Law.LICENSING, ItemVersion.Kind.PENALTY: Law.PENALTY}
REGISTRATION = "市场主体登记管理条例"
LISTED = {Kind.STATUTORY: "事项清单载明的法定办结时限", Kind.PROMISED: "事项清单载明的承诺办结时限"}


@dataclass(frozen=True, slots=True)
class Placed:
    """一个时限的归属: the history, the row that it belongs to, and the department that is to keep it."""

    history: History
    department: Department
    reference: int = 0
    own: bool = True  # of the department that handles the case, whose holder then has it


def law_of(version: ItemVersion) -> Law:
    """The law by which the time limits of an item are counted."""
    if REGISTRATION in version.legal_basis:
        return Law.REGISTRATION
    return _LAWS.get(ItemVersion.Kind(version.kind), Law.OTHER)


def clocks_of_rows(dossier: Dossier, rows: Rows | None = None) -> list[Placed]:
    """Every clock that ever started for the case, in the order in which they start. At most six queries.

    `rows` are those of the case where the caller has them.
    """
    rows = rows_of(dossier) if rows is None else rows
    found = [*_notices(dossier, rows), *_handovers(dossier, rows)]
    if accepted := day_of(dossier.case.accepted_at):
        pauses = tuple(_pauses(rows.pauses))
        found += [
            *_limits(dossier, rows, accepted, pauses),
            *_steps(dossier, rows, pauses),
            *_consultations(dossier, rows),
            *_procedures(dossier, rows.pauses),
            *_department(dossier, rows, accepted, pauses),
        ]
    if decided := day_of(dossier.case.decided_at):
        found.append(_delivery(dossier, decided))
    return sorted(found, key=lambda each: each.history.start)


def day_of(moment: datetime | None) -> date | None:
    """The day in Shanghai."""
    return moment.astimezone(SHANGHAI).date() if moment else None


def _on(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()


def _holder(dossier: Dossier) -> str:
    return holder_words(dossier)


def _notices(dossier: Dossier, rows: Rows) -> Iterator[Placed]:
    """The clock from receipt, and a second one once what was missing has come.

    Of what was declared and what the server wrote, the earlier counts: nobody gains days by writing late (T01).
    """
    case = dossier.case
    received = min(moment for moment in (case.received_at, case.recorded_at, dossier.status_at) if moment)
    ended = _notice_ended(dossier, rows)
    yield _notice(dossier, received, dossier.asked_at or ended, "收到材料", 0)
    if dossier.supplemented_at:
        yield _notice(dossier, dossier.supplemented_at, ended, "收到补正材料", 1)


def _notice_ended(dossier: Dossier, rows: Rows) -> datetime | None:
    """When it was accepted or closed; accepted by the law itself, its first step says when that was noticed."""
    if dossier.deemed:
        first = min(rows.steps, key=lambda step: step.pk, default=None)
        return first.opened_at if first else None
    return dossier.case.accepted_at or dossier.case.finished_at


def _notice(dossier: Dossier, start: datetime, done: datetime | None, begins: str, reference: int) -> Placed:
    rule = laws.counting(Law.LICENSING, laws.NOTICE_DAYS)
    name = "补正后" if reference else ""
    clock = Clock(Kind.NOTICE, laws.NOTICE_DAYS, rule.unit, laws.NOTICE, rule.article, name, begins)
    history = History(clock, _on(start), done=day_of(done), holder=_holder(dossier))
    return Placed(history, dossier.department, reference)


def _limits(dossier: Dossier, rows: Rows, accepted: date, pauses: tuple[Pause, ...]) -> Iterator[Placed]:
    version, law = dossier.version, law_of(dossier.version)
    extensions = tuple(_extensions(rows, law))
    for kind, days, stated in (
        (Kind.STATUTORY, version.statutory_days, version.statutory_unit),
        (Kind.PROMISED, version.promised_days, version.promised_unit),
    ):
        article = LISTED[kind]
        if days is None and kind is Kind.STATUTORY and law is Law.LICENSING:
            days, article = laws.DECISION_DAYS, laws.DECISION
        if days is None:
            continue
        rule = laws.counting(law, days, stated)
        clock = Clock(kind, days, rule.unit, article, rule.article)
        history = History(
            clock,
            accepted,
            pauses,
            extensions,
            day_of(dossier.case.decided_at or dossier.case.finished_at),
            _holder(dossier),
        )
        yield Placed(history, dossier.department)


def _extensions(rows: Rows, law: Law) -> Iterator[Extension]:
    for each in rows.extensions:
        if each.approved and each.settled_at:
            by = each.settled_by.display_name if each.settled_by else "部门负责人"
            yield Extension(each.days, _on(each.settled_at), by, laws.extension_article(law, each.days))


def _pauses(procedures: Iterable[Procedure]) -> Iterator[Pause]:
    """The procedures that stop the clock: each from the day on which its notice was served, not from its begin."""
    for each in procedures:
        if each.served_on:
            yield Pause(each.served_on, each.ended_on, each.needed_days, each.get_kind_display())


def _steps(dossier: Dossier, rows: Rows, pauses: tuple[Pause, ...]) -> Iterator[Placed]:
    for step in rows.steps:
        if step.days is not None:
            yield Placed(_step(dossier, step, step.days, pauses), dossier.department, step.pk)


def _step(dossier: Dossier, step: Step, days: int, pauses: tuple[Pause, ...]) -> History:
    clock = Clock(Kind.STEP, days, Unit.WORKING, laws.STEP, "步骤方案载明按工作日计算", step.name, "环节开始")
    return History(clock, _on(step.opened_at), pauses, done=day_of(step.closed_at), holder=_holder(dossier))


def _consultations(dossier: Dossier, rows: Rows) -> Iterator[Placed]:
    for each in rows.consultations:
        yield Placed(_consultation(dossier, each), each.department, each.pk, own=False)


def _consultation(dossier: Dossier, asked: Consultation) -> History:
    name = asked.department.short_name
    clock = Clock(
        Kind.CONSULTATION, asked.days, Unit.WORKING, laws.CONSULTATION, "会办函载明按工作日计算", name, "会办送出"
    )
    done = asked.answered_at or dossier.case.decided_at or dossier.case.finished_at
    return History(clock, _on(asked.asked_at), done=day_of(done), holder=name)


def _procedures(dossier: Dossier, procedures: Iterable[Procedure]) -> Iterator[Placed]:
    """Each special procedure by the time that was told: natural days, since nothing else was said."""
    for each in procedures:
        name = each.get_kind_display()
        clock = Clock(
            Kind.PROCEDURE, each.needed_days, Unit.NATURAL, laws.PAUSE, laws.BY_CALENDAR, name, "特别程序启动"
        )
        done = each.ended_on or day_of(dossier.case.finished_at)
        yield Placed(History(clock, each.started_on, done=done, holder=_holder(dossier)), dossier.department, each.pk)


def _handovers(dossier: Dossier, rows: Rows) -> Iterator[Placed]:
    """Each leg from desk to desk: until the other side confirmed or sent it back."""
    for each in rows.handovers:
        slip = each.handover
        name = slip.taker.short_name
        clock = Clock(Kind.HANDOVER, laws.HANDOVER_DAYS, Unit.WORKING, laws.HANDOVER, laws.HANDOVER, name, "移交")
        settled = None if slip.status == HANDED else slip.status_at
        done = day_of(settled or dossier.case.finished_at)
        yield Placed(History(clock, _on(slip.handed_at), done=done, holder=name), slip.taker, each.pk, own=False)


def _department(dossier: Dossier, rows: Rows, accepted: date, pauses: tuple[Pause, ...]) -> Iterator[Placed]:
    """What the department itself needs of a case that another desk took in: from taking over, beside the applicant's.

    The applicant's own clocks run from acceptance and never wait for this one.
    """
    taken = [each.handover for each in rows.handovers if each.handover.status == TAKEN]
    legs = [slip for slip in taken if slip.taker_id == dossier.department_id and slip.taken_at]
    days, law = dossier.version.promised_days, law_of(dossier.version)
    if not legs or days is None:
        return
    rule = laws.counting(law, days, dossier.version.promised_unit)
    clock = Clock(Kind.DEPARTMENT, days, rule.unit, LISTED[Kind.PROMISED], rule.article, begins="部门接收")
    start = max(accepted, *(_on(slip.taken_at) for slip in legs if slip.taken_at))
    done = day_of(dossier.case.decided_at or dossier.case.finished_at)
    history = History(clock, start, pauses, tuple(_extensions(rows, law)), done, _holder(dossier))
    yield Placed(history, dossier.department)


def _delivery(dossier: Dossier, decided: date) -> Placed:
    law = law_of(dossier.version)
    article = laws.DELIVERY if law is Law.LICENSING else f"参照{laws.DELIVERY}"
    rule = laws.counting(Law.LICENSING, laws.DELIVERY_DAYS)
    clock = Clock(Kind.DELIVERY, laws.DELIVERY_DAYS, rule.unit, article, rule.article, begins="作出决定")
    done = day_of(dossier.case.finished_at)
    return Placed(History(clock, decided, done=done, holder=_holder(dossier)), dossier.department)
