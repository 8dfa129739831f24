"""Several things asked of one database at once: in their order, and after a failure nothing is held or begun."""

from __future__ import annotations

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


def test_after_a_failure_nothing_more_is_begun_and_the_database_is_let_go() -> None:
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    held: list[duckdb.DuckDBPyConnection] = []

    def failing(own: duckdb.DuckDBPyConnection, n: int) -> None:
        held.append(own)
        own.execute("SELECT error('no memory')")

    with pytest.raises(duckdb.Error, match="no memory"):
        list(side_by_side(connection, failing, [(n,) for n in range(50)]))
    assert len(held) == 1
    with pytest.raises(duckdb.ConnectionException, match="closed"):
        held[0].execute("SELECT 1")


def test_what_was_opened_before_an_opening_failed_is_closed() -> None:
    opened: list[duckdb.DuckDBPyConnection] = []

    class Full:
        """A database that has no room for a third cursor."""

        def execute(self, sql: str) -> duckdb.DuckDBPyConnection:
            return duckdb.connect().execute(sql)

        def cursor(self) -> duckdb.DuckDBPyConnection:
            if len(opened) == 2:
                raise duckdb.OutOfMemoryException("no memory")
            opened.append(duckdb.connect())
            return opened[-1]

    with pytest.raises(duckdb.OutOfMemoryException):
        list(side_by_side(Full(), lambda own, n: n, [(n,) for n in range(4)]))  # type: ignore[arg-type]
    assert len(opened) == 2
    for own in opened:
        with pytest.raises(duckdb.ConnectionException, match="closed"):
            own.execute("SELECT 1")
