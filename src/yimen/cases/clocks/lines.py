"""推算过程: the days of a clock, each with what it is, and the lines in which that is read, with the articles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from yimen.cases.clocks.histories import Extension, History
from yimen.cases.clocks.laws import LAST_DAY, PAUSE
from yimen.common.workdays import Calendar


class DayKind(StrEnum):
    """一天怎么算."""

    WORKDAY = "workday"
    MAKEUP = "makeup"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    PAUSED = "paused"
    NATURAL = "natural"
    ROLLED = "rolled"


COUNTED = frozenset({DayKind.WORKDAY, DayKind.MAKEUP, DayKind.NATURAL})
_WORDS = {
    DayKind.WORKDAY: "工作日",
    DayKind.MAKEUP: "调休上班的休息日，按工作日计",
    DayKind.WEEKEND: "周末，不计",
    DayKind.HOLIDAY: "节假日放假，不计",
    DayKind.NATURAL: "按日历日计",
    DayKind.ROLLED: "最后一日逢休息日，顺延至下一个工作日",
}


@dataclass(frozen=True, slots=True)
class Day:
    """一天: what it is; `why` names the special procedures of a paused day."""

    date: date
    kind: DayKind
    why: str = ""

    @property
    def counts(self) -> bool:
        """Whether the day is one of the clock's."""
        return self.kind in COUNTED


@dataclass(frozen=True, slots=True)
class Line:
    """推算的一行: from a day to a day, how many of them count, why, by which article."""

    day_from: date
    day_to: date
    counted: int
    words: str
    article: str


def kind_of(day: date, calendar: Calendar) -> DayKind:
    """What a day is in a clock of working days."""
    weekend = day.weekday() >= 5
    if calendar.works(day):
        return DayKind.MAKEUP if weekend else DayKind.WORKDAY
    return DayKind.HOLIDAY if day in calendar.off else DayKind.WEEKEND


def derivation(
    known: History,
    days: Sequence[Day],
    due: date | None,
    counted: Iterable[Extension],
    late: Iterable[Extension],
    unpublished: Sequence[int],
) -> list[Line]:
    """The lines from the first day, which is not counted, to the last."""
    clock, start = known.clock, known.start
    found = [
        Line(start, start, 0, f"{clock.label}{clock.days}{clock.unit.label}", clock.article),
        Line(start, start, 0, f"{clock.begins}当日不计入，自次日起算", known.start_article),
    ]
    found += [_extended(each, f"经{each.approved_by}批准，延长{each.days}{clock.unit.label}") for each in counted]
    found += [_extended(each, f"{each.approved_by}批准时期限已经届满，不再延长") for each in late]
    found += [_run(list(run), clock.unit_article) for _, run in groupby(days, key=lambda day: (day.kind, day.why))]
    if due is not None:
        total = sum(day.counts for day in days)
        found.append(Line(due, due, 0, f"计满{total}{clock.unit.label}，本日为最后一日", clock.article))
    else:
        stopped = days[-1].date if days else start
        found.append(Line(stopped, stopped, 0, "特别程序没有结束，期限暂停计算，剩余天数不变", PAUSE))
    found += [_unpublished(year, due or start) for year in unpublished]
    return found


def _extended(each: Extension, words: str) -> Line:
    return Line(each.approved_on, each.approved_on, 0, words, each.article)


def _run(run: list[Day], unit_article: str) -> Line:
    first, last = run[0], run[-1]
    if first.kind is DayKind.PAUSED:
        return Line(first.date, last.date, 0, f"{first.why}期间，不计入期限", PAUSE)
    counted = sum(day.counts for day in run)
    article = LAST_DAY if first.kind is DayKind.ROLLED else unit_article
    return Line(first.date, last.date, counted, _WORDS[first.kind], article)


def _unpublished(year: int, day: date) -> Line:
    words = f"{year}年节假日安排尚未公布，暂按周末推算，公布后重新推算"
    return Line(day, day, 0, words, "国务院办公厅关于部分节假日安排的通知")
