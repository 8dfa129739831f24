"""通知: the notice by which an office tells others what to do, or issues a plan (印发)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yimen.documents.content import Attachment, Block, Colophon, Heading, OfficialDocument, Paragraph, Signature


@dataclass(frozen=True)
class Section:
    """通知的一部分: its heading and its paragraphs; paragraphs in `points` get numbers of their own."""

    title: str
    text: str = ""
    points: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if not self.text.strip() and not self.points:
            raise ValueError(f"通知的“{self.title}”没有内容。")


@dataclass(frozen=True)
class Notice:
    """通知 as data. `about` is what the title says between 关于 and 的通知; `issued` are plans that it issues (印发).

    `occasion` is the first paragraph: on what ground the notice is given.
    """

    issuer: str
    number: str
    about: str
    recipients: str
    occasion: str
    issued_on: date
    sections: tuple[Section, ...] = ()
    issued: tuple[Attachment, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    contact: str = ""
    copies: str = ""
    urgency: str = ""

    def __post_init__(self) -> None:
        if not self.sections and not self.issued:
            raise ValueError("通知既没有要求，也没有印发的文件。")
        if any(each.listed for each in self.issued):
            raise ValueError("印发的文件不是附件，不列入附件说明。")


def as_document(notice: Notice) -> OfficialDocument:
    """The notice with red head: its occasion, its sections or what it issues, its imprint."""
    return OfficialDocument(
        head=f"{notice.issuer}文件",
        number=notice.number,
        title=f"{notice.issuer}关于{notice.about}的通知",
        recipients=notice.recipients,
        blocks=(Paragraph(notice.occasion), *(block for section in notice.sections for block in _section(section))),
        signature=Signature(notice.issuer, notice.issued_on),
        attachments=(*notice.attachments, *notice.issued),
        colophon=Colophon(notice.issuer, notice.issued_on, notice.copies),
        remark=notice.contact,
        urgency=notice.urgency,
    )


def _section(section: Section) -> list[Block]:
    """Points are run in, each under the number of its level: （一） with its title, then its text."""
    blocks: list[Block] = [Heading(1, section.title)]
    if section.text.strip():
        blocks.append(Paragraph(section.text))
    return blocks + [Heading(2, title, text) for title, text in section.points]
