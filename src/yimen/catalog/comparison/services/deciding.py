"""人工确认: same, other, not in our list, or split; remembered for every later comparison."""

from collections.abc import Sequence

from django.utils import timezone

from yimen.catalog.comparison.models import ComparedLine, LineCandidate, LineDifference, PairDecision
from yimen.catalog.comparison.services.comparing import county_versions, differing, way_of
from yimen.catalog.comparison.states import ABSENT, DOUBTFUL, EXTRA, LINE, MATCHED
from yimen.catalog.models import ItemVersion
from yimen.common.errors import Conflict, Refused
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance, begin
from yimen.people.models import User
from yimen.people.queries import covers, may

Answer = PairDecision.Answer


@ledger.mutation("catalog.pair_decided", composed=True)
def decide(*, by: User | None, line: ComparedLine, same: Sequence[ItemVersion]) -> ComparedLine:
    """The line as a person decided it: the item of ours that it is, several for a split, none when we lack it.

    Candidates that were shown and not chosen are decided against as well. Errors: Conflict when somebody was faster;
    Refused for what is not the county's, or is paired already.
    """
    if by is not None and not (may(by, "catalog.compare") and covers(by, line.region)):
        raise Refused("只有本县营商局业务人员可以确认配对。")
    line = ComparedLine.objects.select_for_update(of=("self",)).select_related("comparison", "theirs").get(pk=line.pk)
    if line.theirs is None or line.status not in (DOUBTFUL, ABSENT) or (line.status == ABSENT and not same):
        raise Conflict(f"这一项现为“{line.status_label}”，已由他人办理。请刷新页面查看。")
    chosen = _checked(line, same)
    shown = [each.ours for each in line.candidates.select_related("ours") if each.ours_id not in {x.pk for x in chosen}]
    answer = Answer.PART if len(chosen) > 1 else Answer.SAME
    _remember(by, line, chosen, answer)
    _remember(by, line, shown, Answer.OTHER)
    if chosen:
        _pair(by, line, chosen, answer)
    else:
        advance(line, "deny", by=by, chain=line.region_id)
    _let_go(by, line, shown)
    line.refresh_from_db()
    return line


@ledger.mutation("catalog.decision_withdrawn")
def withdraw(*, by: User, decision: PairDecision) -> PairDecision:
    """The decision, no longer remembered: the next comparison asks again. Errors: Refused if it was withdrawn."""
    if not (may(by, "catalog.compare") and covers(by, decision.region)):
        raise Refused("只有本县营商局业务人员可以撤回配对决定。")
    rows = PairDecision.objects.filter(pk=decision.pk, withdrawn_at__isnull=True)
    if not rows.update(withdrawn_at=timezone.now(), withdrawn_by=by):
        raise Refused("这个决定已经撤回。")
    decision.refresh_from_db()
    ledger.record(chain=decision.region_id, kind="catalog.decision_withdrawn", by=by, changed=[decision])
    return decision


def _checked(line: ComparedLine, same: Sequence[ItemVersion]) -> list[ItemVersion]:
    """What was chosen, each once. Errors: Refused for what is not in the comparison, or is paired already."""
    keys = list(dict.fromkeys(each.pk for each in same))
    found = {each.pk: each for each in county_versions(line.region, line.comparison.as_of).filter(pk__in=keys)}
    if len(found) != len(keys):
        raise Refused("所选事项不在这次比对的县级清单中，请重新选择。")
    paired = ComparedLine.objects.filter(comparison=line.comparison_id, status=MATCHED, ours__in=keys)
    if taken := paired.select_related("ours", "theirs").first():
        raise Refused(f"“{taken.ours}”已与省级事项“{taken.theirs}”配对，请先核对那一项。")
    return [found[key] for key in keys]


def _remember(by: User | None, line: ComparedLine, versions: Sequence[ItemVersion], answer: str) -> None:
    """Writes the decisions; what was decided of the same names before is withdrawn by it."""
    if not versions:
        return
    their_name = line.theirs.name if line.theirs else ""
    former = PairDecision.objects.filter(
        region=line.region_id, their_name=their_name, item__in=[each.item_id for each in versions],
        withdrawn_at__isnull=True,
    )  # fmt: skip
    old = [each for each in former if (each.item_id, each.our_name) in {(x.item_id, x.name) for x in versions}]
    PairDecision.objects.filter(pk__in=[each.pk for each in old]).update(withdrawn_at=timezone.now(), withdrawn_by=by)
    for each in old:
        each.refresh_from_db()
    made = PairDecision.objects.bulk_create(
        [
            PairDecision(
                region_id=line.region_id, line=line, item_id=each.item_id, department_id=each.department_id,
                our_name=each.name, their_name=their_name, answer=answer, decided_by=by,
            )
            for each in versions
        ]
    )  # fmt: skip
    ledger.record(
        chain=line.region_id, kind="catalog.pair_decided", by=by, changed=[*made, *old],
        facts={"line": line.pk, "answer": str(answer), "pairs": len(made)},
    )  # fmt: skip


def _pair(by: User | None, line: ComparedLine, chosen: Sequence[ItemVersion], answer: str) -> None:
    first, *further = chosen
    way, chain = way_of(answer), line.region_id
    advance(line, "confirm", by=by, chain=chain, ours=first, department_id=first.department_id, way=way)
    more = ComparedLine.objects.bulk_create(
        [
            ComparedLine(
                comparison_id=line.comparison_id, region_id=chain, department_id=each.department_id, ours=each,
                theirs=line.theirs, way=way, **begin(LINE, by=by, status=MATCHED),
            )
            for each in further
        ]
    )  # fmt: skip
    for extra in ComparedLine.objects.filter(comparison=line.comparison_id, status=EXTRA, ours__in=chosen):
        advance(extra, "merge", by=by, chain=chain)
    found = LineDifference.objects.bulk_create(differing([line, *more]))
    if more or found:
        ledger.record(chain=chain, kind="catalog.line_paired", by=by, changed=[*more, *found])


def _let_go(by: User | None, line: ComparedLine, shown: Sequence[ItemVersion]) -> None:
    """Lines for those of ours that were candidates of this item only and are not it: the province has none for them."""
    keys = [each.pk for each in shown]
    elsewhere = LineCandidate.objects.filter(
        line__comparison=line.comparison_id, line__status=DOUBTFUL, ours__in=keys
    ).values_list("ours", flat=True)
    settled = ComparedLine.objects.filter(comparison=line.comparison_id, ours__in=keys).values_list("ours", flat=True)
    alone = [each for each in shown if each.pk not in {*elsewhere, *settled}]
    made = ComparedLine.objects.bulk_create(
        [
            ComparedLine(
                comparison_id=line.comparison_id, region_id=line.region_id, department_id=each.department_id, ours=each,
                **begin(LINE, by=by, status=EXTRA),
            )
            for each in alone
        ]
    )  # fmt: skip
    if made:
        ledger.record(chain=line.region_id, kind="catalog.line_left_alone", by=by, changed=made)
