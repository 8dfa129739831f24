"""A likely second application is pointed out on every way in; what nobody takes is listed; events go out as rows."""

import csv
import io
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from yimen.cases.arriving import services as arriving
from yimen.cases.handling import services
from yimen.cases.handling.models import Dossier
from yimen.cases.handling.tests import house
from yimen.cases.models import Case
from yimen.catalog.models import ItemVersion
from yimen.halls.models import Window
from yimen.people.models import RoleGrant, User

pytestmark = pytest.mark.django_db
TWIN = "同一申请人、同一事项另有在办件"


def test_a_second_application_for_the_same_is_pointed_out_at_the_counter_and_on_what_the_platform_sent(
    clerk: User, approver: User, window: Window, version: ItemVersion, instant: ItemVersion, client_of: Any
) -> None:
    first = house.accepted(clerk, version)
    client = client_of(clerk)
    client.defaults["REMOTE_ADDR"] = house.TERMINAL
    given = {"kind": "person", "name": "董义之", "number": house.PERSON.id, "delivery": "window", "complete": "on"}
    with time_machine.travel(house.MORNING, tick=False):
        page = client.post(reverse("cases:receive", args=[version.pk]), {**given, "press": "check"}).content.decode()
        other = client.post(reverse("cases:receive", args=[instant.pk]), {**given, "press": "check"}).content.decode()
    assert TWIN in page and first.number in page
    assert TWIN not in other  # another item
    sent = {"item_code": version.code, "application_number": "S1", "applied_at": "2023-06-01T09:40:00+08:00",
            "applicant_name": "董义之", "applicant_id": house.PERSON.id}  # fmt: skip
    case = arriving.take_application(region=clerk.region, fields=sent)
    shown = client_of(approver).get(reverse("cases:dossier", args=[case.pk])).content.decode()
    assert TWIN in shown and first.number in shown  # who examines sees it too, whichever way it came
    services.withdraw(by=clerk, dossier=first, reason="申请人要求撤回")
    assert TWIN not in client_of(approver).get(reverse("cases:dossier", args=[case.pk])).content.decode()


def test_what_waits_for_a_post_that_nobody_holds_is_listed_until_somebody_does(
    clerk: User, approver: User, window: Window, version: ItemVersion, client_of: Any
) -> None:
    grants = RoleGrant.objects.filter(role="approver")
    granted = list(grants.values_list("pk", "valid_to"))
    grants.update(valid_to=house.OPENING)
    lost = house.accepted(clerk, version)
    page = client_of(clerk).get(reverse("cases:work"), {"tab": "unheld"}).content.decode()
    assert lost.number in page and "没有人担任" in page
    for key, until in granted:
        RoleGrant.objects.filter(pk=key).update(valid_to=until)
    services.take(by=approver, dossier=lost)
    assert "每件都有人接" in client_of(clerk).get(reverse("cases:work"), {"tab": "unheld"}).content.decode()


def test_every_event_is_a_row_without_a_name_and_many_cases_cost_no_more_statements(
    clerk: User, approver: User, window: Window, version: ItemVersion, client_of: Any
) -> None:
    dossier = house.delivered(clerk, approver, version)
    client = client_of(approver)
    address = f"{reverse('cases:events')}?month=2023-06"

    def taken() -> tuple[list[dict[str, str]], int]:
        with CaptureQueriesContext(connection) as asked:
            text = client.get(address).content.decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text))), len(asked)

    taken()  # the first page of a session notes that it is used
    rows, cost = taken()
    assert (rows[0]["活动"], rows[0]["阶段"]) == ("收件", "完成")
    assert ("受理通知书", "完成") in [(row["活动"], row["阶段"]) for row in rows]
    assert {row["办件编号"] for row in rows} == {dossier.number}
    steps = [(row["活动"], row["阶段"], row["结果"]) for row in rows if row["结果"] == "通过"]
    assert steps and all(stage == "完成" for _, stage, _ in steps)
    assert "送达" in [row["活动"] for row in rows]
    assert [row["时间"] for row in rows] == sorted(row["时间"] for row in rows)
    assert "董义之" not in str(rows) and house.PERSON.id not in str(rows)
    for _ in range(3):
        house.accepted(clerk, version)
    more, still = taken()
    assert len({row["办件编号"] for row in more}) == 4 and still == cost
    assert Case.objects.count() == Dossier.objects.count() == 4
    assert client.get(f"{reverse('cases:events')}?month=2023-05").content.decode().count("\r\n") == 1
