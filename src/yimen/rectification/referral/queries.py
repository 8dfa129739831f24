"""Questions about referrals: who may see them, and what stands in the way of one."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from yimen.people.queries import Somebody, may, of_departments
from yimen.rectification.pressing.queries import held
from yimen.rectification.referral.models import Referral
from yimen.rectification.referral.rules import authorities
from yimen.rectification.referral.states import OPEN, PROPOSED
from yimen.rectification.rules import wanting
from yimen.rectification.states import ACCEPTED

GROUPS = {"open": "办理中"}


def visible_referrals(user: Somebody) -> QuerySet[Referral]:
    """The referrals that the user may see: the county's, or those about his own department."""
    if isinstance(user, AnonymousUser) or not may(user, "referral.read"):
        return Referral.objects.none()
    rows = Referral.objects.filter(of_departments(user, "region", "order__department"))
    return rows.select_related(
        "order__department", "order__finding", "order__region", "document__number", "proposed_by", "first_by",
        "second_by",
    )  # fmt: skip


def chosen(user: Somebody, status: str) -> QuerySet[Referral]:
    """The visible referrals of a status, or of the group `open`; all without one; newest first."""
    rows = visible_referrals(user).order_by("-pk")
    if status == "open":
        return rows.filter(status__in=OPEN)
    return rows.filter(status=status) if status else rows


def in_the_way(referral: Referral, day: date) -> str:
    """Why it cannot be agreed to on a day; empty when it was heard, is well founded, and nothing of ours is open."""
    finding = referral.order.finding
    if referral.status == PROPOSED and day <= referral.reply_by:
        return f"部门的说明期限到 {referral.reply_by} 止：请等部门说明，或者期满后再决定。"
    if finding.status != ACCEPTED:
        return "疑点没有认定或者已经撤回，不能移交。"
    return wanting(finding.grounds.all()) or held(referral.order)


def addressee(referral: Referral) -> str:
    """The full name of the authority that it goes to."""
    return authorities()[referral.authority].name.replace("{region}", referral.region.name)
