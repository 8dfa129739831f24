"""核验结论书: one item's verdict as a document, with the rows and rules it rests on and how to recompute it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from yimen.documents.content import (
    Attachment,
    Bar,
    Block,
    Column,
    Heading,
    Letter,
    Paragraph,
    Signature,
    Table,
    Trend,
)
from yimen.documents.number import date_text

SHOWN_A_CLASS = 30
"""So many findings of a class stand in the document; all of them are in the table beside it."""
LIMIT = "本结论只依据所列期间已报送的数据作出，只就事项，不是对任何个人的结论；认定之前先听部门说明。"


@dataclass(frozen=True)
class PaperRow:
    """线索一条: what was hit, its masked person, its day, the rule, how sure (from 0 to 1), what was seen."""

    subject: str
    person: str
    day: str
    rule: str
    sure: float
    seen: str


@dataclass(frozen=True)
class PaperClass:
    """一类线索: its title, whether it counts as handled off the hall, how many there are in all, and the first rows."""

    title: str
    counts: bool
    total: int
    rows: tuple[PaperRow, ...]


@dataclass(frozen=True)
class PaperRule:
    """一条规则: its words, what it rests on in law ("" where it names none), the innocent explanation, how to check."""

    code: str
    title: str
    grade: str
    says: str
    article: str
    innocent: str
    check: str
    version: str
    hits: int


@dataclass(frozen=True)
class VerdictPaper:
    """核验结论书 as data; personal data must be masked by the caller.

    months: (first day, matters, matters off the hall). versions: what of which version made the verdict, with digests.
    parameters: rule -> its thresholds in words. recompute: whole sentences.
    """

    issuer: str
    number: str
    item_name: str
    item_code: str
    department: str
    declared: str
    data_from: date
    data_to: date
    verdict: str
    reasons: str
    matters: int
    off_matters: int
    counted: str
    share: str
    interval: str
    months: tuple[tuple[date, int, int], ...]
    classes: tuple[PaperClass, ...]
    rules: tuple[PaperRule, ...]
    blind: tuple[str, ...]
    versions: tuple[tuple[str, str], ...]
    parameters: tuple[tuple[str, str], ...]
    recompute: tuple[str, ...]
    issued_on: date


def as_letter(paper: VerdictPaper, typeset: Callable[[str], str] = str) -> Letter:
    """The verdict as a letter: what was found, month by month, row by row; the rules and versions are attached.

    typeset: what makes a text printable; names of people and places have characters that no font at hand may have.
    """
    facts = (
        ("事项", paper.item_name),
        ("事项编码", paper.item_code),
        ("部门", paper.department or "未载明"),
        ("声明的进驻方式", paper.declared or "未声明"),
        ("数据期间", f"{date_text(paper.data_from)}至{date_text(paper.data_to)}"),
        ("结论", paper.verdict),
        ("办理件数", f"{paper.matters}件，其中厅外{paper.off_matters}件"),
        *([("怎样数出来的", paper.counted)] if paper.counted else []),
        ("厅外占比", f"{paper.share}（95%区间{paper.interval}）" if paper.matters else "没有办理，不计算"),
    )
    return Letter(
        head=paper.issuer,
        number=paper.number,
        title=f"关于“{typeset(paper.item_name)}”\n实质运行情况的核验结论书",
        recipients="",
        blocks=(
            Heading(1, "结论"),
            Table(
                "",
                (Column("要素", 1, "center"), Column("内容", 4)),
                tuple((name, typeset(text)) for name, text in facts),
            ),
            *([Paragraph(typeset(paper.reasons))] if paper.reasons.strip() else []),
            *_blind(paper),
            *_months(paper),
            *_findings(paper, typeset),
            *_explanations(paper, typeset),
            Heading(1, "复算"),
            *(Paragraph(each) for each in paper.recompute),
            Paragraph(LIMIT),
        ),
        signature=Signature(paper.issuer, paper.issued_on, sealed=False),
        attachments=(*_rules(paper, typeset), _versions(paper)),
    )


def _blind(paper: VerdictPaper) -> list[Block]:
    if not paper.blind:
        return []
    listed = "；".join(paper.blind)
    return [Paragraph(f"缺少数据，以下规则没有运行，结论不包含它们能发现的问题：{listed}。")]


def _months(paper: VerdictPaper) -> list[Block]:
    """The share of each month; a month without matters has none. Over a year, the last twelve as a figure."""
    if not paper.matters:
        return [Heading(1, "各月情况"), Paragraph("期间内没有办理，没有按月的情况。")]
    bars = tuple(
        Bar(f"{first.month}月", off / matters if matters else None, f"{off / matters:.0%}" if matters else "")
        for first, matters, off in paper.months[-12:]
    )
    rows = tuple(
        (f"{first.year}年{first.month}月", str(matters), str(off), f"{off / matters:.1%}" if matters else "—")
        for first, matters, off in paper.months
    )
    number = (Column("月份", 2), Column("办理（件）", 1.5, "right"), Column("厅外（件）", 1.5, "right"))
    return [
        Heading(1, "各月情况"),
        Paragraph("每件计入申请（没有申请日期的计入发证）所在的月份。"),
        Trend("各月厅外占比", bars, note="没有办理的月份不画柱；件数见下表。"),
        Table("各月办理和厅外办理", (*number, Column("厅外占比", 1.5, "right")), rows),
    ]


def _findings(paper: VerdictPaper, typeset: Callable[[str], str]) -> list[Block]:
    if not paper.classes:
        return [Heading(1, "线索"), Paragraph("启用的规则没有在这个事项上发现问题。")]
    blocks: list[Block] = [Heading(1, "线索")]
    for each in paper.classes:
        shown = each.rows[:SHOWN_A_CLASS]
        counts = "把握达到门槛的计入厅外办理" if each.counts else "不计入厅外占比，供核查参考"
        more = f"按把握列前{len(shown)}条，其余{each.total - len(shown)}条见随附的findings.csv。"
        blocks += [
            Heading(2, f"{each.title}（{each.total}条）"),
            Paragraph(f"{counts}。{more if each.total > len(shown) else ''}"),
            Table(
                each.title,
                (Column("对象", 3.3), Column("规则\n和把握", 1.1, "center"), Column("看到了什么", 7)),
                tuple((typeset(_about(row)), f"{row.rule}\n{row.sure:.0%}", typeset(_seen(row))) for row in shown),
            ),
        ]  # fmt: skip
    return blocks


def _about(row: PaperRow) -> str:
    return "\n".join(part for part in (row.subject, row.day, row.person) if part)


def _seen(row: PaperRow) -> str:
    """What was seen; the innocent explanations, the same in every row, stand once below."""
    return row.seen.partition("也可能是：")[0]


def _explanations(paper: VerdictPaper, typeset: Callable[[str], str]) -> list[Block]:
    """The likeliest innocent explanation first: that of the rule that hit most."""
    if not paper.rules:
        return []
    blocks: list[Block] = [
        Heading(1, "可能的正当解释和在本部门账册中的核对方法"),
        Paragraph("按命中由多到少排列。请对照本部门台账原件逐条核对，属于下列情形的，请说明并附材料。"),
    ]
    for rule in sorted(paper.rules, key=lambda each: -each.hits):
        blocks.append(Heading(3, f"{rule.title}（{rule.code}，{rule.hits}条）"))
        blocks.append(Paragraph(typeset(f"可能是：{rule.innocent}")))
        blocks.append(Paragraph(typeset(f"核对：{rule.check}")))
    return blocks


def _rules(paper: VerdictPaper, typeset: Callable[[str], str]) -> tuple[Attachment, ...]:
    if not paper.rules:
        return ()
    columns = (Column("规则", 1), Column("所说的话", 4), Column("依据条文", 2.2), Column("等级", 0.7, "center"))
    rows = tuple(
        (f"{rule.code}\n{rule.title}", typeset(rule.says), typeset(rule.article) or "规则未载明条文", rule.grade)
        for rule in paper.rules
    )
    note = "大括号处由各条线索的数据填入。等级：A为硬证据，B、C须结合其他证据。"
    return (Attachment("所用规则", (Table("命中的规则及其依据", columns, rows, note=note),)),)


def _versions(paper: VerdictPaper) -> Attachment:
    blocks: list[Block] = [
        Table("引擎、规则和数据的版本", (Column("要素", 1.3), Column("版本或摘要（SHA-256）", 4)), paper.versions)
    ]
    if paper.parameters:
        blocks.append(Table("参数", (Column("规则", 1), Column("参数", 5)), paper.parameters))
    return Attachment("版本、参数和摘要", tuple(blocks))
