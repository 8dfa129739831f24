"""Questions about a hall's space: which stations are taken or free on a day, and how long people waited.

What nobody has handed in is None, which pages call 证据不足; it is never nought.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from yimen.exchange.models import ImportBatch
from yimen.halls.models import Hall, Posting, Window
from yimen.halls.space.models import QueueDay, SpacePlan, Station
from yimen.people.models import Region
from yimen.people.queries import Somebody, may, of_regions

TAKEN, IDLE, FREE = "taken", "idle", "free"
STANDINGS = {TAKEN: "在用", IDLE: "有窗口、无人派驻", FREE: "空席"}
MACHINE = "自助设备"
"""Who has a station whose window is a machine: it needs nobody, so it is not idle."""
KINDS = (
    ImportBatch.Kind.SPACE, ImportBatch.Kind.QUEUE, ImportBatch.Kind.WINDOWS, ImportBatch.Kind.HALL_DAYS,
    ImportBatch.Kind.ASSETS, ImportBatch.Kind.ATTENDANCE, ImportBatch.Kind.DEMANDS,
)  # fmt: skip
"""What the page of imports takes."""


def visible_imports(user: Somebody) -> QuerySet[ImportBatch]:
    """The batches of floor plans, queue figures and registers of the county, for whoever keeps the halls."""
    if not may(user, "halls.keep"):
        return ImportBatch.objects.none()
    return ImportBatch.objects.filter(of_regions(user), kind__in=KINDS)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Place:
    """A station on a day: `taken` by a staffed window or a machine, `idle` with a window nobody is posted at, or
    `free`."""

    station: Station
    state: str
    departments: tuple[str, ...]

    @property
    def words(self) -> str:
        """The state in official words."""
        return STANDINGS[self.state]


@dataclass(frozen=True)
class Space:
    """大厅空间 on a day, of the plan in force then."""

    day: date
    plan: SpacePlan
    places: tuple[Place, ...]

    def count(self, state: str = "") -> int:
        """How many stations stand so; all of them for an empty state."""
        return sum(not state or place.state == state for place in self.places)

    def area(self, state: str = "") -> Decimal:
        """The area of the stations that stand so, in square metres."""
        return sum((place.station.area for place in self.places if not state or place.state == state), Decimal(0))


@dataclass(frozen=True)
class User:
    """Who has stations in a hall on a day: a department, or those whose windows are idle, or nobody (free)."""

    words: str
    state: str
    places: tuple[Place, ...]

    @property
    def area(self) -> Decimal:
        """The area of its stations in square metres."""
        return sum((place.station.area for place in self.places), Decimal(0))


def users(space: Space) -> list[User]:
    """Free stations first, then idle ones, then each department with its own; a shared one stands under each."""
    found: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in space.places:
        for words in place.departments or (place.words,):
            found[place.state, words].append(place)
    order = (FREE, IDLE, TAKEN)
    made = [User(words, state, tuple(places)) for (state, words), places in found.items()]
    return sorted(made, key=lambda each: (order.index(each.state), -len(each.places), each.words))


class Book:
    """The register of some halls over a span: asked once, in three queries, then read for any day of it."""

    def __init__(self, halls: Iterable[Hall], first: date, last: date) -> None:
        keys = [hall.pk for hall in halls]
        self.plans = [
            each for each in SpacePlan.objects.filter(hall__in=keys, valid_from__lte=last).select_related("hall")
            if each.valid_to is None or each.valid_to >= first
        ]  # fmt: skip
        self._stations: dict[int, list[Station]] = defaultdict(list)
        rows = Station.objects.filter(floor__plan__in=self.plans).select_related("floor")
        for station in rows.order_by("floor__number", "code"):
            self._stations[station.floor.plan_id].append(station)
        self._windows: dict[tuple[int, str], list[Window]] = defaultdict(list)
        for window in Window.objects.filter(hall__in=keys, valid_from__lte=last):
            self._windows[window.hall_id, window.code].append(window)
        self._posted: dict[tuple[int, str], list[Posting]] = defaultdict(list)
        postings = Posting.objects.filter(window__hall__in=keys, valid_from__lte=last)
        for posting in postings.select_related("window", "staff__department").order_by("staff__department__code"):
            self._posted[posting.window.hall_id, posting.window.code].append(posting)

    def turns(self, first: date, last: date) -> list[date]:
        """The days of the span on which anything may be otherwise than the day before, the first day among them."""
        dated = [*self.plans, *_all(self._windows), *_all(self._posted)]
        days = {row.valid_from for row in dated}
        days |= {row.valid_to + timedelta(days=1) for row in dated if row.valid_to is not None}
        return sorted({first, *(day for day in days if first < day <= last)})

    def on(self, day: date) -> list[Space]:
        """The halls' spaces on a day, of those that have a plan then."""
        return [self._space(plan, day) for plan in self.plans if plan.in_force(day)]

    def _space(self, plan: SpacePlan, day: date) -> Space:
        return Space(day, plan, tuple(self._place(plan, station, day) for station in self._stations[plan.pk]))

    def _place(self, plan: SpacePlan, station: Station, day: date) -> Place:
        key = (plan.hall_id, station.window)
        if not station.window or not any(window.in_force(day) for window in self._windows[key]):
            return Place(station, FREE, ())
        if any(window.kind == Window.Kind.SELF_SERVICE and window.in_force(day) for window in self._windows[key]):
            return Place(station, TAKEN, (MACHINE,))
        posted = [each for each in self._posted[key] if each.in_force(day)]
        names = dict.fromkeys(each.staff.department.short_name for each in posted)
        return Place(station, TAKEN if posted else IDLE, tuple(names))

    def staffed_by(self, department: int) -> dict[tuple[int, str], list[Posting]]:
        """(hall, window) -> the postings of the department's people there."""
        found = {key: [each for each in rows if each.staff.department_id == department]
                 for key, rows in self._posted.items()}  # fmt: skip
        return {key: rows for key, rows in found.items() if rows}


def _all(rows: dict[tuple[int, str], list[Any]]) -> list[Any]:
    return [each for some in rows.values() for each in some]


def space_on(hall: Hall, day: date) -> Space | None:
    """The hall's space on a day; None when no plan is in force then."""
    return next(iter(Book([hall], day, day).on(day)), None)


def latest_day(hall: Hall) -> date | None:
    """The last day for which the hall's queue was handed in."""
    return QueueDay.objects.filter(hall=hall).order_by("-date").values_list("date", flat=True).first()


@dataclass(frozen=True)
class Wait:
    """等候: what rows of queue figures come to over some days; `mean` in seconds, weighted by numbers called."""

    days: int
    called: int
    mean: int
    longest: int | None


def waited(rows: Sequence[QueueDay]) -> Wait | None:
    """What the rows come to; None without rows or when nobody was called, for then nobody is known to have waited."""
    called = sum(row.called for row in rows)
    if not called:
        return None
    mean = sum(row.called * row.mean_wait for row in rows) / called
    longest = max((row.longest_wait for row in rows if row.longest_wait is not None), default=None)
    return Wait(len({row.date for row in rows}), called, round(mean), longest)


def queues(halls: Iterable[Hall], first: date, last: date) -> list[QueueDay]:
    """All figures of the halls in the span, by day."""
    rows = QueueDay.objects.filter(hall__in=[hall.pk for hall in halls], date__range=(first, last))
    return list(rows.select_related("department", "hall").order_by("date", "window", "department__code"))


def of_hall(rows: Sequence[QueueDay]) -> list[QueueDay]:
    """The figures of whole halls; where a day has only parts of a hall, those of its parts."""
    return _first_kind(rows, (lambda row: not row.window and row.department_id is None,
                              lambda row: row.department_id is not None,
                              lambda row: bool(row.window)))  # fmt: skip


def of_department(rows: Sequence[QueueDay], department: int, book: Book) -> list[QueueDay]:
    """The figures of a department; where a day has none, those of the windows where its people were posted."""
    staffed = book.staffed_by(department)

    def theirs(row: QueueDay) -> bool:
        return any(each.in_force(row.date) for each in staffed.get((row.hall_id, row.window), ()))

    return _first_kind(rows, (lambda row: row.department_id == department, theirs))


def _first_kind(rows: Sequence[QueueDay], kinds: Sequence[Any]) -> list[QueueDay]:
    """Of each hall and day the rows of the first kind that there are, so that nobody is counted twice."""
    by_day: dict[tuple[int, date], list[QueueDay]] = defaultdict(list)
    for row in rows:
        by_day[row.hall_id, row.date].append(row)
    found: list[QueueDay] = []
    for some in by_day.values():
        found += next((kept for kind in kinds if (kept := [row for row in some if kind(row)])), [])
    return found


def main_halls(region: Region | str) -> list[Hall]:
    """The comprehensive halls of a county."""
    return list(Hall.objects.filter(region=region, kind=Hall.Kind.MAIN).order_by("code"))
