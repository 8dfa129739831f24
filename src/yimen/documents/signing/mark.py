"""签名标记: the visible sign of a signature on the page, and the code that leads to the check page."""

import json
from functools import cache
from pathlib import Path
from threading import Lock

import segno
import typst

from yimen.documents import glyphs

TEMPLATE = Path(__file__).parent / "typst" / "mark.typ"
_lock = Lock()


@cache
def _compiler() -> typst.Compiler:
    folders = [glyphs.FONTS, *sorted({file.parent for file in glyphs.system_fallback()})]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(f) for f in folders])
    return typst.Compiler(root=TEMPLATE.parent, font_paths=fonts)


def signature_mark(title: str, lines: list[str]) -> bytes:
    """A PDF of 70 by 23 mm that says in words who signed and when; a character without a glyph becomes 〓."""
    fallback = glyphs.system_fallback()
    shown = {
        "title": glyphs.substituted(title, fallback),
        "lines": [glyphs.substituted(line, fallback) for line in lines],
    }
    with _lock:  # the compiler keeps the last inputs, so two threads may not meet in it
        pdf = _compiler().compile(
            input=str(TEMPLATE),
            format="pdf",
            pdf_standards=["a-2b"],
            sys_inputs={"data": json.dumps(shown, ensure_ascii=False)},
        )
    assert isinstance(pdf, bytes)  # noqa: S101 a single PDF, by the compiler's contract
    return pdf


def code_drawing(address: str, size: float) -> bytes:
    """The QR code of an address as operators of a PDF page, `size` points wide, drawn from the corner at 0, 0."""
    rows = list(segno.make(address, error="m", micro=False).matrix)
    unit = size / len(rows)
    squares = [
        f"{x * unit:.3f} {(len(rows) - 1 - y) * unit:.3f} {unit:.3f} {unit:.3f} re"
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    ]
    return ("0 g\n" + "\n".join(squares) + "\nf\n").encode()


def code_picture(address: str) -> str:
    """The QR code of an address as SVG text, for a page."""
    return segno.make(address, error="m", micro=False).svg_inline(scale=4, border=2, omitsize=False)
