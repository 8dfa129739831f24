"""Each scheme can be seen in the tables by somebody who knows what to look for, and looks as its description says."""

from collections import Counter
from datetime import date, datetime

import pytest

from yimen.demonstration.tests.conftest import Rows, Written


def cases_of(written: Written, scheme: str, truth: str | None = None) -> Rows:
    """Cases of the items on which the scheme is planted, of one truth if given."""
    codes = {row["item_code"] for row in written.truth("schemes") if row["scheme"] == scheme}
    told = {row["case_no"]: row["truth"] for row in written.truth("cases")}
    chosen = [row for row in written.table("cases") if row["item_code"] in codes]
    return [row for row in chosen if truth is None or told[row["case_no"]] == truth]


def records_of(written: Written, scheme: str, truth: str) -> Rows:
    """Ledger rows of one truth of the items on which the scheme is planted."""
    codes = {row["item_code"] for row in written.truth("schemes") if row["scheme"] == scheme}
    rows = {row["record_no"]: row for row in written.table("register")}
    told = [row for row in written.truth("records") if row["item_code"] in codes and row["truth"] == truth]
    return [rows[row["record_no"]] for row in told]


def machines(written: Written, kind: str) -> set[str]:
    """Addresses of the machines in halls of that kind."""
    halls = {row["hall_code"] for row in written.table("halls") if row["kind"] == kind}
    return {row["terminal"] for row in written.table("windows") if row["hall_code"] in halls}


def posted_on(written: Written, operator: str, day: str) -> bool:
    """Whether the operator was stationed anywhere that day."""
    spans = [row for row in written.table("postings") if row["operator_code"] == operator]
    return any(row["from_date"] <= day and (not row["to_date"] or day <= row["to_date"]) for row in spans)


def moment(case: dict[str, str], step: str) -> datetime:
    """A time of the case."""
    return datetime.fromisoformat(case[f"{step}_at"])


@pytest.mark.parametrize(
    "scheme", ["next_days", "drip_fed", "dressed_as_online", "month_end_batch", "cured_late_writing"]
)
def test_a_case_written_in_later_was_written_after_the_decision(written: Written, scheme: str) -> None:
    guilty = cases_of(written, scheme, "back_filled")
    assert guilty
    assert all(moment(case, "recorded").date() > moment(case, "decided").date() for case in guilty)


def test_drip_feeding_keeps_office_hours_and_writes_one_at_a_time(written: Written) -> None:
    guilty = cases_of(written, "drip_fed", "back_filled")
    assert all(8 <= moment(case, "recorded").hour < 17 for case in guilty)
    assert max(Counter(case["recorded_at"][:13] for case in guilty).values()) <= 2


def test_next_days_are_evenings(written: Written) -> None:
    assert all(moment(case, "recorded").hour >= 17 for case in cases_of(written, "next_days", "back_filled"))


def test_what_is_dressed_as_online_says_so(written: Written) -> None:
    assert {case["channel"] for case in cases_of(written, "dressed_as_online", "back_filled")} == {"online"}


def test_month_end_batches_come_minutes_apart_on_the_last_working_evening(written: Written) -> None:
    guilty = cases_of(written, "month_end_batch", "back_filled")
    days = {case["recorded_at"][:10] for case in guilty}
    assert len(days) <= 12 and max(Counter(case["recorded_at"][:10] for case in guilty).values()) >= 3
    assert {moment(case, "recorded").hour for case in guilty} == {18}
    assert all(date.fromisoformat(day).day >= 27 for day in days)


def test_what_is_dated_today_was_issued_before_it_was_received(written: Written) -> None:
    received = {case["case_no"]: case["received_at"][:10] for case in cases_of(written, "dated_today", "back_filled")}
    issued = {row["record_no"]: row["issued_on"] for row in written.table("register")}
    pairs = [
        (issued[row["record_no"]], received[row["case_no"]])
        for row in written.truth("records")
        if row["case_no"] in received
    ]
    assert len(pairs) >= len(received) and all(day < taken for day, taken in pairs)


def test_a_colleague_was_never_posted_and_sits_at_an_office_machine(written: Written) -> None:
    hall = machines(written, "main") | machines(written, "branch")
    for case in cases_of(written, "colleague", "unposted"):
        assert not posted_on(written, case["operator_code"], case["accepted_at"][:10])
        assert case["terminal"] not in hall


def test_a_borrowed_machine_is_the_halls_and_its_user_was_never_posted(written: Written) -> None:
    hall = machines(written, "main")
    for case in cases_of(written, "borrowed_machine", "unposted"):
        assert not posted_on(written, case["operator_code"], case["accepted_at"][:10])
        assert case["terminal"] in hall


def test_a_posted_name_at_the_office_is_posted_but_its_machine_is_not_the_halls(written: Written) -> None:
    hall = machines(written, "main") | machines(written, "branch")
    for case in cases_of(written, "posted_name_at_office", "unposted"):
        assert posted_on(written, case["operator_code"], case["accepted_at"][:10])
        assert case["terminal"] not in hall


def test_a_lent_account_was_posted_before_and_is_not_any_more(written: Written) -> None:
    for case in cases_of(written, "lent_account", "unposted"):
        assert posted_on(written, case["operator_code"], "2023-08-31")
        assert not posted_on(written, case["operator_code"], case["accepted_at"][:10])


@pytest.mark.parametrize("scheme", ["in_branch_hall", "branch_that_stayed"])
def test_what_a_branch_hall_takes_is_at_its_own_machine_after_entry(written: Written, scheme: str) -> None:
    branch = machines(written, "branch")
    entry = {row["item_code"]: row["entry_from"] for row in written.table("items")}
    for case in cases_of(written, scheme, "branch_hall"):
        assert case["terminal"] in branch and case["accepted_at"][:10] >= entry[case["item_code"]]
    before = [
        case
        for case in cases_of(written, scheme, "")
        if case["terminal"] in branch and case["accepted_at"][:10] >= entry[case["item_code"]]
    ]
    assert not before


def test_weekend_records_were_issued_when_the_hall_was_shut_or_nobody_worked(written: Written) -> None:
    working = {row["date"] for row in written.table("hall_days") if row["opens_at"] == "08:30"}
    guilty = {row["issued_on"] for row in records_of(written, "weekend", "off_hall")}
    shut = [day for day in guilty if day not in working]
    assert len(shut) >= len(guilty) * 0.9


def test_a_reused_number_belongs_to_somebody_elses_earlier_case(written: Written) -> None:
    held = {case["document_no"]: case for case in cases_of(written, "number_reused") if case["document_no"]}
    digits = {"".join(filter(str.isdecimal, number.replace("2023", "", 1))): case for number, case in held.items()}
    guilty = records_of(written, "number_reused", "off_hall")
    for row in guilty:
        plain = row["document_no"].translate(str.maketrans("０１２３４５６７８９", "0123456789"))
        lender = digits["".join(filter(str.isdecimal, plain.replace("2023", "", 1)))]
        assert lender["applicant_name"] != row["holder_name"] and lender["received_at"][:10] < row["issued_on"]


def test_bundles_of_an_agent_come_many_on_one_day(written: Written) -> None:
    days = Counter(row["issued_on"] for row in records_of(written, "agent_run", "off_hall"))
    assert sum(count for count in days.values() if count >= 3) >= sum(days.values()) * 0.7


def test_large_clients_are_firms_only(written: Written) -> None:
    identities = [row["holder_id"] for row in records_of(written, "large_clients", "off_hall") if row["holder_id"]]
    assert identities and not [one for one in identities if one.startswith("999999") and one[6:8] in ("19", "20")]


def test_a_filled_up_items_empty_cases_are_in_no_ledger(written: Written) -> None:
    cases = {case["case_no"] for case in cases_of(written, "filled_up")}
    assert cases and not cases & {row["case_no"] for row in written.truth("records")}


def test_a_lapsed_exemption_ended_before_the_item_had_to_enter(written: Written) -> None:
    codes = {row["item_code"] for row in written.truth("schemes") if row["scheme"] == "lapsed_exemption"}
    ended = {row["item_code"]: row["to_date"] for row in written.table("exemptions") if row["item_code"] in codes}
    assert set(ended) == codes and set(ended.values()) == {"2023-06-30"}
    assert {row["entry_from"] for row in written.table("items") if row["item_code"] in codes} == {"2023-07-01"}


@pytest.mark.parametrize(
    ("scheme", "first", "last", "guilty"),
    [
        ("from_mid_year", "2023-01-01", "2023-06-30", False),
        ("from_mid_year", "2023-07-10", "2023-12-31", True),
        ("cured", "2023-01-01", "2023-08-31", True),
        ("cured", "2023-10-15", "2023-12-31", False),
        ("relapsed", "2023-01-01", "2023-08-31", True),
        ("relapsed", "2023-10-15", "2023-11-14", False),
        ("relapsed", "2023-11-25", "2023-12-31", True),
    ],
)
def test_a_scheme_with_seasons_keeps_them(written: Written, scheme: str, first: str, last: str, guilty: bool) -> None:
    issued = [row["issued_on"] for row in records_of(written, scheme, "off_hall")]
    assert any(first <= day <= last for day in issued) == guilty


def test_the_unseen_bypass_is_in_no_table_but_the_truth(written: Written) -> None:
    unseen = Counter(row["item_code"] for row in written.truth("unseen"))
    planted = {row["item_code"] for row in written.truth("schemes") if row["scheme"] == "unseen_bypass"}
    assert all(unseen[code] >= 4 for code in planted)
    assert len(records_of(written, "unseen_bypass", "off_hall")) <= 2
