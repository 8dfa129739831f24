"""What the platform refused stands on the department's work list, is put right there and goes out in its place."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from yimen.cases.handling.models import Dossier
from yimen.cases.handling.tests import house
from yimen.cases.reporting import queries
from yimen.catalog.models import ItemVersion
from yimen.exchange.platform import bodies, services
from yimen.exchange.platform.answers import Accepted, Confirmed, Rejected
from yimen.exchange.platform.models import OutboxMessage
from yimen.people.models import Department, Region, User

pytestmark = pytest.mark.django_db
REASON = "实施编码不在省平台事项库中"


@pytest.fixture
def dossier(linked: Region, police: Department, clerk: User, approver: User) -> Dossier:
    """A case with two messages; the platform refused the first."""
    house.post(clerk)
    found = house.at_decision(clerk, approver, house.version_of(police))
    settle(Rejected(first_of(found).key, "E101", REASON))
    return found


def settle(answer: Any) -> None:
    services.settle(answers=[answer], now=timezone.now())


def first_of(dossier: Dossier) -> OutboxMessage:
    return queries.of_case(dossier.case)[0]


def shown(client: Any, route: str, *parts: Any) -> str:
    answer = client.get(reverse(route, args=parts))
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text


def form_of(message: OutboxMessage, **changed: str) -> dict[str, str]:
    """What the page's form posts back: personal data empty, times as the browser writes them."""
    kept = {"case_number", "item_code", "department", "place", "way", "queue_number", "own_serial", "document_number"}
    fields = {name: str(value) for name, value in bodies.read(message.body).items() if name in kept}
    return {**fields, "accepted_at": "2023-06-01T09:30:00", **changed}


def test_a_refused_message_stands_on_the_work_list_until_the_department_puts_it_right(
    dossier: Dossier, clerk: User, client_of: Any
) -> None:
    client, message = client_of(clerk), first_of(dossier)
    assert REASON in shown(client, "cases:work")
    page = shown(client, "cases:report", message.pk)
    assert "更正并重报" in page and house.PERSON.id not in page and house.PERSON.name not in page
    answer = client.post(reverse("cases:correct_report", args=[message.pk]), form_of(message, item_code="I2"))
    assert answer.status_code == 302, answer.content.decode()
    message.refresh_from_db()
    assert (message.status, message.revision, message.sequence) == ("waiting", 2, 1)
    said = bodies.read(message.body)
    assert (said["item_code"], said["applicant_id"]) == ("I2", house.PERSON.id)
    assert message.rejections.get().corrected_by == clerk
    assert REASON not in shown(client, "cases:work")
    assert [each.pk for each in services.hold(now=timezone.now(), limit=9)] == [message.pk]


def test_a_correction_without_a_change_is_refused_on_the_page(dossier: Dossier, clerk: User, client_of: Any) -> None:
    message = first_of(dossier)
    answer = client_of(clerk).post(reverse("cases:correct_report", args=[message.pk]), form_of(message))
    assert answer.status_code == 422 and "内容没有改动" in answer.content.decode()


def test_another_department_and_who_may_not_correct(
    dossier: Dossier, tax: Department, linked: Region, make_user: Any, liaison: User, client_of: Any
) -> None:
    message, stranger = first_of(dossier), make_user("tax_clerk", "clerk", linked, tax)
    assert client_of(stranger).get(reverse("cases:report", args=[message.pk])).status_code == 404
    assert REASON not in shown(client_of(stranger), "cases:reports")
    assert "等承办部门更正" in shown(client_of(liaison), "cases:report", message.pk)
    answer = client_of(liaison).post(reverse("cases:correct_report", args=[message.pk]), form_of(message))
    assert answer.status_code == 403


def test_the_cases_page_says_how_far_each_message_is_and_never_more(
    dossier: Dossier, approver: User, client_of: Any
) -> None:
    accept, step = queries.of_case(dossier.case)
    client = client_of(approver)
    assert "省平台退回" in shown(client, "cases:dossier", dossier.pk)
    OutboxMessage.objects.update(status="waiting", reason="")
    settle(Accepted(accept.key, "S1"))
    page = shown(client, "cases:dossier", dossier.pk)
    assert "已送达待确认" in page and "待发送" in page
    assert "省平台已确认" not in page and "已上报" not in page
    settle(Confirmed(accept.key, "S1", timezone.localdate()))
    page = shown(client, "cases:dossier", dossier.pk)
    assert "省平台已确认" in page and ">S1<" in page and reverse("cases:report", args=[step.pk]) in page


def test_the_error_feed_costs_the_same_for_many(
    dossier: Dossier, clerk: User, version: ItemVersion, client_of: Any
) -> None:
    client, cost = client_of(clerk), []
    shown(client, "cases:reports")  # the first page of a session costs a little more
    for _ in range(2):
        with CaptureQueriesContext(connection) as made:
            assert shown(client, "cases:reports").count("更正后重报") == len(cost) * 3 + 1
        cost.append(len(made))
        for _ in range(3):
            settle(Rejected(first_of(house.accepted(clerk, version)).key, "E101", REASON))
    assert cost[0] == cost[1] < 25


@pytest.fixture
def version(police: Department) -> ItemVersion:
    """Another item."""
    return house.version_of(police, "I9")
