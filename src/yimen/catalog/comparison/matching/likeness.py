"""相似概率: how probable it is that two names mean one item, from a few measures weighed by logistic regression.

The weights were fitted by `benchmarks/item_matching.py --fit` on real items disturbed with seeds that no reported
figure uses; the test of that benchmark holds that they are the ones it would print.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import JaroWinkler, Levenshtein

from yimen.catalog.comparison.matching.names import Name
from yimen.catalog.comparison.matching.weights import BIAS, RIVALS_BIAS, RIVALS_WEIGHTS, WEIGHTS
from yimen.catalog.comparison.matching.words import UNSAID

MEASURES = (
    "equal", "overlap", "containment", "edit", "start", "sound", "lesser_rest", "greater_rest", "stages_conflict",
    "stage_on_one_side", "procedures_conflict", "contrasts_conflict", "contrast_on_one_side", "numbers_conflict",
    "same_kind", "other_kind",
)  # fmt: skip


@dataclass(frozen=True)
class Rarity:
    """How much a piece of a name says: rare pieces much, those of every second name nothing."""

    weights: dict[str, float]
    unknown: float

    @classmethod
    def of(cls, names: Iterable[Name]) -> "Rarity":
        """The rarities in the names of both lists together."""
        counts: Counter[str] = Counter()
        total = 0
        for name in names:
            counts.update(name.grams)
            counts.update(name.sounds)
            total += 1
        weights = {piece: math.log(1 + total / (1 + number)) for piece, number in counts.items()}
        return cls(weights, math.log(1 + total))

    def weigh(self, pieces: Iterable[str]) -> float:
        """The sum of what the pieces say."""
        return sum(self.weights.get(piece, self.unknown) for piece in pieces)


def measures(ours: Name, theirs: Name, rarity: Rarity, same_kind: bool | None) -> tuple[float, ...]:
    """The measures of a pair in the order of MEASURES, each 0 to 1. same_kind: None where a type is unknown."""
    shared = rarity.weigh(ours.grams & theirs.grams)
    one, other = rarity.weigh(ours.grams) or 1.0, rarity.weigh(theirs.grams) or 1.0
    sounds = rarity.weigh(ours.sounds & theirs.sounds)
    spoken = rarity.weigh(ours.sounds) + rarity.weigh(theirs.sounds) or 1.0
    rests = sorted((1 - shared / one, 1 - shared / other))
    groups = list(zip(ours.contrasts, theirs.contrasts, strict=True))
    return (
        float(ours.core == theirs.core),
        2 * shared / (one + other),
        shared / min(one, other),
        Levenshtein.normalized_similarity(ours.core, theirs.core),
        JaroWinkler.normalized_similarity(ours.core, theirs.core),
        2 * sounds / spoken,
        rests[0],
        rests[1],
        float(_conflict(ours.stages, theirs.stages)),
        float(bool(ours.stages) != bool(theirs.stages)),
        float(_conflict(ours.procedures, theirs.procedures)),
        float(any(_conflict(one_, other_) for one_, other_ in groups)),
        float(any(bool(one_) != bool(other_) for one_, other_ in groups)),
        float(ours.numbers != theirs.numbers),
        float(same_kind is True),
        float(same_kind is False),
    )


def probability(measured: Sequence[float]) -> float:
    """How probable it is that the pair is one item, 0 to 1."""
    return _logistic(BIAS, WEIGHTS, measured)


Scored = tuple[int, int, float]
"""Key of ours, key of theirs, probability."""


def among_rivals(scored: Sequence[Scored]) -> list[Scored]:
    """The pairs with the probability they have beside their rivals: alike names gain where nothing else is as alike."""
    return [
        (one, two, _logistic(RIVALS_BIAS, RIVALS_WEIGHTS, measured))
        for (one, two, _), measured in zip(scored, rival_measures(scored), strict=True)
    ]


def rival_measures(scored: Sequence[Scored]) -> list[tuple[float, float, float]]:
    """For each pair its log odds, and how far they are before the best rival's on our side and on theirs; scaled."""
    sides: dict[tuple[str, int], list[float]] = defaultdict(list)
    odds = [_log_odds(chance) for _, _, chance in scored]
    for (one, two, _), own in zip(scored, odds, strict=True):
        sides["ours", one].append(own)
        sides["theirs", two].append(own)
    best = {key: ([*sorted(some, reverse=True), _LEAST])[:2] for key, some in sides.items()}

    def before(side: str, key: int, own: float) -> float:
        first, second = best[side, key]
        return max(-4.0, min(4.0, own - (second if own == first else first))) / 4

    return [
        (own / 4, before("ours", one, own), before("theirs", two, own))
        for (one, two, _), own in zip(scored, odds, strict=True)
    ]


_LEAST = -6.0


def _log_odds(chance: float) -> float:
    return max(_LEAST, min(6.0, math.log((chance + 1e-9) / (1 - chance + 1e-9))))


def _logistic(bias: float, slopes: Sequence[float], measured: Sequence[float]) -> float:
    return 1 / (1 + math.exp(-(bias + sum(map(float.__mul__, slopes, measured)))))


def contradict(ours: Name, theirs: Name) -> bool:
    """Whether the names speak of different stages, procedures or opposites: such a pair is never sure by its name.

    设立 may go unsaid, every other stage is a matter of its own: 许可 is not 许可注销.
    """
    stages = _conflict(ours.stages, theirs.stages) or ours.stages - UNSAID != theirs.stages - UNSAID
    said = zip((ours.procedures, *ours.contrasts), (theirs.procedures, *theirs.contrasts), strict=True)
    return stages or any(_conflict(one, other) for one, other in said)


def _conflict(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether both sides say something and agree in nothing of it."""
    return bool(ours) and bool(theirs) and not ours & theirs
