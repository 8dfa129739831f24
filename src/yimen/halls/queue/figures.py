"""Figures of the queue over a span of days: waits by group, who was passed over, and how often what was told held."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from yimen.common.workdays import SHANGHAI
from yimen.halls.models import Hall
from yimen.halls.queue import queries
from yimen.halls.queue.models import QueueLine, Sitting, Ticket, TicketCall
from yimen.halls.queue.rules import day_of
from yimen.halls.queue.states import DONE, LEFT, MISSED
from yimen.verify.chance import wilson

FEW = 30
"""Of fewer waits no share is told: 证据不足."""


def in_span(rows: QuerySet[Ticket], first: date, last: date) -> QuerySet[Ticket]:
    """Those of the tickets whose day lies in the span, both ends included."""
    return rows.filter(day__range=(first, last))


def waited(rows: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Those that were called and whose wait says something: an appointment's time is its own, paper's was declared."""
    return rows.filter(called_at__isnull=False, appointment__isnull=True).exclude(channel=Ticket.Channel.PAPER)


@dataclass(frozen=True)
class GroupWaits:
    """一类人的等候: how many were called, and how long they waited (seconds)."""

    group: str
    label: str
    called: int
    median: int
    ninth: int
    longest: int


def by_group(rows: QuerySet[Ticket]) -> list[GroupWaits]:
    """The waits of each group that came, ordinary people first; one query."""
    found: dict[str, list[int]] = defaultdict(list)
    for group, taken, called in waited(rows).values_list("group", "taken_at", "called_at"):
        if called is not None:
            found[group].append(round((called - taken).total_seconds()))
    labels = dict(Ticket.Group.choices)
    return [_waits(group, str(labels[group]), sorted(found[group])) for group in sorted(found)]


def _waits(group: str, label: str, seconds: list[int]) -> GroupWaits:
    most = len(seconds) - 1
    return GroupWaits(group, label, len(seconds), seconds[most // 2], seconds[round(most * 0.9)], seconds[most])


@dataclass(frozen=True)
class PassedOver:
    """让行: how often somebody of no priority group was passed by one who came later."""

    ordinary: int
    passed: int
    most: int
    worst: Ticket | None

    @property
    def share(self) -> float | None:
        """The share of ordinary people who were passed at least once; None where nobody was called."""
        return self.passed / self.ordinary if self.ordinary else None


def passed_over(rows: QuerySet[Ticket]) -> PassedOver:
    """How many ordinary people a later comer of a priority group went before, in the same line on the same day."""
    lines: dict[tuple[int, date], list[tuple[datetime, datetime, bool, int]]] = defaultdict(list)
    columns = ("line", "day", "queued_at", "called_at", "group", "pk")
    for line, day, queued, called, group, key in waited(rows).values_list(*columns):
        if called is not None:
            lines[line, day].append((queued, called, bool(group), key))
    times: dict[int, int] = {}
    for waits in lines.values():
        first = [(queued, called) for queued, called, priority, _ in waits if priority]
        for queued, called, priority, key in waits:
            if not priority:
                times[key] = sum(later > queued and sooner < called for later, sooner in first)
    worst = max(times, key=lambda key: times[key], default=None)
    most = times[worst] if worst is not None else 0
    found = Ticket.objects.select_related("line").filter(pk=worst).first() if worst is not None and most else None
    return PassedOver(len(times), sum(n > 0 for n in times.values()), most, found)


@dataclass(frozen=True)
class Calibration:
    """公布的等候准不准: of how many waits that were published how many fell inside."""

    key: Any
    label: str
    published: int
    hits: int
    sooner: int

    @property
    def later(self) -> int:
        """Those who waited longer than they were told."""
        return self.published - self.hits - self.sooner

    @property
    def share(self) -> float | None:
        """The hit rate; None of too few."""
        return self.hits / self.published if self.published >= FEW else None

    @property
    def span(self) -> tuple[float, float]:
        """The 95 % interval of the hit rate."""
        return wilson(self.hits, self.published)


Judged = tuple[int, datetime, int, int, int]
"""Line, when it was taken, how long was waited, and the two ends of what was told."""


def calibration(rows: QuerySet[Ticket]) -> tuple[Calibration, list[Calibration], list[Calibration]]:
    """(all, by line, by hour of taking); two queries. Only waits to which something was published are judged."""
    judged = [
        (line, taken, round((called - taken).total_seconds()), low, high)
        for line, taken, called, low, high in waited(rows)
        .filter(low__isnull=False)
        .values_list("line", "taken_at", "called_at", "low", "high")
        if called is not None and low is not None and high is not None
    ]
    names = {line.pk: str(line) for line in _lines(rows)}
    by_line = _judged(judged, lambda each: each[0], lambda key: names.get(key, ""))
    by_hour = _judged(judged, lambda each: each[1].astimezone(SHANGHAI).hour, lambda hour: f"{hour} 时")
    whole = _judged(judged, lambda _: "", lambda _: "全部")
    return (whole[0] if whole else Calibration("", "全部", 0, 0, 0)), by_line, by_hour


def _lines(rows: QuerySet[Ticket]) -> Iterable[QueueLine]:
    return QueueLine.objects.filter(pk__in=rows.order_by().values("line"))


def _judged(
    judged: Sequence[Judged], key_of: Callable[[Judged], Any], label_of: Callable[[Any], str]
) -> list[Calibration]:
    found: dict[Any, list[Judged]] = defaultdict(list)
    for each in judged:
        found[key_of(each)].append(each)
    return [
        Calibration(
            key, label_of(key), len(some), sum(low <= wait <= high for _, _, wait, low, high in some),
            sum(wait < low for _, _, wait, low, _ in some),
        )
        for key, some in sorted(found.items())
    ]  # fmt: skip


@dataclass(frozen=True)
class AtWindow:
    """窗口实况: who sits there since when, whom he serves, and what came of the day so far."""

    sitting: Sitting
    call: TicketCall | None
    done: int
    mean: int | None
    idle_since: datetime | None


def at_windows(hall: Hall, now: datetime) -> list[AtWindow]:
    """Each open window of the hall; three queries."""
    today = datetime.combine(day_of(now), datetime.min.time(), SHANGHAI)
    calls = {call.window_id: call for call in queries.at_windows(hall, now)}
    ended: dict[int, list[tuple[datetime, datetime, str]]] = defaultdict(list)
    rows = TicketCall.objects.filter(hall=hall, called_at__gte=today, ended_at__isnull=False)
    for window, called, end_at, end in rows.values_list("window", "called_at", "ended_at", "end"):
        if end_at is not None:
            ended[window].append((called, end_at, end))

    def one(sitting: Sitting) -> AtWindow:
        mine = ended[sitting.window_id]
        took = [round((end_at - called).total_seconds()) for called, end_at, end in mine if end == TicketCall.End.DONE]
        last = max((end_at for _, end_at, _ in mine), default=sitting.opened_at)
        call = calls.get(sitting.window_id)
        mean = round(sum(took) / len(took)) if took else None
        return AtWindow(sitting, call, len(took), mean, None if call else max(last, sitting.opened_at))

    return [one(sitting) for sitting in queries.open_sittings(hall)]


def hours_of(rows: QuerySet[Ticket]) -> dict[int, tuple[int, int]]:
    """Hour in Shanghai -> (numbers taken, numbers called first in it); one query."""
    taken: dict[int, int] = defaultdict(int)
    called: dict[int, int] = defaultdict(int)
    for took, first in rows.values_list("taken_at", "called_at"):
        taken[took.astimezone(SHANGHAI).hour] += 1
        if first is not None:
            called[first.astimezone(SHANGHAI).hour] += 1
    return {hour: (taken[hour], called[hour]) for hour in sorted({*taken, *called})}


def totals(rows: QuerySet[Ticket]) -> dict[str, int]:
    """How many there are, were done, missed, given back, and stand there uncalled; one query."""
    return rows.order_by().aggregate(
        taken=Count("pk"), done=Count("pk", Q(status=DONE)), missed=Count("pk", Q(status=MISSED)),
        left=Count("pk", Q(status=LEFT)), paper=Count("pk", Q(channel=Ticket.Channel.PAPER)),
        uncalled=Count("pk", Q(called_at__isnull=True) & ~Q(status=LEFT)),
    )  # fmt: skip


def judged_as(rows: QuerySet[Ticket], said: str) -> QuerySet[Ticket]:
    """Those whose wait fell `in` what was told, was `sooner`, or `later`: the rows behind the hit rate."""
    keys = [
        key
        for key, taken, called, low, high in waited(rows)
        .filter(low__isnull=False)
        .values_list("pk", "taken_at", "called_at", "low", "high")
        if called is not None
        and low is not None
        and high is not None
        and _said((called - taken) / timedelta(seconds=1), low, high) == said
    ]
    return rows.filter(pk__in=keys)


def _said(wait: float, low: int, high: int) -> str:
    seconds = round(wait)
    return "sooner" if seconds < low else "later" if seconds > high else "in"
