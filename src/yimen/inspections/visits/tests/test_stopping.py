"""The stop rule errs no more often than it says: simulated, with a fixed seed."""

import random

import pytest

from yimen.inspections.visits import rules, stopping

RUNS = 2000


def errs(share: float, wrong: str) -> float:
    """How often the wrong decision falls when asks fail with that share."""
    rng = random.Random(20230531)
    decisions = [stopping.decide(rng.random() < share for _ in range(rules.LONGEST)).decision for _ in range(RUNS)]
    return decisions.count(wrong) / RUNS


@pytest.mark.parametrize(
    ("share", "wrong", "most"),
    [
        (rules.FINE, stopping.ENOUGH_BAD, rules.FALSE_ALARM),
        (rules.FINE / 2, stopping.ENOUGH_BAD, rules.FALSE_ALARM),
        (rules.BAD, stopping.ENOUGH_FINE, rules.OVERLOOKED),
        (rules.BAD + 0.2, stopping.ENOUGH_FINE, rules.OVERLOOKED),
    ],
)
def test_its_error_rates_hold(share: float, wrong: str, most: float) -> None:
    assert errs(share, wrong) <= most


def test_the_first_border_crossed_stands_and_a_few_asks_decide_nothing() -> None:
    assert stopping.decide([]).interval is None
    assert stopping.decide([True, False]).decision == stopping.GO_ON
    bad = stopping.decide([True] * 3 + [False] * 40)
    assert (bad.decision, bad.at, bad.asks, bad.failed) == (stopping.ENOUGH_BAD, 3, 43, 3)
    fine = stopping.decide([False] * 9)
    assert (fine.decision, fine.at) == (stopping.ENOUGH_FINE, 9)


def test_after_the_longest_run_it_says_that_the_evidence_is_wanting() -> None:
    asks = [n % 5 == 0 for n in range(1, rules.LONGEST + 1)]  # a fifth fails: between the two
    assert stopping.decide(asks, longest=10).decision == stopping.UNDECIDED
