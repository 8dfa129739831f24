"""Questions about special actions: which tasks there are, whose they are, and how each department stands."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from yimen.people.models import Department, Region
from yimen.people.queries import Somebody, may, of_regions, roles_of
from yimen.people.rules import COUNTY_WIDE
from yimen.programme import rules
from yimen.programme.forecast import Forecast, Took, forecast
from yimen.programme.gauges import GAUGES, Gauge, Reached
from yimen.programme.models import Duty, Service, Submission, Task
from yimen.programme.terms.queries import soon_days


def visible_to(user: Somebody) -> QuerySet[Task]:
    """The tasks that the user may see: the county's for county-wide roles, else those of his own department."""
    if isinstance(user, AnonymousUser) or not may(user, "programme.read"):
        return Task.objects.none()
    tasks = (
        Task.objects.filter(of_regions(user, "notice__region"))
        .select_related("notice__region")
        .order_by("notice", "number")
    )
    if roles_of(user) & COUNTY_WIDE:
        return tasks
    if user.department_id is None:
        return tasks.none()
    return tasks.filter(pk__in=parties().filter(who=user.department_id).values("task"))


def visible_submissions(user: Somebody) -> QuerySet[Submission]:
    """What was handed in, as far as the user may see it."""
    rows = Submission.objects.filter(task__in=visible_to(user).values("pk")).select_related("department", "by", "task")
    if isinstance(user, AnonymousUser) or roles_of(user) & COUNTY_WIDE:
        return rows
    return rows.filter(department=user.department_id)


def parties() -> QuerySet[Any]:
    """The duties, a row for each department: `task`, `who` (its key) and `part`; sets as of the day of the order."""
    issued = Coalesce("task__decided_on", "task__notice__issued_on")
    member = Q(since__lte=issued) & (Q(until__isnull=True) | Q(until__gte=issued))
    return Duty.objects.annotate(
        who=Coalesce("department_id", "department_set__members__department_id"),
        since=F("department_set__members__valid_from"),
        until=F("department_set__members__valid_to"),
    ).filter(Q(department__isnull=False) | member)


@dataclass(frozen=True)
class Standing:
    """一个部门在一项任务中的情况 on a day."""

    task: Task
    department: Department
    leads: bool
    dates: rules.Dates
    reached: Reached | None
    light: str
    days_late: int

    @property
    def label(self) -> str:
        """The words of the light, with the days where it is overdue."""
        late = f" {self.days_late} 天" if self.light == rules.OVERDUE else ""
        return f"{rules.LIGHTS[self.light]}{late}"

    @property
    def gauge(self) -> Gauge | None:
        """What the task is counted by; None where only its report is asked for."""
        return GAUGES[Task.Gauge(self.task.gauge)] if self.task.gauge else None

    @property
    def rows_url(self) -> str:
        """The page with the rows that were counted."""
        return self.gauge.url(self.department) if self.gauge else ""

    @property
    def tone(self) -> str:
        """The tone of the light on a page."""
        return rules.TONES[self.light]


def standings(
    user: Somebody, day: date, task: Task | None = None, tasks: Collection[int] | None = None
) -> list[Standing]:
    """How each department that the user may see stands in each task on a day, by task and department.

    `task` or `tasks` (keys) narrow it.

    Four queries, and for each gauge that a task has a few more, however many departments there are.

    A department that both leads and cooperates stands once, as leading.
    """
    asked = [task.pk] if task is not None else tasks
    found = {row.pk: row for row in (visible_to(user) if asked is None else visible_to(user).filter(pk__in=asked))}
    served = Service.objects.filter(task=OuterRef("task"), department=OuterRef("who")).order_by("declared_on")
    handed_in = (
        Submission.objects.filter(task=OuterRef("task"), department=OuterRef("who"))
        .order_by()
        .values("task")
        .annotate(first=Min("declared_on"))
        .values("first")
    )
    rows = parties().filter(task__in=list(found)).order_by()
    if not isinstance(user, AnonymousUser) and not roles_of(user) & COUNTY_WIDE:
        rows = rows.filter(who=user.department_id)
    pairs = list(
        rows.values("task", "who").annotate(
            leads=Max(Case(When(part=Duty.Part.LEAD, then=Value(1)), default=Value(0))),
            served_on=Subquery(served.values("declared_on")[:1]),
            handed_in_on=Subquery(handed_in),
        )
    )
    departments = Department.objects.in_bulk({pair["who"] for pair in pairs})
    counted = _counted_by_gauge(found.values(), day)
    soon = soon_days({row.notice.region_id for row in found.values()})
    shown = [_standing(found[pair["task"]], departments[pair["who"]], pair, counted, day, soon) for pair in pairs]
    return sorted(shown, key=lambda row: (row.task.notice_id, row.task.number, not row.leads, row.department.code))


Counted = dict[tuple[str, str], Mapping[int, Reached]]


def _counted_by_gauge(tasks: Iterable[Task], day: date) -> Counted:
    """What each gauge counts in each county, by department."""
    asked = {(task.notice.region_id, task.gauge): task for task in tasks if task.gauge}
    return {key: GAUGES[Task.Gauge(key[1])].count(task.notice.region, day) for key, task in asked.items()}


def _standing(
    task: Task, department: Department, pair: dict[str, Any], counted: Counted, day: date, soon: dict[str, int]
) -> Standing:
    reached = counted.get((task.notice.region_id, task.gauge), {}).get(department.pk)
    is_short = reached is not None and reached.is_short
    dates = rules.Dates(task.ordered_on, task.due, pair["served_on"], pair["handed_in_on"], is_short)
    light, late = rules.light(dates, day, soon[task.notice.region_id]), rules.days_late(dates, day)
    return Standing(task, department, bool(pair["leads"]), dates, reached, light, late)


def counted(rows: Iterable[Standing]) -> dict[str, int]:
    """How many of the rows show each light, in the order of LIGHTS, those that none shows left out."""
    found = Counter(row.light for row in rows)
    return {key: found[key] for key in rules.LIGHTS if found[key]}


def forecast_of(rows: Iterable[Standing], region: Region, day: date) -> Forecast | None:
    """When all of one task's departments will have handed in, by how long departments of the county took so far."""
    waiting = [
        (day - row.dates.served_on).days
        for row in rows
        if row.dates.served_on and row.dates.served_on <= day and not row.dates.handed_in_on
    ]
    return forecast(_took(region, day), waiting, day)


def _took(region: Region, day: date) -> list[Took]:
    """All services of the county's tasks, with what came of them by the day."""
    handed_in = (
        Submission.objects.filter(task=OuterRef("task"), department=OuterRef("department"), declared_on__lte=day)
        .order_by()
        .values("task")
        .annotate(first=Min("declared_on"))
        .values("first")
    )
    rows = Service.objects.filter(task__notice__region=region, declared_on__lte=day).order_by()
    pairs = rows.annotate(came=Subquery(handed_in)).values_list("declared_on", "came")
    # What was handed in before the service took no days.
    return [Took(max(0, ((came or day) - served).days), came is not None) for served, came in pairs]


def open_tasks(user: Somebody, day: date) -> int:
    """How many times a department that the user may see was told of a task and has not handed anything in."""
    return sum(row.light in (rules.OVERDUE, rules.DUE_SOON, rules.OPEN) for row in standings(user, day))
