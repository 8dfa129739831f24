"""The hall's pages of appointments: who is expected, booking for somebody, and the manager's desks."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from yimen.exchange import sms
from yimen.halls.appointments import queries, services, telling
from yimen.halls.appointments.models import Appointment, AppointmentDesk
from yimen.halls.appointments.services import Visitor
from yimen.halls.appointments.tests.conftest import NOW, OFFER, at
from yimen.halls.models import Hall
from yimen.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def everyday(hall: Hall) -> AppointmentDesk:
    """A desk that takes appointments every day from today on."""
    offer = services.Offer("社保窗口", 3, weekdays="1234567", lead_hours=0)
    return services.add_desk(by=None, hall=hall, offer=offer, valid_from=timezone.localdate())


def expected_now(desk: AppointmentDesk, number: int = 1) -> Appointment:
    """Somebody who is expected at this moment."""
    made = services.begin(services.APPOINTMENT, by=None)
    return Appointment.objects.create(
        desk=desk, starts_at=timezone.now(), place=number, number=f"Y{number}", secret="0" * 64, name="赵某某",
        phone=f"1390000{number:04}", matter="社保卡", booked_at=timezone.now(), **made,
    )  # fmt: skip


def test_the_clerk_sees_who_is_expected_masked_and_marks_the_arrival(
    clerk: User, client_of: Any, everyday: AppointmentDesk
) -> None:
    mine = expected_now(everyday)
    client = client_of(clerk)
    page = client.get("/halls/appointments/").content.decode()
    assert "社保卡" in page
    assert "赵某某" not in page and "13900000001" not in page
    assert client.post(f"/halls/appointments/{mine.pk}/arrive/").status_code == 302
    mine.refresh_from_db()
    assert (mine.status, mine.status_by) == ("arrived", clerk)


def test_the_list_is_narrowed_by_number_name_last_digits_and_time(
    clerk: User, client_of: Any, everyday: AppointmentDesk
) -> None:
    for number in (1, 2):
        expected_now(everyday, number)
    client = client_of(clerk)
    for text, found in (("y2", 1), ("0001", 1), ("赵某某", 2), ("没有", 0)):
        assert len(client.get("/halls/appointments/", {"q": text}).context["page"].rows) == found
    local = timezone.localtime()
    half = local.replace(minute=local.minute // 30 * 30)
    assert len(client.get("/halls/appointments/", {"time": f"{half:%H:%M}"}).context["page"].rows) == 2
    later = half + timedelta(minutes=30)
    if later.date() == half.date():
        assert not client.get("/halls/appointments/", {"time": f"{later:%H:%M}"}).context["page"].rows


def test_the_list_costs_the_same_for_many(
    clerk: User, client_of: Any, everyday: AppointmentDesk, django_assert_max_num_queries: Any
) -> None:
    for number in range(1, 30):
        expected_now(everyday, number)
    client = client_of(clerk)
    client.get("/halls/appointments/")
    with django_assert_max_num_queries(17):
        assert len(client.get("/halls/appointments/").context["page"].rows) == 29


def test_a_clerk_books_for_somebody_without_a_phone_and_prints_the_secret_once(
    clerk: User, client_of: Any, everyday: AppointmentDesk
) -> None:
    client = client_of(clerk)
    address = f"/halls/desks/{everyday.pk}/book/"
    starts_at = client.get(address).context["form"].fields["starts_at"].choices[-1][0]
    said = {"starts_at": starts_at, "name": "王某某", "phone": "", "matter": "养老认证"}
    slip = client.post(address, said, follow=True)
    mine = Appointment.objects.get()
    assert (mine.booked_by, mine.citizen, mine.phone) == (clerk, None, "")
    assert services.slips.matches(services.SLIP, mine.number, slip.context["secret"], mine.secret)
    assert not client.get(f"/halls/appointments/{mine.pk}/slip/").context["secret"]


def test_the_manager_offers_changes_and_closes_a_day(hall_manager: User, client_of: Any, hall: Hall) -> None:
    client = client_of(hall_manager)
    said = {"name": "不动产", "note": "登记", "weekdays": ["1", "2", "3"], "opens_at": "09:00", "closes_at": "16:00",
            "pause_from": "", "pause_to": "", "capacity": 4, "lead_hours": 2, "ahead_days": 14, "per_person": 2,
            "valid_to": ""}  # fmt: skip
    assert client.post(f"/halls/{hall.pk}/desks/add/", said).status_code == 302
    desk = AppointmentDesk.objects.get()
    assert (desk.weekdays, desk.capacity) == ("123", 4)
    assert client.post(f"/halls/{hall.pk}/desks/add/", said).status_code == 422  # the same name again
    assert client.post(f"/halls/desks/{desk.pk}/", {**said, "capacity": 0}).status_code == 422
    assert client.post(f"/halls/desks/{desk.pk}/", {**said, "capacity": 6}).status_code == 302
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert client.post(f"/halls/desks/{desk.pk}/close/", {"day": tomorrow, "reason": "停电"}).status_code == 302
    assert client.post(f"/halls/desks/{desk.pk}/close/", {"day": tomorrow, "reason": "停电"}).status_code == 422
    assert "停电" in client.get(f"/halls/desks/{desk.pk}/").content.decode()
    assert "不动产" in client.get(f"/halls/{hall.pk}/desks/").content.decode()


def test_tomorrows_people_are_reminded_once_and_those_that_failed_again(
    desk: AppointmentDesk, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def book(when: datetime, phone: str) -> None:
        services.book(by=None, desk=desk, starts_at=when, visitor=Visitor("某甲", "居住证", phone), at=NOW)

    for when, phone in ((at(2, 9), "13800001234"), (at(2, 9), ""), (at(5, 9), "13800001234")):
        book(when, phone)
    region = desk.hall.region
    assert telling.remind(region, NOW) == (0, 1)  # no gateway
    sent: list[str] = []
    settings.SMS_URL = "http://127.0.0.1:9"
    monkeypatch.setattr(sms, "send", lambda *, to, text: sent.append(text) or "id")
    assert telling.remind(region, NOW) == (1, 0)
    assert telling.remind(region, NOW) == (0, 0)
    assert "06月02日 09:00" in sent[0] and "政务服务中心" in sent[0]


def test_the_load_counts_places_booked_and_arrived_apart(desk: AppointmentDesk, hall_manager: User) -> None:
    for number in range(2):
        made = services.book(by=None, desk=desk, starts_at=at(2, 9), visitor=Visitor("某甲", "居住证"), at=NOW)
        if number:
            services.arrive(by=hall_manager, appointment=made.appointment, at=at(2, 9))
    first, second, third = queries.loads([desk], at(2, 9).date(), NOW)
    assert (first.capacity, first.booked, first.arrived) == (OFFER.capacity, 1, 1)
    assert (second.booked, third.arrived) == (0, 0)
