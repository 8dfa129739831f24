"""Forged, replayed, late and contradicting requests in the platform's name: no second effect, no step back."""

import json
import secrets
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.utils import timezone

from yimen.exchange.platform import services, signing
from yimen.exchange.platform.answers import Confirmed, Rejected
from yimen.exchange.platform.models import InboxMessage, OutboxMessage, UsedNonce
from yimen.exchange.platform.rules import NONCE_KEPT, WINDOW
from yimen.exchange.platform.tests.standin import KEY, put
from yimen.ledger.models import Event
from yimen.people.models import Region

PATH = "/api/platform/messages/"
DAY = date(2026, 5, 31)


def letter(region: str, fields: dict[str, Any], kind: str = "receipt", number: str = "") -> bytes:
    told = {"number": number or secrets.token_hex(8), "region": region, "kind": kind, "stream": "C1", "fields": fields}
    return json.dumps(told, ensure_ascii=False).encode()


def receipt(key: str, outcome: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "outcome": outcome, "remote": "S1", **more}


def confirmed(key: str) -> dict[str, Any]:
    return receipt(key, "confirmed", confirmed_on=DAY.isoformat())


def signed(body: bytes, *, at: datetime | None = None, path: str = PATH, key: signing.Key = KEY) -> dict[str, str]:
    return signing.headers(key, method="POST", path=path, body=body, at=at or datetime.now(UTC))


def post(body: bytes, headers: dict[str, str], path: str = PATH) -> int:
    return Client().post(path, body, content_type="application/json", headers=headers).status_code


def everything() -> list[Any]:
    """All that a request could change besides a nonce."""
    messages = OutboxMessage.objects.order_by("pk").values_list("status", "status_at", "remote", "reason", "key")
    return [list(messages), Event.objects.count()]


@pytest.mark.django_db
def test_a_signed_callback_moves_its_message(county: Region) -> None:
    message, body = put(county, "C1"), b""
    body = letter(county.pk, confirmed(message.key))
    assert post(body, signed(body)) == 200
    message.refresh_from_db()
    assert (message.status, message.confirmed_on) == ("confirmed", DAY)


def forgeries(region: str, key: str) -> list[tuple[bytes, dict[str, str]]]:
    """A hundred requests that are not the platform's, each in another way, of ten ways."""
    found = []
    for number in range(10):
        body = letter(region, confirmed(key))
        good, other = signed(body), letter(region, confirmed(f"{key}{number}"))
        wrong_secret = signing.Key(KEY.number, "another-secret-" + str(number) * 20)
        wrong_number = signing.Key(f"key{number}", KEY.secret)
        found += [
            (body, {}),
            (body, {**good, "X-Signature": "0" * 64}),
            (body, {**good, "X-Signature": good["X-Signature"][:-1]}),
            (other, good),
            (body, {**good, "X-Nonce": secrets.token_hex(16)}),
            (body, {**good, "X-Time": str(int(good["X-Time"]) + 1 + number)}),
            (body, {**good, "X-Algorithm": "HMAC-SHA256"}),
            (body, {**good, "X-Algorithm": "none"}),
            (body, signed(body, key=wrong_secret)),
            (body, signed(body, key=wrong_number)),
        ]
    return found


@pytest.mark.django_db
def test_two_hundred_forged_late_contradicting_and_unknown_callbacks_change_nothing(county: Region) -> None:
    waiting, done, refused = (put(county, f"C{n}") for n in range(3))
    services.settle(answers=[Confirmed(done.key, "S1", DAY), Rejected(refused.key, "E1", "不对")], now=timezone.now())
    before, counted = everything(), Counter[int]()
    for body, headers in forgeries(county.pk, waiting.key):
        counted[post(body, headers)] += 1
    for offset in range(10):
        for outside in (timedelta(seconds=WINDOW + 1 + offset), -timedelta(seconds=WINDOW + 2 + offset)):
            body = letter(county.pk, confirmed(waiting.key))
            counted[post(body, signed(body, at=datetime.now(UTC) + outside))] += 1
    assert (counted, everything()) == ({401: 120}, before)
    for number in range(16):
        for fields in (
            confirmed(f"nobody:{number}"),
            receipt(done.key, "rejected", code="E9", reason="反悔"),
            confirmed(refused.key),
            receipt(done.key, "accepted"),
            receipt(waiting.key, "undone"),
        ):
            body = letter(county.pk, fields)
            assert post(body, signed(body)) == 200
    assert everything()[0] == before[0]
    assert Counter(InboxMessage.objects.values_list("status", flat=True)) == {"refused": 64, "applied": 16}


@pytest.mark.django_db
def test_a_signature_for_another_path_or_method_is_none_here(county: Region) -> None:
    body = letter(county.pk, confirmed(put(county, "C1").key))
    assert post(body, signed(body, path="/api/feeds/cases/")) == 401
    assert post(body, signed(body), f"{PATH}?again=1") == 401
    other = signing.headers(KEY, method="GET", path=PATH, body=body, at=datetime.now(UTC))
    assert post(body, other) == 401


@pytest.mark.django_db
@pytest.mark.parametrize("edge", [0, WINDOW - 30, 30 - WINDOW])
def test_a_request_is_good_once_also_at_the_edge_of_its_window(county: Region, edge: int) -> None:
    message = put(county, "C1")
    body = letter(county.pk, confirmed(message.key))
    headers = signed(body, at=datetime.now(UTC) + timedelta(seconds=edge))
    assert post(body, headers) == 200
    before = everything()
    assert {post(body, headers) for _ in range(334)} <= {409, 401}  # 401 once its window is over, on a slow machine
    other = letter(county.pk, receipt(message.key, "rejected", code="E1", reason="不对"))
    assert post(other, headers) == 401
    assert everything() == before


@pytest.mark.django_db
def test_the_database_itself_lets_one_nonce_serve_one_message(county: Region) -> None:
    """Two at the same moment both find the nonce unused; what then decides is the constraint, in their transactions."""
    signed_once = signing.Signed(KEY.number, "0123456789abcdef", timezone.now())
    letters = [services.Letter(number, "rating", "C1", {"grade": 5}) for number in ("N1", "N2")]
    taken = {"region": county, "now": timezone.now(), "way": InboxMessage.Way.PUSHED, "signed": signed_once}
    services.take(letter=letters[0], **taken)
    before = everything()
    with pytest.raises(IntegrityError):
        services.take(letter=letters[1], **taken)
    assert everything() == before
    assert [each.number for each in InboxMessage.objects.all()] == ["N1"]


@pytest.mark.django_db
def test_a_nonce_is_remembered_for_longer_than_its_request_could_be_good(county: Region) -> None:
    now = timezone.now()
    for age in (0, 2 * WINDOW + 1, NONCE_KEPT - 1, NONCE_KEPT + 1):
        UsedNonce.objects.create(key="yimen", nonce=f"nonce{age}", used_at=now - timedelta(seconds=age))
    assert services.forget_nonces(now=now) == 1
    assert NONCE_KEPT > 2 * WINDOW


@pytest.mark.django_db
def test_without_a_secret_of_our_own_nobody_is_the_platform(county: Region, settings: Any) -> None:
    settings.PLATFORM_SECRET = ""
    body = letter(county.pk, confirmed("x"))
    assert post(body, signed(body, key=signing.Key(KEY.number, ""))) == 401


@pytest.mark.django_db(transaction=True)
def test_sixteen_at_once_with_one_request_or_one_number_have_one_effect(county: Region, receivers: Any) -> None:
    taken: list[str] = []

    def take(*, region: Region, number: str, stream: str, fields: dict[str, Any]) -> None:
        services.put(by=None, region=region, stream=number, kind="inquiry", fields={"about": "x", "question": "核实"})
        taken.append(number)

    receivers["step"] = take
    fields = {"case_number": "C1", "item_code": "I1", "step": "受理", "at": "2026-05-31T09:00:00+08:00"}
    same = letter(county.pk, fields, "step", "N1")
    one = signed(same)

    def send(number: int) -> int:
        try:
            return post(same, one if number < 8 else signed(same))
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        answers = Counter(pool.map(send, range(16)))
    assert set(answers) <= {200, 409}
    assert OutboxMessage.objects.filter(stream="N1").count() == 1
    assert InboxMessage.objects.get().status == "applied"
    assert UsedNonce.objects.count() == 1


@pytest.mark.django_db
def test_the_same_number_with_other_content_is_refused(county: Region) -> None:
    first, second = (letter(county.pk, {"step": text}, "step", "N1") for text in ("受理", "办结"))
    assert post(first, signed(first)) == 200
    assert post(second, signed(second)) == 409
    assert InboxMessage.objects.count() == 1


@pytest.mark.django_db
def test_what_is_no_message_is_refused_with_a_sentence(county: Region) -> None:
    for body, status in (
        (b"[]", 400),
        (b"{", 400),
        (b'{"number": 1}', 400),
        (letter(county.pk, {"step": "x\0"}, "step"), 400),
        (letter(county.pk, {"step": "x"}, "step").replace(b'"x"', b'"\\ud800"'), 400),
        (letter(county.pk, {"step": 1.5, "grade": [{}]}, "step"), 422),
        (letter("999999999999", {}), 422),
        (letter(county.pk, {}, "nonsense"), 422),
        (letter(county.pk, {"step": "x" * 70_000}, "step"), 422),
    ):
        assert post(body, signed(body)) == status
    assert not InboxMessage.objects.exists()
    assert Client().get(PATH).status_code == 401
