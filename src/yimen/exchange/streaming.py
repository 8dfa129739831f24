"""大文件: opens the head of a file to find its headings, and reads separated text of any length row by row.

A workbook is opened whole, within the limits of `parsing`; only separated text (.csv, .tsv, .txt) may be longer, since
it can be read without ever holding more than a row of it.
"""

from __future__ import annotations

import codecs
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import dropwhile
from pathlib import Path
from typing import IO

from yimen.common.errors import Refused
from yimen.exchange import sheets
from yimen.exchange.decoding import SAVE_AS_UTF8
from yimen.exchange.parsing import OLE, ZIP, separated_rows
from yimen.exchange.sheets import Below, Row, Sheet

LARGEST = 2 * 2**30
"""Bytes of separated text; a workbook has the limit of `sheets`."""
HEAD_ROWS = 2_000
"""A file of no more rows is read at once; of a longer one so many are looked at while a person waits."""
_HEAD = 2 * 2**20
_CHUNK = 2**20
_TEXT = (".csv", ".tsv", ".txt")


def separated(name: str) -> bool:
    """Whether a file of that name holds separated text."""
    return name.lower().endswith(_TEXT)


def head(name: str, stream: IO[bytes], size: int, *, known: Collection[str] = ()) -> list[Sheet]:
    """The sheets of the file with their first rows, `partial` where there are more. Errors: Refused as `sheets.read`.

    size: how many bytes the file has. known: as `sheets.read`.
    """
    limits = replace(sheets.LIMITS, rows=HEAD_ROWS)
    stream.seek(0)
    if not separated(name) or size <= _HEAD:
        content = stream.read(limits.size + 1) if size > limits.size else stream.read()
        return sheets.read(name, content, known=known, limits=limits)
    if size > LARGEST:
        label, limit = sheets.shown_name(name), LARGEST // 2**30
        raise Refused(f"文件“{label}”有{size / 2**30:.1f}GB，超过{limit}GB的上限。请按月份分成几个文件上传。")
    first = stream.read(_HEAD)
    # Whole lines only, so that no character and no quoted cell is cut in half where it can be helped.
    cut = first.rfind(b"\n", 0, -1) + 1
    found = sheets.read(name, first[: cut or _HEAD], known=known, limits=replace(limits, torn=1))
    return [replace(sheet, partial=True) for sheet in found]


def rows(name: str, path: Path, like: Sheet) -> Iterator[Row]:
    """Every row below the headings of separated text, as `like`, which is its head, has them.

    Errors: Refused, naming the line, where the bytes are no text or the text is no table.
    """
    with path.open(encoding=codec_of(path), newline="") as stream:
        lines = ((line, cells) for line, *cells in separated_rows(stream))
        below = dropwhile(lambda each: each[0] < like.heading_line, lines)
        heading_cells = next(below, (0, [""]))[1]
        yield from Below(heading_cells, len(like.headings)).rows(below)


def codec_of(path: Path) -> str:
    """The codec in which the whole file is text. Errors: Refused, naming the line where the bytes are none."""
    with path.open("rb") as stream:
        first = stream.read(_CHUNK)
        if first.startswith((ZIP, OLE)):
            raise Refused(f"内容不是文本表格。请核对文件，或{sheets.SAVE_AGAIN}")
        if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return _tried(path, "utf-16", "UTF-16")
    try:
        return _tried(path, "utf-8-sig", "UTF-8")
    except _NoText as error:
        if error.beyond_ascii:
            raise
    return _tried(path, "gb18030", "GB18030")


class _NoText(Refused):
    """Bytes that are no text; `beyond_ascii`: whether they were that codec's beyond doubt until then."""

    def __init__(self, sentence: str, *, beyond_ascii: bool) -> None:
        super().__init__(sentence)
        self.beyond_ascii = beyond_ascii


def _tried(path: Path, codec: str, name: str) -> str:
    """The codec, if the whole file is text in it."""
    decoder, line, strange = codecs.getincrementaldecoder(codec)(), 1, 0
    with path.open("rb") as stream:
        while True:
            chunk = stream.read(_CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                line += error.object[: error.start].count(b"\n")
                sentence = f"第{line}行含有不属于{name}编码的字节，文件可能被截断或混用了编码。{SAVE_AS_UTF8}"
                strange += sum(sign > "\x7f" for sign in error.object[: error.start].decode(codec, "ignore"))
                raise _NoText(sentence, beyond_ascii=strange > 20) from error
            if "\x00" in text:
                line += text[: text.index("\x00")].count("\n")
                raise Refused(f"第{line}行含有空字节，文件不是文本或已损坏。{SAVE_AS_UTF8}")
            line += text.count("\n")
            if strange <= 20 and not text.isascii():
                strange += sum(sign > "\x7f" for sign in text[:10_000])
            if not chunk:
                return codec
