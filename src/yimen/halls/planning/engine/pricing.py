"""What a plan costs, rule by rule: counted from the plan itself, so that the solver's sum can be held against it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from yimen.halls.planning.engine.problem import Block, Need, Plan, Problem
from yimen.halls.planning.engine.rules import APART, FLOORS, MOVE, SOFT, SPLIT, WALK, WISH, walking, weight

SCALE = 10
"""The solver counts in tenths, the finest step of a walk."""


@dataclass(frozen=True)
class Breach:
    """One breach of a soft rule: by whom, how much of it, and the words for what it is."""

    code: str
    department: str
    amount: float
    words: str


def breaches(problem: Problem, blocks: Iterable[Block]) -> Iterator[Breach]:
    """Each breach of a soft rule in the plan."""
    blocks = list(blocks)
    zones = {zone.code: zone for zone in problem.zones}
    standing = {need.department: [block for block in blocks if block.department == need.department]
                for need in problem.needs}  # fmt: skip
    floors = {key: {zones[block.zone].floor for block in some} for key, some in standing.items()}
    covered = {(block.department, zones[block.zone].stations[place])
               for block in blocks for place in range(block.start, block.start + block.size)}  # fmt: skip
    for need in problem.needs:
        key = need.department
        here = [code for code in need.today if problem.zone_of(code)]
        moved = min(len(here), need.windows) - sum((key, code) in covered for code in here)
        if moved > 0:
            yield Breach(MOVE, key, moved, f"{need.name}的 {moved} 个窗口换席位")
        if len(standing[key]) > 1:
            where = "、".join(block.zone for block in standing[key])
            yield Breach(SPLIT, key, len(standing[key]) - 1, f"{need.name}分在{where}")
        if len(floors[key]) > 1:
            yield Breach(FLOORS, key, len(floors[key]) - 1, f"{need.name}分在{len(floors[key])}层楼")
        yield from _unmet(need, standing[key], problem)
        walked = sum(walking(need, zones[block.zone]) * block.size for block in standing[key])
        if walked:
            yield Breach(WALK, key, walked / SCALE, f"{need.name}每日{need.visits}人次走到窗口")
    for first, second, times in problem.pairs():
        one, other = ({block.zone for block in standing[each.department]} for each in (first, second))
        if one & other:
            continue
        split = not floors[first.department] & floors[second.department]
        words = f"{first.name}与{second.name}{'不在同一层楼' if split else '在同一层楼、不在同一分区'}"
        yield Breach(APART, first.department, times * (1 + split), words)


def _unmet(need: Need, standing: list[Block], problem: Problem) -> Iterator[Breach]:
    zones = {zone.code: zone for zone in problem.zones}
    places = {name for block in standing for name in (block.zone, zones[block.zone].floor_name)}
    for wish in need.wishes:
        if need.windows and wish.place not in places:
            yield Breach(WISH, need.department, wish.weight, f"{need.name}希望在{wish.place}")


def price(problem: Problem, blocks: Iterable[Block]) -> dict[str, int]:
    """Soft rule -> what its breaches cost together, in tenths of a point; rules unbroken cost nought."""
    found = dict.fromkeys(SOFT, 0.0)
    for breach in breaches(problem, blocks):
        found[breach.code] += SCALE * weight(problem.weights, breach.code) * breach.amount
    return {code: round(cost) for code, cost in found.items()}


def priced(problem: Problem, blocks: tuple[Block, ...]) -> Plan:
    """The blocks as a plan with its prices and the stations that stay as they are."""
    zones = {zone.code: zone for zone in problem.zones}
    covered = {(block.department, zones[block.zone].stations[place])
               for block in blocks for place in range(block.start, block.start + block.size)}  # fmt: skip
    kept = frozenset(code for need in problem.needs for code in need.today if (need.department, code) in covered)
    return Plan(blocks, price(problem, blocks), kept)
