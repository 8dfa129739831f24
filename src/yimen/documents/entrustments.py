"""委托受理协议: a department entrusts the centre with receiving, accepting and handing out, never with deciding.

The centre is mostly a public institution. An organ may entrust the implementation of a licence only to another
administrative organ (行政许可法 24), so deciding stays with the department.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yimen.documents.content import Agreement, Attachment, Column, Heading, Paragraph, Party, Table
from yimen.documents.number import date_text

ENTRUSTABLE = ("收件", "受理", "送达")
"""What may be entrusted to a centre that is no administrative organ."""


@dataclass(frozen=True)
class EntrustedItem:
    """委托事项一条: its version, what of it is entrusted, and the seal that the slips bear."""

    code: str
    name: str
    version: str
    acts: tuple[str, ...]
    stamp: str

    def __post_init__(self) -> None:
        wrong = [act for act in self.acts if act not in ENTRUSTABLE]
        if wrong or not self.acts:
            raise ValueError(
                f"“{self.name}”不能委托“{'、'.join(wrong) or '无'}”：只能委托{'、'.join(ENTRUSTABLE)}，"
                "行政许可的审查和决定不得委托给政务服务中心（行政许可法第二十四条）。"
            )


@dataclass(frozen=True)
class Entrustment:
    """委托协议 as data. `duties_of_*` are whole sentences; `term_ends` is the last day."""

    number: str
    department: str
    department_code: str
    centre: str
    centre_code: str
    items: tuple[EntrustedItem, ...]
    duties_of_department: tuple[str, ...]
    duties_of_centre: tuple[str, ...]
    hand_over: str
    liability: str
    term_begins: date
    term_ends: date
    signed_on: date
    witness: str = ""

    def __post_init__(self) -> None:
        if not self.items:
            raise ValueError("委托协议没有列出委托事项。")
        if self.term_ends <= self.term_begins:
            raise ValueError("委托协议的终止日期须晚于起始日期。")


def as_agreement(entrustment: Entrustment) -> Agreement:
    """The agreement: what is entrusted, duties of both, hand-over, liability, term; each party has a place to sign."""
    e = entrustment
    return Agreement(
        number=e.number,
        title="政务服务事项委托受理协议",
        parties=_parties(e),
        blocks=(
            Paragraph("为落实政务服务事项集中办理，甲乙双方就委托受理有关事项订立本协议。"),
            Heading(1, "委托事项和权限"),
            Paragraph(
                f"甲方将附件所列{len(e.items)}项政务服务事项的{'、'.join(_acts(e))}委托乙方办理，具体以附件为准。乙方以甲方名义办理，"
                "不得再委托他人。审查和决定由甲方作出，不在委托之列（《中华人民共和国行政许可法》第二十四条）。"
            ),
            Heading(1, "甲方的责任"),
            *(Heading(3, "", duty) for duty in e.duties_of_department),
            Heading(1, "乙方的责任"),
            *(Heading(3, "", duty) for duty in e.duties_of_centre),
            Heading(1, "材料和结果的交接"),
            Paragraph(e.hand_over),
            Heading(1, "责任承担"),
            Paragraph(e.liability),
            Heading(1, "期限、变更和终止"),
            Paragraph(
                f"本协议自{date_text(e.term_begins)}起至{date_text(e.term_ends)}止。期满前30日内双方可以续签；事项或者其版本变更的，"
                "应当重新核对附件。协议终止的，甲方应当自终止之日起派员在大厅受理，不得因此将事项撤出大厅。"
            ),
            Paragraph("本协议经各方签署后生效，并向社会公布。"),
        ),
        on=e.signed_on,
        attachments=(Attachment("委托事项清单", (_items(e.items),)),),
    )


def _acts(entrustment: Entrustment) -> list[str]:
    """What is entrusted of any item, in the order of the procedure."""
    return [act for act in ENTRUSTABLE if any(act in item.acts for item in entrustment.items)]


def _parties(e: Entrustment) -> tuple[Party, ...]:
    code = "统一社会信用代码"
    parties = [
        Party("department", "甲方（委托方）", e.department, "主要负责人", ((code, e.department_code),)),
        Party("centre", "乙方（受托方）", e.centre, "主要负责人", ((code, e.centre_code),)),
    ]
    if e.witness:
        parties.append(Party("office", "见证方", e.witness, "经办人"))
    return tuple(parties)


def _items(items: tuple[EntrustedItem, ...]) -> Table:
    columns = (
        Column("序号", 32, "center"), Column("事项名称和编码", 156), Column("版本", 42, "center"),
        Column("委托权限", 106, "center"), Column("所用印章", 106, "center"),
    )  # fmt: skip
    rows = tuple(
        (str(place), f"{item.name}\n{item.code}", item.version, "、".join(item.acts), item.stamp)
        for place, item in enumerate(items, start=1)
    )
    return Table("", columns, rows)
