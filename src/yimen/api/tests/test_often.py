"""How often one token may be used: counted in the database, so that every process counts the same."""

import threading
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from yimen.api.tests.conftest import ROWS, Post
from yimen.exchange import bearer
from yimen.exchange import services as exchange
from yimen.exchange.models import AccessToken, ImportBatch, TokenUse
from yimen.people.models import Department, User

NOON = datetime(2026, 3, 2, 12, 0, 17, tzinfo=ZoneInfo("Asia/Shanghai"))


def used_up(token: AccessToken, at: datetime) -> None:
    minute = at.replace(second=0, microsecond=0)
    TokenUse.objects.update_or_create(token=token, defaults={"minute": minute, "times": exchange.USES_A_MINUTE})


def test_a_token_used_too_often_is_told_when_to_come_again(post: Post, token: AccessToken) -> None:
    with time_machine.travel(NOON, tick=False):
        used_up(token, timezone.now())
        answer = post(ROWS)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "43"
    assert answer.json()["error"] == "报送太频繁：每个令牌每分钟最多 60 次，请 43 秒后再报，并把多行合成一次。"
    assert not ImportBatch.objects.exists()


def test_the_next_minute_begins_anew(post: Post, token: AccessToken) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        used_up(token, timezone.now())
        assert post(ROWS).status_code == 429
        clock.shift(43)
        assert post(ROWS).status_code == 201
    assert TokenUse.objects.get().times == 1


def test_what_is_refused_counts_too(post: Post, token: AccessToken) -> None:
    with time_machine.travel(NOON, tick=False):
        for _ in range(3):
            assert post("{", content_type="application/json").status_code == 422
    assert TokenUse.objects.get().times == 3


def test_one_token_uses_up_nothing_of_another(
    post: Post, token: AccessToken, security_administrator: User, tax: Department
) -> None:
    secret = bearer.fresh()
    exchange.give_token(by=security_administrator, department=tax, purpose="征管系统", secret=secret)
    with time_machine.travel(NOON, tick=False):
        used_up(token, timezone.now())
        assert post(ROWS).status_code == 429
        assert post(ROWS, secret=secret).status_code == 201


def test_a_token_that_is_not_good_is_not_counted(post: Post, token: AccessToken) -> None:
    assert post(ROWS, secret="ym_guessed").status_code == 401
    assert not TokenUse.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_no_more_pass_than_may(token: AccessToken, monkeypatch: Any) -> None:
    monkeypatch.setattr(exchange, "USES_A_MINUTE", 5)
    waits: list[int] = []

    def ask() -> None:
        try:
            waits.append(exchange.seconds_to_wait(token=token, at=NOON))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(waits) == [0] * 5 + [43] * 7
