"""The pages of entry: who sees what, what declaring does, and what they cost."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.test import Client

from yimen.catalog.models import Item, ItemVersion
from yimen.entry import services
from yimen.entry.models import Declaration, Mode
from yimen.entry.services import Claim
from yimen.people.models import Department, User

MAY_1 = date(2023, 5, 1)
FORM = {"mode": "own_window", "valid_from": "2023-05-01", "declared_at": "2023-04-28", "hall": "", "windows": "A01"}


def shown(client: Client, query: str = "") -> list[str]:
    return [row.code for row in client.get(f"/entry/?{query}").context["page"].rows]


def test_each_role_sees_its_own_rows(
    passport: Item, invoice: Item, officer: User, liaison: User, tax_liaison: User, neighbour_officer: User,
    system_administrator: User, client_of: Any,
) -> None:  # fmt: skip
    assert shown(client_of(officer)) == ["P1", "T1"]
    assert shown(client_of(liaison)) == ["P1"]
    assert shown(client_of(tax_liaison)) == ["T1"]
    assert shown(client_of(neighbour_officer)) == []
    assert client_of(system_administrator).get("/entry/").status_code == 403
    assert client_of(tax_liaison).get(f"/entry/items/{passport.pk}/").status_code == 404
    assert client_of(neighbour_officer).get(f"/entry/items/{passport.pk}/").status_code == 404


def test_a_filter_never_widens_what_is_seen(
    passport: Item, invoice: Item, tax: Department, liaison: User, client_of: Any
) -> None:
    client = client_of(liaison)
    assert shown(client, f"department={tax.pk}") == []
    assert shown(client, "department=x") == []
    assert shown(client, "state=nonsense") == []
    assert shown(client, "q=发票") == []


def test_filters_narrow_by_state_mode_text_and_day(
    passport: Item, residence: Item, officer: User, liaison: User, client_of: Any
) -> None:
    services.declare(by=liaison, item=passport, claim=Claim(Mode.OWN_WINDOW, MAY_1))
    client = client_of(officer)
    assert shown(client, "state=entered") == ["P1"]
    assert shown(client, "state=unexplained") == ["P2"]
    assert shown(client, "mode=own_window") == ["P1"]
    assert shown(client, "mode=none") == ["P2"]
    assert shown(client, "q=户口+P2") == ["P2"]
    assert shown(client, "state=entered&day=2023-04-30") == []
    assert shown(client, "day=not-a-day") == ["P1", "P2"]


@pytest.mark.parametrize("address", ["/entry/", "/entry/bulk/"])
def test_the_number_of_queries_is_the_same_for_ten_and_a_thousand_items(
    address: str, police: Department, liaison: User, client_of: Any, django_assert_max_num_queries: Any, make_item: Any
) -> None:
    client = client_of(liaison)
    for number in range(10):
        make_item(f"A{number}", "事项")
    client.get(address)
    with django_assert_max_num_queries(30) as few:
        assert len(client.get(address).context["page"].rows) == 10
    items = Item.objects.bulk_create(Item(region=police.region, code=f"B{number}") for number in range(990))
    ItemVersion.objects.bulk_create(
        ItemVersion(
            item=item, region=police.region, department=police, code=item.code, name="事项", kind="01",
            initiation="on_application", valid_from=date(2020, 1, 1), search_text="事项",
        )
        for item in items
    )  # fmt: skip
    with django_assert_max_num_queries(len(few)):
        page = client.get(address).context["page"]
    assert (len(page.rows), page.total) == (100, 1000)


def test_a_liaison_declares_one_item_and_sees_its_history(
    passport: Item, liaison: User, officer: User, window: Any, client_of: Any
) -> None:
    client = client_of(liaison)
    address = f"/entry/items/{passport.pk}/"
    answer = client.post(f"{address}declare/", {**FORM, "seen": "0"}, follow=True)
    assert "自设窗口" in answer.content.decode()
    row = Declaration.objects.get()
    assert (row.windows, row.declared_at, row.declared_by) == ("A01", date(2023, 4, 28), liaison)
    again = client.post(f"{address}declare/", {**FORM, "mode": "entrusted", "seen": "0"})
    assert again.status_code == 409
    assert "其他人" in again.content.decode()
    wrong = client.post(f"{address}declare/", {**FORM, "mode": "not_entered", "seen": str(row.pk)})
    assert wrong.status_code == 422
    assert "未进厅原因" in wrong.content.decode()
    assert client_of(officer).post(f"{address}declare/", FORM).status_code == 403
    assert Declaration.objects.count() == 1


def test_ticked_items_are_declared_and_others_are_not(
    passport: Item, residence: Item, liaison: User, client_of: Any
) -> None:
    client = client_of(liaison)
    answer = client.post("/entry/bulk/", {**FORM, "which": "chosen", "chosen": [f"{passport.pk}-0"]}, follow=True)
    assert "已声明 1 项" in answer.content.decode()
    assert Declaration.objects.get().item == passport


def test_all_of_a_filter_are_declared_unless_it_changed(
    passport: Item, residence: Item, liaison: User, make_item: Any, client_of: Any
) -> None:
    client = client_of(liaison)
    stale = client.post("/entry/bulk/?q=户口", {**FORM, "which": "all", "total": "2"})
    assert (stale.status_code, Declaration.objects.count()) == (409, 0)
    client.post("/entry/bulk/?q=户口", {**FORM, "which": "all", "total": "1"})
    assert Declaration.objects.get().item == residence


def test_a_foreign_item_slipped_into_the_form_is_not_declared(
    passport: Item, invoice: Item, liaison: User, client_of: Any
) -> None:
    client = client_of(liaison)
    answer = client.post("/entry/bulk/", {**FORM, "which": "chosen", "chosen": [f"{invoice.pk}-0"]})
    assert answer.status_code == 422
    broken = client.post("/entry/bulk/", {**FORM, "which": "chosen", "chosen": ["x-y"]})
    assert broken.status_code == 422
    assert not Declaration.objects.exists()


def test_what_was_typed_and_ticked_survives_a_refusal(passport: Item, liaison: User, client_of: Any) -> None:
    chosen = f"{passport.pk}-0"
    answer = client_of(liaison).post(
        "/entry/bulk/", {**FORM, "mode": "not_entered", "reason": "", "which": "chosen", "chosen": [chosen]}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'value="{chosen}" id="item-{passport.pk}" checked' in page
    assert 'value="A01"' in page


def test_exports_hold_the_same_rows_as_the_page(
    passport: Item, invoice: Item, liaison: User, officer: User, client_of: Any
) -> None:
    text = client_of(liaison).get("/entry/export.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["实施编码"], row["状态"]) for row in rows] == [("P1", "未说明")]
    workbook = client_of(officer).get("/entry/export.xlsx?q=发票").content
    assert workbook[:2] == b"PK"
    assert client_of(officer).get("/entry/export.exe").status_code == 404
