"""The map of departments: no tile lies about its size, none covers another, and words say what colours say."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from yimen.overview.cockpit.treemap import TALL, WIDE, Fact, Layout, facts_of, tiles_of

COUNTS = some.lists(some.integers(1, 400), min_size=1, max_size=45)


@pytest.mark.parametrize("layout", [WIDE, TALL])
@settings(max_examples=40)
@given(counts=COUNTS)
def test_tiles_fill_the_box_in_proportion_and_never_overlap(layout: Layout, counts: list[int]) -> None:
    facts = [Fact(n, f"部门{n}", count, 0, 0) for n, count in enumerate(sorted(counts, reverse=True))]
    tiles = tiles_of(facts, layout)
    whole = layout.width * layout.height
    for tile in tiles:
        room = whole * tile.fact.items / sum(counts)
        assert tile.width * tile.height == pytest.approx(room, abs=0.02 * (tile.width + tile.height) + 0.01)
        assert -0.01 <= tile.x <= tile.x + tile.width <= layout.width + 0.03
        assert -0.01 <= tile.y <= tile.y + tile.height <= layout.height + 0.03
    for n, one in enumerate(tiles):
        for other in tiles[n + 1 :]:
            across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
            down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
            assert across < 0.03 or down < 0.03


def test_a_department_without_proof_is_neither_good_nor_bad() -> None:
    assert [Fact(1, "局", 9, *each).level for each in ((0, 0), (9, 9), (9, 10), (5, 10), (0, 9))] == [
        "unknown", "good", "fair", "poor", "bad"]  # fmt: skip
    assert facts_of([]) == []
    assert tiles_of([], WIDE) == []


def test_a_name_is_cut_to_its_tile_and_left_out_where_nothing_fits() -> None:
    facts = [Fact(1, "自然资源局", 990, 1, 1), Fact(2, "烟草专卖局", 9, 1, 1), Fact(3, "气象局", 1, 1, 1)]
    labels = [tile.label for tile in tiles_of(facts, WIDE)]
    assert labels[0] == "自然资源局"
    assert labels[2] == ""
