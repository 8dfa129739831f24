"""时限图: a clock as a bar of days, and the departments whose clocks press."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from yimen.cases.clocks.lines import Day, DayKind
from yimen.cases.clocks.queries import DepartmentFigures
from yimen.cases.clocks.reckoning import Derivation

TONES = {"running": "calm", "warned": "warn", "overdue": "wrong", "paused": "plain", "met": "good", "late": "wrong"}


@dataclass(frozen=True)
class Segment:
    """一段: some days alike, in units of days from the left edge of the bar; `words` are its tooltip."""

    x: int
    width: int
    look: str
    words: str

    @property
    def days(self) -> range:
        """The left edges of its days: where the hatching of a procedure is drawn."""
        return range(self.x, self.x + self.width)


@dataclass(frozen=True)
class Bar:
    """计时条: the segments, the length in days, where today is, and what is said to those who do not see it."""

    segments: Sequence[Segment]
    length: int
    today: int
    says: str
    tone: str


def bar(found: Derivation) -> Bar:
    """The clock as a bar: days gone, days left, days not counted, days of procedures hatched, days overdue."""
    until = found.history.done or found.as_of
    segments = list(_segments(found, until))
    start, length = found.history.start, len(found.days)
    if found.due is not None and until > found.due:
        late = (until - found.due).days
        segments.append(Segment(length, late, "late", f"{found.due}后逾期"))
        length += late
    return Bar(segments, max(length, 1), min((until - start).days, max(length, 1)), says(found), TONES[found.state])


def _segments(found: Derivation, until: date) -> Iterator[Segment]:
    place = 0
    for look, run in groupby(found.days, key=lambda day: _look(day, until)):
        days = list(run)
        yield Segment(place, len(days), look, f"{days[0].date} 至 {days[-1].date} {_WORDS[look]}")
        place += len(days)


_WORDS = {"gone": "已计入", "left": "剩余", "off": "不计入", "paused": "特别程序，暂停计时"}


def _look(day: Day, until: date) -> str:
    if day.kind is DayKind.PAUSED:
        return "paused"
    if not day.counts:
        return "off"
    return "gone" if day.date <= until else "left"


def says(found: Derivation) -> str:
    """Day n of m, and how it stands, in one sentence."""
    unit = "个工作日" if found.history.clock.unit == "working" else "个自然日"
    words = f"{found.history.clock.label}共 {found.total} {unit}，已计 {found.used} {unit}"
    if found.history.done is not None:
        return f"{words}，{found.state.label}"
    return f"{words}，{found.standing}" + ("，暂停计时" if found.due is None else "")


def department_chart(rows: Sequence[DepartmentFigures]) -> dict[str, Any] | None:
    """The departments with their clocks near and behind the last day, as a chart; None when nothing presses."""
    if not rows:
        return None
    return {
        "title": "各部门即将到期和已逾期",
        "unit": "个",
        "description": "一件办件可能同时有几个时限，逐个计。",
        "head": "部门",
        "categories": [row.department.short_name for row in rows],
        "series": [
            _series("已逾期", "wrong", "overdue", rows),
            _series("即将到期", "2", "warned", rows),
        ],
    }


def _series(name: str, tone: str, standing: str, rows: Sequence[DepartmentFigures]) -> dict[str, Any]:
    return {
        "name": name,
        "tone": tone,
        "values": [getattr(row, standing) for row in rows],
        "urls": [address(standing=standing, department=row.department.pk) for row in rows],
    }


def address(**filters: Any) -> str:
    """The list of clocks with its filters."""
    return f"{reverse('cases:deadlines')}?{urlencode(filters)}"
