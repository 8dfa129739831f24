"""合并: how much of item and week a released rating may show, so that at least so many of the batch look the same."""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Told:
    """What is known of one rating; None is what the department is not told."""

    item: int | None
    week: date | None


# What may be shown, the most first: both, the item alone, the week alone.
_LEVELS: tuple[Callable[[Told], Told], ...] = (
    lambda told: told,
    lambda told: Told(told.item, None),
    lambda told: Told(None, told.week),
)
NOTHING = Told(None, None)


def blurred(rows: Sequence[Told], least: int) -> list[Told]:
    """What may be shown of each of the rows, in their order: whatever is shown, at least `least` of them show it.

    Also of those that show nothing there are so many, for otherwise they would be the ones left over. Whoever knows
    every case and every rater then guesses right one time in `least` at best.
    """
    shown: list[Told | None] = [None] * len(rows)
    for level in _LEVELS:
        cells = Counter(level(row) for row, done in zip(rows, shown, strict=True) if done is None)
        for place, row in enumerate(rows):
            if shown[place] is None and level(row) != NOTHING and cells[level(row)] >= least:
                shown[place] = level(row)
    return _enough_left([told or NOTHING for told in shown], least)


def _enough_left(shown: list[Told], least: int) -> list[Told]:
    """The same, with the smallest groups showing nothing too until those that do are enough."""
    while 0 < shown.count(NOTHING) < least:
        sizes: Counter[Hashable] = Counter(told for told in shown if told != NOTHING)
        if not sizes:
            break
        smallest = min(sizes, key=lambda told: (sizes[told], str(told)))
        shown = [NOTHING if told == smallest else told for told in shown]
    return shown
