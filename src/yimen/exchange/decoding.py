"""Bytes of a text file to text: UTF-8, UTF-16 and GB 18030, and what separates its columns."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter

from yimen.common.errors import Refused

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8（带BOM）"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
SAVE_AS_UTF8 = "请重新导出，或用记事本打开后以 UTF-8 编码另存再上传。"


def decoded(content: bytes) -> tuple[str, str, list[str]]:
    """Text, name of the encoding and notes. Raises Refused naming the line where the bytes are no text."""
    for mark, codec, name in _MARKS:
        if content.startswith(mark):
            return _strict(content, codec, name), name, []
    if (order := _unmarked_utf16(content)) is not None:
        return _strict(content, order, "UTF-16"), "UTF-16（无BOM）", []
    if b"\x00" in content:
        line = content[: content.index(b"\x00")].count(b"\n") + 1
        raise Refused(f"第{line}行含有空字节，文件不是文本或已损坏。{SAVE_AS_UTF8}")
    try:
        return content.decode("utf-8"), "UTF-8", []
    except UnicodeDecodeError as error:
        # Mostly sound UTF-8 is a damaged UTF-8 file, not GB 18030 that happens to decode.
        lenient = content.decode("utf-8", "replace")
        damaged = lenient.count("\ufffd")
        if sum(sign > "\x7f" for sign in lenient) - damaged > 5 * damaged:
            raise Refused(_damage(content, error.start, "UTF-8")) from error
    text = _strict(content, "gb18030", "GB18030")
    return text, "GB18030", _doubts(text)


def delimiter_of(sample: str) -> str:
    """The sign that parts most lines into equally many columns: comma, tab, semicolon or bar; comma if none does."""
    best, best_score = ",", 0.0
    for delimiter in ",\t;|":
        try:
            rows = [row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if any(row)]
        except csv.Error:
            continue
        counts = Counter(len(row) for row in rows)
        width, times = max(counts.items(), key=lambda item: (item[0] > 1, item[1], item[0]), default=(0, 0))
        score = times / len(rows) * (1 + width / 1000) if width > 1 else 0.0
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _unmarked_utf16(content: bytes) -> str | None:
    """The byte order if nearly all zero bytes stand on one side of the pairs, else None."""
    head = content[:2000]
    if len(head) < 4 or len(content) % 2:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 4 * even + 2:
        return "utf-16-le"
    return "utf-16-be" if even > 4 * odd + 2 else None


def _strict(content: bytes, codec: str, name: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        raise Refused(_damage(content, error.start, name)) from error


def _damage(content: bytes, place: int, name: str) -> str:
    line = content[:place].count(b"\n") + 1
    return f"第{line}行含有不属于{name}编码的字节，文件可能被截断或混用了编码。{SAVE_AS_UTF8}"


def _doubts(text: str) -> list[str]:
    """A note if many characters are rare: Big5 and others decode as GB 18030 without complaint."""
    signs = [sign for sign in text[:20_000] if sign > "\x7f"]
    rare = sum(not _common(sign) for sign in signs)
    if rare * 5 > len(signs):
        return ["文件按GB18030读取后生僻字过多，可能是别的编码（如Big5）。请核对预览，如有乱码请以 UTF-8 另存再上传。"]
    return []


def _common(sign: str) -> bool:
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
