"""The lines of a notice as they stand, and the numbers in front of them (结构层次序数, GB/T 9704 7.3.3)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

DIGITS = "一二三四五六七八九"
LEVELS = (
    re.compile(r"([一二三四五六七八九十]{1,3})[、.．,，]\s*"),
    re.compile(r"[(（]([一二三四五六七八九十]{1,3})[)）][、.．]?\s*"),
    re.compile(r"(\d{1,2})[.．、](?!\d)\s*"),
    re.compile(r"[(（](\d{1,2})[)）][、.．]?\s*"),
)
"""一、（一） 1. （1）, from the highest."""


@dataclass(frozen=True)
class Line:
    """One line with something in it: its number in the text as handed in (from 1), and its words."""

    number: int
    text: str


def lines(text: str) -> list[Line]:
    """The lines that say something, without what nobody sees: no-break and full-width spaces, marks of zero width."""
    rows = enumerate(text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n").split("\n"), start=1)
    cleaned = ((number, _clean(row)) for number, row in rows)
    return [Line(number, row) for number, row in cleaned if row]


def _clean(row: str) -> str:
    visible = ("\t" if char == "\t" else " " if _is_blank(char) else char for char in row if not _is_unseen(char))
    digits = "".join(str(unicodedata.decimal(char, None) or 0) if _is_wide_digit(char) else char for char in visible)
    return re.sub(r" {2,}", "  ", digits).strip()


def _is_blank(char: str) -> bool:
    return unicodedata.category(char) == "Zs"


def _is_unseen(char: str) -> bool:
    return char != "\t" and unicodedata.category(char) in ("Cc", "Cf", "Cs")


def _is_wide_digit(char: str) -> bool:
    return "０" <= char <= "９"


def counted(numeral: str) -> int:
    """The number that a numeral up to 99 says: 十一 and 11 are both 11. Errors: ValueError for anything else."""
    if numeral.isdigit():
        return int(numeral)
    tens, ten, ones = numeral.rpartition("十")
    return 10 * ((DIGITS.index(tens) + 1 if tens else 1) if ten else 0) + (DIGITS.index(ones) + 1 if ones else 0)


@dataclass(frozen=True)
class Heading:
    """What stands at the head of a numbered line: its level (0 for 一、 to 3 for （1）), number, and the rest."""

    level: int
    number: int
    rest: str


def heading(text: str) -> Heading | None:
    """The number in front of a line; None where none stands there."""
    for level, form in enumerate(LEVELS):
        if found := form.match(text):
            try:
                return Heading(level, counted(found[1]), text[found.end() :])
            except ValueError:
                return None
    return None


@dataclass(frozen=True)
class Block:
    """A numbered paragraph with all that belongs to it, down to the next of its own or a higher level."""

    heading: Heading
    rows: tuple[Line, ...]
    above: Block | None

    @property
    def title(self) -> str:
        """Its first sentence."""
        return re.split(r"[。；;]", self.heading.rest, maxsplit=1)[0].strip()

    @property
    def text(self) -> str:
        """All of its words, without its number, a line each."""
        return "\n".join([self.heading.rest, *(row.text for row in self.rows[1:])]).strip()


def blocks(rows: list[Line]) -> list[Block]:
    """The numbered paragraphs in their order, each with the one around it."""
    heads = [(at, head) for at, row in enumerate(rows) if (head := heading(row.text))]
    found: list[Block] = []
    around: list[Block] = []
    for turn, (at, head) in enumerate(heads):
        end = next((later for later, other in heads[turn + 1 :] if other.level <= head.level), len(rows))
        around = [block for block in around if block.heading.level < head.level]
        block = Block(head, tuple(rows[at:end]), around[-1] if around else None)
        around.append(block)
        found.append(block)
    return found


def jumps(found: list[Block]) -> list[tuple[Line, str]]:
    """Where the numbers do not go on by one, with the sentence that says so; nothing is dropped for it."""
    last: dict[tuple[int, int], int] = {}
    said = []
    for block in found:
        place = (id(block.above), block.heading.level)
        expected = last.get(place, 0) + 1
        if block.heading.number != expected:
            what = "重复" if block.heading.number < expected else "不连续"
            said.append(
                (block.rows[0], f"编号{what}：按顺序应是第 {expected} 项，文中写作第 {block.heading.number} 项")
            )
        last[place] = block.heading.number
    return said
