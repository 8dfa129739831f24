"""Examples of the rules on what was handled first and entered afterwards: for R59 pairs, for R60 a habit."""

from __future__ import annotations

from datetime import timedelta

from yimen.verify.tests.rule_examples import at, changed, hits, leaves
from yimen.verify.tests.small_set import Row, Tables, case, record, weekdays

DAYS = [str(day) for day in weekdays() if day.month == 1]


def _honest(first: int, count: int) -> list[Row]:
    """Cases of the other item that were written as they came, so that there is something to compare with."""
    return [
        case(n, f"{DAYS[n % len(DAYS)]} 10:00:00", item_code="I2", decided_at=f"{DAYS[n % len(DAYS)]} 10:20:00")
        for n in range(first, first + count)
    ]


def _decided_at_once(late: int, hours: int) -> list[Row]:
    """Twelve cases of I1 decided within the hour, of which `late` were written so many hours after."""
    rows = []
    for n in range(12):
        row = case(n, f"{DAYS[n]} 09:00:00")
        row["decided_at"] = at(DAYS[n][5:], "09:40:00")
        row["recorded_at"] = at(DAYS[n][5:], "09:11:00") + timedelta(hours=hours if n < late else 0)
        rows.append(row)
    return rows


def _licence_first(days: int, count: int) -> Tables:
    """Persons whose licence is so many days older than their case; minus: so many days younger than its decision."""
    cases, records = [], []
    for n in range(count):
        cases.append(case(n, "2023-01-30 09:00:00" if days > 0 else "2023-01-03 09:00:00"))
        cases[-1] |= {"decided_at": at("01-30", "09:30:00") if days > 0 else at("01-03", "09:30:00")}
        day = str((at("01-30") if days > 0 else at("01-03")).date() - timedelta(days=days))
        records.append(record(n, day, applied_on=day))
    return changed(cases=cases, register=records)


@hits("R59")
def six_licences_each_ten_days_before_its_case() -> Tables:
    return _licence_first(10, 6)


@leaves("R59")
def six_licences_dated_the_day_before_their_cases() -> Tables:
    return _licence_first(1, 6)


def as_many_licences_long_after_a_case_as_before_one() -> Tables:
    """One person whose licence came first, and five who came for a second one long after."""
    tables = _licence_first(10, 1)
    others = _licence_first(-40, 6)
    for row in others["cases"]:
        row["case_no"] = f"X{row['case_no']}"
    for name in ("cases", "register"):
        tables[name] += others[name][1:]
    return tables


@hits("R60")
def nine_of_twelve_written_that_evening() -> Tables:
    return changed(cases=_decided_at_once(9, 9) + _honest(40, 60))


@leaves("R60")
def one_of_twelve_written_that_evening() -> Tables:
    return changed(cases=_decided_at_once(1, 9) + _honest(40, 60))
