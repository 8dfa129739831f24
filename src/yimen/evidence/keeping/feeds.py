"""The promise to hand in data in time, held against the report agreements 报送约定 and what came when."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import TruncDate

from yimen.cases.arrears import Period, delivered, periods
from yimen.cases.models import Case, RegisterRecord
from yimen.common.workdays import SHANGHAI, Calendar
from yimen.evidence.keeping.answers import Answer, Row, judged, nothing
from yimen.evidence.keeping.letters import Letter
from yimen.evidence.keeping.rules import FEEDING, MEASURES
from yimen.exchange.models import Feed, FeedPromise, ImportBatch
from yimen.exchange.states import APPLIED
from yimen.people.models import Region

LONGEST_PERIOD = timedelta(days=31)
COMES_LATER = timedelta(days=60)
"""A file may come so long after the last day asked about and still be in time for it."""
Days = dict[tuple[int, str], set[date]]
"""(department, kind of feed) -> days."""


class Feeds:
    """What departments agreed to hand in and what came, to be asked by letter; five queries for any number."""

    def __init__(self, region: Region, letters: Iterable[Letter], today: date, calendar: Calendar) -> None:
        asked = list(letters)
        self.today, self.calendar = today, calendar
        self.agreed: dict[int, list[FeedPromise]] = defaultdict(list)
        departments = {each.department for each in asked}
        for promise in FeedPromise.objects.filter(department__in=departments).order_by("kind", "valid_from"):
            self.agreed[promise.department_id].append(promise)
        first = min(each.first for each in asked) - LONGEST_PERIOD
        last = max(each.last for each in asked) + COMES_LATER
        self.dated = _dated(region, list(self.agreed), first, last)
        self.came = _came(list(self.agreed), first, last)

    def in_time(self, letter: Letter) -> Answer:
        """Whether each period of each feed that the department agreed to came in time while the letter held."""
        promises = self.agreed.get(letter.department, [])
        owed = [(promise, period) for promise in promises for period in self._owed(promise, letter)]
        if not owed:
            return nothing("没有登记报送约定，或期间没有应报的一期：请先在“数据报送”登记报送约定。")
        missed = [(promise, period) for promise, period in owed if not self._delivered(promise, period)]
        rows = [
            Row(promise.kind, period.first, period.last, 1,
                f"{promise.get_kind_display()}（{promise.get_rhythm_display()}）应于 {period.due} 前报送，没有报送")
            for promise, period in missed
        ]  # fmt: skip
        return judged(MEASURES[FEEDING], len(owed), 0, rows)

    def _owed(self, promise: FeedPromise, letter: Letter) -> list[Period]:
        years = range(letter.first.year, letter.last.year + 1)
        return [
            period
            for year in years
            for period in periods(promise, year, self.calendar)
            if letter.first <= period.first and period.last <= letter.last and period.due < self.today
        ]

    def _delivered(self, promise: FeedPromise, period: Period) -> bool:
        feed = (promise.department_id, promise.kind)
        return delivered(period, self.dated.get(feed, set()), self.came.get(feed, set()), self.calendar)


def _dated(region: Region, departments: list[int], first: date, last: date) -> Days:
    """The days of which each feed has rows."""
    begin, end = (datetime.combine(day, time(), SHANGHAI) for day in (first, last + timedelta(days=1)))
    cases: QuerySet[Any] = Case.objects.filter(received_at__gte=begin, received_at__lt=end)
    cases = cases.annotate(day=TruncDate("received_at", tzinfo=SHANGHAI))
    records = RegisterRecord.objects.filter(issued_on__gte=first, issued_on__lte=last)
    found: Days = defaultdict(set)
    for kind, rows, column in ((Feed.CASES, cases, "day"), (Feed.REGISTER, records, "issued_on")):
        of_region = rows.filter(region=region, department__in=departments).order_by()
        for department, day in of_region.values_list("department", column).distinct():
            found[department, kind].add(day)
    return found


def _came(departments: list[int], first: date, last: date) -> Days:
    """The days on which files of each feed came."""
    begin, end = (datetime.combine(day, time(), SHANGHAI) for day in (first, last + timedelta(days=1)))
    rows: QuerySet[Any] = ImportBatch.objects.filter(status=APPLIED, department__in=departments)
    rows = rows.filter(recorded_at__gte=begin, recorded_at__lt=end).order_by()
    found: Days = defaultdict(set)
    for department, kind, day in rows.annotate(day=TruncDate("recorded_at", tzinfo=SHANGHAI)).values_list(
        "department", "kind", "day"
    ):
        found[department, kind].add(day)
    return found
