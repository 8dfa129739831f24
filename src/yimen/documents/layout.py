"""公文版式: official papers by GB/T 9704-2012, typed data in; PDF/A-2b, places of signature and pictures out."""

from __future__ import annotations

from dataclasses import dataclass

from yimen.documents import content, glyphs, monthly, orders, reports, typesetting, verdicts, writing
from yimen.documents.typesetting import Box


@dataclass(frozen=True)
class Printed:
    """A paper in print: the PDF/A-2b, and where its places of signature (数字签名) lie, by name."""

    pdf: bytes
    boxes: dict[str, Box]


def pdf(paper: content.Paper, *, press: typesetting.Press | None = None) -> bytes:
    """The PDF/A-2b of a paper; equal input gives equal bytes. MissingGlyph if a character has no glyph."""
    press = press or typesetting.press()
    return press.print(*writing.written(paper, press.fallback))


def printed(paper: content.Paper, *, press: typesetting.Press | None = None) -> Printed:
    """The PDF/A-2b of a paper with its places of signature, for whoever signs it by key. MissingGlyph as above."""
    press = press or typesetting.press()
    return Printed(*press.print_with_boxes(*writing.written(paper, press.fallback)))


def pictures(paper: content.Paper, *, ppi: float = 96, press: typesetting.Press | None = None) -> list[bytes]:
    """One PNG a page. MissingGlyph as above."""
    press = press or typesetting.press()
    return press.pictures(*writing.written(paper, press.fallback), ppi=ppi)


def official_document(document: content.OfficialDocument, *, press: typesetting.Press | None = None) -> bytes:
    """The PDF/A-2b of a 公文 with red head."""
    return pdf(document, press=press)


def letter(document: content.Letter, *, press: typesetting.Press | None = None) -> bytes:
    """The PDF/A-2b of a letter, reminder or notice to rectify."""
    return pdf(document, press=press)


def monthly_report(report: reports.MonthlyReport, *, press: typesetting.Press | None = None) -> bytes:
    """The PDF/A-2b of a monthly report (月报) in official layout."""
    return pdf(monthly.as_document(report), press=press)


def order_letter(order: orders.OrderLetter, *, press: typesetting.Press | None = None) -> bytes:
    """The PDF/A-2b of a notice to rectify (责令整改通知书) in letter format."""
    return pdf(orders.as_letter(order), press=press)


def verdict_paper(paper: verdicts.VerdictPaper, *, press: typesetting.Press | None = None) -> bytes:
    """The PDF/A-2b of a verdict (核验结论书) in letter format; 〓 stands for a character that no font at hand has."""
    press = press or typesetting.press()
    fallback = press.fallback
    return pdf(verdicts.as_letter(paper, lambda text: glyphs.substituted(text, fallback)), press=press)
