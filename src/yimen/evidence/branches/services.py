"""Verbs on the check of a branch hall: the data speak, entry keeps what they said."""

from yimen.cases.models import Case
from yimen.common.errors import Refused
from yimen.entry.branches import services as entry
from yimen.entry.branches.models import BranchCheck, BranchDecision
from yimen.entry.branches.queries import items_ever
from yimen.evidence.branches import queries
from yimen.evidence.branches.places import Places
from yimen.people.models import User


def check(*, by: User | None, decision: BranchDecision) -> BranchCheck:
    """What the county's cases say of a decided branch hall today, kept with the decision, which moves by it.

    Errors: Refused before there are cases of after the day from which it counts; and as `entry.record_check`.
    """
    items = list(items_ever(decision.hall).values_list("pk", flat=True))
    rows = Case.objects.filter(
        region=decision.region_id, department=decision.department_id, item__in=items, received_at__isnull=False
    )
    seen = queries.seen(decision, rows, Places(decision.hall), queries.data_until(decision.hall))
    if seen is None:
        raise Refused("还没有关停以后的办件数据：请先导入办件，再核验是否转入。")
    return entry.record_check(by=by, decision=decision, seen=seen)
