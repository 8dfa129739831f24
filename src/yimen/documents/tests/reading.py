"""Reads a PDF back: where each run of text and each rule stands, in millimetres from the page's upper left corner."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any

from fontTools.ttLib import TTFont
from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream

from yimen.documents import glyphs

MM = 72 / 25.4
FILES = {
    "FandolFang": "FandolFang-Regular.otf",
    "FandolKai": "FandolKai-Regular.otf",
    "FandolHei": "FandolHei-Regular.otf",
    "FandolSong-Bold": "FandolSong-Bold.otf",
    "FandolSong-Regular": "FandolSong-Regular.otf",
}


@dataclass(frozen=True)
class Line:
    """One run of text on a page: its base line `y`, its start `x`, its size in points and its font."""

    page: int
    text: str
    x: float
    y: float
    size: float
    font: str


@dataclass(frozen=True)
class Rule:
    """A drawn line: its left end, its length and its weight."""

    x: float
    y: float
    length: float
    weight: float


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def page_lines(page: PageObject, number: int) -> list[Line]:
    found: list[Line] = []
    height = float(page.mediabox.height)

    def visit(text: str, matrix: list[float], text_matrix: list[float], font: Any, size: float) -> None:
        if not text.strip():
            return
        _, _, _, d, e, f = text_matrix
        ma, mb, mc, md, me, mf = matrix
        x, y = e * ma + f * mc + me, e * mb + f * md + mf
        name = str(font["/BaseFont"]).split("+")[-1] if font else ""
        found.append(Line(number, text.strip(), x / MM, (height - y) / MM, abs(size * d * md), name))

    page.extract_text(visitor_text=visit)
    return found


def lines(pdf: bytes) -> list[Line]:
    """Every run of text, page after page."""
    return [line for number, page in enumerate(reader(pdf).pages, start=1) for line in page_lines(page, number)]


def squeezed(words: str) -> str:
    """Without blanks and breaks."""
    return "".join(words.split())


def text(pdf: bytes) -> str:
    """All text of the document, squeezed."""
    return squeezed("".join(page.extract_text() for page in reader(pdf).pages))


def multiplied(a: list[float], b: list[float]) -> list[float]:
    return [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]


def rules(pdf: bytes, number: int) -> list[Rule]:
    """The level rules of one page, from top to bottom."""
    source = reader(pdf)
    page = source.pages[number - 1]
    height = float(page.mediabox.height)
    matrix, stack = [1.0, 0, 0, 1.0, 0, 0], []
    start, end, weight = (0.0, 0.0), (0.0, 0.0), 1.0
    found = []
    for operands, operator in ContentStream(page.get_contents(), source).operations:
        if operator == b"q":
            stack.append((matrix, weight))
        elif operator == b"Q":
            matrix, weight = stack.pop()
        elif operator == b"cm":
            matrix = multiplied([float(o) for o in operands], matrix)
        elif operator == b"w":
            weight = float(operands[0])
        elif operator in (b"m", b"l"):
            x, y = (float(o) for o in operands)
            point = (
                x * matrix[0] + y * matrix[2] + matrix[4],
                x * matrix[1] + y * matrix[3] + matrix[5],
            )
            start, end = (point, point) if operator == b"m" else (start, point)
        elif operator == b"S" and abs(start[1] - end[1]) < 0.01 and start != end:
            length = abs(end[0] - start[0]) / MM
            found.append(Rule(min(start[0], end[0]) / MM, (height - start[1]) / MM, length, weight / MM))
    return sorted(found, key=lambda rule: rule.y)


@cache
def advances(name: str) -> dict[str, float]:
    """The width of each character of one of our fonts, in parts of its size."""
    with TTFont(glyphs.FONTS / FILES[name], lazy=True) as font:
        widths, size = font["hmtx"], font["head"].unitsPerEm
        return {chr(code): widths[glyph][0] / size for code, glyph in font.getBestCmap().items()}


def width(line: Line, tracking: float = 0.0) -> float:
    """How wide the run is in millimetres, from the font's own advances; `tracking` in points is added to each glyph."""
    known = advances(next(name for name in FILES if line.font.startswith(name)))
    return (sum(map(known.__getitem__, line.text)) * line.size + tracking * len(line.text)) / MM
