"""解析: opens a file that somebody sent, in a process of its own that may use little memory and little time.

Run as `python -m yimen.exchange.parsing`. Standard input: one line of JSON (name, limits), then the file's bytes.
Standard output, a JSON value a line: for each sheet an object, then its rows as [line, cell, ...]; at last
{"end": true} or {"refused": "一句话"}. Whoever reads it takes a missing end for a file that broke the parser.
"""

from __future__ import annotations

import csv
import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TextIO

from yimen.common.errors import Refused
from yimen.exchange.decoding import decoded, delimiter_of
from yimen.exchange.formulas import unguarded


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost; bytes, counts and seconds."""

    size: int = 20 * 2**20
    unpacked: int = 200 * 2**20
    ratio: int = 100
    entries: int = 2_000
    sheets: int = 50
    cells: int = 2_000_000
    characters: int = 64 * 2**20
    memory: int = 512 * 2**20
    processor_seconds: int = 10
    wall_seconds: int = 60
    rows: int = 0  # of each sheet so many are answered, and whether there are more; 0: all
    torn: int = 0  # 1: the text is the head of a longer one, so its last row may be torn

    def as_json(self) -> dict[str, int]:
        """Name and value of each limit."""
        return asdict(self)


ZIP, OLE = b"PK\x03\x04", bytes.fromhex("D0CF11E0A1B11AE1")
SAVE_AGAIN = "请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。"
_ARCHIVES = re.compile(r"\.(zip|rar|7z|gz|xz|bz2|tar|xlsx|xlsm|xlsb|docx|docm|jar)$", re.IGNORECASE)


def parse(name: str, content: bytes, limits: Limits) -> Iterator[dict[str, Any] | list[Any]]:
    """Sheets and rows of the file as they go down the pipe. Raises Refused with what is wrong and what to do."""
    extension = name.rpartition(".")[2].lower()
    if extension in ("csv", "tsv", "txt"):
        yield from _delimited(content, extension, limits)
        return
    if extension == "xlsx":
        _check_archive(content, limits)
    elif extension == "xls":
        _check_compound(content)
    else:
        raise Refused(f"不支持 .{extension[:8]} 文件，只接收 .xlsx、.xls、.csv。{SAVE_AGAIN}")
    yield from _workbook(content, limits)


def _check_archive(content: bytes, limits: Limits) -> None:
    if content.startswith(OLE):
        raise Refused(f"扩展名是 .xlsx，内容却是旧格式或带打开密码的文件。请取消密码，{SAVE_AGAIN}")
    if not content.startswith(ZIP):
        raise Refused(f"扩展名是 .xlsx，内容却不是 Excel 工作簿。{SAVE_AGAIN}")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_entries(archive, len(content), limits)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise Refused(f"文件不完整或已损坏，可能没有下载完。请重新导出，或{SAVE_AGAIN}") from error
    except (RuntimeError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise Refused(f"文件不完整、已损坏或带密码。请重新导出，或{SAVE_AGAIN}") from error


def _check_entries(archive: zipfile.ZipFile, size: int, limits: Limits) -> None:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if len(entries) > limits.entries:
        raise Refused(f"压缩包内有{len(entries)}个部件，超过{limits.entries}个的上限，不像正常的工作簿。{SAVE_AGAIN}")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.unpacked or unpacked > limits.ratio * size:
        raise Refused(
            f"解压后有{unpacked // 2**20}MB，超过{limits.unpacked // 2**20}MB或压缩前后{limits.ratio}倍的上限。"
            "请删去多余的工作表和格式，分成几个文件上传。"
        )
    if len(names) != len(entries) or any(_unsafe(name) for name in names):
        raise Refused(f"压缩包内有重名或路径异常的部件，不是正常的工作簿。{SAVE_AGAIN}")
    if any("vba" in name.lower() or "macrosheet" in name.lower() for name in names):
        raise Refused("文件带有宏。请另存为不带宏的 .xlsx 再上传。")
    if any(name.lower().endswith(".bin") and "workbook" in name.lower() for name in names):
        raise Refused(f"文件是二进制工作簿（.xlsb）。{SAVE_AGAIN}")
    if any(_ARCHIVES.search(name) for name in names):
        raise Refused("工作簿内嵌了别的压缩包或文档。请删去嵌入的对象再上传。")
    for entry in entries:
        if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
            with archive.open(entry) as part:
                head = part.read(4096).lower().replace(b"\x00", b"")
            if b"<!doctype" in head or b"<!entity" in head:
                raise Refused(f"工作簿内有外部实体声明，可能是恶意文件。{SAVE_AGAIN}")
            if entry.filename == "[Content_Types].xml" and b"macroenabled" in head:
                raise Refused("文件带有宏。请另存为不带宏的 .xlsx 再上传。")


def _unsafe(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name or "\x00" in name


def _check_compound(content: bytes) -> None:
    if content.startswith(ZIP):
        raise Refused("扩展名是 .xls，内容却是 .xlsx。请把扩展名改为 .xlsx 再上传。")
    if not content.startswith(OLE):
        raise Refused(f"扩展名是 .xls，内容却不是 Excel 工作簿（可能是网页或文本）。{SAVE_AGAIN}")
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise Refused("文件带有宏。请另存为不带宏的 .xlsx 再上传。")
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Refused("文件有打开密码。请取消密码后再上传。")


def _workbook(content: bytes, limits: Limits) -> Iterator[dict[str, Any] | list[Any]]:
    # Only here: a csv needs none of it, and the process starts sooner.
    import python_calamine as calamine

    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == calamine.SheetTypeEnum.WorkSheet]
        if len(sheets) > limits.sheets:
            raise Refused(f"有{len(sheets)}张工作表，超过{limits.sheets}张的上限。请只保留要导入的工作表。")
        counted = _Counted(limits)
        for metadata in sheets:
            sheet = workbook.get_sheet_by_name(metadata.name)
            if sheet.total_height * sheet.total_width > limits.cells:
                raise Refused(
                    f"工作表“{metadata.name}”占用{sheet.total_height}行{sheet.total_width}列，超过{limits.cells}个单元格的"
                    "上限。请删去末尾的空行空列和整列格式，或分成几个文件上传。"
                )
            yield {
                "sheet": metadata.name,
                "hidden": metadata.visible != calamine.SheetVisibleEnum.Visible,
                "merged": [[*first, *last] for first, last in sheet.merged_cell_ranges or ()],
                "encoding": "",
                "typed": True,
            }
            rows = enumerate(sheet.to_python(skip_empty_area=False), start=1)
            yield from _first(([line, *map(_text, cells)] for line, cells in rows), counted, limits.rows)
    except calamine.PasswordError as error:
        raise Refused("文件有打开密码。请取消密码后再上传。") from error
    except calamine.CalamineError as error:
        raise Refused(f"文件已损坏，不能作为工作簿打开。请重新导出，或{SAVE_AGAIN}") from error


def _text(cell: object) -> str:
    """What the cell shows, as text: whole numbers without a point, dates as 2023-05-31, truth as 是 and 否.

    A number of 10^15 and more has lost digits already; it is written as 3.20923199001012E+17 so that nobody takes it
    for a number that somebody wrote.
    """
    if isinstance(cell, str):
        return cell.strip().replace("\x00", "")
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, int | float):
        return f"{cell:.14E}" if abs(cell) >= 1e15 else f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds").removesuffix(" 00:00:00")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, timedelta) else ""


def _delimited(content: bytes, extension: str, limits: Limits) -> Iterator[dict[str, Any] | list[Any]]:
    if content.startswith((ZIP, OLE, b"%PDF", b"Rar!", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b")):
        raise Refused(f"扩展名是 .{extension}，内容却不是文本表格。请核对文件，或{SAVE_AGAIN}")
    text, encoding, notes = decoded(content)
    yield {"sheet": "", "hidden": False, "merged": [], "encoding": encoding, "typed": False, "notes": notes}
    rows = separated_rows(io.StringIO(text, newline=""))
    yield from _first(_until_torn(rows) if limits.torn else rows, _Counted(limits), limits.rows)


def _until_torn(rows: Iterator[list[Any]]) -> Iterator[list[Any]]:
    """The rows up to one that cannot be read, which is the last of a head that was cut; a first such one is refused."""
    yield next(rows)
    with suppress(Refused):
        yield from rows


def _first(rows: Iterable[list[Any]], counted: _Counted, wanted: int) -> Iterator[dict[str, Any] | list[Any]]:
    """The rows that are wanted, counted, and whether more would follow."""
    for place, row in enumerate(rows, start=1):
        if wanted and place > wanted:
            yield {"more": True}
            return
        yield counted.row(row)


def delimited_rows(text: str, limits: Limits, delimiter: str = "") -> Iterator[list[Any]]:
    """Rows of separated text as [line, cell, ...], within the limits; the line is where the row begins."""
    counted = _Counted(limits)
    return map(counted.row, separated_rows(io.StringIO(text, newline=""), delimiter))


def separated_rows(stream: TextIO, delimiter: str = "") -> Iterator[list[Any]]:
    """Rows of a stream of separated text, opened with newline="", as `delimited_rows`, however many there are."""
    csv.field_size_limit(100_000)
    sample, begin = stream.read(100_000), 1
    stream.seek(0)
    if declared := re.match(r"sep=(.)\r?\n", sample):
        delimiter, sample, begin = declared[1], sample[declared.end() :], 2
        stream.readline()
    offset = begin
    reader = csv.reader(stream, delimiter=delimiter or delimiter_of(sample), strict=True)
    try:
        for cells in reader:
            yield [begin, *(map(_unwrapped, cells) if _WRAPPED(_JOINED.join(cells)) else cells)]
            begin = offset + reader.line_num
    except csv.Error as error:
        raise Refused(
            f"第{begin}行不能拆分成列：引号不成对，或单元格超过10万字。请在该行补全引号，或{SAVE_AGAIN}"
        ) from error


# In the cells of a row, joined by a sign that none is stripped of: whether `_unwrapped` would change one of them. One
# look a row instead of a call a cell; a cell that holds the sign itself is only looked at once too often.
_JOINED = "\x01"
_WRAPPED = re.compile(r"(?:^|\x01)[\s=']|\s(?:\x01|$)|\x00").search


def _unwrapped(cell: str) -> str:
    """The cell without the ="…" that some systems write to keep leading zeros, and without our own guard."""
    cell = cell.strip().replace("\x00", "")
    return cell[2:-1] if cell.startswith('="') and cell.endswith('"') and len(cell) > 2 else unguarded(cell)


class _Counted:
    """Passes rows on and refuses when all together hold too many cells or characters."""

    def __init__(self, limits: Limits) -> None:
        self.limits, self.cells, self.characters = limits, 0, 0

    def row(self, row: list[Any]) -> list[Any]:
        """The row: its line, then its cells."""
        self.cells += len(row) - 1
        self.characters += sum(map(len, row[1:]))
        if self.cells > self.limits.cells or self.characters > self.limits.characters:
            raise Refused(f"到第{row[0]}行已超过{self.limits.cells}个单元格或文字总量的上限。请分成几个文件上传。")
        return row


def main() -> None:
    """Reads the request from standard input and answers on standard output."""
    request = json.loads(sys.stdin.buffer.readline())
    limits = Limits(**request["limits"])
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.processor_seconds, limits.processor_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content = sys.stdin.buffer.read()
    ending: dict[str, Any] = {"end": True}
    try:
        for value in parse(request["name"], content, limits):
            sys.stdout.write(json.dumps(value, ensure_ascii=True, separators=(",", ":")) + "\n")
    except Refused as refused:
        ending = {"refused": str(refused)}
    except MemoryError:
        ending = {"refused": "打开文件所需内存超过上限。请删去多余的工作表、空行空列和格式，或分成几个文件上传。"}
    sys.stdout.write(json.dumps(ending) + "\n")


if __name__ == "__main__":
    main()
