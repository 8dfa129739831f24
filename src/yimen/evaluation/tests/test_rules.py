"""Indicators are the national ones, and each channel leads to the interface's and back."""

from yimen.common.code_lists import CodeSystem, RatingChannel, Satisfaction
from yimen.evaluation.rules import BAD, GOOD, OF_INTERFACE, OFF_HALL, TO_INTERFACE, Channel, indicators, offered

ORDERS = [  # grade, GB/T 39046-2020 A.8 (1 is the best), national interface (5 is the best)
    ("非常满意", "1", "5"),
    ("满意", "2", "4"),
    ("基本满意", "3", "3"),
    ("不满意", "4", "2"),
    ("非常不满意", "5", "1"),
]


def test_a_grade_has_its_code_in_both_orders_and_the_two_worst_are_bad() -> None:
    standard, interface = CodeSystem.GBT_39046, CodeSystem.RATING_INTERFACE
    assert [(each.label, each.code(standard), each.code(interface)) for each in Satisfaction] == ORDERS
    assert [grade.label for grade in BAD] == ["不满意", "非常不满意"]
    assert len(GOOD) == 3


def test_the_indicators_are_the_national_ones_and_belong_to_the_grade_of_their_first_digit() -> None:
    found = indicators()
    assert len(found) == 72
    assert all(each.grade.code(CodeSystem.RATING_INTERFACE) == code[0] for code, each in found.items())
    assert (found["113"].name, found["510"].name) == ("多头跑窗口和部门", "一窗受理一次办结")


def test_offered_are_those_in_use_and_the_two_that_prove_something_of_the_hall() -> None:
    codes = {each.code for grade in Satisfaction for each in offered(grade)}
    assert set(OFF_HALL) <= codes
    assert len(codes) == sum(each.offered for each in indicators().values()) == 42
    assert "101" not in codes  # retired


def test_every_channel_has_one_of_the_interface_and_every_one_of_those_is_known() -> None:
    assert set(TO_INTERFACE) == set(Channel)
    assert set(OF_INTERFACE) == set(RatingChannel)
