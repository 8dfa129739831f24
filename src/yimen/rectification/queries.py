"""Questions about findings and orders; `visible` first."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from yimen.common.workdays import working_days_between
from yimen.people.models import Region
from yimen.people.queries import Somebody, may, of_departments
from yimen.rectification.models import Finding, Order, Recheck, Reply
from yimen.rectification.rules import term
from yimen.rectification.states import (
    ACCEPTED,
    ANSWERED,
    CHECKING,
    CLOSED,
    EXPLAINED,
    ISSUED,
    OBJECTED,
    RAISED,
    REOPENED,
    SERVED,
    WITHDRAWN,
)

SETTLED = (CLOSED, WITHDRAWN)
UNJUDGED = (RAISED, EXPLAINED)
FOR_OFFICER = (ANSWERED, OBJECTED, CHECKING)
OWED = (SERVED, REOPENED)
RELAPSED = (Finding.Kind.HOLLOW, Finding.Kind.BYPASSED, Finding.Kind.PROMISE)
"""Verdicts that say the wrong is there again."""
# What a list can be narrowed to besides one status: so that every count on a first page opens exactly its rows.
FINDING_GROUPS = {"unjudged": "待认定", "unordered": "待下达整改单"}
ORDER_GROUPS = {"late": "已逾期", "for_officer": "待营商局处理", "owed": "待部门答复"}


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


def with_status(rows: QuerySet[Finding], status: str) -> QuerySet[Finding]:
    """The findings of a status, or of a group of FINDING_GROUPS."""
    if status == "unjudged":
        return rows.filter(status__in=UNJUDGED)
    if status == "unordered":
        return rows.filter(status=ACCEPTED, order__isnull=True)
    return rows.filter(status=status)


def orders_with_status(rows: QuerySet[Order], status: str, day: date) -> QuerySet[Order]:
    """The orders of a status, or of a group of ORDER_GROUPS as it stands on a day."""
    if status == "late":
        return late(rows, day)
    if status == "for_officer":
        return rows.filter(status__in=FOR_OFFICER)
    if status == "owed":
        return rows.filter(status__in=OWED)
    return rows.filter(status=status)


def chosen_findings(user: Somebody, chosen: dict[str, Any]) -> QuerySet[Finding]:
    """The visible findings narrowed by `status`, `department` and words `q`, newest first."""
    rows = visible_findings(user).order_by("-pk")
    if "status" in chosen:
        rows = with_status(rows, chosen["status"])
    if "department" in chosen:
        rows = rows.filter(department=chosen["department"])
    if "q" in chosen:
        rows = rows.filter(Q(title__icontains=chosen["q"]) | Q(subject__icontains=chosen["q"]))
    return rows


def chosen_orders(user: Somebody, chosen: dict[str, Any], day: date) -> QuerySet[Order]:
    """The visible orders narrowed by `status` (or `late` on a day), `department` and words `q`, newest first."""
    rows = visible_orders(user).order_by("-pk")
    if "status" in chosen:
        rows = orders_with_status(rows, chosen["status"], day)
    if "department" in chosen:
        rows = rows.filter(department=chosen["department"])
    if "q" in chosen:
        words = chosen["q"]
        rows = rows.filter(
            Q(finding__title__icontains=words) | Q(finding__subject__icontains=words) | Q(number__icontains=words)
        )
    return rows


def open_finding(region: Region, subject: str) -> Finding | None:
    """The finding on an item that is not yet judged, or whose order is not yet settled."""
    rows = Finding.objects.filter(region=region, subject=subject)
    unsettled = Q(status__in=UNJUDGED) | (Q(order__isnull=False) & ~Q(order__status__in=SETTLED))
    accepted_without_order = Q(status=ACCEPTED, order__isnull=True)
    return rows.filter(unsettled | accepted_without_order).order_by("pk").first()


def may_issue(user: Somebody, finding: Finding) -> bool:
    """True when the user may open an order from this finding now."""
    return may(user, "order.issue") and finding.status == ACCEPTED and not hasattr(finding, "order")


def late(orders: QuerySet[Order], day: date) -> QuerySet[Order]:
    """Those whose deadline has passed on a day while the department still owes an answer."""
    past = Q(extended_to__lt=day) | Q(extended_to__isnull=True, deadline__lt=day)
    return orders.filter(past, status__in=(ISSUED, *OWED))


def orders_to_recheck(region: Region, data_from: date) -> QuerySet[Order]:
    """Orders that a verification of data from that day on can close (under check) or reopen (closed).

    Only data later than the department's last answer can speak for or against it; `covers_all` says whether they close.
    """
    on_paper = Reply.objects.filter(kind=Reply.Kind.ANSWER, declared_on__lt=data_from).values("order")
    later = Q(answered_at__date__lt=data_from) | Q(answered_at__isnull=True, pk__in=on_paper)
    rows = Order.objects.filter(later, region=region, status__in=(CHECKING, CLOSED))
    return rows.select_related("finding", "department", "region")


def answered_on(order: Order) -> date | None:
    """The day of the department's last answer: the server's own, or that of the paper while there is no other."""
    if order.answered_at is not None:
        return timezone.localdate(order.answered_at)
    answers = (reply for reply in order.replies.all() if reply.kind == Reply.Kind.ANSWER)
    return max((reply.declared_on for reply in answers if reply.declared_on), default=None)


def decided_from(order: Order) -> date | None:
    """The first day that a verification must cover to close the order: the one after the department's last answer."""
    answered = answered_on(order)
    return answered + timedelta(days=1) if answered else None


def covers_all(order: Order, data_from: date, data_to: date, newest: date) -> bool:
    """Whether data of these days can close the order: all from the day after the answer to the newest handed in.

    Whoever could choose the days might choose them around a relapse. The only place where this is judged.
    """
    first = decided_from(order)
    return first is not None and data_from <= first and data_to >= newest


def long_enough(order: Order, data_to: date) -> bool:
    """Whether data up to a day cover the weeks (复核周数) since the answer that the order was issued with."""
    first = decided_from(order)
    return first is not None and data_to >= first + timedelta(weeks=order.recheck_weeks) - timedelta(days=1)


def still_relapse(order: Order, data_from: date) -> bool:
    """Whether a wrong seen in data from a day on reopens a closed order; later it is a finding of its own."""
    clean = order.rechecks.filter(found_clean=True).order_by("-pk").first()
    return clean is None or data_from <= clean.data_to + timedelta(weeks=term("relapse_weeks"))


def under_check(region: Region) -> dict[date, list[Order]]:
    """The orders under check by the first day that their verification must cover, the earliest first."""
    found: dict[date, list[Order]] = {}
    for order in Order.objects.filter(region=region, status=CHECKING).prefetch_related("replies").order_by("pk"):
        if first := decided_from(order):
            found.setdefault(first, []).append(order)
    return dict(sorted(found.items()))


def days_left(order: Order, day: date) -> int:
    """Working days from a day until the order's deadline; negative when it is late."""
    return working_days_between(day, order.due)


def timeline(order: Order) -> list[dict[str, Any]]:
    """What happened to an order, oldest first, as the timeline part shows it: what, who, when, note, tone.

    What was done on paper has the paper's date, and beside it when it was registered.
    """
    issued = {"what": "下达整改单", "who": order.issued_by, "note": order.demand, "tone": "warn"}
    events: list[dict[str, Any]] = [_told(issued, order.issued_on, order.recorded_at)]
    if order.served_at:
        events.append({"what": "签收", "who": order.department, "when": order.served_at, "tone": "calm"})
    for reply in order.replies.select_related("by"):
        what, who = reply.get_kind_display(), reply.by or "系统"
        told = {"what": what, "who": who, "note": reply.text, "tone": "calm"}
        events.append(_told(told, reply.declared_on, reply.recorded_at))
    for recheck in order.rechecks.all():
        note = f"{recheck.data_from} 至 {recheck.data_to} 的数据：{recheck.note}"
        what, tone = _said(recheck)
        events.append({"what": what, "who": "核验引擎", "when": recheck.recorded_at, "note": note, "tone": tone})
    return sorted(events, key=lambda event: (_day(event["when"]), event.get("recorded", event["when"])))


def _said(recheck: Recheck) -> tuple[str, str]:
    if recheck.found_clean:
        return "再核验：未再发现", "good"
    return ("再核验：仍有问题", "wrong") if recheck.verdict in RELAPSED else ("再核验：尚不能销号", "warn")


def _told(event: dict[str, Any], declared_on: date | None, recorded_at: datetime) -> dict[str, Any]:
    if declared_on is None:
        return {**event, "when": recorded_at}
    return {**event, "what": f"{event['what']}（纸质补登）", "when": declared_on, "recorded": recorded_at}


def _day(moment: datetime | date) -> date:
    return timezone.localdate(moment) if isinstance(moment, datetime) else moment
