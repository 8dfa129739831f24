"""何时全部到位: from how long departments took before, with an interval; never a promise, and nobody is named by it.

How long a department takes from being served to handing in is read from all earlier pairs of this county, those still
waiting included as such (Kaplan and Meier, 1958). The task is complete when the slowest of those left has handed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

ENOUGH = 12
"""Below so many handed in, there is no forecast: 证据不足."""
LOW, HIGH = 0.1, 0.9
"""The interval holds the day four times out of five."""


@dataclass(frozen=True)
class Took:
    """One department and one task: natural days from service to handing in, or to today while it has not."""

    days: int
    handed_in: bool


@dataclass(frozen=True)
class Forecast:
    """The day by which all have handed in: half the time by `middle`, four times in five between `low` and `high`.

    `high` is None where so many never handed in that no late end can be given.
    """

    low: date
    middle: date | None
    high: date | None
    learnt_from: int


def staying(known: Iterable[Took]) -> list[tuple[int, float]]:
    """(days, share that has not handed in after them), falling, by Kaplan and Meier; starts at (0, 1)."""
    rows = sorted(known, key=lambda each: each.days)
    left, curve, share = len(rows), [(0, 1.0)], 1.0
    for day in sorted({each.days for each in rows}):
        here = [each for each in rows if each.days == day]
        share *= 1 - sum(each.handed_in for each in here) / left
        left -= len(here)
        curve.append((day, share))
    return curve


def forecast(known: Sequence[Took], waiting: Sequence[int], today: date) -> Forecast | None:
    """When those who wait for so many days already will all have handed in; None where too little is known.

    known: all pairs of the county, also those of this task. waiting: days since service of each one left.
    """
    learnt = sum(each.handed_in for each in known)
    if learnt < ENOUGH or not waiting:
        return None
    curve = staying(known)
    last = curve[-1][0]
    chances = [(ahead, _all_by(curve, waiting, ahead)) for ahead in range(last + 2)]

    def first(share: float) -> date | None:
        return next((today + timedelta(days=ahead) for ahead, chance in chances if chance >= share), None)

    low = first(LOW)
    return Forecast(low, first(0.5), first(HIGH), learnt) if low else None


def _all_by(curve: list[tuple[int, float]], waiting: Sequence[int], ahead: int) -> float:
    """The chance that all have handed in so many days from now."""
    chance = 1.0
    for waited in waiting:
        still = _at(curve, waited)
        chance *= 1 - _at(curve, waited + ahead) / still if still > 0 else float(ahead > 0)
    return chance


def _at(curve: list[tuple[int, float]], days: int) -> float:
    return next(share for day, share in reversed(curve) if day <= days)
