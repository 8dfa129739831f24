"""The named people are checked against the hall's books and against the cases; what is not known is 证据不足."""

from datetime import date, time
from typing import Any

import pytest

from yimen.cases.models import Case
from yimen.catalog.models import Item
from yimen.entry.exemptions import queries as exemptions
from yimen.entry.exemptions import services
from yimen.entry.exemptions.models import Exemption
from yimen.entry.exemptions.services import Registered
from yimen.entry.exemptions.tests.conftest import collector, noon
from yimen.entry.tests.conftest import hall, passport, window
from yimen.evidence.collecting.queries import collected, visible_entries
from yimen.exchange import services as exchange
from yimen.exchange.models import ImportBatch
from yimen.halls import services as halls
from yimen.halls.models import Attendance, Hall, Posting, Window
from yimen.people.models import Department, Region, Staff, User

__all__ = ["collector", "hall", "passport", "window"]
FIRST, LAST, DAY = date(2023, 1, 1), date(2023, 12, 31), date(2023, 5, 31)


@pytest.fixture
def entry(county: Region, police: Department, passport: Item, collector: Staff) -> Exemption:
    """Out for want of room in 2023, OP7 named to accept in the hall."""
    row = Exemption(
        region=county, item=passport, department=police, reason="no_room", basis="方案", meanwhile="A01 窗口",
        valid_from=FIRST, valid_to=LAST, approved_on=FIRST, approval_number="1号",
    )  # fmt: skip
    return services.load(by=None, region=county, rows=[Registered(row, (collector,))])[0]


@pytest.fixture
def file_case(county: Region, police: Department, passport: Item) -> Any:
    """Puts a case of the item into the books."""
    batch = exchange.open_batch(by=None, region=county, kind=ImportBatch.Kind.ITEMS, name="a.csv", content=b"a\n")
    numbers = iter(range(1, 100))

    def make(day: date, operator: str, at: str) -> Case:
        return Case.objects.create(
            region=county, department=police, item=passport, case_number=f"C{next(numbers)}", received_at=noon(day),
            operator_code=operator, window_code=at, batch=batch,
        )  # fmt: skip

    return make


def words(officer: User) -> tuple[str, str]:
    return collected(list(visible_entries(officer, LAST)), LAST)[0].words


def test_without_cases_nothing_is_proven(entry: Exemption, officer: User, window: Window) -> None:
    assert words(officer) == ("证据不足：期间没有办件数据", "plain")


def test_cases_accepted_elsewhere_or_by_others_are_told(
    entry: Exemption, officer: User, window: Window, file_case: Any
) -> None:
    file_case(date(2022, 12, 31), "OP7", "A01")  # before the entry held
    file_case(DAY, "OP8", "A01")
    file_case(DAY, "OP7", "部门窗口")
    assert words(officer) == ("2 件办件，没有一件由专人在厅受理", "wrong")


def test_cases_accepted_by_the_named_in_the_hall_count_to_the_last_day(
    entry: Exemption, officer: User, window: Window, file_case: Any
) -> None:
    for day in (FIRST, DAY, LAST):
        file_case(day, "OP7", "A01")
    file_case(DAY, "OP8", "A01")
    assert words(officer) == ("专人在厅受理 3 / 4 件", "good")


def test_a_department_sees_its_own_entries_only(entry: Exemption, liaison: User, tax_liaison: User) -> None:
    assert list(visible_entries(liaison, LAST)) == [entry]
    assert list(visible_entries(tax_liaison, LAST)) == []


def test_whoever_is_not_posted_is_told_and_attendance_that_is_wanting_accuses_nobody(
    entry: Exemption, county: Region, hall: Hall, window: Window, collector: Staff
) -> None:
    def presence() -> tuple[str, str]:
        return exemptions.presence_of([entry], DAY)[entry.pk][0].words

    assert presence() == ("未派驻在政务服务中心", "wrong")
    halls.add_postings(by=None, region=county, postings=[Posting(staff=collector, window=window, valid_from=FIRST)])
    assert presence() == ("派驻窗口 A01；考勤证据不足", "plain")
    came = Attendance(staff=collector, date=date(2023, 5, 15), arrived_at=time(8, 20), left_at=time(17))
    halls.import_attendance(by=None, region=county, attendance=[came])
    assert presence() == ("派驻窗口 A01；到岗 1 / 开放 1 天", "good")
