"""在岗核对 as pure functions: what a half hour of a window was, and which spells are worth a question."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from yimen.common.workdays import SHANGHAI

HALF_HOUR = timedelta(minutes=30)
LATER, CLOSED, UNPLANNED, ACTIVE, UNSIGNED, IDLE, ABSENT, UNKNOWN = (
    "later", "closed", "unplanned", "active", "unsigned", "idle", "absent", "unknown",
)  # fmt: skip
STATES = {
    ACTIVE: "有人，有业务",
    IDLE: "有人，没有业务",
    ABSENT: "没有人签到，也没有业务",
    UNSIGNED: "有业务，没有人签到",
    UNKNOWN: "没有数据",
    CLOSED: "登记停开或停机",
    UNPLANNED: "没有排开放",
    LATER: "还没到",
}
DOUBTFUL = (IDLE, ABSENT)
LEAST = {IDLE: 4, ABSENT: 1}
"""So many half hours running before a spell is worth a question: nobody comes for an hour now and then."""


@dataclass(frozen=True)
class Seen:
    """所见: what is known of one half hour of one window."""

    planned: bool
    shut: bool
    people: int
    signed_in: int
    deeds: int
    attendance_fed: bool
    activity_fed: bool
    over: bool


def state_of(seen: Seen) -> str:
    """What the half hour was. No data is told from nobody: only a day of which both are known can convict."""
    if seen.deeds:
        return ACTIVE if seen.signed_in or not seen.attendance_fed else UNSIGNED
    if not seen.over:
        return LATER
    if seen.shut:
        return CLOSED
    if not seen.planned:
        return UNPLANNED
    if not seen.attendance_fed or not seen.activity_fed:
        return UNKNOWN
    return IDLE if seen.signed_in else ABSENT


def half_hours(opens_at: time, closes_at: time) -> list[time]:
    """The beginnings of the half hours in which a hall is open."""
    at, end = datetime.combine(date.min, opens_at), datetime.combine(date.min, closes_at)
    found = []
    while at < end:
        found.append(at.time())
        at += HALF_HOUR
    return found


def span(day: date, at: time) -> tuple[datetime, datetime]:
    """The half hour that begins then, in Shanghai."""
    start = datetime.combine(day, at, SHANGHAI)
    return start, start + HALF_HOUR


@dataclass
class Run:
    """连续时段: half hours running in one doubtful state."""

    state: str
    starts_at: time
    ends_at: time
    length: int = 1
    hints: list[str] = field(default_factory=list)


def runs(cells: Sequence[tuple[time, str]]) -> list[Run]:
    """The spells of a window's day that are worth a question, in their order."""
    found: list[Run] = []
    for at, state in cells:
        end = (datetime.combine(date.min, at) + HALF_HOUR).time()
        last = found[-1] if found else None
        if last is not None and last.state == state and last.ends_at == at:
            last.ends_at, last.length = end, last.length + 1
        else:
            found.append(Run(state, at, end))
    return [each for each in found if each.state in DOUBTFUL and each.length >= LEAST[each.state]]
