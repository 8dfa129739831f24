"""比对: the county's list of a day beside the province's, with what people decided before."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet

from yimen.catalog.comparison import matching
from yimen.catalog.comparison.models import (
    ComparedLine,
    LineCandidate,
    LineDifference,
    ListComparison,
    PairDecision,
    ProvinceItem,
    ProvinceList,
)
from yimen.catalog.comparison.rules import body_key, differences
from yimen.catalog.comparison.services.taking_in import NOT_YOURS
from yimen.catalog.comparison.states import ABSENT, DOUBTFUL, EXTRA, LINE, MATCHED
from yimen.catalog.models import ItemVersion
from yimen.catalog.queries import as_of
from yimen.common.errors import Refused
from yimen.ledger import services as ledger
from yimen.people.lifecycle import begin
from yimen.people.models import Department, Region, User
from yimen.people.queries import covers, may

Ours = dict[int, ItemVersion]
Theirs = dict[int, ProvinceItem]


@ledger.mutation("catalog.compared", composed=True)
def compare(*, by: User | None, province_list: ProvinceList, day: date) -> ListComparison:
    """The comparison of the county's list of that day with the province's, line by line.

    Errors: Refused without the right, and while the county has no list of that day.
    """
    region = province_list.region
    if by is not None and not (may(by, "catalog.compare") and covers(by, region)):
        raise Refused(NOT_YOURS)
    ours = {each.pk: each for each in county_versions(region, day)}
    if not ours:
        raise Refused(f"{day} 没有有效的县级事项清单，请先导入县级清单，或改选其他日期。")
    theirs = {each.pk: each for each in province_list.items.filter(for_county=True)}
    last = ListComparison.objects.select_for_update().filter(region=region).order_by("-number").first()
    comparison = ListComparison.objects.create(
        region=region, number=(last.number if last else 0) + 1, province_list=province_list, as_of=day, previous=last,
        made_by=by,
    )  # fmt: skip
    _write(by, comparison, ours, theirs, _matched(region, ours, theirs))
    return comparison


def county_versions(region: Region, day: date) -> QuerySet[ItemVersion]:
    """The county's items of a day that a comparison speaks of: all but those cancelled."""
    rows = as_of(ItemVersion.objects.filter(region=region), day).exclude(state=ItemVersion.State.CANCELLED)
    return rows.select_related("department").defer("legal_basis").order_by("code")


def _matched(region: Region, ours: Ours, theirs: Theirs) -> tuple[matching.Outcome, dict[tuple[int, int], str]]:
    """What the matcher says, and the pairs that a person accepted with their answers."""
    decided = _decided(region, ours, theirs)
    accepted = {pair: answer for pair, answer in decided.items() if answer != PairDecision.Answer.OTHER}
    outcome = matching.match(
        [
            matching.Listed(key, each.name, each.code, each.base_code, each.kind, each.parent_name)
            for key, each in ours.items()
        ],
        [
            matching.Listed(key, each.name, each.code, each.base_code, each.kind, each.parent_name)
            for key, each in theirs.items()
        ],
        places=_places(region),
        accepted=accepted.keys(),
        rejected=decided.keys() - accepted.keys(),
    )
    return outcome, accepted


def _places(region: Region) -> set[str]:
    """Names that a list may put before an item's: the county's and those above it, and its departments' whole names."""
    found, place = set(), region
    while place is not None:
        found.add(place.name)
        place = place.parent  # type: ignore[assignment]
    return found | set(Department.objects.filter(region=region).values_list("name", flat=True))


def _decided(region: Region, ours: Ours, theirs: Theirs) -> dict[tuple[int, int], str]:
    """(ours, theirs) -> answer, for each decision whose two names stand in the lists as they did."""
    by_item = {(each.item_id, each.name): key for key, each in ours.items()}
    by_name: dict[str, list[int]] = {}
    for key, row in theirs.items():
        by_name.setdefault(row.name, []).append(key)
    return {
        (by_item[decision.item_id, decision.our_name], key): decision.answer
        for decision in PairDecision.objects.filter(region=region, withdrawn_at__isnull=True)
        if (decision.item_id, decision.our_name) in by_item
        for key in by_name.get(decision.their_name, ())
    }


def _write(
    by: User | None, comparison: ListComparison, ours: Ours, theirs: Theirs,
    found: tuple[matching.Outcome, dict[tuple[int, int], str]],
) -> None:  # fmt: skip
    outcome, accepted = found
    bodies = departments_by_body(comparison.region)
    lines = [
        *(_pair(comparison, ours[pair.ours], theirs[pair.theirs], str(pair.way), by, round(100 * pair.probability))
          for pair in outcome.sure),
        *(_pair(comparison, ours[one], theirs[two], way_of(answer), by) for (one, two), answer in accepted.items()),
        *(_alone(comparison, DOUBTFUL, by, theirs=theirs[key], bodies=bodies) for key in outcome.doubtful),
        *(_alone(comparison, ABSENT, by, theirs=theirs[key], bodies=bodies) for key in outcome.absent),
        *(_alone(comparison, EXTRA, by, ours=ours[key]) for key in outcome.extra),
    ]  # fmt: skip
    lines = ComparedLine.objects.bulk_create(lines, batch_size=1000)
    candidates = [
        LineCandidate(line=line, ours_id=pair.ours, place=place, percent=round(100 * pair.probability))
        for line in lines
        if line.status == DOUBTFUL
        for place, pair in enumerate(outcome.doubtful[line.theirs_id or 0], start=1)
    ]
    ledger.record(
        chain=comparison.region_id, kind="catalog.compared", by=by, changed=[comparison],
        facts={"county": len(ours), "province": len(theirs), "lines": len(lines)},
    )  # fmt: skip
    _record(comparison, by, "catalog.lines_compared", ComparedLine, lines)
    _keep(comparison, by, "catalog.candidates_found", LineCandidate, candidates)
    _keep(comparison, by, "catalog.differences_found", LineDifference, differing(lines))


def way_of(answer: str) -> str:
    """How a pair that a person accepted was found."""
    return ComparedLine.Way.SPLIT if answer == PairDecision.Answer.PART else ComparedLine.Way.PERSON


def differing(lines: Iterable[ComparedLine]) -> list[LineDifference]:
    """The differences of the pairs among the lines, not yet written."""
    return [
        LineDifference(line=line, field=field, ours=one[:1000], theirs=other[:1000])
        for line in lines
        if line.status == MATCHED
        for field, one, other in differences(line.ours, line.theirs)
    ]


def departments_by_body(region: Region) -> dict[str, int]:
    """Key of a body's name -> the county's department of that line; what two departments share names neither."""
    found: dict[str, int | None] = {}
    for department in Department.objects.filter(region=region):
        for name in (department.name, department.short_name):
            key = body_key(name)
            found[key] = department.pk if found.get(key, department.pk) == department.pk else None
    return {key: department for key, department in found.items() if department is not None}


def _pair(
    comparison: ListComparison, ours: ItemVersion, theirs: ProvinceItem, way: str, by: User | None,
    percent: int | None = None,
) -> ComparedLine:  # fmt: skip
    return ComparedLine(
        comparison=comparison, region_id=comparison.region_id, department_id=ours.department_id, ours=ours,
        theirs=theirs, way=way, percent=percent, **begin(LINE, by=by, status=MATCHED),
    )  # fmt: skip


def _alone(
    comparison: ListComparison, status: str, by: User | None, *, ours: ItemVersion | None = None,
    theirs: ProvinceItem | None = None, bodies: dict[str, int] | None = None,
) -> ComparedLine:  # fmt: skip
    department = ours.department_id if ours else (bodies or {}).get(body_key(theirs.body if theirs else ""))
    return ComparedLine(
        comparison=comparison, region_id=comparison.region_id, department_id=department, ours=ours, theirs=theirs,
        **begin(LINE, by=by, status=status),
    )  # fmt: skip


def _keep(comparison: ListComparison, by: User | None, kind: str, model: type[Model], rows: list[Any]) -> None:
    rows = model._default_manager.bulk_create(rows, batch_size=1000)
    _record(comparison, by, kind, model, rows)


def _record(comparison: ListComparison, by: User | None, kind: str, model: type[Model], rows: list[Any]) -> None:
    if rows:
        ledger.record_batch(chain=comparison.region_id, kind=kind, by=by, model=model, rows=rows)
