"""Signing in: password, then a code; five failures lock; sessions end when idle or old, and can be ended."""

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import encrypt
from django.conf import settings
from django.test import Client
from django.urls import reverse

from yimen.ledger.models import Event
from yimen.people.models import User

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"
PASSWORD = "a-long-Password-1"


@pytest.fixture
def with_factor(officer: User) -> User:
    """An officer who set up an authenticator."""
    Authenticator.objects.create(user=officer, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)})
    return officer


def code(offset: int = 0) -> str:
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + offset))


def give_password(client: Client, password: str = PASSWORD) -> Any:
    return client.post(reverse("account_login"), {"login": "officer", "password": password})


def home_of(client: Client) -> Any:
    return client.get("/account/sessions/")


def test_a_password_alone_opens_nothing(with_factor: User) -> None:
    client = Client()
    answer = give_password(client)
    assert answer.status_code == 302
    assert answer["Location"] == reverse("mfa_authenticate")
    assert home_of(client).status_code == 302


def test_password_and_code_open_the_door_and_the_ledger_knows(with_factor: User) -> None:
    client = Client()
    give_password(client)
    answer = client.post(reverse("mfa_authenticate"), {"code": code()})
    assert answer.status_code == 302
    assert home_of(client).status_code == 200
    assert Event.objects.filter(kind="people.signed_in", by=f"user:{with_factor.pk}").count() == 1


def test_a_code_works_once(with_factor: User) -> None:
    first, second = Client(), Client()
    for client in (first, second):
        give_password(client)
    used = code()
    first.post(reverse("mfa_authenticate"), {"code": used})
    answer = second.post(reverse("mfa_authenticate"), {"code": used})
    assert answer.status_code == 200
    assert home_of(second).status_code == 302


def test_an_older_code_does_not_work_after_a_newer_one(with_factor: User) -> None:
    first, second = Client(), Client()
    for client in (first, second):
        give_password(client)
    older = code()
    first.post(reverse("mfa_authenticate"), {"code": code(1)})
    assert home_of(first).status_code == 200
    second.post(reverse("mfa_authenticate"), {"code": older})
    assert home_of(second).status_code == 302


def test_who_has_no_factor_reaches_only_its_set_up(officer: User) -> None:
    client = Client()
    give_password(client)
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer["Location"] == reverse("mfa_activate_totp")


def test_five_wrong_passwords_lock(with_factor: User) -> None:
    client = Client()
    answers = [give_password(client, "wrong-password-x").status_code for _ in range(6)]
    assert answers[-1] == 429
    assert give_password(client).status_code == 429


def test_an_idle_session_ends(officer: User, client_of: Any) -> None:
    client = client_of(officer)
    assert home_of(client).status_code == 200
    session = client.session
    session["seen"] -= settings.SESSION_IDLE_SECONDS + 1
    session.save()
    assert home_of(client).status_code == 302
    assert home_of(client).status_code == 302


def test_an_old_session_ends_however_busy(officer: User, client_of: Any) -> None:
    client = client_of(officer)
    home_of(client)
    session = client.session
    session["began"] -= settings.SESSION_ABSOLUTE_SECONDS + 1
    session.save()
    assert home_of(client).status_code == 302


def test_own_sessions_are_listed_and_the_others_can_be_ended(with_factor: User) -> None:
    here, elsewhere = Client(), Client()
    for offset, client in enumerate((here, elsewhere)):
        give_password(client)
        client.post(reverse("mfa_authenticate"), {"code": code(offset)})
        assert home_of(client).status_code == 200
    here.post(reverse("usersessions_list"))
    assert home_of(here).status_code == 200
    assert home_of(elsewhere).status_code == 302


def test_there_is_no_sign_up() -> None:
    assert Client().get("/account/signup/").status_code == 404


def test_a_stranger_is_sent_to_sign_in(db: None) -> None:
    answer = Client().get("/account/sessions/")
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))
