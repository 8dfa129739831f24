"""Questions about what presses: which rung comes next and why not yet, and who may see and decide what."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from yimen.common.workdays import due
from yimen.people.models import Region
from yimen.people.queries import Somebody, may, of_departments
from yimen.rectification.ladder.queries import ladder_of
from yimen.rectification.models import Order, Recheck
from yimen.rectification.pressing.models import Assistance, Escalation
from yimen.rectification.pressing.rules import Rung, ladder
from yimen.rectification.pressing.states import ASKED, DISPUTED, LIFTED, UPHELD
from yimen.rectification.queries import OWED, late
from yimen.rectification.states import ISSUED


@dataclass(frozen=True)
class Next:
    """下一步: the rung that is due for a missed day; or without one why nothing follows now."""

    rung: Rung | None
    missed_on: date | None
    why: str


def next_step(order: Order, day: date) -> Next:
    """What the ladder says of an order on a day: one rung a missed day, none while anybody of us is waited for."""
    if reason := held(order):
        return Next(None, None, reason)
    if order.due >= day:
        return Next(None, None, f"期限 {order.due} 未到。")
    done, rungs = list(standing(order)), ladder_of(order.region_id)
    if not done:
        return Next(rungs[0], order.due, "整改期限已过，部门尚未答复。")
    last = done[-1]
    if last.status == DISPUTED:
        return Next(None, None, "部门对上一项措施的说明待处理。")
    if (until := cools_until(last)) >= day:
        return Next(None, None, f"上一项措施的期限到 {until}。")
    place = next(each.place for each in rungs if each.code == last.rung)
    if place == len(rungs):
        return Next(None, None, "已提出移交，由移交程序办理。")
    return Next(rungs[place], last.finish_by, f"{last.get_rung_display()}的期限已过，部门尚未答复。")


def held(order: Order) -> str:
    """Why no day of the department's is running: it was not served, or something waits for us."""
    if order.status == ISSUED:
        return "整改单尚未送达，请由系统签收或者登记纸质送达。"
    if order.status not in OWED:
        return "营商局处理中，部门没有欠办的事项。"
    if order.more_time.filter(status=ASKED).exists():
        return "延期申请待决定。"
    return ""


def standing(order: Order) -> QuerySet[Escalation]:
    """The rungs that count, oldest first: since the last clean verification, those taken back left out.

    An order that closed and relapsed begins at the bottom again; what was before stays on record.
    """
    rows = order.escalations.exclude(status=LIFTED).order_by("pk")
    clean = order.rechecks.filter(found_clean=True).order_by("-pk").first()
    return rows.filter(recorded_at__gt=clean.recorded_at) if clean else rows


def cools_until(step: Escalation) -> date:
    """The last day on which nothing may follow a rung: its own, or some days after its reply was decided.

    So many days as the county gave when it decided: what is set otherwise later changes no day that was given.
    """
    if step.status != UPHELD:
        return step.finish_by
    rung = next(each for each in ladder_of(step.region_id, step.status_at) if each.code == step.rung)
    decided = due(timezone.localdate(step.status_at), rung.cool_days)
    return max(step.finish_by, decided.on) if decided else step.finish_by


def pressed(region: Region, day: date) -> QuerySet[Order]:
    """The orders of a county whose day has gone by while the department owes an answer."""
    rows = late(Order.objects.filter(region=region), day)
    return rows.select_related("finding", "department", "region", "issued_by").order_by("pk")


def with_rung(orders: QuerySet[Order]) -> QuerySet[Any]:
    """The orders with `rung`: the code of the highest one that counts (see `standing`), empty where there is none."""
    clean = Recheck.objects.filter(order=OuterRef("order"), found_clean=True, recorded_at__gte=OuterRef("recorded_at"))
    steps = Escalation.objects.filter(~Exists(clean), order=OuterRef("pk")).exclude(status=LIFTED).order_by("-pk")
    return orders.annotate(rung=Coalesce(Subquery(steps.values("rung")[:1]), Value("")))


def late_by_rung(orders: QuerySet[Order], day: date) -> dict[str, int]:
    """Code of a rung -> how many late orders stand on it, from none ("") to the highest; one query."""
    rows = with_rung(late(orders, day)).order_by().values_list("rung").annotate(n=Count("pk"))
    found = dict(rows)
    return {code: found.get(code, 0) for code in ("", *(each.code for each in ladder()))}


def visible_escalations(user: Somebody) -> QuerySet[Escalation]:
    """The rungs that the user may see: the county's, or his own department's."""
    if isinstance(user, AnonymousUser) or not may(user, "order.read"):
        return Escalation.objects.none()
    rows = Escalation.objects.filter(of_departments(user, "region", "order__department"))
    return rows.select_related("order__department", "order__finding", "document__number")


def visible_assistance(user: Somebody) -> QuerySet[Assistance]:
    """What the user may see of assistance: the county's, or what his own department asked for or is asked for."""
    if isinstance(user, AnonymousUser) or not may(user, "order.assist"):
        return Assistance.objects.none()
    asked = Assistance.objects.filter(of_departments(user, "order__region", "department"))
    asking = Assistance.objects.filter(of_departments(user, "order__region", "order__department"))
    rows = (asked | asking).distinct()
    return rows.select_related("order__department", "order__finding", "department", "asked_by").order_by("-pk")
