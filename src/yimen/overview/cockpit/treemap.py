"""部门地图: a tile a department, its area the items that it must bring in, its tone the share that truly runs."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import starmap

import squarify

from yimen.evidence.queries import DepartmentRow
from yimen.verify.chance import wilson

LEVELS = (
    (0.95, "good", "95% 及以上"),
    (0.8, "fair", "80% 至 95%"),
    (0.5, "poor", "50% 至 80%"),
    (0.0, "bad", "不到 50%"),
)
"""From which share, the tone's code, and its words; nothing to judge is a tone of its own."""
UNKNOWN = ("unknown", "证据不足或无业务")
LINE = 1.25
"""Height of a line of a label, in font sizes."""


@dataclass(frozen=True)
class Layout:
    """The box that a map fills, in units, and the size of its letters in the same units."""

    code: str
    width: float
    height: float
    font: float


WIDE, TALL = Layout("wide", 160, 64, 2.0), Layout("tall", 100, 170, 3.6)


@dataclass(frozen=True)
class Fact:
    """A department's figures: items (应进), how many run of those that can be judged, and the interval of the share.

    url: where exactly those items are listed.
    """

    key: int | None
    name: str
    items: int
    runs: int
    judged: int
    url: str = ""

    @property
    def share(self) -> float | None:
        """The share that truly runs; None where nothing can be judged."""
        return self.runs / self.judged if self.judged else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Its 95 % interval."""
        return wilson(self.runs, self.judged) if self.judged else None

    @property
    def level(self) -> str:
        """The tone's code."""
        if self.share is None:
            return UNKNOWN[0]
        return next(code for least, code, _ in LEVELS if self.share >= least)


@dataclass(frozen=True)
class Tile:
    """A fact with its place in the box, and what of its name fits there (nothing where it is too small)."""

    fact: Fact
    x: float
    y: float
    width: float
    height: float
    label: str
    told: bool
    middle: tuple[float, float]


def facts_of(rows: list[DepartmentRow], url_of: Callable[[int | None], str] = lambda _: "") -> list[Fact]:
    """The departments with items that must come in, the largest first."""
    found = []
    for row in rows:
        items = sum(row.counts.values()) - row.counts["exempt"]
        judged = row.counts["runs"] + row.counts["hollow"] + row.counts["bypassed"]
        if items:
            url = url_of(row.department_id)
            found.append(Fact(row.department_id, row.name, items, row.counts["runs"], judged, url))
    return sorted(found, key=lambda fact: (-fact.items, fact.name))


def tiles_of(facts: list[Fact], layout: Layout) -> list[Tile]:
    """The tiles that fill the box without gap or overlap; area is in proportion to the items."""
    sizes = squarify.normalize_sizes([fact.items for fact in facts], layout.width, layout.height) if facts else []
    boxes = squarify.squarify(sizes, 0, 0, layout.width, layout.height) if facts else []

    def tile(fact: Fact, box: dict[str, float]) -> Tile:
        x, y, width, height = (round(box[side], 2) for side in ("x", "y", "dx", "dy"))
        label = _fitting(fact.name, width, height, layout.font)
        told = bool(label) and height >= 2 * LINE * layout.font + 1 and width >= 3.2 * layout.font
        return Tile(fact, x, y, width, height, label, told, (round(x + width / 2, 2), round(y + height / 2, 2)))

    return list(starmap(tile, zip(facts, boxes, strict=True)))


def _fitting(name: str, width: float, height: float, font: float) -> str:
    """As much of the name as fits on one line; nothing where fewer than two letters would."""
    room = int((width - 1) / font)
    if height < LINE * font + 0.5 or room < 2:
        return ""
    return name if len(name) <= room else f"{name[: room - 1]}…"
