"""组卷抽题: which questions a candidate gets and in which order; a pure function of a seed, so that anybody can redraw.

Each part of the blueprint (组卷蓝图) draws so many questions of one topic and one difficulty: every paper of an exam is
as hard as every other one. Only SHA-256 and whole numbers; `standalone/replay_exam.py` is the same once more.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from yimen.common.drawing import number


@dataclass(frozen=True)
class Card:
    """题签: a question of the frame: its code, the version that is asked, topic and difficulty."""

    code: str
    version: int
    topic: str
    difficulty: int

    @property
    def line(self) -> str:
        """As it enters the frame's digest."""
        return f"{self.code}|{self.version}|{self.topic}|{self.difficulty}"


@dataclass(frozen=True)
class Part:
    """蓝图行: how many questions of a topic and a difficulty, and what each is worth."""

    topic: str
    difficulty: int
    count: int
    marks: int

    @property
    def line(self) -> str:
        """As it enters the frame's digest."""
        return f"{self.topic}|{self.difficulty}|{self.count}|{self.marks}"


def frame_digest(cards: Iterable[Card], parts: Iterable[Part]) -> str:
    """SHA-256 of everything that a draw rests on besides the secret."""
    lines = [*(each.line for each in parts), *sorted(each.line for each in cards)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def seed_of(secret: str, frame: str) -> str:
    """The exam's seed: SHA-256 over the secret and the digest of the frame."""
    return hashlib.sha256(f"{secret}\n{frame}".encode()).hexdigest()


def drawn(seed: str, who: str, parts: Sequence[Part], cards: Iterable[Card]) -> list[tuple[Card, Part]]:
    """The candidate's questions in the order of his paper, each with its part.

    who: the candidate's work number. Raises ValueError when a part asks for more questions than there are.
    """
    left = set(cards)
    chosen: list[tuple[Card, Part]] = []
    for part in parts:
        some = [each for each in left if (each.topic, each.difficulty) == (part.topic, part.difficulty)]
        if len(some) < part.count:
            raise ValueError(part.line)
        some.sort(key=lambda each: number(seed, f"draw {who} {each.code}"))
        chosen += [(each, part) for each in some[: part.count]]
        left -= set(some[: part.count])
    return sorted(chosen, key=lambda pair: number(seed, f"order {who} {pair[0].code}"))


def shuffled(seed: str, who: str, code: str, letters: Iterable[str]) -> str:
    """The options' letters in the order in which this candidate sees them."""
    return "".join(sorted(letters, key=lambda each: number(seed, f"option {who} {code} {each}")))
