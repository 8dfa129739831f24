"""Verbs on demands, on what places offer, and on plans: the only writers of this room within the room."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.halls.models import Hall
from yimen.halls.planning import queries
from yimen.halls.planning.engine.rules import SOFT
from yimen.halls.planning.measuring import ItemWork
from yimen.halls.planning.models import (
    Arrangement,
    ArrangementBranch,
    ArrangementNeed,
    ArrangementWeight,
    DemandItem,
    PlaceLine,
    PlaceTraits,
    SpaceDemand,
)
from yimen.halls.planning.rules import DAYS, LIMIT_MINUTES, LIMIT_PERCENT, MOST_DAYS, MOST_SECONDS, SECONDS, SEED
from yimen.halls.planning.states import ARRANGEMENT, DEMAND, RUNNING, UNDER_WAY
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Department, User
from yimen.people.queries import may

HEAVIEST = 1000
ITEMS = 60
"""Of a demand so many items with the most cases."""
WAITING = 3
"""So many plans of a hall may be under way; the worker takes one after the other."""


@dataclass(frozen=True)
class Typed:
    """An item for which there are no cases yet: its name, and what the department says of it."""

    name: str
    cases_a_month: Decimal
    minutes: Decimal


@dataclass(frozen=True)
class Traits:
    """What is stated of a floor (`zone` empty) or a zone."""

    floor: str
    zone: str
    lines: Collection[str] = ()
    safe: bool = False
    quiet: bool = False
    step_free: bool = False
    walk: int = 20


def _allow(by: User | None, act: str, hall: Hall) -> None:
    if by is not None and not (may(by, act) and by.region_id == hall.region_id):
        raise Refused("您的角色不能办理本县大厅的这项空间规划，请联系大厅管理员。")


@ledger.mutation("halls.traits_stated")
def state_traits(*, by: User | None, hall: Hall, traits: Sequence[Traits]) -> list[PlaceTraits]:
    """What the hall's floors and zones offer, as it is from now on. Errors: Refused for a place on no layout."""
    _allow(by, "planning.check", hall)
    layout = queries.plan_on(hall, timezone.localdate())
    known = set(queries.places_of(layout)) if layout else set()
    made, lines, gone = [], [], []
    for each in traits:
        if (each.floor, each.zone) not in known:
            raise Refused(f"现行平面图上没有“{each.floor}{each.zone}”，请先导入或画好平面图。")
        row, _ = PlaceTraits.objects.update_or_create(
            hall=hall, floor=each.floor, zone=each.zone,
            defaults={"safe": each.safe, "quiet": each.quiet, "step_free": each.step_free, "walk": each.walk,
                      "stated_by": by},
        )  # fmt: skip
        gone += list(row.lines.values_list("pk", flat=True))
        row.lines.all().delete()
        lines += PlaceLine.objects.bulk_create([PlaceLine(traits=row, line=line) for line in sorted(each.lines)])
        made.append(row)
    ledger.record(
        chain=hall.region_id, kind="halls.traits_stated", by=by, changed=[*made, *lines],
        removed=[(PlaceLine, key) for key in gone],
    )  # fmt: skip
    return made


@ledger.mutation("halls.demand_filed")
def file_demand(
    *,
    by: User | None,
    hall: Hall,
    department: Department,
    wants: Mapping[str, Any],
    typed: Sequence[Typed] = (),
    day: date | None = None,
    from_table: bool = False,
) -> SpaceDemand:
    """The department's demand: items with cases as measured now, and those typed for which there are none.

    wants: fields of SpaceDemand. day: up to which a quarter's cases are measured; today without one. from_table: the
    hall manager takes in what the department handed in. Errors: Refused for another department, for quiet and noise at
    once, for a demand without any work; Conflict while another demand of the department is under way.
    """
    _allow(by, "planning.check" if from_table else "planning.file", hall)
    if by is not None and not from_table and by.department_id != department.pk:
        raise Refused("只能为本部门申报空间需求。")
    if wants.get("quiet") and wants.get("noisy"):
        raise Refused("“涉及隐私”与“有噪声”不能同时选：请按事项分开安排，只选其中一项。")
    work = queries.work_of(hall, department, day or timezone.localdate())
    measured = [_measured(item) for item in work.items[:ITEMS] if item.times.sample] if work else []
    if not measured and not typed:
        raise Refused(f"{department.short_name}近三个月没有办件，请逐行填写事项、每月件数和每件用时。")
    try:
        with transaction.atomic():
            demand = SpaceDemand.objects.create(
                hall=hall, department=department, filed_by=by, **wants, **begin(DEMAND, by=by)
            )
    except IntegrityError as error:
        raise Conflict(f"{department.short_name}已有一份空间需求，请先撤回原有的，再重新申报。") from error
    stated = [
        DemandItem(item_name=each.name, cases_a_month=each.cases_a_month, minutes=each.minutes, source="typed")
        for each in typed
    ]
    for item in (*measured, *stated):
        item.demand = demand
    items = DemandItem.objects.bulk_create([*measured, *stated])
    ledger.record(chain=hall.region_id, kind="halls.demand_filed", by=by, changed=[demand, *items])
    return demand


def take_demands(*, by: User, rows: Sequence[Mapping[str, Any]], today: date) -> list[SpaceDemand]:
    """A demand of each department and hall that the rows of a table name, taken in by the hall manager."""
    found: dict[tuple[Hall, Department], list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault((row["hall"], row["department"]), []).append(row)
    return [
        file_demand(
            by=by, hall=hall, department=department, wants=some[0]["wants"], from_table=True,
            typed=[Typed(row["item"], row["cases"], row["minutes"]) for row in some if row.get("item")],
            day=queries.day_for(hall, today),
        )
        for (hall, department), some in found.items()
    ]  # fmt: skip


def _measured(item: ItemWork) -> DemandItem:
    """One item as it was measured; a month is a third of the quarter."""
    tenth = Decimal("0.1")
    low, high = item.times.interval
    return DemandItem(
        item_code=item.code, item_name=item.name[:200], cases_a_month=(Decimal(item.cases) / 3).quantize(tenth),
        minutes=Decimal(item.times.mean).quantize(tenth), low=Decimal(low).quantize(tenth),
        high=Decimal(high).quantize(tenth), sample=item.times.sample, source="measured",
    )  # fmt: skip


@ledger.mutation(*(DEMAND.event(move.name) for move in DEMAND.moves))
def move_demand(*, by: User, demand: SpaceDemand, move: str, words: str = "") -> SpaceDemand:
    """The demand checked, agreed to, returned with a reason, or withdrawn by its own department."""
    if by.region_id != demand.hall.region_id:
        raise Refused("只有本县（区）的人员可以办理。")
    if move == "withdraw" and by.department_id != demand.department_id:
        raise Refused("只有申报的部门可以撤回。")
    changes: dict[str, Any] = {"words": words.strip()[:300]} if move == "return" else {}
    return advance(demand, move, by=by, chain=demand.hall.region_id, **changes)


@dataclass(frozen=True)
class Asked:
    """What a plan is asked with, beside its hall, its day and the branches that it takes in."""

    title: str
    sizing: str = Arrangement.Sizing.NEED
    limit_minutes: int = LIMIT_MINUTES
    limit_percent: int = LIMIT_PERCENT
    seconds: int = SECONDS
    days: int = DAYS
    seed: int = SEED


@ledger.mutation("halls.arrangement_requested")
def request_arrangement(
    *, by: User | None, hall: Hall, day: date, asked: Asked, branches: Sequence[Hall] = (),
    weights: Mapping[str, int] | None = None,
) -> Arrangement:  # fmt: skip
    """A new plan, queued. Whoever calls hands it to `tasks.arrange`, or carries it out by `execution.arrange`.

    Errors: Refused without a layout on the day, for limits out of range, for a branch of another county, and while
    too many plans of the hall are under way.
    """
    _allow(by, "planning.run", hall)
    if queries.plan_on(hall, day) is None:
        raise Refused(f"{hall}在 {day} 没有平面图，请先导入平面图再测算。")
    if not (1 <= asked.limit_minutes <= 120 and 50 <= asked.limit_percent <= 99):
        raise Refused("等候目标应为 1 至 120 分钟、50% 至 99% 的人。")
    if not (1 <= asked.seconds <= MOST_SECONDS and 2 <= asked.days <= MOST_DAYS):
        raise Refused(f"求解时限最长 {MOST_SECONDS} 秒，模拟 2 至 {MOST_DAYS} 天。")
    if any(branch.region_id != hall.region_id or branch.kind != Hall.Kind.BRANCH for branch in branches):
        raise Refused("只能并入本县的部门分厅。")
    if Arrangement.objects.filter(hall=hall, status__in=UNDER_WAY).count() >= WAITING:
        raise Refused(f"本厅已有 {WAITING} 个方案正在测算，请等它们完成或先取消。")
    first, last = queries.span_before(day)
    purpose = Arrangement.Purpose.MERGE if branches else Arrangement.Purpose.REGULAR
    made = Arrangement.objects.create(
        hall=hall, title=asked.title, purpose=purpose, day=day, first=first, last=last, sizing=asked.sizing,
        limit_minutes=asked.limit_minutes, limit_percent=asked.limit_percent, seconds=asked.seconds, days=asked.days,
        seed=asked.seed, requested_by=by, **begin(ARRANGEMENT, by=by),
    )  # fmt: skip
    rows: list[Model] = [ArrangementBranch.objects.create(arrangement=made, branch=branch) for branch in branches]
    for code, rule in SOFT.items():
        weight = (weights or {}).get(code, rule.weight)
        if not 0 <= weight <= HEAVIEST:
            raise Refused(f"“{rule.title}”的权重应在 0 至 {HEAVIEST} 之间。")
        rows.append(ArrangementWeight.objects.create(arrangement=made, rule=code, weight=weight))
    ledger.record(chain=hall.region_id, kind="halls.arrangement_requested", by=by, changed=[made, *rows])
    return made


@ledger.mutation(ARRANGEMENT.event("start"))
def start(*, arrangement: Arrangement) -> Arrangement:
    """The plan, taken up by whoever carries it out."""
    return advance(
        arrangement, "start", by=None, chain=arrangement.hall.region_id, progress=0, progress_text="读取登记数据"
    )


def tell(*, arrangement: Arrangement, percent: int, words: str) -> bool:
    """Keeps how far the plan is, for its page; False once it was cancelled, and whoever carries it out stops."""
    mine = Arrangement.objects.filter(pk=arrangement.pk, status=RUNNING)
    return mine.update(progress=min(percent, 99), progress_text=words[:100]) == 1


@ledger.mutation(ARRANGEMENT.event("finish"))
def finish(
    *, arrangement: Arrangement, needs: Sequence[ArrangementNeed], rows: Sequence[Model], **found: Any
) -> Arrangement:
    """The plan with all that it rests on and comes to, in one transaction: it is shown whole or not at all."""
    made: list[Model] = list(ArrangementNeed.objects.bulk_create(needs))
    for model in dict.fromkeys(type(row) for row in rows):
        made += model._default_manager.bulk_create([row for row in rows if isinstance(row, model)])
    return advance(
        arrangement, "finish", by=None, chain=arrangement.hall.region_id, also=made, progress=100,
        progress_text="完成", finished_at=timezone.now(), **found,
    )  # fmt: skip


@ledger.mutation(ARRANGEMENT.event("fail"))
def fail(*, arrangement: Arrangement, failure: str) -> Arrangement:
    """The plan, ended with the reason."""
    return advance(
        arrangement, "fail", by=None, chain=arrangement.hall.region_id, failure=failure[:300],
        finished_at=timezone.now(),
    )  # fmt: skip


@ledger.mutation(ARRANGEMENT.event("cancel"))
def cancel(*, by: User, arrangement: Arrangement) -> Arrangement:
    """The plan, given up: what works on it notices within a second, and keeps nothing."""
    _allow(by, "planning.run", arrangement.hall)
    return advance(arrangement, "cancel", by=by, chain=arrangement.hall.region_id, finished_at=timezone.now())
