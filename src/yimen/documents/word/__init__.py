"""公文可编辑件: official papers as DOCX, from the same data as the PDF; for Word, WPS and LibreOffice alike.

The PDF is what is issued. The DOCX is for whoever drafts the next one: it has real styles, a table of fonts with what
stands in for each, and but for the page number no field that a program must fill when it opens the file.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

from yimen.documents import content, typesetting, writing
from yimen.documents.word.papers import LAYOUTS
from yimen.documents.word.sheet import Sheet

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MADE = (2000, 1, 1, 0, 0, 0)
"""The time of every part in the package: the clock would make equal papers differ."""


def docx(paper: content.Paper, *, press: typesetting.Press | None = None) -> bytes:
    """The DOCX of a paper; equal input gives equal bytes. MissingGlyph if a character has no glyph in our fonts.

    The press is asked once where the text ends, since the colophon closes an even page.
    """
    press = press or typesetting.press()
    template, data = writing.written(paper, press.fallback)
    sheet = Sheet(first_page_differs=template == "letter")
    year, month, number = data["day"]
    day = datetime(year, month, number, tzinfo=UTC)
    sheet.describe(title="".join(data["title"]), author=data["author"], day=day)
    breaks = press.page_breaks(template, data) if data.get("colophon") else 0
    LAYOUTS[template](sheet, data, breaks)
    sheet.settle()
    return _packed(sheet)


def _packed(sheet: Sheet) -> bytes:
    """The package with every part at the same moment, in the order in which it was written."""
    written, packed = io.BytesIO(), io.BytesIO()
    sheet.document.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            about = zipfile.ZipInfo(part.filename, date_time=MADE)
            about.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(about, source.read(part))
    return packed.getvalue()
