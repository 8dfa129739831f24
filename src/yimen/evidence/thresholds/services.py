"""Verbs on thresholds: proposed with a reason by one person, decided by another. Nothing else sets one."""

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from yimen.common.errors import Conflict, Refused
from yimen.evidence.thresholds.models import ThresholdChange
from yimen.evidence.thresholds.queries import in_force
from yimen.evidence.thresholds.rules import threshold
from yimen.evidence.thresholds.states import CHANGE
from yimen.ledger import services as ledger
from yimen.people.lifecycle import begin
from yimen.people.models import User
from yimen.people.queries import may
from yimen.people.tuning.deciding import decide, given_reason, take_back

if TYPE_CHECKING:
    from yimen.evidence.models import Run


@ledger.mutation("evidence.threshold_proposed")
def propose(*, by: User, scope: str, name: str, value: float, reason: str, run: "Run | None" = None) -> ThresholdChange:
    """A change that waits for another person's confirmation; until then nothing is different.

    run: the one whose sample speaks for it. Errors: Refused without the right, a reason or a difference, for a value
    out of range, and while another change of the same threshold waits.
    """
    if not may(by, "evidence.tune"):
        raise Refused("只有本县（区）营商局业务人员可以提出调整核验参数。")
    known = threshold(scope, name)
    if known is None:
        raise Refused("没有这个参数，请从列表中选择。")
    if not known.low <= value <= known.high:
        raise Refused(f"“{known.name}”应在 {known.low:g} 至 {known.high:g} 之间。")
    if known.whole and value != int(value):
        raise Refused(f"“{known.name}”应为整数。")
    reason = given_reason(reason)
    if run is not None and run.region_id != by.region_id:
        raise Refused("依据的核验批次不属于本县（区）。")
    change = in_force(by.region).get((scope, name))
    before = change.value if change else known.value
    if before == value:
        raise Refused("新值与现值相同，不需要调整。")
    try:
        with transaction.atomic():
            proposed = ThresholdChange.objects.create(
                region=by.region, scope=scope, name=name, before=before, value=value, reason=reason, run=run,
                proposed_by=by, **begin(CHANGE, by=by),
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict("这个参数已有一项调整等待确认，请先确认或撤回它。") from error
    ledger.record(
        chain=by.region_id, kind="evidence.threshold_proposed", by=by, changed=[proposed], facts=_facts(proposed)
    )
    return proposed


@ledger.mutation(CHANGE.event("confirm"))
def confirm(*, by: User, change: ThresholdChange, words: str = "") -> ThresholdChange:
    """The change, in force for every verification asked for from now on. Errors: Refused for whoever proposed it."""
    return decide(change, "confirm", by=by, words=words, facts=_facts(change))


@ledger.mutation(CHANGE.event("decline"))
def decline(*, by: User, change: ThresholdChange, words: str) -> ThresholdChange:
    """The change, not agreed to. Errors: Refused for whoever proposed it, and without a reason."""
    return decide(change, "decline", by=by, words=words, facts=_facts(change))


@ledger.mutation(CHANGE.event("withdraw"))
def withdraw(*, by: User, change: ThresholdChange) -> ThresholdChange:
    """The change, taken back by whoever proposed it."""
    return take_back(change, by=by, facts=_facts(change))


def _facts(change: ThresholdChange) -> dict[str, str]:
    """What the event says; numbers as text, since the ledger takes no floating point."""
    return {"scope": change.scope, "name": change.name, "before": f"{change.before:g}", "value": f"{change.value:g}"}
