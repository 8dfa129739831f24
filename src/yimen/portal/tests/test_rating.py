"""Rating without signing in: nothing can be guessed, absent and wrong are one, and a device forgets who stood there."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from yimen.cases.handling.models import Dossier
from yimen.cases.handling.services.numbering import digest_of
from yimen.cases.handling.tests import house
from yimen.evaluation import services
from yimen.evaluation.models import Rating, RatingCode, Suspicion
from yimen.evaluation.rules import Service
from yimen.evaluation.tests import scenes
from yimen.halls.models import Window
from yimen.people.models import Department, User

pytestmark = pytest.mark.django_db
BASE = "/portal/230522000000/rate/"
SECRET = "ABCDEFGHJK"


@pytest.fixture
def served(clerk: User, approver: User, police: Department) -> Dossier:
    """A case whose result was handed out, and whose secret the test knows."""
    cache.clear()
    scenes.window_of(clerk)
    dossier = scenes.delivered(clerk, approver, house.version_of(police, "I1", "instant"))
    Dossier.objects.filter(pk=dossier.pk).update(secret=digest_of(dossier.number, SECRET))
    return dossier


def ask(number: str, secret: str, address: str = "10.1.1.1") -> Any:
    return Client(REMOTE_ADDR=address).post(BASE, {"number": number, "secret": secret})


def enter_code(code: str, where: str = "", address: str = "10.1.1.2") -> Any:
    return Client(REMOTE_ADDR=address).post(f"{BASE}{where}", {"way": "code", "code": code})


def test_absent_and_wrong_are_one_answer_and_five_tries_close_a_number(served: Dossier) -> None:
    def told(number: str) -> str:
        return ask(number, "AAAAAAAAAA").content.decode().replace(number, "N").split("<main")[1].split("csrf")[0]

    assert told(served.number) == told("X" * len(served.number))
    for turn in range(4):
        assert ask(served.number, "AAAAAAAAAA", f"10.2.0.{turn}").status_code == 422
    assert ask(served.number, SECRET, "10.2.0.9").status_code == 429


def test_codes_cannot_be_tried_through(served: Dossier, clerk: User) -> None:
    code = services.issue_code(by=clerk, dossier=served, service=Service.DELIVERY)
    statuses = {
        enter_code(f"{turn:08}".replace("0", "A").replace("1", "B"), "device/").status_code for turn in range(60)
    }
    assert statuses == {422}
    assert enter_code(code, "device/").status_code == 429  # this address, for the hour
    assert enter_code(code, "device/", "10.1.1.3").status_code == 302


def test_a_code_of_the_slip_is_rated_at_the_device_in_one_go(served: Dossier, clerk: User, client_of: Any) -> None:
    at_window = client_of(clerk)
    slip = at_window.post(f"/evaluation/codes/{served.pk}/", {"service": "delivery"}, follow=True)
    code = slip.context["code"]
    assert at_window.get(f"/evaluation/codes/{served.pk}/").context["code"] == ""  # shown once
    device = Client(REMOTE_ADDR="10.1.1.4")
    page = device.post(f"{BASE}device/", {"code": code}, follow=True)
    assert "您满意吗" in page.content.decode() and served.number not in page.content.decode()
    done = device.post(f"{BASE}service/?grade=excellent", {"words": ""}, follow=True)
    assert "下一位" in done.content.decode()
    assert Rating.objects.get().channel == "device"
    assert RatingCode.objects.get().used_at is not None
    assert device.get(f"{BASE}service/").status_code == 302  # the next person sees nothing of it


def test_what_was_opened_closes_after_a_quarter_of_an_hour(served: Dossier) -> None:
    client = Client(REMOTE_ADDR="10.1.1.5")
    assert client.post(BASE, {"number": served.number, "secret": SECRET}).status_code == 302
    assert client.get(f"{BASE}service/").status_code == 200
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=16)):
        assert client.get(f"{BASE}service/").status_code == 302


def test_a_bad_rating_without_a_reason_is_asked_for_one(served: Dossier) -> None:
    client = Client(REMOTE_ADDR="10.1.1.6")
    client.post(BASE, {"number": served.number, "secret": SECRET})
    answer = client.post(f"{BASE}service/?service=delivery&grade=very_poor", {})
    assert answer.status_code == 422 and "至少选一个原因" in answer.content.decode()
    assert not Rating.objects.exists()


@pytest.mark.parametrize("demonstration", [True, False])
def test_only_in_a_demonstration_the_servers_own_address_marks_nobody_as_staff(
    served: Dossier, settings: Any, demonstration: bool
) -> None:
    """There server, window and visitor are one computer; anywhere else it is the window's own machine."""
    settings.DEMONSTRATION = demonstration
    Window.objects.update(terminal="127.0.0.1")
    client = Client(REMOTE_ADDR="127.0.0.1")
    client.post(BASE, {"number": served.number, "secret": SECRET})
    client.post(f"{BASE}service/?service=delivery&grade=excellent", {"words": ""})
    marked = Suspicion.objects.filter(rating=Rating.objects.get(), kind=Suspicion.Kind.SELF)
    assert marked.exists() is not demonstration
