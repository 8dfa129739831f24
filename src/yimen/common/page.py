"""分页: a page of a list whose cost stays flat as the data grows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest

T = TypeVar("T")
COUNT_LIMIT = 10_000
SCREEN = 30
"""Rows of a page of a list that grows for ever: two screens, in a third of the time of a hundred."""


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of rows. `total` is exact up to COUNT_LIMIT; above it `more_than_counted` is True ("超过 1 万条")."""

    rows: Sequence[T]
    number: int
    size: int
    total: int
    more_than_counted: bool

    @property
    def pages(self) -> int:
        """The number of the last page that can be asked for, at least 1."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """Ordinal of the first row on this page, 0 when the list is empty."""
        return (self.number - 1) * self.size + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """Ordinal of the last row on this page."""
        return self.first + len(self.rows) - 1 if self.rows else 0

    @property
    def previous_number(self) -> int | None:
        """The page before, if any."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next_number(self) -> int | None:
        """The page after, if any."""
        return self.number + 1 if self.number < self.pages else None


def page(
    request: HttpRequest,
    rows: QuerySet[Any],
    size: int = 100,
    load: Callable[[QuerySet[Any]], Sequence[T]] = list,
    *,
    keys_first: bool = False,
) -> Page[T]:
    """The page that `?page=N` asks for, in two queries: a count that stops at COUNT_LIMIT, and the rows.

    A page beyond the last answers the last; anything that is no number answers the first. `keys_first`, for a register
    that grows: the keys of the page are found on their index before anything is joined to them, in a query of their
    own. With the joins in it the planner may leave the index that has the order, and sort a million rows.
    """
    counted = rows.order_by().values("pk")[: COUNT_LIMIT + 1].count()
    total = min(counted, COUNT_LIMIT)
    number = _asked(request, total, size)
    start = (number - 1) * size
    wanted = rows[start : start + size]
    if keys_first:
        wanted = _by_key(rows, list(wanted.values_list("pk", flat=True)))
    return Page(load(wanted), number, size, total, counted > COUNT_LIMIT)


def page_of(request: HttpRequest, rows: Sequence[T], size: int = SCREEN) -> Page[T]:
    """The page that `?page=N` asks for, of rows that were made and not queried; out of bounds as in `page`."""
    number = _asked(request, len(rows), size)
    return Page(rows[(number - 1) * size : number * size], number, size, len(rows), False)


def page_of_keys(request: HttpRequest, keys: Sequence[Any], rows: QuerySet[Any], size: int = 100) -> Page[Any]:
    """The page that `?page=N` asks for of keys that are known already and in their order: one query, for its rows.

    `rows` says how they are joined; a key that it no longer has is left out.
    """
    total = min(len(keys), COUNT_LIMIT)
    number = _asked(request, total, size)
    wanted = keys[(number - 1) * size : number * size]
    found = rows.order_by().in_bulk(wanted)
    return Page([found[key] for key in wanted if key in found], number, size, total, len(keys) > COUNT_LIMIT)


def _asked(request: HttpRequest, total: int, size: int) -> int:
    """The number of the page that is asked for, within those that there are."""
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    return min(max(1, number), max(1, -(-total // size)))


def _by_key(rows: QuerySet[Any], keys: list[Any]) -> QuerySet[Any]:
    """The rows of the keys as the list has them, with its order, joins and annotations.

    Without its conditions: they are met, and a planner that has no statistics takes them for narrower than the keys.
    """
    found = rows.all()
    found.query.clear_where()
    return found.filter(pk__in=keys)
