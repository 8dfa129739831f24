"""The promise of staffed windows, held against postings, attendance, and the cases accepted there."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import TruncDate

from yimen.cases.models import Case
from yimen.common.workdays import SHANGHAI
from yimen.evidence.keeping.answers import Answer, Row, judged, nothing
from yimen.evidence.keeping.letters import Letter
from yimen.evidence.keeping.models import PromiseRow
from yimen.evidence.keeping.rules import MEASURES, PRESENT, STAFFING
from yimen.halls.models import Attendance, Hall, HallDay, Posting
from yimen.people.models import Region

AGAINST, UNKNOWN = PromiseRow.Kind.AGAINST, PromiseRow.Kind.UNKNOWN


@dataclass(frozen=True)
class Day:
    """One window on one open day: nobody of those posted was seen, or nothing can be said of that day."""

    number: int
    date: date
    unknown: bool


class Windows:
    """Who was posted at which window of the main hall and who came, to be asked by letter; four queries."""

    def __init__(self, region: Region, letters: Iterable[Letter]) -> None:
        asked = list(letters)
        first, last = min(each.first for each in asked), max(each.last for each in asked)
        main = Q(hall__region=region, hall__kind=Hall.Kind.MAIN)
        days = HallDay.objects.filter(main, date__gte=first, date__lte=last).order_by("date")
        self.open = list(days.values_list("date", flat=True).distinct())
        self.postings: dict[int, dict[str, list[Posting]]] = defaultdict(lambda: defaultdict(list))
        rows = Posting.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=first),
            window__hall__region=region,
            window__hall__kind=Hall.Kind.MAIN,
            valid_from__lte=last,
        )
        everybody = list(rows.select_related("staff", "window").order_by("window__code", "pk"))
        for posting in everybody:
            self.postings[posting.staff.department_id][posting.window.code].append(posting)
        self.present = _present(region, first, last)
        self.served = _served(region, first, last)
        self.counted = {day for day in self.open if self._counted(day, everybody)}

    def _counted(self, day: date, everybody: list[Posting]) -> bool:
        """Whether attendance was taken on a day: half of the people posted in the hall were seen."""
        posted = {each.staff_id for each in everybody if each.in_force(day)}
        seen = sum((person, day) in self.present for person in posted)
        return bool(posted) and seen >= PRESENT * len(posted)

    def staffed(self, letter: Letter) -> Answer:
        """Whether somebody stood at each window of the department on each open day while the letter held."""
        own = self.postings.get(letter.department)
        if not own:
            return nothing("没有派驻在综合大厅窗口的人员：事项全部委托综合窗口的无须核对，否则请登记派驻。")
        rows: list[Row] = []
        known = unknown = 0
        for window, postings in own.items():
            days, manned = self._unmanned(window, postings, letter)
            unknown += sum(day.unknown for day in days)
            known += manned + sum(not day.unknown for day in days)
            rows += _spans(window, days)
        return judged(MEASURES[STAFFING], known, unknown, rows)

    def _unmanned(self, window: str, postings: list[Posting], letter: Letter) -> tuple[list[Day], int]:
        """The open days on which nobody of a window was seen, and how many days it was manned.

        A case accepted there proves somebody's presence even where no clock recorded it.
        """
        found, manned = [], 0
        for number, day in enumerate(self.open):
            posted = [each.staff_id for each in postings if each.in_force(day)]
            if not posted or not letter.first <= day <= letter.last:
                continue
            if (window, day) in self.served or any((person, day) in self.present for person in posted):
                manned += 1
            else:
                found.append(Day(number, day, day not in self.counted))
        return found, manned


def _spans(window: str, days: list[Day]) -> list[Row]:
    """Rows of open days that follow each other."""
    rows = []
    for (_, unknown), some in groupby(enumerate(days), key=lambda pair: (pair[1].number - pair[0], pair[1].unknown)):
        span = [day for _, day in some]
        words = "全厅考勤不足半数，不能核对" if unknown else "所派人员无人考勤，窗口也没有受理"
        kind = UNKNOWN if unknown else AGAINST
        rows.append(Row(window, span[0].date, span[-1].date, len(span), f"窗口 {window}：{words}", kind))
    return rows


def _present(region: Region, first: date, last: date) -> set[tuple[int, date]]:
    """(key of a person, day) of all who were seen."""
    rows = Attendance.objects.filter(staff__region=region, date__gte=first, date__lte=last, arrived_at__isnull=False)
    return set(rows.values_list("staff_id", "date"))


def _served(region: Region, first: date, last: date) -> set[tuple[str, date]]:
    """(window, day) on which a case was received at the window."""
    begin, end = (datetime.combine(day, time(), SHANGHAI) for day in (first, last + timedelta(days=1)))
    rows: QuerySet[Any] = Case.objects.filter(region=region, received_at__gte=begin, received_at__lt=end)
    rows = rows.exclude(window_code="").annotate(day=TruncDate("received_at", tzinfo=SHANGHAI)).order_by()
    return set(rows.values_list("window_code", "day").distinct())
