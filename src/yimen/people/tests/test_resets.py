"""A lost password and a lost phone: the security administrator lets the holder back in, and nobody else does."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.utils import encrypt, is_mfa_enabled
from django.test import Client
from django.urls import reverse

from yimen.common.errors import Refused
from yimen.ledger.models import Event
from yimen.people import services
from yimen.people.models import Region, User
from yimen.people.passwords import single_use
from yimen.people.rules import ROLES

pytestmark = pytest.mark.django_db
OLD, GIVEN = "a-long-Password-1", re.compile(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}")
NOT_SECURITY = sorted(set(ROLES) - {"security_administrator"})


def address(user: User, what: str = "") -> str:
    return f"/people/accounts/{user.pk}/{what}"


def given_password(client: Client, user: User) -> str:
    """The password that the page shows after the button was pressed."""
    found = GIVEN.search(client.post(address(user, "password/")).content.decode())
    assert found is not None
    return found[0]


@pytest.fixture
def enrolled(officer: User) -> User:
    """An officer with an authenticator and recovery codes."""
    secret = encrypt("JBSWY3DPEHPK3PXP")
    Authenticator.objects.create(user=officer, type=Authenticator.Type.TOTP, data={"secret": secret})
    RecoveryCodes.activate(officer)
    return officer


def signed_in(user: User) -> Client:
    """A session as the sign-in makes it, listed among the account's sessions."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/account/sessions/").status_code == 200
    return client


def test_a_given_password_is_shown_once_and_good_only_for_replacing_it(
    enrolled: User, security_administrator: User, client_of: Any
) -> None:
    elsewhere, security = signed_in(enrolled), client_of(security_administrator)
    answer = security.post(address(enrolled, "password/"))
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    found = GIVEN.search(answer.content.decode())
    assert found is not None
    enrolled.refresh_from_db()
    assert enrolled.check_password(found[0]) and not enrolled.check_password(OLD)
    assert enrolled.password_given
    assert found[0] not in security.get(address(enrolled)).content.decode()
    assert found[0] not in str(dict(security.session))
    assert all(found[0].encode() not in bytes(event.meta) for event in Event.objects.all())
    assert elsewhere.get("/account/sessions/").status_code == 302
    again = signed_in(enrolled)
    assert again.get("/entry/")["Location"] == reverse("account_change_password")


def test_a_given_password_lifts_the_lock_but_opens_nothing_without_the_code(
    enrolled: User, security_administrator: User, client_of: Any
) -> None:
    def sign_in(password: str) -> Any:
        return Client().post(reverse("account_login"), {"login": enrolled.username, "password": password})

    for _ in range(6):
        last = sign_in("wrong-password-x")
    assert last.status_code == 429
    password = given_password(client_of(security_administrator), enrolled)
    answer = sign_in(password)
    assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_authenticate"))


def test_a_reset_code_makes_the_next_sign_in_enrol_anew(
    enrolled: User, security_administrator: User, client_of: Any
) -> None:
    elsewhere, security = signed_in(enrolled), client_of(security_administrator)
    answer = security.post(address(enrolled, "code/"))
    assert (answer.status_code, answer["Location"]) == (302, address(enrolled))
    assert not is_mfa_enabled(enrolled)
    assert not Authenticator.objects.filter(user=enrolled).exists()
    assert elsewhere.get("/account/sessions/").status_code == 302
    assert signed_in(enrolled).get("/entry/")["Location"] == reverse("mfa_activate_totp")
    assert User.objects.get(pk=enrolled.pk).check_password(OLD)
    assert "尚未绑定" in security.get(address(enrolled)).content.decode()


def test_each_reset_is_one_event_that_names_who_did_it(enrolled: User, security_administrator: User) -> None:
    before = Event.objects.count()
    services.give_password(by=security_administrator, user=enrolled, password=single_use())
    services.reset_code(by=security_administrator, user=enrolled)
    found = Event.objects.order_by("seq")[before:]
    assert [(each.kind, each.by) for each in found] == [
        ("people.password_given", f"user:{security_administrator.pk}"),
        ("people.code_reset", f"user:{security_administrator.pk}"),
    ]


@pytest.mark.parametrize("role", NOT_SECURITY)
def test_nobody_else_resets_anything(role: str, county: Region, enrolled: User, make_user: Any, client_of: Any) -> None:
    somebody = make_user("somebody", role, county)
    client = client_of(somebody)
    for what in ("password/", "code/"):
        assert client.post(address(enrolled, what)).status_code == 403
    with pytest.raises(Refused, match="安全管理员"):
        services.give_password(by=somebody, user=enrolled, password=single_use())
    with pytest.raises(Refused, match="安全管理员"):
        services.reset_code(by=somebody, user=enrolled)
    assert is_mfa_enabled(enrolled)


def test_nobody_resets_himself(security_administrator: User, client_of: Any) -> None:
    client = client_of(security_administrator)
    for what in ("password/", "code/"):
        answer = client.post(address(security_administrator, what))
        assert answer.status_code == 422
        assert "不能重置自己的" in answer.content.decode()
    assert "给出临时密码" not in client.get(address(security_administrator)).content.decode()
    assert User.objects.get(pk=security_administrator.pk).check_password(OLD)


def test_nobody_resets_an_account_of_another_county(
    neighbour: Region, enrolled: User, make_user: Any, client_of: Any
) -> None:
    theirs = make_user("their_security", "security_administrator", neighbour)
    client = client_of(theirs)
    for what in ("password/", "code/"):
        assert client.post(address(enrolled, what)).status_code == 404
    with pytest.raises(Refused, match="本区划"):
        services.give_password(by=theirs, user=enrolled, password=single_use())
    with pytest.raises(Refused, match="本区划"):
        services.reset_code(by=theirs, user=enrolled)


def test_a_closed_account_and_one_without_code_are_refused(
    officer: User, security_administrator: User, system_administrator: User
) -> None:
    with pytest.raises(Refused, match="没有绑定动态码"):
        services.reset_code(by=security_administrator, user=officer)
    services.close_account(by=system_administrator, user=officer)
    with pytest.raises(Refused, match="已停用"):
        services.give_password(by=security_administrator, user=officer, password=single_use())


def test_looking_at_the_addresses_changes_nothing(enrolled: User, security_administrator: User, client_of: Any) -> None:
    client = client_of(security_administrator)
    for what in ("password/", "code/"):
        assert client.get(address(enrolled, what))["Location"] == address(enrolled)
    assert User.objects.get(pk=enrolled.pk).check_password(OLD)
    assert is_mfa_enabled(enrolled)
