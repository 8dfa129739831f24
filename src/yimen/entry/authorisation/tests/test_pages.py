"""The pages of letters and of the matrix: who sees what, what they do, and what they cost."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from yimen.catalog.models import Item
from yimen.entry import services as entry
from yimen.entry.authorisation.models import Authorisation, Mandate
from yimen.entry.authorisation.tests.conftest import today
from yimen.people.models import Department, Staff, User

pytestmark = pytest.mark.django_db


def form(person: Staff, **otherwise: Any) -> dict[str, Any]:
    """A filled-in form of a letter."""
    plain = {
        "kind": "authorisation", "staff": person.pk, "post": "a", "powers": ["accept", "deliver"],
        "valid_from": today().isoformat(), "valid_to": (today() + timedelta(days=300)).isoformat(), "which": "all",
        "total": 2,
    }  # fmt: skip
    return {**plain, **otherwise}


def letters(client: Client, query: str = "") -> list[str]:
    return [row.number for row, _, _ in client.get(f"/entry/authorisations/?{query}").context["rows"]]


def test_a_head_issues_for_all_of_a_filter_and_the_bureau_announces(
    passport: Item, residence: Item, staff: dict[str, Staff], head: User, officer: User, client_of: Any, client: Client
) -> None:
    answer = client_of(head).post("/entry/authorisations/new/", form(staff["P1"]), follow=True)
    made = Mandate.objects.get()
    assert f"已签发授权书 {made.number}" in answer.content.decode()
    assert Authorisation.objects.count() == 4
    assert "欧阳修" not in answer.content.decode()  # masked on pages
    assert client.get("/entry/authorisations/announced/").context["rows"] == []
    bureau = client_of(officer)
    address = f"/entry/authorisations/{made.pk}/"
    assert bureau.post(f"{address}announce/", {"announced_on": "2020-01-01"}).status_code == 422
    bureau.post(f"{address}announce/", {"announced_on": today().isoformat()})
    public = client.get("/entry/authorisations/announced/").content.decode()
    assert made.number in public
    assert "欧阳修" not in public
    assert bureau.post(f"{address}announce/", {"announced_on": today().isoformat()}).status_code == 409


def test_ticked_items_are_handed_over_and_a_stale_filter_is_not(
    passport: Item, residence: Item, staff: dict[str, Staff], head: User, client_of: Any
) -> None:
    client = client_of(head)
    stale = client.post("/entry/authorisations/new/?q=户口", form(staff["P1"]))
    assert (stale.status_code, Mandate.objects.count()) == (409, 0)
    client.post("/entry/authorisations/new/", form(staff["P1"], which="chosen", chosen=[passport.pk]))
    assert set(Authorisation.objects.values_list("item", flat=True)) == {passport.pk}


def test_a_refusal_shows_what_was_typed_and_ticked(
    passport: Item, staff: dict[str, Staff], head: User, client_of: Any
) -> None:
    answer = client_of(head).post(
        "/entry/authorisations/new/", form(staff["T1"], which="chosen", chosen=[passport.pk])
    )  # fmt: skip
    assert answer.status_code == 422  # the tax office's people are not even offered
    assert f'value="{passport.pk}" id="item-{passport.pk}" checked' in answer.content.decode()


def test_each_role_sees_its_own_letters(
    give: Any, passport: Item, staff: dict[str, Staff], liaison: User, officer: User, tax_liaison: User,
    neighbour_officer: User, client_of: Any,
) -> None:  # fmt: skip
    made = give(staff["P1"], [passport])
    assert letters(client_of(liaison)) == letters(client_of(officer)) == [made.number]
    assert letters(client_of(tax_liaison)) == letters(client_of(neighbour_officer)) == []
    assert client_of(tax_liaison).get(f"/entry/authorisations/{made.pk}/").status_code == 404


def test_every_tile_of_letters_opens_the_rows_that_it_counts(
    give: Any, passport: Item, residence: Item, staff: dict[str, Staff], officer: User, client_of: Any
) -> None:
    give(staff["P1"], [passport])
    give(staff["P2"], [passport], post="b", last=today() + timedelta(days=3))
    give(staff["P3"], [residence], first=today() + timedelta(days=3))
    client = client_of(officer)
    counts = client.get("/entry/authorisations/").context["counts"]
    assert {key: len(letters(client, f"standing={key}")) for key in counts} == counts
    assert (counts["holding"], counts["expiring"], counts["coming"]) == (2, 1, 1)


def test_a_letter_is_revoked_on_its_page(
    give: Any, passport: Item, staff: dict[str, Staff], head: User, client_of: Any
) -> None:
    made = give(staff["P1"], [passport])
    client, address = client_of(head), f"/entry/authorisations/{made.pk}/revoke/"
    assert client.post(address, {"revoked_on": today().isoformat(), "revocation": ""}).status_code == 422
    client.post(address, {"revoked_on": today().isoformat(), "revocation": "人员调离"})
    made.refresh_from_db()
    assert (made.status, made.revocation) == ("revoked", "人员调离")
    assert client.post(address, {"revoked_on": today().isoformat(), "revocation": "再撤"}).status_code == 409


def test_the_matrix_shows_gaps_by_item_and_by_department_and_each_figure_opens_its_rows(
    give: Any, enter: Any, passport: Item, residence: Item, staff: dict[str, Staff], officer: User, police: Department,
    tax: Department, tax_liaison: User, make_item: Any, client_of: Any,
) -> None:  # fmt: skip
    invoice = make_item("T1", "发票领用", department=tax)
    entry.declare(by=tax_liaison, item=invoice, claim=entry.Claim("own_window", today()))
    enter(passport, residence)
    give(staff["P1"], [passport, residence])
    give(staff["P2"], [passport], post="b")
    client = client_of(officer)

    def rows(query: str) -> list[str]:
        found = client.get(f"/entry/authorisations/matrix/?{query}").context["rows"]
        return [row.coverage.subject.version.code for row in found]

    context = client.get("/entry/authorisations/matrix/").context
    for _, figure, gap, _ in context["tiles"]:
        assert len(rows(f"gap={gap}")) == figure, gap
    assert (rows("gap=complete"), rows("gap=b"), rows("gap=unknown"), rows("gap=x")) == (["P1"], ["P2"], ["T1"], [])
    for row in context["by_department"]:
        for gap in ("complete", "a", "b", "unknown"):
            assert len(rows(f"gap={gap}&department={row['department'].pk}")) == row[gap]
    assert rows(f"gap=b&department={police.pk}") == ["P2"]
    assert "B缺" in client.get("/entry/authorisations/matrix/?gap=b").content.decode()


@pytest.mark.parametrize("address", ["/entry/authorisations/", "/entry/authorisations/matrix/"])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    address: str, give: Any, enter: Any, staff: dict[str, Staff], officer: User, make_item: Any, client_of: Any,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    client = client_of(officer)

    def more(name: str, count: int) -> None:
        for number in range(count):
            item = make_item(f"{name}{number}", "事项")
            enter(item)
            give(staff["P1"], [item])

    more("A", 2)
    client.get(address)
    with django_assert_max_num_queries(30) as few:
        client.get(address)
    more("B", 8)
    with django_assert_max_num_queries(len(few)):
        assert len(client.get(address).context["rows"]) == 10
