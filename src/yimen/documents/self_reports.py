"""自查报告: a department reports upwards what it found when it looked at itself, over the name of its signer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yimen.documents.content import (
    Attachment,
    Block,
    Colophon,
    Column,
    Heading,
    OfficialDocument,
    Paragraph,
    Signature,
    Table,
)
from yimen.documents.number import date_text


@dataclass(frozen=True)
class CheckedItem:
    """自查事项一条: how it is entered, what was found, and by when it is put right ("" where nothing is to be)."""

    code: str
    name: str
    mode: str
    found: str
    mend_by: date | None = None


@dataclass(frozen=True)
class SelfReport:
    """自查报告 as data. `method` says how it was checked; `measures` are whole sentences.

    `answers` are (question, answer, words) asked of the whole department; `signature_field` names the place where its
    head signs by key, empty where a seal is put.
    """

    department: str
    number: str
    recipient: str
    signer: str
    checked_from: date
    checked_to: date
    method: str
    items: tuple[CheckedItem, ...]
    measures: tuple[str, ...]
    issued_on: date
    contact: str = ""
    copies: str = ""
    answers: tuple[tuple[str, str, str], ...] = ()
    signature_field: str = ""

    def __post_init__(self) -> None:
        if not self.signer.strip():
            raise ValueError("自查报告是上行文，须注明签发人。")
        if not self.items:
            raise ValueError("自查报告没有列出自查的事项。")
        if self.faulty and not self.measures:
            raise ValueError("自查发现了问题，报告须写明整改措施。")

    @property
    def faulty(self) -> tuple[CheckedItem, ...]:
        """The items that must be put right."""
        return tuple(item for item in self.items if item.mend_by is not None)


def as_document(report: SelfReport) -> OfficialDocument:
    """The report with red head and signer: how it was checked, what was found, what is done; all items annexed."""
    return OfficialDocument(
        head=f"{report.department}文件",
        number=report.number,
        title=f"{report.department}关于政务服务事项进驻大厅自查情况的报告",
        recipients=report.recipient,
        blocks=(
            Paragraph(
                "按照专项行动工作方案要求，我单位对政务服务事项进驻大厅情况进行了全面自查。现将有关情况报告如下。"
            ),
            Heading(1, "自查情况"),
            Paragraph(
                f"自查期间为{date_text(report.checked_from)}至{date_text(report.checked_to)}，共自查事项{len(report.items)}项，"
                f"发现需要整改的{len(report.faulty)}项。{report.method}"
            ),
            *_faults(report),
            *_measures(report),
            Paragraph("专此报告。"),
        ),
        signature=Signature(
            report.department, report.issued_on, sealed=not report.signature_field, field=report.signature_field
        ),
        attachments=(*_asked(report), Attachment("事项自查情况表", (_table("", report.items),))),
        colophon=Colophon(report.department, report.issued_on, report.copies),
        remark=report.contact,
        signer=report.signer,
    )


def _faults(report: SelfReport) -> list[Block]:
    if not report.faulty:
        return [
            Heading(1, "发现的问题"),
            Paragraph("自查没有发现需要整改的事项。以上结论由我单位负责，接受数据核验和现场检查。"),
        ]
    return [Heading(1, "发现的问题"), _table("需要整改的事项", report.faulty)]


def _asked(report: SelfReport) -> tuple[Attachment, ...]:
    if not report.answers:
        return ()
    columns = (Column("序号", 32, "center"), Column("自查内容", 170), Column("答案", 50, "center"), Column("说明", 190))
    rows = tuple((str(place), *each) for place, each in enumerate(report.answers, start=1))
    return (Attachment("部门自查情况表", (Table("", columns, rows),)),)


def _measures(report: SelfReport) -> list[Block]:
    if not report.measures:
        return []
    return [Heading(1, "整改措施"), *(Heading(3, "", measure) for measure in report.measures)]


def _table(caption: str, items: tuple[CheckedItem, ...]) -> Table:
    columns = (
        Column("序号", 32, "center"), Column("事项名称和编码", 130), Column("进驻方式", 68, "center"),
        Column("自查情况", 120), Column("整改期限", 92, "center"),
    )  # fmt: skip
    rows = tuple(
        (
            str(place),
            f"{item.name}\n{item.code}",
            item.mode,
            item.found,
            date_text(item.mend_by) if item.mend_by else "—",
        )
        for place, item in enumerate(items, start=1)
    )
    return Table(caption, columns, rows)
