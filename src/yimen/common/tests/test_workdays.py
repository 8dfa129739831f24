"""Deadlines fall on the day that the law and the State Council's calendar say."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yimen.common import workdays
from yimen.common.workdays import Suspension, due, due_in_natural_days, working_days_between

with (Path(__file__).parent / "data" / "deadline_vectors.csv").open(encoding="utf-8", newline="") as file:
    VECTORS = list(csv.DictReader(file))

DAYS = st.dates(min_value=date(2019, 1, 1), max_value=date(2026, 6, 30))
LENGTHS = st.integers(0, 60)


@st.composite
def suspensions(draw: st.DrawFn) -> Suspension:
    start = draw(DAYS)
    return Suspension(start, start + timedelta(days=draw(st.integers(0, 40))))


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: f"{row['accept_date']}+{row['working_days']}")
def test_deadline_vectors(row: dict[str, str]) -> None:
    found = due(date.fromisoformat(row["accept_date"]), int(row["working_days"]))
    assert found == workdays.Deadline(date.fromisoformat(row["deadline_start_next_day"]), provisional=False)


@pytest.mark.parametrize(
    ("year", "days"),
    [(2019, 250), (2020, 249), (2021, 250), (2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)],
)
def test_working_days_of_each_year(year: int, days: int) -> None:
    assert working_days_between(date(year - 1, 12, 31), date(year, 12, 31)) == days


@given(received=DAYS, days=LENGTHS)
def test_a_deadline_is_a_working_day_and_so_many_working_days_away(received: date, days: int) -> None:
    found = due(received, days)
    assert found is not None
    assert workdays.china().works(found.on)
    if days:
        assert working_days_between(received, found.on) == days


@given(received=DAYS, days=LENGTHS, more=LENGTHS)
def test_more_days_are_never_earlier_and_days_add_up(received: date, days: int, more: int) -> None:
    first = due(received, days)
    assert first is not None
    assert due(received, days + more).on >= first.on
    assert due(received, days, added=more) == due(received, days + more)
    if days:
        assert due(first.on, more).on == due(received, days + more).on


@given(start=DAYS, middle=DAYS, end=DAYS)
def test_counts_add_up_in_any_order(start: date, middle: date, end: date) -> None:
    assert working_days_between(start, end) == working_days_between(start, middle) + working_days_between(middle, end)


@given(DAYS, DAYS)
def test_counting_says_what_walking_says(start: date, end: date) -> None:
    calendar = workdays.china()
    walked = sum(calendar.works(start + timedelta(days=number)) for number in range(1, (end - start).days + 1))
    assert calendar.working(start, end) == walked


@given(received=DAYS, days=st.integers(1, 40), stops=st.lists(suspensions(), max_size=4))
def test_suspended_days_are_left_out_once(received: date, days: int, stops: list[Suspension]) -> None:
    found = due(received, days, suspensions=stops)
    assert found.on >= due(received, days).on
    assert working_days_between(received, found.on, suspensions=stops) == days
    assert due(received, days, suspensions=stops + stops) == found


@given(received=DAYS, days=LENGTHS)
def test_natural_days_end_on_a_working_day_not_before_their_time(received: date, days: int) -> None:
    found = due_in_natural_days(received, days)
    last = received + timedelta(days=days)
    assert found.on == last or (not workdays.china().works(last) and working_days_between(last, found.on) == 1)


def test_overlapping_suspensions_are_one() -> None:
    whole = [Suspension(date(2023, 6, 1), date(2023, 6, 14))]
    parts = [Suspension(date(2023, 6, 1), date(2023, 6, 9)), Suspension(date(2023, 6, 7), date(2023, 6, 14))]
    assert due(date(2023, 5, 31), 5, suspensions=parts) == due(date(2023, 5, 31), 5, suspensions=whole)
    # 1 June counts; then 15, 16, 19, 20 June.
    assert due(date(2023, 5, 31), 5, suspensions=whole).on == date(2023, 6, 20)


def test_a_suspension_over_a_weekend_only_changes_nothing() -> None:
    weekend = [Suspension(date(2023, 6, 2), date(2023, 6, 4))]
    assert due(date(2023, 5, 31), 5, suspensions=weekend) == due(date(2023, 5, 31), 5)


def test_a_clock_that_is_stopped_has_no_deadline_but_one_that_ran_out_before_has() -> None:
    assert due(date(2023, 5, 31), 5, suspensions=[Suspension(date(2023, 6, 2))]) is None
    assert due(date(2023, 5, 31), 5, suspensions=[Suspension(date(2023, 6, 7))]).on == date(2023, 6, 7)


def test_an_extension_adds_its_days() -> None:
    assert due(date(2023, 5, 31), 20, added=10) == due(date(2023, 5, 31), 30)


def test_a_year_without_an_arrangement_makes_a_deadline_provisional_until_it_is_imported() -> None:
    found = due(date(2026, 12, 28), 10)
    assert found == workdays.Deadline(date(2027, 1, 11), provisional=True)
    calendar = workdays.china().having([{"date": "2027-01-01", "is_off_day": "1", "arrangement_year": "2027"}])
    assert due(date(2026, 12, 28), 10, calendar=calendar) == workdays.Deadline(date(2027, 1, 12), provisional=False)


def test_a_corrected_arrangement_prevails() -> None:
    calendar = workdays.china().having([{"date": "2023-06-25", "is_off_day": "1", "arrangement_year": "2023"}])
    assert due(date(2023, 6, 21), 1).on == date(2023, 6, 25)
    assert due(date(2023, 6, 21), 1, calendar=calendar).on == date(2023, 6, 26)


@pytest.mark.parametrize("wrong", [{"date": "2027-02-30"}, {"is_off_day": "是"}, {"arrangement_year": ""}])
def test_a_wrong_row_of_an_arrangement_is_named(wrong: dict[str, str]) -> None:
    right = {"date": "2027-01-01", "is_off_day": "1", "arrangement_year": "2027"}
    with pytest.raises(ValueError, match="第2行"):
        workdays.china().having([right, right | wrong])


def test_the_day_received_is_the_day_in_shanghai() -> None:
    assert workdays.day_received(datetime(2023, 5, 31, 15, 59, tzinfo=UTC)) == date(2023, 5, 31)
    assert workdays.day_received(datetime(2023, 5, 31, 16, 0, tzinfo=UTC)) == date(2023, 6, 1)


def test_after_closing_it_is_the_next_working_day() -> None:
    closes = time(17, 0)
    assert workdays.day_received(datetime(2023, 6, 21, 8, 59, tzinfo=UTC), closes=closes) == date(2023, 6, 21)
    assert workdays.day_received(datetime(2023, 6, 21, 9, 0, tzinfo=UTC), closes=closes) == date(2023, 6, 25)


def test_impossible_periods_are_refused() -> None:
    with pytest.raises(ValueError, match="不能为负"):
        due(date(2023, 5, 31), -1)
    with pytest.raises(ValueError, match="早于开始日"):
        Suspension(date(2023, 5, 31), date(2023, 5, 30))
    with pytest.raises(ValueError, match="time zone"):
        workdays.day_received(datetime(2023, 5, 31, 12, 0))
