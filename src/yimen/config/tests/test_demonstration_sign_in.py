"""The demonstration's sign-in: whoever chooses an account has everything filled in; nowhere else is anything."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from yimen.people.models import Region, User

PASSWORD = "a-Password-of-the-demonstration-1"
pytestmark = pytest.mark.django_db


@pytest.fixture
def account(settings: Any, tmp_path: Path, county: Region, make_user: Callable[..., User]) -> User:
    """An account that stands in the demonstration's file, with its password and secret."""
    user, secret = make_user("officer", "officer", county), generate_totp_secret()
    user.set_password(PASSWORD)
    user.save()
    user.authenticator_set.all().delete()
    TOTP.activate(user, secret)
    entry = {"username": "officer", "role": "营商局业务人员", "county": "友谊县"}
    text = json.dumps([entry | {"password": PASSWORD, "secret": secret}])
    (tmp_path / "demonstration_accounts.json").write_text(text, encoding="utf-8")
    settings.YIMEN_DATA, settings.DEMONSTRATION = tmp_path, True
    return user


def filled(client: Client, address: str) -> dict[str, str]:
    """The fields of the page's form that hold something, as a browser would hand them in."""
    page = client.get(address).content.decode()
    found = {}
    for field in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="(\w+)"', field), re.search(r'value="([^"]+)"', field)
        if name and value and name[1] != "csrfmiddlewaretoken":
            found[name[1]] = value[1]
    return found


def test_two_buttons_sign_in_where_the_list_was_asked_from(account: User, client: Client) -> None:
    first = client.get("/account/login/?next=/entry/")
    link = re.search(r'href="(\?[^"]*as=officer)"', first.content.decode())
    assert link is not None
    asked = client.post("/account/login/", filled(client, f"/account/login/{link[1].replace('&amp;', '&')}"))
    entered = client.post(asked["Location"], filled(client, asked["Location"]))
    assert (client.session["_auth_user_id"], entered["Location"]) == (str(account.pk), "/entry/")


def test_nothing_is_filled_in_outside_the_demonstration(account: User, client: Client, settings: Any) -> None:
    assert PASSWORD in client.get("/account/login/?as=officer").content.decode()
    settings.DEMONSTRATION = False
    page = client.get("/account/login/?as=officer").content.decode()
    assert PASSWORD not in page
    assert "password" not in filled(client, "/account/login/?as=officer")
    refused = client.post("/account/login/", {"login": "officer", "password": "not-the-one"}).content.decode()
    assert "not-the-one" not in refused
