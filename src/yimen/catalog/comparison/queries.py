"""Questions about comparisons: who sees which lines, how they stand, and what changed since the last one."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from yimen.catalog.comparison.models import (
    ComparedLine,
    LineCandidate,
    LineDifference,
    ListComparison,
    PairDecision,
    ProvinceList,
    PushedItem,
)
from yimen.catalog.comparison.rules import ELEMENTS
from yimen.catalog.comparison.states import ABSENT, DOUBTFUL, EXTRA, MATCHED, MERGED
from yimen.common.text import search_key
from yimen.exchange.models import ImportBatch
from yimen.people.models import Region, User
from yimen.people.queries import Somebody, may, of_departments, of_regions

DIFFERING = "differing"
SHOWS = {
    ABSENT: "县里缺",
    EXTRA: "省里没有",
    DIFFERING: "要素不一致",
    DOUBTFUL: "待人工确认",
    MATCHED: "两边都有",
}
"""What the lines of a comparison can be narrowed to."""


def visible_lists(user: Somebody) -> QuerySet[ProvinceList]:
    """The province's lists that the user's county took in, newest first, with `rows` and `county_rows`."""
    if isinstance(user, AnonymousUser) or not may(user, "catalog.read"):
        return ProvinceList.objects.none()
    rows = ProvinceList.objects.filter(of_regions(user)).select_related("batch", "taken_by", "region")
    return rows.annotate(rows=Count("items"), county_rows=Count("items", filter=Q(items__for_county=True)))


def pushed_now(user: Somebody) -> QuerySet[PushedItem]:
    """What the platform pushed to the user's county, each item in its newest version, by code."""
    if isinstance(user, AnonymousUser) or not may(user, "catalog.read"):
        return PushedItem.objects.none()
    same = PushedItem.objects.filter(region=OuterRef("region"), base_code=OuterRef("base_code"))
    newer = same.filter(version__gt=OuterRef("version"))
    return PushedItem.objects.filter(~Exists(newer), region=user.region_id).order_by("base_code")


def pushed_counts(user: Somebody) -> dict[str, int]:
    """State -> how many pushed items hold it now, those in use first; states of none are left out."""
    found = dict(pushed_now(user).order_by().values_list("state").annotate(n=Count("pk")))
    return {state: found[state] for state in PushedItem.State.values if state in found}


def visible_comparisons(user: Somebody) -> QuerySet[ListComparison]:
    """The comparisons of the user's county or of those below, newest first."""
    if isinstance(user, AnonymousUser) or not may(user, "catalog.read"):
        return ListComparison.objects.none()
    return ListComparison.objects.filter(of_regions(user)).select_related(
        "region", "province_list", "made_by", "previous"
    )


def visible_lines(user: Somebody) -> QuerySet[ComparedLine]:
    """The lines that the user may see: the county's for county-wide roles, else his own department's."""
    rows = ComparedLine.objects.filter(of_departments(user)).exclude(status=MERGED)
    return rows.select_related("ours__department", "theirs", "department", "comparison", "region").defer(
        "ours__legal_basis"
    )


def visible_decisions(user: Somebody) -> QuerySet[PairDecision]:
    """The decisions about pairs that the user may see, newest first."""
    return PairDecision.objects.filter(of_departments(user)).select_related("decided_by", "department", "region")


def visible_batches(user: User) -> QuerySet[ImportBatch]:
    """The batches of the province's lists of the user's own county."""
    return ImportBatch.objects.filter(of_regions(user), kind=ImportBatch.Kind.PROVINCE_ITEMS)


def latest_settled(region: Region) -> ListComparison | None:
    """The newest comparison in which nothing waits for a person: what a publication of the list may rest on."""
    waiting = ComparedLine.objects.filter(comparison=OuterRef("pk"), status=DOUBTFUL)
    rows = ListComparison.objects.filter(~Exists(waiting), region=region)
    return rows.select_related("province_list").order_by("-number").first()


def narrowed(
    rows: QuerySet[ComparedLine], *, show: str = "", field: str = "", department: Any = None, text: str = ""
) -> QuerySet[ComparedLine]:
    """The lines narrowed down; an unknown `show` or `field` narrows to nothing rather than to everything."""
    if show == DIFFERING or field:
        found = LineDifference.objects.filter(line=OuterRef("pk"))
        rows = rows.filter(Exists(found.filter(field=field) if field else found), status=MATCHED)
    elif show:
        rows = rows.filter(status=show)
    if department:
        rows = rows.filter(department=department)
    for word in text.split():
        key = search_key(word)
        rows = rows.filter(Q(ours__search_text__contains=key) | Q(theirs__name__icontains=word))
    return rows.order_by("department__code", "pk")


def with_differences(rows: QuerySet[ComparedLine]) -> QuerySet[ComparedLine]:
    """The lines with their differences and candidates: two queries more."""
    candidates = LineCandidate.objects.select_related("ours__department").defer("ours__legal_basis").order_by("place")
    return rows.prefetch_related("differences", Prefetch("candidates", candidates))


@dataclass(frozen=True)
class Counts:
    """How the lines of a comparison stand; `fields`: element -> pairs that differ in it."""

    by_show: dict[str, int]
    fields: dict[str, int]


def counts(rows: QuerySet[ComparedLine]) -> Counts:
    """How many lines stand how, and in which elements pairs differ: three queries."""
    plain = rows.order_by()
    by_status = dict(plain.values_list("status").annotate(Count("pk")))
    differing = narrowed(rows, show=DIFFERING).count()
    found = LineDifference.objects.filter(line__in=plain.values("pk")).order_by()
    fields = dict(found.values_list("field").annotate(Count("pk")))
    by_show = {show: differing if show == DIFFERING else by_status.get(show, 0) for show in SHOWS}
    return Counts(by_show, {name: fields.get(name, 0) for name in ELEMENTS})


def by_department(rows: QuerySet[ComparedLine]) -> list[dict[str, Any]]:
    """For each department how many lines stand how, those with most to do first; one of None for nobody's."""
    found: Any = rows.order_by().values("department", "department__short_name").annotate(
        absent=Count("pk", filter=Q(status=ABSENT)),
        extra=Count("pk", filter=Q(status=EXTRA)),
        doubtful=Count("pk", filter=Q(status=DOUBTFUL)),
        matched=Count("pk", filter=Q(status=MATCHED)),
    )  # fmt: skip
    return sorted(found, key=lambda each: (-each["absent"] - each["extra"] - each["doubtful"], each["department"] or 0))


@dataclass(frozen=True)
class Change:
    """与上次比较: what is new of a kind since the last comparison, and what is settled."""

    label: str
    new: list[str]
    gone: list[str]


def changes(now: Iterable[ComparedLine], before: Iterable[ComparedLine]) -> list[Change]:
    """For each kind of result what came and what went; lines are told by the names and codes they speak of."""
    one, other = _by_kind(now), _by_kind(before)
    return [
        Change(label, sorted(one[show] - other[show]), sorted(other[show] - one[show]))
        for show, label in SHOWS.items()
        if show != MATCHED
    ]


def _by_kind(lines: Iterable[ComparedLine]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {show: set() for show in SHOWS}
    for line in lines:
        found[line.status].add(_told(line))
        for each in line.differences.all():
            found[DIFFERING].add(f"{_told(line)}：{each.get_field_display()}（县：{each.ours}，省：{each.theirs}）")
    return found


def _told(line: ComparedLine) -> str:
    thing = line.ours or line.theirs
    return f"{thing.name}（{thing.code}）" if thing and thing.code else str(thing)
