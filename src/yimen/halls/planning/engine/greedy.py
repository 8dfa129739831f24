"""A plan as a careful clerk would make one: departments in turn, each where it costs least. The solver starts from it.

It is also what the solver is measured against: whoever asks for 60 seconds must show what they bought.
"""

from collections.abc import Iterator, Mapping

from yimen.halls.planning.engine.pricing import priced
from yimen.halls.planning.engine.problem import Block, Need, Plan, Problem, Zone
from yimen.halls.planning.engine.rules import forbids


def plan(problem: Problem) -> Plan | None:
    """A plan that breaks no hard rule; None where this way finds none, which does not prove that there is none.

    Departments with the fewest open zones come first, then the larger ones. Each takes the run of free stations that
    keeps most of its present ones, then the shortest walk, and goes on to another zone where one is too short.
    """
    free = {zone.code: [True] * zone.size for zone in problem.zones}
    owned = problem.owned()
    blocks: list[Block] = []
    for need in sorted(problem.needs, key=lambda need: (not need.fixed, len(_open(problem, need)), -need.windows)):
        wanted = need.windows
        while wanted:
            block = _best(problem, need, wanted, free, owned, blocks)
            if block is None:
                return None
            free[block.zone][block.start : block.start + block.size] = [False] * block.size
            blocks.append(block)
            wanted -= block.size
    return priced(problem, tuple(blocks))


def _open(problem: Problem, need: Need) -> list[Zone]:
    return [zone for zone in problem.zones if not forbids(need, zone)]


def _best(
    problem: Problem,
    need: Need,
    wanted: int,
    free: dict[str, list[bool]],
    owned: Mapping[tuple[str, str], tuple[int, ...]],
    blocks: list[Block],
) -> Block | None:
    """The run to take next: as long as wanted if there is one, then with most of today's stations in it."""
    found = None
    taken = {block.zone for block in blocks if block.department == need.department}
    for zone in _open(problem, need):
        if zone.code in taken:  # a department stands side by side in a zone, as the solver's blocks do
            continue
        places = set(owned.get((need.department, zone.code), ()))
        for start, size in _runs(free[zone.code], wanted):
            kept = len(places & set(range(start, start + size)))
            rank = (size, kept, -zone.walk, -start)
            if found is None or rank > found[0]:
                found = rank, Block(need.department, zone.code, start, size)
    return found[1] if found else None


def _runs(free: list[bool], wanted: int) -> Iterator[tuple[int, int]]:
    """(start, size) of each run of free stations, at most as long as wanted."""
    for start in range(len(free)):
        size = 0
        while size < wanted and start + size < len(free) and free[start + size]:
            size += 1
        if size:
            yield start, size
