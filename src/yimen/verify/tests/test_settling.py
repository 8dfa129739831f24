"""Codes written otherwise are brought to the spelling of the list that issues them, and only where that is sure."""

from __future__ import annotations

from pathlib import Path

from yimen.verify import Result
from yimen.verify.tests.rule_examples import changed
from yimen.verify.tests.small_set import answer, case, item, record


def codes(result: Result, table: str, column: str) -> set[str]:
    return {code for (code,) in result.connection.execute(f"SELECT DISTINCT {column} FROM {table}").fetchall()}


def test_a_code_in_small_or_wide_letters_is_the_one_of_the_list(tmp_path: Path) -> None:
    tables = changed(cases=[case(1, item_code="i1", operator_code="ｐ１", window_code=" w1")], register=[record(1)])
    result = answer(tables, tmp_path)
    assert codes(result, "cases", "item_code || operator_code || window_code") == {"I1P1W1"}
    assert sum("只差大小写、全角或空格" in line for line in result.report["missing"]) == 3
    assert not result.findings


def test_two_codes_of_the_list_that_differ_in_case_alone_stay_two(tmp_path: Path) -> None:
    tables = changed(items=[item("Ab"), item("AB")], cases=[case(1, item_code="aB"), case(2, item_code="AB")])
    assert codes(answer(tables, tmp_path), "cases", "item_code") == {"aB", "AB"}


def test_a_department_under_its_own_number_is_known_by_its_items(tmp_path: Path) -> None:
    records = [record(n, department_code="公安") for n in range(4)]
    result = answer(changed(cases=[case(n) for n in range(4)], register=records), tmp_path)
    assert codes(result, "register", "department_code") == {"D1"}
    assert len(result.links) == 4


def test_a_department_whose_items_are_of_several_stays_a_stranger(tmp_path: Path) -> None:
    items = [item("J1", department_code="D2")]
    records = [record(n, department_code="窗口", item_code="I1" if n % 2 else "J1") for n in range(6)]
    result = answer(changed(items=items, cases=[case(1)], register=records), tmp_path)
    assert codes(result, "register", "department_code") == {"窗口"}


def test_a_day_without_a_time_is_taken_at_its_latest(tmp_path: Path) -> None:
    days = dict.fromkeys(("received_at", "accepted_at"), "2023-01-10") | dict.fromkeys(
        ("decided_at", "finished_at"), "2023-01-16"
    )
    soon, late = case(1, recorded_at="2023-01-16 16:00:00", **days), case(2, recorded_at="2023-01-17 15:00:00", **days)
    result = answer(changed(cases=[soon, late]), tmp_path)
    seen = [finding for finding in result.findings if finding.rule == "R22"]
    assert [finding.subject for finding in seen] == ["C0002"]
    assert "2023-01-10受理、2023-01-16作出决定" in seen[0].explanation
    assert not [finding for finding in result.findings if finding.rule in ("R24", "R30", "R31", "R60")]
    assert any("accepted_at 多数只有日期" in line for line in result.report["missing"])
