"""排版: one Typst compiler for the process, since loading its fonts is what costs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from yimen.documents import glyphs

TEMPLATES = Path(__file__).parent / "typst"


@dataclass(frozen=True)
class Box:
    """签名栏: a rectangle on a page (counted from 1) in points from the page's lower left corner, as PDF has it."""

    page: int
    left: float
    bottom: float
    right: float
    top: float


class Press:
    """A compiler with its fonts. `fallback` are font files beside our own, () to do without."""

    def __init__(self, fallback: tuple[Path, ...]) -> None:
        self.fallback = fallback
        self._lock = Lock()
        fonts = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[str(folder) for folder in (glyphs.FONTS, *sorted({file.parent for file in fallback}))],
        )
        self._compiler = typst.Compiler(root=TEMPLATES, font_paths=fonts)

    def print(self, template: str, data: dict[str, Any]) -> bytes:
        """The PDF/A-2b of `typst/<template>.typ` over the data; the same bytes for the same data and fonts."""
        with self._lock:  # the compiler keeps the last inputs, so two threads may not meet in it
            return self._print(template, data)

    def print_with_boxes(self, template: str, data: dict[str, Any]) -> tuple[bytes, dict[str, Box]]:
        """The same, with the places of signature that the layout left, by name."""
        with self._lock:
            pdf = self._print(template, data)
            found = self._told("<signing-box>")
        return pdf, {each.pop("field"): Box(**each) for each in found}

    def page_breaks(self, template: str, data: dict[str, Any]) -> int:
        """How many page breaks stand before the colophon, so that it closes an even page; 0 also without one."""
        with self._lock:
            self._print(template, data)
            return sum(self._told("<page-breaks>"))

    def pictures(self, template: str, data: dict[str, Any], *, ppi: float) -> list[bytes]:
        """One PNG a page."""
        with self._lock:
            pages = self._compile(template, data, format="png", ppi=ppi)
        return [pages] if isinstance(pages, bytes) else pages

    def _told(self, label: str) -> list[Any]:
        """The values that the layout of the last print marked with a label."""
        found: list[Any] = json.loads(self._compiler.query(label, field="value"))
        return found

    def _print(self, template: str, data: dict[str, Any]) -> bytes:
        pdf = self._compile(template, data, format="pdf", pdf_standards=["a-2b"])
        assert isinstance(pdf, bytes)  # noqa: S101 a single PDF, by the compiler's contract
        return pdf

    def _compile(self, template: str, data: dict[str, Any], **how: Any) -> bytes | list[bytes]:
        text = json.dumps(data, ensure_ascii=False, sort_keys=True)
        inputs = {"data": text}
        pages = self._compiler.compile(input=str(TEMPLATES / f"{template}.typ"), sys_inputs=inputs, **how)
        assert pages is not None  # noqa: S101 it answers nothing only when it writes a file
        return pages


_presses: dict[tuple[Path, ...], Press] = {}
_opening = Lock()


def press() -> Press:
    """The press of this process, opened on first use with what the machine has as fall-back."""
    fallback = glyphs.system_fallback()
    with _opening:
        if fallback not in _presses:
            _presses[fallback] = Press(fallback)
    return _presses[fallback]
