"""Appointments on the portal: one's own and nobody else's, with number and secret, and nothing to guess."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from yimen.common.workdays import SHANGHAI
from yimen.halls.appointments import services
from yimen.halls.appointments.models import Appointment, AppointmentDesk
from yimen.halls.models import Hall
from yimen.people.models import Region
from yimen.portal.tests.browsers import browser_of

pytestmark = pytest.mark.django_db
HOME = "/portal/230522000000/appointments/"


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    """Nine in the morning, so that today has half hours left whenever the tests run."""
    with time_machine.travel(datetime.combine(timezone.localdate(), time(9), SHANGHAI)):
        yield


@pytest.fixture
def desk(hall: Hall) -> AppointmentDesk:
    """A desk that takes appointments every day."""
    offer = services.Offer("综合窗口", 3, weekdays="1234567", lead_hours=0)
    return services.add_desk(by=None, hall=hall, offer=offer, valid_from=timezone.localdate())


def booked(client: Client, desk: AppointmentDesk, place: int = -1) -> Any:
    """The page after booking the half hour at that place of the list."""
    address = f"{HOME}at/{desk.pk}/"
    starts_at = client.get(address).context["form"].fields["starts_at"].choices[place][0]
    return client.post(address, {"starts_at": starts_at, "matter": "居住证", "name": "某甲", "phone": ""}, follow=True)


def test_a_citizen_books_sees_changes_and_cancels_his_appointment(county: Region, desk: AppointmentDesk) -> None:
    client = browser_of(county)
    page = booked(client, desk)
    assert "预约好了" in page.content.decode()
    mine = Appointment.objects.get()
    address = f"{HOME}{mine.pk}/"
    other = client.get(address).context["form"].fields["starts_at"].choices[-2][0]
    assert client.post(f"{address}move/", {"starts_at": other}).status_code == 302
    assert "居住证" in client.get("/portal/230522000000/mine/").content.decode()
    assert client.post(f"{address}cancel/").status_code == 302
    mine.refresh_from_db()
    assert mine.status == "cancelled"
    assert client.post(f"{address}cancel/").status_code == 409


def test_whoever_missed_his_appointment_cannot_cancel_it_and_books_anew_once_by_himself(
    county: Region, desk: AppointmentDesk
) -> None:
    client = browser_of(county)
    secret = booked(client, desk, 0).context["secret"]
    missed = Appointment.objects.get()
    address = f"{HOME}{missed.pk}/"
    with time_machine.travel(missed.starts_at + timedelta(minutes=1), tick=False):
        late = browser_of(county)
        assert late.post(f"{address}cancel/").status_code == 422
        assert "改到这个时段" not in late.get(address).content.decode()
    with time_machine.travel(missed.starts_at + timedelta(hours=20), tick=False):
        slip = Client()  # who has no account, but the slip
        assert slip.post(f"{HOME}find/", {"number": missed.number, "secret": secret}).status_code == 302
        shown = slip.get(address)
        assert "已经错过" in shown.content.decode() and "取消这个预约" not in shown.content.decode()
        assert slip.post(f"{address}cancel/").status_code == 422
        day, times = shown.context["day"], [key for key, _ in shown.context["form"].fields["starts_at"].choices]
        done = slip.post(f"{address}move/?day={day}", {"starts_at": times[0]}, follow=True)
        anew = Appointment.objects.get(instead_of=missed)
        assert anew.number in done.content.decode() and done.context["secret"]
        again = browser_of(county)
        assert anew.number in again.get(address).content.decode()
        assert again.post(f"{address}move/?day={day}", {"starts_at": times[1]}).status_code == 422
    missed.refresh_from_db()
    assert (missed.status, anew.matter, Appointment.objects.count()) == ("booked", "居住证", 2)


def test_the_secret_is_shown_once_and_opens_the_appointment_elsewhere(county: Region, desk: AppointmentDesk) -> None:
    client = browser_of(county)
    secret = booked(client, desk).context["secret"]
    mine = Appointment.objects.get()
    assert not client.get(f"{HOME}{mine.pk}/").context["secret"]
    stranger = Client()
    assert stranger.get(f"{HOME}{mine.pk}/").status_code == 404
    assert stranger.post(f"{HOME}find/", {"number": mine.number.lower(), "secret": secret.lower()}).status_code == 302
    assert stranger.get(f"{HOME}{mine.pk}/").status_code == 200
    assert stranger.post(f"{HOME}{mine.pk}/cancel/").status_code == 302


def test_another_citizen_and_another_county_see_nothing_of_it(
    county: Region, neighbour: Region, desk: AppointmentDesk
) -> None:
    booked(browser_of(county), desk)
    address = f"{HOME}{Appointment.objects.get().pk}/"
    assert browser_of(county, "13900001234").get(address).status_code == 404
    assert browser_of(county).get(address.replace("230522", "230521")).status_code == 404


def test_absent_and_wrong_give_the_same_answer_and_nobody_goes_on_trying(county: Region, desk: AppointmentDesk) -> None:
    booked(browser_of(county), desk)
    number = Appointment.objects.get().number
    told = [
        Client().post(f"{HOME}find/", {"number": each, "secret": "2222222222"}) for each in (number, "Y230601AAAAAA")
    ]
    assert [each.status_code for each in told] == [422, 422]
    (said,) = {str(each.context["form"].errors) for each in told}
    assert "预约凭条" in said
    answers = [Client().post(f"{HOME}find/", {"number": number, "secret": "2" * 10}).status_code for _ in range(6)]
    assert answers[-1] == 429


def test_a_full_half_hour_is_refused_on_the_page_in_words(county: Region, desk: AppointmentDesk) -> None:
    client = browser_of(county)
    address = f"{HOME}at/{desk.pk}/"
    starts_at = client.get(address).context["form"].fields["starts_at"].choices[-1][0]
    for number in range(3):
        booked(browser_of(county, f"1390000000{number}"), desk)
    answer = client.post(address, {"starts_at": starts_at, "matter": "居住证", "name": "某甲", "phone": ""})
    assert answer.status_code == 422
    assert "刚刚约满了" in answer.content.decode()
    assert Appointment.objects.count() == 3


def test_the_lists_cost_the_same_number_of_queries_however_many_there_are(
    county: Region, desk: AppointmentDesk, django_assert_max_num_queries: Any
) -> None:
    for number in range(4):
        services.add_desk(by=None, hall=desk.hall, offer=services.Offer(f"窗口{number}", 3), valid_from=desk.valid_from)
        booked(browser_of(county, f"1390000000{number}"), desk, -1 - number)
    with django_assert_max_num_queries(5):
        assert Client().get(HOME).status_code == 200
