"""Examples for the rules that weigh an item against the others: what they say needs a county of many cases."""

from __future__ import annotations

from yimen.verify.tests.rule_examples import at, changed, hits, leaves
from yimen.verify.tests.small_set import Row, Tables, case, item, record, weekdays

NEXT_ITEMS = [item(code, department_code="D2", item_name=f"另一部门的{code}") for code in ("J1", "J2", "J3", "J4")]
DAYS = [str(day) for day in weekdays()]


def matters(first: int, number: int, received: str = "2023-01-10 09:00:00", **changes: object) -> tuple[Row, Row]:
    """A case and its record, of one person and one document number, both changed as given."""
    shared = {"document_no": f"友许字〔2023〕{first + number}号", **changes}
    entry = {key: value for key, value in shared.items() if key in ("document_no", "item_code", "department_code")}
    return case(first + number, received, **shared), record(first + number, applied_on=received[:10], **entry)


def seen_and_unseen(with_case: int, without: int, **changes: object) -> Tables:
    """A county with so many records that have their case and so many that have none."""
    pairs = [matters(1, n) for n in range(with_case)]
    rest = [record(500 + n, **changes) for n in range(without)]
    return changed(cases=[pair[0] for pair in pairs], register=[pair[1] for pair in pairs] + rest)


@hits("R02")
def ten_records_of_which_one_has_its_case() -> Tables:
    return seen_and_unseen(1, 9)


@leaves("R02")
def ten_records_of_which_nine_have_their_case() -> Tables:
    return seen_and_unseen(9, 1)


def year_in_two_parts(**later: object) -> tuple[list[Row], list[Row]]:
    """Thirty matters at the window in January and thirty in February, the later ones changed as given."""
    pairs = [matters(1, n) for n in range(30)] + [matters(100, n, "2023-02-06 09:00:00", **later) for n in range(30)]
    return [pair[0] for pair in pairs], [pair[1] | {"issued_on": "2023-02-20"} for pair in pairs]


@hits("R04")
def nobody_comes_to_the_window_since_february() -> Tables:
    cases, register = year_in_two_parts()
    return changed(cases=cases[:30], register=register)


@leaves("R04")
def since_february_all_apply_online() -> Tables:
    cases, register = year_in_two_parts(channel="online", window_code="", operator_code="", terminal="")
    return changed(cases=cases, register=register)


def numbered() -> list[Row]:
    """Thirty cases with every other number of a book."""
    return [case(n, document_no=f"友许字〔2023〕{2 * n + 1}号") for n in range(30)]


@hits("R08")
def every_other_number_is_nowhere() -> Tables:
    return changed(cases=numbered(), register=[record(0, document_no="友许字〔2023〕1号")])


@leaves("R08")
def the_other_numbers_may_be_those_left_blank() -> Tables:
    blank = [case(100 + n) for n in range(29)]
    return changed(cases=numbered() + blank, register=[record(0, document_no="友许字〔2023〕1号")])


def windows_then_silence(after: list[Row]) -> Tables:
    """Three cases every weekday until 10 February, then only those given, while the ledger notes applications."""
    busy = [
        case(3 * n + turn, f"{day} 1{turn}:00:00")
        for n, day in enumerate(DAYS)
        if day <= "2023-02-10"
        for turn in range(3)
    ]
    records = [record(500 + n, "2023-02-24", applied_on="2023-02-16") for n in range(3)]
    return changed(cases=busy + after, register=records)


@hits("R18")
def two_weeks_without_a_case_at_any_window_of_the_department() -> Tables:
    return windows_then_silence([])


@leaves("R18")
def the_second_window_went_on() -> Tables:
    return windows_then_silence(
        [
            case(600 + n, f"{day} 10:00:00", window_code="W2", operator_code="P2", terminal="10.0.0.2")
            for n, day in enumerate(DAYS)
            if "2023-02-10" < day <= "2023-02-28"
        ]
    )


@hits("R32")
def everybody_came_on_the_half_hour() -> Tables:
    return changed(cases=[case(n, f"2023-01-{10 + n // 4} {9 + n % 4:02}:{30 * (n % 2):02}:00") for n in range(12)])


@leaves("R32")
def people_came_when_they_came() -> Tables:
    return changed(
        cases=[
            case(
                n, f"2023-01-10 09:{4 * n + 1:02}:07", decided_at=at(f"01-{16 + n % 3}", f"1{n % 5}:{3 * n + 2:02}:00")
            )
            for n in range(12)
        ]
    )


def window_with_tickets(called_for_all: bool) -> Tables:
    """Window W1 on five days: five applicants for I2 with a ticket, three for I1 in the afternoon."""
    cases: list[Row] = []
    tickets: list[Row] = []
    for number, day in enumerate(DAYS[5:10]):
        for turn in range(8):
            hour = "09" if turn < 5 else "15"
            cases.append(
                case(10 * number + turn, f"{day} {hour}:{6 * turn + 4:02}:00", item_code="I2" if turn < 5 else "I1")
            )
            if turn < 5 or called_for_all:
                tickets.append(
                    {
                        "ticket_no": f"T{number}{turn}",
                        "hall_code": "H0",
                        "window_code": "W1",
                        "called_at": f"{day} {hour}:{6 * turn + 2:02}:00",
                    }
                )
    return changed(cases=cases, tickets=tickets)


@hits("R36")
def fifteen_afternoon_cases_that_nobody_was_called_for() -> Tables:
    return window_with_tickets(called_for_all=False)


@leaves("R36")
def all_were_called() -> Tables:
    return window_with_tickets(called_for_all=True)


def called_in_vain(applied: list[str]) -> Tables:
    """Called for I1 on twenty days with a case, on six without; the ledger notes applications on the days given."""
    called = [
        {
            "ticket_no": f"T{n}",
            "hall_code": "H0",
            "window_code": "W1",
            "item_code": "I1",
            "called_at": f"{day} 08:58:00",
        }
        for n, day in enumerate(DAYS[:26])
    ]
    records = [record(500 + n, "2023-02-24", applied_on=day) for n, day in enumerate(applied)]
    return changed(
        cases=[case(n, f"{day} 09:00:00") for n, day in enumerate(DAYS[6:26])], tickets=called, register=records
    )


@hits("R37")
def applied_at_the_department_on_the_days_called_in_vain() -> Tables:
    return called_in_vain(DAYS[:6])


@leaves("R37")
def applied_at_the_department_on_other_days() -> Tables:
    return called_in_vain(DAYS[8:14])


def two_departments(without_case: tuple[str, ...]) -> Tables:
    """Five matters of every item of two departments; those of the items named have no case."""
    codes = ["I1", "I2", "E1", *[row["item_code"] for row in NEXT_ITEMS]]
    pairs = [
        (code, matters(10 * place, n, item_code=code, department_code="D1" if place < 3 else "D2"))
        for place, code in enumerate(codes)
        for n in range(5)
    ]
    return changed(
        items=NEXT_ITEMS,
        cases=[pair[0] for code, pair in pairs if code not in without_case],
        register=[pair[1] for _, pair in pairs],
    )


@hits("R57")
def no_item_of_the_department_has_a_case() -> Tables:
    return two_departments(("I1", "I2", "E1"))


@leaves("R57")
def one_item_of_the_department_has_its_cases() -> Tables:
    return two_departments(("I1", "I2"))
