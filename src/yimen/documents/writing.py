"""公文排版数据: what the layouts read, for PDF and DOCX alike; every text checked, every number given."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import segno

from yimen.documents import content, glyphs, titles
from yimen.documents.number import date_text, numeral

CHARACTERS_IN_A_TABLE_LINE = 36  # 156 mm of 12 pt
TALLEST_UNBROKEN_ROW = 15  # lines; a taller row may go over the page's end
MOST_BARS_ON_A_PAGE = 25  # a figure with more goes over the page's end
TALLEST_WHOLE_TABLE = 14  # lines; a taller table may go over the page's end, its head repeated

TEMPLATES: dict[type[content.Paper], str] = {
    content.OfficialDocument: "official",
    content.Letter: "letter",
    content.Agreement: "agreement",
    content.Minutes: "minutes",
}


def written(paper: content.Paper, fallback: tuple[Path, ...]) -> tuple[str, dict[str, Any]]:
    """The name of the paper's template and what it reads. MissingGlyph if a character has no glyph in our fonts."""
    return TEMPLATES[type(paper)], Writer(fallback).paper(paper)


def code_svg(address: str) -> str:
    """The QR code of an address as an SVG document; equal addresses give equal text."""
    inline = segno.make(address, error="m", micro=False).svg_inline(border=1)
    return str(inline).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def _author(paper: content.Paper) -> tuple[str, date]:
    """Who made it, and its day."""
    if isinstance(paper, content.Minutes):
        return paper.author, paper.on
    if isinstance(paper, content.Agreement):
        return "、".join(party.name for party in paper.parties), paper.on
    return paper.signature.name, paper.signature.on


class Writer:
    """Turns a document into what the templates read; every text passes through `text`, which checks its glyphs."""

    def __init__(self, fallback: tuple[Path, ...]) -> None:
        self.fallback = fallback
        self.tables = self.figures = 0
        self.counts = [0, 0, 0, 0]

    def text(self, value: str, where: str) -> str:
        """The text on one line; MissingGlyph names `where`."""
        return self.lines(value, where).replace("\n", " ")

    def lines(self, value: str, where: str) -> str:
        """The text with its line breaks."""
        return glyphs.checked(value, where, self.fallback)

    def paper(self, paper: content.Paper) -> dict[str, Any]:
        """The whole of it, as its template reads it."""
        data = self.common(paper)
        if isinstance(paper, content.OfficialDocument):
            return data | self.formal(paper) | {
                "signer": self.text(paper.signer, "签发人"),
                "copy_number": self.text(paper.copy_number, "份号"),
                "colophon": self.colophon(paper.colophon),
            }  # fmt: skip
        if isinstance(paper, content.Letter):
            return data | self.formal(paper) | {"copies": self.copies(paper.copies), "check": self.check(paper.check)}
        if isinstance(paper, content.Agreement):
            return data | {"parties": [self.party(party) for party in paper.parties]}
        return data | {
            "head": self.text(paper.head, "纪要标志"),
            "present": [[self.text(label, "出席情况"), self.text(names, label)] for label, names in paper.present],
            "colophon": self.colophon(paper.colophon),
        }

    def common(self, paper: content.Paper) -> dict[str, Any]:
        """What every kind has."""
        author, on = _author(paper)
        ends_in_signature = not isinstance(paper, content.Minutes)
        return {
            "number": self.text(paper.number, "文号"),
            "title": titles.broken(self.lines(paper.title, "标题")),
            "blocks": self.blocks(paper.blocks, "正文", ends_in_signature=ends_in_signature),
            "attachments": self.attachments(paper.attachments),
            "author": self.text(author, "署名"),
            "day": [on.year, on.month, on.day],
        }

    def formal(self, document: content.OfficialDocument | content.Letter) -> dict[str, Any]:
        """What official documents and letters have beyond that."""
        signature = document.signature
        return {
            "head": self.text(document.head, "发文机关标志"),
            "recipients": self.text(document.recipients, "主送机关").rstrip("：:"),
            "signature": {
                "name": self.text(signature.name, "署名"),
                "date": date_text(signature.on),
                "sealed": signature.sealed,
                "field": signature.field,
            },
            "remark": self.text(document.remark, "附注").strip("（）()"),
            "secrecy": self.text(document.secrecy, "密级"),
            "urgency": self.text(document.urgency, "紧急程度"),
        }

    def check(self, check: content.Check | None) -> dict[str, str] | None:
        """The QR code as SVG with the sentence beside it, None where the paper has none."""
        if check is None:
            return None
        return {"svg": code_svg(check.address),
                "words": self.lines(check.words, "核验标记")}  # fmt: skip

    def copies(self, copies: str) -> str:
        """The offices that get copies, without the stop that the layout sets."""
        return self.text(copies, "抄送").rstrip("。")

    def colophon(self, colophon: content.Colophon | None) -> dict[str, Any] | None:
        """The colophon, None where the paper has none."""
        if colophon is None:
            return None
        return {
            "copies": self.copies(colophon.copies),
            "printer": self.text(colophon.printer, "印发机关"),
            "printed": date_text(colophon.printed_on),
        }

    def party(self, party: content.Party) -> dict[str, Any]:
        """A party with its particulars and its place of signature."""
        return {
            "field": party.field,
            "role": self.text(party.role, "签署方"),
            "name": self.text(party.name, party.role),
            "signer": self.text(party.signer, party.role),
            "particulars": [[self.text(each, party.role) for each in pair] for pair in party.particulars],
        }

    def attachments(self, attachments: tuple[content.Attachment, ...]) -> list[dict[str, Any]]:
        """The attachments with their labels: 附件 where there is one, 附件1, 附件2 where there are more."""
        listed = sum(attachment.listed for attachment in attachments)
        result, place = [], 0
        for attachment in attachments:
            place += attachment.listed
            label = "" if not attachment.listed else "附件" if listed == 1 else f"附件{place}"
            where = label or "印发件"
            self.counts = [0, 0, 0, 0]
            title = titles.broken(self.lines(attachment.title, f"{where}标题"))
            result.append({"label": label, "title": title, "blocks": self.blocks(attachment.blocks, where)})
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
            elif isinstance(block, content.Sketch):
                result.append(self.sketch(block))
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
            "whole": height <= TALLEST_WHOLE_TABLE and not table.flowing,
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

    def sketch(self, sketch: content.Sketch) -> dict[str, Any]:
        """The sketch with its number as a figure."""
        self.figures += 1
        name = f"图{self.figures}"
        return {
            "kind": "sketch",
            "caption": f"{name}　{self.text(sketch.caption, name)}",
            "width": max(1, sketch.width),
            "height": max(1, sketch.height),
            "marks": [
                {"x": mark.x, "y": mark.y, "width": mark.width, "height": mark.height, "tone": mark.tone,
                 "lines": [self.text(line, name) for line in mark.lines]}
                for mark in sketch.marks
            ],
            "note": self.text(sketch.note, f"{name}注"),
        }  # fmt: skip
