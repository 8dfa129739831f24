"""Questions about checks: what a round has to look at, what was found, which defects wait; `visible_to` first."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, QuerySet

from yimen.halls.checking.models import CheckPoint, CheckResult, CheckRound, Defect
from yimen.halls.checking.states import CLOSED, REPAIRED
from yimen.halls.equipment.models import Asset, AssetPlace
from yimen.halls.models import Hall
from yimen.people.models import in_force
from yimen.people.queries import Somebody, may, of_regions

Thing = tuple[int, int | None]
"""(Key of a line of the checklist, key of the machine or None): what one looks at again."""


def visible_to(user: Somebody) -> QuerySet[CheckRound]:
    """The rounds at halls of the user's own county."""
    if not may(user, "halls.read"):
        return CheckRound.objects.none()
    return CheckRound.objects.filter(of_regions(user, "hall__region")).select_related("hall", "by")  # type: ignore[arg-type]


def visible_defects(user: Somebody) -> QuerySet[Defect]:
    """The defects found there."""
    if not may(user, "halls.read"):
        return Defect.objects.none()
    rows = Defect.objects.filter(of_regions(user, "result__round__hall__region"))  # type: ignore[arg-type]
    return rows.select_related("result__round__hall", "result__point", "result__asset", "outage")


def thing_of(result: CheckResult) -> Thing:
    """What the result is of."""
    return result.point_id, result.asset_id


def open_defects(hall: Hall) -> dict[Thing, Defect]:
    """The hall's defects that no round has found gone, by what they are of."""
    rows = Defect.objects.filter(result__round__hall=hall).exclude(status=CLOSED).select_related("result")
    return {thing_of(each.result): each for each in rows}


def window_of(result: CheckResult) -> str:
    """The window at which the machine stood on the day of the round; empty where it serves the whole hall."""
    place = AssetPlace.objects.filter(in_force(result.round.day), asset=result.asset).first()
    return place.window if place else ""


@dataclass(frozen=True)
class Task:
    """要查的一项: a line of the checklist, with its machine, when it was last looked at, and whether it is due.

    What somebody says he repaired is due at once (`repaired`): until it is looked at, his word is all there is.
    """

    point: CheckPoint
    asset: Asset | None
    where: str
    last: date | None
    is_due: bool
    repaired: bool = False

    @property
    def key(self) -> str:
        """What the form calls it."""
        return f"{self.point.pk}:{self.asset.pk if self.asset else 0}"


def tasks(hall: Hall, day: date) -> list[Task]:
    """Everything that a round of the hall can look at on the day; four queries."""
    points = CheckPoint.objects.filter(in_force(day), region=hall.region_id)
    places = AssetPlace.objects.filter(in_force(day), hall=hall, asset__retired_on__isnull=True)
    machines = list(places.select_related("asset").order_by("window", "asset__number"))
    rows = CheckResult.objects.filter(round__hall=hall, round__day__lte=day).order_by()
    last = {(point, asset): on for point, asset, on in rows.values_list("point", "asset").annotate(Max("round__day"))}
    repaired = {thing for thing, defect in open_defects(hall).items() if defect.status == REPAIRED}
    found = []
    for point in points:
        chosen = [each for each in machines if each.asset.kind == point.asset_kind] if point.asset_kind else [None]
        for place in chosen:
            asset = place.asset if place else None
            thing = (point.pk, asset.pk if asset else None)
            seen = last.get(thing)
            where = f"{place.window or place.spot or '公共区域'} {asset.number}" if place and asset else ""
            is_due = seen is None or (day - seen).days >= point.every_days or thing in repaired
            found.append(Task(point, asset, where, seen, is_due, thing in repaired))
    return found


@dataclass(frozen=True)
class Figures:
    """检查的数: defects that wait and are late, things not looked at in time, machines declared out of order."""

    waiting: int
    late: int
    due: int
    declared: int
    last: date | None


def figures(defects: QuerySet[Defect], some: list[Task], day: date) -> Figures:
    """The figures of the page; one query."""
    counts = defects.order_by().aggregate(
        waiting=Count("pk", ~Q(status=CLOSED)), late=Count("pk", ~Q(status=CLOSED) & Q(due_on__lt=day)),
        declared=Count("pk", Q(outage__isnull=False)),
    )  # fmt: skip
    last = max((each.last for each in some if each.last), default=None)
    return Figures(due=sum(each.is_due for each in some), last=last, **counts)


def by_area(results: QuerySet[CheckResult]) -> dict[str, Counter[str]]:
    """Area -> value -> how many results of a round; one query."""
    found: dict[str, Counter[str]] = {area: Counter() for area in CheckPoint.Area.values}
    for area, value in results.values_list("point__area", "value"):
        found[area][value] += 1
    return found
