"""Questions about halls: which there are, who stands where on a day, when the doors were open, who came."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from yimen.halls.branches.models import LegalBasis
from yimen.halls.models import Attendance, Hall, HallDay, Posting, Window
from yimen.people.models import Region, in_force
from yimen.people.queries import Somebody, may, of_departments, of_regions


def visible_to(user: Somebody) -> QuerySet[Hall]:
    """The halls of the user's own county: a hall is a public place, so every role of business sees all of them."""
    if isinstance(user, AnonymousUser) or not may(user, "halls.read"):
        return Hall.objects.none()
    return Hall.objects.filter(of_regions(user)).select_related("region", "department")


def visible_postings(user: Somebody) -> QuerySet[Posting]:
    """The postings of staff that the user may see: the county's for county-wide roles, else his department's."""
    rows = Posting.objects.filter(of_departments(user, "staff__region", "staff__department"))
    return rows.select_related("staff__department", "window__hall")


def posted_on(day: date, region: Region | None = None) -> QuerySet[Posting]:
    """The postings in force on a day at windows in force on that day, in halls that had not closed by then."""
    rows = Posting.objects.filter(in_force(day), in_force(day, "window__")).filter(
        Q(window__hall__closes_on__isnull=True) | Q(window__hall__closes_on__gte=day)
    )
    return rows if region is None else rows.filter(window__hall__region=region)


def with_figures(halls: QuerySet[Hall], day: date) -> QuerySet[Hall]:
    """The halls, each with `windows_now` and `posted_now`, the windows and the postings in force on the day."""

    def counted(rows: QuerySet[Any], by: str) -> Coalesce:
        figures = rows.order_by().values(by).annotate(figure=Count("pk")).values("figure")
        return Coalesce(Subquery(figures), 0)

    windows = Window.objects.filter(in_force(day), hall_id=OuterRef("pk"))
    posted = posted_on(day).filter(window__hall_id=OuterRef("pk"))
    return halls.annotate(windows_now=counted(windows, "hall_id"), posted_now=counted(posted, "window__hall_id"))


def latest_open_day(hall: Hall, until: date) -> date | None:
    """The last day up to `until` that the hall was open according to its register, None when there is none."""
    return HallDay.objects.filter(hall=hall, date__lte=until).aggregate(last=Max("date"))["last"]


def latest_clocked_day(hall: Hall) -> date | None:
    """The last day for which the clock of the hall's people was handed in, None when it never was."""
    people = Posting.objects.filter(window__hall=hall).values("staff")
    return Attendance.objects.filter(staff__in=people).aggregate(last=Max("date"))["last"]


def with_people(windows: QuerySet[Window]) -> QuerySet[Window]:
    """Those of the windows at which somebody is to stand: the machines of the 24-hour zone serve by themselves."""
    return windows.exclude(kind=Window.Kind.SELF_SERVICE)


def month_of(day: date) -> tuple[date, date]:
    """The first and the last day of the month."""
    first = day.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return first, following - timedelta(days=1)


def calendar(hall: Hall, month: date) -> list[list[tuple[date | None, HallDay | None]]]:
    """The month as weeks from Monday to Sunday; a cell is (day, its opening), or (None, None) outside the month."""
    first, last = month_of(month)
    opened = {row.date: row for row in HallDay.objects.filter(hall=hall, date__range=(first, last))}
    cells: list[tuple[date | None, HallDay | None]] = [(None, None)] * first.weekday()
    cells += [(day, opened.get(day)) for day in (first + timedelta(days=n) for n in range((last - first).days + 1))]
    cells += [(None, None)] * (-len(cells) % 7)
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]


def usual_hours(weeks: list[list[tuple[date | None, HallDay | None]]]) -> tuple[time, time] | None:
    """The opening hours of most days of a calendar, None when the hall never opened."""
    found = Counter((row.opens_at, row.closes_at) for week in weeks for _, row in week if row is not None)
    return found.most_common(1)[0][0] if found else None


@dataclass(frozen=True)
class Presence:
    """出勤: how often somebody posted at a hall was there in a month, of the days that the hall was open."""

    posting: Posting
    open_days: int
    attended: int

    @property
    def missing(self) -> int:
        """Open days on which the hall's clock has nothing: leave and lost records look the same here."""
        return self.open_days - self.attended


def presence(hall: Hall, month: date, postings: QuerySet[Posting]) -> list[Presence]:
    """Each of the postings at the hall that touched the month, with its open days and those attended: three queries."""
    first, last = month_of(month)
    rows = list(
        postings.filter(window__hall=hall, valid_from__lte=last)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=first))
        .order_by("window__code", "staff__code")
    )
    opened = set(HallDay.objects.filter(hall=hall, date__range=(first, last)).values_list("date", flat=True))
    there = Attendance.objects.filter(date__range=(first, last), arrived_at__isnull=False)
    came: dict[int, set[date]] = {}
    for staff, day in there.filter(staff__postings__in=rows).distinct().values_list("staff_id", "date"):
        came.setdefault(staff, set()).add(day)

    def one(row: Posting) -> Presence:
        days = {day for day in opened if row.in_force(day)}
        return Presence(row, len(days), len(days & came.get(row.staff_id, set())))

    return [one(row) for row in rows]


def with_bases(halls: QuerySet[Hall], day: date) -> list[tuple[Hall, LegalBasis | None]]:
    """Each hall with the newest article that is in force on the day; two queries."""
    rows = list(halls)
    stated = LegalBasis.objects.filter(in_force(day), none=False, hall__in=rows).order_by("pk")
    newest = {basis.hall_id: basis for basis in stated}
    return [(hall, newest.get(hall.pk)) for hall in rows]


def without_basis(halls: QuerySet[Hall], day: date) -> QuerySet[Hall]:
    """The branch halls of which no article of law is registered as in force on the day (task 3)."""
    stated = LegalBasis.objects.filter(in_force(day), none=False, hall=OuterRef("pk"))
    rows = halls.filter(~Exists(stated), kind=Hall.Kind.BRANCH)
    return rows.order_by(F("closes_on").asc(nulls_first=True), "code")
