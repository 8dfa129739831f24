"""公文要素: what a document is made of, as plain data. Texts are shown as they stand, never read as markup."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Heading:
    """结构层次序数: a heading, numbered by the layout 一、（一）1.（1）; with `run_in` the text goes on in its line."""

    level: int
    text: str
    run_in: str = ""

    def __post_init__(self) -> None:
        if self.level not in (1, 2, 3, 4):
            raise ValueError(f"公文标题只有四级（一、（一）1.（1）），没有第 {self.level} 级。")


@dataclass(frozen=True)
class Paragraph:
    """自然段: one paragraph, or several where the text has line breaks."""

    text: str


@dataclass(frozen=True)
class Column:
    """表列: its title, its share of the width and how its cells stand."""

    title: str
    width: float = 1.0
    align: Align = "left"


@dataclass(frozen=True)
class Table:
    """表格: the caption gets its number from the layout. `empty` stands in a table without rows.

    `flowing`: it begins where the text is and goes on over the page's end, however short it is, its head repeated;
    otherwise a short one stands on one page, and the page before may end early.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    empty: str = "本期无记录"
    flowing: bool = False

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError(f"表格“{self.caption}”没有列。")
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise ValueError(f"表格“{self.caption}”第 {number} 行有 {len(row)} 格，应为 {len(self.columns)} 格。")


@dataclass(frozen=True)
class Bar:
    """图中一项: `share` from 0 to 1 draws it, None is 证据不足 and draws an empty dashed frame, never a zero."""

    label: str
    share: float | None
    text: str

    def __post_init__(self) -> None:
        if self.share is not None and not 0 <= self.share <= 1:
            raise ValueError(f"图中“{self.label}”的比例 {self.share} 不在 0 与 1 之间。")


@dataclass(frozen=True)
class Bars:
    """条形图: horizontal bars for departments."""

    caption: str
    rows: tuple[Bar, ...]
    note: str = ""


@dataclass(frozen=True)
class Trend:
    """趋势图: upright bars for up to 12 months."""

    caption: str
    rows: tuple[Bar, ...]
    note: str = ""

    def __post_init__(self) -> None:
        if len(self.rows) > 12:
            raise ValueError(f"趋势图“{self.caption}”有 {len(self.rows)} 个月，一图最多 12 个月。")


Tone = Literal["area", "plain", "filled", "dashed"]


@dataclass(frozen=True)
class Mark:
    """图中一格: a rectangle in units of its sketch, what stands in it, and how it is drawn.

    The words of an area stand at its upper left corner, those of everything else in its middle.
    """

    x: int
    y: int
    width: int
    height: int
    lines: tuple[str, ...]
    tone: Tone = "plain"


@dataclass(frozen=True)
class Sketch:
    """平面示意图: marks on a floor, drawn as wide as the page allows; later marks lie over earlier ones."""

    caption: str
    width: int
    height: int
    marks: tuple[Mark, ...]
    note: str = ""

    def __post_init__(self) -> None:
        for mark in self.marks:
            if mark.x < 0 or mark.y < 0 or mark.x + mark.width > self.width or mark.y + mark.height > self.height:
                raise ValueError(f"示意图“{self.caption}”的“{''.join(mark.lines)}”在图外。")


Block = Heading | Paragraph | Table | Bars | Trend | Sketch


@dataclass(frozen=True)
class Attachment:
    """附件: starts on a page of its own; its title also stands in the list under the text.

    With `listed` False it is what the document issues (印发、转发): no label 附件, and not in the list.
    """

    title: str
    blocks: tuple[Block, ...]
    listed: bool = True


def _field_name(name: str, *, may_be_empty: bool = False) -> None:
    if not (re.fullmatch(r"[a-z][a-z0-9_]{0,30}", name) or (may_be_empty and not name)):
        raise ValueError(f"签名栏的名称“{name}”应为小写字母开头的字母、数字和下划线。")


@dataclass(frozen=True)
class Signature:
    """署名和成文日期: `sealed` leaves the room that the seal needs (4.5 cm, over name and date).

    `field` names a place beside them where somebody signs by key; empty for none.
    """

    name: str
    on: date
    sealed: bool = True
    field: str = ""

    def __post_init__(self) -> None:
        _field_name(self.field, may_be_empty=True)


@dataclass(frozen=True)
class Colophon:
    """版记: copies to (抄送), the printing office and the day of printing."""

    printer: str
    printed_on: date
    copies: str = ""


@dataclass(frozen=True)
class OfficialDocument:
    """公文（红头文件）. `head` is the red mark, mostly the office's full name and 文件; `signer` marks an upward one.

    The title is broken into lines by the layout; line breaks in it are kept instead.
    """

    head: str
    number: str
    title: str
    recipients: str
    blocks: tuple[Block, ...]
    signature: Signature
    attachments: tuple[Attachment, ...] = ()
    colophon: Colophon | None = None
    remark: str = ""
    signer: str = ""
    copy_number: str = ""
    secrecy: str = ""
    urgency: str = ""


@dataclass(frozen=True)
class Check:
    """核验标记: the address that the QR code on a paper leads to, and the code by which the paper is found by hand."""

    address: str
    code: str

    @property
    def words(self) -> str:
        """The lines beside the QR code."""
        return f"扫码核验真伪和效力\n核验码\n{self.code}"


@dataclass(frozen=True)
class Letter:
    """信函格式公文: letters (函), reminders (督办函), notices to rectify (整改通知书), papers of a case (办件文书)."""

    head: str
    number: str
    title: str
    recipients: str
    blocks: tuple[Block, ...]
    signature: Signature
    attachments: tuple[Attachment, ...] = ()
    copies: str = ""
    remark: str = ""
    secrecy: str = ""
    urgency: str = ""
    check: Check | None = None


@dataclass(frozen=True)
class Party:
    """签署方: `role` as the text calls it (甲方、承诺单位), its name, and the place where it signs.

    `field` names the place for whoever signs by key; `signer` says in what office somebody signs (主要负责人).
    `particulars` are lines under the name at the head, such as its code and address.
    """

    field: str
    role: str
    name: str
    signer: str
    particulars: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        _field_name(self.field)


@dataclass(frozen=True)
class Agreement:
    """承诺书、协议书: no red head; the parties at its head, clauses, and one place of signature for each party."""

    number: str
    title: str
    parties: tuple[Party, ...]
    blocks: tuple[Block, ...]
    on: date
    attachments: tuple[Attachment, ...] = ()

    def __post_init__(self) -> None:
        fields = [party.field for party in self.parties]
        if not fields or len(set(fields)) != len(fields):
            raise ValueError(f"“{self.title}”至少要有一个签署方，各方签名栏的名称不能重复。")


@dataclass(frozen=True)
class Minutes:
    """纪要: who was there under the mark, what was settled below. `present` are labels with names: 出席, 请假, 列席."""

    head: str
    number: str
    title: str
    present: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    author: str
    on: date
    attachments: tuple[Attachment, ...] = ()
    colophon: Colophon | None = None


Paper = OfficialDocument | Letter | Agreement | Minutes
