"""Whose turn it is, as pure rules: order, priority without starving anybody, and numbers that survive midnight."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from yimen.common.workdays import SHANGHAI
from yimen.halls.queue import rules, waits
from yimen.halls.queue.rules import Waiter, turn

BEGAN = datetime(2023, 6, 1, 9, 0, tzinfo=SHANGHAI)
PATIENCE = timedelta(minutes=40)


def waiter(key: int, *, priority: bool = False, minute: int = 0, **more: object) -> Waiter:
    return Waiter(key, BEGAN + timedelta(minutes=minute), priority, **more)  # type: ignore[arg-type]


def whose(waiting: list[Waiter], lately: list[bool], minute: int = 10) -> int:
    found = turn(waiting, BEGAN + timedelta(minutes=minute), lately=lately, run=2, patience=PATIENCE)
    assert found is not None
    return found.key


def test_first_come_first_served_but_who_was_sent_here_first_and_own_lines_before_those_one_helps() -> None:
    assert whose([waiter(1, minute=1), waiter(2)], []) == 2
    assert whose([waiter(1), waiter(2, minute=5, here=True)], []) == 2
    assert whose([waiter(1, rank=2), waiter(2, minute=5)], []) == 2
    assert turn([], BEGAN, lately=[], run=2, patience=PATIENCE) is None


def test_after_two_priority_calls_in_a_row_comes_one_of_the_others() -> None:
    waiting = [waiter(1), waiter(2, priority=True, minute=5)]
    assert [whose(waiting, lately) for lately in ([], [True], [True, True], [True, False, True])] == [2, 2, 1, 2]


def test_who_has_waited_long_enough_stands_behind_no_later_comer_but_behind_earlier_ones() -> None:
    late, early = waiter(2, priority=True, minute=30), waiter(3, priority=True, minute=-1)
    assert whose([waiter(1), late], [], minute=41) == 1
    assert whose([waiter(1), early], [], minute=41) == 3


def test_an_appointment_goes_first_from_its_time_on_and_not_before() -> None:
    booked = waiter(2, priority=True, minute=5, due_at=BEGAN + timedelta(minutes=20))
    assert whose([waiter(1), booked], [], minute=10) == 1
    assert whose([waiter(1), booked], [], minute=20) == 2


@given(some.lists(some.booleans(), min_size=1, max_size=60), some.integers(1, 4))
def test_of_each_run_and_one_calls_one_is_of_the_others_while_they_wait(kinds: list[bool], run: int) -> None:
    waiting = [waiter(n, priority=kind, minute=n) for n, kind in enumerate(kinds)]
    lately: list[bool] = []
    while any(not each.priority for each in waiting):
        found = turn(waiting, BEGAN, lately=lately, run=run, patience=timedelta(days=1))
        assert found is not None
        waiting.remove(found)
        lately.insert(0, found.priority)
        assert not all(lately[: run + 1]) or len(lately) <= run


def test_the_day_is_shanghais_after_five_at_midnight_and_at_the_turn_of_the_year() -> None:
    for local, day in (
        (datetime(2023, 5, 31, 17, 30, tzinfo=SHANGHAI), date(2023, 5, 31)),
        (datetime(2023, 5, 31, 23, 59, 59, tzinfo=SHANGHAI), date(2023, 5, 31)),
        (datetime(2023, 6, 1, 0, 0, tzinfo=SHANGHAI), date(2023, 6, 1)),  # 16:00 of the day before in UTC
        (datetime(2023, 6, 1, 7, 59, tzinfo=SHANGHAI), date(2023, 6, 1)),
        (datetime(2024, 1, 1, 0, 0, 1, tzinfo=SHANGHAI), date(2024, 1, 1)),
    ):
        assert rules.day_of(local) == day
        assert rules.live_days(local, False) == (day,)
    night = datetime(2024, 1, 1, 0, 30, tzinfo=SHANGHAI)
    assert rules.live_days(night, True) == (date(2023, 12, 31), date(2024, 1, 1))
    assert rules.live_days(night.replace(hour=6), True) == (date(2024, 1, 1),)


def test_a_number_is_written_with_three_digits_and_said_digit_by_digit() -> None:
    assert (rules.label("A", 7), rules.label("A", 102), rules.spoken("A102")) == ("A007", "A102", "A 一 零 二")


@pytest.mark.parametrize(("priority", "first", "others", "ahead"), [(False, 2, 5, 7), (True, 4, 9, 6), (True, 0, 9, 0)])
def test_how_many_are_ahead_of_a_newcomer(priority: bool, first: int, others: int, ahead: int) -> None:
    assert rules.ahead_of(priority, first, others, 2) == ahead


def test_too_few_like_waits_publish_nothing_and_enough_hold_what_is_promised() -> None:
    assert waits.factors([(600, 300)] * (waits.ENOUGH - 1)) is None
    pairs = [(n * 10, 300) for n in range(1, 100)]
    low, high = waits.factors(pairs) or (0.0, 0.0)
    inside = sum(waits.interval(300, low, high).holds(wait) for wait, _ in pairs)
    assert 0.8 <= inside / len(pairs) <= 0.95
    assert waits.interval(300, 0.0, 0.0) == waits.Interval(0, 0)
    assert waits.guess(0, 300, 0) == 150 and waits.guess(8, 300, 4) == 638 and waits.guess(0, 10, 9) == waits.STEP


@settings(max_examples=20)
@given(some.lists(some.integers(0, 7200), min_size=60, max_size=90))
def test_of_exchangeable_waits_the_promised_share_falls_inside_on_average(found: list[int]) -> None:
    """Leave one out: each is judged by the quantiles of all the others, so every order is as likely as another."""
    hits = 0
    for left_out, wait in enumerate(found):
        low, high = waits.factors([(each, 300) for place, each in enumerate(found) if place != left_out]) or (0.0, 0.0)
        hits += waits.interval(300, low, high).holds(wait)
    assert hits / len(found) >= waits.PROMISED
