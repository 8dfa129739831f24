"""等候区间 as pure functions: what is published of a wait, and how often it came true.

Split conformal prediction. A plain guess is made of every wait: so many ahead, times the usual time at a window,
shared by the windows that are open. Of the like waits of the last weeks it is known by which factor each differed from
its guess; the published interval runs from the low to the high quantile of these factors. With n of them the quantiles
are taken at (n + 1)·α, so that a new wait that is exchangeable with them falls inside with at least the promised
probability, whatever the distribution. Waits are not quite exchangeable (a system breaks down, a window closes), so
the share that did is measured and published beside it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

PROMISED = 0.8
"""The share of waits that are to fall inside what was published."""
ENOUGH = 40
"""Fewer like waits than that, and nothing is published."""
STEP = 60
"""Published in whole minutes (seconds)."""
USUAL = 300
"""Seconds at a window where nobody knows yet; only the guess rests on it, never what is published."""


@dataclass(frozen=True)
class Interval:
    """等候区间 in seconds, both ends included."""

    low: int
    high: int

    @property
    def low_minutes(self) -> int:
        """The shorter end in minutes."""
        return self.low // STEP

    @property
    def high_minutes(self) -> int:
        """The longer end in minutes."""
        return self.high // STEP

    def holds(self, seconds: int) -> bool:
        """Whether a wait fell inside."""
        return self.low <= seconds <= self.high


def guess(ahead: int, at_window: int, windows: int) -> int:
    """Seconds that somebody waits with so many ahead, each taking so many seconds, at so many windows; never 0."""
    return max(STEP, round((ahead + 0.5) * at_window / max(windows, 1)))


def factors(waits: Sequence[tuple[int, int]]) -> tuple[float, float] | None:
    """(low, high) quantile of wait ÷ guess over pairs (wait, guess); None when there are too few."""
    if len(waits) < ENOUGH:
        return None
    ratios = sorted(wait / made for wait, made in waits)
    n, miss = len(ratios), (1 - PROMISED) / 2
    low = max(math.floor((n + 1) * miss) - 1, 0)
    high = min(math.ceil((n + 1) * (1 - miss)) - 1, n - 1)
    return ratios[low], ratios[high]


def interval(made: int, low: float, high: float) -> Interval:
    """What is published for a guess: rounded outwards to whole minutes."""
    # Rounded first: 90 × 1.3333 is 120 and not a hair less.
    shortest, longest = round(made * low / STEP, 6), round(made * high / STEP, 6)
    return Interval(math.floor(shortest) * STEP, math.ceil(longest) * STEP)


def median(seconds: Sequence[int]) -> int | None:
    """The middle one; None of none."""
    return sorted(seconds)[len(seconds) // 2] if seconds else None
