"""The side navigation marks where a page belongs: the place itself, or the one that it lies below."""

import re
from typing import Any

import pytest
from django.urls import NoReverseMatch, reverse

from yimen.config.navigation import GROUPS
from yimen.config.tests.world import Place, furnish
from yimen.people.models import Department, User
from yimen.people.queries import may

pytestmark = pytest.mark.django_db
MARK = re.compile(r'class="side-link"[^>]*aria-current="(\w+)"[^>]*>\s*([^<\s]+)', re.DOTALL)


@pytest.fixture
def place(police: Department, liaison: User) -> Place:
    return furnish(police, liaison)


def marked(client: Any, address: str) -> list[tuple[str, str]]:
    """(what aria-current says, label) of every marked link."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return MARK.findall(answer.content.decode())


def test_a_place_marks_itself(officer: User, client_of: Any) -> None:
    client = client_of(officer)
    for _, places in GROUPS:
        for each in places:
            if may(officer, each.act):
                assert marked(client, reverse(each.route)) == [("page", each.label)]


@pytest.mark.parametrize(
    ("route", "thing", "label"),
    [
        ("catalog:item", "version", "事项清单"),
        ("entry:item", "item", "进驻状态"),
        ("entry:exemption", "exemption", "负面清单"),
        ("entry:objection", "objection", "负面清单"),
        ("entry:round", "round", "清单梳理"),
        ("entry:branch", "branch", "部门分厅"),
        ("halls:branch", "branch", "部门分厅"),
        ("evidence:branch", "branch", "部门分厅"),
        ("entry:sheet", "sheet", "清单梳理"),
        ("cases:case", "case", "办件"),
        ("cases:record", "record", "部门台账"),
        ("evidence:verdict", "verdict", "核验结论"),
        ("evidence:clue", "clue", "核验结论"),
        ("evidence:link", "link", "核验结论"),
        ("evidence:run", "run", "核验批次"),
        ("rectification:finding", "finding", "疑点"),
        ("rectification:order", "order", "整改单"),
        ("programme:task", "task", "专项行动"),
        ("halls:hall", "hall", "大厅与窗口"),
        ("halls:space", "hall", "大厅与窗口"),
        ("halls:queue", "hall", "大厅与窗口"),
        ("people:department", "department", "机构与人员"),
        ("people:set", "set", "机构与人员"),
        ("exchange:batch", "batch", "导入批次"),
        ("exchange:recipe", "recipe", "映射方案"),
        ("cases:columns", "feed", "数据报送"),
        ("evidence:review_plan", "plan", "抽样复核"),
        ("evaluation:bad_rating", "bad_rating", "差评处置"),
        ("evaluation:hindrance", "hindrance", "办不成事与异议"),
        ("evaluation:rating", "rating", "好差评"),
    ],
)
def test_a_page_below_a_place_marks_that_one_and_no_other(
    route: str, thing: str, label: str, place: Place, officer: User, client_of: Any
) -> None:
    assert marked(client_of(officer), reverse(route, args=[place.keys[thing]])) == [("true", label)]


@pytest.mark.parametrize("route", ["cases:import", "exchange:promises", "exchange:promise"])
def test_a_page_of_how_data_come_in_marks_the_feeds(route: str, officer: User, client_of: Any) -> None:
    assert marked(client_of(officer), reverse(route)) == [("true", "数据报送")]


def test_what_belongs_to_a_place_elsewhere_is_a_route() -> None:
    for _, places in GROUPS:
        for each in places:
            for route in each.also:
                assert _address(route)


def _address(route: str) -> str:
    """The route's address, for a thing with the key 1 where it names one."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return reverse(route, args=[1])


def test_an_account_marks_the_accounts(place: Place, security_administrator: User, client_of: Any) -> None:
    address = reverse("people:account", args=[place.keys["user"]])
    assert marked(client_of(security_administrator), address) == [("true", "账号与角色")]


def test_a_page_of_no_room_marks_nothing(officer: User, client_of: Any) -> None:
    assert marked(client_of(officer), reverse("usersessions_list")) == []
