"""The pages of handling: what they show, whom they offer what, and that their cost stays flat."""

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from yimen.cases.handling import services
from yimen.cases.handling.models import AcceptanceException, Dossier
from yimen.cases.handling.tests import house
from yimen.cases.models import Case
from yimen.catalog.models import ItemVersion
from yimen.common.services import keep_file
from yimen.halls.models import Window
from yimen.ledger.models import Event
from yimen.people.models import Department, RoleGrant, User

pytestmark = pytest.mark.django_db
FILLED = {"kind": "person", "number": house.PERSON.id, "name": "董义之", "delivery": "window", "complete": "on"}


@pytest.fixture
def at_window(clerk: User, window: Window, client_of: Any) -> Any:
    """The clerk's browser at his window on a Thursday morning."""
    with time_machine.travel(house.MORNING, tick=False):
        client = client_of(clerk)
        client.defaults["REMOTE_ADDR"] = house.TERMINAL
        yield client


def test_the_clerk_finds_the_item_by_what_people_say(at_window: Client, version: ItemVersion) -> None:
    page = at_window.get(reverse("cases:counter"), {"q": "事项I1"}).content.decode()
    assert reverse("cases:receive", args=[version.pk]) in page
    assert "W01" in page


def test_the_enter_of_a_card_reader_takes_nothing_in(at_window: Client, version: ItemVersion) -> None:
    address = reverse("cases:receive", args=[version.pk])
    page = at_window.post(address, {**FILLED, "press": "check"}).content.decode()
    assert "按回车即受理" in page
    assert not Case.objects.exists()


def test_accepted_at_the_counter_the_secret_is_shown_once(at_window: Client, version: ItemVersion) -> None:
    answer = at_window.post(reverse("cases:receive", args=[version.pk]), {**FILLED, "press": "accept"})
    dossier = Dossier.objects.get()
    assert answer.headers["Location"] == reverse("cases:slip", args=[dossier.pk])
    assert dossier.status == "accepted"
    first, second = (at_window.get(answer.headers["Location"]).content.decode() for _ in range(2))
    assert "只显示这一次" in first and "不能再次显示" in second


def test_what_is_missing_is_asked_for_at_once(at_window: Client, version: ItemVersion) -> None:
    given = {**FILLED, "complete": "", "press": "ask"}
    at_window.post(reverse("cases:receive", args=[version.pk]), given)
    assert Dossier.objects.get().status == "asked"


def test_a_wrong_number_is_told_and_nothing_is_taken(at_window: Client, version: ItemVersion) -> None:
    given = {**FILLED, "number": "230522197905182015", "press": "accept"}
    answer = at_window.post(reverse("cases:receive", args=[version.pk]), given)
    assert answer.status_code == 422
    assert "末位校验码不符" in answer.content.decode()
    assert not Case.objects.exists()


def test_from_an_unknown_machine_a_reason_is_asked_for(at_window: Client, version: ItemVersion) -> None:
    at_window.defaults["REMOTE_ADDR"] = "10.9.9.9"
    address = reverse("cases:receive", args=[version.pk])
    answer = at_window.post(address, {**FILLED, "press": "accept"})
    assert answer.status_code == 422 and "10.9.9.9" in answer.content.decode()
    assert not Case.objects.exists(), "what is refused leaves not half a case"
    at_window.post(address, {**FILLED, "press": "accept", "reason_terminal": house.REASON})
    assert AcceptanceException.objects.get().reason == house.REASON


def test_who_may_also_decide_finishes_on_the_spot(at_window: Client, clerk: User, instant: ItemVersion) -> None:
    address = reverse("cases:receive", args=[instant.pk])
    assert "当场办结" not in at_window.get(address).content.decode()
    RoleGrant.objects.create(user=clerk, role="approver", valid_from=house.OPENING)
    assert "当场办结" in at_window.get(address).content.decode()
    at_window.post(address, {**FILLED, "press": "finish"})
    assert Case.objects.get().result == "granted"


def test_the_page_offers_each_what_he_may_do(
    clerk: User, approver: User, head: User, officer: User, window: Window, version: ItemVersion, client_of: Any
) -> None:
    dossier = house.accepted(clerk, version)
    address = reverse("cases:dossier", args=[dossier.pk])
    offered = {
        user.username: {
            name for name in ("pass", "consult", "withdraw", "decide", "deliver")
            if reverse(f"cases:do_{name}", args=[dossier.pk]) in client_of(user).get(address).content.decode()
        }
        for user in (clerk, approver, head, officer)
    }  # fmt: skip
    assert offered == {
        "clerk": {"withdraw"}, "approver": {"pass", "consult"}, "head": {"pass", "consult"}, "officer": set(),
    }  # fmt: skip


def test_personal_data_is_masked_and_a_file_taken_is_recorded(
    clerk: User, officer: User, window: Window, version: ItemVersion, client_of: Any
) -> None:
    paper = services.Handed("身份证", "董义之身份证.pdf", keep_file(b"%PDF-1.4"), 8)
    dossier = house.received(clerk, version, papers=[paper]).dossier
    client = client_of(officer)
    page = client.get(reverse("cases:dossier", args=[dossier.pk])).content.decode()
    assert "董义之" not in page and house.PERSON.id not in page and house.PERSON.phone not in page
    answer = client.post(reverse("cases:paper", args=[dossier.papers.get().pk]))
    assert b"".join(answer.streaming_content) == b"%PDF-1.4"
    assert Event.objects.filter(kind="cases.paper_taken", by=f"user:{officer.pk}").count() == 1


def test_the_form_of_an_application_is_read_by_whoever_handles_it_and_that_is_recorded(
    clerk: User, approver: User, leader: User, window: Window, version: ItemVersion, client_of: Any
) -> None:
    dossier = house.received(clerk, version, answers=(("f1", "店名", "友谊旅馆"),)).dossier
    address = reverse("cases:dossier", args=[dossier.pk])
    assert "友谊旅馆" not in client_of(approver).get(address).content.decode()
    answer = client_of(approver).post(reverse("cases:read_form", args=[dossier.pk])).content.decode()
    assert "友谊旅馆" in answer
    assert Event.objects.filter(kind="cases.form_read", by=f"user:{approver.pk}").count() == 1
    assert client_of(leader).post(reverse("cases:read_form", args=[dossier.pk])).status_code == 403


def test_the_other_department_answers_on_the_page(
    clerk: User, approver: User, make_user: Any, tax: Department, window: Window, version: ItemVersion, client_of: Any
) -> None:
    dossier = house.accepted(clerk, version)
    asked = services.consult(by=approver, dossier=dossier, department=tax, question="是否欠缴税款", days=5)
    client = client_of(make_user("tax_approver", "approver", tax.region, tax))
    assert "是否欠缴税款" in client.get(reverse("cases:work")).content.decode()
    given = {"agrees": "no", "opinion": "欠税三笔"}
    client.post(reverse("cases:answer_consultation", args=[asked.pk]), given)
    asked.refresh_from_db()
    assert asked.agrees is False


@pytest.mark.parametrize("tab", ["mine", "department", "received", "closed"])
def test_a_list_costs_the_same_queries_however_long_it_is(
    clerk: User, window: Window, version: ItemVersion, client_of: Any, tab: str
) -> None:
    client, counts = client_of(clerk), []
    client.get(reverse("cases:work"))  # the first page of a session costs more
    for more in (1, 10):
        for _ in range(more):
            house.accepted(clerk, version)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(reverse("cases:work"), {"tab": tab})
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 16


def test_the_page_of_a_dossier_costs_the_same_queries_however_much_happened(
    clerk: User, approver: User, window: Window, version: ItemVersion, client_of: Any
) -> None:
    dossier = house.at_decision(clerk, approver, version)
    client, counts = client_of(approver), []
    client.get(reverse("cases:work"))  # the first page of a session costs more
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("cases:dossier", args=[dossier.pk]))
        counts.append(len(captured))
        for _ in range(3):
            services.send_back(by=approver, dossier=dossier, opinion="请再核实一次")
            services.pass_step(by=approver, dossier=dossier, opinion="已核实")
    assert counts[0] == counts[1]


def test_an_exception_is_settled_on_its_page(
    clerk: User, hall_manager: User, window: Window, version: ItemVersion, client_of: Any
) -> None:
    dossier = house.received(clerk, version).dossier
    elsewhere = house.desk(clerk, terminal="10.9.9.9")
    services.accept(by=clerk, dossier=dossier, desk=elsewhere, reasons={"terminal": house.REASON})
    client = client_of(hall_manager)
    assert house.REASON in client.get(reverse("cases:exceptions")).content.decode()
    client.post(reverse("cases:check_exception", args=[AcceptanceException.objects.get().pk]), {"justified": "yes"})
    assert AcceptanceException.objects.get().justified is True
    assert "没有等待复核的例外" in client.get(reverse("cases:exceptions")).content.decode()
