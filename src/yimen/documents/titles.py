"""标题换行: where a title of a document may be broken so that no word is split (GB/T 9704-2012, 7.3.1)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

LINE = 20  # characters of 22 pt in 156 mm
# Words that titles of this trade are made of; a break inside one costs most.
WORDS = tuple((Path(__file__).parent / "data/title_words.txt").read_text(encoding="utf-8").split())
NOT_FIRST = "的和与及等、，。；：）》〉”’〕！？·—"
NOT_LAST = "（《〈“‘〔"
GOOD_AFTER = ("关于印发", "关于", "、", "》", "，", "的", "和")


def costs(title: str) -> list[float]:
    """For each gap after character i what a line break there costs: 0 is good, 100 inside a word or a bracket."""
    result = [12.0] * len(title)
    for word in WORDS:
        start = title.find(word)
        while start >= 0:
            for inside in range(start, start + len(word) - 1):
                result[inside] = 100.0
            start = title.find(word, start + 1)
    for i in range(len(title) - 1):
        this, after = title[i], title[i + 1]
        if after in NOT_FIRST or this in NOT_LAST or (this.isascii() and after.isascii()):
            result[i] = 200.0
        elif result[i] < 100 and title[: i + 1].endswith(GOOD_AFTER):
            result[i] = 0.0
    for word in WORDS:
        end = title.find(word) + len(word) - 1
        if title.find(word) >= 0 and result[end] == 12.0:
            result[end] = 4.0
    return result


def broken(title: str, line: int = LINE) -> tuple[str, ...]:
    """The title in the fewest lines, of like length, broken between words. Line breaks given by the author are kept."""
    if "\n" in title:
        return tuple(part.strip() for part in title.split("\n") if part.strip())
    if width(title) <= line:
        return (title,)
    price = costs(title)
    lines = -(-int(width(title) * 2) // (2 * line))
    for count in range(lines, lines + 3):
        ideal = width(title) / count

        @cache
        def best(start: int, left: int, ideal: float = ideal) -> tuple[float, tuple[str, ...]]:
            rest = title[start:]
            if left == 1:
                if not rest or width(rest) > line:
                    return (float("inf"), ())
                return ((width(rest) - ideal) ** 2, (rest,))
            found: tuple[float, tuple[str, ...]] = (float("inf"), ())
            for end in range(start + 1, len(title)):
                part = title[start:end]
                if width(part) > line:
                    break
                after, parts = best(end, left - 1)
                total = (width(part) - ideal) ** 2 + price[end - 1] + after
                if total < found[0]:
                    found = (total, (part, *parts))
            return found

        cost, parts = best(0, count)
        if parts and cost < float("inf"):
            return parts
    return (title,)


def width(text: str) -> float:
    """Its width in characters: ASCII counts half."""
    return sum(0.5 if character.isascii() else 1.0 for character in text)
