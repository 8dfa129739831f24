"""CSV as it is handed in: in whatever encoding, columns by whichever of their names, lines mended where that is sure.

A line of the hall's register that is lost accuses the department whose matter stood on it, so a line is set aside only
when it cannot be told what it says.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import os
import re
import tempfile
import unicodedata
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, TypeAlias

import duckdb

from yimen.verify.contract import CHOICE, CLOCK, DATE, MOMENT, NUMBER, Column, InputError, Refusal, Table
from yimen.verify.refusals import Refusals

CSV_FAULT = {
    "MISSING COLUMNS": "列数少于表头",
    "TOO MANY COLUMNS": "列数多于表头",
    "UNQUOTED VALUE": "引号没有成对",
    "INVALID ENCODING": "含有不是 UTF-8 的字符",
    "LINE SIZE OVER MAXIMUM": "一行过长",
}
AT_ONCE = 10_000
"""Rows taken from the engine at a time."""
PIECE = 1 << 20
"""Bytes read at a time."""
FREE = {"applicant_name", "holder_name", "item_name", "hall_name"}
"""Columns in which somebody may have written a comma. Columns that the contract does not know are such too."""
SHAPES = {
    DATE: r"\D{0,2}\d{4}\D?\d{1,2}\D?\d{1,2}.*",
    MOMENT: r"\D{0,2}\d{4}\D?\d{1,2}\D?\d{1,2}.*",
    CLOCK: r"\d{1,2}:\d{2}.*",
    NUMBER: r"\d+(\.0*)?",
}
"""What a cell of each kind looks like; an empty one fits any."""
SIGNS = ("\t", ";", "|", ",")
"""What may part the cells where it is no comma."""
DAMAGED = 0.1
"""Up to which share of its characters beyond ASCII may be no UTF-8 in a file that is not looked at as GB18030."""

Shifts: TypeAlias = "array[int]"
"""Of each rejected line of a file its number less the rejected lines before it, in their order."""


def column_of(table: Table, heading: str) -> str:
    """The contract's name of the column that goes under this heading, or the heading itself.

    Its name in letters of any width and case, or its official Chinese term.
    """
    plain = re.sub(r"[\s-]+", "_", unicodedata.normalize("NFKC", heading).strip("\ufeff \t\r\n").casefold())
    names = {name: column.name for column in table.columns for name in (column.title, column.name)}
    return names.get(plain, heading)


def read_csv(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    path: Path,
    take: Callable[[str, Sequence[str], str], Any],
    refused: Refusals,
) -> tuple[tuple[str, ...], Shifts, list[str]]:
    """The table's columns in the file, the lines that are no rows (in `refused` now), and what is to be said of it.

    take: called with (SQL of all rows as text, the table's columns in it, the file's place: the SQL's only parameter).
    Raises InputError with a Chinese sentence when the file is no CSV, or in no known encoding.
    """
    with _readable(path) as (legible, notes), _mended(table, legible, path.name, notes) as whole:
        place, headings, sign = whole
        known = {column.name for column in table.columns}
        present = tuple(name for name in headings if name in known)
        spec = ", ".join(f"'{name}': 'VARCHAR'" for name in headings)
        select = f"""read_csv(?, auto_detect=false, header=true, delim='{sign}',
            quote='"', escape='"', strict_mode=true,
            columns={{{spec}}}, ignore_errors=true, store_rejects=true, max_line_size=4000000,
            rejects_table='csv_faults', rejects_scan='csv_scans')"""
        try:
            take(select, present, str(place))
        except duckdb.OutOfMemoryException:
            raise  # nothing is wrong with the file
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            raise InputError(f"{path.name}：读取失败，请确认是逗号分隔的 CSV（{reason}）") from error
        return present, _take_faults(connection, path.name, refused), notes


def _headings(table: Table, place: Path, file: str) -> tuple[list[str], str]:
    """All columns in their order, the table's under its names for them, and what parts the cells."""
    with _opened(place) as stream:
        heading = stream.readline().decode("utf-8-sig")
    sign = "," if "," in heading else max(SIGNS, key=heading.count)
    given = next(csv.reader([heading], delimiter=sign), [])
    if not any(cell.strip() for cell in given):
        raise InputError(f"{file}：第 1 行没有表头，请在第 1 行写上列名")
    known = {column.name for column in table.columns}
    names = [column_of(table, cell) for cell in given]
    return [n if n in known and names.index(n) == i else f"other_{i}" for i, n in enumerate(names)], sign


def _take_faults(connection: duckdb.DuckDBPyConnection, file: str, refused: Refusals) -> Shifts:
    """Where the lines stood that were no rows of the CSV just read; they are in `refused` now."""
    connection.execute(
        "SELECT line, coalesce(min_by(column_name, column_idx), ''), CAST(min(error_type) AS VARCHAR),"
        " coalesce(min(csv_line), '') FROM csv_faults GROUP BY line ORDER BY line"
    )
    shifts = array("q")
    refused.add(_faults(streamed(connection), file, shifts))
    connection.execute("DROP TABLE csv_faults; DROP TABLE csv_scans")
    return shifts


def _faults(rows: Iterator[tuple[Any, ...]], file: str, shifts: Shifts) -> Iterator[Refusal]:
    """Lines that are no rows of the table; each is entered in the shifts."""
    for line, column, kind, text in rows:
        shifts.append(line - len(shifts))
        remedy = "整行已搁置；请按表头改正这一行后重新提交"
        yield Refusal(file, line, column, text, CSV_FAULT.get(kind, kind), remedy)


def streamed(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    """The rows of the last statement, a few at a time: there may be millions."""
    while rows := connection.fetchmany(AT_ONCE):
        yield from rows


@contextmanager
def _mended(table: Table, place: Path, file: str, notes: list[str]) -> Iterator[tuple[Path, list[str], str]]:
    """Where the file stands with its lines mended (itself when none can be), its columns, and what parts the cells."""
    headings, sign = _headings(table, place, file)
    known = {column.name: column for column in table.columns}
    columns = [known.get(name) for name in headings]
    if next((True for _, mended in _lines(place, columns, sign) if mended), None) is None:
        yield place, headings, sign
        return
    with _copy() as (copy, stream):
        count = 0
        with stream:
            for line, mended in _lines(place, columns, sign):
                stream.write(mended or line)
                count += mended is not None
        notes.append(f"{file}：有 {count} 行的逗号比表头多或少，已按各列内容对齐后读取，请在原表中改正")
        yield copy, headings, sign


def _lines(place: Path, columns: list[Column | None], sign: str) -> Iterator[tuple[bytes, bytes | None]]:
    """Each line of the file, and what it ought to be where it has a comma too many or too few and that can be told."""
    commas, parting = len(columns) - 1, sign.encode()
    with _opened(place) as stream:
        for line in stream:
            mended = None
            # The engine itself lets an empty cell too many pass, and with it the shift of all cells before.
            if line.count(parting) != commas and b'"' not in line:
                aligned = _aligned(line.decode("utf-8").rstrip("\r\n").split(sign), columns, sign)
                if aligned:
                    mended = (sign.join('"' + cell + '"' for cell in aligned) + "\n").encode()
            yield line, mended


def _aligned(cells: list[str], columns: list[Column | None], sign: str) -> list[str] | None:
    """The cells as many as there are columns: the only way of it in which each cell looks like its column's."""
    extra = len(cells) - len(columns)
    if extra < 0:
        # Programs leave out the commas of empty cells at the end; a line with much less is torn.
        ways = [[*cells, *[""] * -extra]] if 4 * len(cells) >= 3 * len(columns) else []
    else:
        ways = [
            [*cells[:i], sign.join(cells[i : i + extra + 1]), *cells[i + extra + 1 :]]
            for i, column in enumerate(columns)
            if column is None or column.name in FREE
        ]
        if not any(cells[len(columns) :]):
            ways.insert(0, cells[: len(columns)])
    fitting = [way for way in ways if all(map(_looks_right, way, columns))]
    return fitting[0] if fitting and all(way == fitting[0] for way in fitting) else None


def _looks_right(cell: str, column: Column | None) -> bool:
    plain = cell.strip()
    if not plain or column is None:
        return True
    if column.kind == CHOICE:
        words = {word for key, some in (column.choices or {}).items() for word in (key, *some)}
        return plain.casefold() in words
    return column.kind not in SHAPES or re.fullmatch(SHAPES[column.kind], plain) is not None


@contextmanager
def _readable(path: Path) -> Iterator[tuple[Path, list[str]]]:
    """Where the file stands in UTF-8, which is a copy when it is not handed in so, and what is to be said of that."""
    encoding, errors = _encoding(path)
    if not encoding:
        yield path, []
        return
    with _copy() as (place, copy):
        reader = codecs.getincrementaldecoder(encoding)(errors)
        lost = 0
        with _opened(path) as stream, copy:
            while piece := stream.read(PIECE):
                text = reader.decode(piece)
                lost += text.count("\ufffd")
                copy.write(text.encode())
            copy.write(reader.decode(b"", final=True).encode())
        said = f"有 {lost} 处字节不成字，已作“\ufffd”读取" if lost else f"不是 UTF-8 编码，已按 {encoding.upper()} 读取"
        yield place, [f"{path.name}：{said}，请核对"]


def _encoding(path: Path) -> tuple[str, str]:
    """The encoding and how its faults are taken, empty for UTF-8 without any. Raises InputError when there is none."""
    with _opened(path) as stream:
        first = stream.read(PIECE)
        if first[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) and _decodes(path, "utf-16", "strict") is not None:
            return "utf-16", "strict"
        heading = first.split(b"\n", 1)[0]
    if _decodes(path, "utf-8", "strict") is not None:
        return "", ""
    wrong, strange = _decodes(path, "utf-8", "replace") or (1, 1)
    if b"\0" not in heading and _is(heading, "utf-8") and wrong <= DAMAGED * strange:
        return "utf-8", "replace"
    if b"\0" not in heading and _decodes(path, "gb18030", "strict") is not None:
        return "gb18030", "strict"
    if b"\0" not in heading and _is(heading, "utf-8") and 2 * wrong <= strange:
        return "utf-8", "replace"
    raise InputError(f"{path.name}：既不是 UTF-8 也不是 GB18030 编码，请另存为 UTF-8 的 CSV 后重试")


def _is(text: bytes, encoding: str) -> bool:
    try:
        text.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _decodes(path: Path, encoding: str, errors: str) -> tuple[int, int] | None:
    """How many characters of the file are replaced, and how many are beyond ASCII; None when it does not decode."""
    reader = codecs.getincrementaldecoder(encoding)(errors)
    wrong = strange = 0
    with _opened(path) as stream:
        try:
            while piece := stream.read(PIECE):
                text = reader.decode(piece)
                if errors == "replace":
                    wrong += text.count("\ufffd")
                    strange += sum(char > "\x7f" for char in text)
            reader.decode(b"", final=True)
        except UnicodeDecodeError:
            return None
    return wrong, strange


def _opened(path: Path) -> IO[bytes]:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]


@contextmanager
def _copy() -> Iterator[tuple[Path, IO[bytes]]]:
    """A file that nobody else may read, and that is gone afterwards."""
    handle, name = tempfile.mkstemp(suffix=".csv", prefix="readable-")
    try:
        yield Path(name), os.fdopen(handle, "wb")
    finally:
        Path(name).unlink()
