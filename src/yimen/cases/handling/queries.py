"""Questions about dossiers; `visible_to` first. Lists name one side (部门、本人、会办) and stay on its index."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from yimen.cases.handling.models import (
    AcceptanceException,
    Consultation,
    Delivery,
    Dossier,
    Step,
)
from yimen.cases.handling.states import ACCEPTED, ASKED, DECIDED, OPEN, RECEIVED
from yimen.cases.plans.models import PlannedStep
from yimen.cases.plans.queries import steps_on
from yimen.common.prepared import prepared
from yimen.common.workdays import SHANGHAI
from yimen.people.models import Department, RoleGrant, User, in_force
from yimen.people.queries import Somebody, may, of_departments

SHOWN_WITH = ("case", "department", "version", "holder__department")


def visible_to(user: Somebody) -> QuerySet[Dossier]:
    """The dossiers that the user may open: as the cases, and those he received himself or his department is asked of.

    Only to find one by its key: a list of all of them would join three indexes.
    """
    if not isinstance(user, User) or not may(user, "cases.read"):
        return Dossier.objects.none()
    asked = Consultation.objects.filter(dossier=OuterRef("pk"), department=user.department_id)
    mine = Q(received_by=user) | (Exists(asked) if user.department_id else Q(pk__in=[]))
    return Dossier.objects.filter(of_departments(user) | mine).select_related(*SHOWN_WITH)


def sees(user: User, dossier: Dossier) -> bool:
    """Whether `visible_to` has the dossier. Of what he received himself the row says so, and nothing is asked."""
    if dossier.received_by_id == user.pk and may(user, "cases.read"):
        return True
    return visible_to(user).filter(pk=dossier.pk).exists()


def waiting(user: User) -> QuerySet[Dossier]:
    """The open dossiers of the user's department, the nearest deadline first; the whole county's for county roles."""
    rows = Dossier.objects.filter(of_departments(user), status__in=OPEN)
    return rows.select_related(*SHOWN_WITH).order_by(F("due_on").asc(nulls_last=True), "pk")


def held_by(user: User) -> QuerySet[Dossier]:
    """The open dossiers that wait for the user himself."""
    rows = Dossier.objects.filter(holder=user, status__in=OPEN)
    return rows.select_related(*SHOWN_WITH).order_by(F("due_on").asc(nulls_last=True), "pk")


def received_by(user: User) -> QuerySet[Dossier]:
    """What the user received himself, newest first: also for other departments, at a comprehensive window."""
    return Dossier.objects.filter(received_by=user).select_related(*SHOWN_WITH).order_by("-pk")


def asked_of(user: User) -> QuerySet[Consultation]:
    """The consultations that wait for the user's department, the oldest first."""
    rows = Consultation.objects.filter(department=user.department_id, answered_at__isnull=True)
    return rows.select_related("dossier__case", "dossier__version", "dossier__department").order_by("pk")


def closed(user: User) -> QuerySet[Dossier]:
    """What is done in the user's sight, newest first."""
    # What is not open, so that the newest are read off the key: sorted by their states they would be by the million.
    rows = Dossier.objects.filter(of_departments(user)).exclude(status__in=OPEN)
    return rows.select_related(*SHOWN_WITH).order_by("-pk")


def unheld(user: User) -> QuerySet[Dossier]:
    """The open dossiers that wait for a post which nobody of the department holds: nothing goes on by itself there.

    What waits for the applicant (asked) or to be handed out (decided) has no holder either, and lies nowhere.
    """
    return waiting(user).filter(holder__isnull=True, status__in=(RECEIVED, ACCEPTED))


def received_in(user: User, month: date) -> QuerySet[Dossier]:
    """The dossiers of the user's sight whose cases were received in the month that begins on that day."""
    first = datetime.combine(month, time(), SHANGHAI)
    after = datetime.combine((month + timedelta(days=32)).replace(day=1), time(), SHANGHAI)
    return Dossier.objects.filter(
        of_departments(user), case__received_at__gte=first, case__received_at__lt=after
    )  # fmt: skip


def twins_of(item: int | None, applicant: str, *, besides: int | None = None) -> QuerySet[Dossier]:
    """The open dossiers of the same item for the same applicant (疑似重复申请), by whichever way each came in.

    Asked on the pages of every way in and of the case itself: at a counter, online, and for what the platform sent.
    """
    if not (item and applicant):
        return Dossier.objects.none()
    same = {"case__applicant_id": applicant, "case__batch__isnull": True, "case__item": item}
    rows = Dossier.objects.filter(**same, status__in=OPEN).exclude(pk=besides)
    return rows.select_related("case").order_by("-pk")


def unchecked_exceptions(user: Somebody) -> QuerySet[AcceptanceException]:
    """The exceptions that nobody looked at afterwards, of the user's sight, the oldest first."""
    rows = AcceptanceException.objects.filter(
        of_departments(user, "dossier__region", "dossier__department"), checked_at__isnull=True
    )
    return rows.select_related("dossier__case", "dossier__version", "dossier__department", "by").order_by("pk")


def steps_of(dossier: Dossier) -> list[PlannedStep]:
    """The steps that the case goes through, by the plan of the day on which it was accepted; else of today."""
    return steps_on(dossier.version, accepted_day(dossier))


def accepted_day(dossier: Dossier) -> date:
    """The day on which the case was accepted, by whose plan it goes on; today while it is not."""
    accepted = dossier.case.accepted_at
    return accepted.astimezone(SHANGHAI).date() if accepted else timezone.localdate()


def next_holder(department: Department, roles: Sequence[str], day: date) -> User | None:
    """Who of the department goes on with a case: of the first of the roles that somebody holds, whoever has least.

    None where nobody holds any of them; the department itself then has the case.
    """
    for role in roles:
        holders = {grant.user_id: grant.user for grant in _who_holds(role, department.pk, day)}
        if holders:
            return holders[min(sorted(holders), key=_open_ones(list(holders)).__getitem__)]
    return None


@prepared
def _who_holds(role: str, department: int, day: date) -> QuerySet[RoleGrant]:
    """The grants of a role in a department on a day, with their accounts: every move of a case asks."""
    held = RoleGrant.objects.filter(in_force(day), role=role, user__department_id=department, user__is_active=True)
    return held.select_related("user")


def _open_ones(holders: Sequence[int]) -> Counter[int]:
    """Who of the accounts holds how many open cases: counted in the index, so that what is closed costs nothing."""
    if len(holders) == 1:
        return Counter()
    rows = Dossier.objects.filter(holder__in=holders, status__in=OPEN).order_by()
    return Counter(dict(rows.values_list("holder").annotate(n=Count("*"))))


def holder_words(dossier: Dossier) -> str:
    """Who has the case now, never empty: a person, the applicant, the office that goes on with it, or nobody any more.

    The department and the holder must be at hand.
    """
    if dossier.holder:
        own = dossier.holder.department_id == dossier.department_id
        office = (None if own else dossier.holder.department) or dossier.department  # at another one's desk: that one
        return f"{office.short_name} {dossier.holder.display_name}"
    if dossier.status == ASKED:
        return "申请人"
    return dossier.department.short_name if dossier.status in OPEN else "—"


TABS: dict[str, tuple[str, Callable[[User], QuerySet[Any]]]] = {
    "mine": ("等我办", held_by),
    "department": ("在办", waiting),
    "received": ("我收的", received_by),
    "unheld": ("没有人接", unheld),
    "closed": ("已办结", closed),
}
"""Name of a tab of the work list -> its title and its question."""

WAITING_FOR = {
    RECEIVED: "等待受理",
    ASKED: "等待申请人补正",
    ACCEPTED: "等待审查、决定",
    DECIDED: "等待送达",
}


def _posted_words(delivery: Delivery) -> str:
    """Under which number something was posted, and when that was written down; empty for what was not posted."""
    if not delivery.tracking:
        return ""
    signed = "，以承运方签收为送达" if delivery.signed_at else ""
    return f"邮寄单号 {delivery.tracking}，{timezone.localtime(delivery.at):%Y-%m-%d %H:%M} 登记寄出{signed}"


def history(dossier: Dossier) -> list[dict[str, Any]]:
    """What happened, oldest first, for the timeline: six queries, whatever the length."""
    case = dossier.case
    late = {"recorded": case.recorded_at} if dossier.declared_at else {}
    events = [
        {"what": "收件", "who": dossier.received_by or "申请人", "when": case.received_at, "tone": "calm", **late}
    ]
    events += [
        {"what": each.get_kind_display(), "who": each.by or "系统", "when": each.at, "note": each.words}
        for each in dossier.notices.select_related("by")
    ]
    events += [
        {"what": f"{each.name}：{each.get_outcome_display()}", "who": each.staff or "系统", "when": each.closed_at,
         "note": each.opinion, "tone": "warn" if each.outcome == Step.Outcome.RETURNED else "good"}
        for each in dossier.steps.filter(closed_at__isnull=False).select_related("staff")
    ]  # fmt: skip
    events += [
        {
            "what": f"征求{each.department.short_name}意见",
            "who": each.asked_by,
            "when": each.asked_at,
            "note": each.question,
        }
        for each in dossier.consultations.select_related("department", "asked_by")
    ]
    events += [
        {"what": f"{each.department.short_name}答复：{'同意' if each.agrees else '不同意'}", "who": each.answered_by,
         "when": each.answered_at, "note": each.opinion}
        for each in dossier.consultations.filter(answered_at__isnull=False).select_related("department", "answered_by")
    ]  # fmt: skip
    events += [
        {"what": f"送达：{each.get_way_display()}", "who": each.by or "申请人", "when": each.served_at, "tone": "good",
         "note": _posted_words(each)}
        for each in Delivery.objects.filter(dossier=dossier).select_related("by")
    ]  # fmt: skip
    return sorted((each for each in events if each["when"]), key=lambda each: each["when"])
