"""送达回证: the empty form to be printed and signed, and the receipt of what was registered."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from yimen.documents.content import Column, Letter, Paragraph, Signature, Table
from yimen.documents.serving.models import Served
from yimen.documents.serving.rules import PAPER_WAYS, Way

COLUMNS = (Column("要素", 1, "center"), Column("内容", 3))
TITLE = "送达回证"
SIGN = "（签名或者盖章）"
DAY = "　　年　　月　　日　　时"


@dataclass(frozen=True)
class Paper:
    """所送文书: who issued it, what it is, its number, and the department that it is for."""

    issuer: str
    title: str
    number: str
    department: str
    issued_on: date


def _served_paper(paper: Paper) -> tuple[tuple[str, str], ...]:
    return (("送达文书", f"{paper.title}（{paper.number}）"), ("受送达单位", paper.department))


def empty_form(paper: Paper) -> Letter:
    """The form to be printed: the paper is named, everything that is written at the door is left empty."""
    ways = "　".join(f"□{label}" for _, label in PAPER_WAYS)
    rows = (
        *_served_paper(paper),
        ("送达地点", ""),
        ("送达方式", ways),
        ("送达时间", DAY),
        ("收件人及职务", SIGN),
        ("代收人及代收理由", SIGN),
        ("送达人", f"{SIGN}　　{SIGN}"),
        ("拒收情况和见证人", SIGN),
        ("备注", ""),
    )
    note = (
        "由两名送达人填写，受送达单位签名或者盖章；拒绝接收的，写明情况，由见证人签名。"
        "签收后扫描，在系统中登记送达日期和收件人职务。"
    )
    return _letter(paper, rows, note, paper.issued_on)


def receipt(served: Served, paper: Paper) -> Letter:
    """What was registered: how, on which day and on whom; of paper, the digest of the scan that was signed."""
    rows = (
        *_served_paper(paper),
        ("送达方式", Way(served.way).label),
        ("送达日期", f"{served.served_on.year}年{served.served_on.month}月{served.served_on.day}日"),
        ("收件人职务", served.receiver),
        ("登记时间", timezone.localtime(served.recorded_at).strftime("%Y-%m-%d %H:%M")),
        ("回证摘要", served.digest or "系统内签收，以存证账本的签收事件为准"),
    )
    signed = "受送达单位已在系统内签收。"
    on_paper = "受送达单位签名或者盖章见所附回证扫描件。"
    note = signed if served.way == Way.SYSTEM else on_paper
    return _letter(paper, rows, note, timezone.localdate(served.recorded_at))


def _letter(paper: Paper, rows: tuple[tuple[str, str], ...], note: str, day: date) -> Letter:
    return Letter(
        head=paper.issuer,
        number=paper.number,
        title=TITLE,
        recipients=paper.department,
        blocks=(Table("", COLUMNS, rows), Paragraph(note)),
        signature=Signature(paper.issuer, day),
    )
