"""Negative controls of rules that once named the honest: what they must still see, and what they must not."""

from __future__ import annotations

from pathlib import Path

import pytest

from yimen.verify.tests import rule_examples_late
from yimen.verify.tests.rule_examples import at, changed, rated_by, ratings_on_the_spot, without_clocking
from yimen.verify.tests.small_set import Tables, answer, case, found, item, record, weekdays

DAYS = [str(day) for day in weekdays()]


ON_THE_SPOT = ["hall_tablet", "Hall-Terminal", "4", "政务大厅平板电脑", "窗口 评价器", "现场"]
FROM_HOME = ["1", "2", "3", "6", "7", "mobile", "pc", "sms", "default", "移动端", "别的", ""]


def test_a_rating_on_the_spot_is_known_by_each_of_its_names_and_one_from_home_accuses_nobody(tmp_path: Path) -> None:
    machines = ("10.0.0.1", "10.0.0.2", "10.77.0.5")
    tables = rated_by([(channel, terminal) for channel in ON_THE_SPOT + FROM_HOME for terminal in machines])
    named = {f"C{3 * n + 2:04}" for n in range(len(ON_THE_SPOT))}
    assert set(found(answer(tables, tmp_path), "R38")) == named


def test_tablets_that_nobody_registered_accuse_nobody(tmp_path: Path) -> None:
    tables = ratings_on_the_spot("hall_tablet", "10.0.0.1", "PAD-1", "PAD-2", "PAD-3")
    assert found(answer(tables, tmp_path), "R38") == []


@pytest.mark.parametrize(
    "absent",
    [DAYS[10:11], DAYS[1:24:3], DAYS[:23], DAYS],
    ids=["forgot once", "forgets every third day", "got the card a month late", "has no card"],
)
def test_who_forgets_the_card_or_has_none_is_left_alone(absent: list[str], tmp_path: Path) -> None:
    assert found(answer(without_clocking(absent), tmp_path), "R14") == []


def test_days_on_which_the_hall_did_not_clock_count_for_nobody(tmp_path: Path) -> None:
    dark = DAYS[1:24:2]
    tables = without_clocking(dark)
    tables["attendance"] = [row for row in tables["attendance"] if str(row["date"]) not in dark]
    tables["cases"] = [
        row for row in tables["cases"] if row["operator_code"] == "P1" or str(row["received_at"])[:10] not in dark
    ]
    assert found(answer(tables, tmp_path), "R14") == []


def test_where_all_are_careless_with_their_cards_nobody_is_named(tmp_path: Path) -> None:
    tables = without_clocking(DAYS[1:24:2])
    tables["attendance"] = [
        row for row in tables["attendance"] if not (row["operator_code"] == "P2" and str(row["date"]) in DAYS[0:24:2])
    ]
    assert found(answer(tables, tmp_path), "R14") == []


def test_three_absences_are_too_few_however_many_cases_they_bore(tmp_path: Path) -> None:
    tables = without_clocking(DAYS[0:6:2])
    tables["cases"] = [
        row for row in tables["cases"] if row["operator_code"] == "P2" or str(row["received_at"])[:10] in DAYS[:6]
    ] + [case(300 + n, f"{day} 11:00:00") for n, day in enumerate(DAYS[:6])]
    assert found(answer(tables, tmp_path), "R14") == []


def test_four_cases_of_another_item_are_too_few_to_name_it(tmp_path: Path) -> None:
    tables = without_clocking(DAYS[1:24:2])
    tables["cases"] += [case(300 + n, f"{day} 11:00:00", item_code="I2") for n, day in enumerate(DAYS[1:9:2])]
    assert found(answer(tables, tmp_path), "R14") == ["I1"]


def test_a_finding_on_absence_names_the_days_and_the_cases(tmp_path: Path) -> None:
    result = answer(without_clocking(DAYS[1:24:2]), tmp_path)
    (words,) = [one.explanation for one in result.findings if one.rule == "R14"]
    assert "24天中，12天（50%）" in words and "分12次" in words and "48件窗口办件中有12件" in words
    assert f"{DAYS[1]}办件C0001" in words and words.count("办件C") == 5


def test_records_under_a_wrong_code_are_no_item_without_a_case(tmp_path: Path) -> None:
    numbers = [{"document_no": f"友许字〔2023〕{n}号"} for n in range(6)]
    tables = changed(
        cases=[case(n, **number) for n, number in enumerate(numbers)],
        register=[record(n, item_code="I2", **number) for n, number in enumerate(numbers)],
    )
    assert found(answer(tables, tmp_path), "R03") == []


def exempt_item(at_the_department: int) -> Tables:
    """Twelve cases of an exempt item in the hall with their records, and so many records without a case."""
    numbers = [{"item_code": "X1", "document_no": f"友许字〔2023〕{n}号"} for n in range(12)]
    away = {"item_code": "X1", "applied_on": "2023-02-10"}
    return changed(
        cases=[case(n, **number) for n, number in enumerate(numbers)],
        register=[record(n, **number) for n, number in enumerate(numbers)]
        + [record(500 + n, "2023-02-20", **away) for n in range(at_the_department)],
    )


@pytest.mark.parametrize(("at_the_department", "named"), [(0, ["X1"]), (12, ["X1"]), (13, [])])
def test_an_exempt_item_that_mostly_stays_away_may_come_to_the_hall(
    at_the_department: int, named: list[str], tmp_path: Path
) -> None:
    assert found(answer(exempt_item(at_the_department), tmp_path), "R53") == named


def test_an_exempt_item_whose_department_keeps_hardly_any_ledger_is_not_judged(tmp_path: Path) -> None:
    tables = exempt_item(0)
    tables["register"] = tables["register"][:2]
    assert found(answer(tables, tmp_path), "R53") == []


@pytest.mark.parametrize(("result", "named"), [("granted", ["C0001"]), ("refused", ["C0001"]), ("withdrawn", [])])
def test_who_withdraws_was_not_kept_waiting(result: str, named: list[str], tmp_path: Path) -> None:
    tables = changed(cases=[case(1, decided_at=at("02-20"), result=result)])
    assert found(answer(tables, tmp_path), "R58") == named


def test_who_runs_the_common_windows_takes_its_own_items_there(tmp_path: Path) -> None:
    common = {"window_code": "W3", "operator_code": "P3", "terminal": "10.0.0.3"}
    codes = [("E2", "D2"), ("E3", "D3"), ("E4", "D4")]
    tables = changed(
        items=[item(code, entry_mode="entrusted", department_code=department) for code, department in codes],
        cases=[case(10 * m + n, item_code=code, **common) for m, (code, _) in enumerate(codes) for n in range(6)],
    )
    assert found(answer(tables, tmp_path), "R56") == []


def test_a_clerk_of_the_common_windows_draws_in_no_item_that_others_mostly_took(tmp_path: Path) -> None:
    tables = without_clocking(DAYS[1:24:2])
    second = {"window_code": "W2", "operator_code": "P2", "terminal": "10.0.0.2"}
    tables["cases"] += [case(200 + n, f"{DAYS[n % 24]} 10:{n % 60:02}:00", **second) for n in range(120)]
    assert found(answer(tables, tmp_path), "R14") == []


def test_who_came_for_a_second_licence_is_not_said_to_have_had_the_first_before_his_case(tmp_path: Path) -> None:
    tables = rule_examples_late.as_many_licences_long_after_a_case_as_before_one()
    assert found(answer(tables, tmp_path), "R59") == []
