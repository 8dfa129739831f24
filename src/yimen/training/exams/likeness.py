"""雷同核对: pairs of papers whose wrong answers agree more often than chance allows; shown as 待核, never a verdict.

Two who know the matter agree in what is right; only the same wrong answers to the same questions are odd. How likely
two agree wrongly by chance is taken from how often each wrong answer was chosen at all. The number of such agreements
is then a sum of independent coins of different weights (Poisson binomial), and its tail is computed exactly.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from yimen.training.exams.rules import SUSPECT_BELOW

Answers = Mapping[int, str]
"""Question -> the letters that were chosen."""


@dataclass(frozen=True)
class Alike:
    """一对雷同: two papers, how many questions they share, how many they answered wrongly alike, by what chance."""

    one: int
    other: int
    shared: int
    same_wrong: int
    chance: float


def pairs(papers: Mapping[int, Answers], keys: Mapping[int, str]) -> list[Alike]:
    """The pairs of papers that are oddly alike, the oddest first.

    A pair is shown when so much likeness would come by chance in fewer than that share of exams, over all
    their pairs (Bonferroni).
    """
    agree = _chances(papers.values(), keys)
    several = max(1, len(papers) * (len(papers) - 1) // 2)
    found = []
    for one, other in combinations(sorted(papers), 2):
        shared = papers[one].keys() & papers[other].keys()
        same = sum(
            papers[one][each] == papers[other][each] and set(papers[one][each]) != set(keys[each]) for each in shared
        )
        chance = tail([agree[each] for each in shared], same)
        if same and chance * several < SUSPECT_BELOW:
            found.append(Alike(one, other, len(shared), same, chance))
    return sorted(found, key=lambda each: each.chance)


def _chances(papers: Iterable[Answers], keys: Mapping[int, str]) -> dict[int, float]:
    """Question -> how likely two candidates choose the same wrong answer.

    One is added to each count, so that an answer that only these two chose is not taken for impossible.
    """
    chosen: dict[int, Counter[str]] = defaultdict(Counter)
    for answers in papers:
        for question, letters in answers.items():
            chosen[question][letters] += 1
    found: dict[int, float] = {}
    for question, counts in chosen.items():
        total = sum(counts.values()) + len(counts) + 1
        wrong = [count + 1 for letters, count in counts.items() if set(letters) != set(keys[question])]
        found[question] = sum((count / total) ** 2 for count in wrong)
    return found


def tail(weights: Sequence[float], least: int) -> float:
    """The chance that at least so many of independent coins of these weights fall on their head."""
    spread = [1.0]
    for weight in weights:
        spread = [
            (spread[n] if n < len(spread) else 0.0) * (1 - weight) + (spread[n - 1] if n else 0.0) * weight
            for n in range(len(spread) + 1)
        ]
    return sum(spread[least:])
