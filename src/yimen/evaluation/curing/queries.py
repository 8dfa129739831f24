"""Questions about bad ratings; `visible_*` first. A department is never shown the rating behind one."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, F, Q, QuerySet, When

from yimen.cases.handling.models import Dossier
from yimen.cases.models import Case as Matter
from yimen.common.workdays import working_days_between
from yimen.evaluation.curing.models import BadRating
from yimen.evaluation.curing.states import (
    BAD_RATING,
    CALLED,
    FOR_BUREAU,
    RIGHTING,
    SETTLED,
    UNFOUNDED,
    WAITING,
)
from yimen.people.models import User
from yimen.people.queries import Somebody, may, of_departments, roles_of
from yimen.people.rules import COUNTY_WIDE

GROUPS = {"late": "已逾期", "open": "未办结", "for_bureau": "待营商局办理", "for_department": "待部门整改"}
NOT_TOLD = (WAITING, CALLED, "unreachable", UNFOUNDED)
"""States in which a department has been given nothing to do, and so sees nothing."""
LOOKED_BACK = timedelta(days=365)


def visible_bad_ratings(user: Somebody) -> QuerySet[BadRating]:
    """The bad ratings that the user may see: the county's for who oversees them, else what his department was given.

    Whoever oversees the county sees nothing of his own department but what it was given.
    """
    if not isinstance(user, User) or not may(user, "evaluation.read"):
        return BadRating.objects.none()
    rows = BadRating.objects.filter(of_departments(user))
    if user.department_id:
        rows = rows.exclude(department=user.department_id, status__in=NOT_TOLD)
    return rows.select_related("department", "region", "item", "handler", "rating")


def whole(user: User, thing: BadRating) -> bool:
    """Whether the user may see the rating behind it: he oversees the county and is not of the rated department."""
    oversees = bool(roles_of(user) & COUNTY_WIDE) and may(user, "evaluation.oversee")
    return oversees and user.department_id != thing.department_id


def item_of(user: User, thing: BadRating) -> int | None:
    """The item that the user may know of: the rated one for who sees it whole, else the one that was told."""
    return thing.rating.item_id if whole(user, thing) else thing.item_id


def overdue(rows: QuerySet[BadRating], day: date) -> QuerySet[BadRating]:
    """Those that should have been called back, or put right, before a day."""
    return rows.filter(Q(status=WAITING, call_due__lt=day) | Q(status=RIGHTING, right_due__lt=day))


def chosen_bad_ratings(user: Somebody, chosen: dict[str, Any], day: date) -> QuerySet[BadRating]:
    """The visible ones under the filters `status` (or a group) and `department`, the nearest deadline first."""
    rows = visible_bad_ratings(user)
    status = chosen.get("status", "")
    if status == "late":
        rows = overdue(rows, day)
    elif status == "open":
        rows = rows.exclude(status__in=SETTLED)
    elif status == "for_bureau":
        rows = rows.filter(status__in=FOR_BUREAU)
    elif status == "for_department":
        rows = rows.filter(status=RIGHTING)
    elif status in BAD_RATING.states:
        rows = rows.filter(status=status)
    if chosen.get("department"):
        rows = rows.filter(department=chosen["department"])
    settled = Case(When(status__in=SETTLED, then=1), default=0)
    due = Case(When(status=RIGHTING, then=F("right_due")), default=F("call_due"))
    return rows.order_by(settled, due, "pk")


@dataclass(frozen=True)
class Deadline:
    """期限: what is due now, on which day, who owes it by name, and how many working days are left (negative: late)."""

    what: str
    on: date
    owes: str
    left: int

    @property
    def late(self) -> bool:
        """Whether the day has passed."""
        return self.left < 0

    @property
    def words(self) -> str:
        """How it stands, in words."""
        if self.late:
            return f"{self.owes} 逾期 {-self.left} 个工作日"
        return f"{self.owes} 还剩 {self.left} 个工作日" if self.left else f"{self.owes} 今天到期"


def deadline_of(thing: BadRating, day: date) -> Deadline | None:
    """What is due of a bad rating on a day; None when nothing has a deadline now."""
    if thing.status == WAITING:
        what, on, owes = "回访", thing.call_due, str(thing.handler or "营商局（尚未领办）")
    elif thing.status == RIGHTING and thing.right_due:
        what, on, owes = "整改", thing.right_due, str(thing.department)
    else:
        return None
    # A day that has passed is late even when no working day has: the weekend behind a Friday.
    left = working_days_between(day, on)
    return Deadline(what, on, owes, min(left, -1) if on < day else left)


def people_of(item: int | None, until: date) -> tuple[int, date]:
    """How many cases of the item were received in the year up to a day, and the first day of that year."""
    first = until - LOOKED_BACK
    if item is None:
        return 0, first
    rows = Matter.objects.filter(item=item, received_at__date__gt=first, received_at__date__lte=until)
    return rows.count(), first + timedelta(days=1)


def involved(case: int) -> set[int]:
    """The accounts that had a hand in a case: none of them may speak for the department about it."""
    dossier = Dossier.objects.filter(pk=case).first()
    if dossier is None:
        return set()
    found = {dossier.received_by_id, dossier.holder_id}
    found |= set(dossier.steps.values_list("staff", flat=True)) | set(dossier.notices.values_list("by", flat=True))
    found |= {dossier.delivered.by_id} if hasattr(dossier, "delivered") else set()
    return {each for each in found if each}


def figures(user: Somebody, day: date) -> dict[str, int]:
    """Group of GROUPS -> how many of the visible ones are in it."""
    return {name: chosen_bad_ratings(user, {"status": name}, day).count() for name in GROUPS}
