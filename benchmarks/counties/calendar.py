"""Days and moments as whole numbers: a day counts from 2021-01-01, a moment counts seconds from that midnight."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, timedelta

EPOCH = date(2021, 1, 1)
DAY = 86_400


def number(year: int, month: int, day: int) -> int:
    """The number of that day."""
    return (date(year, month, day) - EPOCH).days


FIRST, LAST = number(2023, 1, 1), number(2023, 12, 31)
"""The period, both days included."""

_RESTS = ((101, 102), (121, 127), (405, 405), (429, 430), (501, 503), (622, 624), (929, 930), (1001, 1006))
_WORKED = (128, 129, 423, 506, 625, 1007, 1008)
"""Days of 2023 moved by the State Council's notice, as month and day in one number."""


def _works(day: int) -> bool:
    plain = EPOCH + timedelta(days=day)
    if plain.year == 2023:
        short = plain.month * 100 + plain.day
        if short in _WORKED:
            return True
        if any(first <= short <= last for first, last in _RESTS):
            return False
    return plain.weekday() < 5 and (plain.month, plain.day) != (1, 1)


WORKS = [_works(day) for day in range(1500)]
"""Whether offices work, by day."""
WORKING = [day for day in range(1500) if WORKS[day]]
WEEKDAY = [(EPOCH + timedelta(days=day)).weekday() for day in range(1500)]
MONTH = [(EPOCH + timedelta(days=day)).month for day in range(1500)]
_ISO = [(EPOCH + timedelta(days=day)).isoformat() for day in range(1500)]
_CLOCK = [f" {second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}" for second in range(DAY)]


def iso(day: int | None) -> str:
    """`YYYY-MM-DD`, or nothing."""
    return "" if day is None else _ISO[day]


def stamp(moment: int | None) -> str:
    """`YYYY-MM-DD HH:MM:SS`, or nothing."""
    return "" if moment is None else _ISO[moment // DAY] + _CLOCK[moment % DAY]


def day_of(text: str) -> int:
    """The day's number, from `YYYY-MM-DD…`."""
    return (date.fromisoformat(text[:10]) - EPOCH).days


def working(day: int, count: int = 0) -> int:
    """The working day `count` working days after `day`; with 0, the day itself or the next one that is worked."""
    place = bisect_left(WORKING, day)
    if count > 0 and WORKING[place] != day:
        place -= 1
    return WORKING[place + count]


def month_end(day: int) -> int:
    """The last working day of that day's month."""
    last = day
    while MONTH[last + 1] == MONTH[day]:
        last += 1
    while not WORKS[last]:
        last -= 1
    return last


def rest_day(day: int) -> int:
    """The first day on or after `day` on which offices rest."""
    while WORKS[day]:
        day += 1
    return day
