"""The draw: replayable from its seed, fair to every member, and as large as the rule says."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yimen.evidence.review.sampling import (
    Frame,
    allocate,
    band_of,
    commitment,
    draw,
    edges,
    half_width,
    order,
    read_twice,
    seed_of,
)

SIZES = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 400), min_size=1)


@given(SIZES, st.integers(1, 20), st.integers(1, 300))
def test_every_stratum_gets_its_least_and_the_whole_its_budget(sizes: dict[str, int], least: int, budget: int) -> None:
    given_ = allocate(sizes, dict.fromkeys(sizes, 0.4), least=least, budget=budget)
    assert all(min(least, sizes[key]) <= given_[key] <= sizes[key] for key in sizes)
    floor = sum(min(least, size) for size in sizes.values())
    assert sum(given_.values()) == max(floor, min(budget, sum(sizes.values())))


def test_beyond_the_least_the_sizes_follow_neyman() -> None:
    found = allocate({"even": 1000, "sure": 1000, "tiny": 4}, {"even": 0.5, "sure": 0.25, "tiny": 0.5}, budget=304)
    assert found == {"even": 200, "sure": 100, "tiny": 4}


def test_a_size_below_nought_is_refused() -> None:
    with pytest.raises(ValueError, match="fewer than no members"):
        allocate({"a": -1}, {"a": 0.5})


@given(SIZES, st.integers(0, 10**9).map(str))
def test_the_same_seed_draws_the_same_and_only_members(sizes: dict[str, int], seed: str) -> None:
    wanted = allocate(sizes, dict.fromkeys(sizes, 0.4), budget=60)
    first = draw(seed, sizes, wanted)
    assert first == draw(seed, dict(reversed(sizes.items())), wanted)
    for key, places in first.items():
        assert len(set(places)) == wanted[key]
        assert all(0 <= place < sizes[key] for place in places)


def test_another_seed_draws_another_sample() -> None:
    sizes = {"a": 1000}
    assert draw("one", sizes, {"a": 20}) != draw("two", sizes, {"a": 20})


def test_every_member_is_drawn_as_often_as_every_other() -> None:
    """Chi-square over 4,000 draws of 3 of 12: 11 degrees of freedom, 31.3 is passed by one in a thousand."""
    seen: Counter[int] = Counter()
    for number in range(4000):
        seen.update(draw(str(number), {"a": 12}, {"a": 3})["a"])
    expected = 4000 * 3 / 12
    # Without replacement the counts vary less, by (1 - 3/12): the statistic is divided by that.
    assert sum((seen[place] - expected) ** 2 / expected for place in range(12)) / 0.75 < 31.3


def test_a_draw_that_favours_the_first_would_be_seen() -> None:
    seen = Counter(place for number in range(400) for place in sorted({0, number % 12, number % 7}))
    assert max(seen.values()) > 3 * min(seen.values())


def test_the_order_mixes_and_the_twice_read_are_a_quarter() -> None:
    assert sorted(order("seed", 100)) == list(range(100))
    assert order("seed", 100) != list(range(100))
    assert len(read_twice("seed", 100)) == 25
    assert read_twice("seed", 100) == read_twice("seed", 100)


def test_the_seed_needs_the_secret_and_the_answer_both() -> None:
    seeds = {seed_of("s", "in", "rules"), seed_of("t", "in", "rules"), seed_of("s", "other", "rules")}
    assert len(seeds) == 3
    assert commitment("s") != commitment("t")
    assert len(commitment("s")) == 64


def test_what_convicts_never_shares_a_band_with_what_does_not() -> None:
    borders = edges(0.9)
    assert band_of(0.9, borders) == (0.9, 0.95)
    assert band_of(0.8999, borders) == (0.85, 0.9)
    assert band_of(1.0, borders) == (0.99, 1.0)
    assert band_of(0.0, borders) == (0.0, 0.5)
    with pytest.raises(ValueError, match="no band"):
        band_of(float("nan"), borders)


def test_a_frame_that_changed_has_another_digest() -> None:
    def digest(*members: str) -> str:
        frame = Frame()
        for each in members:
            frame.add(each)
        return frame.digest

    assert digest("a", "b") == digest("a", "b")
    assert digest("a", "b") != digest("ab")
    assert digest("a", "b") != digest("b", "a")


def test_reading_all_leaves_no_width_and_reading_none_of_a_stratum_no_plan() -> None:
    assert half_width({"a": 10}, {"a": 0.5}, {"a": 10}) == 0
    assert half_width({"a": 10, "b": 5}, {"a": 0.5, "b": 0.5}, {"a": 10, "b": 0}) is None
    assert half_width({}, {}, {}) is None
    assert half_width({"a": 10**6}, {"a": 0.5}, {"a": 100}) == pytest.approx(0.098, abs=0.0005)
