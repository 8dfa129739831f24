"""The interval of a forecast holds as often as it says, and is not given where too little is known."""

import random
from datetime import date

import pytest

from yimen.programme.forecast import ENOUGH, Took, forecast, staying

TODAY = date(2023, 7, 1)


def test_who_still_waits_counts_as_waiting_and_not_as_done() -> None:
    known = [Took(2, True), Took(4, False), Took(6, True)]
    # Kaplan and Meier by hand: 1 - 1/3 after two days; one leaves unseen; the last one done after six.
    assert staying(known) == [(0, 1.0), (2, pytest.approx(2 / 3)), (4, pytest.approx(2 / 3)), (6, 0.0)]


def test_too_little_says_nothing() -> None:
    assert forecast([Took(3, True)] * (ENOUGH - 1), [1], TODAY) is None
    assert forecast([Took(3, True)] * ENOUGH, [], TODAY) is None
    assert forecast([Took(3, True)] * ENOUGH, [1], TODAY) is not None


def test_where_many_never_hand_in_no_late_end_is_given() -> None:
    known = [Took(days, True) for days in range(1, 15)] + [Took(40, False)] * 30
    found = forecast(known, [1, 1, 1], TODAY)
    assert found is None or found.high is None


def test_the_interval_holds_about_four_times_in_five() -> None:
    draw = random.Random(7)

    def takes() -> int:
        return 1 + int(draw.expovariate(1 / 12))

    held, rounds = 0, 300
    for _ in range(rounds):
        known = [Took(takes(), True) for _ in range(80)]
        # Ten departments served today: each has waited 0 days.
        found = forecast(known, [0] * 10, TODAY)
        assert found is not None
        ended = max(takes() for _ in range(10))
        held += (found.low - TODAY).days <= ended and (found.high is None or ended <= (found.high - TODAY).days)
    assert 0.7 <= held / rounds <= 0.95


def test_whoever_has_waited_long_already_is_not_expected_at_once() -> None:
    known = [Took(1, True)] * 10 + [Took(30, True)] * 10
    fresh, late = forecast(known, [0], TODAY), forecast(known, [2], TODAY)
    assert fresh is not None and late is not None and fresh.low < late.low
