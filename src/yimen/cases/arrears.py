"""缺报: what a department promised to hand in and did not. Time and the working days are passed in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from yimen.common.workdays import ONE_DAY, Calendar, due
from yimen.exchange.models import FeedPromise

DAILY, WEEKLY = FeedPromise.Rhythm.DAILY, FeedPromise.Rhythm.WEEKLY


@dataclass(frozen=True)
class Period:
    """One period of a rhythm: its first and last day, and the last day on which handing it in is in time."""

    first: date
    last: date
    due: date


@dataclass(frozen=True)
class Arrears:
    """The rhythm agreed at the end of the year or now, how many periods of the year were due, and those that failed."""

    rhythm: str
    periods: int
    missed: tuple[Period, ...]


def arrears_of(
    promises: Sequence[FeedPromise],
    days: set[date],
    came: set[date],
    year: int,
    today: date,
    calendar: Calendar,
) -> Arrears | None:
    """What is owed of a year; None where nothing was promised.

    A period came if a row is dated in it, or if a file came between its last working day and the day it was due: a
    report that there was nothing (零报告). `days`: days with rows; `came`: days on which files came. Periods whose due
    day is not over are not counted yet.
    """
    if not promises:
        return None
    owed = [period for each in promises for period in periods(each, year, calendar) if period.due < today]
    missed = tuple(period for period in owed if not delivered(period, days, came, calendar))
    return Arrears(promises[-1].get_rhythm_display(), len(owed), missed)


def periods(promise: FeedPromise, year: int, calendar: Calendar) -> Iterator[Period]:
    """The periods of the promise that lie whole in its validity and end in the year."""
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    start = max(promise.valid_from, first - timedelta(days=31))
    begin = {DAILY: start, WEEKLY: start - timedelta(days=start.weekday())}.get(
        FeedPromise.Rhythm(promise.rhythm), start.replace(day=1)
    )
    while begin < after:
        end = _end(promise.rhythm, begin)
        whole = promise.valid_from <= begin and (promise.valid_to is None or end <= promise.valid_to)
        if whole and first <= end < after and any(calendar.works(day) for day in _days(begin, end)):
            deadline = due(end, promise.grace, calendar=calendar)
            if deadline is not None:
                yield Period(begin, end, deadline.on)
        begin = end + ONE_DAY


def _end(rhythm: str, begin: date) -> date:
    if rhythm == DAILY:
        return begin
    if rhythm == WEEKLY:
        return begin + timedelta(days=6)
    return (begin.replace(day=28) + timedelta(days=4)).replace(day=1) - ONE_DAY


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += ONE_DAY


def delivered(period: Period, days: set[date], came: set[date], calendar: Calendar) -> bool:
    """Whether a period came: a row is dated in it, or a file came between its last working day and its due day."""
    if any(day in days for day in _days(period.first, period.last)):
        return True
    closing = max(day for day in _days(period.first, period.last) if calendar.works(day))
    return any(day in came for day in _days(closing, period.due))
