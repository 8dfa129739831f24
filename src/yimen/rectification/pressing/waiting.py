"""各方等待: who was waited for, day by day, since an order was served; from rows, never from anybody's word."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils import timezone

from yimen.common.workdays import working_days_between
from yimen.people.models import Department
from yimen.rectification.models import Order, Reply
from yimen.rectification.states import CLOSED, WITHDRAWN

BUREAU, DATA = "营商局", "等待复核数据"


@dataclass(frozen=True)
class Span:
    """一段等待: from a day (not counted) to a day, whom it is counted to, why, and its share of working days.

    Two who were waited for at once share the days equally. `blamed` is false while only data were waited for.
    """

    who: str
    role: str
    first: date
    last: date
    why: str
    days: float
    blamed: bool = True


@dataclass(frozen=True)
class Share:
    """分担: whom so many working days are counted to, and which part of all counted days that is."""

    who: str
    role: str
    days: float
    part: float


@dataclass(frozen=True)
class _Claim:
    who: str
    role: str
    why: str
    first: date
    last: date


def spans(order: Order, until: date) -> list[Span]:
    """Whom an order waited for, in order of time, until a day or until it was settled.

    While the bureau had something to decide, it was waited for, whatever else was open; else whoever was asked to
    assist; else the lead department.
    """
    first = _served(order)
    if first is None:
        return []
    last = min(until, _day(order.status_at)) if order.status in (CLOSED, WITHDRAWN) else until
    ours, others, data = list(_bureau(order, last)), list(_assisting(order, last)), list(_data(order, last))
    lead = _Claim(str(order.department), "牵头部门", "整改和答复", first, last)
    marks = sorted({first, last} | {day for each in (*ours, *others, *data) for day in (each.first, each.last)})
    marks = [day for day in marks if first <= day <= last]
    found: list[Span] = []
    for begins, ends in pairwise(marks):
        open_now = _over(ours, begins, ends) or _over(others, begins, ends) or _over(data, begins, ends) or [lead]
        days = working_days_between(begins, ends) / len(open_now)
        found += [
            Span(each.who, each.role, begins, ends, each.why, days, each.who != DATA) for each in open_now if days
        ]
    return found


def shares(found: Iterable[Span]) -> list[Share]:
    """Who the counted days fall to, the longest first; days in which only data were waited for count to nobody."""
    days: Counter[tuple[str, str]] = Counter()
    for each in found:
        if each.blamed:
            days[each.who, each.role] += each.days  # type: ignore[assignment]
    total = sum(days.values())
    return [Share(who, role, n, n / total) for (who, role), n in days.most_common()] if total else []


def _over(claims: list[_Claim], begins: date, ends: date) -> list[_Claim]:
    return [each for each in claims if each.first <= begins and ends <= each.last]


def _served(order: Order) -> date | None:
    delivery = getattr(order, "delivery", None)
    if delivery is not None:
        served: date = delivery.served_on
        return served
    if order.served_at:
        return _day(order.served_at)
    # Of an order of paper nobody measured who waited before it was registered here.
    return _day(order.recorded_at) if order.issued_on else None


def _day(moment: object) -> date:
    return moment if type(moment) is date else timezone.localdate(moment)  # type: ignore[arg-type]


def _bureau(order: Order, last: date) -> Iterable[_Claim]:
    """From each answer, objection and request for time until the bureau decided it."""
    replies = list(order.replies.order_by("pk"))
    for place, reply in enumerate(replies):
        if reply.kind == Reply.Kind.DECISION:
            continue
        decided = next((each.recorded_at for each in replies[place + 1 :] if each.kind == Reply.Kind.DECISION), None)
        taken_up = order.checked_at if order.checked_at and order.checked_at > reply.recorded_at else None
        ends = min((each for each in (decided, taken_up) if each), default=None)
        why = "处理异议" if reply.kind == Reply.Kind.OBJECTION else "处理答复"
        yield _Claim(BUREAU, "主管部门", why, _day(reply.recorded_at), _day(ends) if ends else last)
    for request in order.more_time.all():
        ends = request.status_at if request.status != "asked" else None
        yield _Claim(BUREAU, "主管部门", "决定延期", _day(request.recorded_at), _day(ends) if ends else last)


def _assisting(order: Order, last: date) -> Iterable[_Claim]:
    for each in order.assistance.select_related("department"):
        centre = each.department.kind == Department.Kind.CENTRE
        ends = _day(each.answered_at) if each.answered_at else last
        yield _Claim(
            str(each.department), "大厅中心" if centre else "协办部门", each.words, _day(each.recorded_at), ends
        )


def _data(order: Order, last: date) -> Iterable[_Claim]:
    """From when an answer was taken up until it was sent back, or the order settled: only data can tell."""
    if order.checked_at is None:
        return
    begins = _day(order.checked_at)
    back = order.replies.filter(kind=Reply.Kind.DECISION, recorded_at__gt=order.checked_at).order_by("pk").first()
    yield _Claim(DATA, "", "复核中", begins, _day(back.recorded_at) if back else last)
