"""公文版式: official documents and letters by GB/T 9704-2012, typed data in, PDF/A-2b out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from yimen.documents import content, glyphs, monthly, orders, reports, titles, typesetting, verdicts
from yimen.documents.number import date_text, numeral

CHARACTERS_IN_A_TABLE_LINE = 36  # 156 mm of 12 pt
TALLEST_UNBROKEN_ROW = 15  # lines; a taller row may go over the page's end
MOST_BARS_ON_A_PAGE = 25  # a figure with more goes over the page's end
TALLEST_WHOLE_TABLE = 14  # lines; a taller table may go over the page's end, its head repeated


def official_document(document: content.OfficialDocument, *, press: typesetting.Press | None = None) -> bytes:
    """The PDF/A-2b of a 公文 with red head; equal input gives equal bytes. MissingGlyph if a character has no glyph."""
    press = press or typesetting.press()
    data = Writer(press)
    body = data.common(document)
    body |= {
        "signer": data.text(document.signer, "签发人"),
        "copy_number": data.text(document.copy_number, "份号"),
        "colophon": None,
    }
    if document.colophon is not None:
        body["colophon"] = {
            "copies": data.text(document.colophon.copies, "抄送").rstrip("。"),
            "printer": data.text(document.colophon.printer, "印发机关"),
            "printed": date_text(document.colophon.printed_on),
        }
    return press.print("official", body)


def letter(document: content.Letter, *, press: typesetting.Press | None = None) -> bytes:
    """The PDF/A-2b of a letter, reminder or notice to rectify; equal input gives equal bytes. MissingGlyph as above."""
    press = press or typesetting.press()
    data = Writer(press)
    body = data.common(document)
    body["copies"] = data.text(document.copies, "抄送").rstrip("。")
    return press.print("letter", body)


def monthly_report(report: reports.MonthlyReport, *, press: typesetting.Press | None = None) -> bytes:
    """The PDF/A-2b of a monthly report (月报) in official layout."""
    return official_document(monthly.as_document(report), press=press)


def order_letter(order: orders.OrderLetter, *, press: typesetting.Press | None = None) -> bytes:
    """The PDF/A-2b of a notice to rectify (责令整改通知书) in letter format."""
    return letter(orders.as_letter(order), press=press)


def verdict_paper(paper: verdicts.VerdictPaper, *, press: typesetting.Press | None = None) -> bytes:
    """The PDF/A-2b of a verdict (核验结论书) in letter format; 〓 stands for a character that no font at hand has."""
    press = press or typesetting.press()
    fallback = press.fallback
    return letter(verdicts.as_letter(paper, lambda text: glyphs.substituted(text, fallback)), press=press)


class Writer:
    """Turns a document into what the templates read; every text passes through `text`, which checks its glyphs."""

    def __init__(self, press: typesetting.Press) -> None:
        self.press = press
        self.tables = self.figures = 0
        self.counts = [0, 0, 0, 0]

    def text(self, value: str, where: str) -> str:
        """The text on one line; MissingGlyph names `where`."""
        return self.lines(value, where).replace("\n", " ")

    def lines(self, value: str, where: str) -> str:
        """The text with its line breaks."""
        return glyphs.checked(value, where, self.press.fallback)

    def common(self, document: content.OfficialDocument | content.Letter) -> dict[str, Any]:
        """What both formats have."""
        return {
            "head": self.text(document.head, "发文机关标志"),
            "number": self.text(document.number, "发文字号"),
            "title": titles.broken(self.lines(document.title, "标题")),
            "recipients": self.text(document.recipients, "主送机关").rstrip("：:"),
            "blocks": self.blocks(document.blocks, "正文", ends_in_signature=True),
            "attachments": self.attachments(document.attachments),
            "signature": {
                "name": self.text(document.signature.name, "署名"),
                "date": date_text(document.signature.on),
                "day": [document.signature.on.year, document.signature.on.month, document.signature.on.day],
                "sealed": document.signature.sealed,
            },
            "remark": self.text(document.remark, "附注").strip("（）()"),
            "secrecy": self.text(document.secrecy, "密级"),
            "urgency": self.text(document.urgency, "紧急程度"),
        }

    def attachments(self, attachments: tuple[content.Attachment, ...]) -> list[dict[str, Any]]:
        """The attachments with their labels: 附件 where there is one, 附件1, 附件2 where there are more."""
        result = []
        for place, attachment in enumerate(attachments, start=1):
            label = "附件" if len(attachments) == 1 else f"附件{place}"
            self.counts = [0, 0, 0, 0]
            title = titles.broken(self.lines(attachment.title, f"{label}标题"))
            result.append({"label": label, "title": title, "blocks": self.blocks(attachment.blocks, label)})
        return result

    def blocks(
        self, blocks: Iterable[content.Block], where: str, *, ends_in_signature: bool = False
    ) -> list[dict[str, Any]]:
        """The blocks in order; the last paragraph before a signature is kept on its page."""
        result: list[dict[str, Any]] = []
        for place, block in enumerate(blocks, start=1):
            here = f"{where}第 {place} 段"
            if isinstance(block, content.Heading):
                result.append(self.heading(block, here))
            elif isinstance(block, content.Paragraph):
                parts = [part.strip(" \u3000") for part in self.lines(block.text, here).split("\n")]
                result += [{"kind": "paragraph", "text": part, "last": False} for part in parts if part]
            elif isinstance(block, content.Table):
                result.append(self.table(block))
            else:
                result.append(self.figure(block))
        if ends_in_signature and result and result[-1]["kind"] == "paragraph":
            result[-1]["last"] = True
        return result

    def heading(self, heading: content.Heading, where: str) -> dict[str, Any]:
        """The heading with its number: 一、, （一）, 1. or （1）; numbers below it start again."""
        index = heading.level - 1
        self.counts[index] += 1
        self.counts[index + 1 :] = [0] * (3 - index)
        count = self.counts[index]
        number = (f"{numeral(count)}、", f"（{numeral(count)}）", f"{count}. ", f"（{count}）")[index]
        return {
            "kind": "heading",
            "level": heading.level,
            "text": number + self.text(heading.text, where),
            "run_in": self.text(heading.run_in, where),
        }

    def table(self, table: content.Table) -> dict[str, Any]:
        """The table; a row that would fill much of a page may be broken, others may not."""
        self.tables += 1
        name = f"表{self.tables}"
        total = sum(column.width for column in table.columns)
        rooms = [max(1.0, column.width / total * CHARACTERS_IN_A_TABLE_LINE - 1) for column in table.columns]
        rows, height = [], 0.0
        for number, row in enumerate(table.rows, start=1):
            cells = [self.lines(cell, f"{name}第 {number} 行第 {place} 列") for place, cell in enumerate(row, start=1)]
            tallest = max(
                sum(1 + titles.width(line) // room for line in cell.split("\n"))
                for cell, room in zip(cells, rooms, strict=True)
            )
            height += tallest
            rows.append({"cells": cells, "breakable": tallest > TALLEST_UNBROKEN_ROW})
        return {
            "kind": "table",
            "caption": f"{name}　{self.text(table.caption, name)}" if table.caption else "",
            "columns": [
                {"title": self.lines(column.title, f"{name}表头"), "width": column.width, "align": column.align}
                for column in table.columns
            ],
            "rows": rows,
            "note": self.text(table.note, f"{name}注"),
            "whole": height <= TALLEST_WHOLE_TABLE,
            "empty": self.text(table.empty, f"{name}空表说明"),
        }

    def figure(self, figure: content.Bars | content.Trend) -> dict[str, Any]:
        """The figure with its number; one without rows says so."""
        self.figures += 1
        name = f"图{self.figures}"
        if not figure.rows:
            words = f"{name} {self.text(figure.caption, name)}：本期无数据。"
            return {"kind": "paragraph", "text": words, "last": False}
        return {
            "kind": "bars" if isinstance(figure, content.Bars) else "trend",
            "caption": f"{name}　{self.text(figure.caption, name)}",
            "rows": [
                {"label": self.text(bar.label, name), "share": bar.share, "text": self.text(bar.text, name)}
                for bar in figure.rows
            ],
            "note": self.text(figure.note, f"{name}注"),
            "whole": len(figure.rows) <= MOST_BARS_ON_A_PAGE,
        }
