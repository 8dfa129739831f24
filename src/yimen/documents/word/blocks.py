"""正文: headings, paragraphs, tables and figures, as every kind of paper has them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docx.enum.table import WD_ALIGN_VERTICAL
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import Table, _Cell

from yimen.documents.word import measures
from yimen.documents.word.fonts import HEI, KAI, Font
from yimen.documents.word.sheet import Sheet, form, written

LONG_CODE = re.compile(r"[0-9A-Za-z+/=_:.?&%-]{18,}")
HEADING_FONTS: dict[int, Font | None] = {1: HEI, 2: KAI, 3: None, 4: None}
GREY = str(Path(__file__).parent / "grey.png")
BAR_HEIGHT, COLUMN_HEIGHT = 9.0, 40 * measures.MM
SHORT = 6  # lines
CELL_SIDE, CELL_FOOT = 4.0, 5.0


def write(sheet: Sheet, blocks: Sequence[dict[str, Any]]) -> None:
    """The blocks, one below the other."""
    for block in blocks:
        WRITERS[block["kind"]](sheet, block)


def heading(sheet: Sheet, block: dict[str, Any]) -> None:
    """A heading that holds on to what follows, or one that its text goes on after."""
    level = block["level"]
    if block["run_in"]:
        sheet.runs([(block["text"], HEADING_FONTS[level]), (block["run_in"], None)])
    else:
        sheet.write(block["text"], f"Heading {level}", keep=True)


def paragraph(sheet: Sheet, block: dict[str, Any]) -> None:
    """A paragraph; a short one before the signature holds on to it: a long one would leave its page with it."""
    keep = block["last"] and measures.width(block["text"]) < SHORT * measures.WIDTH
    _codes_break(sheet.write(block["text"], keep=keep), block["text"])


def _codes_break(paragraph: Any, text: str) -> None:
    """A code as long as that of an item may break anywhere instead of leaving the type area."""
    if LONG_CODE.search(text):
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:wordWrap", {qn("w:val"): "0"}))


def table(sheet: Sheet, block: dict[str, Any]) -> None:
    """A table with its caption and note; its head is repeated on each page."""
    caption(sheet, block["caption"])
    shares = [column["width"] for column in block["columns"]]
    grid = ruled(sheet, len(block["rows"]) + 1, [share / sum(shares) * measures.WIDTH for share in shares])
    _repeated(grid.rows[0])
    for cell, column in zip(grid.rows[0].cells, block["columns"], strict=True):
        fill(cell, column["title"], "center", HEI)
    for row, given in zip(grid.rows[1:], block["rows"], strict=True):
        if not given["breakable"]:
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, text, column in zip(row.cells, given["cells"], block["columns"], strict=True):
            fill(cell, text, column["align"])
    if not block["rows"]:
        row = grid.add_row()
        fill(row.cells[0].merge(row.cells[-1]), block["empty"], "center")
    _kept_together(grid, None if block["whole"] else 1)
    note(sheet, block["note"])


def caption(sheet: Sheet, words: str) -> None:
    """What a table or figure is called, held to it."""
    if words:
        how = {"align": "center", "before": measures.LEAD - 5, "after": 6, "keep": True}
        sheet.runs([(words, HEI)], "公文表格", **how)


def note(sheet: Sheet, words: str) -> None:
    """What stands in small letters below; without it, the room that a table leaves before the text goes on."""
    if words:
        sheet.write(words, "公文表格", size=10.5, line=15.5, after=measures.LEAD - 10)
    else:
        sheet.space(1, keep=False)


def ruled(sheet: Sheet, rows: int, widths: Sequence[float], *, borders: str = "single") -> Table:
    """An empty table over the whole type area with columns of these widths in points; `borders` nil for none."""
    grid = sheet.document.add_table(rows, len(widths))
    grid.autofit = False
    properties = grid._tbl.tblPr
    for tag, attributes in (
        ("tblW", {"w": round(sum(widths) * 20), "type": "dxa"}),
        ("tblInd", {"w": 0, "type": "dxa"}),
    ):
        for old in properties.findall(qn(f"w:{tag}")):
            properties.remove(old)
        properties.append(element(tag, **attributes))
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    properties.append(_around("tblBorders", edges, val=borders, sz=4, space=0, color="000000"))
    properties.append(_margins())
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Pt(width)
        for cell in column.cells:
            cell.width = Pt(width)
    return grid


def _margins() -> Any:
    """Lines in cells have their slack above, so only below a cell needs room."""
    sides = (("top", 0.0), ("left", CELL_SIDE), ("bottom", CELL_FOOT), ("right", CELL_SIDE))
    margins = OxmlElement("w:tblCellMar")
    for side, points in sides:
        margins.append(element(side, w=round(points * 20), type="dxa"))
    return margins


def _around(tag: str, edges: Sequence[str], **attributes: object) -> Any:
    """The same border on each of these edges."""
    borders = OxmlElement(f"w:{tag}")
    for edge in edges:
        borders.append(element(edge, **attributes))
    return borders


def element(tag: str, **attributes: object) -> Any:
    """An element of DOCX with these attributes."""
    return OxmlElement(f"w:{tag}", {qn(f"w:{name}"): str(value) for name, value in attributes.items()})


def edge(cell: _Cell, side: str, weight: int, val: str = "single") -> None:
    """A rule along one side of a cell, its weight in eighths of a point."""
    properties = cell._tc.get_or_add_tcPr()
    borders = properties.find(qn("w:tcBorders"))
    if borders is None:
        borders = OxmlElement("w:tcBorders")
        properties.append(borders)
    borders.append(element(side, val=val, sz=weight, space=0, color="000000" if val == "single" else "787878"))


def frame(cell: _Cell) -> None:
    """A dashed frame around a cell."""
    for side in ("top", "left", "bottom", "right"):
        edge(cell, side, 4, "dashed")


def fill(cell: _Cell, text: str, align: str, font: Font | None = None) -> None:
    """The cell's text, a paragraph for each of its lines, in the middle of its height."""
    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    for place, line in enumerate(text.split("\n")):
        into = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        _codes_break(written(into, [(line, font)], style="公文表格", align=align), line)


def _repeated(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _kept_together(grid: Table, rows: int | None = None) -> None:
    """Holds so many rows to those below them, the head among them; None: all rows to one another."""
    for row in list(grid.rows)[:-1][:rows]:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


def bars(sheet: Sheet, block: dict[str, Any]) -> None:
    """Level bars as a table without rules: label, bar, words. What is not known has no bar, only its words."""
    caption(sheet, block["caption"])
    widest = max(measures.width(row["label"], measures.SMALL, 0) for row in block["rows"])
    label = min(widest, 14 * measures.SMALL) + 2 * CELL_SIDE + 2
    # A character more than is needed: whoever lacks the font gets wider figures, and 33/37 must not break.
    words = (
        max(measures.width(row["text"], measures.SMALL, 0) for row in block["rows"]) + 2 * CELL_SIDE + measures.SMALL
    )
    room = measures.WIDTH - label - words
    grid = ruled(sheet, len(block["rows"]), (label, room, words), borders="nil")
    for row, given in zip(grid.rows, block["rows"], strict=True):
        fill(row.cells[0], given["label"], "right")
        _bar(row.cells[1], (room - 2 * CELL_SIDE) * (given["share"] or 0), BAR_HEIGHT)
        fill(row.cells[2], given["text"], "left")
    _kept_together(grid)
    note(sheet, block["note"])


def trend(sheet: Sheet, block: dict[str, Any]) -> None:
    """Upright bars over their labels as a table; a month without evidence says so where its bar would be."""
    caption(sheet, block["caption"])
    count = len(block["rows"])
    grid = ruled(sheet, 2, [measures.WIDTH / count] * count, borders="nil")
    for above, below, given in zip(grid.rows[0].cells, grid.rows[1].cells, block["rows"], strict=True):
        known = given["share"] is not None
        fill(above, given["text"] if known else "\n".join("证据不足"), "center")
        above.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
        if known:
            _bar(above, 0.6 * (measures.WIDTH / count - 2 * CELL_SIDE), given["share"] * COLUMN_HEIGHT, align="center")
        fill(below, given["label"], "center")
        edge(below, "top", 4)
    _kept_together(grid)
    note(sheet, block["note"])


def _bar(cell: _Cell, width: float, height: float, align: str = "left") -> None:
    """A grey picture of these points in the cell: below what stands there, or in its place."""
    first = cell.paragraphs[0]
    into = cell.add_paragraph() if first.runs else first
    cell.vertical_alignment = cell.vertical_alignment or WD_ALIGN_VERTICAL.CENTER
    form(into, style="公文表格", align=align)
    into.paragraph_format.line_spacing = 1.0
    if width > 0:
        into.add_run().add_picture(GREY, width=Pt(max(width, 0.6)), height=Pt(max(height, 0.6)))


def sketch(sheet: Sheet, block: dict[str, Any]) -> None:
    """The caption of a drawing and where it is to be seen: a floor is drawn in the PDF only."""
    caption(sheet, block["caption"])
    note(sheet, "平面示意图见同一份文件的 PDF。")


WRITERS = {"heading": heading, "paragraph": paragraph, "table": table, "bars": bars, "trend": trend, "sketch": sketch}
