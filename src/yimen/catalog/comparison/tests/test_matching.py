"""Matching: by code before name, in spite of wording, and never over a contradiction."""

import pytest

from yimen.catalog.comparison.matching import Listed, Outcome, match
from yimen.catalog.comparison.rules import body_key, marked

CODE_31 = "11230522MB0A2B3C4D3"


def alike(ours: str, theirs: str, *more: str) -> Outcome:
    """Matches one of theirs with one of ours among a few others."""
    others = ("婚姻登记", "护士执业注册", "取水许可", "烟草专卖零售许可证核发", *more)
    mine = [Listed(1, ours), *(Listed(10 + place, name) for place, name in enumerate(others))]
    return match(mine, [Listed(1, theirs)], places=("友谊县", "黑龙江省"))


def sure(outcome: Outcome) -> list[tuple[int, int]]:
    return [(pair.ours, pair.theirs) for pair in outcome.sure]


@pytest.mark.parametrize(
    "theirs",
    [
        "公共场所卫生许可证颁发", "公共场所衛生許可證核發", "公共场所卫生许可证核发（县级权限）",
        "黑龙江省公共场所卫生许可证核发", "公共场所卫生许可正核发", "(县级)公共场所卫生许可证 核发",
    ],
)  # fmt: skip
def test_other_wordings_of_one_item_are_sure(theirs: str) -> None:
    assert sure(alike("公共场所卫生许可证核发", theirs)) == [(1, 1)]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("有限公司设立登记", "有限公司注销登记"), ("农药经营许可", "农药生产许可"),
        ("公证员执业许可", "公证员执业变更许可"), ("测绘甲级资质审批", "测绘乙级资质审批"),
        ("内部资料准印审批", "内部资料准印备案"), ("进口药品通关备案", "国产药品通关备案"),
    ],
)  # fmt: skip
def test_a_contradiction_is_never_sure(ours: str, theirs: str) -> None:
    assert sure(alike(ours, theirs)) == []


def test_an_equal_base_code_is_one_item_though_the_body_differs() -> None:
    mine = [Listed(1, "居住证签发", CODE_31 + "232000001000")]
    theirs = [Listed(7, "居住证核发", "232000001000"), Listed(8, "居住证签发", "232000002000")]
    assert sure(match(mine, theirs)) == [(1, 7)]


def test_several_bodies_may_carry_out_one_item_of_the_province() -> None:
    mine = [Listed(key, "招标文件备案", f"{CODE_31}232000001000{key:02}") for key in (1, 2)]
    assert sure(match(mine, [Listed(7, "招标文件备案", "232000001000")])) == [(1, 7), (2, 7)]


def test_an_equal_code_with_a_wholly_other_name_is_shown_to_a_person() -> None:
    outcome = match([Listed(1, "居住证签发", "232000001000")], [Listed(7, "采矿权抵押备案", "232000001000")])
    assert (sure(outcome), list(outcome.doubtful)) == ([], [7])


def test_what_a_person_decided_prevails() -> None:
    mine, theirs = [Listed(1, "居住证签发"), Listed(2, "户口迁移")], [Listed(7, "居住证签发")]
    rejected = match(mine, theirs, rejected=[(1, 7)])
    assert (rejected.sure, 7 in rejected.absent) == ([], True)
    accepted = match(mine, theirs, accepted=[(2, 7)])
    assert (accepted.sure, accepted.absent, accepted.extra) == ([], [], [1])


def test_every_item_of_theirs_stands_in_one_place_only() -> None:
    names = [
        "公共场所卫生许可",
        "公共场所卫生许可证注销",
        "公共场所卫生许可变更",
        "饮用水卫生许可",
        "婚姻登记",
        "取水许可",
    ]
    outcome = match([Listed(key, name) for key, name in enumerate(names[:4])],
                    [Listed(key, f"{name}办理") for key, name in enumerate(names[1:])])  # fmt: skip
    places = [pair.theirs for pair in outcome.sure] + list(outcome.doubtful) + outcome.absent
    assert sorted(places) == list(range(5))


@pytest.mark.parametrize("name", ["黑龙江省公安厅", "友谊县公安局", "县公安局", "公安局"])
def test_bodies_of_one_line_have_one_key(name: str) -> None:
    assert body_key(name) == "公安"


def test_what_the_other_side_lacks_is_marked() -> None:
    assert marked("许可证核发", "许可证颁发") == [("许可证", False), ("核", True), ("发", False)]
