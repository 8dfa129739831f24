"""The lists of recipes, tokens and agreements: whose they are, and a cost that stays flat."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from yimen.exchange import bearer, queries, services
from yimen.exchange.layout import Layout, Taken
from yimen.exchange.models import MappingRecipe
from yimen.people.models import Department, User


def add_recipe(user: User, department: Department, number: int) -> MappingRecipe:
    layout = Layout((Taken(f"流水号{number}", "record_no"), Taken("类型", "origin", "", {"首发": "issued"})))
    return services.remember_recipe(
        by=user, region=department.region, department=department, kind="cases.register", layout=layout
    )


@pytest.mark.parametrize("name", ["recipes", "tokens", "promises"])
def test_a_list_costs_the_same_for_one_row_and_for_forty(
    name: str, client_of: Any, officer: User, security_administrator: User, county: Any, police: Department,
    make_department: Any,
) -> None:  # fmt: skip
    def add(number: int) -> None:
        department = make_department(county, f"T{number:02d}", f"第{number}局")
        add_recipe(officer, department, number)
        services.give_token(by=security_administrator, department=department, purpose="业务系统", secret=bearer.fresh())
        services.promise(
            by=officer, department=department, kind="cases.cases", rhythm="daily", valid_from=date(2023, 1, 1)
        )

    client, counted = client_of(officer), []
    for first, after in ((0, 1), (1, 40)):
        for number in range(first, after):
            add(number)
        client.get(reverse(f"exchange:{name}"))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(f"exchange:{name}")).status_code == 200
        counted.append(len(captured))
    assert counted[0] == counted[1] <= 14


def test_a_recipe_shows_its_columns_and_words(client_of: Any, liaison: User, police: Department) -> None:
    recipe = add_recipe(liaison, police, 1)
    page = client_of(liaison).get(reverse("exchange:recipe", args=[recipe.pk])).content.decode()
    assert "流水号1" in page and "台账编号" in page and "首发 → 新办" in page


def test_a_figure_opens_the_batches_behind_it(client_of: Any, liaison: User, officer: User, police: Department) -> None:
    recipe = add_recipe(liaison, police, 1)
    for used in (recipe, None):
        batch = services.open_batch(
            by=liaison, region=police.region, kind="cases.register", name="台账.csv", content=b"1", department=police
        )
        type(batch).objects.filter(pk=batch.pk).update(recipe=used)
    found = client_of(officer).get(reverse("exchange:batches"), {"recipe": recipe.pk}).context["page"]
    assert [row.recipe for row in found.rows] == [recipe]
    assert client_of(officer).get(reverse("exchange:batches"), {"recipe": "x"}).context["page"].total == 2


def test_an_empty_list_says_what_to_do_next(client_of: Any, liaison: User, officer: User) -> None:
    for user, name, words in (
        (liaison, "recipes", "上传一份用部门自己表头的文件"),
        (liaison, "tokens", "请本地的安全管理员发放"),
        (officer, "promises", "没有约定就说不出谁缺报"),
    ):
        assert words in client_of(user).get(reverse(f"exchange:{name}")).content.decode()


def test_a_retirement_is_made_on_the_page_and_only_for_ones_own(
    client_of: Any, liaison: User, tax_liaison: User, police: Department
) -> None:
    recipe = add_recipe(liaison, police, 1)
    address = reverse("exchange:retire_recipe", args=[recipe.pk])
    assert client_of(tax_liaison).post(address).status_code == 404
    assert "已停用" in client_of(liaison).post(address, follow=True).content.decode()
    assert queries.layouts(police.region, police, "cases.register") == []


def test_an_agreement_is_made_and_ended_on_the_page(client_of: Any, officer: User, police: Department) -> None:
    client = client_of(officer)
    form = {
        "department": police.pk,
        "kind": "cases.cases",
        "rhythm": "weekly",
        "grace": "2",
        "valid_from": "2023-01-02",
    }
    page = client.post(reverse("exchange:promise"), form, follow=True).content.decode()
    assert "每周" in page and "现行" in page
    assert client.post(reverse("exchange:promise"), {**form, "grace": "99"}).status_code == 422
    assert client.post(reverse("exchange:promise"), form).status_code == 422  # not later than the one in force
    promised = queries.visible_promises(officer).get()
    client.post(reverse("exchange:end_promise", args=[promised.pk]))
    promised.refresh_from_db()
    assert promised.valid_to is not None
