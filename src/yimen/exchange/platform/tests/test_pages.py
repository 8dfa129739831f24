"""The pages: figures that open their rows, errors first, personal data masked, forms that say what is wrong."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from yimen.common.tests.reading import words_of
from yimen.exchange.platform import bodies, services
from yimen.exchange.platform.answers import Confirmed, Rejected
from yimen.exchange.platform.client import Line
from yimen.exchange.platform.models import Difference, OutboxMessage, Package
from yimen.exchange.platform.rules import IN
from yimen.exchange.platform.services import Letter
from yimen.exchange.platform.tests.standin import put
from yimen.ledger.canonical import json_bytes
from yimen.people.models import Region, User

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 31)
PERSON = {"applicant_name": "欧阳修", "applicant_id": "110101199003070000", "phone": "13812345678"}


def accepted(region: Region, stream: str = "C1") -> OutboxMessage:
    fields = {
        "case_number": stream, "item_code": "I1", **PERSON, "department": "公安局", "place": "1 号窗口", "way": "窗口",
        "accepted_at": "2026-05-31T09:00:00.500000+08:00",
    }  # fmt: skip
    return services.put(by=None, region=region, stream=stream, kind="accept", fields=fields)


def refused(message: OutboxMessage) -> OutboxMessage:
    services.settle(answers=[Rejected(message.key, "E101", "实施编码不在库中")], now=timezone.now())
    message.refresh_from_db()
    return message


def some_of_each(region: Region, number: int) -> None:
    """One of everything that the lists show."""
    done = put(region, f"D{number}")
    services.settle(answers=[Confirmed(done.key, "S1", DAY)], now=timezone.now())
    refused(accepted(region, f"C{number}"))
    services.receive(region=region, letter=Letter(f"N{number}", "step", "C1", {}), now=timezone.now())
    lines = [Line(f"外来{number}", f"U{number}", "S9", "f" * 64)]
    services.reconcile(region=region, day=date(2025, 1, 1 + number), lines=lines, now=timezone.now())


@pytest.mark.parametrize(
    "name", ["platform", "platform_messages", "platform_arrivals", "platform_differences", "platform_packages"]
)
def test_a_page_costs_the_same_for_one_of_each_and_for_twelve(
    name: str, county: Region, officer: User, client_of: Any
) -> None:
    client, counted = client_of(officer), []
    for numbers in (range(1), range(1, 12)):
        for number in numbers:
            some_of_each(county, number)
        client.get(reverse(f"exchange:{name}"))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(f"exchange:{name}")).status_code == 200
        counted.append(len(captured))
    assert counted[0] == counted[1] <= 20


def test_the_overview_tells_what_waits_for_somebody_and_each_figure_opens_its_rows(
    county: Region, officer: User, client_of: Any
) -> None:
    some_of_each(county, 1)
    waiting = put(county, "W1")
    client = client_of(officer)
    page = client.get(reverse("exchange:platform")).content.decode()
    assert page.index("实施编码不在库中") < page.index("现在的情况")
    for status, stream in (("rejected", "C1"), ("confirmed", "D1"), ("waiting", "W1")):
        address = f"{reverse('exchange:platform_messages')}?status={status}"
        assert address in page
        shown = client.get(address).content.decode()
        assert [each for each in ("C1", "D1", "W1") if f">{each} 第" in shown] == [stream]
    assert str(waiting) in client.get(reverse("exchange:platform_messages"), {"q": "W1"}).content.decode()


def test_nobody_of_another_county_and_no_clerk_sees_any_of_it(
    county: Region, neighbour_officer: User, clerk: User, client_of: Any
) -> None:
    message = refused(accepted(county))
    address = reverse("exchange:platform_message", args=[message.pk])
    assert client_of(neighbour_officer).get(address).status_code == 404
    assert client_of(clerk).get(address).status_code == 403
    assert "C1" not in words_of(client_of(neighbour_officer).get(reverse("exchange:platform_messages")))


def test_the_administrator_of_the_system_sees_how_the_line_is_and_nothing_of_a_case(
    county: Region, system_administrator: User, client_of: Any
) -> None:
    some_of_each(county, 1)
    some_of_each(county, 2)
    failing = put(county, "W1")
    named = Rejected(accepted(county, "R1").key, "E102", "申请人欧阳修的证件号不对")
    services.settle(answers=[named], now=timezone.now())
    services.note_contact(region=county.pk, trouble="省平台没有应答：连接超时。", now=timezone.now())
    OutboxMessage.objects.filter(pk=failing.pk).update(trouble="省平台没有应答：连接超时。")
    client = client_of(system_administrator)
    page = " ".join(words_of(client.get(reverse("exchange:interface"))).split())
    for words in ("省平台没有应答：连接超时。", "没有送达 省平台没有应答：连接超时。 1", "代码 E101 2", "代码 E102 1",
                  "待发送 1 条", "省平台退回 3 条", "未收下的来件 2 条", "未消除的对账差异 2 处"):  # fmt: skip
        assert words in page, words
    for words in ("C1", "D1", "W1", "R1", "欧阳", "实施编码不在库中", "外来1"):
        assert words not in page, words
    markup = client.get(reverse("exchange:interface")).content.decode()
    assert reverse("exchange:platform_messages") not in markup
    assert reverse("exchange:platform_differences") not in markup
    assert reverse("exchange:interface") in client.get(reverse("overview:home")).content.decode()
    for name in ("platform", "platform_messages", "platform_arrivals", "platform_differences", "platform_packages"):
        assert client.get(reverse(f"exchange:{name}")).status_code == 403


def test_another_countys_exchange_is_not_in_the_numbers(
    county: Region, neighbour: Region, make_user: Any, client_of: Any
) -> None:
    some_of_each(county, 1)
    there = make_user("system_there", "system_administrator", neighbour)
    page = " ".join(words_of(client_of(there).get(reverse("exchange:interface"))).split())
    assert "省平台退回 0 条" in page and "没有错误" in page and "还没有对过账" in page


def test_the_key_of_a_message_is_shown_whole_and_an_id_in_it_is_not() -> None:
    body = json_bytes({"key": "230522000000:230522D032026112900029S:1:1", "outcome": "accepted", "remote": "S1"})
    assert dict(bodies.shown(IN["receipt"], body.decode()))["所答消息"] == "230522000000:230522D032026112900029S:1:1"
    body = json_bytes({"key": "230522000000:110101199003070000:1:1"})
    assert dict(bodies.shown(IN["receipt"], body.decode()))["所答消息"] == "230522000000:**************0000:1:1"


def test_a_refused_message_is_corrected_on_its_page_without_showing_anybody(
    county: Region, officer: User, client_of: Any
) -> None:
    message, client = refused(accepted(county)), client_of(officer)
    page = client.get(reverse("exchange:platform_message", args=[message.pk])).content.decode()
    assert "欧阳＊" in page
    assert not [each for each in PERSON.values() if each in page]
    address = reverse("exchange:correct_message", args=[message.pk])
    form = client.get(reverse("exchange:platform_message", args=[message.pk])).context["correction"]
    given = {name: form[name].value() or "" for name in form.fields}
    given["accepted_at"] = "2026-05-31T09:00:00"
    assert client.post(address, {**given, "place": ""}).status_code == 422
    again = client.post(address, given)
    assert again.status_code == 422
    assert "没有改动" in again.content.decode()
    assert client.post(address, {**given, "item_code": "I2"}).status_code == 302
    message.refresh_from_db()
    fields = bodies.read(message.body)
    assert (message.status, fields["item_code"], fields["applicant_id"]) == ("waiting", "I2", PERSON["applicant_id"])
    assert fields["accepted_at"] == "2026-05-31T01:00:00.500000Z"  # to the letter, though the page shows seconds
    page = client.get(reverse("exchange:platform_message", args=[message.pk])).content.decode()
    assert "退回记录" in page
    assert client.post(address, {**given, "item_code": "I3"}).status_code == 422


def test_a_difference_is_asked_about_from_its_page(county: Region, officer: User, client_of: Any) -> None:
    some_of_each(county, 1)
    difference = Difference.objects.get()
    address = reverse("exchange:tell_difference", args=[difference.pk])
    client = client_of(officer)
    assert client.post(address, {"words": "?", "move": "ask"}).status_code == 422
    assert client.post(address, {"words": "请核对这条的来源", "move": "ask"}).status_code == 302
    difference.refresh_from_db()
    assert difference.status == "asked"
    question = OutboxMessage.objects.get(kind="inquiry")
    assert bodies.read(question.body) == {"about": difference.key, "question": "请核对这条的来源"}


def test_a_package_is_made_fetched_and_a_wrong_one_refused_with_a_sentence(
    county: Region, officer: User, client_of: Any
) -> None:
    put(county, "C1")
    client = client_of(officer)
    assert client.post(reverse("exchange:make_package")).status_code == 302
    made = Package.objects.get()
    Package.objects.update(number="交换包-1")
    fetched = client.post(reverse("exchange:fetch_package", args=[made.pk]))
    assert fetched.content.startswith(b"PK")
    assert fetched.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''%E4")
    wrong = {"package": SimpleUploadedFile("x.zip", fetched.content)}
    answer = client.post(reverse("exchange:take_package"), wrong)
    assert answer.status_code == 422
    assert "不是发给本系统的交换包" in answer.content.decode()
