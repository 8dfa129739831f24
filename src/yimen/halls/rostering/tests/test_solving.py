"""The roster as a pure problem: what may never be, what is weighed, and what is told when it cannot be."""

from datetime import date, time, timedelta

import pytest

from yimen.halls.rostering.rules import Day, Turn, turn_at
from yimen.halls.rostering.solving import (
    DEPUTY,
    Gap,
    Poster,
    Problem,
    Solution,
    by_rule,
    by_solver,
    duties,
    split_days,
    weigh,
    why,
)

MONDAY = date(2023, 6, 5)
LONG_AGO = date(2020, 1, 1)


def week(saturday: bool = False) -> list[Day]:
    """Five days from nine to five without a closed noon, and perhaps a Saturday morning."""
    days = [Day(MONDAY + timedelta(days=n), time(9), time(17)) for n in range(5)]
    return [*days, Day(MONDAY + timedelta(days=5), time(9), time(12))] if saturday else days


def two_each(windows: int) -> list[Poster]:
    """A (10 × window) and B (10 × window + 1) of each window."""
    return [Poster(10 * w + n, w, n * DEPUTY, LONG_AGO, None) for w in range(1, windows + 1) for n in (0, 1)]


def away(*days: date) -> set[tuple[date, Turn]]:
    return {(day, turn) for day in days for turn in Turn}


def never_twice(solution: Solution) -> bool:
    seen = [(day, turn, staff) for (day, turn, _), staff in solution.turns.items()]
    return len(seen) == len(set(seen))


@pytest.mark.parametrize("make", [by_rule, by_solver])
def test_every_open_window_is_covered_by_a_or_else_b_and_nobody_stands_twice(make: object) -> None:
    problem = Problem(week(), [1, 2], two_each(2), away={10: away(MONDAY)})
    found = make(problem)  # type: ignore[operator]
    assert found.gaps == []
    assert never_twice(found)
    assert found.turns[MONDAY, Turn.MORNING, 1] == 11
    assert found.turns[MONDAY + timedelta(days=1), Turn.MORNING, 1] == 10
    assert len(found.turns) == 5 * 2 * 2  # no noon duty was wanted


def test_noon_and_saturdays_fall_on_everybody_alike() -> None:
    problem = Problem(week(saturday=True), [1, 2, 3], two_each(3), noon_windows=1, weekend_windows=1)
    shares = duties(problem, by_solver(problem).turns)
    assert sum(shares.values()) == 6
    assert set(shares.values()) == {1}


def test_a_wish_moves_a_turn_and_a_stronger_one_wins() -> None:
    wishes = {(10, MONDAY, Turn.MORNING): 5, (11, MONDAY, Turn.MORNING): 1}
    problem = Problem([Day(MONDAY, time(9), time(12))], [1], two_each(1), wishes=wishes)
    assert by_rule(problem).turns[MONDAY, Turn.MORNING, 1] == 10
    found = by_solver(problem)
    assert found.turns[MONDAY, Turn.MORNING, 1] == 11
    assert found.bound <= found.cost < by_rule(problem).cost
    eager = Problem(week()[:1], [1], two_each(1), wishes={(11, MONDAY, Turn.AFTERNOON): -5})
    assert by_solver(eager).turns[MONDAY, Turn.AFTERNOON, 1] == 11


def test_frozen_days_stay_though_they_are_dear() -> None:
    frozen = {(MONDAY, Turn.MORNING, 1): 11, (MONDAY, Turn.AFTERNOON, 1): 11}
    problem = Problem(week(), [1], two_each(1), frozen=frozen, frozen_to=MONDAY, today=frozen)
    for found in (by_rule(problem), by_solver(problem)):
        assert {slot: found.turns[slot] for slot in frozen} == frozen
        assert found.turns[MONDAY + timedelta(days=1), Turn.MORNING, 1] == 10


def test_nobody_works_more_days_running_than_the_hall_allows_and_the_gap_is_explained() -> None:
    alone = [Poster(10, 1, 0, LONG_AGO, None)]
    problem = Problem(week(), [1], alone, days_running=3)
    found = by_solver(problem)
    assert len({day for day, _, _ in found.turns}) == 4  # three days, one off, and the last
    assert found.cost >= 20_000
    assert "连续上班已满 3 天" in why(problem, found.gaps[0], found.turns, {10: "S1"})


def test_what_binds_is_told_for_each_who_might_have_come() -> None:
    shared = [Poster(10, 1, 0, LONG_AGO, None), Poster(20, 2, 0, LONG_AGO, None), Poster(20, 1, DEPUTY, LONG_AGO, None)]
    problem = Problem(week()[:1], [1, 2, 3], shared, away={10: away(MONDAY)})
    found = by_solver(problem)
    assert {(gap.window, gap.turn) for gap in found.gaps} >= {(3, Turn.MORNING), (3, Turn.AFTERNOON)}
    names = {10: "甲", 20: "乙"}
    turns = {(MONDAY, Turn.MORNING, 2): 20}
    assert why(problem, Gap(MONDAY, Turn.MORNING, 1, 1), turns, names).startswith("甲请假，乙在别的窗口")
    assert "没有派驻任何人" in why(problem, Gap(MONDAY, Turn.MORNING, 3, 1), turns, names)


def test_the_solver_is_never_worse_than_the_rule_and_both_are_weighed_alike() -> None:
    wishes = {(10 * w, MONDAY + timedelta(days=w % 5), Turn.MORNING): w % 5 + 1 for w in range(1, 9)}
    problem = Problem(
        week(saturday=True), list(range(1, 9)), two_each(8), noon_windows=2, weekend_windows=2, wishes=wishes,
        away={10: away(MONDAY), 11: away(MONDAY + timedelta(days=1))},
    )  # fmt: skip
    ruled, solved = by_rule(problem), by_solver(problem, seconds=5)
    assert solved.bound <= solved.cost <= ruled.cost
    assert weigh(problem, solved.turns, solved.gaps) == solved.cost
    assert never_twice(solved)
    assert split_days(problem, solved.turns) == [] or solved.cost < ruled.cost


def test_a_day_falls_into_its_turns() -> None:
    assert week()[0].turns() == [Turn.MORNING, Turn.NOON, Turn.AFTERNOON]
    saturday = week(saturday=True)[-1]
    assert (saturday.turns(), saturday.weekend, len(saturday.half_hours())) == ([Turn.MORNING], True, 6)
    assert [turn_at(time(hour)) for hour in (9, 12, 14)] == [Turn.MORNING, Turn.NOON, Turn.AFTERNOON]


@pytest.mark.long
def test_a_hall_of_forty_windows_is_solved_for_a_month_within_the_time() -> None:
    days = [day for w in range(4) for day in (Day(each.date + timedelta(days=7 * w), each.opens_at, each.closes_at)
                                              for each in week(saturday=True))]  # fmt: skip
    problem = Problem(days, list(range(1, 41)), two_each(40), noon_windows=6, weekend_windows=6)
    found = by_solver(problem)
    assert found.gaps == []
    assert found.cost <= by_rule(problem).cost
