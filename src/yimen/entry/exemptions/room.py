"""场地余量核对: whether there really was no room while an entry rested on it, by the floor plan and the queues.

A free station or a short queue is a clue, never a verdict: what else it may mean stands beside it. Where the hall
handed in neither, the answer is 证据不足.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from yimen.entry.exemptions.models import Exemption
from yimen.entry.exemptions.rules import NO_ROOM
from yimen.halls.models import Hall, QueueDay
from yimen.halls.space.queries import FREE, Book, Wait, main_halls, of_department, of_hall, queues, waited

SHORT_WAIT = 600
"""Seconds: up to such a mean wait a department's windows are not called crowded."""
ROOM, QUICK, FULL, THIN = "room", "quick", "full", "thin"
OUTCOMES = {
    ROOM: ("厅内有空席，待部门说明", "warn"),
    QUICK: ("没有空席，但窗口等候不长，待部门说明", "warn"),
    FULL: ("没有空席，与场地受限相符", "good"),
    THIN: ("证据不足", "plain"),
}
INNOCENT = {
    ROOM: "空席可能正在维修、已经答应给别的部门，或者没有这个事项要用的专线和设备；面积也可能不够。",
    QUICK: "叫号机只记取号以后的等候；部门现有窗口也可能因专网、设备或岗位分工收不了这个事项。",
    FULL: "",
    THIN: "",
}


@dataclass(frozen=True)
class Span:
    """Days on end with the same stations free; `free` and `area` are None where no plan was in force."""

    first: date
    last: date
    free: int | None
    area: Decimal | None

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Room:
    """What floor plan and queues say of one entry for each day on which it held, up to a day."""

    entry: Exemption
    halls: tuple[Hall, ...]
    spans: tuple[Span, ...]
    wait: Wait | None
    hall_wait: Wait | None

    def days(self, spans: Iterable[Span] | None = None) -> int:
        """How many days the spans last; all of them when none are given."""
        return sum(span.days for span in (self.spans if spans is None else spans))

    @property
    def known(self) -> list[Span]:
        """The spans for which there is a plan."""
        return [span for span in self.spans if span.free is not None]

    @property
    def roomy(self) -> list[Span]:
        """The spans on which a station was free."""
        return [span for span in self.known if span.free]

    @property
    def outcome(self) -> str:
        """ROOM, QUICK, FULL or THIN. A queue alone never says that there was room."""
        if self.roomy:
            return ROOM
        if not self.known:
            return THIN
        short = self.wait is not None and self.wait.mean <= SHORT_WAIT
        if short:
            return QUICK
        return FULL if len(self.known) == len(self.spans) else THIN

    @property
    def words(self) -> tuple[str, str]:
        """(the outcome in words, tone)."""
        return OUTCOMES[self.outcome]

    @property
    def innocent(self) -> str:
        """The likeliest innocent explanation of what was seen; empty where nothing speaks against the department."""
        return INNOCENT[self.outcome]

    @property
    def seen(self) -> str:
        """One sentence of what was seen of the stations."""
        known, unknown = self.days(self.known), self.days() - self.days(self.known)
        if not known:
            return f"{self.days()} 天都没有大厅平面图。"
        rest = f"；另有 {unknown} 天没有平面图" if unknown else ""
        if not self.roomy:
            return f"有平面图的 {known} 天里，厅内没有一天有空席{rest}。"
        most = max(self.roomy, key=lambda span: span.free or 0)
        return (
            f"有平面图的 {known} 天里，{self.days(self.roomy)} 天厅内有空席，"
            f"最多 {most.free} 个、{most.area} 平方米{rest}。"
        )


def rooms_of(entries: Iterable[Any], day: date) -> dict[int, Room]:
    """Key of an entry for want of room -> what floor plan and queues say of it up to a day.

    Seven queries for however many entries of one county; entries that rest on something else are left out.
    """
    wanted = {each.pk: each for each in entries if each.reason == NO_ROOM}
    if not wanted:
        return {}
    spans = {key: _validity(each, day) for key, each in wanted.items()}
    first, last = min(each[0] for each in spans.values()), max(each[1] for each in spans.values())
    halls = main_halls(next(iter(wanted.values())).region_id)
    book, rows = Book(halls, first, last), queues(halls, first, last)
    return {key: _room(each, halls, book, rows, *spans[key]) for key, each in wanted.items()}


def _validity(entry: Exemption, day: date) -> tuple[date, date]:
    """The days on which the entry held up to a day; that day alone for one that does not hold yet."""
    ends = [day, *([entry.valid_to] if entry.valid_to else [])]
    if entry.withdrawn_on:
        ends.append(entry.withdrawn_on - timedelta(days=1))
    first, last = entry.holds_from, min(ends)
    return (first, last) if first is not None and first <= last else (day, day)


def _room(entry: Exemption, halls: list[Hall], book: Book, rows: Sequence[QueueDay], first: date, last: date) -> Room:
    held = [row for row in rows if first <= row.date <= last]
    theirs = of_department(held, entry.department_id, book)
    return Room(entry, tuple(halls), tuple(_spans(book, first, last)), waited(theirs), waited(of_hall(held)))


def _spans(book: Book, first: date, last: date) -> list[Span]:
    """The validity cut where the stations free change; days alike are put together."""
    turns = book.turns(first, last)
    ends = [*(turn - timedelta(days=1) for turn in turns[1:]), last]
    found: list[Span] = []
    for begin, end in zip(turns, ends, strict=True):
        free, area = _free(book, begin)
        if found and (found[-1].free, found[-1].area) == (free, area):
            found[-1] = Span(found[-1].first, end, free, area)
        else:
            found.append(Span(begin, end, free, area))
    return found


def _free(book: Book, day: date) -> tuple[int | None, Decimal | None]:
    """Free stations and their area in all the halls on a day; None when no plan was in force."""
    spaces = book.on(day)
    if not spaces:
        return None, None
    return sum(space.count(FREE) for space in spaces), sum((space.area(FREE) for space in spaces), Decimal(0))
