"""等候测算 made once a line and half day, from the like waits of the weeks before. The method is in `waits`."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from yimen.halls.queue import waits
from yimen.halls.queue.models import QueueLine, Ticket, TicketCall, WaitForecast
from yimen.halls.queue.queries import half_day
from yimen.halls.queue.rules import day_of, is_afternoon

WEEKS = 6
MOST = 2000
"""So many of the newest like waits are enough for two quantiles."""


def forecast_of(line: QueueLine, priority: bool, now: datetime) -> WaitForecast:
    """The line's forecast for this half day; made when the first number of it is taken, and then kept."""
    known = WaitForecast.objects.filter(line=line, priority=priority, **half_day(now)).first()
    if known is not None:
        return known
    made = _made(line, priority, now)
    return WaitForecast.objects.get_or_create(line=line, priority=priority, **half_day(now), defaults=made)[0]


def _made(line: QueueLine, priority: bool, now: datetime) -> dict[str, Any]:
    since = now - timedelta(weeks=WEEKS)
    rows = _like(Ticket.objects.filter(line=line, taken_at__gte=since, day__lt=day_of(now)), priority)
    pairs = [
        (is_afternoon(taken), (round((called - taken).total_seconds()), made))
        for taken, called, made in rows.order_by("-taken_at").values_list("taken_at", "called_at", "guess")[:MOST]
        if called is not None and made is not None
    ]
    half = [pair for afternoon, pair in pairs if afternoon == is_afternoon(now)]
    half_only = len(half) >= waits.ENOUGH
    used = half if half_only else [pair for _, pair in pairs]
    low, high = waits.factors(used) or (None, None)
    at_window = waits.median(list(_at_window(line, since, now)))
    return {"at_window": at_window, "samples": len(used), "half_only": half_only, "low": low, "high": high}


def _like(rows: QuerySet[Ticket], priority: bool) -> QuerySet[Ticket]:
    """Those of the tickets that were called, and whose wait was their own: not on paper, not by appointment."""
    rows = rows.filter(called_at__isnull=False, guess__isnull=False, appointment__isnull=True)
    rows = rows.exclude(channel=Ticket.Channel.PAPER)
    return rows.exclude(group="") if priority else rows.filter(group="")


def _at_window(line: QueueLine, since: datetime, now: datetime) -> Iterable[int]:
    """Seconds that people of the line were at a window, from the call to the end."""
    ends = (TicketCall.End.DONE, TicketCall.End.MOVED)
    rows = TicketCall.objects.filter(ticket__line=line, called_at__range=(since, now), end__in=ends)
    for called, ended in rows.order_by("-called_at").values_list("called_at", "ended_at")[:MOST]:
        if ended is not None:
            yield round((ended - called).total_seconds())
