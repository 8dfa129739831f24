"""The days of one year in the county: which are worked, and arithmetic on them.

Working days are Monday to Friday as moved by the State Council's yearly notice (data/holidays.csv).
"""

import csv
from bisect import bisect_left
from datetime import date, timedelta
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
FIRST, LAST = date(2023, 1, 1), date(2023, 12, 31)
ONE_DAY = timedelta(days=1)


@cache
def moved_days() -> dict[date, bool]:
    """Days on which the notice departs from Monday to Friday, or confirms a rest day: True where one rests."""
    with (DATA / "holidays.csv").open(encoding="utf-8") as file:
        return {date.fromisoformat(row["date"]): row["is_off_day"] == "1" for row in csv.DictReader(file)}


@cache
def works(day: date) -> bool:
    """Whether offices work on that day."""
    rests = moved_days().get(day)
    return day.weekday() < 5 if rests is None else not rests


def between(first: date, last: date) -> list[date]:
    """All days from first to last, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@cache
def working_days() -> tuple[date, ...]:
    """Working days of the period, and of the two months on either side, in order."""
    return tuple(day for day in between(FIRST - timedelta(days=60), LAST + timedelta(days=90)) if works(day))


def plus(day: date, count: int) -> date:
    """The working day `count` working days after `day`; count 0 gives the day itself or the next working day.

    A negative count goes back. The day itself is not counted (民法典 201).
    """
    days = working_days()
    place = bisect_left(days, day)
    if count > 0 and days[place] != day:
        place -= 1
    return days[min(max(place + count, 0), len(days) - 1)]


def month_end(day: date) -> date:
    """The last working day of that day's month."""
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    days = working_days()
    return days[bisect_left(days, following) - 1]


def rest_day_after(day: date) -> date:
    """The first day on or after `day` on which nobody works."""
    while works(day):
        day += ONE_DAY
    return day
