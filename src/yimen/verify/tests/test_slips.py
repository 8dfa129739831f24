"""Numbers that are a slip or two apart: the quick way to tell says what counting the slips says."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from yimen.verify import engine

NUMBER = st.text("0123X", max_size=12)
SLIPS = st.lists(st.tuples(st.sampled_from(["swap", "drop", "put"]), st.integers(0, 11)), max_size=4)


def slipped(pair: tuple[str, list[tuple[str, int]]]) -> tuple[str, str]:
    """A number and what slips of the pen have made of it: neighbours exchanged, a sign lost or put in."""
    number, slips = pair
    text = number
    for slip, at in slips:
        keep = {"swap": text[at : at + 2][::-1], "drop": "", "put": "9" + text[at : at + 2]}[slip]
        text = text[:at] + keep + text[at + (1 if slip == "drop" else 2) :]
    return number, text


@pytest.fixture(scope="module")
def macros() -> duckdb.DuckDBPyConnection:
    """A connection that knows the macros."""
    connection = duckdb.connect()
    connection.execute(engine.macros())
    return connection


@settings(max_examples=25, deadline=None, phases=[Phase.generate])
@given(pairs=st.lists(st.tuples(NUMBER, SLIPS).map(slipped), min_size=100, max_size=200))
def test_two_slips_are_told_as_by_counting_them(
    macros: duckdb.DuckDBPyConnection, pairs: list[tuple[str, str]]
) -> None:
    one, other = map(list, zip(*pairs, strict=True))
    asked = """SELECT a, b FROM (SELECT unnest($one) AS a, unnest($other) AS b)
        WHERE within_two_slips(a, b) IS DISTINCT FROM damerau_levenshtein(a, b) <= 2"""
    assert macros.execute(asked, {"one": one, "other": other}).fetchall() == []


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("23052219870412271X", "32052219870412721X", True),  # two exchanges of neighbours: four changes
        ("23052219870412271X", "32052219870412721", False),
        ("23052219870412271X", "230522198704122718", True),
        ("23052219870412271X", None, None),
    ],
)
def test_an_exchange_of_neighbours_is_one_slip(
    macros: duckdb.DuckDBPyConnection, one: str, other: str | None, told: bool | None
) -> None:
    assert macros.execute("SELECT within_two_slips($1, $2)", [one, other]).fetchall() == [(told,)]
