"""The words of a notice that comes as a file: text, DOCX or PDF."""

from __future__ import annotations

import io
import re
import statistics
from collections import Counter
from itertools import pairwise
from typing import Any

import docx
import pypdf
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.table import Table
from docx.text.paragraph import Paragraph

from yimen.common.errors import Refused
from yimen.exchange.decoding import decoded
from yimen.programme.notices.lines import DIGITS, heading

KINDS = (".docx", ".pdf", ".txt")
PAGE_NUMBER = re.compile(r"^\s*[-—－–]{1,2}\s*\d{1,3}\s*[-—－–]{1,2}\s*$|^\s*第\s*\d+\s*页.*$")
ENDS = ("。", "：", ":", "；", ";", "）", ")", "号", "日", "通知", "方案")


def words_of(name: str, content: bytes) -> str:
    """The text of the file, a paragraph a line and a table's cells with tabs between.

    Errors: Refused for a kind that is not taken, a damaged file, and one without text (a scan).
    """
    ending = f".{name.rsplit('.', 1)[-1].lower()}" if "." in name else ""
    if ending == ".docx":
        text = _docx(name, content)
    elif ending == ".pdf":
        text = _pdf(name, content)
    elif ending == ".txt":
        text = decoded(content)[0]
    else:
        raise Refused(
            f"文件“{name}”的类型不能识读：请改用 {'、'.join(KINDS)}（.doc、.wps 请先另存为 .docx），或直接粘贴全文。"
        )
    if not text.strip():
        raise Refused(f"文件“{name}”里没有文字，可能是扫描件：请先识别文字，或直接粘贴全文。")
    return text


def _docx(name: str, content: bytes) -> str:
    try:
        document = docx.Document(io.BytesIO(content))
    except Exception as error:  # the library raises whatever the archive or its XML makes fail
        raise Refused(f"文件“{name}”打不开，不是完整的 .docx 文件：请重新保存后上传，或直接粘贴全文。") from error
    numbers = _Numbers(document)
    found = []
    for part in document.iter_inner_content():
        if isinstance(part, Paragraph):
            found.append(numbers.before(part) + part.text)
        elif isinstance(part, Table):
            found += ["\t".join(cell.text.replace("\n", " ") for cell in row.cells) for row in part.rows]
    return "\n".join(found)


class _Numbers:
    """Writes out the numbers that Word puts before paragraphs itself and that stand in no text."""

    FORMS = {"chineseCounting": True, "chineseCountingThousand": True, "japaneseCounting": True}

    def __init__(self, document: Document) -> None:
        self.count: Counter[tuple[str, str]] = Counter()
        self.levels: dict[tuple[str, str], tuple[str, bool]] = {}
        try:
            root = document.part.numbering_part.element
        except (NotImplementedError, KeyError):
            return
        abstract = {
            one.get(qn("w:abstractNumId")): {
                level.get(qn("w:ilvl")): (
                    _value(level, "w:lvlText"),
                    self.FORMS.get(_value(level, "w:numFmt"), False),
                )
                for level in one.findall(qn("w:lvl"))
            }
            for one in root.findall(qn("w:abstractNum"))
        }
        for number in root.findall(qn("w:num")):
            for level, form in abstract.get(_value(number, "w:abstractNumId"), {}).items():
                self.levels[(number.get(qn("w:numId")), level)] = form

    def before(self, paragraph: Paragraph) -> str:
        """The number before the paragraph; empty where Word writes none."""
        own = paragraph._p.pPr
        style = paragraph.style.element.pPr if paragraph.style is not None else None
        properties: Any = next((one.numPr for one in (own, style) if one is not None and one.numPr is not None), None)
        if properties is None or properties.numId is None:
            return ""
        level = str(properties.ilvl.val) if properties.ilvl is not None else "0"
        key = (str(properties.numId.val), level)
        if key not in self.levels:
            return ""
        self.count[key] += 1
        for other in [other for other in self.count if other[0] == key[0] and other[1] > level]:
            del self.count[other]
        return re.sub(r"%(\d)", lambda mark: self._number(key[0], str(int(mark[1]) - 1)), self.levels[key][0])

    def _number(self, number: str, level: str) -> str:
        count, (_, chinese) = self.count[(number, level)], self.levels[(number, level)]
        return _chinese(count) if chinese else str(count)


def _value(element: BaseOxmlElement, tag: str) -> str:
    found = element.find(qn(tag))
    return "" if found is None else found.get(qn("w:val"), "")


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if not tens else "十" if tens == 1 else f"{DIGITS[tens - 1]}十") + (DIGITS[ones - 1] if ones else "")


def _pdf(name: str, content: bytes) -> str:
    try:
        pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]
    except Exception as error:  # damaged files fail in the library in many ways
        raise Refused(f"文件“{name}”打不开，不是完整的 PDF 或设了密码：请重新导出后上传，或直接粘贴全文。") from error
    rows = [row.strip() for page in pages for row in page.split("\n") if row.strip() and not PAGE_NUMBER.match(row)]
    return unwrapped(rows)


def unwrapped(rows: list[str]) -> str:
    """Paragraphs of rows that were broken at the width of a page: a full row goes on in the next."""
    if len(rows) < 2:
        return "\n".join(rows)
    full = statistics.median(sorted(map(len, rows))[-max(1, len(rows) // 4) :])
    found = [rows[0]]
    for before, row in pairwise(rows):
        goes_on = len(before) >= full - 2 and not (before.endswith(ENDS) and len(before) < full)
        if goes_on and not heading(row):
            found[-1] += row
        else:
            found.append(row)
    return "\n".join(found)
