"""Verbs on the ladder's days: proposed with a reason by one person, decided by another. Nothing else sets one."""

from django.db import IntegrityError, transaction

from yimen.common.errors import Conflict, Refused
from yimen.ledger import services as ledger
from yimen.people.lifecycle import begin
from yimen.people.models import User
from yimen.people.queries import may
from yimen.people.tuning.deciding import decide, given_reason, take_back
from yimen.rectification.ladder.models import LadderChange
from yimen.rectification.ladder.queries import in_force
from yimen.rectification.ladder.rules import DAYS, own_days
from yimen.rectification.ladder.states import CHANGE


@ledger.mutation("rectification.ladder_proposed")
def propose(*, by: User, rung: str, name: str, value: int, reason: str) -> LadderChange:
    """A change that waits for another person's confirmation; until then nothing is different.

    Errors: Refused without the right, a reason or a difference, for days out of range, and while another change of the
    same days waits.
    """
    if not may(by, "order.tune"):
        raise Refused("只有本县（区）营商局业务人员可以提出调整督促阶梯。")
    own = own_days(rung, name)
    if own is None:
        raise Refused("没有这一级措施或者这项天数，请从列表中选择。")
    days = DAYS[name]
    if not days.least <= value <= days.most:
        raise Refused(f"“{days.label}”应为 {days.least} 至 {days.most} 个工作日。")
    said, change = given_reason(reason), in_force(by.region_id).get((rung, name))
    before = change.value if change else own
    if before == value:
        raise Refused("新值与现值相同，不需要调整。")
    try:
        with transaction.atomic():
            row = LadderChange.objects.create(
                region=by.region, rung=rung, name=name, before=before, value=value, reason=said, proposed_by=by,
                **begin(CHANGE, by=by),
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict("这项天数已有一项调整等待确认，请先确认或撤回它。") from error
    ledger.record(chain=by.region_id, kind="rectification.ladder_proposed", by=by, changed=[row], facts=_facts(row))
    return row


@ledger.mutation(CHANGE.event("confirm"))
def confirm(*, by: User, change: LadderChange, words: str = "") -> LadderChange:
    """The change, in force for every measure taken from now on; days that were given to a department stay."""
    return decide(change, "confirm", by=by, words=words, facts=_facts(change))


@ledger.mutation(CHANGE.event("decline"))
def decline(*, by: User, change: LadderChange, words: str) -> LadderChange:
    """The change, not agreed to. Errors: Refused for whoever proposed it, and without a reason."""
    return decide(change, "decline", by=by, words=words, facts=_facts(change))


@ledger.mutation(CHANGE.event("withdraw"))
def withdraw(*, by: User, change: LadderChange) -> LadderChange:
    """The change, taken back by whoever proposed it."""
    return take_back(change, by=by, facts=_facts(change))


def _facts(change: LadderChange) -> dict[str, str | int]:
    return {"rung": change.rung, "name": change.name, "before": change.before, "value": change.value}
