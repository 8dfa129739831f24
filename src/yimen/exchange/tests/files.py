"""Files as people send them, made here so that no test needs a binary in the repository."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence

import xlsxwriter
import xlwt

HEADINGS = ("事项名称", "实施部门", "事项类型", "统一社会信用代码")
ROWS = (
    ("食品经营许可", "市场监督管理局", "行政许可", "11511301008778175U"),
    ("个体工商户注册登记", "市场监督管理局", "行政确认", "11511301008778183N"),
    ("社会救助对象认定", "民政局", "行政给付", "11511301008778220W"),
)


def xlsx(rows: Sequence[Sequence[object]], *, then: Callable[..., None] | None = None, name: str = "清单") -> bytes:
    """A workbook with one sheet; `then(book, sheet)` may add to it."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(name)
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell is not None:
                    sheet.write(line, place, cell)
        if then is not None:
            then(book, sheet)
    return file.getvalue()


def xls(rows: Sequence[Sequence[object]], merged: Sequence[tuple[int, int, int, int, str]] = ()) -> bytes:
    """An Excel 97 workbook with one sheet; merged areas are (first row, last row, first column, last column, text)."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("清单")
    for line, row in enumerate(rows):
        for place, cell in enumerate(row):
            if cell is not None:
                sheet.write(line, place, cell)
    for area in merged:
        sheet.write_merge(*area)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def text(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    """Separated text with the line ends that Windows writes."""
    return "".join(delimiter.join(row) + "\r\n" for row in rows)


def repacked(content: bytes, *, add: dict[str, bytes] | None = None, replace: dict[str, bytes] | None = None) -> bytes:
    """The archive with parts added or replaced."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, (replace or {}).get(entry.filename, old.read(entry)))
        for part, data in (add or {}).items():
            new.writestr(part, data)
    return file.getvalue()
