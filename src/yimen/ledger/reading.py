"""Reading everything as of one moment, and rows that somebody may have filled with values that cannot be read."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connections, models, transaction

UNREADABLE = (ValueError, TypeError, AttributeError, ArithmeticError)
"""What Django's converters raise for, say, a word in a date column (SQLite lets it in)."""


@contextmanager
def snapshot(using: str) -> Iterator[None]:
    """Return a context in which all is read as of one moment while others go on writing; it is not for writing.

    Inside a transaction of the caller that one counts. Minutes of reading must not keep the worker and the pages out,
    so on SQLite the transaction begins as one that reads; ours begin as ones that write (IMMEDIATE).
    """
    connection: Any = connections[using]
    if connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()  # it is connecting that sets the mode
    usual = getattr(connection, "transaction_mode", None)
    connection.transaction_mode = "DEFERRED"
    try:
        with transaction.atomic(using=using):
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield
    finally:
        connection.transaction_mode = usual


def readable(
    rows: models.QuerySet[Any], columns: Sequence[str], unreadable: Callable[[str], object]
) -> Iterator[tuple[Any, ...]]:
    """Return the columns of each row in the queryset's order; for each that cannot be read call `unreadable(key)`.

    All at once as long as that works; from the first bad value on one by one, so that the row can be named.
    """
    done = 0
    try:
        for row in rows.values_list(*columns).iterator(chunk_size=2000):
            yield row
            done += 1
        return
    except UNREADABLE:
        keys = [key for (key,) in rows.values_list("pk")]
    for key in keys[done:]:
        try:
            yield rows.filter(pk=key).values_list(*columns)[0]
        except (*UNREADABLE, IndexError):
            unreadable(str(key))
