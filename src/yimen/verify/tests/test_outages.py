"""An outage that the hall declared: told in time it explains late entries; afterwards, or belied, it only weighs."""

from pathlib import Path

import pytest

from yimen.verify import Finding
from yimen.verify.tests.rule_examples import at, changed
from yimen.verify.tests.small_set import Row, answer, case

IN_TIME, LATE = at("01-10", "10:00:00"), at("01-31", "10:00:00")


def received(number: int, written: object, **more: object) -> Row:
    """A case that came while the hall was dark and was written when it is said."""
    morning = {"received_at": at("01-10", "09:30:00"), "accepted_at": at("01-10", "09:30:00")}
    return case(number, **morning, decided_at=at("01-10", "10:00:00"), recorded_at=written, **more)


def late_entry(folder: Path, outage: Row, *others: Row, **more: object) -> Finding | None:
    """What R22 says of a case written the next afternoon, after the morning that it grants anybody."""
    hall = {
        "hall_code": "H0",
        "window_code": "*",
        "starts_at": at("01-10", "09:00:00"),
        "ends_at": at("01-10", "12:00:00"),
    }
    rows = [received(1, at("01-11", "15:00:00"), **more), *others]
    result = answer(changed(cases=rows, outages=[hall | outage]), folder)
    return next((each for each in result.findings if each.rule == "R22" and each.subject == "C0001"), None)


@pytest.mark.parametrize("ends", [at("01-10", "12:00:00"), ""])
def test_told_in_time_it_explains_what_was_written_after_it(tmp_path: Path, ends: object) -> None:
    assert late_entry(tmp_path, {"recorded_at": IN_TIME, "ends_at": ends}) is None


def test_told_weeks_later_it_is_marked_and_weighs_less(tmp_path: Path) -> None:
    finding = late_entry(tmp_path, {"recorded_at": LATE})
    assert finding and finding.probability == 0.7
    assert "2023-01-31 10:00才登记（事后登记），只作参考" in finding.explanation


def test_windows_that_went_on_writing_belie_it(tmp_path: Path) -> None:
    busy = [received(n, at("01-10", "09:35:00")) for n in range(2, 5)]
    finding = late_entry(tmp_path, {"recorded_at": IN_TIME}, *busy)
    assert finding and finding.probability == 0.7 and "停机时段内窗口仍在即时入库" in finding.explanation


@pytest.mark.parametrize(
    ("outage", "case_of"),
    [
        ({"window_code": "W2"}, {}),  # another window was down
        ({"hall_code": "B0"}, {}),  # another hall was
        ({"starts_at": at("01-10", "10:00:00")}, {}),  # it began after the case came
        ({}, {"terminal": "10.99.0.1"}),  # a machine elsewhere goes on working
    ],
)
def test_it_explains_nothing_else(tmp_path: Path, outage: Row, case_of: Row) -> None:
    finding = late_entry(tmp_path, {"recorded_at": IN_TIME, **outage}, **case_of)
    assert finding and finding.probability > 0.7 and "登记过停机" not in finding.explanation


def test_a_set_without_the_table_lacks_nothing(tmp_path: Path) -> None:
    result = answer(changed(cases=[received(1, at("01-11", "15:00:00"))]), tmp_path)
    assert not any("outages" in words for words in result.report["missing"])
