"""Working days 工作日 and the deadlines counted in them. Time is passed in; nothing here reads the clock.

The first day is not counted (民法典 201); a period whose last day is a holiday ends on the next working day (203);
periods of the licensing law are working days (行政许可法 82). A day counts as held by the State Council's yearly
arrangement; a deadline that touches a year whose arrangement is not held is provisional and is to be computed again.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """工作日历: weekdays, save the days off, and the weekends worked instead, of the years held."""

    off: frozenset[date]
    worked: frozenset[date]
    years: frozenset[int]

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, str]]) -> Calendar:
        """The calendar of rows with `date` (2023-05-01), `is_off_day` (1 or 0) and `arrangement_year`."""
        return cls(frozenset(), frozenset(), frozenset()).having(rows)

    def having(self, rows: Iterable[Mapping[str, str]]) -> Calendar:
        """This calendar and the rows, which prevail. Raises ValueError in Chinese, naming the row (first is 第1行)."""
        off, worked, years = set(self.off), set(self.worked), set(self.years)
        for number, row in enumerate(rows, start=1):
            try:
                day, year = date.fromisoformat(row["date"].strip()), int(row["arrangement_year"])
                one, other = {"1": (off, worked), "0": (worked, off)}[row["is_off_day"].strip()]
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                raise ValueError(
                    f"节假日安排第{number}行不能读取：日期（date）应如2023-05-01，是否放假（is_off_day）应为1或0，"
                    "年份（arrangement_year）应为四位数字，请改正后重新导入。"
                ) from error
            other.discard(day)
            one.add(day)
            years.add(year)
        return Calendar(frozenset(off), frozenset(worked), frozenset(years))

    def works(self, day: date) -> bool:
        """Whether the day is a working day; in a year not held, whether it is Monday to Friday."""
        return day in self.worked or (day.weekday() < 5 and day not in self.off)

    def next_working(self, day: date) -> date:
        """The day itself if it is a working day, else the first one after it."""
        while not self.works(day):
            day += ONE_DAY
        return day

    def working(self, after: date, until: date) -> int:
        """How many working days lie behind `after`, up to and including `until`; 0 backwards. Counted, not walked."""
        if until <= after:
            return 0
        off, worked = _apart(self)
        weekdays = _weekdays_until(until) - _weekdays_until(after)
        return weekdays - _within(off, after, until) + _within(worked, after, until)

    def holds(self, first: date, last: date) -> bool:
        """Whether the arrangements of all years from the first day to the last are held."""
        return all(year in self.years for year in range(first.year, last.year + 1))


@cache
def _apart(calendar: Calendar) -> tuple[list[date], list[date]]:
    """The Mondays to Fridays that are off and the weekends that are worked, in order."""
    off = sorted(day for day in calendar.off - calendar.worked if day.weekday() < 5)
    return off, sorted(day for day in calendar.worked if day.weekday() >= 5)


def _weekdays_until(day: date) -> int:
    """How many Mondays to Fridays there are from the first day of all, which was a Monday."""
    weeks, rest = divmod(day.toordinal(), 7)
    return 5 * weeks + min(rest, 5)


def _within(days: list[date], after: date, until: date) -> int:
    return bisect_right(days, until) - bisect_right(days, after)


@cache
def china() -> Calendar:
    """The arrangements that come with the project (see `data/holidays.csv`, with the notices)."""
    with (Path(__file__).parent / "data" / "holidays.csv").open(encoding="utf-8-sig", newline="") as file:
        return Calendar.of(csv.DictReader(file))


@dataclass(frozen=True, slots=True)
class Deadline:
    """期限: the last day, and whether it may still move because a year's arrangement is not held."""

    on: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Suspension:
    """中止计时: a special procedure that is not counted (行政许可法 45; 特别程序种类 2).

    After the manner of 民法典 201 the day it starts still counts, the day it ends does not. Without an end it runs.
    """

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError(f"特别程序结束日{self.end}早于开始日{self.start}，请核对。")

    def covers(self, day: date) -> bool:
        """Whether the day is not counted."""
        return self.start < day and (self.end is None or day <= self.end)


def due(
    received: date,
    days: int,
    *,
    suspensions: Iterable[Suspension] = (),
    added: int = 0,
    calendar: Calendar | None = None,
) -> Deadline | None:
    """The last of so many working days after the day received, or None while a suspension without end stops it.

    `added` are the days of an extension (特别程序种类 1, 行政许可法 42). Suspensions may overlap; a day covered twice
    is left out once. With 0 days it is the day itself or the next working day.
    """
    calendar = calendar or china()
    stops = tuple(suspensions)
    day, left = received, _whole(days) + _whole(added)
    while left:
        day += ONE_DAY
        if not calendar.works(day):
            continue
        if not (covering := [stop for stop in stops if stop.covers(day)]):
            left -= 1
        elif any(stop.end is None for stop in covering):
            return None
    day = calendar.next_working(day)
    return Deadline(day, provisional=not calendar.holds(received, day))


def due_in_natural_days(received: date, days: int, *, calendar: Calendar | None = None) -> Deadline:
    """The last of so many calendar days 自然日 after the day received, moved past holidays (民法典 203)."""
    calendar = calendar or china()
    day = calendar.next_working(received + _whole(days) * ONE_DAY)
    return Deadline(day, provisional=not calendar.holds(received, day))


def working_days_between(
    start: date, end: date, *, suspensions: Iterable[Suspension] = (), calendar: Calendar | None = None
) -> int:
    """The working days after `start` up to and including `end`, suspended ones left out; negative backwards."""
    if end < start:
        return -working_days_between(end, start, suspensions=suspensions, calendar=calendar)
    calendar = calendar or china()
    stops = tuple(suspensions)
    if not stops:
        return calendar.working(start, end)
    days = (start + number * ONE_DAY for number in range(1, (end - start).days + 1))
    return sum(calendar.works(day) and not any(stop.covers(day) for stop in stops) for day in days)


def day_received(moment: datetime, *, closes: time | None = None, calendar: Calendar | None = None) -> date:
    """The day in Shanghai on which something counts as received; after closing time it is the next working day.

    Without `closes` it is simply the day. Raises ValueError for a moment without a time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("moment must carry a time zone")
    local = moment.astimezone(SHANGHAI)
    if closes is None or local.time() < closes:
        return local.date()
    return (calendar or china()).next_working(local.date() + ONE_DAY)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the month's last day where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has a 28th")


def _whole(days: int) -> int:
    if days < 0:
        raise ValueError(f"天数不能为负：{days}。")
    return days
