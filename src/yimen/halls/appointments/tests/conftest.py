"""A hall with one desk: weekdays from 9 to 11 with a pause, two places every half hour."""

from datetime import date, datetime, time
from typing import Any

import pytest

from yimen.common.workdays import SHANGHAI
from yimen.halls import services as halls
from yimen.halls.appointments import services
from yimen.halls.appointments.models import AppointmentDesk
from yimen.halls.models import Hall
from yimen.people.citizens import services as citizens
from yimen.people.models import Citizen, Region

NOW = datetime(2023, 6, 1, 8, 0, tzinfo=SHANGHAI)  # a Thursday
OFFER = services.Offer(
    "综合窗口", 2, opens_at=time(9), closes_at=time(11), pause_from=time(10), pause_to=time(10, 15), lead_hours=2,
    ahead_days=7, per_person=2,
)  # fmt: skip


def at(day: int, hour: int, minute: int = 0, month: int = 6) -> datetime:
    """That time in Shanghai in 2023."""
    return datetime(2023, month, day, hour, minute, tzinfo=SHANGHAI)


@pytest.fixture
def hall(county: Region) -> Hall:
    """The comprehensive hall."""
    return halls.add_hall(by=None, region=county, code="H1", name="政务服务中心", kind=Hall.Kind.MAIN)


@pytest.fixture
def desk(hall: Hall) -> AppointmentDesk:
    """Its desk."""
    return services.add_desk(by=None, hall=hall, offer=OFFER, valid_from=date(2023, 1, 1))


@pytest.fixture
def make_citizen(county: Region) -> Any:
    """Makes the citizen of a phone."""
    return lambda phone: citizens.sign_in(region=county, phone=citizens.ProvedPhone(phone))


@pytest.fixture
def citizen(make_citizen: Any) -> Citizen:
    """Somebody with a phone."""
    return make_citizen("13800001234")
