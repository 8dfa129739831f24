"""估计: shares from a stratified sample with design-based intervals, agreement of two readers, calibration.

Interval: within each stratum that of Clopper and Pearson, exact for a finite population (hypergeometric), put together
by MOVER (Zou and Donner 2008): the distances to the limits add up in squares, as variances do. Exact and not Wilson's,
since strata are small and mostly all right or all wrong: measured over such populations Wilson's put together so covers
the truth in 88 of 100 draws only, where a small stratum with one fault pulls the whole down. For the same reason the
limits are taken no narrower than Wilson's on the effective number of answers. Both together: `test_estimation`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, lgamma, sqrt

Z = 1.96
TAIL = 0.025


@dataclass(frozen=True)
class Read:
    """What was read of one stratum: how many it holds, how many answers were yes and no, how many could not be had."""

    size: int
    yes: int
    no: int
    unclear: int = 0

    @property
    def answered(self) -> int:
        """Answers that count."""
        return self.yes + self.no


@dataclass(frozen=True)
class Estimate:
    """A share with its 95 % interval, and `worst`, `best`: the share if all that was unclear were no, or yes."""

    share: float
    low: float
    high: float
    answered: int
    unclear: int
    size: int
    worst: float
    best: float

    @property
    def half_width(self) -> float:
        """Half the width of the interval."""
        return (self.high - self.low) / 2

    @property
    def number(self) -> float:
        """How many of the whole that would be."""
        return self.share * self.size


def _chance(size: int, yes: int, drawn: int, at_least: int) -> float:
    """The chance of at least so many yes among `drawn` of `size`, of which `yes` are yes (hypergeometric)."""

    def ways(whole: int, part: int) -> float:
        return lgamma(whole + 1) - lgamma(part + 1) - lgamma(whole - part + 1)

    first, last = max(at_least, drawn - (size - yes)), min(drawn, yes)
    whole = ways(size, drawn)
    return sum(exp(ways(yes, k) + ways(size - yes, drawn - k) - whole) for k in range(first, last + 1))


@lru_cache(maxsize=4096)
def exact(yes: int, count: int, size: int) -> tuple[float, float]:
    """The exact 95 % interval of a share in a population of `size`, of which `count` were drawn and `yes` were yes.

    The limits are the least and the greatest number of yes in the population under which what was seen, or more (less),
    still has a chance of 2.5 %. All read: both are the share. Raises ValueError without answers.
    """
    if not 0 <= yes <= count <= size or not count:
        raise ValueError("no answers, no interval")
    low, top = yes, size - (count - yes)
    high = top
    while low < high:  # the least that is not too few
        middle = (low + high) // 2
        low, high = (low, middle) if _chance(size, middle, count, yes) > TAIL else (middle + 1, high)
    least, low, high = low, yes, top
    while low < high:  # the greatest that is not too many
        middle = (low + high + 1) // 2
        low, high = (middle, high) if 1 - _chance(size, middle, count, yes + 1) > TAIL else (low, middle - 1)
    return least / size, low / size


def wilson(share: float, count: float) -> tuple[float, float]:
    """Wilson's 95 % interval of a share seen among so many answers; the number may be an effective one."""
    centre = (share + Z * Z / (2 * count)) / (1 + Z * Z / count)
    reach = Z * sqrt(share * (1 - share) / count + Z * Z / (4 * count * count)) / (1 + Z * Z / count)
    return max(0.0, centre - reach), min(1.0, centre + reach)


def stratified(strata: Iterable[Read]) -> Estimate | None:
    """The share over all strata, each weighed by its size; None while one that has members has no answer.

    A stratum that could not be read at all would have to be guessed; that is said (None), not done.
    """
    parts = [each for each in strata if each.size]
    total = sum(each.size for each in parts)
    if not total or any(not each.answered for each in parts):
        return None
    share = low = high = worst = best = 0.0
    for each in parts:
        weight, seen = each.size / total, each.yes / each.answered
        bottom, top = exact(each.yes, each.answered, each.size)
        share += weight * seen
        low += (weight * (seen - bottom)) ** 2
        high += (weight * (top - seen)) ** 2
        worst += weight * each.yes / (each.answered + each.unclear)
        best += weight * (each.yes + each.unclear) / (each.answered + each.unclear)
    share = min(1.0, share)
    least, most = wilson(share, count) if (count := _effective(parts, total, share)) else (share, share)
    return Estimate(
        share,
        max(0.0, min(share - sqrt(low), least)),
        min(1.0, max(share + sqrt(high), most)),
        sum(each.answered for each in parts),
        sum(each.unclear for each in parts),
        total,
        min(1.0, worst),
        min(1.0, best),
    )


def _effective(parts: Sequence[Read], total: int, share: float) -> float | None:
    """How many answers of a plain sample would tell as much; None where all were read.

    A stratum's variance is taken after one more answer like the whole: all alike in a small one is no proof of none.
    """
    variance = reach = 0.0
    for each in parts:
        weight = (each.size / total) ** 2 * (1 - each.answered / each.size) / each.answered
        seen = (each.yes + share) / (each.answered + 1)
        variance += weight * seen * (1 - seen)
        reach += weight
    if not reach:
        return None
    return share * (1 - share) / variance if variance and 0 < share < 1 else 1 / reach


@dataclass(frozen=True)
class Weighed:
    """One answer with how many of its stratum it stands for, and what the engine believed."""

    weight: float
    yes: bool
    believed: float = 0.0


def domain(answers: Sequence[Weighed]) -> tuple[float, float, float] | None:
    """(share, low, high) of a part that runs across strata, such as what one rule hit; None without answers.

    The ratio estimator of Hájek with Wilson's interval on Kish's effective number of answers; the population is not
    corrected for, so the interval is rather too wide.
    """
    total = sum(each.weight for each in answers)
    if not total:
        return None
    share = sum(each.weight for each in answers if each.yes) / total
    return share, *wilson(share, total**2 / sum(each.weight**2 for each in answers))


def brier(answers: Sequence[Weighed]) -> float | None:
    """Brier's score: the mean square of belief less truth, weighed; 0 is perfect, 0.25 a coin. None without answers."""
    total = sum(each.weight for each in answers)
    return sum(each.weight * (each.believed - each.yes) ** 2 for each in answers) / total if total else None


@dataclass(frozen=True)
class Agreement:
    """How far two readers agree: pairs, the observed share, Cohen's kappa, and Gwet's AC1."""

    pairs: int
    observed: float
    kappa: float | None
    ac1: float


def agreement(pairs: Sequence[tuple[str, str]], answers: Sequence[str]) -> Agreement | None:
    """The agreement of two readers over `answers` they could give; None without pairs.

    Kappa breaks down where nearly all is of one kind (two readers who agree on 98 of 100 may have a kappa of 0), so
    AC1 (Gwet 2008) stands beside it. Kappa is None where both always said the same one thing.
    """
    if not pairs:
        return None
    n = len(pairs)
    observed = sum(one == other for one, other in pairs) / n
    first = {answer: sum(one == answer for one, _ in pairs) / n for answer in answers}
    second = {answer: sum(other == answer for _, other in pairs) / n for answer in answers}
    by_chance = sum(first[answer] * second[answer] for answer in answers)
    means = [(first[answer] + second[answer]) / 2 for answer in answers]
    gwet = sum(mean * (1 - mean) for mean in means) / (len(answers) - 1)
    kappa = None if by_chance >= 1 else (observed - by_chance) / (1 - by_chance)
    return Agreement(n, observed, kappa, (observed - gwet) / (1 - gwet))
