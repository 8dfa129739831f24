"""责令整改通知书: the letter by which a department is told what to put right, by when, and how to object."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yimen.documents.content import Column, Heading, Letter, Paragraph, Signature, Table
from yimen.documents.number import date_text


@dataclass(frozen=True)
class OrderLetter:
    """责令整改通知书 as data. Texts are shown as they stand; personal data must be masked by the caller.

    `seen` says what the data show; `innocent` the innocent explanation that was weighed; `bases` are names of laws
    with their articles; `how_to_answer` and `how_to_object` are whole sentences.
    """

    issuer: str
    number: str
    department: str
    item_name: str
    item_code: str
    source: str
    data_from: date
    data_to: date
    seen: str
    innocent: str
    demand: str
    deadline: date
    how_to_answer: str
    how_to_object: str
    bases: tuple[str, ...]
    issued_on: date
    contact: str = ""
    copies: str = ""

    def __post_init__(self) -> None:
        if self.data_to < self.data_from:
            raise ValueError("责令整改通知书的数据截止日期早于起始日期。")
        if self.deadline < self.issued_on:
            raise ValueError("整改期限早于通知书日期：不能要求部门在收到通知之前完成整改。")
        for field, name in (("seen", "看到的情况"), ("demand", "整改要求"), ("how_to_object", "提出异议的途径")):
            if not getattr(self, field).strip():
                raise ValueError(f"责令整改通知书缺少“{name}”。")
        if not self.bases:
            raise ValueError("责令整改通知书缺少依据。")


def as_letter(order: OrderLetter) -> Letter:
    """The notice as a letter: facts, the innocent explanation, demand and deadline, answer and objection, bases."""
    facts = Table(
        "",
        (Column("要素", 1, "center"), Column("内容", 4)),
        (
            ("责任部门", order.department),
            ("事项名称", order.item_name),
            ("事项编码", order.item_code),
            ("数据期间", f"{date_text(order.data_from)}至{date_text(order.data_to)}"),
            ("疑点编号", order.source),
        ),
    )
    innocent = order.innocent.strip() or "未发现可能的正当解释。"
    return Letter(
        head=order.issuer,
        number=order.number,
        title="责令整改通知书",
        recipients=order.department,
        blocks=(
            Paragraph("经核验和认定，你单位下列政务服务事项需要整改。现将有关情况和要求通知如下。"),
            Heading(1, "涉及事项"),
            facts,
            Heading(1, "看到的情况"),
            Paragraph(order.seen),
            Heading(1, "可能的正当解释"),
            Paragraph(innocent),
            Paragraph("确属上述情形或者另有原因的，请在答复中说明并附材料，经核实后撤销本通知书。"),
            Heading(1, "整改要求和期限"),
            Paragraph(order.demand),
            Paragraph(
                f"请于{date_text(order.deadline)}前完成整改并答复。整改是否到位，以此后新产生数据的核验结果为准。"
            ),
            Heading(1, "答复和异议"),
            Paragraph(order.how_to_answer),
            Paragraph(order.how_to_object),
            Heading(1, "依据"),
            *(Paragraph(f"{place}. {name}") for place, name in enumerate(order.bases, start=1)),
            Paragraph("本通知书依据所列期间已报送的数据作出，只就事项提出整改要求，不是对任何个人的处理结论。"),
        ),
        signature=Signature(order.issuer, order.issued_on),
        copies=order.copies,
        remark=order.contact,
    )
