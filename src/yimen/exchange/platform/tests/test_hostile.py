"""Messages through a platform that does everything wrong: each effect exactly once, in the order of its stream."""

from collections import Counter
from typing import Any

import pytest

from yimen.exchange.platform.models import InboxMessage, OutboxMessage
from yimen.exchange.platform.states import CONFIRMED
from yimen.exchange.platform.tests.standin import HOSTILE, all_settled, put, run_until
from yimen.ledger import services as ledger
from yimen.ledger import verification
from yimen.ledger.chainwalk import TAMPERED
from yimen.people.models import Region

pytestmark = pytest.mark.django_db(transaction=True)


def once_each(effects: list[list[Any]], messages: list[OutboxMessage]) -> list[str]:
    """What is wrong with the platform's effects: one that is missing, twice, changed, or before an earlier one."""
    wrong = [f"{key} {times} times" for key, times in Counter(row[0] for row in effects).items() if times > 1]
    found = {row[0]: row[3] for row in effects}
    wrong += [f"{each.key} differs" for each in messages if found.get(each.key) != each.digest]
    wrong += [f"{key} is nobody's" for key in found.keys() - {each.key for each in messages}]
    last: dict[str, int] = {}
    for key, stream, sequence, _ in effects:
        if sequence != last.get(stream, 0) + 1:
            wrong.append(f"{key} out of order")
        last[stream] = sequence
    return wrong


def through(
    start: Any, county: Region, live_server: Any, settings: Any, streams: int, each: int, seconds: float
) -> None:
    """So many streams of so many messages each, and what must hold afterwards."""
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    put_in(county, streams, each)
    platform = start(callback=f"{live_server.url}/api/platform/messages/", **HOSTILE)
    exchange = platform.exchange()
    try:
        run_until(exchange, all_settled, seconds)
    finally:
        exchange.close()
    messages = list(OutboxMessage.objects.all())
    report = platform.report()
    assert {message.status for message in messages} == {CONFIRMED}
    assert len(messages) == streams * each
    assert once_each(report["effects"], messages) == []
    assert report["out_of_order"] == 0
    assert report["answers_lost"] > streams * each / 20
    assert report["requests"] > streams * each * 1.1
    assert InboxMessage.objects.count() > streams * each / 10


@ledger.mutation("exchange.message_put")
def put_in(county: Region, streams: int, each: int) -> None:
    for stream in range(streams):
        for number in range(each):
            put(county, f"C{stream:05d}", number)
    ledger.record(chain=county.pk, kind="exchange.message_put")


def test_five_hundred_messages_have_each_its_effect_once(
    stand_in: Any, county: Region, live_server: Any, settings: Any
) -> None:
    through(stand_in, county, live_server, settings, 125, 4, 60)
    broken = [each for each in verification.verify().problems if each.grade == TAMPERED]
    assert broken == []


@pytest.mark.long
def test_ten_thousand_messages_have_each_its_effect_once(
    stand_in: Any, county: Region, live_server: Any, settings: Any
) -> None:
    through(stand_in, county, live_server, settings, 1_000, 10, 3_600)


def test_a_second_effect_a_lost_one_and_a_wrong_order_would_be_seen() -> None:
    first, second = (OutboxMessage(key=key, digest=key) for key in ("a", "b"))
    assert once_each([["a", "S", 1, "a"], ["a", "S", 1, "a"], ["b", "S", 2, "b"]], [first, second]) != []
    assert once_each([["a", "S", 1, "a"]], [first, second]) == ["b differs"]
    assert once_each([["b", "S", 2, "b"], ["a", "S", 1, "a"]], [first, second])[0] == "b out of order"
    assert once_each([["a", "S", 1, "a"], ["b", "S", 2, "b"]], [first, second]) == []
