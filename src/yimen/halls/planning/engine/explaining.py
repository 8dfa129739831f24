"""What binds: why there is no plan, in the fewest demands that cannot hold together, and the least that would help.

Only counts of stations matter here: whether windows stand side by side never makes a plan impossible.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ortools.sat.python import cp_model

from yimen.halls.planning.engine.problem import Need, Problem, Zone
from yimen.halls.planning.engine.rules import ENOUGH, FIXED, HARD, forbids

SECONDS = 10.0
DEAREST = 1000
"""What giving up a hard rule weighs against one window fewer, when the least is sought that would help."""


@dataclass(frozen=True)
class Clash:
    """互相冲突的要求: departments whose demands cannot all be met, and the sentence that counts it up."""

    rules: tuple[tuple[str, str], ...]
    sentence: str


@dataclass(frozen=True)
class Relief:
    """出路: the least to give up so that all fits: so many windows of a department, or a rule for it."""

    rule: str
    department: str
    amount: int
    sentence: str


def clash(problem: Problem) -> Clash | None:
    """A smallest set of demands that cannot hold together; None where a plan exists.

    Every demand can be left out of it and the rest be met: by assumptions of the solver first, then one by one.
    """
    demands = list(_demands(problem))
    core = _core(problem, demands)
    if core is None:
        return None
    needed = list(core)
    for each in core:
        rest = [one for one in needed if one != each]
        smaller = _core(problem, rest)
        if smaller is not None:
            needed = [one for one in rest if one in smaller]
    return Clash(tuple(needed), _sentence(problem, needed))


def _demands(problem: Problem) -> Iterable[tuple[str, str]]:
    """(rule, department) of everything hard that the departments ask for."""
    for need in problem.needs:
        if need.windows:
            yield ENOUGH, need.department
            ruled = {rule for zone in problem.zones for rule in forbids(need, zone)}
            yield from ((rule, need.department) for rule in HARD if rule in ruled)
            if need.fixed and need.today:
                yield FIXED, need.department


def _core(problem: Problem, demands: Sequence[tuple[str, str]]) -> list[tuple[str, str]] | None:
    """Those of the demands that the solver needed to show that they cannot all be met; None where they can."""
    counts = _Counts(problem, demands)
    counts.model.add_assumptions([counts.held[each] for each in demands])
    solver = _solver()
    if solver.solve(counts.model) != cp_model.INFEASIBLE:
        return None
    found = set(solver.sufficient_assumptions_for_infeasibility())
    return [each for each in demands if counts.held[each].index in found] or list(demands)


def _solver() -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1  # assumptions are read from one worker's proof
    solver.parameters.max_time_in_seconds = SECONDS
    return solver


class _Counts:
    """How many windows each department has in each zone; each demand holds where its literal does."""

    def __init__(self, problem: Problem, demands: Sequence[tuple[str, str]]) -> None:
        self.model = cp_model.CpModel()
        self.held = {each: self.model.new_bool_var(f"{each}") for each in demands}
        self.short: dict[str, Any] = {}
        owned = problem.owned()
        counts = {
            (need.department, zone.code): self.model.new_int_var(0, zone.size, "")
            for need in problem.needs for zone in problem.zones
        }  # fmt: skip
        for zone in problem.zones:
            self.model.add(sum(counts[need.department, zone.code] for need in problem.needs) <= zone.size)
        for need in problem.needs:
            mine = {zone.code: counts[need.department, zone.code] for zone in problem.zones}
            enough = self.held.get((ENOUGH, need.department))
            if enough is not None:
                self.short[need.department] = self.model.new_int_var(0, need.windows, "")
                self.model.add(sum(mine.values()) + self.short[need.department] >= need.windows)
                self.model.add(self.short[need.department] == 0).only_enforce_if(enough)
            for zone in problem.zones:
                for rule in forbids(need, zone):
                    if (rule, need.department) in self.held:
                        self.model.add(mine[zone.code] == 0).only_enforce_if(self.held[rule, need.department])
                if (FIXED, need.department) in self.held and (places := owned.get((need.department, zone.code))):
                    least = min(len(places), need.windows)
                    self.model.add(mine[zone.code] >= least).only_enforce_if(self.held[FIXED, need.department])


def relief(problem: Problem) -> tuple[Relief, ...]:
    """The least to give up: windows before rules, since a rule stands for a law, a cable or a wall."""
    demands = list(_demands(problem))
    counts = _Counts(problem, demands)
    short = sum(counts.short.values())
    broken = sum(1 - counts.held[each] for each in demands if each[0] != ENOUGH)
    counts.model.minimize(short + DEAREST * broken)
    solver = _solver()
    if solver.solve(counts.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return ()
    names = {need.department: need.name for need in problem.needs}
    found = []
    for key, missing in counts.short.items():
        if amount := solver.value(missing):
            found.append(Relief(ENOUGH, key, amount, f"{names[key]}少设 {amount} 个窗口"))
    for rule, key in demands:
        if rule != ENOUGH and not solver.value(counts.held[rule, key]):
            found.append(Relief(rule, key, 1, f"{names[key]}不再要求“{HARD[rule].title}”"))
    return tuple(found)


def _sentence(problem: Problem, demands: Sequence[tuple[str, str]]) -> str:
    """The clash counted up: so many windows wanted of stations that meet the demands, and so many there are."""
    by_key = {need.department: need for need in problem.needs}
    asked: dict[str, list[str]] = {}
    for rule, key in demands:
        asked.setdefault(key, []).append(rule)
    wanted = sum(by_key[key].windows for key, rules in asked.items() if ENOUGH in rules)
    open_to = [zone for zone in problem.zones if any(_may(by_key[key], rules, zone) for key, rules in asked.items())]
    there = sum(zone.size for zone in open_to)
    wants = "、".join(dict.fromkeys(HARD[rule].wants for rules in asked.values() for rule in rules if rule != ENOUGH))
    names = "、".join(by_key[key].name for key in asked)
    where = f"（{'、'.join(zone.code for zone in open_to)}）" if 0 < len(open_to) <= 6 and wants else ""
    kind = f"{wants}{where}" if wants else "席位"
    return f"{names}共需 {wanted} 个窗口，{kind}{f'只有 {there} 个' if there else '一个也没有'}。"


def _may(need: Need, rules: Sequence[str], zone: Zone) -> bool:
    return not any(rule in rules for rule in forbids(need, zone))
