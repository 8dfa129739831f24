"""Counting all names at once says what asking name by name says."""

from hypothesis import given, settings
from hypothesis import strategies as st

from yimen.portal.rules import counted, themes

WORDS = sorted({word for theme in themes().values() for word in (*theme.words, *theme.without)})
NAMES = st.lists(st.lists(st.sampled_from([*WORDS, "许可", "（1）", ""]), max_size=4).map("".join), max_size=12)


@settings(max_examples=200, deadline=None)
@given(NAMES)
def test_counting_together_is_counting_one_by_one(names: list[str]) -> None:
    assert counted(names) == {code: sum(map(theme.holds, names)) for code, theme in themes().items()}
