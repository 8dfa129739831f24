"""Many processes at once: of two windows exactly one gets a number, and no number is given out twice."""

import pytest

from yimen.common.errors import Refused
from yimen.common.tests.processes import in_processes
from yimen.halls.queue import services
from yimen.halls.queue.models import Ticket, TicketCall
from yimen.halls.queue.tests.conftest import NOW, Scene

pytestmark = pytest.mark.django_db(transaction=True)
CALLED, NOBODY = 0, 3


def call(scene: Scene, number: int) -> int:
    try:
        services.call_next(by=scene.clerks[number], window=scene.windows[number], at=NOW)
    except Refused:
        return NOBODY
    return CALLED


def test_of_windows_that_call_at_once_each_gets_another_number_or_nobody(scene: Scene) -> None:
    """Two wait and three windows call: two are called, each once, in the order in which they came."""
    scene.open(1, 2, 3)
    scene.take(), scene.take()
    ended = in_processes(3, lambda place: call(scene, place + 1))
    assert sorted(ended) == [CALLED, CALLED, NOBODY]
    assert sorted(TicketCall.objects.values_list("ticket__number", flat=True)) == [1, 2]


def test_of_two_clerks_who_call_the_same_number_exactly_one_wins(scene: Scene) -> None:
    scene.open(1, 2, 3)
    ticket = scene.take()

    def this(place: int) -> int:
        by, window = scene.clerks[place + 1], scene.windows[place + 1]
        try:
            services.call_this(by=by, ticket=Ticket.objects.get(pk=ticket.pk), window=window, at=NOW)
        except Refused:
            return NOBODY
        return CALLED

    assert sorted(in_processes(3, this)) == [CALLED, NOBODY, NOBODY]
    assert TicketCall.objects.count() == 1


def test_of_sixteen_who_take_a_number_at_once_each_gets_his_own_and_a_repeated_request_no_second(scene: Scene) -> None:
    def take(place: int) -> int:
        wish = services.Wish([scene.lines["A"]], "kiosk", key=f"k{place % 12}")
        services.take_once(by=None, hall=scene.hall, wish=wish, at=NOW)
        return CALLED

    assert set(in_processes(16, take)) == {CALLED}
    assert sorted(Ticket.objects.values_list("number", flat=True)) == list(range(1, 13))
