"""Probabilities that estimates and tests share, exact where the counts are small; plain Python, no randomness."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

Z = 1.96
"""Two-sided 95 % of the normal distribution, as everywhere in the engine."""


def wilson(hits: float, total: float) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927); 0 to 1 where nothing was counted."""
    if total <= 0:
        return 0.0, 1.0
    p = hits / total
    middle = p + Z * Z / (2 * total)
    half = Z * math.sqrt(p * (1 - p) / total + Z * Z / (4 * total * total))
    return max(0.0, (middle - half) / (1 + Z * Z / total)), min(1.0, (middle + half) / (1 + Z * Z / total))


def log_choose(n: float, k: float) -> float:
    """Natural logarithm of n over k; also for counts that were weighed and are no longer whole."""
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def hypergeometric_tails(part: int, hits: int, total: int, all_hits: int) -> float:
    """Chance that a draw of `part` out of `total`, `all_hits` of them marked, is at least as odd as `hits`.

    Both tails: twice the smaller one, at most 1. Exact (Fisher); the sum stops where terms no longer matter.
    """
    low, high = max(0, part - (total - all_hits)), min(part, all_hits)
    upwards = hits * total >= part * all_hits
    unmarked = total - all_hits
    one = math.exp(log_choose(all_hits, hits) + log_choose(unmarked, part - hits) - log_choose(total, part))
    tail, k = one, hits
    # From one count to its neighbour it is a matter of four factors, so nothing is worked out twice.
    while (k < high if upwards else k > low) and one >= tail * 1e-12:
        if upwards:
            one *= (all_hits - k) * (part - k) / ((k + 1) * (unmarked - part + k + 1))
            k += 1
        else:
            one *= k * (unmarked - part + k) / ((all_hits - k + 1) * (part - k + 1))
            k -= 1
        tail += one
    return min(1.0, 2 * tail)


def binomial_log_likelihood(hits: float, total: float) -> float:
    """The highest log-likelihood of `hits` out of `total` under one share."""
    if hits <= 0 or hits >= total:
        return 0.0
    return hits * math.log(hits / total) + (total - hits) * math.log(1 - hits / total)


def poisson_up_to(count: int, mean: float) -> float:
    """Chance of `count` or fewer where `mean` are expected."""
    term = tail = math.exp(-mean)
    for k in range(1, count + 1):
        term *= mean / k
        tail += term
    return min(1.0, tail)


def successes(chances: Iterable[float]) -> dict[int, float]:
    """How many of independent yes-or-no questions are answered yes: count -> probability (Poisson binomial), exact.

    Counts less likely than one in ten thousand are left out.
    """
    mass = [1.0]
    for p in chances:
        mass = [
            (mass[k] * (1 - p) if k < len(mass) else 0.0) + (mass[k - 1] * p if k else 0.0)
            for k in range(len(mass) + 1)
        ]
    kept = {k: one for k, one in enumerate(mass) if one >= 1e-4}
    whole = sum(kept.values())
    return {k: one / whole for k, one in kept.items()}


def coarser(mass: Mapping[int, float], points: int = 15) -> dict[int, float]:
    """The same distribution on at most `points` counts: neighbours become one at their mean."""
    if len(mass) <= points:
        return dict(mass)
    ordered, kept = sorted(mass.items()), dict[int, float]()
    width = -(-len(ordered) // points)
    for start in range(0, len(ordered), width):
        group = ordered[start : start + width]
        weight = sum(one for _, one in group)
        place = round(sum(k * one for k, one in group) / weight)
        kept[place] = kept.get(place, 0.0) + weight
    return kept


def unseen_quantiles(
    seen: Mapping[int, float], caught: float, missed: float, quantiles: tuple[float, float] = (0.025, 0.975)
) -> tuple[int, int]:
    """Between which counts the unseen lie, where `seen` (count -> probability) were seen.

    Each is seen with an unknown chance of which Beta(caught, missed) is known: negative binomial, mixed over both
    (half a matter is added to the seen, so that having seen none does not prove that there is none).
    """
    marks = []
    for u, weight in seen.items():
        r = u + 0.5
        first = math.lgamma(caught + r) - math.lgamma(caught)
        first += math.lgamma(caught + missed) - math.lgamma(caught + missed + r)
        marks.append([weight * math.exp(first), r])
    total, h, low = 0.0, 0, None
    while True:
        total += sum(one for one, _ in marks)
        if low is None and total >= quantiles[0]:
            low = h
        if total >= quantiles[1] or h >= 100_000:
            return low or 0, h
        for mark in marks:
            mark[0] *= (mark[1] + h) / (h + 1) * (missed + h) / (caught + mark[1] + missed + h)
        h += 1


def log_normal(estimate: float, variance: float) -> tuple[float, float]:
    """The 95 % interval of a count that cannot be negative (Burnham; Chao 1987)."""
    if estimate <= 0:
        return 0.0, Z * math.sqrt(max(variance, 0.0))
    factor = math.exp(Z * math.sqrt(math.log(1 + variance / (estimate * estimate))))
    return estimate / factor, estimate * factor


def chapman(first: float, second: float, both: float) -> tuple[float, float]:
    """How many are in neither of two lists, and the variance of that (Chapman 1951, Seber 1970).

    first, second: entries of either list; both: how many stand in both.
    """
    unseen = (first - both) * (second - both) / (both + 1)
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    return unseen, variance
