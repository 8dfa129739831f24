"""A digit is never read without knowing whose it is, and every list says what the standard says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from yimen.common import code_lists
from yimen.common.code_lists import CodeSystem, HandlingType, ItemType, Listed, Satisfaction

STANDARD = json.loads((Path(__file__).parent / "data" / "code_lists.json").read_text(encoding="utf-8"))
LISTS = Listed.__subclasses__()
SOURCES = [
    ("事项类型(GB/T 39046-2020 A.1)", ItemType, CodeSystem.GBT_39046),
    ("行使层级(A.2)", code_lists.Level, CodeSystem.GBT_39046),
    ("实施主体性质(A.3)", code_lists.BodyNature, CodeSystem.GBT_39046),
    ("服务对象(A.4)", code_lists.ServiceObject, CodeSystem.GBT_39046),
    ("办理形式(A.5)", code_lists.HandlingForm, CodeSystem.GBT_39046),
    ("办件类型(A.6)", HandlingType, CodeSystem.GBT_39046),
    ("特别程序种类(A.7)", code_lists.SpecialProcedure, CodeSystem.GBT_39046),
    ("满意度(A.8, 1=best!)", Satisfaction, CodeSystem.GBT_39046),
    ("满意度(国家好差评接口 satisfaction, 5=best!)", Satisfaction, CodeSystem.RATING_INTERFACE),
    ("评价渠道pf(好差评接口, 浙江侧文档)", code_lists.RatingChannel, CodeSystem.RATING_INTERFACE),
    ("评价时办件状态proStatus(好差评接口)", code_lists.RatingStage, CodeSystem.RATING_INTERFACE),
    ("材料收取方式gettype(山东省办件库)", code_lists.MaterialDelivery, CodeSystem.SHANDONG),
    ("结果类型resulttype(山东省办件库)", code_lists.ResultType, CodeSystem.SHANDONG),
    ("办件来源渠道datasources(山东省办件库)", code_lists.CaseChannel, CodeSystem.SHANDONG),
]


@pytest.mark.parametrize(("title", "listed", "system"), SOURCES, ids=lambda value: str(value))
def test_each_list_holds_what_its_source_says(title: str, listed: type[Listed], system: CodeSystem) -> None:
    digits = {digit: label for digit, label in STANDARD[title].items() if digit != "00"}
    assert {member.codes[system] for member in listed if system in member.codes} == set(digits)
    for digit, label in digits.items():
        assert listed.read(digit, system) is listed.read(label)
        assert listed.read(label).code(system) == digit


@pytest.mark.parametrize("listed", LISTS, ids=lambda listed: listed.__name__)
def test_no_word_and_no_digit_of_a_list_means_two_things(listed: type[Listed]) -> None:
    words = [word for member in listed for word in (member.value, member.label, *member.also)]
    assert len(words) == len(set(words))
    for system in CodeSystem:
        digits = [member.codes[system] for member in listed if system in member.codes]
        assert len(digits) == len(set(digits))
    assert listed.choices() == [(member.value, member.label) for member in listed]


def test_reversed_scales_are_read_by_their_owner() -> None:
    assert Satisfaction.read("1", CodeSystem.GBT_39046) is Satisfaction.EXCELLENT
    assert Satisfaction.read("1", CodeSystem.RATING_INTERFACE) is Satisfaction.VERY_POOR
    assert HandlingType.read("1", CodeSystem.GBT_39046) is HandlingType.IMMEDIATE
    assert HandlingType.read("1", CodeSystem.ZHEJIANG) is HandlingType.PROMISED
    assert {rating for rating in Satisfaction if rating.bad} == {Satisfaction.POOR, Satisfaction.VERY_POOR}


@pytest.mark.parametrize("listed", LISTS, ids=lambda listed: listed.__name__)
def test_a_digit_without_an_owner_is_refused(listed: type[Listed]) -> None:
    with pytest.raises(ValueError, match="不同体系含义不同"):
        listed.read("1")


def test_words_are_read_in_any_width_and_a_lost_leading_zero_is_no_matter() -> None:
    assert ItemType.read(" 行政 许可\u200b") is ItemType.LICENCE
    assert ItemType.read("1", CodeSystem.GBT_39046) is ItemType.LICENCE
    with pytest.raises(ValueError, match="请填：行政许可、"):
        ItemType.read("行政审批")
    with pytest.raises(ValueError, match="不在可用的取值中"):
        ItemType.read("99", CodeSystem.GBT_39046)


def test_on_application_are_the_six_kinds_and_public_services() -> None:
    codes = {kind.code(CodeSystem.GBT_39046) for kind in code_lists.ON_APPLICATION}
    assert codes == {"01", "05", "07", "08", "09", "10", "20"}
