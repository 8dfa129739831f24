"""Change points: told where something changed, silent where nothing did, and a policy is not taken for misconduct."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from yimen.verify import changes, reasons_for_change
from yimen.verify.changes import Found, Series
from yimen.verify.tests.small_set import Tables, case, county, estimated, item, write

FIRST = date(2023, 1, 1)


def series(
    share: Callable[[int], float], seed: int, daily: int = 1, code: str = "I1", measure: str = "off_share"
) -> Series:
    """A year of matters, so many a working day, each so with the share of its day."""
    draw, n, hits = random.Random(seed), [0] * 365, [0] * 365
    for day in range(365):
        if (FIRST + timedelta(day)).weekday() < 5:
            for _ in range(draw.randint(0, 2 * daily)):
                n[day] += 1
                hits[day] += draw.random() < share(day)
    return Series(code, measure, FIRST, 365, n, hits)


def step(before: float, after: float, day: int = 200) -> Callable[[int], float]:
    return lambda at: before if at < day else after


def test_where_nothing_changes_hardly_a_set_in_twenty_tells_anything() -> None:
    """60 sets of 20 series each, of small and large shares: the budget holds over all series of a set."""
    draw, alarms = random.Random(2), 0
    for turn in range(60):
        shares = [draw.choice((0.02, 0.1, 0.3, 0.5, 0.9)) for _ in range(20)]
        made = [series(step(share, share), 1000 * turn + n) for n, share in enumerate(shares)]
        alarms += bool(changes.search(made))
    assert alarms <= 0.05 * 60


@pytest.mark.parametrize(("before", "after"), [(0.05, 0.5), (0.6, 0.05), (0.3, 0.8)])
def test_a_change_is_told_with_its_day(before: float, after: float) -> None:
    told = dated = 0
    for seed in range(40):
        found = changes.parted(series(step(before, after), seed), 500)
        told += len(found) == 1
        dated += any(one.low - 3 <= 200 <= one.high + 3 for one in found)
    assert told >= 36
    assert dated >= 35


def test_put_right_and_fallen_back_are_two_changes() -> None:
    found = changes.parted(series(lambda at: 0.05 if 150 <= at < 260 else 0.7, 1, daily=2), 500)
    assert [one.rises for one in found] == [False, True]
    assert abs(found[0].day - 150) <= 10 and abs(found[1].day - 260) <= 10


def test_a_bundle_of_one_week_is_no_change() -> None:
    """An agent brings forty matters within a few days, many weeks over: the spread is in the lots, not in time."""
    draw, told = random.Random(6), 0
    for seed in range(30):
        one = series(step(0.05, 0.05), seed)
        for _ in range(4):
            start = draw.randrange(10, 350)
            for day in range(start, start + 4):
                one.n[day] += 10
                one.hits[day] += 10
        told += bool(changes.parted(Series("I1", "off_share", FIRST, 365, one.n, one.hits), 100))
    assert told <= 1


def test_a_difference_too_small_to_matter_is_not_told() -> None:
    assert changes.parted(series(step(0.02, 0.08), 3, daily=40), 10) == []


def test_series_without_enough_on_them_are_not_looked_at(tmp_path: Path) -> None:
    result = estimated(county() | {"cases": [case(n) for n in range(10)]}, tmp_path)
    assert changes.series_of(result.connection) == []
    assert result.changes == []


def kinds(found: list[Found], all_series: list[Series], connection: duckdb.DuckDBPyConnection) -> list[str]:
    return [change.kind for change in reasons_for_change.explain(connection, found, all_series)]


@pytest.fixture
def ground(tmp_path: Path) -> duckdb.DuckDBPyConnection:
    """A verified county with forty items in eight departments, and a hall that opened in July."""
    tables = county()
    tables["items"] = [item(f"I{n}", department_code=f"D{n % 8}") for n in range(40)]
    tables["halls"].append({"hall_code": "H9", "hall_name": "北区大厅", "kind": "main"})
    tables["hall_days"].append({"hall_code": "H9", "date": "2023-07-20", "opens_at": "08:30", "closes_at": "17:00"})
    for hall in ("H0", "B0", "H9"):
        tables["hall_days"].append({"hall_code": hall, "date": "2023-12-29", "opens_at": "08:30", "closes_at": "17:00"})
    tables["cases"] = [case(1)]
    from yimen.verify import verify

    return verify(write(tables, tmp_path / "set", end=date(2023, 12, 31))).connection


def county_of(share: Callable[[int], Callable[[int], float]], measure: str) -> list[Series]:
    return [series(share(n), 50 + n, code=f"I{n}", measure=measure) for n in range(40)]


def test_many_items_of_many_departments_on_one_day_are_a_policy(ground: duckdb.DuckDBPyConnection) -> None:
    made = county_of(lambda n: step(0.3, 0.75, 150) if n < 20 else step(0.3, 0.3), "online_share")
    found = changes.search(made)
    assert len(found) >= 10
    assert set(kinds(found, made, ground)) == {"policy"}


def test_one_item_alone_is_to_be_looked_into(ground: duckdb.DuckDBPyConnection) -> None:
    made = county_of(lambda n: step(0.02, 0.6, 150) if n == 7 else step(0.02, 0.02), "off_share")
    found = changes.search(made)
    assert [one.series.item_code for one in found] == ["I7"]
    (change,) = reasons_for_change.explain(ground, found, made)
    assert change.kind == "check"
    assert "请部门说明原因" in change.explanation and "属体外循环" in change.explanation


def test_items_that_change_on_days_of_their_own_do_not_excuse_one_another(ground: duckdb.DuckDBPyConnection) -> None:
    made = county_of(lambda n: step(0.02, 0.6, 40 + 20 * n) if n < 7 else step(0.02, 0.02), "off_share")
    found = changes.search(made)
    assert len(found) == 7
    assert set(kinds(found, made, ground)) == {"check"}


def test_the_day_a_hall_opened_explains_a_change(ground: duckdb.DuckDBPyConnection) -> None:
    made = county_of(lambda n: step(0.02, 0.8, 200) if n == 7 else step(0.02, 0.02), "off_share")
    (change,) = reasons_for_change.explain(ground, changes.search(made), made)
    assert change.kind == "policy"
    assert "2023-07-20北区大厅启用" in change.explanation


def test_what_was_put_right_is_not_judged_by_what_was_before(ground: duckdb.DuckDBPyConnection) -> None:
    made = county_of(lambda n: step(0.7, 0.02, 130) if n == 7 else step(0.02, 0.02), "off_share")
    (change,) = reasons_for_change.explain(ground, changes.search(made), made)
    assert change.kind == "improved"
    assert "属实质运行" in change.explanation and "不宜再按变化前的情况判断" in change.explanation


def changed_county() -> Tables:
    """January and February, one item: at the window until the end of January, online since."""
    tables = county()
    tables["cases"] = [
        case(n, f"2023-{1 + n // 60:02}-{2 + n % 20:02} 09:{n % 60:02}:00",
             **({"channel": "online", "window_code": "", "operator_code": "", "terminal": ""} if n >= 60 else {}))
        for n in range(120)
    ]  # fmt: skip
    return tables


def test_the_answer_holds_the_change_and_writes_it_down(tmp_path: Path) -> None:
    result = estimated(changed_county(), tmp_path, out_dir=tmp_path / "answer")
    (change,) = [one for one in result.changes if one.measure == "online_share"]
    assert change.item_code == "I1"
    assert "2023-01-22" <= change.changed_on <= "2023-02-03"
    assert (change.before_hits, change.after_hits) == (0, change.after_n)
    written = (tmp_path / "answer/changes.csv").read_text(encoding="utf-8").splitlines()
    assert len(written) == 1 + len(result.changes)
    assert written[0].startswith("item_code,measure,changed_on,low_on,high_on")
    assert (tmp_path / "answer/volume.csv").read_text(encoding="utf-8").startswith("level,code,name,hall,register")


def test_the_order_of_rows_changes_no_estimate(tmp_path: Path) -> None:
    tables = changed_county()
    first = estimated(tables, tmp_path / "a")
    for rows in tables.values():
        random.Random(1).shuffle(rows)
    second = estimated(tables, tmp_path / "b")
    assert (first.volumes, first.changes) == (second.volumes, second.changes)
