"""The county's tables have the shape that the evidence contract asks for."""

import json
from datetime import date, datetime

import pytest

from yimen.demonstration.tests.conftest import Written

HEADINGS = {
    "items": "item_code item_name department_code initiation entry_mode entry_from handling promised_days",
    "halls": "hall_code hall_name kind",
    "hall_days": "hall_code date opens_at closes_at",
    "windows": "window_code hall_code terminal from_date to_date",
    "postings": "operator_code department_code window_code from_date to_date",
    "attendance": "operator_code date arrived_at left_at",
    "cases": "case_no item_code department_code applicant_name applicant_id channel received_at accepted_at decided_at "
    "finished_at recorded_at window_code operator_code terminal result document_no",
    "register": "record_no department_code item_code item_name holder_name holder_id applied_on issued_on document_no "
    "origin",
    "tickets": "ticket_no hall_code window_code item_code called_at",
    "evaluations": "case_no channel terminal rated_at score",
    "truth/records": "record_no case_no truth item_code matter",
    "truth/cases": "case_no truth matter",
    "truth/items": "item_code verdict matters off_matters off_share behaviour register_covered",
}
KEYS = {
    "items": "item_code",
    "halls": "hall_code",
    "cases": "case_no",
    "register": "record_no",
    "tickets": "ticket_no",
    "staff": "staff_code",
    "departments": "department_code",
    "truth/records": "record_no",
    "truth/cases": "case_no",
    "truth/items": "item_code",
}
WORDS = {
    ("items", "initiation"): {"on_application", "ex_officio"},
    ("items", "entry_mode"): {"hall", "entrusted", "branch_hall", "exempt", "none"},
    ("items", "handling"): {"instant", "committed"},
    ("halls", "kind"): {"main", "branch"},
    ("cases", "channel"): {"window", "online", "post"},
    ("cases", "result"): {"granted", "refused", "withdrawn", "pending"},
    ("register", "origin"): {"issued", "renewed", "changed", "migrated", "ex_officio", ""},
    ("truth/cases", "truth"): {"", "back_filled", "branch_hall", "unposted"},
    ("truth/records", "truth"): {"", "off_hall", "back_filled", "branch_hall", "unposted"},
}


@pytest.mark.parametrize("name", HEADINGS)
def test_a_table_has_the_contracts_columns(written: Written, name: str) -> None:
    assert written.headings(name) == HEADINGS[name].split()
    assert written.table(name)


@pytest.mark.parametrize("name", KEYS)
def test_no_key_comes_twice(written: Written, name: str) -> None:
    keys = [row[KEYS[name]] for row in written.table(name)]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(("name", "column"), WORDS)
def test_a_column_has_every_word_of_the_contract_and_no_other(written: Written, name: str, column: str) -> None:
    assert {row[column] for row in written.table(name)} == WORDS[name, column]


def test_the_period_is_the_year(written: Written) -> None:
    meta = json.loads((written.folder / "meta.json").read_text())
    assert meta == {"region": "230522", "from": "2023-01-01", "to": "2023-12-31"}


def test_what_a_row_points_to_exists(written: Written) -> None:
    items = {row["item_code"] for row in written.table("items")}
    later = {row["later_code"] for row in written.table("item_codes")}
    departments = {row["department_code"] for row in written.table("departments")}
    windows = {row["window_code"] for row in written.table("windows")}
    staff = {row["staff_code"] for row in written.table("staff")}
    halls = {row["hall_code"] for row in written.table("halls")}
    cases = {row["case_no"] for row in written.table("cases")}
    for case in written.table("cases"):
        assert case["item_code"] in items and case["department_code"] in departments
        assert case["channel"] == "online" or (case["window_code"] in windows and case["operator_code"] in staff)
    for record in written.table("register"):
        assert record["department_code"] in departments
        assert not record["item_code"] or record["item_code"] in items | later
    assert {row["hall_code"] for row in written.table("windows") + written.table("hall_days")} == halls
    assert {row["operator_code"] for row in written.table("postings") + written.table("attendance")} <= staff
    assert {row["case_no"] for row in written.truth("records")} - {""} <= cases
    assert {row["case_no"] for row in written.table("evaluations")} <= cases
    for name in ("exemptions", "declarations", "truth/schemes", "truth/unseen"):
        assert {row["item_code"] for row in written.table(name)} <= items


def test_the_truth_has_a_row_for_each_row(written: Written) -> None:
    for name, key in (("cases", "case_no"), ("register", "record_no"), ("items", "item_code")):
        told = written.truth("records" if name == "register" else name)
        assert [row[key] for row in written.table(name)] == [row[key] for row in told]


def test_the_times_of_a_case_are_in_order(written: Written) -> None:
    for case in written.table("cases"):
        steps = [case[f"{step}_at"] for step in ("received", "accepted", "decided", "finished")]
        told = [datetime.fromisoformat(step) for step in steps if step]
        assert told == sorted(told) and len(told) == (2 if case["result"] == "pending" else 4)
        assert datetime.fromisoformat(case["recorded_at"]) >= datetime.fromisoformat(case["accepted_at"])
        assert case["received_at"] >= "2023-01-01" and case["recorded_at"] < "2024-01-03"


def test_an_online_case_names_no_window_operator_or_machine(written: Written) -> None:
    online = [case for case in written.table("cases") if case["channel"] == "online"]
    assert online
    assert all(not (case["window_code"] or case["operator_code"] or case["terminal"]) for case in online)


def test_a_case_number_says_unit_day_of_writing_and_a_right_check_digit(written: Written) -> None:
    for case in written.table("cases"):
        number = case["case_no"]
        assert len(number) == 23 and number.startswith(case["department_code"])
        assert number[9:17] == case["recorded_at"][:10].replace("-", "")
        weighted = (int(symbol, 36) * (1, 3, 7)[place % 3] for place, symbol in enumerate(number[:-1]))
        assert sum(weighted) % 10 == int(number[-1])


def test_a_window_has_one_machine_at_a_time(written: Written) -> None:
    spans: dict[str, list[tuple[str, str]]] = {}
    for row in written.table("windows"):
        spans.setdefault(row["window_code"], []).append((row["from_date"], row["to_date"] or "9999"))
    replaced = [sorted(found) for found in spans.values() if len(found) > 1]
    assert replaced, "some machines are replaced during the year"
    assert all(first[1] < second[0] for first, second in replaced)


def test_the_hall_opens_on_working_days_and_from_march_on_saturday_mornings(written: Written) -> None:
    opened = {row["date"]: row["opens_at"] for row in written.table("hall_days") if row["hall_code"] == "H1"}
    assert "2023-01-28" in opened and opened["2023-05-06"] == "08:30", "make-up working days are worked"
    assert "2023-10-03" not in opened and "2023-02-25" not in opened
    assert opened["2023-03-04"] == "09:00"
    assert not [day for day in opened if date.fromisoformat(day).weekday() == 6 and opened[day] != "08:30"]


def test_the_neighbour_county_shares_no_row_with_ours(written: Written) -> None:
    neighbour = Written(written.folder / "neighbour")
    assert neighbour.table("cases") and neighbour.table("register")
    for name, key in (("items", "item_code"), ("cases", "case_no"), ("departments", "department_code")):
        assert not {row[key] for row in written.table(name)} & {row[key] for row in neighbour.table(name)}
    assert not {row["staff_code"] for row in written.table("staff")} & {
        row["staff_code"] for row in neighbour.table("staff")
    }
    terminals = {row["terminal"] for row in written.table("windows")}
    assert not terminals & {row["terminal"] for row in neighbour.table("windows")}
    assert len(neighbour.table("departments")) == 3
