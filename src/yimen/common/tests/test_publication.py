"""The calendar of a past day holds what had been published by then, and not a day more."""

import csv
from datetime import date

from yimen.common.publication import DATA, known_on, provisional_years
from yimen.common.workdays import china


def test_every_year_that_is_held_says_when_it_was_published() -> None:
    with (DATA / "holiday_notices.csv").open(encoding="utf-8") as file:
        years = {int(row["arrangement_year"]) for row in csv.DictReader(file)}
    assert years == china().years


def test_today_everything_is_known() -> None:
    assert known_on(date(2026, 11, 1)) == china()
    assert known_on(date(2018, 1, 1)).years == frozenset()


def test_a_year_is_known_from_the_day_it_is_published() -> None:
    assert provisional_years(known_on(date(2022, 12, 7)), date(2022, 12, 7), date(2023, 1, 3)) == [2023]
    assert provisional_years(known_on(date(2022, 12, 8)), date(2022, 12, 7), date(2023, 1, 3)) == []


def test_an_amended_day_reads_as_it_did_before_the_amendment() -> None:
    friday, saturday = date(2020, 1, 31), date(2020, 2, 1)
    before, after = known_on(date(2020, 1, 26)), known_on(date(2020, 1, 27))
    assert (before.works(friday), after.works(friday)) == (True, False)
    assert (before.works(saturday), after.works(saturday)) == (True, False)
    assert known_on(date(2019, 3, 21)).works(date(2019, 5, 2))
    assert not known_on(date(2019, 3, 22)).works(date(2019, 5, 2))
