"""办件状态 as its applicant is told it: where it stands, who has it, day n of m; not one word on any person."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from yimen.cases.clocks.histories import Clock, Extension, History, Kind, Pause
from yimen.cases.clocks.laws import NOTICE, NOTICE_DAYS, Law, Unit, counting, extension_article
from yimen.cases.clocks.lines import Line
from yimen.cases.clocks.reckoning import Derivation, derive
from yimen.cases.handling.models import Dossier
from yimen.cases.handling.queries import WAITING_FOR
from yimen.cases.handling.states import RECEIVED
from yimen.catalog.models import ItemVersion
from yimen.common.workdays import SHANGHAI

ITEM_LIST = "事项清单载明的承诺办结时限"


@dataclass(frozen=True)
class Standing:
    """办件进度: the clock that runs now, its day `day` of `days`, and each line that leads to its last day."""

    label: str
    waits: str
    department: str
    clock: str = ""
    day: int | None = None
    days: int | None = None
    due_on: date | None = None
    state: str = ""
    lines: tuple[Line, ...] = ()


def standing_of(dossier: Dossier, today: date) -> Standing:
    """Where the dossier stands today."""
    told: dict[str, Any] = {
        "label": dossier.status_label,
        "waits": WAITING_FOR.get(dossier.status, ""),
        "department": dossier.department.name,
    }
    found = _derived(dossier, today)
    if found is None:
        return Standing(**told)
    clock = found.history.clock.label
    return Standing(**told, clock=clock, day=found.used, days=found.total, due_on=found.due, state=found.state.label,
                    lines=found.lines)  # fmt: skip


def _derived(dossier: Dossier, today: date) -> Derivation | None:
    """The clock that matters to the applicant now: until it is accepted the notice's, then the promised one."""
    case, version = dossier.case, dossier.version
    if case.accepted_at is not None and version.promised_days is not None:
        return derive(
            _promised(dossier, version.promised_days, _day(case.accepted_at)), as_of=max(today, _day(case.accepted_at))
        )
    received = dossier.supplemented_at or case.received_at
    if dossier.status != RECEIVED or received is None:
        return None
    rule = counting(Law.LICENSING, NOTICE_DAYS)
    clock = Clock(Kind.NOTICE, NOTICE_DAYS, rule.unit, NOTICE, rule.article, begins="收到材料")
    return derive(History(clock, _day(received)), as_of=max(today, _day(received)))


def _promised(dossier: Dossier, days: int, accepted: date) -> History:
    """The promised clock with the procedures that stop it, and the extension that was approved."""
    case, version = dossier.case, dossier.version
    law = Law.LICENSING if version.kind == ItemVersion.Kind.LICENCE else Law.OTHER
    rule = counting(law, days, version.promised_unit)
    pauses = [Pause(each.served_on, each.ended_on, each.needed_days, each.get_kind_display())
              for each in dossier.pauses.all() if each.served_on]  # fmt: skip
    extensions = [
        Extension(each.days, _day(each.settled_at), "部门负责人", extension_article(law, each.days))
        for each in dossier.extensions.filter(approved=True)
        if each.settled_at is not None
    ]
    done = case.decided_at or case.finished_at
    clock = Clock(Kind.PROMISED, days, Unit(rule.unit), ITEM_LIST, rule.article)
    return History(clock, accepted, tuple(pauses), tuple(extensions), _day(done) if done else None)


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()
