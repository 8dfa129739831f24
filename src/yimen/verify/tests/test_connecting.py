"""Several things asked of one database at once: in their order, and after a failure nothing is held or begun."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from yimen.verify.connecting import side_by_side


def test_answers_come_in_the_order_of_what_was_asked() -> None:
    connection = duckdb.connect()
    connection.execute("SET threads = 4")

    def told(own: duckdb.DuckDBPyConnection, n: int) -> int:
        own.execute(f"CREATE TEMP TABLE mine AS SELECT {n} AS n FROM range({(9 - n) * 100000}) ORDER BY hash(range)")
        return int(own.execute("SELECT max(n) FROM mine").fetchall()[0][0])

    assert list(side_by_side(connection, told, [(n,) for n in range(8)])) == list(range(8))


def test_after_a_failure_nothing_more_is_begun_and_the_database_is_let_go(tmp_path: Path) -> None:
    connection = duckdb.connect(tmp_path / "one.db")
    connection.execute("SET threads = 1")
    begun = []

    def failing(own: duckdb.DuckDBPyConnection, n: int) -> None:
        begun.append(n)
        own.execute("SELECT error('no memory')")

    with pytest.raises(duckdb.Error, match="no memory") as held:
        list(side_by_side(connection, failing, [(n,) for n in range(50)]))
    connection.close()
    assert len(begun) < 10
    # Only where nobody holds it any more may it be opened with another configuration.
    duckdb.connect(tmp_path / "one.db", config={"threads": 3}).close()
    assert held.value.__traceback__ is not None
