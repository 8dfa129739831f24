"""函、督办函: letters between offices of equal rank, and the letter that presses for what is overdue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yimen.documents.content import Attachment, Column, Heading, Letter, Paragraph, Signature, Table
from yimen.documents.number import date_text


@dataclass(frozen=True)
class Request:
    """商请函 as data. `about` is what the title says between 关于 and 的函; each of `asks` is one thing asked for."""

    issuer: str
    number: str
    about: str
    recipients: str
    reason: str
    asks: tuple[str, ...]
    reply_by: date
    issued_on: date
    contact: str = ""
    copies: str = ""
    attachments: tuple[Attachment, ...] = ()

    def __post_init__(self) -> None:
        if not self.asks:
            raise ValueError("函没有写明商请的事项。")
        if self.reply_by < self.issued_on:
            raise ValueError("函请复函的日期早于发函日期。")


def as_letter(request: Request) -> Letter:
    """The letter: why, what is asked for, and by when an answer is hoped for."""
    asks = request.asks
    listed = (
        [Paragraph(asks[0])] if len(asks) == 1
        else [Paragraph(f"{place}. {text}") for place, text in enumerate(asks, start=1)]
    )  # fmt: skip
    return Letter(
        head=request.issuer,
        number=request.number,
        title=f"关于{request.about}的函",
        recipients=request.recipients,
        blocks=(
            Paragraph(request.reason),
            *listed,
            Paragraph(f"特此函商，请于{date_text(request.reply_by)}前函复。"),
        ),
        signature=Signature(request.issuer, request.issued_on),
        attachments=request.attachments,
        copies=request.copies,
        remark=request.contact,
    )


@dataclass(frozen=True)
class Overdue:
    """督办事项一条: what is overdue, under which order or task, since when, and what was seen of it."""

    what: str
    under: str
    due: date
    seen: str


@dataclass(frozen=True)
class SupervisionLetter:
    """督办函 as data. `step_next` says what follows if nothing is done; it may name no penalty for a person."""

    issuer: str
    number: str
    department: str
    overdue: tuple[Overdue, ...]
    demand: str
    finish_by: date
    step_next: str
    bases: tuple[str, ...]
    issued_on: date
    contact: str = ""
    copies: str = ""
    field: str = ""

    def __post_init__(self) -> None:
        if not self.overdue:
            raise ValueError("督办函没有督办事项。")
        if not self.bases:
            raise ValueError("督办函缺少依据。")
        if self.finish_by <= self.issued_on:
            raise ValueError("督办函的办结期限须晚于发函日期。")
        late = [each.what for each in self.overdue if each.due >= self.issued_on]
        if late:
            raise ValueError(f"“{late[0]}”尚未到期，不能列入督办函。")


def as_supervision(letter: SupervisionLetter) -> Letter:
    """The letter: what is overdue and since when, what is demanded, how to object, what follows, the bases."""
    rows = tuple(_row(place, each, letter.issued_on) for place, each in enumerate(letter.overdue, start=1))
    columns = (
        Column("序号", 32, "center"), Column("督办事项", 100), Column("依据的整改单\n或任务", 122), Column("期限", 92),
        Column("目前情况", 96),
    )  # fmt: skip
    return Letter(
        head=letter.issuer,
        number=letter.number,
        title="督　办　函",
        recipients=letter.department,
        blocks=(
            Paragraph(f"你单位下列{len(letter.overdue)}件事项已过规定期限，至今没有办结。现予督办。"),
            Table("", columns, rows),
            Heading(1, "办理要求"),
            Paragraph(letter.demand),
            Paragraph(f"请于{date_text(letter.finish_by)}前办结，并将办理结果和佐证材料报送本局。"),
            Heading(1, "说明和异议"),
            Paragraph(
                "因客观原因不能按期办结，或者认为督办事项与事实不符的，请在上述期限内书面说明并附材料，本局核实后答复。"
            ),
            Heading(1, "逾期的处理"),
            Paragraph(letter.step_next),
            Heading(1, "依据"),
            *(Paragraph(f"{place}. {name}") for place, name in enumerate(letter.bases, start=1)),
        ),
        signature=Signature(letter.issuer, letter.issued_on, field=letter.field),
        copies=letter.copies,
        remark=letter.contact,
    )


def _row(place: int, overdue: Overdue, day: date) -> tuple[str, ...]:
    since = f"{date_text(overdue.due)}\n已逾期{(day - overdue.due).days}天"
    return (str(place), overdue.what, overdue.under, since, overdue.seen)
