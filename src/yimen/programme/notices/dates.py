"""Days as official texts write them: 二〇二三年五月三十一日, 4月28日前, 6月底前, 印发之日起10个工作日内."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from yimen.common import workdays
from yimen.programme.notices.lines import counted

NUMBER = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
YEAR = r"\d{4}|[〇○零一二三四五六七八九]{4}"
PARTS = {"上旬": 10, "中旬": 20}
QUARTERS = {"一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12}
FULL = re.compile(rf"({YEAR})\s*[年./-]\s*({NUMBER})\s*[月./-]\s*({NUMBER})\s*[日号]?")
DAY = re.compile(
    rf"(?:({YEAR})\s*年\s*)?(?<!\d)({NUMBER})\s*月\s*(?:份)?\s*(?:({NUMBER})\s*[日号]|(上旬|中旬|下旬|底|末))"
)
UNTIL = re.compile(rf"(?:至|到|[-—－–~～]{{1,2}})\s*(?=(?:(?:{YEAR})\s*年\s*)?(?:{NUMBER})\s*月)")
"""What stands between the two days of a stretch: 6月1日至6月15日."""
MONTH = re.compile(rf"(?:({YEAR})\s*年\s*)?(?<!\d)({NUMBER})\s*月份?(?:前|内)")
YEAR_END = re.compile(rf"(?:({YEAR})\s*)?年底")
QUARTER = re.compile(rf"(?:({YEAR})\s*年\s*)?第?([一二三四1-4])季度")
WITHIN = re.compile(rf"(?:印发|发布|下发|接到通知)之日起\s*(\d{{1,3}}|{NUMBER})\s*个?(工作日|日|天|月)")
STANDING = re.compile(r"长期坚持|持续推进|长期|立行立改|即知即改|持续整改|常态化")


@dataclass(frozen=True)
class Said:
    """A deadline as found: its last day (None where no day is named), the words, and what a person should look at."""

    day: date | None
    words: str
    doubt: str = ""


def whole_date(text: str) -> date | None:
    """The first day with its year; None where there is none or it does not exist."""
    found = FULL.search(text)
    if not found:
        return None
    try:
        return date(year_in(found[1]), counted(found[2]), counted(found[3]))
    except ValueError:
        return None


def only_a_date(text: str) -> date | None:
    """The day of a line that holds nothing else, such as the date under a notice (成文日期)."""
    found = FULL.search(text)
    return whole_date(text) if found and not (text[: found.start()] + text[found.end() :]).strip(" 　()（）") else None


def deadline(text: str, issued_on: date | None) -> Said | None:
    """The deadline that the words name, the first of them; a day without its year is of the year of issue.

    None where the words name none.
    """
    if stretch := UNTIL.search(text):
        return deadline(text[stretch.end() :], issued_on)
    readers = (_day, _within, _quarter, _month, _year_end)
    named = [found for reader in readers if (found := reader(text, issued_on))]
    if named:
        return min(named, key=lambda said: text.index(said.words))
    if standing := STANDING.search(text):
        return Said(None, standing[0], f"时限写作“{standing[0]}”，没有日期，请填写考核日期")
    return None


def _day(text: str, issued_on: date | None) -> Said | None:
    found = DAY.search(text)
    if not found:
        return None
    year, month, words = _of(found[1], issued_on), counted(found[2]), found[0]
    if year is None:
        return Said(None, words, f"“{words}”没有年份，通知也没有成文日期")
    try:
        last = calendar.monthrange(year, month)[1]
        day = counted(found[3]) if found[3] else PARTS.get(found[4], last)
        return Said(date(year, month, day), words)
    except (ValueError, calendar.IllegalMonthError):
        return Said(None, words, f"没有“{words}”这一天，请更正")


def _month(text: str, issued_on: date | None) -> Said | None:
    found = MONTH.search(text)
    year = _of(found[1], issued_on) if found else None
    if not found or year is None or not 1 <= counted(found[2]) <= 12:
        return None
    month = counted(found[2])
    if found[0].endswith("内"):
        return Said(date(year, month, calendar.monthrange(year, month)[1]), found[0])
    doubt = f"“{found[0]}”没有日，按该月一日之前计"
    return Said(date(year, month, 1) - timedelta(days=1), found[0], doubt)


def _quarter(text: str, issued_on: date | None) -> Said | None:
    found = QUARTER.search(text)
    year = _of(found[1], issued_on) if found else None
    if not found or year is None:
        return None
    month = QUARTERS[found[2]]
    return Said(date(year, month, calendar.monthrange(year, month)[1]), found[0])


def _year_end(text: str, issued_on: date | None) -> Said | None:
    found = YEAR_END.search(text)
    year = _of(found[1], issued_on) if found else None
    return Said(date(year, 12, 31), found[0]) if found and year else None


def _within(text: str, issued_on: date | None) -> Said | None:
    found = WITHIN.search(text)
    if not found:
        return None
    if issued_on is None:
        return Said(None, found[0], f"“{found[0]}”要从成文日期算起，通知没有成文日期")
    count, unit = counted(found[1]), found[2]
    if unit == "月":
        return Said(_months_after(issued_on, count), found[0])
    reckoned = workdays.due(issued_on, count) if unit == "工作日" else workdays.due_in_natural_days(issued_on, count)
    if reckoned is None or reckoned.provisional:
        return Said(reckoned.on if reckoned else None, found[0], f"“{found[0]}”跨入放假安排未公布的年份，公布后请核对")
    return Said(reckoned.on, found[0])


def _months_after(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _of(year: str | None, issued_on: date | None) -> int | None:
    return year_in(year) if year else issued_on.year if issued_on else None


def year_in(words: str) -> int:
    """The year that four figures or four numerals say."""
    return int(words.translate(str.maketrans("〇○零一二三四五六七八九", "000123456789")))
