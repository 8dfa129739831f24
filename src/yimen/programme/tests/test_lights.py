"""What a light says is told from four dates and nothing else."""

from datetime import date, timedelta

import pytest

from yimen.programme.rules import Dates, days_late, light

ISSUED = date(2023, 5, 31)
RETRO, LATER = date(2023, 5, 13), date(2023, 6, 30)
SERVED = date(2023, 6, 2)


@pytest.mark.parametrize(
    ("due", "served", "handed_in", "day", "expected"),
    [
        (RETRO, None, None, date(2023, 6, 20), "registered_late"),
        (RETRO, SERVED, None, SERVED, "registered_late"),
        (RETRO, SERVED, None, date(2023, 6, 3), "overdue"),
        (RETRO, SERVED, date(2023, 6, 3), date(2023, 6, 3), "handed_in"),
        (RETRO, None, date(2023, 4, 28), date(2023, 6, 1), "handed_in"),
        (LATER, None, None, date(2023, 7, 20), "unserved"),
        (LATER, SERVED, None, date(2023, 6, 1), "unserved"),
        (LATER, SERVED, None, date(2023, 6, 22), "open"),
        (LATER, SERVED, None, date(2023, 6, 23), "due_soon"),
        (LATER, SERVED, None, LATER, "due_soon"),
        (LATER, SERVED, None, date(2023, 7, 1), "overdue"),
        (LATER, SERVED, date(2023, 7, 9), date(2023, 7, 8), "overdue"),
    ],
)
def test_the_light_on_a_day(due: date, served: date | None, handed_in: date | None, day: date, expected: str) -> None:
    assert light(Dates(ISSUED, due, served, handed_in), day) == expected


def test_only_days_after_service_count_as_late() -> None:
    dates = Dates(ISSUED, RETRO, SERVED, None)
    assert [days_late(dates, SERVED + timedelta(days=more)) for more in (-30, 0, 1, 10)] == [0, 0, 1, 10]


def test_lateness_stops_when_the_department_handed_in() -> None:
    dates = Dates(ISSUED, LATER, SERVED, date(2023, 7, 3))
    assert days_late(dates, date(2023, 12, 31)) == 3


def test_nobody_is_late_who_was_never_told() -> None:
    assert days_late(Dates(ISSUED, RETRO, None, None), date(2024, 1, 1)) == 0
