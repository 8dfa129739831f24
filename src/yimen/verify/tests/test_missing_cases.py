"""Numbers skipped among those of the cases: how many, of which day, and when they tell nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from hashlib import sha256

import duckdb
import pytest

from yimen.verify import missing_cases

START = date(2023, 3, 1)
A_DAY = 20
"""Cases that come in on each day."""


def day_of(n: int) -> date:
    return START + timedelta(days=n // A_DAY)


def looked(numbers: Iterable[tuple[str | None, date]], silent: Iterable[tuple[date, date]] = ()) -> tuple[float, int]:
    """Of a register with these numbers: what share may be lacking, and how many numbers are skipped."""
    connection = duckdb.connect()
    connection.execute("CREATE TABLE cases (case_no VARCHAR, received_at TIMESTAMP)")
    moment = datetime.min.time()
    connection.executemany(
        "INSERT INTO cases VALUES (?, ?)", [(number, datetime.combine(day, moment)) for number, day in numbers]
    )
    connection.execute("CREATE TABLE silent (from_day DATE, to_day DATE)")
    for stretch in silent:
        connection.execute("INSERT INTO silent VALUES (?, ?)", list(stretch))
    missing_cases.find_skipped(connection)
    ((share,),) = connection.execute("SELECT may_lack FROM numbering").fetchall()
    ((skipped,),) = connection.execute("SELECT coalesce(sum(n), 0) FROM skipped").fetchall()
    return round(share, 4), int(skipped)


def running(n: int) -> str:
    """Numbers that run on over all days, behind the region and the day."""
    return f"230522{day_of(n):%Y%m%d}{n:09d}"


def daily(n: int) -> str:
    """Numbers that begin anew each day."""
    return f"230522{day_of(n):%Y%m%d}{n % A_DAY + 1:04d}"


def plain(n: int) -> str:
    return f"YJ-{n:06d}"


@pytest.mark.parametrize("number", [running, daily, plain])
def test_numbers_without_a_gap_lack_nothing(number: Callable[[int], str | None]) -> None:
    assert looked((number(n), day_of(n)) for n in range(600)) == (0, 0)


@pytest.mark.parametrize("number", [running, daily, plain])
def test_what_was_lost_leaves_gaps(number: Callable[[int], str | None]) -> None:
    share, skipped = looked((number(n), day_of(n)) for n in range(600) if n % A_DAY not in (7, 13))
    assert (share, skipped) == (0.1, 60)


@pytest.mark.parametrize(
    "number",
    [
        lambda n: f"S{n * 7919 % 100_003:06d}",
        lambda n: sha256(bytes([n % 256, n // 256])).hexdigest(),
        lambda n: f"30522{10 * n:09d}",
        lambda n: None,
    ],
    ids=["in no order", "no digits alone", "in tens", "none at all"],
)
def test_numbers_that_do_not_run_on_tell_nothing(number: Callable[[int], str | None]) -> None:
    assert looked((number(n), day_of(n)) for n in range(600)) == (1, 0)


def test_few_numbers_tell_nothing() -> None:
    assert looked((running(n), day_of(n)) for n in range(200)) == (1, 0)
    assert looked((running(n), day_of(n)) for n in range(201)) == (0, 0)


def test_cases_without_a_number_fill_the_gaps() -> None:
    assert looked((None if n % 10 == 3 else running(n), day_of(n)) for n in range(600)) == (0, 0)


def test_days_of_which_nothing_was_handed_in_are_told_elsewhere() -> None:
    lost = range(200, 240)  # the tenth and eleventh day
    cases = [(running(n), day_of(n)) for n in range(600) if n not in lost]
    assert looked(cases) == (round(40 / 600, 4), 40)
    assert looked(cases, silent=[(day_of(200), day_of(239))]) == (0, 0)


def test_another_stretch_of_numbers_is_no_gap() -> None:
    assert looked((running(n if n < 300 else n + 1_000_000), day_of(n)) for n in range(600)) == (0, 0)
