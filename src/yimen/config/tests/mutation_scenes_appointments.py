"""Scenes of appointments: desks, and half hours booked, moved, cancelled, kept; see `mutation_scenes`."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from django.utils import timezone

from yimen.config.tests.mutation_scenes import Arguments, Cast, given, hall, scene
from yimen.halls.appointments import queries, services
from yimen.halls.appointments.models import Appointment, AppointmentDesk

OFFER = services.Offer("综合窗口", 2, weekdays="1234567", lead_hours=0)


def desk(the: Cast) -> AppointmentDesk:
    return services.add_desk(by=the.hall_manager, hall=hall(the), offer=OFFER, valid_from=timezone.localdate())


def booked(the: Cast) -> Appointment:
    """Somebody's appointment on one of the coming days."""
    at, now = desk(the), timezone.now()
    free = [slot.starts_at for slot in queries.slots([at], *_coming(), now)[at.pk] if slot.free]
    visitor = services.Visitor("某甲", "居住证")
    return services.book(by=the.hall_manager, desk=at, starts_at=free[0], visitor=visitor).appointment


def _coming() -> tuple[date, date]:
    today = timezone.localdate()
    return today + timedelta(days=1), today + timedelta(days=14)


def another_time(appointment: Appointment) -> datetime:
    now = timezone.now()
    found = queries.slots([appointment.desk], *_coming(), now)[appointment.desk_id]
    return next(slot.starts_at for slot in found if slot.free and slot.starts_at != appointment.starts_at)


def to_book(the: Cast) -> Arguments:
    at = desk(the)
    slot = next(each for each in queries.slots([at], *_coming(), timezone.now())[at.pk] if each.free)
    return given(by=None, desk=at, starts_at=slot.starts_at, visitor=services.Visitor("某甲", "居住证"))


def to_move(the: Cast) -> Arguments:
    one = booked(the)
    return given(by=None, appointment=one, starts_at=another_time(one))


def to_rebook(the: Cast) -> Arguments:
    """The appointment is over by a day, as the clock says that is passed in."""
    one = booked(the)
    now = one.starts_at + timedelta(days=1)
    later = queries.slots([one.desk], timezone.localdate(now), timezone.localdate(now) + timedelta(days=9), now)
    free = next(slot.starts_at for slot in later[one.desk_id] if slot.free)
    return given(by=the.hall_manager, appointment=one, starts_at=free, at=now)


def to_arrive(the: Cast) -> Arguments:
    one = booked(the)
    return given(by=the.hall_manager, appointment=one, at=one.starts_at)


def to_close(the: Cast) -> Arguments:
    one = booked(the)
    return given(by=the.hall_manager, desk=one.desk, day=timezone.localdate(one.starts_at), reason="停电")


scene(
    services.add_desk,
    lambda the: given(by=the.hall_manager, hall=hall(the), offer=OFFER, valid_from=timezone.localdate()),
)
scene(services.change_desk, lambda the: given(by=the.hall_manager, desk=desk(the), offer=replace(OFFER, capacity=5)))
scene(services.close_day, to_close)
scene(services.book, to_book)
scene(services.move, to_move)
scene(services.rebook, to_rebook)
scene(services.cancel, lambda the: given(by=None, appointment=booked(the)))
scene(services.arrive, to_arrive)
scene(services.mark_reminded, lambda the: given(appointment=booked(the), at=timezone.now()))
