"""Tables 表格 out of .xlsx, .xls, .csv and a paste: headings found, rows with the line they stand on.

What a person sends is opened in a process with limits of its own (`parsing`), so that no file can break the server.
Every refusal is a Chinese sentence that names file, sheet, line and what to do. Cells stay as they were written, less
the spaces round them; merged cells stand for each cell that they cover, and a note says so.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yimen
from yimen.common.errors import Refused
from yimen.common.text import normalise, tidy
from yimen.exchange.decoding import delimiter_of
from yimen.exchange.parsing import SAVE_AGAIN, Limits, delimited_rows

LIMITS = Limits()
_LONGEST = 100
"""Characters of a heading."""
_LOOKED_AT = 30
"""So many filled lines are looked through for the headings; lists have a title, a unit and a date above them."""


@dataclass(frozen=True, slots=True)
class Row:
    """行: the line it begins on (1 is the first of file or sheet), a cell for each heading, and what is wrong."""

    line: int
    cells: tuple[str, ...]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """工作表: headings are unique and one a column; `typed` says that numbers and text were told apart (a workbook).

    `partial`: these are only its first rows, and more follow in the file.
    """

    name: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    heading_line: int
    encoding: str = ""
    typed: bool = False
    hidden: bool = False
    notes: tuple[str, ...] = ()
    partial: bool = False


def read(name: str, content: bytes, *, known: Collection[str] = (), limits: Limits = LIMITS) -> list[Sheet]:
    """The sheets of the file that hold anything, visible ones first.

    `known` are headings that the caller hopes for; they help to tell the headings from a title. Raises Refused.
    """
    label = shown_name(name)
    if not content:
        raise Refused(f"文件“{label}”是空的。请核对后重新上传。")
    if len(content) > limits.size:
        raise Refused(
            f"文件“{label}”有{len(content) / 2**20:.1f}MB，超过{limits.size / 2**20:.0f}MB的上限。请分成几个文件上传。"
        )
    grids = _grids(label, _parsed(name, label, content, limits))
    sheets = [sheet for grid in grids if (sheet := _sheet(grid, known)) is not None]
    if not sheets:
        raise Refused(f"文件“{label}”里没有任何有内容的表格。请核对后重新上传。")
    return sorted(sheets, key=lambda sheet: sheet.hidden)


def read_paste(text: str, *, known: Collection[str] = (), limits: Limits = LIMITS) -> Sheet:
    """The table that somebody copied from a spreadsheet (tab separated) or from a text file. Raises Refused."""
    if len(text) > limits.size // 4:
        raise Refused(f"粘贴的内容超过{limits.size // 4}字的上限。请改为上传文件。")
    if not text.strip():
        raise Refused("没有粘贴任何内容。请在表格中选中包括表头的区域，复制后粘贴。")
    delimiter = "\t" if "\t" in text else delimiter_of(text)
    try:
        lines = [(line, cells) for line, *cells in delimited_rows(text, limits, delimiter)]
    except Refused as refused:
        raise Refused(f"粘贴的内容：{refused}") from refused
    sheet = _sheet(_Grid("粘贴的内容", lines, []), known)
    if sheet is None:
        raise Refused("粘贴的内容里没有表格。请在表格中选中包括表头的区域，复制后粘贴。")
    return sheet


def shown_name(name: str) -> str:
    """The file's name as it may be shown: no path, nothing invisible, at most 80 characters."""
    return tidy(re.split(r"[/\\]", name)[-1])[-80:] or "未命名"


def column_letter(column: int) -> str:
    """The letters that a spreadsheet shows above the column (0 is A, 26 is AA)."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(slots=True)
class _Grid:
    """Cells of one sheet as they came; merged areas are (first row, first column, last row, last column), from 0."""

    name: str
    lines: list[tuple[int, list[str]]]
    merged: list[list[int]]
    encoding: str = ""
    typed: bool = False
    hidden: bool = False
    notes: tuple[str, ...] = ()
    partial: bool = False


def _parsed(name: str, label: str, content: bytes, limits: Limits) -> Iterator[Any]:
    """The values that the parsing process answers with. Raises Refused if it refused, broke or took too long."""
    request = json.dumps({"name": name, "limits": limits.as_json()}).encode() + b"\n"
    environment = {
        "PYTHONPATH": str(Path(yimen.__path__[0]).parent),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PATH": os.defpath,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "yimen.exchange.parsing"],
            input=request + content,
            capture_output=True,
            env=environment,
            timeout=limits.wall_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refused(f"文件“{label}”打开超过{limits.wall_seconds}秒。请分成几个文件上传。") from error
    answers = done.stdout.splitlines()
    ending = json.loads(answers[-1]) if answers and answers[-1].endswith(b"}") else {}
    if "refused" in ending:
        raise Refused(f"文件“{label}”：{ending['refused']}")
    if done.returncode or "end" not in ending:
        raise Refused(
            f"文件“{label}”无法在{limits.processor_seconds}秒和{limits.memory // 2**20}MB内存以内打开，"
            f"可能已损坏或结构异常。请分成几个文件，或{SAVE_AGAIN}"
        )
    return map(json.loads, answers[:-1])


def _grids(label: str, answers: Iterable[Any]) -> list[_Grid]:
    grids: list[_Grid] = []
    for answer in answers:
        if isinstance(answer, dict) and "more" in answer:
            grids[-1].partial = True
        elif isinstance(answer, dict):
            grids.append(
                _Grid(
                    answer["sheet"] or label,
                    [],
                    answer["merged"],
                    answer["encoding"],
                    answer["typed"],
                    answer["hidden"],
                    tuple(answer.get("notes", ())),
                )
            )
        else:
            grids[-1].lines.append((answer[0], answer[1:]))
    return grids


def _sheet(grid: _Grid, known: Collection[str]) -> Sheet | None:
    """The sheet with headings and rows told apart, or None if nothing stands in it."""
    by_line = {line: cells for line, cells in grid.lines if any(cells)}
    if not by_line:
        return None
    top, depth = _headings_at(by_line, grid.merged, known)
    notes = list(grid.notes)
    _spread_merged(grid, top, depth, notes)
    heading_rows = [cells for line, cells in grid.lines if top <= line < top + depth]
    width = max((place + 1 for cells in heading_rows for place, cell in enumerate(cells) if cell), default=0)
    body = [(line, cells) for line, cells in grid.lines if line >= top + depth]
    if grid.typed:
        # A workbook's column without a heading still is a column; in a text file it is a sign of a broken line.
        width = max([width, *(place + 1 for _, cells in body for place, cell in enumerate(cells) if cell)])
    headings = _unique(_joined([cells[place] if place < len(cells) else "" for cells in heading_rows])
                       for place in range(width))  # fmt: skip
    if top > min(by_line):
        notes.append(f"第{top}行为表头，以上各行作为标题略过。")
    if repeated := [name for name in headings if re.search(r"（第\d+列）$", name)]:
        notes.append(f"表头有空白或重名的列，已注明列次：{'、'.join(repeated[:5])}。")
    below = Below(heading_rows[-1], width)
    rows = tuple(below.rows(body))
    if again := below.again:
        notes.append(f"第{'、'.join(map(str, again[:5]))}行重复了表头，已略过。")
    if grid.hidden:
        notes.append("这是一张隐藏的工作表。")
    return Sheet(grid.name, headings, rows, top, grid.encoding, grid.typed, grid.hidden, tuple(notes), grid.partial)


class Below:
    """表头以下: makes rows of the lines below the headings; `again` names lines that repeat them."""

    def __init__(self, heading_cells: Sequence[str], width: int) -> None:
        self.width, self.again = width, list[int]()
        self._headings = tuple(map(_word, (*heading_cells, *[""] * width)[:width]))

    def rows(self, lines: Iterable[tuple[int, list[str]]]) -> Iterator[Row]:
        """A row for each line that holds anything and is not the headings once more."""
        width, headings = self.width, self._headings
        for line, cells in lines:
            if not any(cells):
                continue
            if _word(cells[0]) == headings[0] and tuple(map(_word, (*cells, *[""] * width)[:width])) == headings:
                self.again.append(line)
            elif len(cells) == width:
                yield Row(line, tuple(cells))
            else:
                yield Row(line, tuple(cells[:width]) + ("",) * (width - len(cells)), _overflow(cells, width))


def _word(cell: str) -> str:
    """The cell to compare with a heading; what is longer than any heading stays as it is, for it would cost time."""
    return normalise(cell) if len(cell) <= _LONGEST else cell


def _overflow(cells: list[str], width: int) -> str:
    """What is wrong with a line that holds more than the headings announce."""
    filled = max((place + 1 for place, cell in enumerate(cells) if cell), default=0)
    if filled <= width:
        return ""
    return f"本行有{filled}列，表头只有{width}列；可能是单元格内的分隔符没有加引号。请核对该行后重新导入。"


def _headings_at(by_line: dict[int, list[str]], merged: list[list[int]], known: Collection[str]) -> tuple[int, int]:
    """Line of the headings and how many lines they take.

    The line that holds most of the known headings; else the first that fills over half of the table's width with
    different words. A second line belongs to it when a heading spans several columns over names of their own.
    """
    looked = list(by_line.items())[:_LOOKED_AT]
    wanted = {normalise(name) for name in known}
    hits = {line: len(wanted & set(map(_word, cells))) for line, cells in looked}
    width = max(len({place for place, cell in enumerate(cells) if cell}) for _, cells in looked)
    filled = (line for line, cells in looked if 2 * len({cell for cell in cells if cell}) > width)
    top = max(hits, key=lambda line: (hits[line], -line))
    if hits[top] < min(2, len(wanted) or 2):
        top = next(filled, looked[0][0])
    tall = [last - first + 1 for first, left, last, right in merged if first == top - 1 and left == right]
    wide = any(first == last == top - 1 and right > left for first, left, last, right in merged)
    if wide and len([cell for cell in by_line[top] if cell]) > 1:
        return top, min(max(tall, default=2), 3)
    return top, max((height for height in tall if height <= 3), default=1)


def _spread_merged(grid: _Grid, top: int, depth: int, notes: list[str]) -> None:
    """Writes the value of each merged area of headings and body into the cells that it covers."""
    cells_of = dict(grid.lines)
    areas = []
    for first, left, last, right in grid.merged:
        value = cells_of[first + 1][left] if first + 1 in cells_of and left < len(cells_of[first + 1]) else ""
        if not value or first + 1 < top:
            continue
        for line in range(first + 1, last + 2):
            cells = cells_of.get(line, [])
            for place in range(left, min(right + 1, len(cells))):
                cells[place] = value
        if first + 1 >= top + depth:
            areas.append(f"{column_letter(left)}{first + 1}:{column_letter(right)}{last + 1}")
    if areas:
        more = f"等{len(areas)}处" if len(areas) > 5 else ""
        notes.append(f"合并单元格（{'、'.join(areas[:5])}{more}）中的每一格都按首格内容读取。")


def _joined(parts: list[str]) -> str:
    """One heading of those one above the other, each word once; what is longer than any heading is cut."""
    return tidy(" ".join(dict.fromkeys(tidy(part[:_LONGEST]) for part in parts if part)))[:_LONGEST]


def _unique(headings: Iterable[str]) -> tuple[str, ...]:
    """The headings, a second of the same name and an empty one with the number of its column."""
    seen: set[str] = set()
    result = []
    for number, name in enumerate(headings, start=1):
        if not name or normalise(name) in seen:
            name = f"{name}（第{number}列）"
        seen.add(normalise(name))
        result.append(name)
    return tuple(result)
