"""小数抑制: which counts of a table with totals must stay unpublished so that none of them can be worked out.

The table is items by months, with totals by item, by department, by month and over all. Every count stands in exactly
two sums: with the sums as points and the counts as lines between them it is a graph, and what can be changed without
changing any published number is a flow around circles of unpublished lines. So a small count is safe when there is
such a circle on which it can grow to the threshold while every other stays at least one (zeros are published, hence
known); the cheapest circle is found, and what is on it becomes unpublished too. Pure arithmetic, no framework.
"""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Cell = tuple[str, str, str]
"""(Department, item, month) of a count; an empty word stands for all: ("D01", "", "") is a department's year."""
Release = Mapping[Cell, int | None]
"""What was published of each cell; None for what was not."""
Point = tuple[str, ...]
ALL = ""


@dataclass(frozen=True)
class Arc:
    """A count as seen from one of its two sums: where it leads, and whether going that way makes it grow."""

    to: Point
    cell: Cell
    grows: bool


@dataclass
class Table:
    """The counts with their totals, and the graph of their sums."""

    counts: dict[Cell, int]
    arcs: dict[Point, list[Arc]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for cell, count in self.counts.items():
            if count:  # a zero is published, so nothing can flow through it
                start, end = ends(cell)
                self.arcs.setdefault(start, []).append(Arc(end, cell, grows=True))
                self.arcs.setdefault(end, []).append(Arc(start, cell, grows=False))


def ends(cell: Cell) -> tuple[Point, Point]:
    """The two sums of a count, ordered so that a flow from the first to the second lets it grow.

    Sums: of an item over its months; of a department's items in a month (or the year); of all departments in it; and
    of the months of all.
    """
    department, item, month = cell
    year = month == ALL
    row: Point
    column: Point
    if item:
        row, column = ("item", department, item), ("department", department, month)
    elif department:
        row, column = ("department", department, month), ("county", month)
    else:
        row, column = ("county", month), ("year",)
    return (column, row) if year else (row, column)


def with_totals(counts: Mapping[tuple[str, str, str], int]) -> dict[Cell, int]:
    """The counts of items by month together with all totals."""
    found: dict[Cell, int] = {}
    for (department, item, month), count in counts.items():
        for key in ((department, item), (department, ALL), (ALL, ALL)):
            for when in (month, ALL):
                cell = (*key, when)
                found[cell] = found.get(cell, 0) + count
    return found


def suppressed(counts: Mapping[Cell, int], threshold: int, before: Sequence[Release] = ()) -> set[Cell]:
    """The cells that must not be published, of counts with their totals.

    `before`: the earlier releases of the same cells. What one of them did not publish stays unpublished, and a count
    that differs from a published one by less than the threshold is not published: else two releases give away together
    what each of them hides.
    """
    table = Table(dict(counts))
    wanted = {cell for cell, count in counts.items() if count and _unsafe(cell, count, threshold, before)}
    hidden = set(wanted)
    for cell in sorted(wanted, key=lambda each: (table.counts[each], each)):
        need = max(threshold - table.counts[cell], 1)
        hidden.update(_circle(table, cell, need, hidden))
    return hidden


def _unsafe(cell: Cell, count: int, threshold: int, before: Sequence[Release]) -> bool:
    """Whether a count that is no zero is small itself, or tells something small beside an earlier release."""
    if count < threshold:
        return True
    told = [release[cell] for release in before if cell in release]
    return any(was is None or 0 < abs(count - was) < threshold for was in told)


def _circle(table: Table, cell: Cell, need: int, hidden: set[Cell]) -> Iterable[Cell]:
    """The cells of the cheapest circle through a cell by which it can grow by `need`; it always exists.

    Unpublished cells cost nothing, published ones what publishing them would have told: their count. A cell that would
    have to shrink must keep at least one.
    """
    goal, start = ends(cell)
    best: dict[Point, int] = {start: 0}
    came: dict[Point, tuple[Point, Cell]] = {}
    queue: list[tuple[int, Point]] = [(0, start)]
    while queue:
        cost, point = heapq.heappop(queue)
        if point == goal:
            break
        if cost > best[point]:
            continue
        for arc in table.arcs[point]:
            count = table.counts[arc.cell]
            if arc.cell == cell or not (arc.grows or count > need):
                continue
            price = cost + (0 if arc.cell in hidden else count)
            if price < best.get(arc.to, price + 1):
                best[arc.to] = price
                came[arc.to] = (point, arc.cell)
                heapq.heappush(queue, (price, arc.to))
    found = []
    while goal != start:
        goal, on_way = came[goal]
        found.append(on_way)
    return found
