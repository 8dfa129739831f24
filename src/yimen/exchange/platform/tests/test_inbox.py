"""What comes from the platform: taken once, given to the room that wants it, kept with the reason where it is not."""

from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.exchange.platform import receivers as registration
from yimen.exchange.platform import services
from yimen.exchange.platform.models import InboxMessage, OutboxMessage, PullCursor
from yimen.exchange.platform.rules import PAGE
from yimen.exchange.platform.services import Letter
from yimen.exchange.platform.services.pulling import letters_of
from yimen.exchange.platform.tests.standin import put
from yimen.people.models import Region, User

pytestmark = pytest.mark.django_db
STEP = {"case_number": "C1", "item_code": "I1", "step": "受理", "at": "2026-05-31T09:00:00+08:00"}


def step(number: str, **fields: Any) -> Letter:
    return Letter(number, "step", "C1", {**STEP, **fields})


def receive(region: Region, letter: Letter) -> services.Taken:
    return services.receive(region=region, letter=letter, now=timezone.now())


def test_a_room_that_registered_gets_the_fields_checked_and_once(county: Region, receivers: Any) -> None:
    got: list[Any] = []
    registration.receives("step")(lambda **told: got.append(told))
    assert not receive(county, step("N1")).again
    assert receive(county, step("N1")).again
    assert [(each["number"], each["fields"]["at"]) for each in got] == [("N1", "2026-05-31T01:00:00.000000Z")]
    with pytest.raises(ValueError, match="has a receiver already"):
        registration.receives("step")(lambda **told: None)
    with pytest.raises(KeyError):
        registration.receives("nonsense")


def test_what_nobody_takes_is_kept_until_somebody_does(county: Region, receivers: Any) -> None:
    kept = receive(county, step("N1")).message
    assert kept.status == "received"
    assert services.handle_waiting() == 0
    receivers["step"] = lambda **told: None
    assert services.handle_waiting() == 1
    kept.refresh_from_db()
    assert kept.status == "applied"


def test_what_is_refused_is_kept_with_its_reason_and_can_be_tried_again(
    county: Region, receivers: Any, officer: User, liaison: User
) -> None:
    def refuse(**told: Any) -> None:
        put(county, "C9")  # what it did before it refused is undone
        raise Refused("没有办件 C1，申请人 13812345678。")

    receivers["step"] = refuse
    kept = receive(county, step("N1")).message
    assert (kept.status, kept.reason) == ("refused", "没有办件 C1，申请人 138****5678。")
    assert not OutboxMessage.objects.exists()
    with pytest.raises(Refused, match="业务人员"):
        services.handle(by=liaison, message=kept)
    receivers["step"] = lambda **told: None
    assert services.handle(by=officer, message=kept).status == "applied"
    assert kept.reason == ""
    with pytest.raises(Conflict):
        services.handle(by=officer, message=kept)


def test_fields_that_are_not_as_their_kind_says_are_kept_as_refused(county: Region, receivers: Any) -> None:
    receivers["step"] = lambda **told: None
    kept = receive(county, step("N1", at="昨天")).message
    assert kept.status == "refused"
    assert "时间应写作" in kept.reason


def test_a_fault_of_ours_keeps_the_message_and_its_content_out_of_the_log(
    county: Region, receivers: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(**told: Any) -> None:
        raise LookupError("王某 13812345678")

    receivers["step"] = broken
    kept = receive(county, step("N1")).message
    assert kept.status == "refused"
    assert "LookupError" in caplog.text
    assert "13812345678" not in caplog.text


def test_a_busy_database_is_no_refusal(county: Region, receivers: Any) -> None:
    def busy(**told: Any) -> None:
        raise OperationalError("database is locked")

    receivers["step"] = busy
    with pytest.raises(OperationalError):
        receive(county, step("N1"))
    assert not InboxMessage.objects.exists()


def outgoing(region: Region, count: int) -> list[dict[str, Any]]:
    head = {"region": region.pk, "kind": "step", "stream": "C1"}
    return [{**head, "number": f"N{n}", "fields": STEP} for n in range(count)]


def test_what_the_platform_has_is_pulled_page_by_page_and_each_once(
    county: Region, receivers: Any, stand_in: Any
) -> None:
    got: list[str] = []
    receivers["step"] = lambda **told: got.append(told["number"])
    platform = stand_in()
    platform.tell("/outgoing", [*outgoing(county, PAGE + 50), *outgoing(county, 3)])
    exchange = platform.exchange()
    try:
        exchange.pull(county, timezone.now())
        assert PullCursor.objects.get(kind="step").place == str(PAGE + 53)
        PullCursor.objects.update(place="")  # as if it had been lost
        exchange.pull(county, timezone.now())
    finally:
        exchange.close()
    assert got == [f"N{n}" for n in range(PAGE + 50)]
    assert InboxMessage.objects.filter(way="pulled", status="applied").count() == PAGE + 50


def test_a_pulled_message_that_cannot_be_kept_does_not_stop_those_behind_it(
    county: Region, receivers: Any, caplog: pytest.LogCaptureFixture
) -> None:
    receivers["step"] = lambda **told: None
    letters = [step("N1"), step("N1", step="办结"), step("N2", at=1.5), step("N3", step="长" * 70_000), step("N4")]
    services.take_page(region=county, kind="step", letters=letters, place="5", now=timezone.now())
    assert sorted(InboxMessage.objects.values_list("number", flat=True)) == ["N1", "N4"]
    assert caplog.text.count("was passed over") == 3


def test_a_pulled_message_without_form_does_not_stop_those_behind_it(county: Region, receivers: Any) -> None:
    good = outgoing(county, 1)[0]
    bad = [{}, {**good, "number": ""}, {**good, "fields": "x"}, {**good, "region": "230521000000"}]
    assert [each.number for each in letters_of([*bad, good], county.pk, "step")] == ["N0"]
