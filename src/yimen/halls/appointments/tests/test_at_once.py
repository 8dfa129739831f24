"""Sixteen processes want the same half hour at once: as many get it as it has places, each place once."""

from datetime import datetime

import pytest

from yimen.common.errors import Refused
from yimen.common.tests.processes import in_processes
from yimen.halls.appointments import services
from yimen.halls.appointments.models import Appointment, AppointmentDesk
from yimen.halls.appointments.services import Visitor
from yimen.halls.appointments.tests.conftest import NOW, at
from yimen.people.models import Citizen

pytestmark = pytest.mark.django_db(transaction=True)
PROCESSES, FULL, BOOKED = 16, 3, 0


def all_book(citizen: Citizen | None, desk: AppointmentDesk, times: list[datetime]) -> list[int]:
    """How each of the processes ended; each books one of the times."""

    def book(number: int) -> int:
        visitor = Visitor(f"某人{number}", "居住证", citizen=citizen)
        try:
            services.book(by=None, desk=desk, starts_at=times[number % len(times)], visitor=visitor, at=NOW)
        except Refused:
            return FULL
        return BOOKED

    return in_processes(PROCESSES, book)


def test_of_sixteen_two_get_the_two_places(desk: AppointmentDesk) -> None:
    ended = all_book(None, desk, [at(2, 9)])
    assert sorted(ended) == [BOOKED] * 2 + [FULL] * (PROCESSES - 2)
    assert sorted(Appointment.objects.values_list("place", flat=True)) == [1, 2]


def test_one_person_in_sixteen_windows_gets_no_more_than_he_may_have(desk: AppointmentDesk, citizen: Citizen) -> None:
    times = [at(day, 9, minute) for day in (2, 5, 6, 7) for minute in (0, 30)]
    ended = all_book(citizen, desk, times)
    assert sorted(ended) == [BOOKED] * 2 + [FULL] * (PROCESSES - 2)
