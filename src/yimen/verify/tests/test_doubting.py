"""First the data are doubted and then the people: what points at most items alike is withdrawn, the rest stays."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from yimen.verify import Result
from yimen.verify.tests.small_set import Tables, answer, case, county, found, item, record, weekdays

ITEMS = [f"T{n:02}" for n in range(12)]


def strangers(taken: int) -> Tables:
    """Twelve items with five cases each; of the first `taken` items two were accepted by somebody in no list."""
    tables = county()
    tables["items"] += [item(code) for code in ITEMS]
    for n, code in enumerate(ITEMS):
        for k in range(5):
            operator = "P77" if n < taken and k < 2 else "P1"
            received = f"2023-01-{10 + k} 09:{n:02}:00"
            tables["cases"].append(case(10 * n + k, received, item_code=code, operator_code=operator))
    return tables


@pytest.mark.parametrize(("taken", "left"), [(7, 14), (8, 0)])
def test_a_rule_that_points_at_three_in_five_items_is_withdrawn(taken: int, left: int, tmp_path: Path) -> None:
    result = answer(strangers(taken), tmp_path)
    assert len(found(result, "R13")) == left
    told = [line for line in result.report["missing"] if line.startswith("规则 R13")]
    assert told == ([] if left else [
        "规则 R13 受理人员未进驻：12 项承诺件事项中有 8 项被它指着，更像是数据出了错"
        "（编号对不上、时钟不准、漏交了一部分），这条规则对这类事项的疑点已撤下，请核对数据后重新核验"
    ])  # fmt: skip


def test_a_county_may_say_from_which_share_on_it_doubts_its_data(tmp_path: Path) -> None:
    result = answer(strangers(8), tmp_path, parameters={"engine": {"doubt_at": 0.9}})
    assert len(found(result, "R13")) == 16


def silent(departments: int) -> Tables:
    """Cases of January by so many departments, none of February, and a record of February that has no case."""
    tables = county()
    tables["items"] += [item(f"T{n}", department_code=f"D{n}") for n in range(2, departments + 1)]
    codes = ["I1", *(f"T{n}" for n in range(2, departments + 1))]
    days = [day for day in weekdays() if date(2023, 1, 1) <= day < date(2023, 2, 1)]
    for n in range(3 * len(days)):
        code = codes[n % departments]
        number = {"item_code": code, "department_code": f"D{max(1, n % departments + 1)}"}
        tables["cases"].append(case(n, f"{days[n // 3]} 09:{n % 60:02}:00", **number))
    tables["register"] = [record(900, "2023-02-20", applied_on="2023-02-15"), record(901, "2023-02-20", applied_on="")]
    tables["register"].append(record(902, "2023-01-20", applied_on="2023-01-16"))
    return tables


def told(result: Result) -> list[str]:
    return [line for line in result.report["missing"] if "没有一件办件" in line]


def test_what_was_applied_for_while_the_register_is_silent_is_not_judged(tmp_path: Path) -> None:
    result = answer(silent(3), tmp_path)
    assert found(result, "R01") == ["R0902"]
    assert told(result) == [
        "cases：2023-02-01 至 2023-02-28 大厅开放而没有一件办件，像是漏交；这些日子申请的台账记录不判断有无办件，请补交"
    ]


def test_one_department_that_stays_away_is_no_silence(tmp_path: Path) -> None:
    result = answer(silent(1), tmp_path)
    assert set(found(result, "R01")) == {"R0900", "R0901", "R0902"}
    assert not told(result)


def test_an_open_saturday_without_anybody_is_no_silence(tmp_path: Path) -> None:
    tables = silent(3)
    tables["hall_days"].append({"hall_code": "H0", "date": "2023-01-14", "opens_at": "08:30", "closes_at": "17:00"})
    tables["cases"] += [
        case(1000 + n, f"{day} 10:{n % 60:02}:00", item_code="T2", department_code="D2")
        for day in weekdays()
        if day <= date(2023, 2, 28)
        for n in range(25)
    ]
    assert not told(answer(tables, tmp_path))
