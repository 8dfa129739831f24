"""The quick look at a row never overlooks a cell that has to be unwrapped."""

from hypothesis import given
from hypothesis import strategies as some

from yimen.exchange.parsing import _JOINED, _WRAPPED, _unwrapped

CELLS = some.lists(some.text(some.sampled_from("a甲'=\" \t\n\x00\x01\x1f\x85\u3000\ufeff-+@1"), max_size=5), max_size=4)


@given(CELLS)
def test_what_is_passed_over_would_have_stayed_as_it_is(cells: list[str]) -> None:
    assert _WRAPPED(_JOINED.join(cells)) or [_unwrapped(cell) for cell in cells] == cells


def test_plain_rows_are_passed_over() -> None:
    assert not _WRAPPED(_JOINED.join(["G001", "", "户口迁移", "2023-01-03", "友公〔2023〕1号", ""]))
    assert _WRAPPED(_JOINED.join(["G001", '="0012"']))
