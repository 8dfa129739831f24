"""Whether records without a case are due to cases that were lost: by what items lack, and on which days numbers do."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import duckdb
import pytest

from yimen.verify import missing_cases

DAYS, ITEMS, A_DAY = 250, 40, 40
START = date(2023, 1, 2)


def lacking(
    lost: Callable[[int, int, random.Random], bool],
    outside: float = 0.0,
    drafts: float = 0.0,
    runs: bool = True,
    silent: int = 0,
    items: int = ITEMS,
) -> tuple[float, float, float]:
    """rate, doubt and undated_rate of a register of 10,000 matters, each with its record.

    lost(item, day, rng): whether the case of a matter was lost; outside: share of the matters of every item that never
    had one; drafts: numbers taken by drafts, in numbers of cases; runs: whether the numbers run on; silent: days of
    which nothing was handed in; items: how many the matters are of.
    """
    rng = random.Random(7)
    connection = duckdb.connect()
    connection.execute("CREATE MACRO days_between(a, b) AS b - a")
    records, cases, skipped = [], Counter[date](), Counter[date]()
    for n in range(DAYS * A_DAY):
        item, day = rng.randrange(items), START + timedelta(days=n // A_DAY)
        is_outside = rng.random() < outside
        is_lost = not is_outside and lost(item, n // A_DAY, rng)
        cases[day] += not (is_outside or is_lost)
        skipped[day] += is_lost + (rng.random() < drafts)
        records.append((n, f"T{item:02}", day, is_outside or is_lost))
    connection.execute(
        """CREATE TABLE entry (r BIGINT, item_code VARCHAR, applied_on DATE, issued_on DATE, origin VARCHAR,
            is_unseen BOOLEAN, is_ambiguous BOOLEAN, is_disputed BOOLEAN);
        CREATE TABLE link (r BIGINT); CREATE TABLE matter (received_on DATE); CREATE TABLE skipped (day DATE, n BIGINT);
        CREATE TABLE numbering (may_lack DOUBLE); CREATE TABLE silent (from_day DATE, to_day DATE);
        CREATE TABLE period AS SELECT DATE '2023-01-01' AS starts, DATE '2023-12-31' AS ends;
        CREATE TABLE item AS SELECT DISTINCT 'T' || lpad(range::VARCHAR, 2, '0') AS item_code, true AS in_scope,
            DATE '2023-01-01' AS scope_from, DATE '2023-12-31' AS scope_to FROM range(40)"""
    )
    numbers, items, days, alone = map(list, zip(*records, strict=True))
    told = {"r": numbers, "item": items, "day": days}
    connection.execute(
        """INSERT INTO entry SELECT r, item, day, day, 'issued', false, false, false
        FROM (SELECT unnest($r) AS r, unnest($item) AS item, unnest($day) AS day)""",
        told,
    )
    linked = [r for r, is_alone in zip(numbers, alone, strict=True) if not is_alone]
    connection.execute("INSERT INTO link SELECT unnest($r)", {"r": linked})
    connection.execute("INSERT INTO matter SELECT unnest($day)", {"day": list(cases.elements())})
    gaps = sum(skipped.values()) if runs else 0
    if gaps:
        by_day = {"day": list(skipped), "n": list(skipped.values())}
        connection.execute("INSERT INTO skipped FROM (SELECT unnest($day) AS day, unnest($n) AS n) WHERE n > 0", by_day)
    connection.execute("INSERT INTO numbering VALUES (?)", [gaps / (gaps + cases.total()) if runs else 1])
    if silent:
        connection.execute("INSERT INTO silent VALUES (?, ?)", [START, START + timedelta(days=silent - 1)])
    connection.execute(missing_cases.statement())
    return tuple(connection.execute("SELECT rate, doubt, undated_rate FROM lacking").fetchall()[0])


def none(item: int, day: int, rng: random.Random) -> bool:
    return False


def one_in_ten(item: int, day: int, rng: random.Random) -> bool:
    return rng.random() < 0.1


def one_in_four(item: int, day: int, rng: random.Random) -> bool:
    return rng.random() < 0.25


def of_some_items(item: int, day: int, rng: random.Random) -> bool:
    """Of six items nearly all, of the others one in fifty: a machine's, or an operator's."""
    return rng.random() < (0.8 if item < 6 else 0.02)


def of_one_item(item: int, day: int, rng: random.Random) -> bool:
    return item == 0


@pytest.mark.parametrize("outside", [0.0, 0.03])
@pytest.mark.parametrize("drafts", [0.0, 0.03, 0.2])
def test_numbers_taken_by_drafts_excuse_nobody(outside: float, drafts: float) -> None:
    rate, doubt, _ = lacking(none, outside=outside, drafts=drafts)
    assert doubt == 0
    assert rate == pytest.approx(outside if drafts else 0, abs=0.005)


def test_what_every_item_lacks_alike_is_a_rate_and_no_doubt() -> None:
    rate, doubt, _ = lacking(one_in_ten)
    assert rate == pytest.approx(0.1, abs=0.01)
    assert doubt == 0


def test_numbers_that_do_not_run_on_leave_what_items_lack_alike() -> None:
    rate, doubt, _ = lacking(one_in_ten, runs=False)
    assert rate == pytest.approx(0.1, abs=0.01)
    assert doubt == 0


def test_where_numbers_do_not_run_on_a_county_of_bypassed_items_is_not_excused() -> None:
    assert lacking(lambda item, day, rng: rng.random() < 0.02 * (item % 20), runs=False) == (0, 0, 0)


@pytest.mark.parametrize(("items", "rate"), [(19, 0.0), (20, 0.1)])
def test_a_few_items_tell_nothing_of_the_others(items: int, rate: float) -> None:
    told, _, _ = lacking(one_in_ten, runs=False, items=items)
    assert told == pytest.approx(rate, abs=0.01)


def test_without_gaps_nothing_was_lost_however_much_every_item_lacks() -> None:
    assert lacking(none, outside=0.2) == (0, 0, 0)


@pytest.mark.parametrize("runs", [True, False])
def test_where_one_in_four_is_lost_no_lone_record_is_believed(runs: bool) -> None:
    _, doubt, _ = lacking(one_in_four, runs=runs)
    assert doubt > 0.9


@pytest.mark.parametrize("lost", [of_some_items, of_one_item])
def test_where_some_items_lack_more_than_others_lone_records_are_doubted(
    lost: Callable[[int, int, random.Random], bool],
) -> None:
    _, doubt, _ = lacking(lost)
    assert doubt > 0.9


def test_of_many_lone_records_only_those_are_doubted_that_gaps_can_account_for() -> None:
    _, doubt, _ = lacking(of_one_item, outside=0.05)
    assert 0.2 < doubt < 0.6  # some 250 lost, 500 outside


@pytest.mark.parametrize(("silent", "rate"), [(0, 0.0), (7, 7 / 365), (29, 29 / 365), (30, 0.0)])
def test_undated_records_may_be_of_the_days_without_cases(silent: int, rate: float) -> None:
    _, _, undated = lacking(none, silent=silent)
    assert undated == pytest.approx(rate)
