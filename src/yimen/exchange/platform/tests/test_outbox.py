"""The outbox: written with the caller's act, in the order of its stream, tried again, and never done before it is."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.exchange.platform import bodies, services
from yimen.exchange.platform.answers import Accepted, Confirmed, Failed, Rejected, Unknown
from yimen.exchange.platform.models import OutboxMessage, Rejection
from yimen.exchange.platform.rules import ASK_AFTER, HELD, IN, LONGEST_PAUSE, MOST_ATTEMPTS, OUT, RECEIPT
from yimen.exchange.platform.services.settling import pause
from yimen.exchange.platform.tests.standin import put
from yimen.ledger.models import Event
from yimen.people.models import Region, User

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 31)


def state(message: OutboxMessage) -> str:
    message.refresh_from_db()
    return message.status


def told(*answers: Any) -> None:
    services.write_down(answers=answers, now=timezone.now())


def held() -> list[OutboxMessage]:
    return services.hold(now=timezone.now(), limit=100)


def test_a_message_stands_or_falls_with_the_act_that_it_tells_of(county: Region) -> None:
    before = Event.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        put(county, "C1")
        raise RuntimeError("the act fails")
    assert not OutboxMessage.objects.exists()
    assert Event.objects.count() == before


def test_a_later_message_waits_until_the_one_before_it_is_confirmed(county: Region) -> None:
    first, second, other = put(county, "C1"), put(county, "C1", 2), put(county, "C2")
    assert (first.sequence, second.sequence, other.sequence) == (1, 2, 1)
    assert held() == [first, other]
    told(Accepted(first.key, "S1"))
    assert held() == []  # accepted is not done
    told(Confirmed(first.key, "S1", DAY))
    assert held() == [second]


@pytest.mark.parametrize("stuck", [Rejected("", "E1", "不对"), Failed("", "没有应答")])
def test_nothing_overtakes_a_message_that_waits_for_a_person(county: Region, stuck: Any) -> None:
    first, _ = put(county, "C1"), put(county, "C1", 2)
    services.settle(answers=[type(stuck)(first.key, *list(vars(stuck).values())[1:])], now=timezone.now())
    assert held() == []


def test_what_one_sender_holds_no_other_gets_until_it_is_taken_for_dead(county: Region) -> None:
    message = put(county, "C1")
    assert held() == [message]
    assert held() == []
    later = timezone.now() + timedelta(seconds=HELD + 1)
    assert services.hold(now=later, limit=9) == [message]


def test_a_failure_is_tried_again_with_growing_pauses_and_at_last_set_aside_with_its_reason(county: Region) -> None:
    message, now, pauses = put(county, "C1"), timezone.now(), []
    for _ in range(MOST_ATTEMPTS):
        assert services.hold(now=now, limit=1) == [message]
        services.write_down(answers=[Failed(message.key, "省平台没有应答")], now=now)
        message.refresh_from_db()
        pauses.append((message.next_try_at - now).total_seconds())
        now = message.next_try_at
    assert message.status == "set_aside"
    assert message.reason == f"试了 {MOST_ATTEMPTS} 次：省平台没有应答"
    assert pauses[6] > 10 * pauses[0] > 0
    assert all(pause(message.key, n).total_seconds() <= LONGEST_PAUSE for n in range(40))
    assert pause("a", 3) != pause("b", 3)  # not all at once


def test_a_message_set_aside_is_sent_again_under_its_old_key(county: Region, officer: User) -> None:
    message = put(county, "C1")
    services.settle(answers=[Failed(message.key, "没有应答")], now=timezone.now())
    message.refresh_from_db()
    key = message.key
    with pytest.raises(Refused, match="搁置的请原样再次发送"):
        services.correct(by=officer, message=message, fields={**bodies.read(message.body), "step": "别的"})
    assert services.resend(by=officer, message=message).key == key
    assert held() == [message]


def test_a_refused_message_is_corrected_under_a_new_key_and_what_was_refused_is_kept(
    county: Region, officer: User
) -> None:
    message, second = put(county, "C1"), put(county, "C1", 2)
    was, key = message.body, message.key
    told(Rejected(key, "E101", "申请人 13812345678 的实施编码不在库中"))
    message.refresh_from_db()
    assert (message.status, message.code) == ("rejected", "E101")
    assert "13812345678" not in message.reason
    with pytest.raises(Refused, match="没有改动"):
        services.correct(by=officer, message=message, fields=bodies.read(was))
    services.correct(by=officer, message=message, fields={**bodies.read(was), "item_code": "11230522MB0002"})
    kept = Rejection.objects.get()
    assert (kept.body, kept.corrected_by, message.revision) == (was, officer, 2)
    assert message.key != key
    assert held() == [message]
    told(Confirmed(key, "S1", DAY))  # of the revision that is no more
    assert state(message) == "waiting"
    told(Confirmed(message.key, "S1", DAY))
    assert (state(message), held()) == ("confirmed", [second])


def test_only_the_officer_of_the_county_may_correct_or_send_again(
    county: Region, liaison: User, neighbour_officer: User
) -> None:
    message = put(county, "C1")
    told(Rejected(message.key, "E101", "不在库中"))
    message.refresh_from_db()
    for stranger in (liaison, neighbour_officer):
        with pytest.raises(Refused, match="业务人员"):
            services.correct(by=stranger, message=message, fields={})


def test_a_message_only_moves_forward_whatever_comes_in_whatever_order(county: Region) -> None:
    message = put(county, "C1")
    for answer, after in (
        (Accepted(message.key, "S1"), "sent"),
        (Confirmed(message.key, "S1", DAY), "confirmed"),
        (Accepted(message.key, "S1"), "confirmed"),
        (Unknown(message.key), "confirmed"),
        (Rejected(message.key, "E1", "不对"), "confirmed"),
        (Failed(message.key, "没有应答"), "confirmed"),
    ):
        told(answer)
        assert state(message) == after
    with pytest.raises(Conflict):
        services.settle(answers=[Rejected(message.key, "E1", "不对")], now=timezone.now())


def test_what_the_platform_accepted_and_lost_is_sent_again_under_its_key(county: Region) -> None:
    message = put(county, "C1")
    told(Accepted(message.key, "S1"))
    later = timezone.now() + timedelta(seconds=ASK_AFTER + 1)
    assert services.hold_to_ask(now=later, limit=9) == [message]
    key = message.key
    told(Unknown(key))
    assert (state(message), message.key) == ("waiting", key)
    assert held() == [message]


def test_what_is_accepted_and_never_done_is_set_aside_for_somebody_to_look(county: Region) -> None:
    message, now = put(county, "C1"), timezone.now()
    told(Accepted(message.key, "S1"))
    for _ in range(MOST_ATTEMPTS):
        now += timedelta(hours=2)
        assert services.hold_to_ask(now=now, limit=9) == [message]
        services.write_down(answers=[Accepted(message.key, "S1")], now=now)
    assert state(message) == "set_aside"
    assert "一直没有结果" in message.reason


def test_fields_that_are_not_as_their_kind_says_are_refused_all_at_once(county: Region) -> None:
    with pytest.raises(Refused) as refused:
        put(county, "C1", case_number="", action="乱写", started_at="昨天", extra=1)
    said = str(refused.value)
    assert all(word in said for word in ("办件编号没有填", "业务动作应为", "开始时间应写作", "没有“extra”这个字段"))


def test_the_same_content_has_one_body_and_digest_however_it_was_written() -> None:
    kind, common = OUT["rating"], {"case_number": "C1", "item_code": "I1", "channel": "窗口"}
    one = bodies.written(kind, {**common, "grade": 5, "rated_at": "2026-05-31T16:20:00+08:00"})
    two = bodies.written(kind, {"rated_at": "2026-05-31T08:20:00Z", "grade": "5", **common, "indicators": ""})
    assert one == two
    assert bodies.digest_of(one) == bodies.digest_of(two)


def test_what_a_receipt_says_became_of_a_message_is_shown_in_words() -> None:
    receipt = bodies.written(IN[RECEIPT], {"key": "C1:1", "outcome": "confirmed", "remote": "S1"})
    assert dict(bodies.shown(IN[RECEIPT], receipt))["结果"] == "已确认"


def test_personal_data_are_masked_when_they_are_shown() -> None:
    fields = {
        "case_number": "C1", "item_code": "I1", "applicant_name": "欧阳修", "applicant_id": "110101199003070000",
        "phone": "13812345678", "department": "公安局", "accepted_at": "2026-05-31T09:00:00+08:00", "place": "1 号窗口",
        "way": "窗口",
    }  # fmt: skip
    shown = dict(bodies.shown(OUT["accept"], bodies.written(OUT["accept"], fields)))
    assert shown["申请人"] == "欧阳＊"
    assert not {"110101199003070000", "13812345678"} & set(shown.values())
    assert shown["受理时间"] == "2026-05-31 09:00"
