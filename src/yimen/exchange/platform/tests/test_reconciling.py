"""The nightly comparison with the platform's list: what is missing, unknown or different is found and put right."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.exchange.platform import nightly, services
from yimen.exchange.platform.client import Line, Platform, Unreachable
from yimen.exchange.platform.models import Difference, OutboxMessage, Reconciliation
from yimen.exchange.platform.tests.standin import KEY, all_settled, put, run_until
from yimen.people.models import Department, Region, User

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 5, 31)


@pytest.mark.django_db(transaction=True)
def test_what_was_forgotten_altered_and_invented_is_found_and_put_right(
    county: Region, police: Department, officer: User, stand_in: Any, settings: Any, capsys: Any
) -> None:
    platform = stand_in()
    first, second, third = (put(county, f"C{n}") for n in range(3))
    exchange = platform.exchange()
    run_until(exchange, all_settled, 30)
    today = timezone.localdate()
    assert _found(platform, today, settings) == set()
    platform.tell("/tamper", {"forget": first.key})
    platform.tell("/tamper", {"alter": second.key})
    platform.tell("/tamper", {"invent": {"key": "外来", "region": county.pk, "stream": "C9"}})
    found = _found(platform, today, settings)
    assert found == {("missing", first.key), ("differing", second.key), ("unknown", "外来")}
    assert _found(platform, today, settings) == found  # told once
    for each in Difference.objects.exclude(sort="unknown"):
        services.send_again(by=officer, difference=each)
    unknown = Difference.objects.get(sort="unknown")
    with pytest.raises(Refused, match="去函核实"):
        services.send_again(by=officer, difference=unknown)
    services.ask(by=officer, difference=unknown, words="本县没有报过这条，请核对来源")
    run_until(exchange, all_settled, 30)
    exchange.close()
    _found(platform, today, settings)
    assert set(Difference.objects.values_list("sort", "status")) == {
        ("missing", "settled"),
        ("differing", "settled"),
        ("unknown", "asked"),
    }
    effects = platform.report()["effects"]
    for message in (first, second, third):
        assert sum(row[1] == message.stream for row in effects) == 1


def _found(platform: Any, day: date, settings: Any) -> set[tuple[str, str]]:
    settings.PLATFORM_URL, settings.PLATFORM_SECRET = platform.address, KEY.secret
    call_command("exchange_platform", reconcile=day)
    return set(Difference.objects.values_list("sort", "key"))


@pytest.mark.django_db
def test_what_the_list_shows_as_done_is_confirmed_by_it(county: Region) -> None:
    message = put(county, "C1")
    lines = [Line(message.key, "C1", "S1", message.digest)]
    done = services.reconcile(region=county, day=DAY, lines=lines, now=timezone.now())
    message.refresh_from_db()
    assert (done.caught_up, message.status, message.confirmed_on) == (1, "confirmed", DAY)
    assert not done.differences.exists()


@pytest.mark.django_db
def test_a_message_confirmed_here_on_another_day_is_no_difference(county: Region) -> None:
    message = put(county, "C1")
    line = Line(message.key, "C1", "S1", message.digest)
    services.reconcile(region=county, day=DAY, lines=[line], now=timezone.now())
    again = services.reconcile(region=county, day=DAY + timedelta(days=1), lines=[line], now=timezone.now())
    assert not again.differences.exists()


@pytest.mark.django_db
def test_a_night_without_an_answer_writes_nothing_and_is_made_good_later(
    county: Region, police: Department, settings: Any
) -> None:
    settings.PLATFORM_URL = "http://127.0.0.1:9"
    with pytest.raises(CommandError, match="什么也没有改变"):
        call_command("exchange_platform", reconcile=DAY)
    assert not Reconciliation.objects.exists()


@pytest.mark.django_db
def test_the_day_before_is_owed_from_two_in_the_morning_until_it_is_done(county: Region) -> None:
    early, late = (datetime(2026, 6, 1, hour, 30, tzinfo=SHANGHAI) for hour in (1, 2))
    assert nightly.owed(county, early) is None
    assert nightly.owed(county, late) == DAY
    services.reconcile(region=county, day=DAY, lines=[], now=late)
    assert nightly.owed(county, late) is None


@pytest.mark.django_db
def test_only_who_may_settles_a_difference_and_says_how(county: Region, officer: User, liaison: User) -> None:
    services.reconcile(region=county, day=DAY, lines=[Line("外来", "C9", "S9", "f" * 64)], now=timezone.now())
    difference = Difference.objects.get()
    with pytest.raises(Refused, match="业务人员"):
        services.settle_difference(by=liaison, difference=difference, words="已查清，对方误报")
    with pytest.raises(Refused, match="写明情况"):
        services.settle_difference(by=officer, difference=difference, words="好")
    assert services.settle_difference(by=officer, difference=difference, words="已查清，对方误报").status == "settled"


def test_why_nothing_was_answered_is_said_in_words() -> None:
    nobody = Platform("http://127.0.0.1:9", KEY)
    with pytest.raises(Unreachable, match="没有应答：连不上，请检查网络和地址。"):
        nobody.states("230522000000", ["x"])
    nobody.close()


@pytest.mark.django_db
def test_a_platform_that_fails_is_left_alone_for_a_while(county: Region, stand_in: Any) -> None:
    platform = stand_in(error=1.0)
    exchange = platform.exchange()
    for number in range(30):
        put(county, f"C{number}")
    exchange.send(timezone.now())
    asked = platform.report()["requests"]
    with pytest.raises(Unreachable, match="暂停"):
        exchange.platform.states(county.pk, ["x"])
    assert exchange.send(timezone.now()).idle
    assert platform.report()["requests"] == asked < 30
    exchange.close()
    assert set(OutboxMessage.objects.values_list("status", flat=True)) == {"waiting"}
