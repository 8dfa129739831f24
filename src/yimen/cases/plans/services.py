"""Verbs on step plans: the only writer of what cases go through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from yimen.cases.plans.models import PlannedProcedure, PlannedStep, ProcedureKind, StepKind, StepPlan
from yimen.cases.plans.queries import RETENTION_YEARS, visible_to
from yimen.catalog.models import ItemVersion
from yimen.common.errors import Refused
from yimen.common.text import tidy
from yimen.ledger import services as ledger
from yimen.people.models import User
from yimen.people.rules import APPROVER, HEAD

RETENTIONS = {10: "10 年", 30: "30 年", 0: "永久"}
"""Years -> what they are called (机关档案管理规定); 0 is for ever."""
MOST_STEPS, MOST_DAYS = 12, 365


@dataclass(frozen=True)
class Planned:
    """一个环节: kind, name, working days or None, the role that does it or "" for whoever may, its procedures."""

    kind: str
    name: str
    days: int | None = None
    role: str = ""
    procedures: tuple[str, ...] = ()


@ledger.mutation("cases.steps_set")
def set_steps(
    *, by: User, version: ItemVersion, steps: Sequence[Planned], valid_from: date,
    retention_years: int = RETENTION_YEARS,
) -> StepPlan:  # fmt: skip
    """The plan for cases of the item that are accepted from the day on; those accepted before keep theirs.

    Errors: Refused for another department's item, a day that is past, or steps that do not end with one decision.
    """
    if not visible_to(by).filter(pk=version.pk).exists():
        raise Refused("只能设置本部门在用的依申请事项的步骤方案。")
    if valid_from < timezone.localdate():
        raise Refused("生效日期不能早于今天：已经受理的办件按受理当日的方案办理，不再改变。")
    if retention_years not in RETENTIONS:
        raise Refused("保管期限应为 10 年、30 年或永久（机关档案管理规定）。")
    check(steps)
    plan = StepPlan.objects.create(
        item_id=version.item_id, valid_from=valid_from, retention_years=retention_years, set_by=by
    )
    rows = [row for place, each in enumerate(steps, start=1) for row in _written(plan, place, each)]
    facts = {"item": version.code, "from": valid_from.isoformat(), "steps": [each.kind for each in steps]}
    ledger.record(chain=version.region_id, kind="cases.steps_set", by=by, changed=[plan, *rows], facts=facts)
    return plan


def check(steps: Sequence[Planned]) -> None:
    """Nothing. Errors: Refused, with what to mend, for steps that are no plan."""
    kinds = [each.kind for each in steps]
    if not kinds or kinds[-1] != StepKind.DECIDE or kinds.count(StepKind.DECIDE) != 1:
        raise Refused("步骤方案须以唯一的“决定”环节结束。")
    if len(steps) > MOST_STEPS:
        raise Refused(f"一个方案最多 {MOST_STEPS} 个环节。")
    names = [tidy(each.name) for each in steps]
    if not all(2 <= len(name) <= 40 for name in names):
        raise Refused("请写明每个环节的名称，2 至 40 个字。")
    if len(set(names)) < len(names):
        raise Refused("环节名称不能重复。")
    for each in steps:
        _check_step(each)


def _check_step(step: Planned) -> None:
    if step.kind not in StepKind.values or step.role not in ("", APPROVER, HEAD):
        raise Refused(f"“{step.name}”的种类或者办理人不对，请重新选择。")
    if step.days is not None and not 1 <= step.days <= MOST_DAYS:
        raise Refused(f"“{step.name}”的时限应为 1 至 {MOST_DAYS} 个工作日，不单独设时限的请留空。")
    if not set(step.procedures) <= set(ProcedureKind.values):
        raise Refused(f"“{step.name}”选了法律没有规定的特别程序。")


def _written(plan: StepPlan, place: int, step: Planned) -> list[PlannedStep | PlannedProcedure]:
    row = PlannedStep.objects.create(
        plan=plan, place=place, kind=step.kind, name=tidy(step.name), role=step.role, days=step.days
    )
    return [row, *(PlannedProcedure.objects.create(step=row, kind=kind) for kind in dict.fromkeys(step.procedures))]
