"""Questions about clocks: which press, whose they are, and how one case's were counted."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from yimen.cases.clocks.assembling import clocks_of_rows
from yimen.cases.clocks.models import Reminder, RunningClock
from yimen.cases.clocks.reckoning import Derivation, State, derive
from yimen.cases.clocks.rows import ROWS
from yimen.cases.handling.models import Dossier
from yimen.people.models import Department, User
from yimen.people.queries import Somebody, may, of_departments, roles_of
from yimen.people.rules import COUNTY_WIDE

Key = tuple[int, str, int, date | None]


def clocks_of(dossier: Dossier, as_of: date) -> list[Derivation]:
    """Every clock of the case that had started by the day, as it stood then: those that run first, nearest first."""
    started = (each.history for each in clocks_of_rows(dossier) if each.history.start <= as_of)
    found = [derive(history, as_of=as_of) for history in started]
    return sorted(found, key=lambda each: (each.history.done is not None, each.due or date.max))


def visible_clocks(user: Somebody) -> QuerySet[RunningClock]:
    """The running clocks that the user may see: his department's or the county's, and those in his own hands."""
    if not isinstance(user, User) or not may(user, "cases.read"):
        return RunningClock.objects.none()
    scope = of_departments(user)
    # Who sees the whole county sees what he holds himself; asked beside it, it would cost the index and its order.
    return RunningClock.objects.filter(scope if roles_of(user) & COUNTY_WIDE else scope | Q(holder=user))


def overdue(rows: QuerySet[RunningClock], day: date) -> QuerySet[RunningClock]:
    """Those whose last day has passed."""
    return rows.filter(due_on__lt=day)


def warned(rows: QuerySet[RunningClock], day: date) -> QuerySet[RunningClock]:
    """Those whose last day is near."""
    return rows.filter(due_on__gte=day, warn_on__lte=day)


def pressing(rows: QuerySet[RunningClock], day: date) -> QuerySet[RunningClock]:
    """Those whose last day is near or has passed."""
    return rows.filter(warn_on__lte=day)


def told_to(rows: QuerySet[RunningClock], level: str) -> QuerySet[RunningClock]:
    """Those of which a level was told, for the last day that holds now: few, so found from what was told."""
    told = Reminder.objects.filter(level=level).order_by()
    return rows.filter(Exists(_reminders().filter(level=level)), dossier__in=told.values("dossier"))


def _reminders() -> QuerySet[Reminder]:
    same = {name: OuterRef(name) for name in ("dossier", "kind", "reference", "due_on")}
    return Reminder.objects.filter(**same)


STANDINGS = {
    "pressing": "即将到期和已逾期",
    "warned": "即将到期",
    "overdue": "已逾期",
    "raised": "已报营商局",
    "paused": "暂停计时",
    "all": "全部计时",
}


def standing(rows: QuerySet[RunningClock], name: str, day: date) -> QuerySet[RunningClock]:
    """The rows of one standing, a key of STANDINGS; KeyError for another."""
    return {
        "pressing": lambda: pressing(rows, day),
        "warned": lambda: warned(rows, day),
        "overdue": lambda: overdue(rows, day),
        "raised": lambda: told_to(rows, Reminder.Level.BUREAU),
        "paused": lambda: rows.filter(due_on__isnull=True),
        "all": lambda: rows,
    }[name]()


def figures(rows: QuerySet[RunningClock], day: date) -> dict[str, int]:
    """How many there are of each standing; two queries."""
    counted: dict[str, int] = rows.aggregate(
        warned=Count("pk", filter=Q(due_on__gte=day, warn_on__lte=day)),
        overdue=Count("pk", filter=Q(due_on__lt=day)),
        paused=Count("pk", filter=Q(due_on__isnull=True)),
    )
    return {**counted, "raised": told_to(rows, Reminder.Level.BUREAU).count()}


def in_order(rows: QuerySet[RunningClock], name: str) -> QuerySet[RunningClock]:
    """The rows of one standing, the nearest last day first, on the index: only among all are there some without."""
    nearest = F("due_on").asc(nulls_last=True) if name == "all" else F("due_on").asc()
    return rows.order_by(nearest, "pk")


@dataclass(frozen=True)
class DepartmentFigures:
    """A department with its clocks that are near their last day, and those behind it."""

    department: Department
    warned: int
    overdue: int


def by_department(rows: QuerySet[RunningClock], day: date) -> list[DepartmentFigures]:
    """The departments whose clocks press, those with most overdue first; two queries."""
    counted = {
        row["department"]: (row["warned"], row["overdue"])
        for row in pressing(rows, day)
        .order_by()
        .values("department")
        .annotate(warned=Count("pk", filter=Q(due_on__gte=day)), overdue=Count("pk", filter=Q(due_on__lt=day)))
    }
    departments = Department.objects.filter(pk__in=counted).order_by("code")
    found = [DepartmentFigures(department, *counted[department.pk]) for department in departments]
    return sorted(found, key=lambda each: (-each.overdue, -each.warned))


@dataclass(frozen=True)
class ShownClock:
    """计时与推算: a running clock of the list with how it was counted, and up to which level it was told."""

    clock: RunningClock
    derivation: Derivation
    told: str

    @property
    def is_overdue(self) -> bool:
        """Whether its last day has passed."""
        return self.derivation.state is State.OVERDUE


def shown(rows: QuerySet[RunningClock], day: date) -> list[ShownClock]:
    """The rows of a page with their derivations, in a number of queries that does not grow."""
    dossiers = [f"dossier__{name}" for name in ("case", "version", "department", "holder")]
    page = list(rows.select_related("department", "holder", *dossiers).prefetch_related(*_rows_of_dossiers()))
    given = given_levels(RunningClock.objects.filter(pk__in=[clock.pk for clock in page]))
    return [ShownClock(clock, derivation_of(clock, day), _highest(given.get(key_of(clock), set()))) for clock in page]


def _rows_of_dossiers() -> list[str]:
    return [f"dossier__{name}" for name in ROWS]


def derivation_of(clock: RunningClock, day: date) -> Derivation:
    """How a running clock was counted. Errors: LookupError when its row is gone."""
    for placed in clocks_of_rows(clock.dossier):
        if (placed.history.clock.kind.value, placed.reference) == (clock.kind, clock.reference):
            return derive(placed.history, as_of=day)
    raise LookupError(f"{clock} is of no row of its case")


def key_of(clock: RunningClock) -> Key:
    """What names a clock and its last day: a reminder is of these."""
    return (clock.dossier_id, clock.kind, clock.reference, clock.due_on)


def given_levels(rows: QuerySet[RunningClock]) -> dict[Key, set[str]]:
    """Clock and last day -> the levels that were told of it."""
    found: dict[Key, set[str]] = defaultdict(set)
    reminders = Reminder.objects.filter(dossier__in=rows.order_by().values("dossier"))
    for *key, level in reminders.values_list("dossier", "kind", "reference", "due_on", "level"):
        found[tuple(key)].add(level)  # type: ignore[index]
    return found


def _highest(levels: set[str]) -> str:
    told = [level.label for level in Reminder.Level if level.value in levels]
    return told[-1] if told else ""
