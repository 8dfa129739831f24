"""What windows took, and how long it took, is counted from cases received there in person."""

import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from yimen.cases.models import Case
from yimen.cases.windows import work_of_windows
from yimen.catalog.models import Item
from yimen.common.workdays import SHANGHAI
from yimen.people.models import Department, Region

FIRST, LAST = date(2023, 3, 1), date(2023, 6, 1)
HERE, BRANCH = ("P1", "P2", "T1"), ("B1",)


@pytest.fixture
def cases(county: Region, police: Department, tax: Department, make_item: Callable[..., Item]) -> list[Case]:
    """Twenty days of cases: the police at the hall, the tax bureau at the hall and more at its branch."""
    licence, invoice = make_item("I1", "居住证签发"), make_item("I2", "发票领用", tax)
    shared = [(police, licence, "P1", 8, 10), (tax, invoice, "T1", 5, 6), (tax, invoice, "B1", 20, 6)]
    return Case.objects.bulk_create([case for row in shared for case in _cases(county, *row)])


def _cases(
    region: Region, department: Department, item: Item, window: str, a_day: int, minutes: float
) -> Iterator[Case]:
    chance = random.Random(window)
    for number in range(20):
        day = datetime(2023, 5, 1 + number, 9, tzinfo=SHANGHAI)
        for place in range(a_day):
            came = day + timedelta(minutes=chance.uniform(0, 180))
            key = f"{window}-{number}-{place}"
            times = {"received_at": came, "accepted_at": came + timedelta(minutes=minutes * chance.uniform(0.5, 1.5))}
            where: dict[str, Any] = {"department": department, "item": item, "window_code": window}
            yield Case(region=region, case_number=key, channel="window", **where, **times)


def test_only_what_was_received_at_the_windows_in_person_is_counted_in_two_queries(
    cases: list[Case], police: Department, tax: Department, county: Region, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        work = work_of_windows(county, HERE, FIRST, LAST)
    theirs = work[police.pk, "P1"]
    assert {key: each.cases for key, each in work.items()} == {(police.pk, "P1"): 160, (tax.pk, "T1"): 100}
    assert theirs.a_day == pytest.approx(8) and all(540 <= slot < 720 for slot in theirs.slots)
    [item] = theirs.items
    assert (item.code, item.name, item.cases) == ("I1", "居住证签发", 160)
    assert theirs.times.interval[0] < 10 < theirs.times.interval[1] and 0 < theirs.times.variation < 1
    assert work_of_windows(county, BRANCH, FIRST, LAST)[tax.pk, "B1"].cases == 400
    Case.objects.filter(window_code="P1").update(channel="online")
    assert (police.pk, "P1") not in work_of_windows(county, HERE, FIRST, LAST)


def test_what_was_entered_hours_later_is_a_visit_but_no_time_at_the_window(
    cases: list[Case], police: Department, county: Region
) -> None:
    for case in Case.objects.filter(window_code="P1")[:40]:
        Case.objects.filter(pk=case.pk).update(accepted_at=case.received_at + timedelta(hours=9))
    work = work_of_windows(county, HERE, FIRST, LAST)[police.pk, "P1"]
    assert (work.cases, work.times.sample) == (160, 120) and work.times.mean < 12
