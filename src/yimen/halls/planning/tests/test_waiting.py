"""The formulas say what the tables say; the simulation's interval covers what the formulas say."""

import math
import random

import pytest

from yimen.halls.planning.engine import erlang
from yimen.halls.planning.engine.simulating import ALL, Interval, Stream, difference, one_day, simulate
from yimen.halls.planning.engine.sizing import Limit, size

WARM_UP, LONG = 500.0, 4_500.0
DAYS = 12
MORNING = {480 + 30 * slot: people for slot, people in enumerate((4, 9, 12, 10, 6, 3, 2, 5, 8, 7, 4, 2))}


def people(rate: float, service: float, seed: int) -> list[tuple[float, float]]:
    """Arrivals of one rate for so long, with exponential service times: what the formulas are about."""
    chance = random.Random(seed)
    moments, moment = [], chance.expovariate(rate)
    while moment < LONG:
        moments.append((moment, chance.expovariate(1 / service)))
        moment += chance.expovariate(rate)
    return moments


@pytest.mark.parametrize(
    ("load", "windows", "blocked", "waits"),
    [(1, 1, 0.5, 1.0), (1, 2, 0.2, 1 / 3), (2, 3, 4 / 19, 4 / 9), (8, 10, 0.1217, 0.4092)],
)
def test_erlang_b_and_c_are_those_of_the_tables(load: float, windows: int, blocked: float, waits: float) -> None:
    assert erlang.blocking(load, windows) == pytest.approx(blocked, abs=5e-5)
    assert erlang.waiting(load, windows) == pytest.approx(waits, abs=5e-5)


def test_a_queue_that_cannot_keep_up_waits_for_ever_and_many_windows_do_not_overflow() -> None:
    assert erlang.mean_wait(1, 10, 10) == math.inf
    assert erlang.within(60, 1, 10, 9) == 0
    assert 0 < erlang.blocking(900, 1000) < 1
    assert erlang.limited(1, 3, 3, 3)[0] == pytest.approx(erlang.blocking(3, 3))  # no place to wait: Erlang B


@pytest.mark.parametrize(("rate", "service", "windows"), [(0.5, 1.4, 1), (0.6, 4.0, 3), (0.8, 7.0, 7)])
def test_the_simulated_interval_covers_erlangs_mean_wait(rate: float, service: float, windows: int) -> None:
    means = []
    for seed in range(DAYS):
        waits = [wait for came, wait in one_day(people(rate, service, seed), windows).waits if came > WARM_UP]
        means.append(sum(waits) / len(waits))
    found, exact = Interval.of(means), erlang.mean_wait(rate, service, windows)
    assert found is not None
    assert found.low <= exact <= found.high, (found, exact)
    assert found.high - found.low < exact  # an interval so wide that it covers everything would show nothing


@pytest.mark.parametrize(("windows", "room"), [(2, 2), (2, 5)])
def test_the_simulated_interval_covers_the_share_turned_away_and_the_wait_with_limited_room(
    windows: int, room: int
) -> None:
    shares, means = [], []
    for seed in range(DAYS):
        came = people(0.5, 4.0, seed)
        day = one_day(came, windows, room)
        shares.append(day.turned_away / len(came))
        means.append(sum(wait for _, wait in day.waits) / len(day.waits))
    away, wait = erlang.limited(0.5, 4.0, windows, room)
    for figures, exact in ((shares, away), (means, wait)):
        found = Interval.of(figures)
        assert found is not None
        assert found.low - 1e-9 <= exact <= found.high + 1e-9, (found, exact)


def test_a_formula_that_is_off_by_a_tenth_would_be_seen() -> None:
    """Negative control: the intervals are narrow enough to refute a slightly wrong formula."""
    shares = []
    for seed in range(DAYS):
        came = people(0.5, 4.0, seed)
        shares.append(one_day(came, 2, 2).turned_away / len(came))
    found = Interval.of(shares)
    assert found is not None
    assert not found.low <= 1.1 * erlang.blocking(2.0, 2) <= found.high


def test_the_same_people_meet_every_plan_so_a_window_more_never_makes_a_day_longer() -> None:
    stream = Stream("police", MORNING, service=8.0, variation=0.6)
    before = simulate([stream], {"police": 2}, days=8, seed=3)
    after = simulate([stream], {"police": 3}, days=8, seed=3)
    assert before.people == after.people
    assert all(second <= first for first, second in zip(before.by_day[ALL], after.by_day[ALL], strict=True))
    paired, other = difference(before, after), simulate([stream], {"police": 3}, days=8, seed=4)
    apart = Interval.of([b - a for a, b in zip(before.by_day[ALL], other.by_day[ALL], strict=True)])
    assert paired is not None and apart is not None and paired.high < 0
    assert paired.high - paired.low < apart.high - apart.low  # what common random numbers are for


def test_waits_by_hour_follow_the_hours_in_which_people_come_and_nobody_is_lost() -> None:
    stream = Stream("tax", MORNING, service=6.0, variation=0.5)
    found = simulate([stream, Stream("idle", {}, 5.0)], {"tax": 2, "idle": 1}, days=20, seed=1)
    assert found.people["tax"] == pytest.approx(stream.a_day, rel=0.1)
    assert {hour for key, hour in found.hours if key == "tax"} == {8, 9, 10, 11, 12, 13}
    assert found.hours["tax", 9].mean > found.hours["tax", 8].mean
    assert "idle" not in found.day
    assert found.closing["tax"] > 480


def test_windows_are_as_many_as_the_limit_needs_and_not_one_more() -> None:
    stream = Stream("police", {540: 12, 570: 6}, service=8.0)
    needed = size(stream, Limit(10))
    assert needed.within >= 0.8
    assert erlang.within(10, stream.busiest, stream.service, needed.windows - 1) < 0.8
    assert size(Stream("nobody", {}, 8.0), Limit(10)).windows == 0


def test_a_simulation_can_be_ended_with_the_days_so_far() -> None:
    found = simulate([Stream("tax", MORNING, 6.0)], {"tax": 2}, days=50, seed=1, tell=lambda done, _: done < 3)
    assert found.day[ALL].days == 3
