"""A wrong code accuses nobody: the case is found under its own item, and small items do not pay for large ones."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import pytest

from yimen.verify import Result
from yimen.verify.engine import FOLDER, WRONG_SHARE
from yimen.verify.rulebook import bind
from yimen.verify.tests.small_set import Row, answer, case, county, item, record, weekdays

TWICE = 60
"""People who came for two items, on days of their own: what the hall's register teaches of one person's two matters."""

NOTED = {1: "*{given}", 2: "某{given}", 3: "{surname}某某", 4: "{name}（变更）"}
"""How the ledger writes some people's names; of their numbers it has the end."""


def cases_of_two_items() -> list[Row]:
    """Two cases of I1 on one day, and of the same people one of I2 three weeks later: another item is another day."""
    days = [day for day in weekdays() if day <= date(2023, 1, 31)]
    found = []
    for n in range(TWICE):
        day = days[n % len(days)]
        found.append(case(100 + n, f"{day} 09:00:00"))
        found.append(case(100 + n, f"{day} 11:00:00", case_no=f"C3{n:03}"))
        found.append(case(100 + n, f"{day + timedelta(days=21)} 10:00:00", case_no=f"C2{n:03}", item_code="I2"))
    return found


def own(row: Row, number: int) -> Row:
    """The record of that case."""
    days = {"applied_on": str(row["received_at"])[:10], "item_code": row["item_code"]}
    return record(number, str(row["decided_at"])[:10], record_no=f"O{row['case_no']}", **days)


def lone(number: int, **changes: object) -> Row:
    """A record of February that no case will do for."""
    return record(number, "2023-02-08", applied_on="2023-02-06", record_no=f"L{number}", **changes)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """A ledger of 180 honest records, and a few that are written badly."""
    tables = county()
    tables["items"] += [
        item("S1", item_name="小事项办理"),
        item("B1", item_name="证照补办（局0001）"),
        item("B2", item_name="证照补办（非首次）（局0002）"),
        item("E2", item_name="执照延续（局0003）"),
        item("E3", item_name="执照延续（非首次）（局0004）"),
    ]
    tables["cases"] = cases_of_two_items()
    tables["register"] = [own(row, 100 + n // 3) for n, row in enumerate(tables["cases"])]
    tables["cases"] += [case(n) for n in range(1, 7)]
    for n, pattern in NOTED.items():
        name = str(case(n)["applicant_name"])
        written = pattern.format(name=name, surname=name[0], given=name[1:])
        number = "*" * 14 + str(case(n)["applicant_id"])[-4:]
        tables["register"].append(record(n, holder_name=written, holder_id=number))
    name = str(case(6)["applicant_name"])
    tables["register"] += [
        record(5, item_code="I2", holder_id="9999**********" + str(case(5)["applicant_id"])[-4:]),
        record(6, document_no="友许字〔2023〕8号"),
        record(6, "2023-01-17", record_no="R0009", holder_name=name[:-1] + "团", document_no="许〔2023〕8号"),
        lone(500, item_code="S1", item_name="事项I1办理"),
        *(lone(600 + n, item_code="", item_name="证照补办（局0001）") for n in range(8)),
        *(lone(700 + n, item_code="", item_name="执照延续") for n in range(8)),
    ]
    return answer(tables, tmp_path_factory.mktemp("set"))


def verdict(result: Result, code: str) -> str:
    return next(one.verdict for one in result.verdicts if one.item_code == code)


def certainty(result: Result, number: str) -> float:
    """How far a record is believed to have gone past the hall."""
    return max((one.probability for one in result.findings if one.subject == number), default=0.0)


def test_name_number_and_day_find_the_case_under_another_code_where_nobody_comes_twice_on_one_day(
    result: Result,
) -> None:
    assert {link.record_no: link.case_no for link in result.links}.get("R0005") == "C0005"


def test_a_name_half_hidden_or_with_a_clerks_note_is_the_same_persons(result: Result) -> None:
    found = {link.record_no: link.case_no for link in result.links}
    assert {n: found.get(f"R{n:04}") for n in NOTED} == {n: f"C{n:04}" for n in NOTED}


def test_a_licence_entered_again_under_another_spelling_is_no_second_matter(result: Result) -> None:
    assert {link.record_no: link.method for link in result.links}.get("R0009") == "repeated_entry"


def test_where_code_and_name_say_two_items_the_record_is_a_lead_and_convicts_neither(result: Result) -> None:
    assert 0.5 <= certainty(result, "L500") <= 0.8
    assert verdict(result, "S1") == "idle"


def test_a_name_with_its_bracket_means_one_item_and_without_it_neither_of_two(result: Result) -> None:
    assert [verdict(result, code) for code in ("B1", "B2", "E2", "E3")] == ["hollow", "idle", "idle", "idle"]
    assert 0.5 <= certainty(result, "L700") <= 0.8


def test_items_are_named_from_the_surest_down_until_the_budget_of_false_alarms_is_spent() -> None:
    """Of a hundred judged items one tenth of a false alarm may be expected; whoever comes after that is not named."""
    text = (FOLDER / "sql/verdicts.sql").read_text(encoding="utf-8")
    start = text.index("), named AS (") + 1
    budget = f"WITH weighed AS (FROM sure) {text[start : text.index(';', start)]}"
    connection = duckdb.connect()
    connection.execute(
        """CREATE TABLE sure AS SELECT CAST(n AS VARCHAR) AS item_code, true AS in_scope, 10 AS matters,
            CASE WHEN n <= 4 THEN 0.5 ELSE 0.0 END AS share,
            CASE n WHEN 1 THEN 1.0 WHEN 2 THEN 0.96 WHEN 3 THEN 0.95 WHEN 4 THEN 0.94 ELSE 1.0 END AS is_sure
        FROM range(1, 101) AS items(n)"""
    )
    asked = bind(budget, {"sure_at": 0.9, "wrong_share": WRONG_SHARE})
    named = connection.execute(
        f"SELECT item_code FROM ({asked}) WHERE share >= 0.1 AND is_sure >= sure_from ORDER BY item_code"
    ).fetchall()
    assert named == [("1",), ("2",), ("3",)]
