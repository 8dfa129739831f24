"""The province's sign-in on the portal: offered where it is set up, believed only in the browser that began it."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from yimen.exchange.identity.tests.issuer import Issuer
from yimen.people.citizens.models import Citizen
from yimen.people.models import Region, User
from yimen.portal.views import identity

pytestmark = pytest.mark.django_db
HOME = "/portal/230522000000/"


def came_back(client: Client, issuer: Issuer, onward: str = "") -> str:
    """The address to which the landing page goes on, after the person agreed."""
    answer = client.get(f"{HOME}sign-in/identity/", {"next": onward})
    there = issuer.agree(answer["Location"])
    landed = Client().get("/portal/identity/back/", there)  # the browser sends no cookie of ours here
    assert landed.status_code == 200
    return landed.context["onward"]


def test_the_button_is_there_only_where_a_provider_is_set_up(client: Client, county: Region, settings: Any) -> None:
    assert "统一身份认证登录" not in client.get(f"{HOME}sign-in/").content.decode()
    assert client.get(f"{HOME}sign-in/identity/").status_code == 422
    settings.IDENTITY_URL, settings.IDENTITY_CLIENT = "https://id.example", "yimen"
    assert "统一身份认证登录" in client.get(f"{HOME}sign-in/").content.decode()


def test_a_citizen_signs_in_comes_to_the_page_he_wanted_and_is_told_how_to_leave(
    client: Client, county: Region, issuer: Issuer
) -> None:
    onward = came_back(client, issuer, f"{HOME}me/")
    answer = client.get(onward)
    assert (answer.status_code, answer["Location"]) == (302, f"{HOME}me/")
    citizen = Citizen.objects.get()
    assert (citizen.subject, citizen.name, citizen.level) == ("u1", "某甲", "L2")
    left = client.post(f"{HOME}sign-out/")
    leaving = parse_qs(urlsplit(left.context["leaving"]).query)
    assert leaving["post_logout_redirect_uri"][0].endswith(HOME)
    assert client.get(f"{HOME}mine/").status_code == 302


def test_who_is_refused_after_agreeing_can_leave_there_so_that_somebody_else_comes_in(
    client: Client, county: Region, issuer: Issuer, settings: Any
) -> None:
    settings.IDENTITY_LEVELS = ["L3"]
    answer = client.get(came_back(client, issuer))
    assert answer.status_code == 422
    assert "认证等级不够" in answer.content.decode()
    leaving = parse_qs(urlsplit(answer.context["leaving"]).query)
    assert leaving["post_logout_redirect_uri"][0].endswith(HOME)
    assert "退出省统一身份认证" in answer.content.decode()


def test_an_answer_counts_once_and_only_in_its_own_browser(client: Client, county: Region, issuer: Issuer) -> None:
    onward = came_back(client, issuer)
    stranger = Client()
    came_back(stranger, issuer)  # who began one of his own
    assert stranger.get(onward).status_code == 422
    assert client.get(onward).status_code == 302
    assert client.get(onward).status_code == 422
    assert Citizen.objects.count() == 1


def test_beside_an_account_of_staff_nobody_is_signed_in(
    county: Region, issuer: Issuer, client_of: Any, clerk: User
) -> None:
    client = client_of(clerk)
    answer = client.get(came_back(client, issuer))
    assert answer.status_code == 422
    assert "先退出" in answer.content.decode()


def test_nobody_is_sent_to_another_site_afterwards(client: Client, county: Region, issuer: Issuer) -> None:
    onward = came_back(client, issuer, "https://evil.example/portal/")
    assert client.get(onward)["Location"] == f"{HOME}mine/"
    assert identity.JOURNEY not in client.session
