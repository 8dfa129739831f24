"""Files that go out: .xlsx and .csv whose cells are text where we say text, and never a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import xlsxwriter

from yimen.exchange.formulas import guarded, risky

Cell = str | int | float | bool | date | datetime | None

_ROWS_OF_A_SHEET = 1_048_575
_CHARACTERS_OF_A_CELL = 32_767
_CUT = "……（单元格放不下，以下略）"


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet to write: its name, headings, and rows as long as the headings."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def workbook(tables: Iterable[Table]) -> bytes:
    """An .xlsx of the tables: headings bold and frozen with a filter, strings as text, dates as dates.

    Rows are written as they come, so many rows need little memory; more than a sheet can hold go on in a further one.
    """
    file = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        styles = {
            "heading": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EDF3"}),
            "text": book.add_format({"num_format": "@"}),
            "guarded": book.add_format({"num_format": "@", "quote_prefix": True}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        }
        taken: set[str] = set()
        for table in tables:
            _write(book, table, styles, taken)
    return file.getvalue()


def delimited(table: Table) -> bytes:
    """A .csv of the table in UTF-8 with BOM (Excel and WPS need it), all cells quoted, risky ones guarded."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow([guarded(name) for name in table.headings])
    writer.writerows([_shown(cell) for cell in row] for row in table.rows)
    return file.getvalue().encode("utf-8-sig")


def _write(book: xlsxwriter.Workbook, table: Table, styles: dict, taken: set[str]) -> None:
    sheet, line = None, _ROWS_OF_A_SHEET
    for row in table.rows:
        if line == _ROWS_OF_A_SHEET:
            sheet, line = _new_sheet(book, table, styles, taken), 0
        line += 1
        for place, cell in enumerate(row):
            _write_cell(sheet, line, place, cell, styles)
    if sheet is None:
        _new_sheet(book, table, styles, taken)


def _new_sheet(
    book: xlsxwriter.Workbook, table: Table, styles: dict, taken: set[str]
) -> xlsxwriter.worksheet.Worksheet:
    sheet = book.add_worksheet(_sheet_name(table.name, taken))
    for place, name in enumerate(table.headings):
        sheet.write_string(0, place, name, styles["heading"])
        sheet.set_column(place, place, min(40, max(10, 2 * len(name) + 2)))
    sheet.freeze_panes(1, 0)
    return sheet


def _write_cell(sheet, line: int, place: int, cell: Cell, styles: dict) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        sheet.write_string(line, place, "是" if cell else "否", styles["text"])
    elif isinstance(cell, datetime):
        sheet.write_datetime(line, place, cell.replace(tzinfo=None), styles["moment"])
    elif isinstance(cell, date):
        sheet.write_datetime(line, place, cell, styles["day"])
    elif isinstance(cell, int | float) and abs(cell) < 1e15:
        sheet.write_number(line, place, cell)
    else:
        text = str(cell)
        if len(text) > _CHARACTERS_OF_A_CELL:
            text = text[: _CHARACTERS_OF_A_CELL - len(_CUT)] + _CUT
        sheet.write_string(line, place, text, styles["guarded" if risky(text) else "text"])


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None).isoformat(" ", "seconds")
    return guarded(cell) if isinstance(cell, str) else str(cell)


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel accepts: at most 31 signs, none of []:*?/\\, no apostrophe at the ends, not used before."""
    base = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "·", name).strip("' ")[:31] or "表"
    chosen, number = base, 1
    while chosen.casefold() in taken:
        number += 1
        chosen = f"{base[: 31 - len(f'（{number}）')]}（{number}）"
    taken.add(chosen.casefold())
    return chosen
