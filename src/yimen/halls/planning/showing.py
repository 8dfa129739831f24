"""A finished plan as its page shows it: figures first, then who stands where, who moves, what it costs and rests on."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from yimen.halls.planning.engine.problem import FEASIBLE, INFEASIBLE, OPTIMAL, STOPPED, UNKNOWN
from yimen.halls.planning.engine.rules import HARD, SOFT
from yimen.halls.planning.models import (
    Arrangement,
    ArrangementFinding,
    ArrangementNeed,
    ArrangementStation,
    ArrangementWait,
)
from yimen.halls.planning.queries import WITH_PLAN
from yimen.people.models import Department

TENTHS = 10
STAYS, COMES, FREE, EMPTIED = "stays", "comes", "free", "emptied"
STANDINGS = {STAYS: "不动", COMES: "新安排", EMPTIED: "腾出", FREE: "空席"}
SCALE = 100 / 180
"""Units of the drawing for a centimetre: a station and the gap to the next are 100 units."""
BOX, TALL, MARGIN = 92, 62, 8


@dataclass(frozen=True)
class Drawn:
    """A station on the drawing: its corner, whose it is, and how it stands against today."""

    x: int
    y: int
    code: str
    zone: str
    words: str
    state: str

    @property
    def short(self) -> str:
        """The words as far as they fit."""
        return self.words if len(self.words) <= 6 else f"{self.words[:5]}…"

    @property
    def said(self) -> str:
        """The state in words."""
        return STANDINGS[self.state]


@dataclass(frozen=True)
class Picture:
    """One floor, now or in the plan."""

    floor: str
    when: str
    stations: tuple[Drawn, ...]
    width: int
    height: int


def pictures(places: list[ArrangementStation], *, planned: bool) -> Iterator[Picture]:
    """Each floor as it is now, and beside it as it would be."""
    for floor, some in groupby(places, key=lambda each: each.floor):
        rows = list(some)
        yield _picture(floor, "现状", rows, planned=False)
        if planned:
            yield _picture(floor, "方案", rows, planned=True)


def _picture(floor: str, when: str, rows: list[ArrangementStation], *, planned: bool) -> Picture:
    left, top = min(each.x for each in rows), min(each.y for each in rows)
    drawn = tuple(
        Drawn(
            MARGIN + round((each.x - left) * SCALE),
            MARGIN + round((each.y - top) * SCALE),
            each.code,
            each.zone,
            *_words(each, planned),
        )
        for each in rows
    )
    width = max(each.x for each in drawn) + BOX + MARGIN
    return Picture(floor, when, drawn, width, max(each.y for each in drawn) + TALL + MARGIN)


def _words(place: ArrangementStation, planned: bool) -> tuple[str, str]:
    """(Whose it is, how it stands)."""
    owner = place.after if planned else place.before
    if owner is None:
        return ("腾出", EMPTIED) if planned and place.before else ("空席", FREE)
    return owner.short_name, COMES if planned and place.before_id != place.after_id else STAYS


@dataclass(frozen=True)
class Row:
    """One department in the table: what it rests on, windows and waits now and in the plan, and where it stands."""

    need: ArrangementNeed
    before: ArrangementWait | None
    after: ArrangementWait | None
    where: tuple[str, ...]
    moved: int


@dataclass(frozen=True)
class Price:
    """A soft rule: its weight, what its breaches cost, and each of them in words."""

    title: str
    unit: str
    weight: int
    price: float
    breaches: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """Everything of a plan, read in a fixed number of queries."""

    plan: Arrangement
    places: list[ArrangementStation]
    needs: list[ArrangementNeed]
    waits: list[ArrangementWait]
    findings: list[ArrangementFinding]
    weights: dict[str, int]

    @property
    def planned(self) -> bool:
        """Whether there is a plan at all."""
        return self.plan.outcome in WITH_PLAN

    def wait(self, department: Department | None, *, before: bool) -> ArrangementWait | None:
        """The wait of a whole day."""
        key = department.pk if department else None
        return next((each for each in self.waits
                     if each.before == before and each.department_id == key and each.hour is None), None)  # fmt: skip

    @property
    def taken_over(self) -> list[ArrangementStation]:
        """The stations that somebody has in the plan who has them not today."""
        return [each for each in self.places if each.after_id and each.before_id != each.after_id]

    @property
    def emptied(self) -> list[ArrangementStation]:
        """The stations that nobody needs any more."""
        return [each for each in self.places if self.planned and each.before_id and not each.after_id]

    @property
    def rows(self) -> list[Row]:
        """The departments, those that need most windows first."""
        zones: dict[int | None, dict[str, None]] = defaultdict(dict)
        kept: dict[int | None, int] = defaultdict(int)
        for each in self.places:
            zones[each.after_id][f"{each.floor}{each.zone}"] = None
            kept[each.after_id] += each.before_id == each.after_id
        return [
            Row(
                need,
                self.wait(need.department, before=True),
                self.wait(need.department, before=False),
                tuple(zones[need.department_id]),
                max(0, min(need.windows, need.windows_today) - kept[need.department_id]) if self.planned else 0,
            )
            for need in self.needs
        ]

    @property
    def prices(self) -> list[Price]:
        """Each soft rule with its price, those unbroken too."""
        found = []
        for code, rule in SOFT.items():
            some = [each for each in self.findings if each.kind == ArrangementFinding.Kind.BREACH and each.rule == code]
            price = sum(each.price for each in some) / TENTHS
            words = tuple(each.words for each in some)
            found.append(Price(rule.title, rule.unit, self.weights.get(code, rule.weight), price, words))
        return found

    def said(self, kind: str) -> list[str]:
        """The sentences of a kind of finding, each once."""
        return list(dict.fromkeys(each.words for each in self.findings if each.kind == kind))

    @property
    def clashing(self) -> list[str]:
        """Each demand of a clash: a department and the rule that it needs."""
        some = [each for each in self.findings if each.kind == ArrangementFinding.Kind.CLASH]
        return [f"{each.department}：{HARD[each.rule].title}" for each in some if each.department]


def shown(plan: Arrangement) -> Shown:
    """The plan with all its rows: five queries."""
    return Shown(
        plan,
        list(plan.places.select_related("before", "after")),
        list(plan.needs.select_related("department", "demand")),
        list(plan.waits.select_related("department")),
        list(plan.findings.select_related("department")),
        {row.rule: row.weight for row in plan.weights.all()},
    )


def gap(plan: Arrangement) -> float | None:
    """How far at most the plan is from the best, as a share of its cost; None without a plan."""
    if plan.cost is None or plan.bound is None:
        return None
    return 0.0 if not plan.cost else max(0.0, (plan.cost - plan.bound) / plan.cost)


def verdict(plan: Arrangement) -> tuple[str, str, str]:
    """(Tone, title, sentence) of what came of the plan."""
    off = gap(plan)
    bound = f"代价 {(plan.cost or 0) / TENTHS:g}，已证明任何方案不低于 {(plan.bound or 0) / TENTHS:g}"
    return {
        OPTIMAL: ("good", "排得下，并已证明是最优方案", f"{bound}，没有代价更低的方案。"),
        FEASIBLE: ("good", "排得下", f"{bound}，离最优至多差 {(off or 0):.1%}。延长求解时限可以再缩小。"),
        STOPPED: ("good", "排得下（提前结束求解）", f"{bound}，离最优至多差 {(off or 0):.1%}。"),
        INFEASIBLE: (
            "warn", "已证明排不下", "在所列假定下，没有任何方案能同时满足全部硬约束；下面是互相冲突的要求和出路。"
        ),
        UNKNOWN: ("calm", "证据不足", "时限内既没有找到方案，也没有证明排不下。请延长求解时限后重新测算。"),
    }.get(plan.outcome, ("calm", "", ""))  # fmt: skip


def tiles(page: Shown) -> list[dict[str, Any]]:
    """What the first line says; each figure opens its rows."""
    plan, today = page.plan, sum(need.windows_today for need in page.needs)
    before, after = page.wait(None, before=True), page.wait(None, before=False)
    free = sum(1 for each in page.places if each.after_id is None) if page.planned else None
    found: list[dict[str, Any]] = [
        {"label": "需要窗口", "figure": plan.windows, "unit": "个", "note": f"现有 {today} 个，席位 {plan.stations} 个",
         "url": "#departments"},
    ]  # fmt: skip
    if page.planned:
        cost = f"代价 {(plan.cost or 0) / TENTHS:g}，下界 {(plan.bound or 0) / TENTHS:g}，用时 {plan.took:.0f} 秒"
        moved = sum(row.moved for row in page.rows)
        found += [
            {"label": "搬动窗口", "figure": moved, "unit": "个", "note": f"方案中空席 {free} 个", "url": "#moved"},
            {"label": "离最优至多", "figure": f"{(gap(plan) or 0):.1%}", "unit": "",
             "note": cost, "url": "#prices"},
        ]  # fmt: skip
    if before is not None:
        note = f"现有窗口 {before.mean:.1f}（{before.low:.1f} 至 {before.high:.1f}）"
        best = after or before
        found.append({"label": "平均等候", "figure": f"{best.mean:.1f}", "unit": "分钟", "url": "#hours",
                      "note": note if after else "按现有窗口模拟"})  # fmt: skip
    return found


def chart(page: Shown, department: Department | None = None) -> dict[str, Any] | None:
    """Mean waits by hour, with today's windows and with the plan's; None where nobody was simulated."""
    key = department.pk if department else None
    by_side: dict[bool, dict[int, float]] = {True: {}, False: {}}
    for each in page.waits:
        if each.department_id == key and each.hour is not None:
            by_side[each.before][each.hour] = round(each.mean, 1)
    hours = sorted({*by_side[True], *by_side[False]})
    if not hours:
        return None
    series = [{"name": "现有窗口", "values": [by_side[True].get(hour) for hour in hours], "tone": "2"}]
    if by_side[False]:
        series.insert(0, {"name": "方案", "values": [by_side[False].get(hour) for hour in hours], "tone": "1"})
    return {
        "title": f"{department.short_name if department else '全厅'}各时段平均等候（分钟）",
        "description": f"模拟 {page.waits[0].days} 天的平均；两条线用的是同一批来办事的人",
        "head": "时段",
        "categories": [f"{hour}:00–{hour + 1}:00" for hour in hours],
        "series": series,
    }


def hours(page: Shown, department: Department | None = None) -> list[tuple[str, Any, Any]]:
    """(Hour, wait now, wait in the plan), each with its interval."""
    key = department.pk if department else None
    found: dict[int, dict[bool, ArrangementWait]] = defaultdict(dict)
    for each in page.waits:
        if each.department_id == key and each.hour is not None:
            found[each.hour][each.before] = each
    return [(f"{hour}:00–{hour + 1}:00", sides.get(True), sides.get(False)) for hour, sides in sorted(found.items())]


ASSUMED = (
    "一件办件算一个人次；只来咨询的人没有办件，没有算进来，实际等候可能更长。",
    "每个部门一个队列，先到先办；窗口都开着，没有人请假。",
    "办理用时取办件从收件到受理的时间，小于半分钟或超过两小时的不作为用时。",
    "没有登记分区条件的楼层，按没有专线、不是安全区和安静区计算，只有最低一层算无障碍可达。",
    "没有办件也没有申报的部门，按现有窗口数计算，并标明“只有现有窗口数”。",
)
"""What every plan takes for granted; said on its page, so that nobody takes it for more than it is."""


def compared(first: Shown, second: Shown) -> list[tuple[str, str, str]]:
    """(What, here, there): two plans side by side."""
    here, there = _figures(first), _figures(second)
    return [(what, words, there[what]) for what, words in here.items()]


def _figures(page: Shown) -> dict[str, str]:
    """What -> how it is in one plan."""
    wait, off = page.wait(None, before=False), gap(page.plan)
    branches = [row.branch.name for row in page.plan.branches.select_related("branch")]
    return {
        "结果": verdict(page.plan)[1],
        "并入的分厅": "、".join(branches) or "无",
        "需要窗口": f"{page.plan.windows} 个",
        "搬动窗口": f"{sum(row.moved for row in page.rows)} 个",
        "平均等候": f"{wait.mean:.1f}（{wait.low:.1f} 至 {wait.high:.1f}）分钟" if wait else "—",
        "代价": "—" if page.plan.cost is None else f"{page.plan.cost / TENTHS:g}",
        "离最优至多": "—" if off is None else f"{off:.1%}",
    } | {f"“{each.title}”的代价": f"{each.price:g}" for each in page.prices}
