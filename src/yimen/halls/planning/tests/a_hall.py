"""Invented halls of any size, for tests and the benchmark: layouts that grew without a plan."""

import random

from yimen.halls.planning.engine.problem import Need, Problem, Wish, Zone

LINES = ("公安网", "金税网", "烟草网", "医保网", "不动产网")


def a_hall(windows: int, departments: int, floors: int, seed: int) -> Problem:
    """An invented hall with a tenth more stations than windows, whose layout grew without a plan."""
    chance = random.Random(seed)
    zones = _zones(round(windows * 1.12), floors, chance)
    sizes = _sizes(windows, departments, chance)
    free = [code for zone in zones for code in zone.stations]
    chance.shuffle(free)
    needs = []
    for number, size in enumerate(sizes):
        near = tuple((f"D{other:02}", chance.randint(1, 2)) for other in chance.sample(range(departments), 2)
                     if other != number and chance.random() < 0.5)  # fmt: skip
        wishes = (Wish(chance.choice(zones).code, chance.randint(1, 3)),) if chance.random() < 0.4 else ()
        had = max(1, size - chance.randint(0, 1))
        needs.append(
            Need(
                f"D{number:02}",
                f"部门{number + 1}",
                size,
                today=tuple(_run(zones, free, had, chance)),
                lines=frozenset({LINES[number]} if number < len(LINES) else ()),
                safe=number in (1, 5, 6),
                quiet=number in (7, 8),
                noisy=number in (9, 10),
                step_free=number in (3, 11, 12),
                visits=round(size * chance.uniform(5, 60)),
                near=near,
                wishes=wishes,
            )
        )
    return Problem(tuple(zones), tuple(needs))


def _zones(stations: int, floors: int, chance: random.Random) -> list[Zone]:
    zones, left, number = [], stations, 0
    while left > 0:
        size = min(left, chance.randint(6, 10))
        floor = number % floors + 1
        code = f"{floor}{'ABCDEFGH'[number // floors]}"
        zones.append(
            Zone(
                code,
                floor,
                f"{floor}楼",
                tuple(f"{code}{n:02}" for n in range(1, size + 1)),
                walk=10 * floor + 8 * (number // floors),
                lines=frozenset(line for n, line in enumerate(LINES) if (n + number) % 3 == 0),
                safe=number % 4 == 0,
                quiet=number % 5 == 1,
                step_free=floor == 1 or number % 2 == 0,
            )
        )
        left, number = left - size, number + 1
    return zones


def _sizes(windows: int, departments: int, chance: random.Random) -> list[int]:
    sizes = [1] * departments
    for _ in range(windows - departments):
        sizes[min(int(chance.expovariate(0.12)), departments - 1)] += 1
    return sizes


def _run(zones: list[Zone], free: list[str], size: int, chance: random.Random) -> list[str]:
    """Stations side by side where there are any, else strewn about: what a hall looks like after ten years."""
    if chance.random() < 0.7:
        for zone in chance.sample(zones, len(zones)):
            row = [code for code in zone.stations if code in free]
            if len(row) >= size:
                taken = row[:size]
                break
        else:
            taken = free[:size]
    else:
        taken = free[:size]
    for code in taken:
        free.remove(code)
    return taken
