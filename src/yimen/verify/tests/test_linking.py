"""Names, numbers and items that are written otherwise still find their case; strangers do not."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from yimen.verify import Result
from yimen.verify.tests.small_set import answer, case, county, item, record, weekdays


def linked(tmp_path: Path, cases: list, register: list, items: list | None = None) -> dict[str, str]:
    """Case by record."""
    return {link.record_no: link.case_no for link in links(tmp_path, cases, register, items).links}


def links(tmp_path: Path, cases: list, register: list, items: list | None = None) -> Result:
    tables = county()
    tables["cases"], tables["register"] = cases, register
    tables["items"] += items or []
    return answer(tables, tmp_path)


DISGUISES = [
    ("number masked long", {"holder_id": "9999**********{tail}"}),
    ("number masked short", {"holder_id": "999999********{tail}"}),
    ("number in wide characters", {"holder_id": "{wide}"}),
    ("number with spaces", {"holder_id": "{head} {tail}"}),
    ("number in lower case", {"holder_id": "{lower}"}),
    ("number missing", {"holder_id": ""}),
    ("name with a wide space", {"holder_name": "李　建国"}),
    ("name with an invisible character", {"holder_name": "李建国\u200b"}),
    ("name in traditional characters", {"holder_name": "李建國"}),
    ("name masked", {"holder_name": "李**", "holder_id": "9999**********{tail}"}),
    ("name with an agent's mark", {"holder_name": "李建国（代）"}),
    ("name with one wrong character", {"holder_name": "李建团"}),
    ("item only by name", {"item_code": "", "item_name": "事项I1"}),
    ("item by name with the department", {"item_code": "", "item_name": "事项I1办理（民政局）"}),
    ("item absent", {"item_code": "", "item_name": ""}),
    ("no day of application", {"applied_on": ""}),
    ("issued three days later", {"applied_on": "", "issued_on": "{later}"}),
    ("day with slashes", {"applied_on": "{received:%Y/%-m/%-d}", "issued_on": "{issued:%Y年%-m月%-d日}"}),
]


@pytest.fixture(scope="module")
def told_otherwise(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Case by record in a county where one record is written in each of the ways: record and case n by the n-th.

    Seven strangers came for the same item on the same day as each.
    """
    cases, records = [], []
    for n, (_, change) in enumerate(DISGUISES):
        received, number = weekdays()[n], str(case(n)["applicant_id"])
        issued = received + timedelta(days=6)
        words = {
            "tail": number[-4:],
            "head": number[:-4],
            "lower": number.lower(),
            "wide": "".join(chr(ord(c) + 0xFEE0) for c in number),
            "received": received,
            "issued": issued,
            "later": issued + timedelta(days=3),
        }
        named = {"applicant_name": "李建国"} if "holder_name" in change else {}
        cases.append(case(n, f"{received} 09:00:00", **named))
        cases += [case(36 + 13 * n + stranger, f"{received} 09:00:00") for stranger in range(1, 8)]
        told = {key: value.format(**words) for key, value in change.items()}
        records.append(record(n, str(issued), **{"applied_on": received, **told}))
    return linked(tmp_path_factory.mktemp("told"), cases, records)


@pytest.mark.parametrize("turn", range(len(DISGUISES)), ids=[name for name, _ in DISGUISES])
def test_a_record_written_otherwise_finds_its_case(turn: int, told_otherwise: dict[str, str]) -> None:
    assert told_otherwise.get(f"R{turn:04}") == f"C{turn:04}"


def test_document_numbers_written_otherwise_find_their_cases_even_without_number_of_person(tmp_path: Path) -> None:
    cases = [case(n, document_no=f"友许字〔2023〕{n}号", applicant_name="李建国") for n in range(1, 10)]
    written = {7: "友许字[2023]7号", 8: "友许字（2023）第008号", 9: "友许字〔２０２３〕９号"}
    told = [record(n, document_no=number, holder_id="", holder_name="李**") for n, number in written.items()]
    assert linked(tmp_path, cases, told) == {f"R{n:04}": f"C{n:04}" for n in written}


def test_a_stranger_of_the_same_day_and_item_is_not_linked(tmp_path: Path) -> None:
    assert linked(tmp_path, [case(1)], [record(2)]) == {}


def test_the_same_person_in_another_month_is_another_matter(tmp_path: Path) -> None:
    assert linked(tmp_path, [case(1)], [record(1, "2023-02-20", applied_on="2023-02-14")]) == {}


def test_the_same_person_with_another_item_is_another_matter(tmp_path: Path) -> None:
    assert linked(tmp_path, [case(1)], [record(1, item_code="I2")]) == {}


def test_of_two_matters_of_one_person_each_record_takes_its_own(tmp_path: Path) -> None:
    cases = [case(1), case(1, "2023-01-17 09:00:00", case_no="C0002")]
    records = [record(1, "2023-01-23", applied_on="", record_no="R0002"), record(1, applied_on="")]
    assert linked(tmp_path, cases, records) == {"R0001": "C0001", "R0002": "C0002"}


def test_records_of_one_holder_exchange_cases_until_each_has_one(tmp_path: Path) -> None:
    # R1 fits both cases and the later one best; R2 fits only the later one. Heaviest first alone would leave R2 out.
    cases = [case(1, case_no="C1"), case(1, "2023-01-12 09:00:00", case_no="C2")]
    records = [
        record(1, "2023-01-18", applied_on="", record_no="R1"),
        record(1, "2023-01-18", applied_on="2023-01-12", record_no="R2", holder_name=""),
    ]
    records[1]["holder_id"] = "9999**********" + str(case(1)["applicant_id"])[-4:]
    assert linked(tmp_path, cases, records) == {"R1": "C1", "R2": "C2"}


def test_a_second_row_for_the_same_licence_is_no_second_matter(tmp_path: Path) -> None:
    result = links(tmp_path, [case(1)], [record(1), record(1, record_no="R0002")])
    assert {link.record_no: link.method for link in result.links}["R0002"] == "repeated_entry"
    assert result.findings == []


def test_a_case_filed_by_an_agent_is_found_by_item_and_days(tmp_path: Path) -> None:
    agent = {"applicant_name": "友谊县万通代办服务部", "applicant_id": "91999999MA00000000"}
    days = [f"2023-01-{day:02}" for day in range(3, 29)]
    others = [case(n, f"{day} 10:00:00") for n, day in enumerate(days, start=20)]
    found = linked(tmp_path, [case(1, **agent), case(2), *others], [record(1), record(2)])
    assert found == {"R0001": "C0001", "R0002": "C0002"}


def test_a_name_that_fits_two_items_stays_unread(tmp_path: Path) -> None:
    twins = [item("T1", item_name="登记（一）"), item("T2", item_name="登记（二）")]
    told = record(1, item_code="", item_name="登记")
    assert linked(tmp_path, [case(1, item_code="T2")], [told], twins) == {"R0001": "C0001"}
