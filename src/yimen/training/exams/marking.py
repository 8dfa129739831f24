"""机器阅卷 as arithmetic: a question is right when exactly its key is chosen; part of it is worth nothing."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Marked:
    """阅卷结果: marks, and whether they reach the pass share of the full marks."""

    marks: int
    full: int
    passed: bool


def is_right(answer: str, key: str) -> bool:
    """Whether the letters chosen are exactly those of the key."""
    return bool(answer) and set(answer) == set(key)


def marked(rows: Iterable[tuple[bool, int]], pass_share: int) -> Marked:
    """The result of a paper's questions, each (right, marks); the pass share is per cent."""
    listed = list(rows)
    marks, full = sum(worth for right, worth in listed if right), sum(worth for _, worth in listed)
    return Marked(marks, full, bool(full) and marks * 100 >= full * pass_share)
