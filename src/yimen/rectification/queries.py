"""Questions about findings and orders; `visible` first."""

from datetime import date, datetime

from django.db.models import Q, QuerySet

from yimen.common.workdays import working_days_between
from yimen.people.models import Region
from yimen.people.queries import Somebody, may, of_departments
from yimen.rectification.models import Finding, Order
from yimen.rectification.states import ACCEPTED, ANSWERED, CHECKING, CLOSED, EXPLAINED, OBJECTED, RAISED, WITHDRAWN

SETTLED = (CLOSED, WITHDRAWN)
UNJUDGED = (RAISED, EXPLAINED)
FOR_OFFICER = (ANSWERED, OBJECTED, CHECKING)


def visible_findings(user: Somebody) -> QuerySet[Finding]:
    """The findings that the user may see: the county's for county-wide roles, else his own department's."""
    if not may(user, "finding.read"):
        return Finding.objects.none()
    return Finding.objects.filter(of_departments(user)).select_related("department", "region", "order")


def visible_orders(user: Somebody) -> QuerySet[Order]:
    """The orders that the user may see, with their department and finding."""
    if not may(user, "order.read"):
        return Order.objects.none()
    return Order.objects.filter(of_departments(user)).select_related("department", "region", "finding")


def open_finding(region: Region, subject: str) -> Finding | None:
    """The finding on an item that is not yet judged, or whose order is not yet settled."""
    rows = Finding.objects.filter(region=region, subject=subject)
    unsettled = Q(status__in=UNJUDGED) | (Q(order__isnull=False) & ~Q(order__status__in=SETTLED))
    accepted_without_order = Q(status="accepted", order__isnull=True)
    return rows.filter(unsettled | accepted_without_order).order_by("pk").first()


def may_issue(user: Somebody, finding: Finding) -> bool:
    """True when the user may open an order from this finding now."""
    return may(user, "order.issue") and finding.status == ACCEPTED and not hasattr(finding, "order")


def late(orders: QuerySet[Order], day: date) -> QuerySet[Order]:
    """Those whose deadline has passed on a day while the department still owes an answer."""
    return orders.filter(deadline__lt=day, status__in=("issued", "served", "reopened"))


def orders_to_recheck(region: Region, data_from: date) -> QuerySet[Order]:
    """Orders that a verification of data from that day on can close (under check) or reopen (closed).

    Only data later than the department's last answer can speak for or against it.
    """
    rows = Order.objects.filter(region=region, status__in=(CHECKING, CLOSED), answered_at__isnull=False)
    return rows.filter(answered_at__date__lt=data_from).select_related("finding", "department", "region")


def days_left(order: Order, day: date) -> int:
    """Working days from a day until the order's deadline; negative when it is late."""
    return working_days_between(day, order.deadline)


def timeline(order: Order) -> list[tuple[datetime, str, str]]:
    """What happened to an order, oldest first: (when, who, what)."""
    events = [(order.recorded_at, str(order.issued_by), "下达整改单")]
    if order.served_at:
        events.append((order.served_at, str(order.department), "签收"))
    for reply in order.replies.select_related("by"):
        events.append((reply.recorded_at, str(reply.by or "系统"), f"{reply.get_kind_display()}：{reply.text}"))
    for recheck in order.rechecks.all():
        what = "未再发现问题" if recheck.clean else "仍有问题或证据不足"
        events.append((recheck.recorded_at, "核验", f"{recheck.data_from}至{recheck.data_to}的数据{what}：{recheck.note}"))
    return sorted(events, key=lambda event: event[0])
