"""提醒函、督办函、约谈通知书、通报 as papers in official layout, and what their receipts (送达回证) name."""

from datetime import date

from django.utils import timezone

from yimen.common.errors import Refused
from yimen.documents.content import Column, Heading, Letter, Paragraph, Signature, Table
from yimen.documents.letters import Overdue, SupervisionLetter, as_supervision
from yimen.documents.number import date_text
from yimen.documents.serving.papers import Paper
from yimen.rectification.letters import BASES, issuer_of
from yimen.rectification.models import Order
from yimen.rectification.pressing.models import Escalation
from yimen.rectification.pressing.rules import Rung


def letter(order: Order, rung: Rung, number: str, missed_on: date, finish_by: date, day: date) -> Letter:
    """The letter of a rung, for an order whose day went by; each names the way to be heard and what follows."""
    issuer = issuer_of(order)
    overdue = Overdue(order.finding.title, f"整改单 {order.number}", missed_on, "系统中没有整改答复")
    if rung.kind == "supervision":
        return as_supervision(
            SupervisionLetter(
                issuer=issuer, number=number, department=order.department.name, overdue=(overdue,), demand=rung.demand,
                finish_by=finish_by, step_next=rung.step_next, bases=BASES, issued_on=day,
            )
        )  # fmt: skip
    circular = rung.kind == "circular"
    return Letter(
        head=issuer,
        number=number,
        title="关于整改逾期情况的通报" if circular else rung.title,
        recipients="专项行动领导小组各成员单位" if circular else order.department.name,
        blocks=(
            Paragraph(_opening(order, circular)),
            _overdue(overdue, day),
            Heading(1, "办理要求"),
            Paragraph(rung.demand),
            Paragraph(f"请于{date_text(finish_by)}前办结，并在本系统的该整改单中提交结果和佐证材料。"),
            Heading(1, "说明和异议"),
            Paragraph(
                "认为与事实不符或者因客观原因不能按期办结的，可在上述期限内作出说明；说明处理期间不再采取下一步。"
            ),
            Heading(1, "逾期的处理"),
            Paragraph(rung.step_next),
            Heading(1, "依据"),
            *(Paragraph(f"{place}. {name}") for place, name in enumerate(BASES, start=1)),
            Paragraph("本件只就事项的整改进度作出，不是对任何个人的处理结论。"),
        ),
        signature=Signature(issuer, day),
    )


def _opening(order: Order, circular: bool) -> str:
    if circular:
        return f"{order.department.name}下列事项经提醒、督办和约谈，仍未按期完成整改。现将情况通报如下。"
    return "你单位下列事项的整改期限已过，系统中没有整改答复。现将有关情况告知如下。"


def _overdue(overdue: Overdue, day: date) -> Table:
    columns = (Column("事项", 3), Column("依据", 3), Column("期限", 2), Column("目前情况", 2))
    late = f"{date_text(overdue.due)}\n已逾期{(day - overdue.due).days}天"
    return Table("", columns, ((overdue.what, overdue.under, late, overdue.seen),))


def order_paper(order: Order) -> Paper:
    """The order's notice, as a receipt names it."""
    issued_on = timezone.localdate(order.recorded_at)
    return Paper(issuer_of(order), "责令整改通知书", order.number, order.department.name, issued_on)


def rung_paper(step: Escalation) -> Paper:
    """The letter of a rung, as a receipt names it. Errors: Refused for the last rung, which sends none."""
    if step.document is None:
        raise Refused("这一级措施没有文书，不需要送达回证。")
    order, document = step.order, step.document
    return Paper(
        issuer_of(order), step.get_rung_display(), document.number.text, order.department.name, document.issued_on
    )
