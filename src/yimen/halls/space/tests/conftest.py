"""A hall with two windows, one of them staffed, and a plan of four stations."""

from datetime import date
from decimal import Decimal

import pytest

from yimen.halls import services as halls
from yimen.halls.models import Hall, Posting, Window
from yimen.halls.space import services
from yimen.halls.space.services import Laid
from yimen.people import services as people
from yimen.people.models import Department, Region, Staff

BEGAN = date(2023, 1, 1)
FLOORS = [
    Laid("一楼", Decimal("300"), [("1-01", Decimal("6"), "A01"), ("1-02", Decimal("6"), "A02")]),
    Laid("二楼", Decimal("120.5"), [("2-01", Decimal("7.5"), ""), ("2-02", Decimal("8"), "")]),
]


@pytest.fixture
def hall(county: Region) -> Hall:
    """友谊县政务服务中心."""
    return halls.add_hall(by=None, region=county, code="H1", name="友谊县政务服务中心", kind="main")


@pytest.fixture
def windows(county: Region, hall: Hall, police: Department) -> list[Window]:
    """A01, staffed by the police, and A02, where nobody is posted."""
    rows = [Window(hall=hall, code=code, terminal="10.1.1.1", valid_from=BEGAN) for code in ("A01", "A02")]
    made = halls.add_windows(by=None, region=county, windows=rows)
    staff = Staff(region=county, department=police, code="S1", name="王丽")
    people.register_staff(by=None, region=county, staff=[staff])
    halls.add_postings(by=None, region=county, postings=[Posting(staff=staff, window=made[0], valid_from=BEGAN)])
    return made


@pytest.fixture
def plan(hall: Hall, windows: list[Window]) -> None:
    """The plan of FLOORS from BEGAN on."""
    services.lay_out(by=None, hall=hall, valid_from=BEGAN, floors=FLOORS)
