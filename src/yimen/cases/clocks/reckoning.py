"""时限推算: the last day of a clock and how it was counted, day by day, as it stood on any day.

The day of the event is not counted (民法典 201); a last day that is no working day moves to the next (203). Days of
special procedures are left out once however many overlap (行政许可法 45). An extension adds its days (42) when it was
approved in time; approved after the last day it cures nothing. Time and calendar are passed in.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from yimen.cases.clocks import lines as wording
from yimen.cases.clocks.histories import Extension, History
from yimen.cases.clocks.laws import Unit
from yimen.cases.clocks.lines import Day, DayKind, Line
from yimen.common.publication import known_on, provisional_years
from yimen.common.workdays import ONE_DAY, Calendar

WARNED_AT = 5  # one fifth of the days left, and never less than the last day but one


class State(StrEnum):
    """计时状态."""

    RUNNING = "running"
    WARNED = "warned"
    OVERDUE = "overdue"
    PAUSED = "paused"
    MET = "met"
    LATE = "late"

    @property
    def label(self) -> str:
        """The state as it is shown."""
        return _LABELS[self]


_LABELS = {
    State.RUNNING: "计时中",
    State.WARNED: "即将到期",
    State.OVERDUE: "已逾期",
    State.PAUSED: "暂停计时",
    State.MET: "按时完成",
    State.LATE: "逾期完成",
}


@dataclass(frozen=True, slots=True)
class Derivation:
    """时限推算: the last day (None while a procedure without end stops the clock) and every line that leads to it.

    `total` days of the clock with its extensions, of which `used` are counted; `left` until the last day, negative
    behind it. `expected` is the last day if a running procedure ends when the applicant was told it would.
    """

    history: History
    as_of: date
    due: date | None
    days: tuple[Day, ...]
    lines: tuple[Line, ...]
    total: int
    used: int
    left: int
    state: State
    holder: str
    warn_on: date | None = None
    expected: date | None = None
    unpublished: tuple[int, ...] = ()

    @property
    def provisional(self) -> bool:
        """Whether the last day may still move because the arrangement of a year is not published."""
        return bool(self.unpublished)

    @property
    def standing(self) -> str:
        """The days left or overdue in words; behind a last day followed by days off no day has passed yet."""
        if self.left < 0:
            return f"已逾期 {-self.left} 天"
        if self.due is not None and self.as_of > self.due:
            return "已逾期，不满 1 天"
        return f"剩余 {self.left} 天" if self.left else "今天到期"


def derive(history: History, *, as_of: date, calendar: Calendar | None = None) -> Derivation:
    """The clock as it stood on the day, by the calendar known on that day. Errors: ValueError before it started."""
    if as_of < history.start:
        raise ValueError(f"{as_of}早于计时开始的{history.start}，还没有时限可推算。")
    calendar = calendar or known_on(as_of)
    known = history.known_on(as_of)
    counted, late = _extensions(known, as_of, calendar)
    total = known.clock.days + sum(each.days for each in counted)
    days, due = _walk(known, total, as_of, calendar)
    until = known.done or as_of
    used = sum(each.counts for each in days if each.date <= until)
    left = _left(known, due, until, calendar) if due else total - used
    state = _state(known, due, as_of, left, total)
    years = tuple(provisional_years(calendar, known.start, due or as_of))
    return Derivation(
        history=known,
        as_of=as_of,
        due=due,
        days=tuple(days),
        lines=tuple(wording.derivation(known, days, due, counted, late, years)),
        total=total,
        used=used,
        left=left,
        state=state,
        holder=known.holder,
        warn_on=_warn_on(known.start, days, due, total) if known.done is None else None,
        expected=_expected(known, as_of, calendar) if state is State.PAUSED else None,
        unpublished=years,
    )


def _extensions(known: History, as_of: date, calendar: Calendar) -> tuple[list[Extension], list[Extension]]:
    """The extensions that count, and those approved when the time had already run out."""
    counted: list[Extension] = []
    late: list[Extension] = []
    for each in known.extensions:
        total = known.clock.days + sum(other.days for other in counted)
        _, due = _walk(known, total, as_of, calendar)
        (late if due is not None and each.approved_on > due else counted).append(each)
    return counted, late


def _walk(known: History, total: int, as_of: date, calendar: Calendar) -> tuple[list[Day], date | None]:
    """Every day after the first with what it is, and the last day; None when a procedure without end stops it."""
    day, left, days = known.start, total, list[Day]()
    working = known.clock.unit is Unit.WORKING
    while left:
        day += ONE_DAY
        covering = [pause for pause in known.pauses if pause.covers(day)]
        if covering:
            if day > as_of and any(pause.end is None for pause in covering):
                return days, None
            days.append(Day(day, DayKind.PAUSED, "、".join(dict.fromkeys(pause.name for pause in covering))))
            continue
        kind = wording.kind_of(day, calendar) if working else DayKind.NATURAL
        days.append(Day(day, kind))
        left -= days[-1].counts
    while not calendar.works(day):
        day += ONE_DAY
        days.append(Day(day, DayKind.ROLLED))
    return days, day


def _left(known: History, due: date, on: date, calendar: Calendar) -> int:
    """The days of the clock's unit from a day to the last one; negative when it has passed."""
    if on > due:
        return -_between(known, due, on, calendar)
    if not known.pauses:
        return _between(known, on, due, calendar)
    natural = known.clock.unit is Unit.NATURAL
    return sum(
        (natural or calendar.works(day)) and not any(pause.covers(day) for pause in known.pauses)
        for day in _days(on, due)
    )


def _between(known: History, after: date, until: date, calendar: Calendar) -> int:
    """The days of the clock's unit behind a day up to another, whatever stops it."""
    return (until - after).days if known.clock.unit is Unit.NATURAL else calendar.working(after, until)


def _days(after: date, until: date) -> Iterable[date]:
    return (after + timedelta(days=number) for number in range(1, (until - after).days + 1))


def _state(known: History, due: date | None, as_of: date, left: int, total: int) -> State:
    if known.done is not None:
        return State.LATE if due is not None and known.done > due else State.MET
    if due is None:
        return State.PAUSED
    if as_of > due:
        return State.OVERDUE
    return State.WARNED if left <= warning_days(total) else State.RUNNING


def warning_days(days: int) -> int:
    """How many days before the last a clock of so many days warns."""
    return max(1, days // WARNED_AT)


def _warn_on(start: date, days: list[Day], due: date | None, total: int) -> date | None:
    """The day on which the warning begins: so many days of the clock before the last one."""
    if due is None:
        return None
    counted = [each.date for each in days if each.counts]
    before = total - warning_days(total)
    return counted[before - 1] if before > 0 else start


def _expected(known: History, as_of: date, calendar: Calendar) -> date | None:
    """The last day if each running procedure ends on the day that was told, or today when that has passed."""
    ended = tuple(
        replace(each, end=max(each.start + timedelta(days=each.needed_days), as_of)) if each.end is None else each
        for each in known.pauses
    )
    total = known.clock.days + sum(each.days for each in _extensions(known, as_of, calendar)[0])
    return _walk(replace(known, pauses=ended), total, as_of, calendar)[1]


@dataclass(frozen=True, slots=True)
class Moved:
    """期限变动: a running clock whose last day, or whose certainty, differs between two calendars."""

    before: Derivation
    after: Derivation


def moved(histories: Iterable[History], *, as_of: date, before: Calendar, after: Calendar) -> list[Moved]:
    """Which of the clocks that run on the day change when the calendar is published, in the order given."""
    found = []
    for history in histories:
        old = derive(history, as_of=as_of, calendar=before)
        new = derive(history, as_of=as_of, calendar=after)
        if old.history.done is None and (old.due, old.provisional) != (new.due, new.provisional):
            found.append(Moved(old, new))
    return found


def deemed(notice: History, *, as_of: date, calendar: Calendar | None = None) -> date | None:
    """The day as of which silence makes an application accepted (行政许可法 32): that on which its materials came.

    None while the time for telling runs, and when the applicant was told in time.
    """
    state = derive(notice, as_of=as_of, calendar=calendar).state
    return notice.start if state in (State.OVERDUE, State.LATE) else None
