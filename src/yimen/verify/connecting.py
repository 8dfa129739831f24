"""What linking asks of an engine: to run SQL, to give rows back, and to take rows in. DuckDB and Spark both do it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import ExitStack, closing
from threading import Event
from typing import Any, Protocol, TypeVar

import duckdb

T = TypeVar("T")

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


def side_by_side(
    connection: duckdb.DuckDBPyConnection, work: Callable[..., T], each: Iterable[tuple[Any, ...]]
) -> Generator[T, None, None]:
    """What `work(own, *arguments)` gives for each, in their order; as many at once as DuckDB has threads.

    A county's rows lie in too few pieces for DuckDB to share one statement out. `own` is a connection to the same
    database whose temporary tables nobody else sees; it is closed afterwards. After a failure nothing new is begun.
    """
    threads = int(connection.execute("SELECT current_setting('threads')").fetchall()[0][0])
    failed = Event()

    def alone(own: duckdb.DuckDBPyConnection, arguments: tuple[Any, ...]) -> T:
        if failed.is_set():  # the pool begins the next one before anybody has looked at the failure
            raise CancelledError
        try:
            with own:
                return work(own, *arguments)
        except BaseException:
            failed.set()
            raise

    with ExitStack() as opened:
        asked = list(each)
        owned = [opened.enter_context(closing(connection.cursor())) for _ in asked]
        pool = ThreadPoolExecutor(threads)
        opened.callback(pool.shutdown, cancel_futures=True)
        yield from pool.map(alone, owned, asked)
