"""Grades keep both national orders apart, and indicators are the national ones."""

import pytest

from yimen.evaluation.rules import BAD, GOOD, OF_INTERFACE, OFF_HALL, Channel, Grade, indicators, offered

VECTORS = [  # grade, GB/T 39046-2020 A.8 (1 is the best), national interface (5 is the best)
    ("非常满意", "1", "5"),
    ("满意", "2", "4"),
    ("基本满意", "3", "3"),
    ("不满意", "4", "2"),
    ("非常不满意", "5", "1"),
]


@pytest.mark.parametrize(("label", "standard", "interface"), VECTORS)
def test_a_grade_has_its_code_in_both_orders_and_comes_back_from_both(
    label: str, standard: str, interface: str
) -> None:
    grade = next(each for each in Grade if each.label == label)
    assert (grade.standard_code, grade.interface_code) == (standard, interface)
    assert Grade.of_standard(standard) is Grade.of_interface(interface) is grade


def test_a_code_that_neither_order_has_is_no_grade() -> None:
    for wrong in ("0", "6", "", "好"):
        with pytest.raises(KeyError):
            Grade.of_standard(wrong)
        with pytest.raises(KeyError):
            Grade.of_interface(wrong)


def test_the_two_worst_are_bad_and_the_others_good() -> None:
    assert [grade.label for grade in BAD] == ["不满意", "非常不满意"]
    assert len(GOOD) == 3


def test_the_indicators_are_the_national_ones_and_belong_to_the_grade_of_their_first_digit() -> None:
    found = indicators()
    assert len(found) == 72
    assert all(each.grade.interface_code == code[0] for code, each in found.items())
    assert (found["113"].name, found["510"].name) == ("多头跑窗口和部门", "一窗受理一次办结")


def test_offered_are_those_in_use_and_the_two_that_prove_something_of_the_hall() -> None:
    codes = {each.code for grade in Grade.values for each in offered(grade)}
    assert set(OFF_HALL) <= codes
    assert len(codes) == sum(each.offered for each in indicators().values()) == 42
    assert "101" not in codes  # retired


def test_every_channel_has_a_code_of_the_interface_that_leads_back_to_one_of_its_kind() -> None:
    assert {channel.interface_code for channel in Channel} == {"1", "3", "4", "6"}
    assert all(OF_INTERFACE[channel.interface_code] for channel in Channel)
