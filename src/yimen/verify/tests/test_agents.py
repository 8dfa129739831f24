"""Records whose case an agency filed in its own name, and names of items that fit two items."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from yimen.verify.tests.rule_examples import at
from yimen.verify.tests.small_set import Row, Tables, answer, case, county, found, item, record, weekdays

AGENCY = {"applicant_name": "友谊县万通代办服务有限公司", "applicant_id": "91999999MA00000000"}
DAYS = [str(day) for day in weekdays() if day.month == 1]


HELPFUL = {"applicant_name": "友谊县天成企业服务有限公司", "applicant_id": "91999999MA00000001"}
"""An agency as well, but only what it files says so, not its name."""


def filed_by_agency(shift: int, agency: Row = AGENCY) -> Tables:
    """Busy days of a busy item, and twelve matters that an agency filed; the records of the twelve are moved.

    On so busy a day neither day nor item brings a record and a case together, and name and number are not the holder's.
    """
    tables = county()
    for n in range(660):
        day = DAYS[n % len(DAYS)] if n < 648 else DAYS[4]
        decided = at(day[5:], "11:00:00")
        filer = agency if n >= 648 else {}
        tables["cases"].append(case(n, f"{day} 09:{n % 60:02}:00", decided_at=decided, document_no="", **filer))
        moved = str((decided + timedelta(days=shift if n >= 648 else 0)).date())
        tables["register"].append(record(n, moved, applied_on=moved, document_no=""))
    return tables


@pytest.mark.parametrize("agency", [AGENCY, HELPFUL])
def test_a_record_of_the_day_on_which_the_agency_filed_has_its_case(agency: Row, tmp_path: Path) -> None:
    result = answer(filed_by_agency(0, agency), tmp_path)
    assert found(result, "R01") == []
    assert sum(link.method.startswith("agent") for link in result.links) == 12


def test_a_record_of_another_day_is_not_given_the_agencys_case(tmp_path: Path) -> None:
    result = answer(filed_by_agency(30), tmp_path)
    assert not any(link.method.startswith("agent") for link in result.links)


def test_a_firm_that_has_its_own_licences_is_no_agency(tmp_path: Path) -> None:
    tables = filed_by_agency(0, HELPFUL)
    for n in range(700, 707):  # matters of its own, each with its record: seven of nineteen are no "nearly never"
        tables["cases"].append(case(n, f"{DAYS[n % len(DAYS)]} 10:00:00", **HELPFUL))
        issued = str(tables["cases"][-1]["decided_at"])[:10]
        holder = {"holder_name": HELPFUL["applicant_name"], "holder_id": HELPFUL["applicant_id"]}
        tables["register"].append(record(n, issued, applied_on=DAYS[n % len(DAYS)], **holder))
    assert not any(link.method.startswith("agent") for link in answer(tables, tmp_path).links)


def two_items_of_one_name(coded: bool) -> Tables:
    """An item that runs, and one like it but for a bracket that is exempt; the ledger leaves the bracket away."""
    tables = county()
    tables["items"] = [
        item("I1", item_name="烟草专卖零售许可补办"),
        item("X1", item_name="烟草专卖零售许可补办（企业）", entry_mode="exempt"),
        *tables["items"][1:2],
    ]
    rows: list[Row] = []
    for n in range(20):
        tables["cases"].append(case(n))
        rows.append(record(n))
    for n in range(20, 32):
        rows.append(record(n, item_code="I1" if coded else "", item_name="烟草专卖零售许可补办"))
    tables["register"] = rows
    return tables


@pytest.mark.parametrize(("coded", "verdict"), [(False, "runs"), (True, "bypassed")])
def test_a_name_that_fits_two_items_convicts_neither_until_the_code_says_which(
    coded: bool, verdict: str, tmp_path: Path
) -> None:
    result = answer(two_items_of_one_name(coded), tmp_path)
    assert {row.item_code: row.verdict for row in result.verdicts}["I1"] == verdict


@pytest.mark.parametrize(("mode", "leads"), [("exempt", 0), ("hall", 12)])
def test_a_bare_name_is_no_lead_where_lone_records_are_an_exempt_namesakes(
    mode: str, leads: int, tmp_path: Path
) -> None:
    tables = two_items_of_one_name(coded=False)
    tables["items"][1]["entry_mode"] = mode
    tables["register"] += [record(100 + n, item_code="X1") for n in range(60)]
    bare = {f"R{n:04}" for n in range(20, 32)}
    assert len(bare & set(found(answer(tables, tmp_path), "R01"))) == leads


def test_a_word_that_ends_like_an_office_is_read_as_the_items_own(tmp_path: Path) -> None:
    tables = county()
    tables["items"] = [
        item("I1", item_name="生育津贴补办"),
        item("I2", item_name="生育津贴补办（非首次）（医保局1103）", handling="instant"),
    ]
    tables["cases"] = [case(n, item_code="I2", decided_at=at("01-10", "09:40:00")) for n in range(6)]
    tables["register"] = [record(n, "2023-01-10", item_code="", item_name="生育津贴补办（非首次）") for n in range(6)]
    result = answer(tables, tmp_path)
    assert found(result, "R01") == []
    assert len(result.links) == 6
