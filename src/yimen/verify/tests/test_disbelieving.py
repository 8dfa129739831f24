"""A column that cannot mean what it is called is set right or forgotten, and each time it is told."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from yimen.verify import Result
from yimen.verify.tests.rule_examples import changed
from yimen.verify.tests.small_set import Row, answer, case, record, weekdays

MANY = 60


def cases(**changes: object) -> list[Row]:
    """Sixty cases of January, each decided and finished some days after, changed as given."""
    days = weekdays()
    return [case(n, f"{days[n % 20]} 09:{n % 60:02}:00", **changes) for n in range(MANY)]


def told(result: Result, words: str) -> bool:
    return any(words in line for line in result.report["missing"])


def count(result: Result, what: str) -> int:
    return int(result.connection.execute(f"SELECT count(*) FROM {what}").fetchall()[0][0])


@pytest.mark.parametrize(("strangers", "believed"), [(35, True), (36, False)])
def test_operators_of_whom_most_stand_in_no_list_are_forgotten(strangers: int, believed: bool, tmp_path: Path) -> None:
    some = cases()
    for row in some[:strangers]:
        row["operator_code"] = "0077"
    result = answer(changed(cases=some), tmp_path)
    assert count(result, "cases WHERE operator_code IS NULL") == (0 if believed else MANY)
    assert told(result, "人员（operator_code）有 60% 不在 postings 之列") is not believed


@pytest.mark.parametrize(("hours", "set_right"), [(8, True), (-8, True), (0, False), (30, False)])
def test_a_clock_on_whose_hours_all_windows_agree_is_set_right(hours: int, set_right: bool, tmp_path: Path) -> None:
    some = cases()
    for row in some:
        row["recorded_at"] = datetime.fromisoformat(str(row["recorded_at"])) + timedelta(hours=hours)
    result = answer(changed(cases=some), tmp_path)
    soon = "cases WHERE abs(epoch(recorded_at) - epoch(accepted_at)) <= 120"
    assert count(result, soon) == (MANY if set_right or not hours else 0)
    assert told(result, "时钟或时区不准") is set_right


def test_some_who_write_late_are_no_wrong_clock(tmp_path: Path) -> None:
    some = cases()
    for row in some[: MANY // 2 - 5]:
        row["recorded_at"] = datetime.fromisoformat(str(row["recorded_at"])) + timedelta(hours=8)
    assert not told(answer(changed(cases=some), tmp_path), "时钟")


def test_the_time_of_the_last_change_is_not_that_of_entry(tmp_path: Path) -> None:
    some = cases()
    for row in some:
        row["recorded_at"] = row["finished_at"]
    result = answer(changed(cases=some), tmp_path)
    assert count(result, "cases WHERE recorded_at IS NULL") == MANY
    assert told(result, "是最后修改的时间")
    assert {run.rule for run in result.rule_runs if not run.switched_on} >= {"R22", "R60"}


@pytest.mark.parametrize(("others", "believed"), [(0, False), (2, True)])
def test_a_ledger_written_up_at_the_end_of_the_month_judges_nobody(others: int, believed: bool, tmp_path: Path) -> None:
    records = [record(n, "2023-01-31") for n in range(22)] + [record(50 + n, "2023-01-30") for n in range(others)]
    result = answer(changed(cases=[case(99)], register=records), tmp_path)
    assert told(result, "几乎都是月末") is not believed
    assert bool([finding for finding in result.findings if finding.rule == "R01"]) is believed


def test_days_of_application_that_are_all_days_of_issue_say_nothing(tmp_path: Path) -> None:
    records = [record(n, f"2023-01-{10 + n % 5}", applied_on=f"2023-01-{10 + n % 5}") for n in range(22)]
    result = answer(changed(cases=[case(99)], register=records), tmp_path)
    assert count(result, "register WHERE applied_on IS NULL") == 22
    assert told(result, "几乎都写成发证日期")
