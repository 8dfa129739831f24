"""What looks guilty and is not is there too, and the truth does not blame it."""

from collections import Counter
from datetime import datetime

from yimen.demonstration.story import OUTAGES
from yimen.demonstration.tests.conftest import Written


def blamed(written: Written) -> dict[str, str]:
    """The truth of each case by number."""
    return {row["case_no"]: row["truth"] for row in written.truth("cases")}


def main_windows(written: Written) -> set[str]:
    """Codes of the main hall's windows."""
    return {row["window_code"] for row in written.table("windows") if row["hall_code"] == "H1"}


def test_on_an_outage_day_no_window_writes_and_all_write_the_next_morning(written: Written) -> None:
    windows, truth = main_windows(written), blamed(written)
    opened = sorted(row["date"] for row in written.table("hall_days") if row["hall_code"] == "H1")
    for day in map(str, OUTAGES):
        morning = min(later for later in opened if later > day)
        at_windows = [case for case in written.table("cases") if case["window_code"] in windows]
        taken = [case for case in at_windows if case["accepted_at"][:10] == day]
        innocent = [case for case in taken if not truth[case["case_no"]]]
        assert len(innocent) >= 5
        assert {case["recorded_at"][:10] for case in innocent} == {morning}
        assert max(case["recorded_at"][11:] for case in innocent) < "11:30"
        hall = {row["terminal"] for row in written.table("windows")}
        assert not [case for case in at_windows if case["recorded_at"][:10] == day and case["terminal"] in hall]


def test_some_stand_in_at_another_window_of_the_same_hall(written: Written) -> None:
    truth = blamed(written)
    hall_of = {row["window_code"]: row["hall_code"] for row in written.table("windows")}
    posted: dict[str, set[str]] = {}
    for row in written.table("postings"):
        posted.setdefault(row["operator_code"], set()).add(row["window_code"])
    innocent = [case for case in written.table("cases") if case["operator_code"] and not truth[case["case_no"]]]
    elsewhere = [case for case in innocent if case["window_code"] not in posted[case["operator_code"]]]
    assert 0 < len(elsewhere) < len(innocent) * 0.06
    for case in elsewhere:
        assert hall_of[case["window_code"]] in {hall_of[window] for window in posted[case["operator_code"]]}


def test_an_innocent_window_case_comes_from_a_machine_that_stood_there_and_a_posted_operator(written: Written) -> None:
    truth = blamed(written)
    stood: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in written.table("windows"):
        stood.setdefault((row["window_code"], row["terminal"]), []).append((row["from_date"], row["to_date"] or "9"))
    spans: dict[str, list[tuple[str, str]]] = {}
    for row in written.table("postings"):
        spans.setdefault(row["operator_code"], []).append((row["from_date"], row["to_date"] or "9"))
    for case in written.table("cases"):
        if case["channel"] == "window" and not truth[case["case_no"]]:
            day = case["accepted_at"][:10]
            assert any(a <= day <= b for a, b in stood[case["window_code"], case["terminal"]]), case
            assert any(a <= day <= b for a, b in spans[case["operator_code"]]), case


def test_an_innocent_window_case_is_taken_while_the_hall_is_open(written: Written) -> None:
    truth = blamed(written)
    hall_of = {row["window_code"]: row["hall_code"] for row in written.table("windows")}
    opened = {
        (row["hall_code"], row["date"]): (row["opens_at"], row["closes_at"]) for row in written.table("hall_days")
    }
    saturdays = 0
    for case in written.table("cases"):
        if case["channel"] == "window" and not truth[case["case_no"]]:
            opens, closes = opened[hall_of[case["window_code"]], case["accepted_at"][:10]]
            assert opens <= case["received_at"][11:16] and case["accepted_at"][11:16] <= closes, case
            saturdays += closes == "12:00"
    assert saturdays > 10


def test_some_were_at_work_though_the_clock_did_not_see_them(written: Written) -> None:
    seen = {(row["operator_code"], row["date"]) for row in written.table("attendance")}
    truth = blamed(written)
    innocent = [case for case in written.table("cases") if case["channel"] == "window" and not truth[case["case_no"]]]
    unseen = [case for case in innocent if (case["operator_code"], case["accepted_at"][:10]) not in seen]
    assert 0 < len(unseen) < len(innocent) * 0.08


def test_before_entry_a_branch_hall_accepts_without_blame(written: Written) -> None:
    truth = blamed(written)
    entry = {row["item_code"]: row["entry_from"] for row in written.table("items")}
    branch = [case for case in written.table("cases") if case["window_code"].startswith(("B04", "B06"))]
    early = [case for case in branch if case["accepted_at"][:10] < entry[case["item_code"]]]
    assert early and not any(truth[case["case_no"]] for case in early)


def test_most_cases_are_written_within_minutes(written: Written) -> None:
    truth = blamed(written)
    lags = [
        datetime.fromisoformat(case["recorded_at"]) - datetime.fromisoformat(case["accepted_at"])
        for case in written.table("cases")
        if not truth[case["case_no"]] and case["accepted_at"][:10] not in map(str, OUTAGES)
    ]
    assert max(lags).total_seconds() < 600


def test_the_dirt_is_there_and_no_row_is_beyond_knowing(written: Written) -> None:
    rows = written.table("register")
    share = {
        "masked": sum("*" in row["holder_id"] for row in rows),
        "no id": sum(not row["holder_id"] for row in rows),
        "no code": sum(not row["item_code"] for row in rows),
        "no name": sum(not row["item_name"] for row in rows),
        "no day": sum(not row["applied_on"] for row in rows),
        "odd bracket": sum("[" in row["document_no"] or "（" in row["document_no"] for row in rows),
        "masked name": sum("*" in row["holder_name"] for row in rows),
        "spaced name": sum(" " in row["holder_name"] or "　" in row["holder_name"] for row in rows),
    }
    assert all(count >= 10 for count in share.values()), share
    assert 0.08 < share["masked"] / len(rows) < 0.2
    assert all(row["item_code"] or row["item_name"] for row in rows)
    assert all(row["holder_name"] and row["issued_on"] for row in rows)
    assert not [row for row in rows if not row["holder_id"] and "*" in row["holder_name"]]


def test_after_the_reorganisation_the_ledger_uses_the_new_code(written: Written) -> None:
    later = {row["later_code"]: row["from_date"] for row in written.table("item_codes")}
    used = [row for row in written.table("register") if row["item_code"] in later]
    assert used and all(row["issued_on"] >= later[row["item_code"]] and row["item_name"] for row in used)


def test_some_ledger_rows_are_there_twice(written: Written) -> None:
    rows = Counter(row["matter"] for row in written.truth("records"))
    twice = [matter for matter, count in rows.items() if count > 1]
    assert 10 < len(twice) < len(rows) * 0.02


def test_a_clean_ledger_is_clean(tmp_path) -> None:  # type: ignore[no-untyped-def]
    from yimen.demonstration.county import generate
    from yimen.demonstration.dirt import Dials

    generate(5, 1200, tmp_path, dials=Dials(*[0.0] * len(Dials.__slots__)))
    county = Written(tmp_path)
    truth = {row["record_no"]: row for row in county.truth("records")}
    later = {row["later_code"] for row in county.table("item_codes")}
    for row in county.table("register"):
        assert "*" not in row["holder_id"] + row["holder_name"] and row["holder_id"] and row["applied_on"]
        assert row["item_code"] == truth[row["record_no"]]["item_code"] or row["item_code"] in later
    assert max(Counter(row["matter"] for row in truth.values()).values()) == 1
