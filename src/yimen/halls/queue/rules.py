"""叫号规则 as pure functions: whose turn it is, how a number is written and said, which days' numbers still count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from yimen.common.workdays import ONE_DAY, SHANGHAI

LARGEST = 999
"""The last number of a line on a day; those from a rule's `paper_from` on are kept for paper."""
DAY_BEGINS = time(6)
"""Until then a hall that is open at night goes on calling the numbers of the evening before."""
NOON = time(12)
DIGITS = "零一二三四五六七八九"


def label(prefix: str, number: int) -> str:
    """The number as it stands on the ticket: A007."""
    return f"{prefix}{number:03}"


def spoken(written: str) -> str:
    """The number as a voice says it, digit by digit, so that nobody hears 一百二 for 102: A 一 零 二."""
    return " ".join(DIGITS[int(each)] if each.isdecimal() else each for each in written)


def day_of(at: datetime) -> date:
    """The day in Shanghai, whatever the clock of the machine says in London."""
    return at.astimezone(SHANGHAI).date()


def is_afternoon(at: datetime) -> bool:
    """Whether it is noon or later in Shanghai: like waits are those of the same half day."""
    return at.astimezone(SHANGHAI).time() >= NOON


def live_days(at: datetime, overnight: bool) -> tuple[date, ...]:
    """The days whose numbers are still called: today's, and at night those of yesterday where a hall stays open."""
    local = at.astimezone(SHANGHAI)
    today = local.date()
    return (today - ONE_DAY, today) if overnight and local.time() < DAY_BEGINS else (today,)


@dataclass(frozen=True)
class Waiter:
    """等候者: one ticket as far as it matters to whose turn it is."""

    key: int
    queued_at: datetime
    priority: bool
    rank: int = 1
    here: bool = False  # sent to this very window
    due_at: datetime | None = None  # an appointment goes first from its time on, not before

    def goes_first(self, now: datetime) -> bool:
        """Whether it belongs to those who are served first now."""
        return self.priority and (self.due_at is None or now >= self.due_at)


def turn(
    waiting: Sequence[Waiter], now: datetime, *, lately: Sequence[bool], run: int, patience: timedelta
) -> Waiter | None:
    """Whose turn it is at a window; None when nobody waits.

    Whoever was sent to this window goes first, then the window's own lines before those that it only helps. Among them
    those of a priority group, but at most `run` in a row while others wait, so that of run + 1 calls one is theirs; and
    whoever has waited longer than `patience` waits behind no later comer of a priority group. `lately` says of the last
    calls, the newest first, whether each was of a priority group.
    """
    if sent := [each for each in waiting if each.here]:
        return min(sent, key=_oldest)
    if not waiting:
        return None
    rank = min(each.rank for each in waiting)
    mine = [each for each in waiting if each.rank == rank]
    first = [each for each in mine if each.goes_first(now)]
    others = [each for each in mine if not each.goes_first(now)]
    if not first or not others:
        return min(first or others, key=_oldest)
    oldest = min(others, key=_oldest)
    earliest = min(first, key=_oldest)
    if now - oldest.queued_at >= patience and oldest.queued_at < earliest.queued_at:
        return oldest
    ran = len(lately) >= run and all(lately[:run])
    return oldest if ran else earliest


def _oldest(waiter: Waiter) -> tuple[datetime, int]:
    return waiter.queued_at, waiter.key


def ahead_of(priority: bool, first: int, others: int, run: int) -> int:
    """How many are called before a newcomer of his kind, with so many of both kinds waiting now."""
    if priority:
        return first + min(others, first // max(run, 1))
    return first + others
