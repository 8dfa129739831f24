"""Sixteen processes want the same half hour at once: as many get it as it has places, each place once."""

import os
from datetime import datetime

import pytest
from django.db import connections

from yimen.common.errors import Refused
from yimen.halls.appointments import services
from yimen.halls.appointments.models import Appointment, AppointmentDesk
from yimen.halls.appointments.services import Visitor
from yimen.halls.appointments.tests.conftest import NOW, at
from yimen.people.models import Citizen

pytestmark = pytest.mark.django_db(transaction=True)
PROCESSES, FULL, BOOKED = 16, 3, 0


def in_processes(citizen: Citizen | None, desk: AppointmentDesk, times: list[datetime]) -> list[int]:
    """How each of the processes ended; each books one of the times with a connection of its own."""
    connections.close_all()
    children = []
    for number in range(PROCESSES):
        pid = os.fork()
        if not pid:
            code = 1
            try:
                visitor = Visitor(f"某人{number}", "居住证", citizen=citizen)
                services.book(by=None, desk=desk, starts_at=times[number % len(times)], visitor=visitor, at=NOW)
                code = BOOKED
            except Refused:
                code = FULL
            finally:
                os._exit(code)
        children.append(pid)
    return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children]


def test_of_sixteen_two_get_the_two_places(desk: AppointmentDesk) -> None:
    ended = in_processes(None, desk, [at(2, 9)])
    assert sorted(ended) == [BOOKED] * 2 + [FULL] * (PROCESSES - 2)
    assert sorted(Appointment.objects.values_list("place", flat=True)) == [1, 2]


def test_one_person_in_sixteen_windows_gets_no_more_than_he_may_have(desk: AppointmentDesk, citizen: Citizen) -> None:
    times = [at(day, 9, minute) for day in (2, 5, 6, 7) for minute in (0, 30)]
    ended = in_processes(citizen, desk, times)
    assert sorted(ended) == [BOOKED] * 2 + [FULL] * (PROCESSES - 2)
