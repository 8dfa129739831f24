"""Allotting stations to departments: a constraint model whose answer carries its bound, by OR-Tools' CP-SAT.

A department's windows in a zone stand side by side. Hard rules close zones to departments; soft ones are costs. The
bound is the solver's proof: no plan whatever is cheaper.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

from ortools.sat.python import cp_model

from yimen.halls.planning.engine import greedy, relaxing
from yimen.halls.planning.engine.pricing import SCALE, priced
from yimen.halls.planning.engine.problem import (
    FEASIBLE,
    INFEASIBLE,
    OPTIMAL,
    STOPPED,
    UNKNOWN,
    Answer,
    Block,
    Need,
    Plan,
    Problem,
    Zone,
)
from yimen.halls.planning.engine.rules import APART, FLOORS, MOVE, SPLIT, WALK, WISH, forbids, walking, weight

Told = Callable[[int, float, float], bool]
"""Told (cost of the best plan so far, bound, seconds), both in tenths of a point; answers whether to go on."""
STEP_SECONDS = 0.5
STATES = {cp_model.OPTIMAL: OPTIMAL, cp_model.FEASIBLE: FEASIBLE, cp_model.INFEASIBLE: INFEASIBLE}


def solve(problem: Problem, *, seconds: float, workers: int = 2, seed: int = 1, tell: Told | None = None) -> Answer:
    """The best plan found in the time, with its bound; or that there is none, or that neither was found.

    tell: asked every half second, in the caller's own thread; False ends the search with the best plan so far.
    """
    began = time.monotonic()
    model = _Model(problem)
    clerk = greedy.plan(problem)
    model.hint(clerk)
    least = relaxing.bound(model.model)
    if least is not None:
        model.at_least(least)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.1, seconds - (time.monotonic() - began))
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    solver.parameters.linearization_level = 2
    status, stopped = _search(solver, model.model, _Best(least or 0), tell, began)
    state = STATES.get(status, UNKNOWN)
    plan = model.read(solver) if state in (OPTIMAL, FEASIBLE) else None
    if plan is None and clerk is not None:  # a machine so busy that the search did not come to its first plan
        state, plan = FEASIBLE, clerk
    bound = max(solver.best_objective_bound, least or 0) if plan else 0.0
    return Answer(STOPPED if stopped and state != OPTIMAL else state, plan, bound, time.monotonic() - began)


class _Best(cp_model.CpSolverSolutionCallback):
    """Keeps the cost of the best plan so far, and its bound."""

    def __init__(self, bound: float) -> None:
        super().__init__()
        self.cost, self.bound = 0, bound

    def on_solution_callback(self) -> None:
        """Called by the solver, in a thread of its own."""
        self.cost, self.bound = round(self.objective_value), max(self.bound, self.best_objective_bound)


def _search(
    solver: cp_model.CpSolver, model: cp_model.CpModel, best: _Best, tell: Told | None, began: float
) -> tuple[Any, bool]:
    """(The solver's status, whether it was told to stop). It works in a thread, so that the caller can tell."""
    with ThreadPoolExecutor(max_workers=1) as one:
        search = one.submit(solver.solve, model, best)
        stopped = False
        while tell is not None and not stopped:
            if wait([search], timeout=STEP_SECONDS).done:
                break
            stopped = not tell(best.cost, best.bound, time.monotonic() - began)
        if stopped:
            solver.stop_search()
        return search.result(), stopped


class _Model:
    """The constraint model of a problem; `read` turns its solution into a plan.

    A literal for each block that might be (department, zone, first place, size): many literals, but what a block keeps
    and costs is then a number, and the relaxation from which the bound comes is close.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem, self.model = problem, cp_model.CpModel()
        self.blocks: dict[Block, Any] = {}
        self.there: dict[tuple[str, str], Any] = {}
        self.upon: dict[tuple[str, int], Any] = {}
        self._nought = self.model.new_constant(0)
        self._terms: list[Any] = []
        # What follows from the blocks, in the order in which it was put together: a literal, of which, and how.
        self._follows: list[tuple[Any, list[Any], Callable[[Iterable[bool]], bool]]] = []
        self._covering: dict[tuple[str, int], list[Any]] = defaultdict(list)
        self._owned = problem.owned()
        for need in problem.needs:
            self._place(need)
        for some in self._covering.values():
            self.model.add(sum(some) <= 1)
        self._near()
        self.total = sum(self._terms, start=self._nought)
        self.model.minimize(self.total)

    def _cost(self, code: str, amount: Any, times: int = 1) -> None:
        """Adds what so much of a breach of a soft rule costs."""
        self._terms.append(SCALE * weight(self.problem.weights, code) * times * amount)

    def _place(self, need: Need) -> None:
        """The department's blocks, their number of windows, and what they cost."""
        zones = [zone for zone in self.problem.zones if not forbids(need, zone)]
        windows = [size for zone in zones for size in self._blocks(need, zone)]
        # Without a zone it says that nought is the number of windows, which no plan fulfils.
        self.model.add(sum(windows, start=self._nought) == need.windows)
        here = sum(len(places) for (key, _), places in self._owned.items() if key == need.department)
        self._cost(MOVE, min(here, need.windows))
        if not zones or not need.windows:
            return
        zones_taken = sum(self.there[need.department, zone.code] for zone in zones)
        self._cost(SPLIT, zones_taken - 1)
        floors = self._floors(need, zones)
        # Both follow from the above, yet not in the relaxation from which the bound comes.
        self.model.add(zones_taken >= -(-need.windows // max(zone.size for zone in zones)))
        self.model.add(sum(floors.values()) >= 1)
        self._cost(FLOORS, sum(floors.values()) - 1)
        for wish in need.wishes:
            met = [self.there[need.department, zone.code] for zone in zones if wish.place == zone.code]
            met += [upon for floor, upon in floors.items() if wish.place == self._floor_name(floor)]
            self._cost(WISH, 1 - self._any(met), wish.weight)

    def _blocks(self, need: Need, zone: Zone) -> list[Any]:
        """The windows that the department has in the zone, as terms of a sum: at most one of its blocks is there."""
        owned = self._owned.get((need.department, zone.code), ())
        walk = weight(self.problem.weights, WALK) * walking(need, zone)
        literals, windows = [], []
        for size in range(1, min(need.windows, zone.size) + 1):
            for start in range(zone.size - size + 1):
                block = Block(need.department, zone.code, start, size)
                literal = self.blocks[block] = self.model.new_bool_var(f"{block}")
                for place in range(start, start + size):
                    self._covering[zone.code, place].append(literal)
                kept = sum(start <= place < start + size for place in owned)
                self._cost(MOVE, -kept * literal)
                self._terms.append(walk * size * literal)
                literals.append(literal)
                windows.append(size * literal)
        there = self.there[need.department, zone.code] = self.model.new_bool_var(f"{need.department}@{zone.code}")
        self.model.add(sum(literals) == there)
        self._follows.append((there, literals, any))
        if need.fixed and owned:
            self.model.add(sum(windows) >= min(len(owned), need.windows))
        return windows

    def _floors(self, need: Need, zones: list[Zone]) -> dict[int, Any]:
        """Floor -> whether the department stands upon it."""
        found = {}
        for floor in {zone.floor for zone in zones}:
            some = [self.there[need.department, zone.code] for zone in zones if zone.floor == floor]
            found[floor] = self.upon[need.department, floor] = self._any(some)
        return found

    def _floor_name(self, floor: int) -> str:
        return next(zone.floor_name for zone in self.problem.zones if zone.floor == floor)

    def _any(self, some: list[Any]) -> Any:
        """Whether any of the literals holds; nought for none."""
        if len(some) < 2:
            return some[0] if some else 0
        found = self.model.new_bool_var("")
        self._follows.append((found, some, any))
        for each in some:
            self.model.add(found >= each)
        self.model.add(found <= sum(some))
        return found

    def _near(self) -> None:
        """Joint matters: a pair in no common zone costs, one on no common floor costs twice."""
        for first, second, times in self.problem.pairs():
            zones = self._both(first, second, self.there)
            floors = self._both(first, second, self.upon)
            self._cost(APART, 1 - self._any(zones), times)
            self._cost(APART, 1 - self._any(floors), times)

    def _both(self, first: Need, second: Need, where: dict[Any, Any]) -> list[Any]:
        """For each place that both may have, whether both do."""
        found = []
        for (department, place), one in where.items():
            other = where.get((second.department, place))
            if department == first.department and other is not None:
                both = self.model.new_bool_var("")
                self._follows.append((both, [one, other], all))
                self.model.add(both <= one)
                self.model.add(both <= other)
                found.append(both)
        return found

    def at_least(self, cost: int) -> None:
        """Tells the search that no plan costs less."""
        self.model.add(self.total >= cost)

    def hint(self, plan: Plan | None) -> None:
        """Starts the search from a plan that is there already: every literal, so that nothing is left to be found."""
        if plan is None:
            return
        chosen = set(plan.blocks)
        said = {literal.index: block in chosen for block, literal in self.blocks.items()}
        for literal, some, how in self._follows:
            said[literal.index] = how(said[each.index] for each in some)
        for each in (*self.blocks.values(), *(literal for literal, _, _ in self._follows)):
            self.model.add_hint(each, said[each.index])

    def read(self, solver: cp_model.CpSolver) -> Plan:
        """The solver's solution as a plan, priced by the same rules once more, not by the model's own sum."""
        return priced(self.problem, tuple(block for block, literal in self.blocks.items() if solver.value(literal)))
