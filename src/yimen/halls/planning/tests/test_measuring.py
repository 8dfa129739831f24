"""Times are added up as if they had been taken at one window; a window is believed of the first who knows it."""

from datetime import date
from typing import Any

import pytest

from yimen.halls.planning import measuring
from yimen.halls.planning.measuring import ItemWork, Times, Work, added, work_at

DAY = date(2023, 6, 1)


def a_work(minutes: list[float], slot: int, source: str = "一") -> Work:
    times = Times.of(minutes)
    return Work({slot: 2.0}, len(minutes), times, (ItemWork("I1", "居住证签发", len(minutes), times),), source)


def test_times_have_an_interval_only_from_two_on() -> None:
    assert Times.of([5.0]).interval == (5.0, 5.0) and Times.of([5.0]).variation == 1
    low, high = Times.of([5.0, 7.0]).interval
    assert low < 6 < high
    assert Times().mean == 0


def test_works_added_are_the_work_of_all_their_matters() -> None:
    both = added([a_work([4.0, 8.0], 540), a_work([6.0, 10.0, 11.0], 570), a_work([5.0], 540)])
    assert both is not None and added([]) is None
    all_at_once = Times.of([4.0, 8.0, 6.0, 10.0, 11.0, 5.0])
    assert both.times == all_at_once and both.items[0].times == all_at_once
    assert both.slots == {540: 4.0, 570: 2.0} and both.cases == 6


def test_of_a_window_the_first_source_that_knows_it_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    tickets: Any = lambda *_: {(1, "A"): a_work([4.0], 540, "号票")}  # noqa: E731
    cases: Any = lambda *_: {(2, "A"): a_work([9.0], 540), (2, "B"): a_work([7.0], 540)}  # noqa: E731
    monkeypatch.setattr(measuring, "SOURCES", [tickets, cases])
    found = work_at(None, ("A", "B"), DAY, DAY)  # type: ignore[arg-type]
    assert {key: work.source for key, work in found.items()} == {(1, "A"): "号票", (2, "B"): "一"}
    assert work_at(None, (), DAY, DAY) == {}  # type: ignore[arg-type]
