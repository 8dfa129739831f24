"""Probabilities: exact where they can be counted by hand, and right often enough on populations made by chance."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yimen.verify import chance


@given(st.integers(1, 12), st.integers(1, 12), st.data())
@settings(max_examples=60, deadline=None)
def test_the_tails_of_a_draw_are_those_that_counting_gives(part: int, rest: int, data: st.DataObject) -> None:
    total = part + rest
    marked = data.draw(st.integers(0, total))
    hits = data.draw(st.integers(max(0, marked - rest), min(part, marked)))
    ways = {
        k: Fraction(math.comb(marked, k) * math.comb(total - marked, part - k), math.comb(total, part))
        for k in range(max(0, marked - rest), min(part, marked) + 1)
    }
    upwards = hits * total >= part * marked
    tail = sum(p for k, p in ways.items() if (k >= hits if upwards else k <= hits))
    assert chance.hypergeometric_tails(part, hits, total, marked) == pytest.approx(min(1.0, float(2 * tail)), rel=1e-9)


@given(st.integers(2, 30), st.integers(2, 30), st.data(), st.sampled_from([0.2, 0.05, 0.01]))
@settings(max_examples=60, deadline=None)
def test_where_nothing_differs_a_draw_is_called_odd_no_more_often_than_it_says(
    part: int, rest: int, data: st.DataObject, level: float
) -> None:
    total = part + rest
    marked = data.draw(st.integers(1, total - 1))
    odd = sum(
        math.comb(marked, k) * math.comb(total - marked, part - k) / math.comb(total, part)
        for k in range(max(0, marked - rest), min(part, marked) + 1)
        if chance.hypergeometric_tails(part, k, total, marked) <= level
    )
    assert odd <= level + 1e-9


def test_how_many_questions_are_answered_yes_adds_up() -> None:
    mass = chance.successes([0.9, 0.5, 0.2])
    assert mass[0] == pytest.approx(0.1 * 0.5 * 0.8)
    assert sum(mass.values()) == pytest.approx(1)
    assert sum(k * p for k, p in mass.items()) == pytest.approx(1.6)
    assert chance.successes([]) == {0: 1.0}


def test_a_coarser_distribution_keeps_weight_and_nearly_the_mean() -> None:
    mass = chance.successes([0.5] * 100)
    coarse = chance.coarser(mass)
    assert len(coarse) <= 15 < len(mass)
    assert sum(coarse.values()) == pytest.approx(1)
    assert sum(k * p for k, p in coarse.items()) == pytest.approx(50, abs=0.5)


def test_up_to_a_count_is_poissons_sum() -> None:
    assert chance.poisson_up_to(1, 2.0) == pytest.approx(3 * math.exp(-2))


@pytest.mark.parametrize(("size", "listed", "recorded"), [(400, 0.8, 0.7), (2000, 0.5, 0.6), (150, 0.9, 0.4)])
def test_chapmans_interval_holds_the_truth_of_simulated_populations(size: int, listed: float, recorded: float) -> None:
    draw = random.Random(5)
    held, estimates, truths = 0, 0.0, 0
    for _ in range(300):
        first = second = both = unseen = 0
        for _ in range(size):
            a, b = draw.random() < listed, draw.random() < recorded
            first, second, both, unseen = first + a, second + b, both + (a and b), unseen + (not a and not b)
        estimate, variance = chance.chapman(first, second, both)
        low, high = chance.log_normal(estimate, variance)
        held += low <= unseen <= high
        estimates += estimate
        truths += unseen
    assert held >= 0.92 * 300
    assert estimates == pytest.approx(truths, rel=0.05)


@pytest.mark.parametrize(("outside", "capture"), [(0, 0.8), (1, 0.8), (6, 0.86), (40, 0.7), (300, 0.5)])
def test_the_interval_of_the_unseen_holds_the_truth_of_simulated_ledgers(outside: int, capture: float) -> None:
    draw = random.Random(9)
    held = 0
    for _ in range(300):
        caught = sum(draw.random() < capture for _ in range(120))
        seen = sum(draw.random() < capture for _ in range(outside))
        low, high = chance.unseen_quantiles({seen: 1.0}, caught + 0.5, 120 - caught + 0.5)
        held += low <= outside - seen <= high
    assert held >= 0.92 * 300


def test_two_lists_that_are_copied_from_one_another_give_a_lower_bound() -> None:
    """The assumption that is broken most often in practice errs towards too few, never towards accusing."""
    draw = random.Random(3)
    estimate = truth = 0.0
    for _ in range(100):
        first = second = both = unseen = 0
        for _ in range(500):
            a = draw.random() < 0.7
            b = draw.random() < (0.8 if a else 0.4)
            first, second, both, unseen = first + a, second + b, both + (a and b), unseen + (not a and not b)
        estimate += chance.chapman(first, second, both)[0]
        truth += unseen
    assert estimate < 0.6 * truth
