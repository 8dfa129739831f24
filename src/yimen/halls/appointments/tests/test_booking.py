"""Booking a half hour: what is offered, how many may have it, how it is changed, and who did not come."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from yimen.common.errors import Conflict, Refused
from yimen.halls.appointments import queries, services
from yimen.halls.appointments.models import Appointment, AppointmentDesk
from yimen.halls.appointments.services import Offer, Visitor
from yimen.halls.appointments.tests.conftest import NOW, OFFER, at
from yimen.people.models import Citizen, Region, User

pytestmark = pytest.mark.django_db


def book(desk: AppointmentDesk, when: datetime, citizen: Citizen | None = None, now: datetime = NOW) -> Appointment:
    visitor = Visitor("某甲", "居住证", phone=citizen.phone if citizen else "", citizen=citizen)
    return services.book(by=None, desk=desk, starts_at=when, visitor=visitor, at=now).appointment


def offered(desk: AppointmentDesk, day: date) -> list[str]:
    return [f"{slot.starts_at:%H:%M}" for slot in queries.slots_of(desk, day, NOW)]


def test_half_hours_run_neither_into_the_pause_nor_past_the_end(desk: AppointmentDesk) -> None:
    assert offered(desk, date(2023, 6, 2)) == ["09:00", "09:30", "10:30"]


def test_a_holiday_has_none_and_a_weekend_that_is_worked_instead_has_them(desk: AppointmentDesk) -> None:
    assert offered(desk, date(2023, 6, 22)) == []  # 端午节, a Thursday
    assert offered(desk, date(2023, 6, 25)) != []  # the Sunday worked instead
    assert offered(desk, date(2023, 6, 4)) == []


def test_what_is_too_near_too_far_or_not_offered_is_refused(desk: AppointmentDesk) -> None:
    for when in (at(1, 9, 30), at(9, 9), at(2, 9, 10), at(2, 10), at(3, 9)):
        with pytest.raises(Refused, match="不能预约"):
            book(desk, when)
    assert book(desk, at(1, 10, 30)).place == 1


def test_a_half_hour_is_full_when_its_places_are_taken_and_a_cancelled_one_is_free_again(desk: AppointmentDesk) -> None:
    first, second = book(desk, at(2, 9)), book(desk, at(2, 9))
    assert {first.place, second.place} == {1, 2}
    with pytest.raises(Refused, match="约满"):
        book(desk, at(2, 9))
    services.cancel(by=None, appointment=first, at=NOW)
    assert book(desk, at(2, 9)).place == 1
    with pytest.raises(Conflict):
        services.cancel(by=None, appointment=first, at=NOW)


def test_a_lower_capacity_takes_nobodys_appointment_away_and_lets_nobody_in(desk: AppointmentDesk) -> None:
    book(desk, at(2, 9))
    kept = book(desk, at(2, 9))
    lower = services.Offer(**{**OFFER.values(), "capacity": 1})
    services.change_desk(by=None, desk=desk, offer=lower)
    assert queries.slots_of(desk, date(2023, 6, 2), NOW)[0].free == 0
    services.cancel(by=None, appointment=Appointment.objects.get(place=1), at=NOW)
    with pytest.raises(Refused, match="约满"):
        book(desk, at(2, 9))
    assert Appointment.objects.get(pk=kept.pk).status == "booked"


def test_one_person_has_at_most_so_many_at_once(desk: AppointmentDesk, citizen: Citizen, make_citizen: Any) -> None:
    book(desk, at(2, 9), citizen)
    book(desk, at(2, 9, 30), citizen)
    with pytest.raises(Refused, match="最多约 2 个"):
        book(desk, at(2, 10, 30), citizen)
    assert book(desk, at(2, 10, 30), make_citizen("13900001234")).pk


def test_a_moved_appointment_keeps_its_number_and_frees_its_place(desk: AppointmentDesk) -> None:
    mine = book(desk, at(2, 9))
    number = mine.number
    services.move(by=None, appointment=mine, starts_at=at(5, 9), at=NOW)
    assert (mine.number, mine.starts_at) == (number, at(5, 9))
    free = {
        slot.starts_at: slot.free for slot in queries.slots([desk], date(2023, 6, 2), date(2023, 6, 5), NOW)[desk.pk]
    }
    assert (free[at(2, 9)], free[at(5, 9)]) == (2, 1)
    with pytest.raises(Refused, match="不能改约"):
        services.move(by=None, appointment=mine, starts_at=at(6, 9), at=at(5, 9, 1))


def test_whoever_did_not_come_three_times_books_at_the_hall_for_a_while(
    desk: AppointmentDesk, citizen: Citizen, hall_manager: User, make_citizen: Any
) -> None:
    others = make_citizen("13900001234")
    for number, day in enumerate((2, 5, 6)):
        book(desk, at(day, 9), citizen, now=at(day, 6))
        there = book(desk, at(day, 9), others, now=at(day, 6))
        if number < 2:
            services.arrive(by=hall_manager, appointment=there, at=at(day, 9))
    # On the third day the hall marked nobody: that proves nothing.
    assert queries.missed_days(citizen, date(2023, 6, 7)) == [date(2023, 6, 2), date(2023, 6, 5)]
    assert queries.barred(citizen, date(2023, 6, 7)) is None
    services.arrive(by=hall_manager, appointment=Appointment.objects.get(citizen=others, status="booked"), at=at(6, 10))
    assert queries.barred(citizen, date(2023, 6, 7)) == date(2023, 7, 6)
    with pytest.raises(Refused, match="3 次预约没有来"):
        book(desk, at(8, 9), citizen, now=at(7, 8))
    assert queries.barred(citizen, date(2023, 7, 7)) is None
    assert queries.barred(others, date(2023, 6, 7)) is None


def test_arrival_is_marked_on_the_day_itself_only(desk: AppointmentDesk, hall_manager: User) -> None:
    mine = book(desk, at(2, 9))
    with pytest.raises(Refused, match="预约当天"):
        services.arrive(by=hall_manager, appointment=mine, at=at(1, 23, 59))
    assert services.arrive(by=hall_manager, appointment=mine, at=at(2, 8, 50)).status == "arrived"


def test_a_closed_day_calls_its_appointments_off_and_takes_no_more(desk: AppointmentDesk, hall_manager: User) -> None:
    day = datetime.now(NOW.tzinfo).date() + timedelta(days=1)
    every = services.Offer(**{**OFFER.values(), "weekdays": "1234567", "lead_hours": 0})
    services.change_desk(by=None, desk=desk, offer=every)
    now = datetime.now(NOW.tzinfo)
    slots = next(each for each in (queries.slots_of(desk, day + timedelta(days=n), now) for n in range(5)) if each)
    mine = book(desk, slots[0].starts_at, now=now)
    closed = slots[0].starts_at.date()
    assert services.close_day(by=hall_manager, desk=desk, day=closed, reason="停电") == [mine]
    mine.refresh_from_db()
    assert (mine.status, mine.reason) == ("cancelled", "大厅停约：停电")
    assert queries.slots_of(desk, closed, now) == []


def test_only_the_halls_own_people_book_move_cancel_and_keep_desks(
    desk: AppointmentDesk, liaison: User, make_user: Any, neighbour: Region
) -> None:
    """The neighbour's manager has the right role and the wrong county."""
    made, visitor = book(desk, at(2, 9)), Visitor("某乙", "居住证")
    for who in (liaison, make_user("neighbour_manager", "hall_manager", neighbour)):
        acts: list[Callable[[], object]] = [
            lambda who=who: services.book(by=who, desk=desk, starts_at=at(2, 9), visitor=visitor, at=NOW),
            lambda who=who: services.move(by=who, appointment=made, starts_at=at(2, 10), at=NOW),
            lambda who=who: services.cancel(by=who, appointment=made),
            lambda who=who: services.arrive(by=who, appointment=made, at=at(2, 9)),
            lambda who=who: services.add_desk(by=who, hall=desk.hall, offer=Offer("别的", 1), valid_from=NOW.date()),
            lambda who=who: services.change_desk(by=who, desk=desk, offer=Offer("别的", 1)),
            lambda who=who: services.close_day(by=who, desk=desk, day=date(2099, 1, 1), reason="检修"),
        ]
        for act in acts:
            with pytest.raises(Refused, match="只有本县的"):
                act()
    assert Appointment.objects.get().status == "booked"


def test_wrong_hours_are_refused_in_words(desk: AppointmentDesk) -> None:
    wrong = ({"weekdays": ""}, {"closes_at": OFFER.opens_at}, {"pause_to": None}, {"pause_from": OFFER.closes_at},
             {"capacity": 0})  # fmt: skip
    for each in wrong:
        with pytest.raises(Refused):
            services.change_desk(by=None, desk=desk, offer=services.Offer(**{**OFFER.values(), **each}))


def test_what_is_free_costs_the_same_number_of_queries_for_many_desks(
    desk: AppointmentDesk, django_assert_num_queries: Any
) -> None:
    more = [services.add_desk(by=None, hall=desk.hall, offer=services.Offer(f"窗口{n}", 3), valid_from=date(2023, 1, 1))
            for n in range(5)]  # fmt: skip
    for _ in range(2):
        book(desk, at(2, 9))
    with django_assert_num_queries(2):
        found = queries.next_free([desk, *more], NOW)
    assert found[0][1] == at(1, 10, 30)


def test_a_missed_appointment_is_booked_anew_once_and_stays_missed(
    desk: AppointmentDesk, citizen: Citizen, hall_manager: User, client_of: Any
) -> None:
    missed = book(desk, at(2, 9), citizen)
    with pytest.raises(Refused, match="没有错过"):
        services.rebook(by=hall_manager, appointment=missed, starts_at=at(5, 9), at=at(2, 9, 29))
    with time_machine.travel(at(4, 12), tick=False):
        client, address = client_of(hall_manager), f"/halls/desks/{desk.pk}/book/?instead={missed.number}"
        shown = client.get("/halls/appointments/", {"day": "2023-06-02"}).content.decode()
        assert address.replace("&", "&amp;") in shown
        page = client.get(address).content.decode()
        assert "错过了" in page and missed.name not in page
        assert client.post(address, {"starts_at": at(5, 9).isoformat()}).status_code == 302
        again = client.post(address, {"starts_at": at(5, 9, 30).isoformat()})
        assert again.status_code == 422 and "已经补约过一次" in again.content.decode()
    made = Appointment.objects.get(instead_of=missed)
    missed.refresh_from_db()
    assert (made.starts_at, made.name, made.citizen, made.booked_by) == (at(5, 9), "某甲", citizen, hall_manager)
    assert missed.status == "booked" and queries.is_missed(missed, NOW + timedelta(days=2))
