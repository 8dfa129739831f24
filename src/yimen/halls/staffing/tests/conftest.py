"""A hall open on the weekdays of June 2023 with one window, and three people of the police: A, B and one more."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest

from yimen.halls import services as halls
from yimen.halls.models import Hall, HallDay, Posting, Window
from yimen.halls.staffing import services
from yimen.people import services as people
from yimen.people.models import Department, Region, Staff

JUNE = date(2023, 6, 1)  # a Thursday


@pytest.fixture
def hall(county: Region) -> Hall:
    """The comprehensive hall."""
    made = halls.add_hall(by=None, region=county, code="H1", name="政务服务中心", kind=Hall.Kind.MAIN)
    days = [JUNE + timedelta(days=n) for n in range(30)]
    rows = [HallDay(hall=made, date=day, opens_at=time(9), closes_at=time(17)) for day in days if day.weekday() < 5]
    halls.add_hall_days(by=None, region=county, days=rows)
    return made


@pytest.fixture
def window(county: Region, hall: Hall) -> Window:
    """Its window A01."""
    row = Window(hall=hall, code="A01", terminal="10.1.1.1", valid_from=JUNE)
    return halls.add_windows(by=None, region=county, windows=[row])[0]


@pytest.fixture
def make_staff(county: Region, police: Department) -> Callable[..., Staff]:
    """Registers somebody."""

    def make(code: str, department: Department = police, account: Any = None) -> Staff:
        row = Staff(region=county, department=department, code=code, name="欧阳修", account=account)
        return people.register_staff(by=None, region=county, staff=[row])[0]

    return make


@pytest.fixture
def post(window: Window) -> Callable[..., Posting]:
    """Posts somebody at the window."""
    return lambda staff, part="a", at=window: services.post(by=None, staff=staff, window=at, part=part, valid_from=JUNE)
