"""Questions about slips; `visible_to` first. Which cases wait to be handed on, which slips wait to be taken over."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from yimen.cases.handling.models import Dossier
from yimen.cases.handling.states import ACCEPTED, DECIDED, RECEIVED
from yimen.cases.handovers.models import HandedCase, Handover
from yimen.cases.handovers.states import HANDED, TAKEN
from yimen.people.models import Department, User
from yimen.people.queries import COUNTY_WIDE, Somebody, may, of_regions, roles_of

INCOMING = "incoming"
SHOWN_WITH = ("region", "giver", "taker", "handed_by", "taken_by", "document__number")


def visible_to(user: Somebody) -> QuerySet[Handover]:
    """The slips that the user may see: those of his department on either side; for county-wide roles the county's."""
    if not isinstance(user, User) or not may(user, "cases.read"):
        return Handover.objects.none()
    if roles_of(user) & COUNTY_WIDE:
        mine = of_regions(user)
    elif user.department_id is None:
        return Handover.objects.none()
    else:
        mine = Q(giver=user.department_id) | Q(taker=user.department_id)
    return Handover.objects.filter(mine).select_related(*SHOWN_WITH)


def listed(user: User, tab: str) -> QuerySet[Handover]:
    """One tab of the list: `INCOMING` for the user's department to take over and `waiting` for anybody to, the oldest
    first, or all, the newest first.
    """
    rows = (incoming(user) if tab == INCOMING else visible_to(user)).annotate(count=Count("cases"))
    return rows.order_by("-pk") if tab == "all" else rows.filter(status=HANDED).order_by("due_on", "pk")


def incoming(user: Somebody) -> QuerySet[Handover]:
    """The slips that wait for the user's own department to take them over or send them back."""
    return visible_to(user).filter(status=HANDED, taker=getattr(user, "department_id", None))


def keys_to_hand_over(user: User) -> QuerySet[Dossier, int]:
    """The cases that lie with the user's department and belong to another, as keys in no order.

    Towards the office: received here and not handed on. Back: the office's decision on a case that another desk
    received, whose applicant fetches the result at that desk.
    """
    if user.department_id is None:
        return Dossier.objects.none().values_list("pk", flat=True)
    office = user.department_id
    on_the_way = HandedCase.objects.filter(
        dossier=OuterRef("pk"), returned_reason="", handover__status__in=(HANDED, TAKEN)
    )
    # Each way on its own index, among what is open there: asked in one, every case there ever was would be read.
    open_here = Dossier.objects.filter(received_by__in=_colleagues(office), status__in=(RECEIVED, ACCEPTED))
    forward = open_here.exclude(department=office).filter(~Exists(on_the_way))
    decided = Dossier.objects.filter(department=office, status=DECIDED, delivery=Dossier.Way.WINDOW)
    gone_back = on_the_way.filter(handover__giver=office)
    back = decided.filter(~Exists(gone_back), received_by__isnull=False).exclude(received_by__in=_colleagues(office))
    return forward.order_by().values_list("pk", flat=True).union(back.order_by().values_list("pk", flat=True), all=True)


def to_hand_over(user: User) -> QuerySet[Dossier]:
    """The cases of `keys_to_hand_over` with what their desks are told of, the oldest first."""
    return with_desks(keys_to_hand_over(user))


def with_desks(keys: Iterable[int]) -> QuerySet[Dossier]:
    """These cases with what `destination` and a slip's page read, the oldest first."""
    rows = Dossier.objects.filter(pk__in=keys)
    return rows.select_related("case", "version", "department", "received_by__department").order_by("pk")


def _colleagues(department: int) -> list[int]:
    """The accounts of a department: as keys, so that the index over who received a case is used."""
    return list(User.objects.filter(department=department).values_list("pk", flat=True))


def destination(dossier: Dossier, user: User) -> Department | None:
    """Where a case of `to_hand_over` goes: from a foreign desk to its office, from the office back to the desk."""
    if dossier.department_id != user.department_id:
        return dossier.department
    return dossier.received_by.department if dossier.received_by else None


def with_cases(rows: QuerySet[Handover]) -> QuerySet[Handover]:
    """The slips with what is on them."""
    shown = HandedCase.objects.select_related("dossier__case", "dossier__version", "dossier__holder")
    return rows.prefetch_related(Prefetch("cases", shown))


def legs_of(dossier: Dossier) -> QuerySet[HandedCase]:
    """The legs that a case went from desk to desk, the first first."""
    rows = HandedCase.objects.filter(dossier=dossier)
    return rows.select_related("handover__giver", "handover__taker", "handover__handed_by",
                               "handover__taken_by").order_by("pk")  # fmt: skip


def overdue(user: User, today: date) -> QuerySet[Handover]:
    """The slips that ought to have been taken over before today."""
    return visible_to(user).filter(status=HANDED, due_on__lt=today).order_by("due_on", "pk")
