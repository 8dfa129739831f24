"""Questions about space planning: demands and plans that a user may see, and what a hall offers to plan with."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, QuerySet

from yimen.halls import queries as halls
from yimen.halls.models import Hall, Posting, Window
from yimen.halls.planning.engine.problem import FEASIBLE, INFEASIBLE, OPTIMAL, STOPPED
from yimen.halls.planning.measuring import Work, added, work_at
from yimen.halls.planning.models import Arrangement, ArrangementFinding, ArrangementNeed, PlaceTraits, SpaceDemand
from yimen.halls.planning.states import COUNTED, DONE
from yimen.halls.space.models import Floor, SpacePlan
from yimen.people.models import Department, in_force
from yimen.people.queries import Somebody, may, of_departments, of_regions

FITS, CANNOT, OPEN = "fits", "cannot", "open"
WITH_PLAN = (OPTIMAL, FEASIBLE, STOPPED)
SPAN = timedelta(days=91)


def visible_demands(user: Somebody) -> QuerySet[SpaceDemand]:
    """The demands that the user may see: the county's for county-wide roles, else his own department's."""
    if isinstance(user, AnonymousUser) or not may(user, "halls.read"):
        return SpaceDemand.objects.none()
    rows = SpaceDemand.objects.filter(of_departments(user, "hall__region", "department"))
    return rows.select_related("department", "hall", "near", "filed_by", "status_by")


def visible_arrangements(user: Somebody) -> QuerySet[Arrangement]:
    """The plans of the user's county: a hall is a public place, so every role of business sees where all stand."""
    if isinstance(user, AnonymousUser) or not may(user, "halls.read"):
        return Arrangement.objects.none()
    return Arrangement.objects.filter(of_regions(user, "hall__region")).select_related("hall", "requested_by")


def with_amounts(demands: QuerySet[SpaceDemand]) -> QuerySet[SpaceDemand]:
    """The demands, each with `item_count`, how many items it names."""
    return demands.annotate(item_count=Count("items"))


def counted_demands(hall: Hall) -> dict[int, SpaceDemand]:
    """Key of a department -> its demand that is planned for; two queries."""
    rows = SpaceDemand.objects.filter(hall=hall, status__in=COUNTED)
    return {row.department_id: row for row in rows.select_related("department", "near").prefetch_related("items")}


def plan_on(hall: Hall, day: date) -> SpacePlan | None:
    """The layout of a hall on a day."""
    return SpacePlan.objects.filter(in_force(day), hall=hall).first()


def span_before(day: date) -> tuple[date, date]:
    """The quarter up to a day: whose cases a plan rests on unless somebody says otherwise."""
    return day - SPAN, day


def day_for(hall: Hall, today: date) -> date:
    """The last day of which a hall's data are there: its last open day, but not one to come."""
    return halls.latest_open_day(hall, today) or today


@dataclass(frozen=True)
class Standing:
    """Who stands at a hall's windows on a day: the code of a window -> keys of departments by number of postings."""

    departments: dict[str, int]
    people: dict[int, int]
    windows: tuple[str, ...]


def standing_on(hall: Hall, day: date) -> Standing:
    """Which department has each window on a day (that of most of its postings), and how many people each has there."""
    windows = tuple(Window.objects.filter(in_force(day), hall=hall).order_by("code").values_list("code", flat=True))
    rows = Posting.objects.filter(in_force(day), in_force(day, "window__"), window__hall=hall)
    counted = rows.order_by("window__code").values_list("window__code", "staff__department").annotate(n=Count("pk"))
    most: dict[str, tuple[int, int]] = {}
    people: dict[int, int] = {}
    for code, department, count in counted:
        people[department] = people.get(department, 0) + count
        most[code] = max(most.get(code, (0, 0)), (count, department))
    return Standing({code: department for code, (_, department) in most.items()}, people, windows)


def traits_of(hall: Hall) -> dict[tuple[str, str], PlaceTraits]:
    """(floor, zone) -> what is registered of it; two queries."""
    rows = PlaceTraits.objects.filter(hall=hall).prefetch_related("lines")
    return {(row.floor, row.zone): row for row in rows}


def places_of(plan: SpacePlan) -> list[tuple[str, str]]:
    """(floor, zone) of everything whose traits can be stated: each floor, and each zone drawn upon it."""
    floors = Floor.objects.filter(plan=plan).prefetch_related("zones").order_by("number")
    return [(floor.name, zone) for floor in floors for zone in ("", *(each.name for each in floor.zones.all()))]


@dataclass(frozen=True)
class Answer:
    """规划验证: what the newest plan says of a department's want of room; `state` is FITS, CANNOT or OPEN."""

    state: str
    arrangement: Arrangement
    need: ArrangementNeed
    places: tuple[str, ...]
    reasons: tuple[str, ...]


def answer_for(department: Department, day: date) -> Answer | None:
    """What the newest finished plan up to a day says of the department's filed demand; None where none was planned for.

    CANNOT only where the demands that clash name the department: that others find no room says nothing of this one.
    """
    needs = ArrangementNeed.objects.filter(
        department=department, demand__isnull=False, arrangement__status=DONE, arrangement__day__lte=day
    )
    need = needs.select_related("arrangement__hall", "demand").order_by("-arrangement_id").first()
    if need is None:
        return None
    plan = need.arrangement
    if plan.outcome in WITH_PLAN:
        rows = plan.places.filter(after=department).order_by("number", "zone").values_list("floor", "zone")
        return Answer(FITS, plan, need, tuple(dict.fromkeys(f"{floor}{zone}" for floor, zone in rows)), ())
    clashes = plan.findings.filter(kind=ArrangementFinding.Kind.CLASH)
    about = plan.outcome == INFEASIBLE and clashes.filter(department=department).exists()
    return Answer(CANNOT if about else OPEN, plan, need, (), tuple(dict.fromkeys(each.words for each in clashes)))


def work_of(hall: Hall, department: Department, day: date) -> Work | None:
    """The department's work at all the hall's windows in the quarter up to a day; None where nothing is known."""
    standing = standing_on(hall, day)
    works = work_at(hall.region, standing.windows, *span_before(day))
    return added(work for (key, _), work in works.items() if key == department.pk)
