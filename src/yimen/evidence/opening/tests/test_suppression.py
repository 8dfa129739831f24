"""An attacker who adds, subtracts and bounds everything that is published never learns a count that was hidden."""

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from ortools.sat.python import cp_model

from yimen.evidence.opening.suppression import ALL, Cell, suppressed, with_totals

THRESHOLD = 5
MONTHS = ("2023-01", "2023-02", "2023-03")


def table_of(seed: int, departments: int = 3, items: int = 3, most: int = 9) -> dict[Cell, int]:
    """A small random table with totals, many counts of it small."""
    chance, found = Random(seed), {}
    for department in range(departments):
        for item in range(chance.randint(1, items)):
            for month in MONTHS:
                found[f"D{department}", f"I{department}{item}", month] = chance.choice(
                    (0, 0, 1, 2, 3, 4, chance.randint(5, most))
                )
    return with_totals(found)


class Attacker:
    """Knows all that is published, that zeros are published, and that every total is the sum of its parts."""

    def __init__(self, counts: dict[Cell, int], hidden: set[Cell]) -> None:
        self.model = cp_model.CpModel()
        most = max(counts.values(), default=0) + 3 * THRESHOLD
        self.told: dict[Cell, Any] = {
            cell: self.model.new_int_var(1, most, str(cell)) if cell in hidden else count
            for cell, count in counts.items()
        }
        for cell in counts:
            for parts in sums_of(cell, counts):
                self.model.add(self.told[cell] == sum(self.told[part] for part in parts))

    def range_of(self, cell: Cell) -> tuple[int, int]:
        """Between which two numbers the hidden count must lie."""
        found = []
        for direction in (self.model.minimize, self.model.maximize):
            direction(self.told[cell])
            solver = cp_model.CpSolver()
            solver.parameters.num_workers = 1
            assert solver.solve(self.model) == cp_model.OPTIMAL
            found.append(int(solver.value(self.told[cell])))
        return found[0], found[1]


def sums_of(cell: Cell, counts: dict[Cell, int]) -> list[list[Cell]]:
    """Each way in which a total is the sum of other cells."""
    department, item, month = cell
    found = []
    if month == ALL:
        found.append([each for each in counts if each[:2] == (department, item) and each[2] != ALL])
    if not item and department:
        found.append([each for each in counts if each[0] == department and each[1] and each[2] == month])
    if not department:
        found.append([each for each in counts if each[0] and not each[1] and each[2] == month])
    return found


@pytest.mark.parametrize("seed", range(6))
def test_no_hidden_count_can_be_worked_out_and_each_small_one_may_as_well_be_large(seed: int) -> None:
    counts = table_of(seed)
    hidden = suppressed(counts, THRESHOLD)
    attacker = Attacker(counts, hidden)
    for cell in hidden:
        low, high = attacker.range_of(cell)
        assert low < high, f"{cell} is {counts[cell]} beyond doubt"
        if counts[cell] < THRESHOLD:
            assert high >= THRESHOLD, f"{cell} is known to be small"


def test_hiding_only_the_small_ones_would_give_them_away() -> None:
    told = []
    for seed in range(6):
        counts = table_of(seed)
        small = {cell for cell, count in counts.items() if 0 < count < THRESHOLD}
        attacker = Attacker(counts, small)
        ranges = [attacker.range_of(cell) for cell in small]
        told += [low == high for low, high in ranges]
    assert sum(told) > 10, "the attacker is one who can subtract"


@settings(max_examples=60)
@given(seed=some.integers(0, 10**9), threshold=some.integers(2, 12))
def test_nothing_small_is_published_and_no_zero_is_hidden(seed: int, threshold: int) -> None:
    counts = table_of(seed, departments=5, items=6, most=60)
    hidden = suppressed(counts, threshold)
    assert {cell for cell, count in counts.items() if 0 < count < threshold} <= hidden
    assert not {cell for cell in hidden if counts[cell] == 0}
    assert hidden == suppressed(dict(reversed(counts.items())), threshold), "the order of the rows decides nothing"


def test_a_county_with_one_matter_publishes_only_zeros() -> None:
    counts = with_totals({("D0", "I0", "2023-01"): 1, ("D0", "I0", "2023-02"): 0})
    assert suppressed(counts, THRESHOLD) == {cell for cell, count in counts.items() if count}


def test_large_counts_are_all_published() -> None:
    counts = with_totals({("D0", f"I{n}", month): 5 + n for n in range(4) for month in MONTHS})
    assert suppressed(counts, THRESHOLD) == set()


def test_two_releases_tell_no_more_than_each() -> None:
    first = table_of(3, most=40)
    hidden = suppressed(first, THRESHOLD)
    before = {cell: None if cell in hidden else count for cell, count in first.items()}
    base = {cell: count for cell, count in first.items() if all(cell)}
    corrected = next(cell for cell, count in base.items() if count >= THRESHOLD)
    second = with_totals({**base, corrected: base[corrected] + 2})
    later = suppressed(second, THRESHOLD, [before])
    assert hidden <= later, "what was hidden once stays hidden"
    for cell in set(second) - later:
        difference = abs(second[cell] - first[cell])
        assert difference == 0 or difference >= THRESHOLD, f"{cell} tells of {difference}"
    attacker = Attacker(second, later)
    assert all(low < high for low, high in map(attacker.range_of, later))
    careless = suppressed(second, THRESHOLD)
    assert any(0 < abs(second[cell] - first[cell]) < THRESHOLD for cell in set(second) - careless - hidden)
