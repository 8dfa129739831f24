"""For each rule an example that it hits and one like it that it leaves alone.

Each function takes the honest county and changes it; HITS and LEAVES name them by rule. The example left alone is as
near to the other as can be: it differs in the one thing that makes it innocent.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from yimen.verify.tests.small_set import Tables, case, county, item, record, weekdays

HITS: dict[str, Callable[[], Tables]] = {}
LEAVES: dict[str, Callable[[], Tables]] = {}
Example = Callable[[], Tables]


def hits(rule: str) -> Callable[[Example], Example]:
    """Enters an example that the rule must hit."""
    return lambda example: HITS.setdefault(rule, example)


def leaves(rule: str) -> Callable[[Example], Example]:
    """Enters an example that the rule must leave alone."""
    return lambda example: LEAVES.setdefault(rule, example)


def changed(**more: list[dict[str, object]]) -> Tables:
    """The honest county with rows added."""
    tables = county()
    for name, rows in more.items():
        tables.setdefault(name, []).extend(rows)
    return tables


def at(day: str, hour: str = "09:00:00") -> datetime:
    """A moment of 2023."""
    return datetime.fromisoformat(f"2023-{day} {hour}")


@hits("R01")
def licence_without_case() -> Tables:
    return changed(cases=[case(1)], register=[record(1), record(2)])


@leaves("R01")
def licence_moved_from_old_books() -> Tables:
    return changed(cases=[case(1)], register=[record(1), record(2, origin="migrated")])


@hits("R03")
def five_licences_and_no_case() -> Tables:
    return changed(
        cases=[case(n) for n in range(10, 16)],
        register=[record(n) for n in range(10, 16)] + [record(n, item_code="I2") for n in range(6)],
    )


@leaves("R03")
def four_licences_are_too_few() -> Tables:
    return changed(
        cases=[case(n) for n in range(10, 16)],
        register=[record(n) for n in range(10, 16)] + [record(n, item_code="I2") for n in range(4)],
    )


@hits("R11")
def machine_in_an_office() -> Tables:
    return changed(cases=[case(1, terminal="10.77.0.5")])


@leaves("R11")
def machine_of_another_window_of_the_hall() -> Tables:
    return changed(cases=[case(1, terminal="10.0.0.2", window_code="W2")])


@hits("R12")
def machine_registered_elsewhere() -> Tables:
    return changed(cases=[case(1, terminal="10.0.0.3")])


@leaves("R12")
def colleague_brought_the_machine_along() -> Tables:
    return changed(cases=[case(1, terminal="10.0.0.3", operator_code="P3")])


@hits("R13")
def accepted_by_somebody_unknown() -> Tables:
    return changed(cases=[case(1, operator_code="U7")])


@leaves("R13")
def colleague_stands_in_at_another_window() -> Tables:
    return changed(cases=[case(1, operator_code="P2")])


def without_clocking(days: list[str]) -> Tables:
    """P1 and P2 accept a case on each of 24 days; P1 did not clock in on those given."""
    open_days = [str(day) for day in weekdays()][:24]
    second = {"window_code": "W2", "operator_code": "P2", "terminal": "10.0.0.2"}
    cases = [case(n, f"{day} 09:00:00") for n, day in enumerate(open_days)]
    tables = changed(cases=cases + [case(100 + n, f"{day} 09:30:00", **second) for n, day in enumerate(open_days)])
    tables["attendance"] = [
        row for row in tables["attendance"] if not (row["operator_code"] == "P1" and str(row["date"]) in days)
    ]
    return tables


@hits("R14")
def away_every_other_day() -> Tables:
    return without_clocking([str(day) for day in weekdays()][1:24:2])


@leaves("R14")
def card_lost_for_twelve_days() -> Tables:
    return without_clocking([str(day) for day in weekdays()][8:20])


@hits("R15")
def one_account_in_two_halls_within_minutes() -> Tables:
    return changed(cases=[case(1), case(2, "2023-01-10 09:08:00", terminal="10.9.0.1", window_code="B1")])


@leaves("R15")
def the_way_between_two_halls_takes_an_hour() -> Tables:
    return changed(cases=[case(1), case(2, "2023-01-10 10:30:00", terminal="10.9.0.1", window_code="B1")])


def tickets(number: int) -> list[dict[str, object]]:
    """Calls for item I2 at window W1."""
    return [
        {"ticket_no": f"T{n}", "hall_code": "H0", "window_code": "W1", "item_code": "I2", "called_at": at("01-12")}
        for n in range(number)
    ]


@hits("R17")
def called_twelve_times_and_never_accepted() -> Tables:
    return changed(cases=[case(1)], tickets=tickets(12))


@leaves("R17")
def called_and_accepted() -> Tables:
    return changed(cases=[case(1, item_code="I2")], tickets=tickets(12))


@hits("R21")
def ten_days_promised_ten_minutes_taken() -> Tables:
    return changed(cases=[case(n, decided_at=at("01-10", "09:20:00")) for n in range(6)])


@leaves("R21")
def instant_item_done_in_ten_minutes() -> Tables:
    return changed(cases=[case(n, item_code="I2", decided_at=at("01-10", "09:20:00")) for n in range(6)])


@hits("R22")
def written_two_weeks_after_the_decision() -> Tables:
    return changed(cases=[case(1, recorded_at=at("01-31", "18:10:00"))])


@leaves("R22")
def written_the_morning_after_the_hall_was_dark() -> Tables:
    late = [
        case(n, window_code=f"W{1 + n % 3}", operator_code=f"P{1 + n % 3}", terminal=f"10.0.0.{1 + n % 3}")
        | {"decided_at": at("01-10", "09:40:00"), "recorded_at": at("01-11", f"09:{10 + n}:00")}
        for n in range(6)
    ]
    return changed(cases=late)


@hits("R23")
def six_cases_of_many_days_in_two_minutes() -> Tables:
    return changed(
        cases=[case(n, f"2023-01-{10 + n} 09:00:00", recorded_at=at("01-31", f"18:00:{9 * n:02}")) for n in range(6)]
    )


@leaves("R23")
def six_cases_of_one_day_in_two_minutes() -> Tables:
    return changed(cases=[case(n, recorded_at=at("01-11", f"09:00:{9 * n:02}")) for n in range(6)])


@hits("R24")
def windows_that_accept_at_night() -> Tables:
    return changed(cases=[case(n, f"2023-01-10 22:{n:02}:00") for n in range(12)])


@leaves("R24")
def saturday_on_which_the_hall_was_open() -> Tables:
    tables = changed(cases=[case(n, f"2023-01-14 09:{n:02}:00") for n in range(12)])
    tables["hall_days"].append({"hall_code": "H0", "date": "2023-01-14", "opens_at": "08:30", "closes_at": "12:00"})
    return tables


@hits("R25")
def all_written_on_the_last_day_of_the_month() -> Tables:
    return changed(cases=[case(n, recorded_at=at("01-31", f"10:{n:02}:00")) for n in range(12)])


@leaves("R25")
def written_through_the_month() -> Tables:
    return changed(cases=[case(n, f"2023-01-{10 + n} 09:00:00") for n in range(12)])


@hits("R26")
def licence_older_than_the_application() -> Tables:
    return changed(
        cases=[case(1, document_no="友许字〔2023〕9号")],
        register=[record(1, "2023-01-04", applied_on="2023-01-03", document_no="友许字[2023]9号")],
    )


@leaves("R26")
def licence_of_the_day_of_the_application() -> Tables:
    return changed(
        cases=[case(1, document_no="友许字〔2023〕9号", decided_at=at("01-10", "09:30:00"))],
        register=[record(1, "2023-01-10", document_no="友许字[2023]9号")],
    )


@hits("R30")
def decided_before_it_was_accepted() -> Tables:
    return changed(cases=[case(1, decided_at=at("01-09", "15:00:00"))])


@leaves("R30")
def clocks_three_minutes_apart() -> Tables:
    return changed(cases=[case(1, decided_at=at("01-10", "09:07:00"))])


@hits("R31")
def every_step_at_the_same_second() -> Tables:
    now = at("01-10")
    return changed(cases=[case(n, accepted_at=now, decided_at=now, finished_at=now) for n in range(6)])


@leaves("R31")
def steps_one_after_the_other() -> Tables:
    return changed(cases=[case(n) for n in range(6)])


def ratings_on_the_spot(channel: str, *terminals: str) -> Tables:
    """Cases at window W1, each rated from the machine given."""
    return rated_by([(channel, terminal) for terminal in terminals])


def rated_by(ways: list[tuple[str, str]]) -> Tables:
    """Cases at window W1, each rated through the channel and from the machine given."""
    rows: list[dict[str, object]] = [
        {
            "case_no": f"C{n:04}",
            "channel": channel,
            "terminal": terminal,
            "rated_at": at("01-10", f"{10 + n // 60}:{n % 60:02}:00"),
            "score": 5,
        }
        for n, (channel, terminal) in enumerate(ways)
    ]
    return changed(cases=[case(n) for n in range(len(ways))], evaluations=rows)


@hits("R38")
def rated_from_an_office() -> Tables:
    return ratings_on_the_spot("window", "10.0.0.1", "10.0.0.1", "10.77.0.5")


@leaves("R38")
def rated_by_telephone_through_the_code_on_the_counter() -> Tables:
    return ratings_on_the_spot("qr_code", "10.0.0.1", "10.0.0.1", "10.77.0.5")


@hits("R44")
def department_had_the_papers_a_week_before() -> Tables:
    return changed(
        cases=[case(1, document_no="友许字〔2023〕9号")],
        register=[record(1, applied_on="2023-01-04", document_no="友许字〔2023〕9号")],
    )


@leaves("R44")
def department_noted_the_day_before() -> Tables:
    return changed(
        cases=[case(1, document_no="友许字〔2023〕9号")],
        register=[record(1, applied_on="2023-01-09", document_no="友许字〔2023〕9号")],
    )


@hits("R51")
def accepted_in_the_branch_hall() -> Tables:
    return changed(cases=[case(1, window_code="B1", operator_code="P9", terminal="10.9.0.1")])


@leaves("R51")
def item_declared_for_the_branch_hall() -> Tables:
    return changed(
        items=[item("I9", entry_mode="branch_hall")],
        cases=[case(1, item_code="I9", window_code="B1", operator_code="P9", terminal="10.9.0.1")],
    )


@hits("R54")
def item_that_is_in_no_list() -> Tables:
    return changed(cases=[case(1, item_code="Z9")])


@leaves("R54")
def item_of_the_list() -> Tables:
    return changed(cases=[case(1, item_code="X1")])


@hits("R56")
def entrusted_but_only_the_department_accepts() -> Tables:
    return changed(cases=[case(n, item_code="E1") for n in range(6)])


@leaves("R56")
def entrusted_and_once_at_the_common_window() -> Tables:
    rest = [case(n, item_code="E1") for n in range(6)]
    return changed(cases=[*rest, case(7, item_code="E1", window_code="W3", operator_code="P3", terminal="10.0.0.3")])


@hits("R58")
def a_month_for_ten_days() -> Tables:
    return changed(cases=[case(1, decided_at=at("02-20"))])


@leaves("R58")
def ten_working_days_over_two_weekends() -> Tables:
    tenth = [day for day in weekdays() if str(day) > "2023-01-10"][9]
    return changed(cases=[case(1, decided_at=datetime.combine(tenth, datetime.min.time()) + timedelta(hours=10))])
