"""题目分析与雷同核对 as arithmetic."""

from itertools import product
from math import prod
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from yimen.training.exams import likeness, marking, statistics

QUESTIONS = range(20)
KEYS = dict.fromkeys(QUESTIONS, "A")


def test_a_question_that_only_good_papers_answer_tells_them_apart() -> None:
    # Paper p has p of its ten easy questions right; question 99 is right on the better half, 98 on the worse.
    rows = [(paper, question, question < paper, 1) for paper in range(11) for question in range(10)]
    rows += [(paper, 99, paper > 5, 1) for paper in range(11)] + [(paper, 98, paper < 5, 1) for paper in range(11)]
    found = statistics.figures_of(rows)
    assert (found[99].asked, found[99].right) == (11, 5)
    assert found[99].discrimination is not None and found[99].discrimination > 0.7
    assert found[98].discrimination is not None and found[98].discrimination < -0.7
    assert found[98].doubt == "答得好的人反而答错，请核对答案"
    assert found[99].doubt == ""
    assert statistics.Figures(40, 30, -0.05).doubt == ""  # so little may be chance
    assert statistics.Figures(400, 300, 0.05).doubt == "分不出好坏"
    assert statistics.Figures(403, 300, 0.5).ceiling == approx(0.570, abs=0.001)


def test_few_papers_and_a_question_that_all_answer_alike_say_nothing() -> None:
    found = statistics.figures_of([(paper, 1, True, 1) for paper in range(3)])
    assert (found[1].enough, found[1].discrimination, found[1].doubt) == (False, None, "")
    many = statistics.figures_of([(paper, 1, True, 1) for paper in range(30)])
    assert (many[1].discrimination, many[1].doubt) == (None, "几乎人人答对")


@given(st.lists(st.floats(0, 1), max_size=7), st.integers(0, 8))
def test_the_tail_is_the_sum_over_all_ways_that_coins_can_fall(weights: list[float], least: int) -> None:
    ways = product((0, 1), repeat=len(weights))
    whole = sum(
        prod(weight if fell else 1 - weight for weight, fell in zip(weights, way, strict=True))
        for way in ways
        if sum(way) >= least
    )
    assert likeness.tail(weights, least) == approx(whole, abs=1e-12)


def papers(seed: int, count: int = 24) -> dict[int, dict[int, str]]:
    """Papers of people who know a good half, and else choose a wrong letter by themselves."""
    chance = Random(seed)
    return {
        paper: {each: "A" if chance.random() < 0.55 else chance.choice("BCD") for each in QUESTIONS}
        for paper in range(count)
    }


def test_who_copied_wrong_answers_is_shown_half_the_time_and_honest_rooms_hardly_ever() -> None:
    found = []
    for seed in range(24):
        room = papers(seed)
        assert likeness.pairs(room, KEYS) == [], seed
        room[1] = dict(room[0])
        found += [(each.one, each.other, each.shared) for each in likeness.pairs(room, KEYS)]
    assert set(found) == {(0, 1, 20)}
    assert len(found) >= 10


def test_the_same_right_answers_are_no_likeness() -> None:
    assert likeness.pairs({paper: dict(KEYS) for paper in range(10)}, KEYS) == []


def test_part_of_a_key_is_not_right() -> None:
    assert [marking.is_right(each, "AB") for each in ("AB", "BA", "A", "ABC", "")] == [True, True, False, False, False]
    assert marking.marked([(True, 3), (False, 2)], 60) == marking.Marked(3, 5, True)
    assert not marking.marked([(True, 59), (False, 41)], 60).passed
