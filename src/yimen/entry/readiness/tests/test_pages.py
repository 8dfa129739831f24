"""The pages of readiness: figures open their rows, departments see what to do, a round's confirmation warns."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from yimen.catalog.models import Item
from yimen.entry.authorisation.tests.conftest import today
from yimen.entry.modes import Power
from yimen.entry.readiness.models import Confirmation, Preparation
from yimen.entry.rounds import services as rounds
from yimen.entry.rounds.models import Sheet
from yimen.entry.rounds.queries import lines_of
from yimen.entry.rounds.texts import digest_of
from yimen.halls.models import Window
from yimen.people.models import Department, Staff, User

pytestmark = pytest.mark.django_db


def codes(client: Client, address: str) -> list[str]:
    return [row.code for row, _ in client.get(address).context["rows"]]


@pytest.fixture
def entered(
    enter: Any, give: Any, passport: Item, residence: Item, staff: dict[str, Staff], window: Window
) -> tuple[Item, Item]:
    """Two entered items with gaps of different kinds."""
    enter(passport, residence)
    give(staff["P1"], [passport])
    give(staff["P2"], [passport], post="b")
    return passport, residence


def test_the_move_in_list_of_a_hall_says_who_brings_what_by_when(
    entered: tuple[Item, Item], officer: User, neighbour_officer: User, window: Window, police: Department,
    client_of: Any, django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    address, late = f"/entry/readiness/halls/{window.hall_id}/", today() - timedelta(days=1)
    place = {"department": police, "hall": window.hall, "window": window.code, "check_code": "network"}
    Preparation.objects.create(region=police.region, **place, owner="信息科", due_on=late)
    client = client_of(officer)
    client.get(address)
    with django_assert_max_num_queries(30):
        page = client.get(address)
    rows = page.context["rows"]
    department, first, is_late = rows[0]
    assert (department, first.check, first.preparation.owner, is_late) == (police, "network", "信息科", True)
    assert (page.context["late"], page.context["whole"]) == (1, len(rows)) and len(rows) > 1
    assert page.context["unowned"] == len(rows) - 1
    for part in page.context["chart"]["series"]:
        for figure, opened in zip(part["values"], part["urls"], strict=True):
            assert len(client.get(address + opened.split("#")[0]).context["rows"]) == figure, opened
    assert address in client.get("/entry/readiness/").content.decode()
    assert client_of(neighbour_officer).get(address).status_code == 404


def test_every_tile_bar_and_cell_opens_the_rows_that_it_counts(
    entered: tuple[Item, Item], officer: User, client_of: Any
) -> None:
    client = client_of(officer)
    context = client.get("/entry/readiness/").context
    for tile in context["tiles"]:
        assert len(codes(client, tile["url"])) == tile["figure"], tile["label"]
    for part in context["chart"]["series"]:
        for figure, address in zip(part["values"], part["urls"], strict=True):
            assert len(codes(client, address)) == figure, address
    for row in context["by_department"]:
        for label, figure, address in row["open"]:
            assert len(codes(client, address)) == figure, label
        assert len(codes(client, row["unready_url"])) == row["unready"] == 2
    assert codes(client, "/entry/readiness/items/?check=authorisation&state=lacking") == ["P2"]
    for nonsense in ("department=x", "state=x", "check=x&state=done"):
        assert codes(client, f"/entry/readiness/items/?{nonsense}") == []


def test_the_list_of_entry_says_declared_but_not_ready_and_counts_it(
    entered: tuple[Item, Item], make_item: Any, officer: User, client_of: Any
) -> None:
    make_item("P3", "未声明的事项")
    client = client_of(officer)
    answer = client.get("/entry/?ready=no")
    assert answer.context["unready"] == len(answer.context["page"].rows) == 2
    assert "已声明、未就绪" in answer.content.decode()
    assert answer.context["figures"].entered == 2  # readiness takes nothing from the three states
    assert len(client.get("/entry/?ready=yes").context["page"].rows) == 0
    assert "是否就绪" in client.get("/entry/export.csv").content.decode("utf-8-sig")


def test_a_liaison_confirms_plans_and_withdraws_on_the_departments_page(
    entered: tuple[Item, Item], police: Department, window: Window, liaison: User, client_of: Any
) -> None:
    client, address = client_of(liaison), f"/entry/readiness/departments/{police.pk}/"
    at = {"hall": window.hall_id, "window": "A01", "check": "seal"}
    due = (today() + timedelta(days=9)).isoformat()
    client.post(f"{address}prepare/", {**at, "what": "plan", "owner": "办公室主任", "due_on": due})
    assert Preparation.objects.get().owner == "办公室主任"
    assert "办公室主任" in client.get(address).content.decode()
    wrong = client.post(f"{address}prepare/", {**at, "confirmed_on": today().isoformat(), "evidence": "好"})
    assert wrong.status_code == 422
    assert "请写明依据" in wrong.content.decode()
    assert (
        client.post(f"{address}prepare/", {"confirmed_on": today().isoformat(), "evidence": "交接单 3 号"}).status_code
        == 422
    )
    client.post(f"{address}prepare/", {**at, "confirmed_on": today().isoformat(), "evidence": "交接单 3 号"})
    made = Confirmation.objects.get()
    again = client.post(f"{address}prepare/", {**at, "confirmed_on": today().isoformat(), "evidence": "交接单 4 号"})
    assert again.status_code == 409
    assert [step.check for step, *_ in client.get(address).context["steps"] if step.check == "seal"] == []
    assert client.post(f"/entry/readiness/confirmations/{made.pk}/withdraw/", {"ending": ""}).status_code == 422
    client.post(f"/entry/readiness/confirmations/{made.pk}/withdraw/", {"ending": "印章收回"})
    assert "seal" in [step.check for step, *_ in client.get(address).context["steps"]]


def test_another_departments_page_is_not_there(
    entered: tuple[Item, Item], police: Department, tax_liaison: User, neighbour_officer: User, client_of: Any
) -> None:
    for stranger in (tax_liaison, neighbour_officer):
        client = client_of(stranger)
        assert client.get(f"/entry/readiness/departments/{police.pk}/").status_code == 404
        assert client.get(f"/entry/readiness/items/{entered[0].pk}/").status_code == 404
        assert client.post(f"/entry/readiness/departments/{police.pk}/prepare/").status_code in (403, 404)


def test_confirming_a_sheet_warns_of_items_that_are_not_ready(
    officer: User, liaison: User, head: User, police: Department, staff: dict[str, Staff], window: Window,
    passport: Item, client_of: Any,
) -> None:  # fmt: skip
    opened = rounds.open_round(
        by=officer, region=police.region, title="梳理", as_of=today(), deadline=today() + timedelta(days=9)
    )
    sheet = Sheet.objects.get(round=opened)
    powers = dict.fromkeys(Power.values, "")
    answer = rounds.Answer("own_window", windows="A01", staff_a=staff["P1"], staff_b=staff["P2"], powers=powers)
    rounds.answer_lines(by=liaison, sheet=sheet, lines=sheet.lines.all(), answer=answer)
    rounds.submit(by=liaison, sheet=sheet)
    rounds.sign(by=head, sheet=sheet, seen=digest_of(lines_of(sheet)))
    page = client_of(officer).get(f"/entry/sheets/{sheet.pk}/").content.decode()
    assert "其中 1 项的就绪清单有证据不足的行" in page
    assert "部门还没有登记任何授权书" in page


@pytest.mark.parametrize("address", ["", "items/", "departments/{}/"])
def test_the_number_of_queries_does_not_grow_with_the_items(
    address: str, entered: tuple[Item, Item], police: Department, officer: User, enter: Any, make_item: Any,
    client_of: Any, django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    client, address = client_of(officer), f"/entry/readiness/{address.format(police.pk)}"
    client.get(address)
    with django_assert_max_num_queries(40) as few:
        client.get(address)
    enter(*(make_item(f"M{number}", "事项") for number in range(20)))
    with django_assert_max_num_queries(len(few)):
        assert client.get(address).status_code == 200
