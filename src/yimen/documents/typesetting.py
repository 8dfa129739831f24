"""排版: one Typst compiler for the process, since loading its fonts is what costs."""

from __future__ import annotations

import json
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from yimen.documents import glyphs

TEMPLATES = Path(__file__).parent / "typst"


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
        text = json.dumps(data, ensure_ascii=False, sort_keys=True)
        with self._lock:  # the compiler keeps the last inputs, so two threads may not meet in it
            pdf = self._compiler.compile(
                input=str(TEMPLATES / f"{template}.typ"),
                format="pdf",
                pdf_standards=["a-2b"],
                sys_inputs={"data": text},
            )
        assert isinstance(pdf, bytes)  # noqa: S101 a single PDF, by the compiler's contract
        return pdf


_presses: dict[tuple[Path, ...], Press] = {}
_opening = Lock()


def press() -> Press:
    """The press of this process, opened on first use with what the machine has as fall-back."""
    fallback = glyphs.system_fallback()
    with _opening:
        if fallback not in _presses:
            _presses[fallback] = Press(fallback)
    return _presses[fallback]
