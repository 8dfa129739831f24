"""The truth agrees with the tables when it is worked out anew from them, by the contract's definitions alone."""

from collections import Counter

import pytest

from yimen.demonstration.schemes import SCHEMES
from yimen.demonstration.tests.conftest import Written

NOT_COVERED = {"230522D10", "230522D20", "230522D26", "230522D40"}
"""Departments whose ledgers are thin, begin in July, or are missing."""
LEAST = 6
"""Off-hall matters that each planted item leaves at the least."""


def worked_out(written: Written) -> dict[str, tuple[str, int, int]]:
    """Verdict, matters and off-hall matters of each item, from the written tables and the truth of single rows.

    Counted are cases, ledger rows that truly went past the hall, and what no ledger shows; each matter once.
    """
    matters: dict[str, set[str]] = {}
    off: dict[str, set[str]] = {}
    truth = {row["case_no"]: row for row in written.truth("cases")}
    rows = [(case["item_code"], truth[case["case_no"]]) for case in written.table("cases")]
    rows += [(row["item_code"], row) for row in written.truth("records") if row["truth"] == "off_hall"]
    rows += [(row["item_code"], row) for row in written.truth("unseen")]
    for code, row in rows:
        matters.setdefault(code, set()).add(row["matter"])
        if row["truth"]:
            off.setdefault(code, set()).add(row["matter"])
    found = {}
    for item in written.table("items"):
        code = item["item_code"]
        total, bad = len(matters.get(code, ())), len(off.get(code, ()))
        if item["initiation"] == "ex_officio" or item["entry_mode"] in ("exempt", "none", "branch_hall"):
            found[code] = ("exempt", 0, 0)
        elif total < 5:
            found[code] = ("thin" if total else "idle", total, bad)
        else:
            share = bad / total
            found[code] = ("hollow" if share >= 0.8 else "bypassed" if share >= 0.1 else "runs", total, bad)
    return found


def test_each_items_truth_comes_out_the_same_when_worked_out_anew(written: Written) -> None:
    anew = worked_out(written)
    for row in written.truth("items"):
        verdict, total, bad = told = (row["verdict"], int(row["matters"]), int(row["off_matters"]))
        assert told == anew[row["item_code"]], (verdict, row)
        assert float(row["off_share"]) == (round(bad / total, 4) if total else 0.0)


def test_every_verdict_occurs(written: Written) -> None:
    verdicts = {row["verdict"] for row in written.truth("items")}
    assert verdicts == {"exempt", "idle", "thin", "hollow", "bypassed", "runs"}


def test_a_record_has_the_item_and_the_truth_of_its_case(written: Written) -> None:
    cases = {case["case_no"]: case for case in written.table("cases")}
    truth = {row["case_no"]: row for row in written.truth("cases")}
    departments = {row["record_no"]: row["department_code"] for row in written.table("register")}
    for row in written.truth("records"):
        if row["case_no"]:
            case = cases[row["case_no"]]
            assert (row["item_code"], row["truth"], row["matter"]) == (
                case["item_code"],
                truth[row["case_no"]]["truth"],
                truth[row["case_no"]]["matter"],
            )
            assert case["department_code"] == departments[row["record_no"]] and case["result"] == "granted"
        else:
            assert row["truth"] in ("", "off_hall")


def test_an_innocent_record_without_a_case_is_one_that_needed_none(written: Written) -> None:
    items = {row["item_code"]: row for row in written.table("items")}
    register = {row["record_no"]: row for row in written.table("register")}
    reasons: Counter[str] = Counter()
    for row in written.truth("records"):
        if row["case_no"] or row["truth"]:
            continue
        item, record = items[row["item_code"]], register[row["record_no"]]
        applied = record["applied_on"] or record["issued_on"]
        if item["initiation"] == "ex_officio":
            reasons["ex_officio"] += 1
        elif item["entry_mode"] in ("exempt", "none", "branch_hall"):
            reasons["exempt"] += 1
        elif record["origin"] == "migrated":
            reasons["migrated"] += 1
        else:
            assert applied < max(item["entry_from"], "2023-01-01"), (record, item)
            reasons["before" if applied >= "2023-01-01" else "older"] += 1
    assert set(reasons) == {"ex_officio", "exempt", "migrated", "before", "older"}


def test_an_off_hall_record_was_applied_for_in_the_year_and_after_entry(written: Written) -> None:
    items = {row["item_code"]: row for row in written.table("items")}
    register = {row["record_no"]: row for row in written.table("register")}
    guilty = [row for row in written.truth("records") if row["truth"] == "off_hall"]
    assert guilty
    for row in guilty:
        item, record = items[row["item_code"]], register[row["record_no"]]
        assert (record["applied_on"] or record["issued_on"]) >= max(item["entry_from"], "2023-01-01")
        assert item["initiation"] == "on_application" and item["entry_mode"] in ("hall", "entrusted")
        assert record["origin"] not in ("migrated", "ex_officio")


def test_only_departments_that_hand_over_their_ledger_are_covered(written: Written) -> None:
    of_item = {row["item_code"]: row["department_code"] for row in written.table("items")}
    for row in written.truth("items"):
        assert row["register_covered"] == str(of_item[row["item_code"]] not in NOT_COVERED)
    assert {of_item[row["item_code"]] for row in written.truth("unseen")} <= NOT_COVERED


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.name)
def test_a_scheme_is_planted_and_leaves_what_it_says(written: Written, scheme: object) -> None:
    planted = [row for row in written.truth("schemes") if row["scheme"] == scheme.name]  # type: ignore[attr-defined]
    assert len(planted) == len(scheme.sizes)  # type: ignore[attr-defined]
    truths = {row["item_code"]: row for row in written.truth("items")}
    case_item = {case["case_no"]: case["item_code"] for case in written.table("cases")}
    left = Counter((case_item[row["case_no"]], row["truth"]) for row in written.truth("cases"))
    left += Counter((row["item_code"], row["truth"]) for row in written.truth("records") if not row["case_no"])
    for row in planted:
        code = row["item_code"]
        assert truths[code]["behaviour"] == row["scheme"]
        if row["leaves"]:
            assert left[code, row["leaves"]] >= LEAST, row
            assert truths[code]["verdict"] in ("hollow", "bypassed"), truths[code]
        else:
            assert truths[code]["register_covered"] == "False" and int(truths[code]["off_matters"]) >= LEAST


def test_nobody_is_guilty_where_nobody_cheats(written_honest: Written) -> None:
    assert not written_honest.truth("schemes")
    verdicts = Counter(row["verdict"] for row in written_honest.truth("items"))
    assert not verdicts["hollow"] and not verdicts["bypassed"] and verdicts["runs"] > 50
    assert {row["truth"] for row in written_honest.truth("cases")} == {""}
    strays = [row for row in written_honest.truth("records") if row["truth"]]
    assert len(strays) < len(written_honest.table("cases")) / 200
