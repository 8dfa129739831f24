"""Reading rows that somebody may have filled with values that cannot be read."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import models

UNREADABLE = (ValueError, TypeError, AttributeError, ArithmeticError)
"""What Django's converters raise for, say, a word in a date column (SQLite lets it in)."""


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
