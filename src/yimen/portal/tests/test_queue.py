"""The queue for the public: waits, a number taken by phone, and one's number by its secret."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from yimen.halls.queue import services
from yimen.halls.queue.models import Ticket
from yimen.halls.queue.tests.conftest import furnish
from yimen.people.models import Region, User
from yimen.portal.tests.browsers import browser_of

pytestmark = pytest.mark.django_db


def test_number_and_secret_show_who_is_before_and_give_the_number_back(county: Region, clerk: User) -> None:
    scene = furnish(county, {1: clerk})
    scene.take(when=timezone.now())
    wish = services.Wish([scene.lines["A"]], "kiosk")
    taken = services.take_once(by=None, hall=scene.hall, wish=wish)
    client, address = Client(), f"/portal/{county.pk}/queue/ticket/"
    wrong = client.post(address, {"number": "A002", "secret": "WRONGWRONG"})
    assert wrong.status_code == 422 and "请照号票再输一次" in wrong.content.decode()
    assert "收件凭证" not in str(wrong.context["form"].errors)
    shown = client.post(address, {"number": "a002", "secret": taken.secret.lower()}, follow=True).content.decode()
    assert "A002" in shown and "1 位" in shown
    assert Client().post(address, {"verb": "leave"}).status_code == 422  # another browser opened nothing
    client.post(address, {"verb": "leave"})
    assert [each.status for each in Ticket.objects.order_by("number")] == ["waiting", "left"]


def test_waits_are_public_and_only_who_signed_in_takes_a_number_by_phone(county: Region, clerk: User) -> None:
    scene = furnish(county, {1: clerk})
    scene.take(when=timezone.now())
    address = f"/portal/{county.pk}/queue/"
    page = Client().get(address)
    assert page.status_code == 200 and "1 人" in page.content.decode() and "登录后" in page.content.decode()
    sent: Any = Client().post(address, {"hall": scene.hall.pk, "lines": [scene.lines["A"].pk]})
    assert sent.status_code == 302 and "sign-in" in sent.url
    assert Ticket.objects.count() == 1


def test_what_was_refused_stands_in_the_form_as_it_was(county: Region, clerk: User) -> None:
    scene = furnish(county, {1: clerk})
    client, address = browser_of(county), f"/portal/{county.pk}/queue/"
    assert "<details open>" not in client.get(address).content.decode()
    page = client.post(address, {"hall": scene.hall.pk, "group": "old", "phone": "13800001234"})
    assert page.status_code == 422
    shown = page.content.decode()
    assert "<details open>" in shown and 'value="13800001234"' in shown
    assert page.context["halls"][0][2]["group"].value() == "old"


def test_a_citizen_gives_back_his_own_number_and_nobody_elses(county: Region, clerk: User) -> None:
    scene = furnish(county, {1: clerk})
    client, address = browser_of(county), f"/portal/{county.pk}/queue/"
    client.post(address, {"hall": scene.hall.pk, "lines": [scene.lines["A"].pk]})
    mine = Ticket.objects.get()
    back = {"verb": "leave", "ticket": mine.pk}
    for other in (Client(), browser_of(county, "13800004321")):
        assert other.post(address, back).status_code == 404
    assert "确认退号 A001" in client.get(address).content.decode()
    assert "已退号" in client.post(address, back, follow=True).content.decode()
    mine.refresh_from_db()
    assert mine.status == "left"
    assert client.post(address, {"hall": scene.hall.pk, "lines": [scene.lines["A"].pk]}).status_code == 302
