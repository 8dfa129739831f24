"""Questions of the public's pages; what is shown is public, so nobody has to be signed in."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.core.cache import cache
from django.db.models import Count, Max, Q, QuerySet

from yimen.cases.models import Case
from yimen.catalog.guides.content import ConditionLine, MaterialLine, OptionLine, SituationLine
from yimen.catalog.guides.queries import Told, asked, materials_for, stopped_by, told, undecided
from yimen.catalog.models import ItemVersion
from yimen.catalog.search.queries import public_items
from yimen.common.page import COUNT_LIMIT
from yimen.entry.modes import AT_A_COUNTER, Mode
from yimen.entry.queries import state_on
from yimen.halls.models import Hall, HallDay
from yimen.halls.queries import calendar, usual_hours
from yimen.people.models import Region
from yimen.portal.rules import Theme, counted

MOST_USED, MOST_USED_DAYS, AN_HOUR = 10, 365, 3600
FEW = 1000
"""Cases of a year that say too little of what people mostly come for."""


def counties() -> QuerySet[Region]:
    """The counties that have a list of items."""
    return Region.objects.filter(level=Region.Level.COUNTY, items__isnull=False).distinct().order_by("code")


def most_used(region: Region) -> list[ItemVersion]:
    """The items with most cases in the last year that the register knows; counted once an hour.

    Where that year has but a few, as after a new beginning, the whole register counts.
    """
    kept: list[int] | None = cache.get(key := f"portal:most-used:{region.pk}")
    if kept is None:
        rows = Case.objects.filter(region=region, item__isnull=False).order_by()
        last = rows.aggregate(last=Max("received_at"))["last"]
        recent = rows.filter(received_at__gt=last - timedelta(days=MOST_USED_DAYS)) if last else rows
        if len(recent.values_list("pk")[:FEW]) < FEW:
            recent = rows
        counted = recent.values("item").annotate(cases=Count("pk")).order_by("-cases", "item")
        kept = [row["item"] for row in counted[: 3 * MOST_USED]]
        cache.set(key, kept, AN_HOUR)
    found = {version.item_id: version for version in public_items(region).filter(item__in=kept)}
    return [found[item] for item in kept if item in found][:MOST_USED]


def keys_of_theme(region: Region, theme: Theme | None) -> list[int]:
    """The keys of a theme's items (None: of all) by department and name, at most one more than a list counts.

    Words inside names and that order stand in no index, so the whole list is gone through once an hour, and again
    when it has a newer version; what is gone from it meanwhile the page leaves out.
    """
    newest = ItemVersion.objects.filter(region=region).order_by("-pk").values_list("pk", flat=True).first()
    key = f"portal:theme:{region.pk}:{theme.code if theme else 'all'}:{newest}"
    kept: list[int] | None = cache.get(key)
    if kept is None:
        rows = _of_theme(region, theme).order_by("department__code", "name")
        kept = list(rows.values_list("pk", flat=True)[: COUNT_LIMIT + 1])
        cache.set(key, kept, AN_HOUR)
    return kept


def _of_theme(region: Region, theme: Theme | None) -> QuerySet[ItemVersion]:
    rows = public_items(region)
    if theme is None:
        return rows
    rows = rows.filter(reduce(or_, (Q(name__contains=word) for word in theme.words)))
    for word in theme.without:
        rows = rows.exclude(name__contains=word)
    return rows


def by_theme(region: Region) -> dict[str, int]:
    """Code of a theme -> how many items it has; counted once an hour, in one query."""
    kept: dict[str, int] | None = cache.get(key := f"portal:themes:{region.pk}")
    if kept is None:
        kept = counted(list(public_items(region).order_by().values_list("name", flat=True)))
        cache.set(key, kept, AN_HOUR)
    return kept


@dataclass(frozen=True)
class OpenHall:
    """A hall as the public needs it: its usual hours as text, empty where no opening days are registered."""

    hall: Hall
    hours: str
    department: str


def halls(region: Region, day: date) -> list[OpenHall]:
    """The halls that are not closed, the comprehensive one first, with their usual hours."""
    rows = Hall.objects.filter(region=region).exclude(closes_on__lt=day).select_related("department")
    order = {Hall.Kind.MAIN: 0, Hall.Kind.BRANCH: 1, Hall.Kind.TOWNSHIP: 2}
    found = sorted(rows, key=lambda hall: (order[Hall.Kind(hall.kind)], hall.code))
    latest = dict(HallDay.objects.filter(hall__in=found).values_list("hall").annotate(Max("date")).order_by())
    return [OpenHall(hall, _hours(hall, latest.get(hall.pk)), str(hall.department or "")) for hall in found]


def _hours(hall: Hall, last: date | None) -> str:
    hours = usual_hours(calendar(hall, last)) if last else None
    return f"{hours[0]:%H:%M}–{hours[1]:%H:%M}" if hours else ""


@dataclass(frozen=True)
class Place:
    """Where an item is handled: the words of it, the hall if there is one, and its windows."""

    words: str
    hall: OpenHall | None
    windows: str


def place_of(version: ItemVersion, day: date) -> Place:
    """Where the item is handled, as its department declares; where it declares nothing, as the list says."""
    state = state_on(day, version.region).filter(pk=version.pk).first()
    mode, hall_id, windows = (state.mode, state.hall_id, state.windows or "") if state else ("", None, "")
    if mode == Mode.ONLINE_ONLY:
        return Place("全程网上办理，不用到现场", None, "")
    if mode not in AT_A_COUNTER:
        return Place(version.place or "部门没有载明办理地点，请先打咨询电话", None, "")
    mine = Q(pk=hall_id) if hall_id else Q(kind=Hall.Kind.MAIN)
    hall = Hall.objects.filter(mine, region=version.region_id).select_related("department").first()
    if hall is None:
        return Place(version.place or "政务服务中心", None, "")
    last = HallDay.objects.filter(hall=hall).aggregate(last=Max("date"))["last"]
    return Place(hall.name, OpenHall(hall, _hours(hall, last), ""), windows.replace(",", "、"))


@dataclass(frozen=True)
class Sheet:
    """What somebody in his situation is told: the questions with his answers, the materials, what stops him."""

    told: Told
    situations: list[tuple[SituationLine, list[tuple[OptionLine, bool]]]]
    conditions: list[tuple[ConditionLine, str]]
    materials: list[MaterialLine]
    stops: list[ConditionLine]
    undecided: bool
    eligible: bool

    @property
    def chosen(self) -> list[str]:
        """The options chosen so far, in words."""
        return [option.label for _, options in self.situations for option, ticked in options if ticked]


def sheet(version: ItemVersion, day: date, answers: dict[str, str]) -> Sheet:
    """The sheet for the answers in an address: `q.KEY=option` for situations, `c.KEY=yes|no` for conditions."""
    found = told(version, day)
    content = found.content
    chosen = {value for name, value in answers.items() if name.startswith("q.")}
    said = {name[2:]: value == "yes" for name, value in answers.items() if name.startswith("c.") and value}
    situations = [
        (each, [(option, option.key in chosen) for option in content.options if option.situation == each.key])
        for each in asked(content, chosen)
    ]
    words = {True: "yes", False: "no"}
    conditions = [(each, words[said[each.key]] if each.key in said else "") for each in content.conditions]
    stops = stopped_by(content, said)
    return Sheet(
        found, situations, conditions, materials_for(content, chosen), stops, undecided(content, chosen),
        not stops and len(said) == len(content.conditions),
    )  # fmt: skip
