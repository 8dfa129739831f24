"""What linking asks of an engine: to run SQL, to give rows back, and to take rows in. DuckDB and Spark both do it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import duckdb

AT_A_TIME = 200_000
"""Rows handed over in one piece."""


class Answer(Protocol):
    """The rows of a statement, in its order."""

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows that are left."""

    def fetchmany(self, size: int) -> list[tuple[Any, ...]]:
        """The next so many rows; none when there are no more."""


class Connection(Protocol):
    """An engine with tables. Its SQL is the one that `test_dialect` lets pass; statements are parted by semicolons."""

    def execute(self, sql: str) -> Answer:
        """The answer of the last statement."""


def put(connection: Connection, table: str, columns: Mapping[str, str], rows: Sequence[tuple[Any, ...]] = ()) -> None:
    """Makes the table anew with these columns (name to type) and rows; by columns, as single inserts take minutes."""
    if not isinstance(connection, duckdb.DuckDBPyConnection):
        connection.put(table, columns, rows)  # type: ignore[attr-defined]
        return
    connection.execute(
        f"CREATE OR REPLACE TABLE {table} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})"
    )
    select = ", ".join(f"unnest(${name})" for name in columns)
    for start in range(0, len(rows), AT_A_TIME):
        lists = map(list, zip(*rows[start : start + AT_A_TIME], strict=True))
        connection.execute(f"INSERT INTO {table} SELECT {select}", dict(zip(columns, lists, strict=True)))
