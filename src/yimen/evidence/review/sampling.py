"""抽样: how many of each stratum are read, and which; a pure function of a seed, so that anybody can draw again.

The seed is made of a secret, which the ledger committed itself to before the run had an answer, and of the digests of
that answer's data and rules: whoever knows the secret cannot choose the data, whoever knows the data not the secret.
"""

import hashlib
from collections.abc import Mapping
from itertools import pairwise
from math import sqrt
from random import Random

from yimen.common.drawing import commitment as commitment

Z = 1.96
LEAST, BUDGET, TWICE = 5, 240, 0.25
"""At least so many of each stratum (all of a smaller one); so many in all; the share that two officers read."""
BANDS = (0.0, 0.5, 0.85, 0.95, 0.99, 1.0)
"""Edges of the bands of the engine's probability; the run's own threshold of conviction is put among them."""


def seed_of(secret: str, input_digest: str, rules_digest: str) -> str:
    """The seed of the draw, hexadecimal: SHA-256 over the secret and the two digests of the run, by line feeds."""
    return hashlib.sha256(f"{secret}\n{input_digest}\n{rules_digest}".encode()).hexdigest()


class Frame:
    """The digest of a stratum's members in order, one a line, SHA-256: says whether a later draw is from the same."""

    def __init__(self) -> None:
        self._total = hashlib.sha256()

    def add(self, member: str) -> None:
        """One more member."""
        self._total.update(member.encode() + b"\n")

    @property
    def digest(self) -> str:
        """Of all so far, hexadecimal."""
        return self._total.hexdigest()


def edges(convict_at: float) -> list[float]:
    """The edges of the bands, with the threshold of conviction among them: what convicts is never mixed with less."""
    return sorted({*BANDS, convict_at})


def band_of(probability: float, borders: list[float]) -> tuple[float, float]:
    """The band (from, to) that a probability falls into: `from` belongs to it, `to` only when it is 1."""
    for low, high in pairwise(borders):
        if probability < high or probability == high == borders[-1]:
            return low, high
    raise ValueError(f"no band for {probability}")


def spread(low: float, high: float) -> float:
    """The standard deviation of an answer that is planned with: of a share in the middle of the band, never under 0.2.

    The engine's own belief plans the sizes and nothing else; a floor keeps it from sparing itself where it is sure.
    """
    middle = (low + high) / 2
    return max(0.2, sqrt(middle * (1 - middle)))


def allocate(
    sizes: Mapping[str, int], spreads: Mapping[str, float], *, least: int = LEAST, budget: int = BUDGET
) -> dict[str, int]:
    """Stratum -> how many to read: `least` of each (or all), the rest of the budget after Neyman, size times spread.

    The sum is the budget, unless the least of all together is more or there is less to read. Raises ValueError for a
    size below nought.
    """
    if any(size < 0 for size in sizes.values()):
        raise ValueError("a stratum cannot have fewer than no members")
    given = {key: min(size, least) for key, size in sizes.items()}
    wanted = {key: sizes[key] * spreads[key] for key in sizes}
    left = min(budget, sum(sizes.values())) - sum(given.values())
    while left > 0:
        # One at a time to whoever is furthest below its share: what a full stratum cannot take goes to the others.
        open_ones = [key for key in sizes if given[key] < sizes[key]]
        neediest = min(open_ones, key=lambda key: ((given[key] + 0.5) / wanted[key], key))
        given[neediest] += 1
        left -= 1
    return given


def draw(seed: str, frames: Mapping[str, int], sizes: Mapping[str, int]) -> dict[str, list[int]]:
    """Stratum -> the places in its frame (from 0, ascending) that are drawn, each set of that size equally likely."""
    return {
        key: sorted(Random(f"{seed}:{key}").sample(range(frames[key]), sizes[key]))  # noqa: S311 - drawn again by anybody
        for key in sorted(frames)
    }


def order(seed: str, count: int) -> list[int]:
    """In which order the drawn ones are read: strata mixed, so that half the work is already half a sample of each."""
    places = list(range(count))
    Random(f"{seed}:order").shuffle(places)  # noqa: S311 - as above
    return places


def read_twice(seed: str, count: int, share: float = TWICE) -> set[int]:
    """Which of the drawn ones two officers read, each without knowing the other's answer."""
    return set(Random(f"{seed}:twice").sample(range(count), round(count * share)))  # noqa: S311 - as above


def half_width(sizes: Mapping[str, int], spreads: Mapping[str, float], drawn: Mapping[str, int]) -> float | None:
    """What the sample buys: half the 95 % interval of the share in these strata together; None without any member.

    Planned with `spreads`, before a single answer; the finite population is corrected for.
    """
    total = sum(sizes.values())
    if not total or any(sizes[key] and not drawn[key] for key in sizes):
        return None
    variance = sum(
        (size / total) ** 2 * (1 - drawn[key] / size) * spreads[key] ** 2 / drawn[key]
        for key, size in sizes.items()
        if size
    )
    return Z * sqrt(variance)
