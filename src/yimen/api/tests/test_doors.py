"""The door for other systems opens to a token in force and to nothing else, and writes down refusals sparingly."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from yimen.api.tests.conftest import CSV, ROWS, Post
from yimen.cases.models import RegisterRecord
from yimen.exchange import bearer, queries
from yimen.exchange import services as exchange
from yimen.exchange.models import AccessToken
from yimen.ledger.models import Event
from yimen.people.models import User
from yimen.people.rules import BEARER, ROLES

REGISTER = "register"


def bearer_addresses(patterns: list[Any], namespace: str = "") -> list[str]:
    found = []
    for each in patterns:
        if isinstance(each, URLResolver):
            found += bearer_addresses(each.url_patterns, each.namespace or "")
        elif isinstance(each, URLPattern) and getattr(each.callback, "permission", "") == BEARER:
            found.append(reverse(f"{namespace}:{each.name}", args=[REGISTER] * len(each.pattern.converters)))
    return found


@pytest.mark.parametrize("role", list(ROLES))
def test_no_account_passes_without_a_token(role: str, make_user: Any, county: Any, police: Any, client_of: Any) -> None:
    client = client_of(make_user("somebody", role, county, police))
    addresses = bearer_addresses(get_resolver().url_patterns)
    assert {"/api/feeds/register/", "/api/cases/numbers/"} <= set(addresses)
    for address in addresses:
        for method in ("get", "post"):
            assert getattr(client, method)(address).status_code == 401


def test_a_stranger_without_a_token_is_told_what_to_do(db: None) -> None:
    answer = Client().post(reverse("api:feed", args=[REGISTER]), CSV, content_type="text/csv")
    assert answer.status_code == 401
    assert "Authorization: Bearer" in answer.json()["error"]
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_token_needs_no_form_check(post: Post, secret: str) -> None:
    client = Client(enforce_csrf_checks=True)
    assert post(ROWS, client=client).status_code == 201


def test_a_revoked_token_is_refused_from_that_moment(
    post: Post, token: AccessToken, security_administrator: Any
) -> None:
    assert post(ROWS).status_code == 201
    exchange.revoke_token(by=security_administrator, token=token)
    answer = post(ROWS)
    assert answer.status_code == 401
    assert "已经收回" in answer.json()["error"]


def test_an_expired_token_is_refused(post: Post, token: AccessToken) -> None:
    AccessToken.objects.update(valid_to=timezone.localdate())
    assert post(ROWS).status_code == 201
    AccessToken.objects.update(valid_to=timezone.localdate() - timedelta(days=1))
    assert "到期" in post(ROWS).json()["error"]


def test_refusals_stand_in_the_ledger_once_an_hour_and_without_the_token(
    post: Post, token: AccessToken, secret: str
) -> None:
    AccessToken.objects.update(valid_to=date(2020, 1, 1))
    for _ in range(3):
        post(ROWS)
        post(ROWS, secret="ym_guessed")
    events = [bytes(event.meta).decode() for event in Event.objects.filter(kind="exchange.token_refused")]
    assert len(events) == 2
    assert secret not in "".join(events) and "ym_guessed" not in "".join(events)


def test_the_token_is_nowhere_in_the_database(token: AccessToken, secret: str) -> None:
    row = AccessToken.objects.get()
    assert row.digest == bearer.digest_of(secret)
    assert secret not in str(list(AccessToken.objects.values()))
    assert secret.startswith(row.hint) and len(row.hint) < 12


def test_a_token_is_shown_in_one_answer_and_only_to_who_made_it(
    client_of: Any, security_administrator: User, police: Any, liaison: User, tax_liaison: User
) -> None:
    client = client_of(security_administrator)
    form = {"department": police.pk, "purpose": "户政系统"}
    page = client.post(reverse("exchange:give_token"), form).content.decode()
    secret = page.split('id="secret">')[1].split("<")[0]
    assert queries.token_of(secret) == AccessToken.objects.get()
    assert secret not in client.get(reverse("exchange:tokens")).content.decode()
    assert "户政系统" in client_of(liaison).get(reverse("exchange:tokens")).content.decode()
    assert "户政系统" not in client_of(tax_liaison).get(reverse("exchange:tokens")).content.decode()
    assert client_of(liaison).post(reverse("exchange:give_token"), form).status_code == 403


def test_a_token_of_one_department_hands_in_nothing_for_another(post: Post, tax: Any) -> None:
    answer = post([{**ROWS[0], "department_code": "D02"}]).json()
    assert (answer["accepted"], answer["refused"]) == (0, 1)
    assert "不属于您可以导入的部门" in answer["refused_rows"][0]["reason"]
    assert not RegisterRecord.objects.exists()
