"""数据报送: which department handed in which feed for which days. A feed that is missing is never shown as clean."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from yimen.cases.arrears import Arrears, Period, arrears_of
from yimen.cases.imports import SHANGHAI
from yimen.cases.queries import visible_cases, visible_records
from yimen.catalog.models import ItemVersion
from yimen.common.workdays import Calendar
from yimen.exchange.models import FeedPromise, ImportBatch, Way
from yimen.exchange.queries import visible_batches, visible_promises
from yimen.exchange.states import APPLIED
from yimen.people.models import Department
from yimen.people.queries import Somebody, may, roles_of, visible_departments
from yimen.people.rules import COUNTY_WIDE

CASES, REGISTER = "cases", "register"
KINDS = {CASES: "办件", REGISTER: "部门台账"}
BATCHES = {CASES: ImportBatch.Kind.CASES, REGISTER: ImportBatch.Kind.REGISTER}
DAY_OF = {CASES: "收件时间", REGISTER: "发证日期"}


@dataclass(frozen=True)
class Month:
    """One month of a feed: its first day, rows, days with rows, the strip of those days, and whether it is over yet."""

    first: date
    rows: int
    days: int
    strip: str
    to_come: bool

    @property
    def length(self) -> int:
        """Days of the month."""
        return (_after(self.first) - self.first).days


@dataclass(frozen=True)
class Feed:
    """What one department handed in of one kind for one year."""

    department: Department
    months: list[Month]
    rows: int
    undated: int
    refused: int | None
    last: datetime | None
    gap: int
    gap_from: date | None
    gap_to: date | None
    ways: list[str]
    arrears: Arrears | None

    @property
    def overdue(self) -> bool:
        """Whether the department promised to hand in and something of it did not come (缺报)."""
        return self.arrears is not None and bool(self.arrears.missed)

    @property
    def missed_last(self) -> Period | None:
        """The latest period that did not come."""
        return self.arrears.missed[-1] if self.arrears is not None and self.arrears.missed else None

    @property
    def missing(self) -> bool:
        """Whether nothing came at all: then nothing can be said of the department, for it or against it."""
        return not self.rows and not self.undated

    @property
    def empty_months(self) -> int:
        """Months that have begun and hold no row."""
        return sum(not month.rows and not month.to_come for month in self.months)


@dataclass
class _Found:
    days: dict[date, int] = field(default_factory=dict)
    undated: int = 0
    last: datetime | None = None
    ways: set[str] = field(default_factory=set)


def newest_year(user: Somebody, kind: str, today: date) -> int:
    """The year of the newest row dated no later than today; this year when there is none."""
    rows, column = _rows(user, kind)
    end: Any = _midnight(today + timedelta(days=1)) if kind == CASES else today + timedelta(days=1)
    newest = rows.filter(**{f"{column}__lt": end}).order_by().aggregate(last=Max(column))["last"]
    if newest is None:
        return today.year
    return int((newest.astimezone(SHANGHAI) if isinstance(newest, datetime) else newest).year)


def feeds(user: Somebody, kind: str, year: int, today: date, calendar: Calendar) -> list[Feed]:
    """One row a department that has items or handed something in, those without anything first; in seven queries."""
    found = _found(user, kind, year)
    refused, promised, arrived = _refused(user, kind), _promises(user, kind, year), _arrivals(user, kind, year)
    eve = _days_before(user, kind, year) if promised else {}
    rows = []
    for each in _departments(user, found, promised):
        own = found.get(each.pk, _Found())
        came = {day for day, _ in arrived.get(each.pk, [])}
        own.ways |= {way for _, way in arrived.get(each.pk, [])}
        days = {*own.days, *eve.get(each.pk, ())}
        owed = arrears_of(promised.get(each.pk, []), days, came, year, today, calendar)
        rows.append(_feed(each, own, refused, owed, year, today, calendar))
    return sorted(rows, key=lambda feed: (not feed.missing, not feed.overdue, -feed.empty_months, feed.department.code))


def _promises(user: Somebody, kind: str, year: int) -> dict[int, list[FeedPromise]]:
    """Department -> what it had agreed to for some part of the year."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    rows = visible_promises(user).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=first), valid_from__lte=last)
    found: dict[int, list[FeedPromise]] = {}
    for each in rows.filter(kind=BATCHES[kind]).order_by("valid_from"):
        found.setdefault(each.department_id, []).append(each)
    return found


def _days_before(user: Somebody, kind: str, year: int) -> dict[int, set[date]]:
    """Department -> days with rows in the last six of the year before, for a week that ends in this one."""
    rows, column = _rows(user, kind)
    first = date(year, 1, 1) - timedelta(days=6)
    if kind == CASES:
        rows = rows.annotate(day=TruncDate("received_at", tzinfo=SHANGHAI))
        rows = rows.filter(received_at__gte=_midnight(first), received_at__lt=_midnight(date(year, 1, 1)))
        column = "day"
    else:
        rows = rows.filter(issued_on__gte=first, issued_on__lt=date(year, 1, 1))
    found: dict[int, set[date]] = {}
    for department, day in rows.order_by().values_list("department", column).distinct():
        found.setdefault(department, set()).add(day)
    return found


def _arrivals(user: Somebody, kind: str, year: int) -> dict[int, list[tuple[date, str]]]:
    """Department -> the days on which a file of its own came, and by which way; a month past the year's end counts."""
    begin, end = _midnight(date(year, 1, 1)), _midnight(date(year + 1, 2, 1))
    mine = visible_departments(user).order_by().values("pk")
    rows = ImportBatch.objects.filter(kind=BATCHES[kind], status=APPLIED, department__in=mine)
    rows = rows.filter(recorded_at__gte=begin, recorded_at__lt=end).order_by()
    found: dict[int, list[tuple[date, str]]] = {}
    day = TruncDate("recorded_at", tzinfo=SHANGHAI)
    for department, came, way in rows.annotate(came=day).values_list("department", "came", "way").distinct():
        found.setdefault(department, []).append((came, way))
    return found


def _departments(user: Somebody, found: dict[int, _Found], promised: dict[int, list[FeedPromise]]) -> list[Department]:
    with_items = ItemVersion.objects.filter(valid_to__isnull=True, state=ItemVersion.State.IN_USE).order_by()
    rows = visible_departments(user).filter(Q(pk__in=with_items.values("department")) | Q(pk__in=[*found, *promised]))
    if not roles_of(user) & COUNTY_WIDE:
        rows = rows.filter(pk=getattr(user, "department_id", None) or 0)
    return list(rows.order_by("code"))


def _rows(user: Somebody, kind: str) -> tuple[QuerySet[Any], str]:
    return (visible_cases(user), "received_at") if kind == CASES else (visible_records(user), "issued_on")


def _found(user: Somebody, kind: str, year: int) -> dict[int, _Found]:
    """Department -> its rows of the year by day, how many rows have no day at all, and when the last came in."""
    rows, column = _rows(user, kind)
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    begin: Any = _midnight(first) if kind == CASES else first
    end: Any = _midnight(after) if kind == CASES else after
    rows = rows.filter(Q(**{f"{column}__gte": begin, f"{column}__lt": end}) | Q(**{f"{column}__isnull": True}))
    if kind == CASES:
        rows = rows.annotate(day=TruncDate("received_at", tzinfo=SHANGHAI))
        column = "day"
    grouped = rows.order_by().values_list("department", column, "batch__way")
    found: dict[int, _Found] = {}
    for department, day, way, n, last in grouped.annotate(n=Count("pk"), last=Max("imported_at")):
        each = found.setdefault(department, _Found())
        each.last = max(each.last, last) if each.last else last
        each.ways.add(way)
        if day is None:
            each.undated += n
        else:
            each.days[day] = each.days.get(day, 0) + n
    return found


def _refused(user: Somebody, kind: str) -> dict[int, int] | None:
    """Department -> rows refused of its own files; None for who may not see batches."""
    if not may(user, "exchange.read"):
        return None
    rows = visible_batches(user).filter(kind=BATCHES[kind], department__isnull=False).order_by()
    return dict(rows.values_list("department").annotate(n=Sum("rows_refused")))


def batches(user: Somebody, kind: str) -> QuerySet[ImportBatch]:
    """The files of that kind that the user may see, newest first."""
    return visible_batches(user).filter(kind=BATCHES[kind]).order_by("-pk")


def _feed(
    department: Department,
    found: _Found,
    refused: dict[int, int] | None,
    arrears: Arrears | None,
    year: int,
    today: date,
    calendar: Calendar,
) -> Feed:
    months = [_month(date(year, number, 1), found.days, today) for number in range(1, 13)]
    gap, gap_from, gap_to = _longest_gap(found.days, year, today, calendar)
    own = None if refused is None else refused.get(department.pk, 0)
    rows = sum(found.days.values())
    ways = [label for way, label in Way.choices if way in found.ways]
    return Feed(department, months, rows, found.undated, own, found.last, gap, gap_from, gap_to, ways, arrears)


def _month(first: date, days: dict[date, int], today: date) -> Month:
    """The month with its strip: an SVG path, one bar a day that has rows."""
    after = _after(first)
    own = [day for day in sorted(days) if first <= day < after]
    strip = "".join(f"M{day.day - 1} 0h.8v6h-.8z" for day in own)
    return Month(first, sum(days[day] for day in own), len(own), strip, first > today)


def _longest_gap(
    days: dict[date, int], year: int, today: date, calendar: Calendar
) -> tuple[int, date | None, date | None]:
    """The longest run of working days without a row in the part of the year that is over: how many, first and last."""
    best: tuple[int, date | None, date | None] = (0, None, None)
    run, began, day = 0, None, date(year, 1, 1)
    last = min(date(year, 12, 31), today)
    while day <= last:
        if day in days:
            run, began = 0, None
        elif calendar.works(day):
            run, began = run + 1, began or day
            if run > best[0]:
                best = (run, began, day)
        day += timedelta(days=1)
    return best


def _after(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
