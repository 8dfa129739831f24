"""The planner keeps every hard rule, finds the cheapest plan of small halls, and says what binds where none is."""

import time
from dataclasses import replace
from itertools import permutations

import pytest

from yimen.halls.planning.engine import explaining, greedy, solving
from yimen.halls.planning.engine.pricing import breaches, priced
from yimen.halls.planning.engine.problem import (
    INFEASIBLE,
    OPTIMAL,
    STOPPED,
    Answer,
    Block,
    Need,
    Plan,
    Problem,
    Wish,
    Zone,
)
from yimen.halls.planning.engine.rules import HARD, SOFT, forbids
from yimen.halls.planning.tests.a_hall import a_hall


def zone(code: str, size: int, floor: int = 1, **more: object) -> Zone:
    stations = tuple(f"{code}{n}" for n in range(1, size + 1))
    return Zone(code, floor, f"{floor}楼", stations, **more)  # type: ignore[arg-type]


HALL = (
    zone("A", 4, lines=frozenset({"公安网"}), safe=True, step_free=True, walk=10),
    zone("B", 3, quiet=True, step_free=True, walk=20),
    zone("C", 4, floor=2, walk=40),
)
POLICE = Need("police", "公安局", 3, today=("C1", "C2", "C3"), lines=frozenset({"公安网"}), visits=60)
TAX = Need("tax", "税务局", 3, today=("A1", "A2", "A3"), near=(("market", 2),), visits=90)
MARKET = Need("market", "市场监管局", 2, today=("B1", "B2"), wishes=(Wish("2楼", 3),))
PROBLEM = Problem(HALL, (POLICE, TAX, MARKET))


def solve(problem: Problem) -> Answer:
    return solving.solve(problem, seconds=20, workers=1)


def check(problem: Problem, plan: Plan) -> None:
    """No station twice, everybody in full, no hard rule broken."""
    stations = plan.stations(problem)
    assert len(stations) == sum(block.size for block in plan.blocks) == problem.windows
    zones = {each.code: each for each in problem.zones}
    needs = {need.department: need for need in problem.needs}
    for block in plan.blocks:
        assert forbids(needs[block.department], zones[block.zone]) == ()
        assert block.start >= 0 and block.start + block.size <= zones[block.zone].size


def test_the_plan_keeps_every_hard_rule_and_is_proven_best() -> None:
    answer = solve(PROBLEM)
    assert answer.state == OPTIMAL and answer.plan is not None and answer.gap == 0
    check(PROBLEM, answer.plan)
    assert {block.zone for block in answer.plan.blocks if block.department == "police"} == {"A"}


def test_no_arrangement_in_whole_blocks_is_cheaper() -> None:
    """Every way to put each department side by side into one zone, tried: the solver's is as cheap as the best."""
    answer, best = solve(PROBLEM), None
    for order in permutations(PROBLEM.needs):
        for choice in [(a, b, c) for a in HALL for b in HALL for c in HALL]:
            free = {each.code: 0 for each in HALL}
            blocks = []
            for need, where in zip(order, choice, strict=True):
                blocks.append(Block(need.department, where.code, free[where.code], need.windows))
                free[where.code] += need.windows
            fits = all(free[each.code] <= each.size for each in HALL)
            if fits and not any(forbids(need, where) for need, where in zip(order, choice, strict=True)):
                cost = priced(PROBLEM, tuple(blocks)).cost
                best = cost if best is None else min(best, cost)
    assert answer.plan is not None and best is not None
    assert answer.plan.cost <= best


def test_the_solvers_sum_is_what_the_rules_say_of_its_plan() -> None:
    """Two counts of one cost, the model's bound and the pricing of blocks, agree where the plan is proven best."""
    answer = solve(PROBLEM)
    assert answer.plan is not None
    assert answer.bound == answer.plan.cost
    words = {breach.code: breach.words for breach in breaches(PROBLEM, answer.plan.blocks)}
    assert set(words) == {code for code, cost in answer.plan.price.items() if cost}


def test_a_rule_without_weight_is_not_paid_for_and_a_heavier_one_is_kept() -> None:
    still = replace(PROBLEM, weights={"move": 500})
    free = PROBLEM.without("move").without("walk")
    kept, moved = solve(still).plan, solve(free).plan
    assert kept is not None and moved is not None
    assert kept.kept >= {"B1", "B2"} and moved.price["move"] == 0
    assert moved.price["wish"] == 0  # nothing speaks against the market's wish any more
    assert set(moved.price) == set(SOFT)


@pytest.mark.parametrize(
    ("rule", "need"),
    [
        ("line", Need("x", "烟草局", 1, lines=frozenset({"烟草网"}))),
        ("safe", Need("x", "人民银行", 5, safe=True)),
        ("quiet", Need("x", "民政局", 4, quiet=True)),
        ("access", Need("x", "人社局", 8, step_free=True)),
        ("enough", Need("x", "住建局", 12)),
    ],
)
def test_where_nothing_fits_the_fewest_demands_that_clash_are_named(rule: str, need: Need) -> None:
    problem = Problem(HALL, (MARKET, need))
    assert solve(problem).state == INFEASIBLE
    clash = explaining.clash(problem)
    assert clash is not None and (rule, "x") in clash.rules
    assert need.name in clash.sentence and str(need.windows) in clash.sentence
    assert MARKET.name not in clash.sentence or rule in ("access", "quiet", "enough")
    for left_out in clash.rules:  # each of them is needed: without it, the rest can be met
        rest = [each for each in clash.rules if each != left_out]
        assert explaining._core(problem, rest) is None
    reliefs = explaining.relief(problem)
    assert "x" in {each.department for each in reliefs} and all(each.amount >= 1 for each in reliefs)


def test_what_is_said_to_help_does_help() -> None:
    problem = Problem(HALL, (POLICE, replace(TAX, windows=9)))
    [relief] = explaining.relief(problem)
    needs = [replace(need, windows=need.windows - relief.amount) if need.department == relief.department else need
             for need in problem.needs]  # fmt: skip
    assert solve(replace(problem, needs=tuple(needs))).plan is not None
    assert explaining.clash(PROBLEM) is None and explaining.relief(PROBLEM) == ()


def test_fixed_windows_stay_in_their_zone() -> None:
    fixed = replace(TAX, fixed=True, near=(), today=("B1", "B2", "B3"))
    plan = solve(Problem(HALL, (fixed, replace(MARKET, today=()))).without("move")).plan
    assert plan is not None
    assert {block.zone for block in plan.blocks if block.department == "tax"} == {"B"}


def test_the_clerks_plan_keeps_the_rules_and_is_never_cheaper() -> None:
    clerk, answer = greedy.plan(PROBLEM), solve(PROBLEM)
    assert clerk is not None and answer.plan is not None
    check(PROBLEM, clerk)
    assert clerk.cost >= answer.plan.cost
    assert greedy.plan(Problem(HALL, (Need("x", "住建局", 12),))) is None


def test_a_search_that_is_told_to_stop_keeps_the_best_plan_so_far() -> None:
    began = time.monotonic()
    answer = solving.solve(a_hall(100, 35, 3, 1), seconds=20, workers=1, tell=lambda *_: time.monotonic() < began + 2)
    assert answer.state == STOPPED and answer.seconds < 15
    if answer.plan is not None:
        check(a_hall(100, 35, 3, 1), answer.plan)


def test_every_hard_rule_says_what_it_wants_and_nothing_is_asked_of_an_empty_hall() -> None:
    assert all(rule.wants and rule.title for rule in HARD.values())
    answer = solve(Problem(HALL, ()))
    assert answer.state == OPTIMAL and answer.plan is not None and answer.plan.cost == 0
