"""拟报与上报: the department says what is to become of its hall, with whom, in which steps, and what it needs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import models
from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.common.text import tidy
from yimen.entry.branches.models import BranchCollector, BranchDecision, BranchStep, WindowRequest
from yimen.entry.branches.queries import lapsed
from yimen.entry.branches.states import CLOSED, DECISION, WITH_DEPARTMENT
from yimen.entry.modes import AT_A_COUNTER, Mode
from yimen.halls.branches.models import LegalBasis
from yimen.halls.models import Hall
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Staff, User
from yimen.people.queries import may

Way = BranchDecision.Way
LONGEST = timedelta(days=366)
"""No temporary acceptance in the hall (场地受限) may be proposed for longer."""


@dataclass(frozen=True)
class Step:
    """A step as proposed."""

    content: str
    responsible: Staff
    due: date


@dataclass(frozen=True)
class Request:
    """What the department asks of the hall: see `WindowRequest`."""

    mode: str
    windows: int
    staff: int
    network: str
    machines: str = ""


@dataclass(frozen=True)
class Proposal:
    """What a department proposes for its branch hall; `due_on` is when it is done, or ends where it is temporary."""

    way: str
    reason: str
    steps: Sequence[Step]
    basis: LegalBasis | None = None
    due_on: date | None = None
    cure_plan: str = ""
    collectors: Sequence[Staff] = field(default_factory=list)
    request: Request | None = None


def own(by: User | None, region: str, department: int | None) -> None:
    """Errors: Refused unless the liaison of that department, or the system itself, is at work."""
    if by is None:
        return
    if not (may(by, "entry.branch_propose") and by.region_id == region and by.department_id == department):
        raise Refused("只有分厅设立部门的联络员可以办理。")


@ledger.mutation("entry.branch_proposed")
def propose(*, by: User | None, hall: Hall, proposal: Proposal, day: date | None = None) -> BranchDecision:
    """The proposal, new or written anew while it is still with its department; nothing of it holds yet.

    Errors: Refused for what the notice does not allow (see `_check`), Conflict while an earlier one is under way.
    """
    own(by, hall.region_id, hall.department_id)
    today = day or timezone.localdate()
    _check(hall, proposal, today)
    decision = _revised(hall, today) or BranchDecision(
        region_id=hall.region_id, hall=hall, department_id=hall.department_id or 0, **begin(DECISION, by=by)
    )
    decision.way, decision.reason = proposal.way, proposal.reason.strip()
    decision.due_on = None if proposal.way == Way.KEEP else proposal.due_on
    decision.basis = proposal.basis if proposal.way == Way.KEEP else None
    decision.cure_plan = proposal.cure_plan.strip() if proposal.way == Way.ACCEPT else ""
    decision.proposed_by = by
    decision.save()
    rows, gone = _parts(decision, proposal)
    ledger.record(
        chain=hall.region_id, kind="entry.branch_proposed", by=by, changed=[decision, *rows], removed=gone,
        facts={"way": proposal.way, "due_on": decision.due_on.isoformat() if decision.due_on else ""},
    )  # fmt: skip
    return decision


def _revised(hall: Hall, today: date) -> BranchDecision | None:
    """The proposal of before that may be written anew; None when this is a new one."""
    former = BranchDecision.objects.select_for_update().filter(hall=hall).order_by("-pk").first()
    if former is None or former.status == CLOSED or lapsed(former, today):
        return None
    if former.status in WITH_DEPARTMENT:
        return former
    raise Conflict(f"{hall.name}的处置{former.status_label}，不能重新拟报；需要修改的请营商局退回。")


def _check(hall: Hall, said: Proposal, today: date) -> None:
    """Errors: Refused with what to do instead."""
    if hall.kind != Hall.Kind.BRANCH or hall.department_id is None:
        raise Refused(f"{hall.name}不是部门分厅，不用拟报处置。")
    if said.way not in Way.values:
        raise Refused("请选择处置方式。")
    if len(tidy(said.reason)) < 10:
        raise Refused("请写清楚理由，至少十个字。")
    if said.way == Way.KEEP:
        check_basis(hall, said.basis, today)
    else:
        _check_move(said, today)
    if said.way == Way.ACCEPT:
        _check_no_room(hall, said, today)
    _check_steps(hall, said)


def check_basis(hall: Hall, basis: LegalBasis | None, day: date) -> None:
    """Errors: Refused unless the article is this hall's and in force on the day."""
    if basis is None or basis.none or basis.hall_id != hall.pk or not basis.in_force(day):
        raise Refused(
            "没有现行有效的法律依据，不能纳入统一管理：请先在分厅登记页登记条文，或改为并入综合大厅、限期关停。"
        )


def _check_move(said: Proposal, today: date) -> None:
    if said.due_on is None:
        raise Refused("请填写完成或到期日期。")
    request = said.request
    if request is None or request.mode not in AT_A_COUNTER - {Mode.BRANCH_HALL}:
        raise Refused("请填写进驻需求，并选择在综合大厅的进驻方式（不能仍选“分厅统一管理”）。")
    if request.windows < 1 and request.mode != Mode.ENTRUSTED:
        raise Refused("请填写需要的窗口数；委托综合窗口的可以填 0。")


def _check_no_room(hall: Hall, said: Proposal, today: date) -> None:
    if said.request is None or said.request.mode != Mode.ACCEPT_IN_HALL:
        raise Refused("场地受限期间须在大厅收件、受理：进驻方式请选“厅内受理、部门决定”。")
    if not tidy(said.cure_plan):
        raise Refused("场地受限只能是临时的：请写明场地整改方案，到期前并入大厅。")
    if said.due_on is not None and said.due_on > today + LONGEST:
        raise Refused("场地受限的期限最长一年：请改短，到期仍有困难的重新拟报。")
    if not said.collectors:
        raise Refused("请指定在大厅收件、受理的专人，至少一名。")
    if any(staff.department_id != hall.department_id for staff in said.collectors):
        raise Refused("收件、受理的专人须是本部门工作人员。")


def _check_steps(hall: Hall, said: Proposal) -> None:
    if not said.steps:
        raise Refused("请至少列一个处置步骤，写明责任人和完成时限。")
    for step in said.steps:
        if len(tidy(step.content)) < 4:
            raise Refused("每个步骤请写清楚做什么，至少四个字。")
        if step.responsible.department_id != hall.department_id:
            raise Refused(f"步骤“{step.content}”的责任人须是本部门工作人员。")
        if said.way != Way.KEEP and said.due_on and step.due > said.due_on:
            raise Refused(f"步骤“{step.content}”的时限 {step.due} 在完成或到期日期 {said.due_on} 之后，请改早。")


def _parts(decision: BranchDecision, said: Proposal) -> tuple[list[models.Model], list[tuple[type[models.Model], int]]]:
    """The rows of steps, collectors and request written anew, and (model, key) of those of before that are gone."""
    gone: list[tuple[type[models.Model], int]] = []
    parts: tuple[type[models.Model], ...] = (BranchStep, BranchCollector, WindowRequest)
    for model in parts:
        former = model._default_manager.filter(decision=decision)
        gone += [(model, key) for key in former.values_list("pk", flat=True)]
        former.delete()
    rows: list[models.Model] = [
        BranchStep.objects.create(
            decision=decision, number=number, content=tidy(step.content), responsible=step.responsible, due=step.due
        )
        for number, step in enumerate(said.steps, 1)
    ]
    if decision.way == Way.ACCEPT:
        rows += [BranchCollector.objects.create(decision=decision, staff=staff) for staff in said.collectors]
    if said.request is not None and decision.moves_cases:
        asked = said.request
        rows.append(
            WindowRequest.objects.create(
                decision=decision, mode=asked.mode, windows=asked.windows, staff=asked.staff,
                machines=tidy(asked.machines), network=asked.network,
            )
        )  # fmt: skip
    return rows, gone


@ledger.mutation(DECISION.event("submit"))
def submit(*, by: User | None, decision: BranchDecision) -> BranchDecision:
    """The proposal laid before the bureau; from now on the department cannot change it."""
    own(by, decision.region_id, decision.department_id)
    return advance(decision, "submit", by=by, chain=decision.region_id)
