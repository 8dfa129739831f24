"""Questions about step plans: which holds on a day, what a case goes through, whose items have none."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, prefetch_related_objects

from yimen.cases.plans.models import PlannedStep, ProcedureKind, StepKind, StepPlan
from yimen.catalog.models import ItemVersion
from yimen.common.prepared import prepared
from yimen.people.models import User
from yimen.people.queries import Somebody, may, of_departments

RETENTION_YEARS = 10
"""How long the file of an item without a plan is kept."""


def visible_to(user: Somebody) -> QuerySet[ItemVersion]:
    """The items whose plan the user may set: on application, in use; a liaison his own department's."""
    if not isinstance(user, User) or not may(user, "cases.steps"):
        return ItemVersion.objects.none()
    return ItemVersion.objects.filter(
        of_departments(user), valid_to__isnull=True, state=ItemVersion.State.IN_USE,
        initiation=ItemVersion.Initiation.ON_APPLICATION,
    ).select_related("department", "item", "region")  # fmt: skip


def with_plans(user: Somebody, day: date, q: str = "", missing: bool = False) -> QuerySet[ItemVersion]:
    """The items by department and name, each with `planned`: the day from which its plan of `day` holds, or None."""
    newest = StepPlan.objects.filter(item=OuterRef("item"), valid_from__lte=day).order_by("-valid_from", "-pk")
    rows = visible_to(user).annotate(planned=Subquery(newest.values("valid_from")[:1]))
    if q:
        rows = rows.filter(Q(search_text__contains=q.lower()) | Q(code__icontains=q))
    if missing:
        rows = rows.filter(~Exists(newest))
    return rows.order_by("department__code", "name", "pk")


def plan_on(item: int, day: date) -> StepPlan | None:
    """The plan that holds for cases accepted on the day; None where none was set."""
    found = _newest(item, day)
    prefetch_related_objects(found, "steps__procedures")
    return next(iter(found), None)


@prepared
def _newest(item: int, day: date) -> QuerySet[StepPlan]:
    """The plan of an item on a day, without its steps: every acceptance asks."""
    return StepPlan.objects.filter(item_id=item, valid_from__lte=day).order_by("-valid_from", "-pk")[:1]


def plans_of(item: int) -> QuerySet[StepPlan]:
    """Every plan of an item, the latest day first."""
    rows = StepPlan.objects.filter(item=item).select_related("set_by")
    return rows.order_by("-valid_from", "-pk").prefetch_related("steps__procedures")


def steps_on(version: ItemVersion, day: date) -> list[PlannedStep]:
    """The steps that a case accepted on the day goes through: those that were set, else the usual ones."""
    plan = plan_on(version.item_id, day)
    return list(plan.steps.all()) if plan else usual_steps(version)


def usual_steps(version: ItemVersion) -> list[PlannedStep]:
    """What the kind of an item (办件类型) implies, as steps that are not stored.

    On the spot (即办件): decided at once. Otherwise examined first, then decided (行政许可法 34).
    """
    kinds = [StepKind.DECIDE]
    if version.handling != ItemVersion.Handling.INSTANT:
        kinds.insert(0, StepKind.REVIEW)
    return [PlannedStep(place=place, kind=kind, name=kind.label) for place, kind in enumerate(kinds, start=1)]


def procedures_in(version: ItemVersion, day: date, place: int) -> list[tuple[str, str]]:
    """The special procedures (code, name) that may be begun in a step of a case accepted on the day."""
    plan = plan_on(version.item_id, day)
    if plan is None:
        return list(ProcedureKind.choices)
    steps = {step.place: step for step in plan.steps.all()}
    allowed = {each.kind for each in steps[place].procedures.all()} if place in steps else set()
    return [(code, name) for code, name in ProcedureKind.choices if code in allowed]


def retention_of(version: ItemVersion, day: date) -> int:
    """For how many years the file of a case accepted on the day is kept; 0 for ever."""
    plan = plan_on(version.item_id, day)
    return plan.retention_years if plan else RETENTION_YEARS
