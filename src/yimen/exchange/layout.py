"""版式: a mapping recipe as it works: which heading is which field, and how its dates and words are to be read.

Text goes in and text comes out. What a recipe does not know stays as it was written, so that the reader of the room
that takes the row refuses it with its own words.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from yimen.common.text import normalise, tidy
from yimen.exchange.sheets import Sheet

ADDED = ("原行号", "退回原因", "处理办法")
"""Headings that we add to the sheet of refused rows; no recipe speaks of them."""
ORIGINAL_LINE = ADDED[0]
_NUMBERED = re.compile(r"（第\d+列）")
_DAY_ZERO = date(1899, 12, 30)  # of spreadsheet serial numbers, with the leap year that 1900 was not


@dataclass(frozen=True)
class Taken:
    """One heading: the field that takes it ("" for none), how dates are written, and what words mean."""

    heading: str
    field: str = ""
    dates: str = ""
    words: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def read(self, text: str) -> str:
        """The cell as the field wants it."""
        if self.words and (meant := self.words.get(word_key(text))):
            return meant
        return WRITINGS[self.dates](text) if self.dates and text else text


@dataclass(frozen=True)
class Layout:
    """The headings of one kind of file of one department, in their order; `recipe` is the key of the row kept."""

    columns: tuple[Taken, ...]
    recipe: int | None = None

    @property
    def fields(self) -> dict[str, Taken]:
        """Field -> the heading that it comes from."""
        return {each.field: each for each in self.columns if each.field}

    def fits(self, sheet: Sheet) -> bool:
        """Whether the sheet has these headings and no other; one of refused rows may have fewer."""
        theirs, mine = set(map(normalise, spoken(sheet))), {normalise(each.heading) for each in self.columns}
        return theirs == mine or (ORIGINAL_LINE in sheet.headings and bool(theirs) and theirs <= mine)

    def differs(self, sheet: Sheet) -> tuple[list[str], list[str]]:
        """The headings that the sheet lacks, and those that it has beyond these."""
        theirs = {normalise(heading): heading for heading in spoken(sheet)}
        mine = {normalise(each.heading): each.heading for each in self.columns}
        return (
            [heading for key, heading in mine.items() if key not in theirs],
            [heading for key, heading in theirs.items() if key not in mine],
        )

    def places(self, sheet: Sheet) -> dict[str, tuple[int, Taken]]:
        """Field -> its column in the sheet (from 0) and how it is read."""
        where = {normalise(heading): place for place, heading in enumerate(sheet.headings)}
        return {
            name: (where[normalise(each.heading)], each)
            for name, each in self.fields.items()
            if normalise(each.heading) in where
        }


def spoken(sheet: Sheet) -> list[str]:
    """The headings that count: not those of a refused row, and no nameless column without a single cell."""
    return [
        heading
        for place, heading in enumerate(sheet.headings)
        if heading not in ADDED
        and not (_NUMBERED.fullmatch(heading) and not any(row.cells[place] for row in sheet.rows))
    ]


def digest_of(headings: Iterable[str]) -> str:
    """What files with the same headings, in whatever order, have in common."""
    return hashlib.sha256("\n".join(sorted(map(normalise, headings))).encode()).hexdigest()


def nearest(layouts: Sequence[Layout], sheet: Sheet) -> Layout | None:
    """The layout that shares the most headings with the sheet; None if none shares any."""
    theirs = set(map(normalise, spoken(sheet)))
    shared = [(len(theirs & {normalise(each.heading) for each in layout.columns}), layout) for layout in layouts]
    best = max(shared, key=lambda pair: pair[0], default=(0, None))
    return best[1] if best[0] else None


def word_key(text: str) -> str:
    """What two spellings of one word have in common."""
    return normalise(text).upper()


def _plain(text: str) -> str:
    return tidy(unicodedata.normalize("NFKC", text))


def _written(pattern: str, order: str) -> Callable[[str], str]:
    """A reader of dates of one pattern; `order` names its first three groups: d, m, y."""

    def read(text: str) -> str:
        found = re.fullmatch(pattern + r"(?:[ T]+(\d{1,2}:\d{2}(?::\d{2})?))?", _plain(text))
        if found is None:
            return text
        parts = dict(zip(order, map(int, found.groups()[:3]), strict=True))
        year = parts["y"] if parts["y"] > 99 else parts["y"] + (2000 if parts["y"] < 70 else 1900)
        clock = f" {found[4].zfill(5)}" if found[4] else ""
        return f"{year:04d}-{parts['m']:02d}-{parts['d']:02d}{clock}"

    return read


def _compact(text: str) -> str:
    found = re.fullmatch(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?", _plain(text))
    if found is None:
        return text
    year, month, day, hour, minute, second = found.groups()
    return f"{year}-{month}-{day}" + (f" {hour}:{minute}:{second or '00'}" if hour else "")


def _serial(text: str) -> str:
    found = re.fullmatch(r"(\d{4,5})(\.\d+)?", _plain(text))
    if found is None:
        return text
    at = datetime.combine(_DAY_ZERO, datetime.min.time()) + timedelta(
        days=int(found[1]), seconds=round(float(found[2] or 0) * 86400)
    )
    return at.isoformat(" ") if found[2] else at.date().isoformat()


_DAY_OF_MONTH = r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})"
WRITINGS: dict[str, Callable[[str], str]] = {
    "day_first": _written(_DAY_OF_MONTH, "dmy"),
    "month_first": _written(_DAY_OF_MONTH, "mdy"),
    "short_year": _written(r"(\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", "ymd"),
    "compact": _compact,
    "serial": _serial,
}
