"""Rows of a file by what becomes of them: new, completed, unchanged or refused. Reads the database, writes nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import models

from yimen.cases.imports import BadCell, Shape, reader
from yimen.cases.models import Case
from yimen.catalog.models import Item
from yimen.common.text import mask_within
from yimen.exchange.models import RefusedRow
from yimen.people.models import Region

ROWS_AT_ONCE = 800  # keys of one look-up: SQLite's older limit for parameters of one statement is 999
Row = tuple[int, Mapping[str, str] | BadCell]


@dataclass
class Sorted:
    """Rows of one file by what becomes of them."""

    read: int = 0
    new: list[dict[str, Any]] = field(default_factory=list)
    completed: list[models.Model] = field(default_factory=list)
    same: int = 0
    refused: list[RefusedRow] = field(default_factory=list)
    titles: Mapping[str, str] = field(default_factory=dict)  # official term -> heading in the file
    whole: Mapping[int, Mapping[str, str]] = field(default_factory=dict)  # line -> its row as it came
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
                cells=self.whole.get(line) or {key: value for key, value in cells.items() if value},
            )
        )

    def corrected(self) -> list[int]:
        """The lines of the corrected batch that are settled now."""
        wrong = {row.line for row in self.refused}
        return [original for line, original in self.originals.items() if line not in wrong]


def sort(shape: Shape, region: Region, departments: Mapping[str, int], rows: Iterable[Row], result: Sorted) -> Sorted:
    """The result, filled with the rows; the first of two rows with one number counts."""
    read = reader(shape, departments)
    items = dict(Item.objects.filter(region=region).values_list("code", "pk"))
    seen: dict[tuple[Any, ...], int] = {}
    for chunk in _chunks(rows):
        parsed: list[tuple[int, Mapping[str, str], dict[str, Any]]] = []
        for line, cells in chunk:
            result.read += 1
            try:
                if isinstance(cells, BadCell):
                    raise cells
                values = read(cells)
                first = seen.setdefault(tuple(values[name] for name in shape.key), line)
                if first != line:
                    reason = f"{shape.key_column.title}与第 {first} 行重复"
                    raise BadCell(
                        shape.key_column.title, values[shape.key[-1]], reason, "只取了先出现的一行，请核对后改正"
                    )
            except BadCell as bad:
                result.refuse(line, {} if isinstance(cells, BadCell) else cells, bad)
            else:
                parsed.append((line, cells, values))
        _sort_chunk(shape, region, items, parsed, result)
    return result


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
