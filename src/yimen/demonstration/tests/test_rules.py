"""The small rules on which the county stands, at their edges."""

import random
from datetime import date, timedelta

import pytest

from yimen.demonstration import days, dirt, items, places, truth
from yimen.demonstration.items import Item
from yimen.demonstration.people import Applicant
from yimen.demonstration.registers import Record
from yimen.demonstration.tests.conftest import Written


@pytest.fixture
def item() -> Item:
    """Any item that has entered the hall."""
    ground = places.build("230522", random.Random("edges"))
    return next(one for one in items.catalogue(ground, random.Random("edges")) if one.on_application)


@pytest.mark.parametrize(
    ("matters", "off", "verdict"),
    [
        (0, 0, "idle"),
        (1, 1, "thin"),
        (4, 4, "thin"),
        (5, 4, "hollow"),
        (5, 5, "hollow"),
        (100, 80, "hollow"),
        (100, 79, "bypassed"),
        (10, 1, "bypassed"),
        (100, 10, "bypassed"),
        (100, 9, "runs"),
        (5, 0, "runs"),
    ],
)
def test_a_verdict_turns_exactly_where_the_contract_says(item: Item, matters: int, off: int, verdict: str) -> None:
    assert truth.verdict(item, matters, off) == verdict
    for mode in ("exempt", "none", "branch_hall"):
        item.entry_mode = mode
        assert truth.verdict(item, matters, off) == "exempt"


def test_an_item_ex_officio_is_out_of_the_count(item: Item) -> None:
    item.type = "02"
    assert truth.verdict(item, 50, 50) == "exempt"


def test_a_row_without_an_id_keeps_the_name_readable(item: Item) -> None:
    dials = dirt.Dials(no_identity=1.0, spelt_otherwise=1.0)
    names = set()
    for number in range(60):
        applicant = Applicant("王秀英", "999999198001010012", False)
        record = Record(number, item, applicant, days.FIRST, days.FIRST, "", "issued", "", None, False)
        dirt.soil(record, dials, random.Random(number))
        assert not record.holder_id and record.item_code + record.item_name
        names.add(record.holder_name)
    assert not [name for name in names if "*" in name] and len(names) > 1


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("申领《四川省老年人优待证》", "申领《老年人优待证》"),
        ("企业投资项目备案（技术改造）（市级/县级）", "企业投资项目备案（技术改造）"),
        ("初步设计文件审批(据省政府令第349号,部分省级权限下放成都等８市)", "初步设计文件审批"),
        ("跨区域涉税事项报告（县级行使）", "跨区域涉税事项报告"),
        ("公司变更登记", "公司变更登记"),
    ],
)
def test_a_name_loses_another_places_name_and_nothing_else(raw: str, clean: str) -> None:
    assert items.clean_name(raw) == clean


def test_nothing_is_planted_on_the_bodies_in_charge(written: Written) -> None:
    of_item = {row["item_code"]: row["department_code"] for row in written.table("items")}
    planted = [of_item[row["item_code"]] for row in written.truth("schemes")]
    in_charge = {"230522D01", "230522D02"}
    assert in_charge <= set(of_item.values()) and not in_charge & set(planted)
    assert len(set(planted)) >= 20, "guilt is spread over the departments"


@pytest.mark.parametrize(
    ("accepted", "count", "due"),
    [
        (date(2023, 5, 31), 5, date(2023, 6, 7)),
        (date(2023, 5, 31), 20, date(2023, 6, 29)),
        (date(2023, 6, 21), 1, date(2023, 6, 25)),
        (date(2023, 9, 28), 5, date(2023, 10, 11)),
        (date(2023, 6, 10), 1, date(2023, 6, 12)),
        (date(2023, 6, 12), 0, date(2023, 6, 12)),
        (date(2023, 6, 12), -1, date(2023, 6, 9)),
    ],
)
def test_working_days_are_counted_from_the_next_day(accepted: date, count: int, due: date) -> None:
    assert days.plus(accepted, count) == due


def test_the_last_working_day_of_a_month_is_worked_and_no_later_one_is() -> None:
    for month in range(1, 13):
        last = days.month_end(date(2023, month, 5))
        following = last + timedelta(days=1)
        assert last.month == month and days.works(last)
        while following.month == month:
            assert not days.works(following)
            following += timedelta(days=1)
