"""审核与决定: the bureau examines and returns, the government decides, the centre arranges room; nobody for himself."""

from datetime import date

from django.utils import timezone

from yimen.common.errors import Refused
from yimen.common.text import tidy
from yimen.entry.branches.models import BranchDecision, WindowRequest
from yimen.entry.branches.services.proposing import check_basis
from yimen.entry.branches.states import DECISION
from yimen.halls.branches import services as register
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance
from yimen.people.models import User
from yimen.people.queries import may

Way = BranchDecision.Way


def bureau(by: User | None, decision: BranchDecision, act: str) -> None:
    """Errors: Refused unless an account of the county with that act is at work, and not for its own department."""
    if by is None:
        return
    if not (may(by, act) and by.region_id == decision.region_id):
        raise Refused("只有本县营商局业务人员或县领导可以办理。")
    if by.department_id == decision.department_id:
        raise Refused("不能审核、决定本部门的分厅：请由其他部门的人员办理。")


@ledger.mutation(DECISION.event("return"))
def return_decision(*, by: User | None, decision: BranchDecision, words: str) -> BranchDecision:
    """The proposal back with its department, with what is to be changed."""
    bureau(by, decision, "entry.branch_examine")
    return advance(decision, "return", by=by, chain=decision.region_id, words=tidy(words))


@ledger.mutation(DECISION.event("examine"))
def examine(*, by: User, decision: BranchDecision, opinion: str) -> BranchDecision:
    """The proposal found fit to be decided. Errors: Refused when a hall is to be kept on an article not in force."""
    bureau(by, decision, "entry.branch_examine")
    if decision.way == Way.KEEP:
        check_basis(decision.hall, decision.basis, timezone.localdate())
    return advance(decision, "examine", by=by, chain=decision.region_id, opinion=tidy(opinion), examined_by=by)


@ledger.mutation(DECISION.event("decide"))
def decide(*, by: User, decision: BranchDecision, decided_on: date, decision_number: str) -> BranchDecision:
    """The government's decision under its document number; a hall that is to close gets its closing day by it.

    Errors: Refused for a day to come, for whoever examined the proposal, and for an article not in force on that day.
    """
    bureau(by, decision, "entry.branch_decide")
    if decision.examined_by_id == by.pk:
        raise Refused("审核人不能同时登记县政府决定：请由另一名业务人员或县领导登记。")
    if decided_on > timezone.localdate():
        raise Refused("决定日期在今天之后：请填写决定文件的成文日期。")
    if decision.way == Way.KEEP:
        check_basis(decision.hall, decision.basis, decided_on)
    number = tidy(decision_number)
    decided = advance(
        decision, "decide", by=by, chain=decision.region_id, decided_on=decided_on, decision_number=number,
        facts={"number": number, "decided_on": decided_on.isoformat()},
    )  # fmt: skip
    if decided.way in (Way.MERGE, Way.CLOSE) and decided.due_on:
        register.set_closing(by=by, hall=decided.hall, closes_on=decided.due_on, number=number)
    return decided


@ledger.mutation("entry.windows_arranged")
def arrange(*, by: User | None, decision: BranchDecision, windows: int, arranged: str) -> WindowRequest:
    """What the department gets in the hall: so many windows, and where. Written anew when it changes."""
    bureau(by, decision, "entry.branch_arrange")
    request = WindowRequest.objects.select_for_update().filter(decision=decision).first()
    if request is None:
        raise Refused("这份处置没有进驻需求，不用安排窗口。")
    if len(tidy(arranged)) < 4:
        raise Refused("请写明安排的楼层、窗口和设备，至少四个字。")
    request.arranged_windows, request.arranged = windows, tidy(arranged)
    request.arranged_by, request.arranged_at = by, timezone.now()
    request.save()
    ledger.record(chain=decision.region_id, kind="entry.windows_arranged", by=by, changed=[request])
    return request
