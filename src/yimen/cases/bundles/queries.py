"""Questions about bundles; `visible_to` first. A bundle is seen by the department of who made it."""

from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from yimen.cases.bundles.models import Bundle, BundledCase
from yimen.cases.handling.models import Dossier
from yimen.cases.handling.queries import visible_to as visible_dossiers
from yimen.people.models import RoleGrant, User, in_force
from yimen.people.queries import Somebody, may
from yimen.people.rules import ACTS

MOST_AT_ONCE = 50
"""So many cases in one bundle: what one transaction does while the others of the county wait, well under a second."""


def visible_to(user: Somebody) -> QuerySet[Bundle]:
    """The bundles that the user and the colleagues of his department made; each carries out his own alone."""
    if not isinstance(user, User) or user.department_id is None or not may(user, "cases.bundle"):
        return Bundle.objects.none()
    return Bundle.objects.filter(by__department=user.department_id).select_related("by", "target")


def listed(user: User) -> QuerySet[Bundle]:
    """The visible bundles, newest first, each with how many cases it has and in how many the act was done."""
    done = Q(cases__outcome=BundledCase.Outcome.DONE)
    return visible_to(user).annotate(count=Count("cases"), done=Count("cases", filter=done)).order_by("-pk")


def with_cases(rows: QuerySet[Bundle]) -> QuerySet[Bundle]:
    """The bundles with what is in them."""
    shown = BundledCase.objects.select_related(
        "dossier__case", "dossier__version", "dossier__department", "dossier__holder__department", "step", "holder"
    )
    return rows.prefetch_related(Prefetch("cases", shown))


def choosable(user: User, keys: list[int]) -> list[Dossier]:
    """Of the cases with these keys those of the user's own department that he sees, in the order of their keys."""
    rows = visible_dossiers(user).filter(pk__in=keys, department=user.department_id)
    return list(rows.order_by("pk"))


def colleagues(user: User, day: date) -> QuerySet[User]:
    """The accounts of the user's department to whom a case may be given on a day: who holds a role that handles any."""
    held = RoleGrant.objects.filter(in_force(day), role__in=ACTS["cases.take"].roles, user=OuterRef("pk"))
    rows = User.objects.filter(Exists(held), department=user.department_id, is_active=True)
    return rows.exclude(pk=user.pk).order_by("pk")
