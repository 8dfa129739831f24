"""Numbers that are a slip or two apart: the quick way to tell says what counting the slips says."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yimen.verify import engine

NUMBER = st.text("01X", max_size=12)
"""Few signs, so that many pairs are few slips apart."""


@pytest.fixture(scope="module")
def macros() -> duckdb.DuckDBPyConnection:
    """A connection that knows the macros."""
    connection = duckdb.connect()
    connection.execute(engine.macros())
    return connection


@settings(max_examples=25, deadline=None)
@given(pairs=st.lists(st.tuples(NUMBER, NUMBER), min_size=200, max_size=400))
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
