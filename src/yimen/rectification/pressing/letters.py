"""提醒函、督办函、约谈通知书、通报 and 送达回证, as papers in official layout."""

from datetime import date

from django.utils import timezone

from yimen.documents.content import Column, Heading, Letter, Paragraph, Signature, Table
from yimen.documents.letters import Overdue, SupervisionLetter, as_supervision
from yimen.documents.number import date_text
from yimen.rectification.letters import BASES, issuer_of
from yimen.rectification.models import Order
from yimen.rectification.pressing.models import Delivery
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


def receipt(delivery: Delivery) -> Letter:
    """送达回证 of an order: what was served, how, on which day and on whom; the place to sign is left for paper."""
    order, issuer = delivery.order, issuer_of(delivery.order)
    signed = delivery.way == Delivery.Way.SYSTEM
    return Letter(
        head=issuer,
        number=order.number,
        title="送达回证",
        recipients=order.department.name,
        blocks=(
            Table(
                "",
                (Column("要素", 1, "center"), Column("内容", 3)),
                (
                    ("送达文书", f"责令整改通知书（{order.number}）"),
                    ("受送达单位", order.department.name),
                    ("送达方式", delivery.get_way_display()),
                    ("送达日期", date_text(delivery.served_on)),
                    ("收件人职务", delivery.receiver),
                    ("登记时间", timezone.localtime(delivery.recorded_at).strftime("%Y-%m-%d %H:%M")),
                    ("回证摘要", delivery.digest or "系统内签收，以存证账本的签收事件为准"),
                ),
            ),
            Paragraph("受送达单位已在系统内签收。" if signed else "受送达单位签名或者盖章见所附回证扫描件。"),
        ),
        signature=Signature(issuer, timezone.localdate(delivery.recorded_at)),
    )
