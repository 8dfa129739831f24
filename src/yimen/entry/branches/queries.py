"""Questions about the decisions on branch halls: who sees which, how each hall stands, what is handled there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from yimen.catalog.models import Item
from yimen.entry import queries as entry
from yimen.entry.branches.models import BranchCheck, BranchDecision, BranchStep, StepEvidence
from yimen.entry.branches.states import CLOSED, DECIDED, EXAMINED, FINISHED, OPEN, REOPENED, RETURNED, SUBMITTED
from yimen.entry.models import Declaration
from yimen.halls.branches import queries as register
from yimen.halls.branches.queries import NONE, STANDS, Known
from yimen.halls.models import Hall
from yimen.people.models import Department
from yimen.people.queries import Somebody, of_departments

Way = BranchDecision.Way
TONES = {SUBMITTED: "calm", EXAMINED: "calm", RETURNED: "warn", FINISHED: "calm", CLOSED: "good", REOPENED: "wrong"}


def visible_decisions(user: Somebody) -> QuerySet[BranchDecision]:
    """The decisions that the user may see."""
    rows = BranchDecision.objects.filter(of_departments(user))
    return rows.select_related("hall", "department", "region", "basis", "proposed_by", "examined_by", "request")


def visible_steps(user: Somebody) -> QuerySet[BranchStep]:
    """The steps of the decisions that the user may see."""
    return BranchStep.objects.filter(decision__in=visible_decisions(user)).select_related("decision__hall")


def visible_evidence(user: Somebody) -> QuerySet[StepEvidence]:
    """The evidence of the steps that the user may see."""
    return StepEvidence.objects.filter(step__in=visible_steps(user))


def newest(halls: Iterable[Hall]) -> dict[int, BranchDecision]:
    """Hall -> its newest decision with steps, evidence and checks, in four queries for any number of halls."""
    steps = Prefetch("steps", BranchStep.objects.select_related("responsible").prefetch_related("evidence"))
    rows = BranchDecision.objects.filter(hall__in=[hall.pk for hall in halls]).order_by("pk")
    rows = rows.select_related("hall", "department", "basis", "request")
    return {row.hall_id: row for row in rows.prefetch_related(steps, "checks")}


@dataclass(frozen=True)
class StepRow:
    """A step as it stands on a day: since when it is done, or how many days it is over its time."""

    step: BranchStep
    done_on: date | None
    late: int

    @property
    def words(self) -> str:
        """How it stands, in words."""
        if self.done_on:
            return f"已完成，迟 {self.late} 天" if self.late else "已完成"
        return f"逾期 {self.late} 天" if self.late else "未完成"

    @property
    def tone(self) -> str:
        """The tone of the words."""
        if self.done_on:
            return "good"
        return "wrong" if self.late else "calm"


def step_rows(decision: BranchDecision, day: date) -> list[StepRow]:
    """The steps of a decision on a day; what is late is late against its own deadline, whoever may have caused it."""
    rows = []
    for step in decision.steps.all():
        done = min((each.done_on for each in step.evidence.all()), default=None)
        rows.append(StepRow(step, done, max(0, ((done or day) - step.due).days)))
    return rows


@dataclass(frozen=True)
class Standing:
    """How a branch hall stands on a day: in words, in whose hands it is, and how many days it is overdue."""

    known: Known
    decision: BranchDecision | None
    words: str
    tone: str
    next: str
    overdue: int
    done: int
    steps: int

    @property
    def registered_late(self) -> bool:
        """Whether the day by which it was to be done had gone by when the decision was registered (逾期登记)."""
        due = self.decision.due_on if self.decision else None
        return due is not None and self.decision is not None and due < timezone.localdate(self.decision.recorded_at)

    @property
    def check(self) -> BranchCheck | None:
        """What data said last."""
        return list(self.decision.checks.all())[-1] if self.decision and self.decision.checks.all() else None


def lapsed(decision: BranchDecision, day: date) -> bool:
    """Whether it was temporary and its time is over: the hall is then without a decision again."""
    over = decision.due_on is not None and decision.due_on < day
    return decision.way == Way.ACCEPT and decision.status in DECIDED and over


def standing(row: Known, decision: BranchDecision | None, day: date) -> Standing:
    """How the hall stands. Without a decision it is 待处置, whatever its basis: that says nothing against anybody."""
    if decision is None:
        return Standing(row, None, "待处置", "warn", _first_step(row), 0, 0, 0)
    steps = step_rows(decision, day)
    done = sum(1 for each in steps if each.done_on)
    if lapsed(decision, day):
        over = (day - decision.due_on).days if decision.due_on else 0
        return Standing(row, decision, "已到期，待处置", "wrong", "部门重新拟报处置", over, done, len(steps))
    overdue = _overdue(decision, steps, day)
    tone = "wrong" if overdue else TONES.get(decision.status, "plain")
    following = NEXT.get(decision.status, "")
    return Standing(row, decision, decision.status_label, tone, following, overdue, done, len(steps))


NEXT = {
    "draft": "部门报营商局审核",
    "returned": "部门修改后重报",
    "submitted": "营商局审核",
    "examined": "登记县政府决定",
    "executing": "部门按步骤办理并上传佐证",
    "reopened": "营商局补充步骤，部门继续办理",
    "finished": "以办件数据核验是否转入",
}
"""Status -> who has to do what next."""


def _first_step(row: Known) -> str:
    if row.basis_state == STANDS:
        return "部门拟报：纳入统一管理或并入大厅"
    return "部门拟报：并入大厅或限期关停" if row.basis_state == NONE else "部门先登记有无设立依据"


def _overdue(decision: BranchDecision, steps: list[StepRow], day: date) -> int:
    """Days over the worst deadline of what was decided and is not done; 0 before the decision and after the end."""
    if decision.status not in DECIDED or decision.status == CLOSED:
        return 0
    late = [each.late for each in steps if not each.done_on]
    if decision.due_on and decision.way != Way.ACCEPT and decision.status != FINISHED:
        # A day that had gone by when it was registered (逾期登记) counts from then on only.
        late.append((day - max(decision.due_on, timezone.localdate(decision.recorded_at))).days)
    return max([0, *late])


def board(user: Somebody, day: date) -> list[Standing]:
    """How every branch hall that the user may see stands, those first that are overdue, then those without decision."""
    rows = register.known(register.visible_branches(user), day)
    decisions = newest(row.hall for row in rows)
    found = [standing(row, decisions.get(row.hall.pk), day) for row in rows]
    return sorted(found, key=lambda each: (-each.overdue, each.decision is not None, each.known.hall.code))


def declared_there(hall: Hall, day: date) -> QuerySet[Any]:
    """The rows of `state_on` whose declaration in force names the branch hall."""
    return entry.state_on(day, hall.region).filter(hall_id=hall.pk).order_by("code")


def on_the_list(department: Department, day: date) -> int:
    """How many on-application items the county's list has for the department on the day."""
    return entry.state_on(day, department.region).filter(department=department).count()


def items_ever(hall: Hall) -> QuerySet[Item]:
    """The items that were at any time declared to be handled at the branch hall: what must be seen elsewhere later."""
    return Item.objects.filter(pk__in=Declaration.objects.filter(hall=hall).order_by().values("item"))


def open_decision(hall: Hall) -> BranchDecision | None:
    """The proposal on the hall that is not decided yet, if there is one."""
    return BranchDecision.objects.filter(hall=hall, status__in=OPEN).first()


def counts_from(decision: BranchDecision) -> date | None:
    """The first day on which cases should be taken in elsewhere; None where nothing moves or nothing is decided.

    The day after the hall closes; for temporary acceptance in the hall the day after the decision.
    """
    if not decision.moves_cases or decision.decided_on is None:
        return None
    eve = decision.decided_on if decision.way == Way.ACCEPT else decision.due_on
    return eve + timedelta(days=1) if eve else None
