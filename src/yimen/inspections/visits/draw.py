"""抽签: which departments are visited and by whom; a pure function of a seed, so that anybody can draw again.

Only SHA-256 and whole numbers: the same in every language. `standalone/replay_draw.py` is the same once more, written
apart, for whoever trusts nobody.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from yimen.common.drawing import commitment, number

__all__ = ["Pair", "Person", "Ticket", "commitment", "departments", "frame_digest", "pairs", "seed_of"]


@dataclass(frozen=True)
class Ticket:
    """签: a department in the draw; `must` when it was not visited for too long, and so is drawn before the others."""

    code: str
    weight: int
    must: bool

    @property
    def line(self) -> str:
        """As it enters the frame's digest."""
        return f"{self.code}|{self.weight}|{int(self.must)}"


@dataclass(frozen=True)
class Person:
    """督查人员 in the draw: the account, the code of its department, and how often it went with whom before."""

    name: str
    department: str

    @property
    def line(self) -> str:
        """As it enters the frame's digest."""
        return f"{self.name}|{self.department}"


Pair = tuple[str, str]


def frame_digest(tickets: Iterable[Ticket], people: Iterable[Person], before: Mapping[Pair, int], visits: int) -> str:
    """SHA-256 of everything that the draw rests on besides the seed."""
    lines = [str(visits), *sorted(each.line for each in tickets), *sorted(each.line for each in people)]
    lines += sorted(f"{one}+{other}={times}" for (one, other), times in before.items())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def seed_of(secret: str, beacon: str, frame: str) -> str:
    """The seed: SHA-256 over the secret, the public randomness that came after it, and the frame's digest."""
    return hashlib.sha256(f"{secret}\n{beacon}\n{frame}".encode()).hexdigest()


def departments(seed: str, tickets: Sequence[Ticket], visits: int) -> list[str]:
    """The codes drawn, in order: first of those that must be, then of all left, each time as weights stand.

    A weight of nought is never drawn unless it must be.
    """
    left = sorted(tickets, key=lambda each: each.code)
    drawn: list[str] = []
    while left and len(drawn) < visits:
        some = [each for each in left if each.must] or left
        weights = [max(1, each.weight) if each.must else each.weight for each in some]
        if not sum(weights):
            break
        at = number(seed, f"visit {len(drawn) + 1}") % sum(weights)
        for each, weight in zip(some, weights, strict=True):  # noqa: B007 - the one at which it stops
            if at < weight:
                break
            at -= weight
        drawn.append(each.code)
        left.remove(each)
    return drawn


def pairs(seed: str, drawn: Sequence[str], people: Sequence[Person], before: Mapping[Pair, int]) -> list[Pair]:
    """Who goes, two to each department drawn: never one of its own; who went together least, then who went least.

    Raises ValueError when a department has no two who are not its own.
    """
    whose = {each.name: each.department for each in people}
    together, went = Counter(before), Counter[str]()
    found: list[Pair] = []
    for place, code in enumerate(drawn, start=1):
        able = sorted(name for name, own in whose.items() if own != code)
        if len(able) < 2:
            raise ValueError(code)
        chosen = min(
            combinations(able, 2),
            key=lambda two: (
                together[two],
                went[two[0]] + went[two[1]],
                number(seed, f"pair {place} {two[0]} {two[1]}"),
            ),
        )
        together[chosen] += 1
        went.update(chosen)
        found.append(chosen)
    return found
