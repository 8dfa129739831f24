"""A county with one item, and a guide with a tree of situations and a form with a condition."""

from typing import Any

import pytest

from yimen.catalog.guides.content import (
    ConditionLine,
    Content,
    FieldLine,
    MaterialLine,
    OptionLine,
    SituationLine,
)
from yimen.catalog.models import ItemVersion
from yimen.catalog.tests.test_import import a_list, row, take_in
from yimen.people.models import Department, User

CONTENT = Content(
    situations=(SituationLine("q1", "经营什么？"), SituationLine("q2", "做冷食吗？", "o2")),
    options=(
        OptionLine("o1", "只卖包装食品", "q1"),
        OptionLine("o2", "餐饮", "q1"),
        OptionLine("o3", "做", "q2"),
        OptionLine("o4", "不做", "q2"),
    ),
    materials=(
        MaterialLine("m1", "申请书"),
        MaterialLine("m2", "健康证", options=("o2",)),
        MaterialLine("m3", "专间照片", options=("o3",)),
    ),
    conditions=(ConditionLine("c1", "有营业执照吗？", False, "请先办营业执照。"),),
    fields=(
        FieldLine("f1", "店名"),
        FieldLine("f2", "业态", "choice", choices=("零售", "餐饮")),
        FieldLine("f3", "餐位数", "number", shown_by="f2", shown_for="餐饮"),
        FieldLine("f4", "电话", "phone", reuse="person.phone"),
    ),
)


@pytest.fixture
def version(officer: User, police: Department, tax: Department) -> ItemVersion:
    """The police's item; the tax office has another."""
    take_in(officer, a_list(row(1, "旅馆业特种行业许可证核发"), row(2, "开具税收完税证明", "税务局")))
    return ItemVersion.objects.get(name="旅馆业特种行业许可证核发")


@pytest.fixture
def other_version(version: ItemVersion) -> Any:
    """The tax office's item."""
    return ItemVersion.objects.get(name="开具税收完税证明")
