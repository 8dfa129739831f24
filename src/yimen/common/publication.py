"""Which holidays were known on a day 当时已公布的节假日安排: so that a deadline of the past is counted as it was then.

`data/holiday_notices.csv` says when each year's arrangement was published, `data/holiday_amendments.csv` which days
a later notice changed and what they were before (1 off, 0 worked, empty an ordinary day).
"""

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from yimen.common.workdays import Calendar

Row = Mapping[str, str]
DATA = Path(__file__).parent / "data"


def known_on(day: date) -> Calendar:
    """The calendar as it could be known on the day, of the arrangements that come with the project."""
    return _after(sum(each <= day for each in _publications()))


def provisional_years(calendar: Calendar, first: date, last: date) -> list[int]:
    """The years from the first day to the last whose arrangement is not in the calendar."""
    return [year for year in range(first.year, last.year + 1) if year not in calendar.years]


@cache
def _publications() -> tuple[date, ...]:
    rows = [*_read("holiday_notices.csv"), *_read("holiday_amendments.csv")]
    return tuple(sorted({date.fromisoformat(row["published_on"]) for row in rows}))


@cache
def _after(publications: int) -> Calendar:
    """The calendar after so many of the publications; kept, since only few of them ever differ."""
    if not publications:
        return Calendar.of([])
    return as_published(
        _publications()[publications - 1],
        _read("holidays.csv"),
        _read("holiday_notices.csv"),
        _read("holiday_amendments.csv"),
    )


def as_published(day: date, holidays: Iterable[Row], notices: Iterable[Row], amendments: Iterable[Row]) -> Calendar:
    """The calendar of the rows that were published on the day or before it; amended later, they read as before."""
    text = day.isoformat()
    years = {row["arrangement_year"] for row in notices if row["published_on"] <= text}
    later = {row["date"]: row["was_off_day"] for row in amendments if row["published_on"] > text}
    rows = []
    for row in holidays:
        off = later.get(row["date"], row["is_off_day"])
        if row["arrangement_year"] in years and off:
            rows.append({"date": row["date"], "is_off_day": off, "arrangement_year": row["arrangement_year"]})
    return Calendar.of(rows)


def _read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
