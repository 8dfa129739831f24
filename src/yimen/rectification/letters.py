"""责令整改通知书 of an order, typeset."""

from datetime import date

from django.utils import timezone

from yimen.documents import layout
from yimen.documents.orders import OrderLetter, as_letter
from yimen.rectification.models import Order

BASES = (
    "《优化营商环境条例》（国务院令第722号）第三十六条、第三十七条、第六十九条",
    "《黑龙江省优化营商环境条例》（2023年3月1日起施行）",
    "友谊县落实省委巡视反馈意见开展政务服务问题整改专项行动工作方案（友政办发〔2023〕15号）",
)


def issuer_of(order: Order) -> str:
    """The office that issues orders of the county and what follows from them."""
    return f"{order.region}营商环境建设监督局"


def source_of(order: Order) -> str:
    """The short code by which documents say that they came from the order."""
    return f"rectification:order:{order.pk}"


def letter(order: Order, issued_on: date | None = None) -> bytes:
    """The order as an official letter, PDF/A, of the day on which it was recorded unless another is given.

    The same order gives the same bytes.
    """
    finding = order.finding
    return layout.letter(
        as_letter(
            OrderLetter(
                issuer=issuer_of(order),
                number=order.number,
                department=order.department.name,
                item_name=finding.title,
                item_code=finding.subject,
                source=finding.source,
                data_from=finding.period_from,
                data_to=finding.period_to,
                seen=finding.seen,
                innocent=finding.innocent,
                demand=order.demand,
                deadline=order.deadline,
                how_to_answer="请在政务服务核验系统的本整改单中提交答复，写明已采取的措施，并附佐证材料。",
                how_to_object="对本通知书有异议的，可在期限届满前在本整改单中提出异议并附材料；异议处理期间不计逾期，所用工作日顺延。",
                bases=BASES,
                issued_on=issued_on or timezone.localdate(order.recorded_at),
            )
        )
    )
