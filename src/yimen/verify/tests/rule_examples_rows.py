"""Examples for the rules that need few rows: ratings, machines, the department's own system, numbers, attendance."""

from __future__ import annotations

from datetime import timedelta

from yimen.verify.tests.rule_examples import at, changed, hits, leaves
from yimen.verify.tests.small_set import Row, Tables, case, item, record, weekdays

DAYS = [str(day) for day in weekdays()]


def ratings(seconds_apart: int) -> Tables:
    """Six cases rated at window W1, one after the other."""
    rows: list[Row] = [
        {
            "case_no": f"C{n:04}",
            "channel": "window",
            "terminal": "10.0.0.1",
            "rated_at": at("01-16", "11:00:00") + timedelta(seconds=seconds_apart * n),
            "score": 5,
        }
        for n in range(6)
    ]
    return changed(cases=[case(n) for n in range(6)], evaluations=rows)


@hits("R39")
def six_ratings_in_half_a_minute() -> Tables:
    return ratings(5)


@leaves("R39")
def six_ratings_in_a_quarter_of_an_hour() -> Tables:
    return ratings(180)


def online(number: int, terminal: str, **changes: object) -> Row:
    """An online case from a machine."""
    return case(number, channel="online", window_code="", operator_code="", terminal=terminal, **changes)


def online_cases(of_next_department: str) -> Tables:
    """Six applicants from one machine, twenty of another department from machines of their own and one as given."""
    others = [online(100 + n, f"203.0.113.{n}", item_code="J1", department_code="D2") for n in range(20)]
    one = online(200, of_next_department, item_code="J1", department_code="D2")
    return changed(
        items=[item("J1", department_code="D2")], cases=[online(n, "10.77.0.5") for n in range(6)] + others + [one]
    )


@hits("R43")
def six_applicants_at_one_office_machine() -> Tables:
    return online_cases("203.0.113.99")


@leaves("R43")
def gateway_of_a_public_network() -> Tables:
    return online_cases("10.77.0.5")


@hits("R45")
def department_took_the_papers_and_the_platform_knows_nothing() -> Tables:
    return changed(cases=[case(1)], register=[record(1), record(2, "")])


@leaves("R45")
def department_took_the_papers_last_week() -> Tables:
    return changed(cases=[case(1)], register=[record(1), record(2, "", applied_on="2023-02-22")])


def pending_beside(issued: str) -> Tables:
    """A case that the platform still holds open, and the day on which the ledger says it was issued."""
    open_case = case(1, result="pending", decided_at="", finished_at="")
    return changed(cases=[open_case, case(2)], register=[record(1, issued), record(2)])


@hits("R46")
def issued_six_weeks_ago_and_still_open() -> Tables:
    return pending_beside("2023-01-16")


@leaves("R46")
def issued_last_week_and_still_open() -> Tables:
    return pending_beside("2023-02-22")


def numbered_by_day(late: str) -> Tables:
    """A case a day in the order of their numbers; the twelfth was written when given."""
    cases = [case(n, f"{day} 09:00:00") for n, day in enumerate(DAYS[:30])]
    cases[12]["recorded_at"] = late
    return changed(cases=cases)


@hits("R47")
def number_of_january_written_at_the_end_of_february() -> Tables:
    return numbered_by_day("2023-02-27 16:00:00")


@leaves("R47")
def written_the_day_after() -> Tables:
    return numbered_by_day(f"{DAYS[13]} 16:00:00")


def two_days_without_clerks(absent: tuple[str, ...]) -> Tables:
    """On two days in February those named did not clock in, while the ledger notes applications."""
    days = ("2023-02-06", "2023-02-07")
    more: list[Row] = [
        {
            "operator_code": f"P{n}",
            "department_code": "D2",
            "window_code": "W3",
            "from_date": "2022-01-01",
            "to_date": "",
        }
        for n in (4, 5)
    ]
    clocked: list[Row] = [
        {"operator_code": f"P{n}", "date": day, "arrived_at": "08:20", "left_at": "17:05"}
        for day in DAYS
        for n in (4, 5)
    ]
    tables = changed(
        cases=[case(1)],
        postings=more,
        attendance=clocked,
        register=[record(500 + n, "2023-02-20", applied_on=day) for n, day in enumerate(days)],
    )
    tables["attendance"] = [
        row for row in tables["attendance"] if not (row["operator_code"] in absent and str(row["date"]) in days)
    ]
    return tables


@hits("R49")
def both_clerks_of_the_department_were_away() -> Tables:
    return two_days_without_clerks(("P1", "P2"))


@leaves("R49")
def the_second_clerk_was_there() -> Tables:
    return two_days_without_clerks(("P1",))


@hits("R53")
def exempt_and_yet_accepted_in_the_hall() -> Tables:
    return changed(
        cases=[case(n, item_code="X1") for n in range(12)], register=[record(n, item_code="X1") for n in range(12)]
    )


@leaves("R53")
def exempt_and_applied_for_online() -> Tables:
    return changed(
        cases=[online(n, "", item_code="X1") for n in range(12)] + [case(7)],
        register=[record(n, item_code="X1") for n in range(12)],
    )
