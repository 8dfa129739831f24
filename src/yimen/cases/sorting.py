"""Rows of a file by what becomes of them: new, completed, unchanged or refused. Reads the database, writes nothing."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import models

from yimen.cases.imports import BadCell, Shape, plain, reader
from yimen.cases.models import Case
from yimen.catalog.models import Item
from yimen.common.text import mask_within, tidy
from yimen.exchange.models import RefusedRow
from yimen.people.models import Region

ROWS_AT_ONCE = 800  # keys of one look-up: SQLite's older limit for parameters of one statement is 999
Row = tuple[int, Mapping[str, str] | BadCell]


@dataclass
class Sorted:
    """Rows of one file, or of a part of it, by what becomes of them."""

    read: int = 0
    new: list[dict[str, Any]] = field(default_factory=list)
    completed: list[models.Model] = field(default_factory=list)
    same: int = 0
    refused: list[RefusedRow] = field(default_factory=list)
    titles: Mapping[str, str] = field(default_factory=dict)  # official term -> heading in the file
    whole: Callable[[int], Mapping[str, str]] | None = None  # line -> its row as it came
    originals: Mapping[int, int] = field(default_factory=dict)  # line of a corrected row -> where it stood before

    def refuse(self, line: int, cells: Mapping[str, str], bad: BadCell) -> None:
        heading = self.titles.get(bad.column, bad.column)
        self.refused.append(
            RefusedRow(
                line=line,
                column=(heading if heading == bad.column else f"{heading}（{bad.column}）")[:100],
                value=bad.value[:500],
                reason=mask_within(bad.reason)[:300],
                remedy=bad.remedy,
                cells=self.whole(line) if self.whole else {key: value for key, value in cells.items() if value},
            )
        )

    @property
    def counts(self) -> dict[str, int]:
        """How many rows became what."""
        sizes = {"new": len(self.new), "completed": len(self.completed), "same": self.same}
        return {**sizes, "refused": len(self.refused)}

    def corrected(self) -> list[int]:
        """The lines of the corrected batch that are settled now."""
        wrong = {row.line for row in self.refused}
        return [original for line, original in self.originals.items() if line not in wrong]


class Sorter:
    """Sorts the rows of one file, part by part; the first of two rows with one number counts.

    repeated: marks (`mark_of`) of the numbers that may stand in the file twice, so that no others need be remembered;
    None when nobody has looked.
    """

    def __init__(
        self, shape: Shape, region: Region, departments: Mapping[str, int], repeated: Collection[int] | None = None
    ) -> None:
        self.shape, self.region, self._repeated = shape, region, repeated
        self._read = reader(shape, departments)
        self._items = dict(Item.objects.filter(region=region).values_list("code", "pk"))
        self._seen: dict[tuple[Any, ...], int] = {}

    def sort(self, rows: Iterable[Row], result: Sorted) -> Sorted:
        """The result, filled with the rows."""
        for chunk in _chunks(rows):
            parsed: list[tuple[int, Mapping[str, str], dict[str, Any]]] = []
            for line, cells in chunk:
                result.read += 1
                try:
                    parsed.append((line, *self._parsed(line, cells)))
                except BadCell as bad:
                    result.refuse(line, {} if isinstance(cells, BadCell) else cells, bad)
            _sort_chunk(self.shape, self.region, self._items, parsed, result)
        return result

    def note(self, rows: Iterable[Row]) -> None:
        """Remembers the numbers of rows that were settled before."""
        for line, cells in rows:
            if isinstance(cells, BadCell) or self._once(cells):
                continue
            with suppress(BadCell):
                self._parsed(line, cells)

    def _parsed(self, line: int, cells: Mapping[str, str] | BadCell) -> tuple[Mapping[str, str], dict[str, Any]]:
        if isinstance(cells, BadCell):
            raise cells
        values = self._read(cells)
        if not self._once(cells):
            first = self._seen.setdefault(tuple(values[name] for name in self.shape.key), line)
            if first != line:
                column = self.shape.key_column
                reason = f"{column.title}与第 {first} 行重复"
                remedy = "只取了先出现的一行，请核对后改正"
                raise BadCell(column.title, values[self.shape.key[-1]], reason, remedy)
        return cells, values

    def _once(self, cells: Mapping[str, str]) -> bool:
        """Whether the row's number is known to stand in the file once."""
        if self._repeated is None:
            return False
        return not self._repeated or mark_of(self.shape, cells) not in self._repeated


def mark_of(shape: Shape, cells: Mapping[str, str]) -> int:
    """A number that is the same for rows with the same key, and seldom for others; it holds within one process."""
    return hash((plain(cells.get(shape.key_column.name, "")), tidy(cells.get("department_code", ""))))


def _sort_chunk(
    shape: Shape,
    region: Region,
    items: Mapping[str, int],
    parsed: Sequence[tuple[int, Mapping[str, str], dict[str, Any]]],
    result: Sorted,
) -> None:
    numbers = [values[shape.key[-1]] for _, _, values in parsed]
    # In no order: else SQLite walks the whole county along the index that gives the order, for every chunk.
    found = shape.model._default_manager.filter(region=region, **{f"{shape.key[-1]}__in": numbers}).order_by()
    known = {tuple(getattr(row, name) for name in shape.key): row for row in found}
    for line, cells, values in parsed:
        row = known.get(tuple(values[name] for name in shape.key))
        if row is None:
            result.new.append({**values, "region_id": region.pk, "item_id": items.get(values["item_code"])})
            continue
        changed = {name for name, value in values.items() if getattr(row, name) != value}
        against = [name for name in changed if name not in shape.completes or not _open(getattr(row, name))]
        if against:
            titles = "、".join(sorted(shape.title(name.removesuffix("_id")) for name in against))
            bad = BadCell(
                shape.key_column.title,
                values[shape.key[-1]],
                f"该编号已入库，但{titles}与原记录不一致",
                "已入库的内容不能改写；请核对编号，确有错误的请以说明材料更正",
            )
            result.refuse(line, cells, bad)
        elif changed:
            for name in changed:
                setattr(row, name, values[name])
            result.completed.append(row)
        else:
            result.same += 1


def _open(value: Any) -> bool:
    """Whether a stored value still waits for a later file to complete it."""
    return value in (None, "", Case.Result.PENDING)


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    waiting = iter(rows)
    while chunk := list(islice(waiting, ROWS_AT_ONCE)):
        yield chunk
