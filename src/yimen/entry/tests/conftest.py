"""What the tests of this room stand on: items in use, a hall with a window and somebody in it."""

from datetime import date, time
from typing import Any

import pytest

from yimen.catalog.models import Item
from yimen.halls import services as halls
from yimen.halls.models import Hall, HallDay, Posting, Window
from yimen.people import services as people
from yimen.people.models import Department, Region, Staff

LONG_AGO = date(2022, 1, 1)


@pytest.fixture
def passport(make_item: Any) -> Item:
    """普通护照签发，公安局."""
    return make_item("P1", "普通护照签发")


@pytest.fixture
def residence(make_item: Any) -> Item:
    """户口迁移，公安局."""
    return make_item("P2", "户口迁移")


@pytest.fixture
def invoice(make_item: Any, tax: Department) -> Item:
    """发票领用，税务局."""
    return make_item("T1", "发票领用", department=tax)


@pytest.fixture
def hall(county: Region) -> Hall:
    """县综合大厅, open on one day."""
    hall = halls.add_hall(by=None, region=county, code="H1", name="友谊县政务服务中心", kind="main")
    day = HallDay(hall=hall, date=date(2023, 5, 15), opens_at=time(8, 30), closes_at=time(17))
    halls.add_hall_days(by=None, region=county, days=[day])
    return hall


@pytest.fixture
def branch(county: Region, police: Department) -> Hall:
    """公安办证分厅."""
    return halls.add_hall(by=None, region=county, code="B1", name="公安办证分厅", kind="branch", department=police)


@pytest.fixture
def window(county: Region, hall: Hall) -> Window:
    """窗口 A01."""
    rows = [Window(hall=hall, code="A01", terminal="10.1.1.1", valid_from=LONG_AGO)]
    return halls.add_windows(by=None, region=county, windows=rows)[0]


@pytest.fixture
def post(county: Region, window: Window) -> Any:
    """Posts somebody of a department at a window from a day to a day."""
    numbers = iter(range(1, 1000))

    def make(department: Department, at: Window = window, first: date = LONG_AGO, last: date | None = None) -> Posting:
        staff = Staff(region=county, department=department, code=f"S{next(numbers):04}", name="王丽")
        people.register_staff(by=None, region=county, staff=[staff])
        row = Posting(staff=staff, window=at, valid_from=first, valid_to=last)
        return halls.add_postings(by=None, region=county, postings=[row])[0]

    return make
