"""A hall with two windows, A and B at the first, A at the second, open from Monday to Saturday morning."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from yimen.halls import services as halls
from yimen.halls.models import Hall, HallDay, Window
from yimen.halls.staffing import services as staffing
from yimen.people import services as people
from yimen.people.models import Department, Region, Staff

MONDAY = date(2023, 6, 5)


@pytest.fixture
def hall(county: Region) -> Hall:
    """The comprehensive hall with its week."""
    made = halls.add_hall(by=None, region=county, code="H1", name="政务服务中心", kind=Hall.Kind.MAIN)
    closes = [time(17)] * 5 + [time(12)]
    rows = [HallDay(hall=made, date=MONDAY + timedelta(days=n), opens_at=time(9), closes_at=end)
            for n, end in enumerate(closes)]  # fmt: skip
    halls.add_hall_days(by=None, region=county, days=rows)
    return made


@pytest.fixture
def staff(county: Region, hall: Hall, police: Department, clerk: Any) -> dict[str, Staff]:
    """S1 (the clerk) and S2 as A and B of A01, S3 as A of A02."""
    windows = [Window(hall=hall, code=code, terminal="x", valid_from=MONDAY) for code in ("A01", "A02")]
    one, two = halls.add_windows(by=None, region=county, windows=windows)
    found = {}
    for code, window, part in (("S1", one, "a"), ("S2", one, "b"), ("S3", two, "a")):
        row = Staff(region=county, department=police, code=code, name="某某某", account=clerk if code == "S1" else None)
        [found[code]] = people.register_staff(by=None, region=county, staff=[row])
        staffing.post(by=None, staff=found[code], window=window, part=part, valid_from=MONDAY)
    return found
