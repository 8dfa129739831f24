"""Carrying out a plan: the question put together, solved, explained where nothing fits, simulated, and kept."""

import logging
from collections.abc import Iterator
from typing import Any

from django.db.models import Model

from yimen.common.errors import Conflict
from yimen.halls.planning import services
from yimen.halls.planning.engine import explaining, solving
from yimen.halls.planning.engine.pricing import SCALE, breaches
from yimen.halls.planning.engine.problem import INFEASIBLE, Answer
from yimen.halls.planning.engine.rules import weight
from yimen.halls.planning.engine.simulating import ALL, Waits, difference, simulate
from yimen.halls.planning.framing import Frame, frame
from yimen.halls.planning.models import Arrangement, ArrangementFinding, ArrangementStation, ArrangementWait

log = logging.getLogger(__name__)

BROKEN = "测算程序出错，没有保存任何结果。请把方案编号告诉系统管理员查看日志，修复后重新测算。"
EMPTY = "这一天的平面图上没有席位，或没有任何部门的窗口、办件和空间需求，无法测算。"
SOLVED = 70
"""Percent of the work that is done when the solver ends; the rest is the simulation."""


class Cancelled(Exception):
    """Somebody gave the plan up while it was worked on."""


def arrange(arrangement: Arrangement, *, workers: int = 2) -> Arrangement:
    """The plan, done, failed with the reason, or cancelled. One that is over already comes back as it is."""
    try:
        arrangement = services.start(arrangement=arrangement)
    except Conflict:
        arrangement.refresh_from_db()
        return arrangement
    try:
        return _carry_out(arrangement, workers)
    except Cancelled:
        arrangement.refresh_from_db()
        return arrangement
    except Exception:
        log.exception("arrangement %s failed", arrangement.pk)
        return services.fail(arrangement=arrangement, failure=BROKEN)


def _carry_out(arrangement: Arrangement, workers: int) -> Arrangement:
    framed = frame(arrangement)
    if not framed.problem.stations or not framed.problem.windows:
        return services.fail(arrangement=arrangement, failure=EMPTY)
    answer = solving.solve(
        framed.problem, seconds=arrangement.seconds, workers=workers, seed=arrangement.seed,
        tell=lambda cost, bound, spent: _told(arrangement, cost, bound, spent),
    )  # fmt: skip
    _go_on(arrangement, SOLVED, "模拟一天的等候")
    rows: list[Model] = [*_places(arrangement, framed, answer), *_findings(arrangement, framed, answer)]
    simulated = _simulated(arrangement, framed, answer)
    for before, waits in simulated:
        rows += _wait_rows(arrangement, before, waits)
    change = difference(simulated[0][1], simulated[1][1]) if len(simulated) > 1 else None
    plan = answer.plan
    found = {
        "outcome": answer.state, "stations": framed.problem.stations, "windows": framed.problem.windows,
        "took": round(answer.seconds, 1), "cost": plan.cost if plan else None,
        "bound": max(0, int(answer.bound)) if plan else None,
        "change": change.mean if change else None, "change_low": change.low if change else None,
        "change_high": change.high if change else None,
    }  # fmt: skip
    try:
        return services.finish(arrangement=arrangement, needs=framed.needs, rows=rows, **found)
    except Conflict as conflict:
        raise Cancelled from conflict


def _told(arrangement: Arrangement, cost: int, bound: float, spent: float) -> bool:
    words = f"求解：代价 {cost / SCALE:g}，下界 {bound / SCALE:.1f}" if cost else "求解：寻找第一个方案"
    percent = round(SOLVED * min(spent / arrangement.seconds, 1))
    return services.tell(arrangement=arrangement, percent=percent, words=words)


def _go_on(arrangement: Arrangement, percent: int, words: str) -> None:
    if not services.tell(arrangement=arrangement, percent=percent, words=words):
        raise Cancelled


def _places(arrangement: Arrangement, framed: Frame, answer: Answer) -> Iterator[ArrangementStation]:
    """Each station with who stands there now and in the plan."""
    after = answer.plan.stations(framed.problem) if answer.plan else {}
    for key, (number, floor, zone, x, y) in framed.where.items():
        yield ArrangementStation(
            arrangement=arrangement, number=number, floor=floor, zone=zone, code=key.removeprefix(f"{floor}·"), x=x,
            y=y, before_id=framed.owners.get(key), after_id=int(after[key]) if key in after else None,
        )  # fmt: skip


def _findings(arrangement: Arrangement, framed: Frame, answer: Answer) -> Iterator[ArrangementFinding]:
    """The price of each soft rule broken, or what clashes and what would help."""
    problem = framed.problem
    if answer.plan is not None:
        for breach in breaches(problem, answer.plan.blocks):
            price = round(SCALE * weight(problem.weights, breach.code) * breach.amount)
            yield _finding(arrangement, "breach", breach.code, breach.department, breach.words, price)
    if answer.state != INFEASIBLE:
        return
    clash = explaining.clash(problem)
    for rule, department in clash.rules if clash else ():
        yield _finding(arrangement, "clash", rule, department, clash.sentence if clash else "")
    for relief in explaining.relief(problem):
        yield _finding(arrangement, "relief", relief.rule, relief.department, relief.sentence)


def _finding(
    arrangement: Arrangement, kind: str, rule: str, department: str, words: str, price: int = 0
) -> ArrangementFinding:
    return ArrangementFinding(
        arrangement=arrangement, kind=kind, rule=rule, department_id=int(department), price=price, words=words[:300]
    )


def _simulated(arrangement: Arrangement, framed: Frame, answer: Answer) -> list[tuple[bool, Waits]]:
    """(Whether with today's windows, the waits), over the same simulated days.

    Where nothing fits, only today's: waits at windows for which there is no room are nobody's.
    """
    sides: list[tuple[bool, dict[str, int]]] = [(True, framed.today)]
    if answer.plan is not None:
        sides.append((False, {need.department: need.windows for need in framed.problem.needs}))
    found = []
    for number, (before, windows) in enumerate(sides):

        def told(done: int, days: int, side: int = number) -> bool:
            words = f"模拟{'方案' if side else '现状'}：第 {done} 天，共 {days} 天"
            _go_on(arrangement, SOLVED + 15 * side + 14 * done // days, words)
            return True

        waits = simulate(framed.streams, windows, days=arrangement.days, seed=arrangement.seed, tell=told)
        found.append((before, waits))
    return found


def _wait_rows(arrangement: Arrangement, before: bool, waits: Waits) -> Iterator[ArrangementWait]:
    figures: dict[tuple[str, int | None], Any] = {(key, None): each for key, each in waits.day.items()}
    figures |= {(key, hour): each for (key, hour), each in waits.hours.items()}
    for (key, hour), each in figures.items():
        yield ArrangementWait(
            arrangement=arrangement, before=before, department_id=int(key) if key != ALL else None, hour=hour,
            mean=each.mean, low=max(0.0, each.low), high=each.high, days=each.days,
        )  # fmt: skip
