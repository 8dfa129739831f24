"""Questions about people: who may do what (`may`), and which rows somebody may see (`visible_to`)."""

from datetime import date

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone

from yimen.common.prepared import prepared
from yimen.people.models import Department, DepartmentSet, LeadingGroupMember, Region, RoleGrant, Staff, User, in_force
from yimen.people.rules import ACTS, COUNTY_WIDE

Somebody = User | AnonymousUser
# How many digits of its code a region shares with those below it (GB/T 2260).
_WIDTHS = {Region.Level.PROVINCE: 2, Region.Level.CITY: 4}


def roles_of(user: Somebody) -> frozenset[str]:
    """The roles that an account holds today; asked of the database once per user object."""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return frozenset()
    known: frozenset[str] | None = getattr(user, "_roles", None)
    if known is None:
        known = frozenset(_held(user.pk, timezone.localdate()))
        user._roles = known  # type: ignore[attr-defined]
    return known


@prepared
def _held(user: int, day: date) -> QuerySet[RoleGrant, str]:
    """The roles of an account on a day: every request asks."""
    return RoleGrant.objects.filter(in_force(day), user_id=user).order_by().values_list("role", flat=True)


def may(user: Somebody, act: str) -> bool:
    """True when a role of the account may do the act; KeyError for an act that the table does not know."""
    return bool(ACTS[act].roles & roles_of(user))


def of_regions(user: User, field: str = "region") -> Q:
    """The condition for rows of the user's own county, or of every county below his city or province."""
    width = _WIDTHS.get(Region.Level(user.region.level))
    if width is None:
        return Q(**{f"{field}_id": user.region_id})
    return Q(**{f"{field}__code__startswith": user.region_id[:width]})


def covers(user: User, region: Region) -> bool:
    """True when the region is the user's own, or lies in his city or province."""
    width = _WIDTHS.get(Region.Level(user.region.level))
    return region.pk == user.region_id if width is None else region.pk[:width] == user.region_id[:width]


def of_departments(user: Somebody, region: str = "region", department: str = "department") -> Q:
    """The condition for rows that the user may see: the whole county for county-wide roles, else his own department.

    Nobody who holds no role, and no administrator, sees any row of business.
    """
    roles = roles_of(user)
    if isinstance(user, AnonymousUser) or not roles:
        return Q(pk__in=[])
    if roles & COUNTY_WIDE:
        return of_regions(user, region)
    if user.department_id is None:
        return Q(pk__in=[])
    return Q(**{f"{department}_id": user.department_id})


def visible_departments(user: Somebody) -> QuerySet[Department]:
    """The departments that the user may see."""
    if isinstance(user, AnonymousUser) or not roles_of(user):
        return Department.objects.none()
    return Department.objects.filter(of_regions(user)).select_related("region")


def visible_users(user: Somebody) -> QuerySet[User]:
    """The accounts of the user's own region and those below, for the administrators who keep and watch them."""
    if isinstance(user, AnonymousUser) or not may(user, "people.accounts"):
        return User.objects.none()
    return User.objects.filter(of_regions(user)).select_related("region", "department")


def has_code(user: User) -> bool:
    """True when the account has a second factor set up."""
    return bool(_second_factors(user.pk))


@prepared
def _second_factors(user: int) -> QuerySet[Authenticator, int]:
    """One second factor of an account, by its key, if it has any: every request asks."""
    return Authenticator.objects.filter(user_id=user).values_list("pk", flat=True)[:1]


def sees_staff_of(user: Somebody) -> str | int:
    """Whose staff the account may see: `all`, the key of its own department, or nothing (empty)."""
    if isinstance(user, AnonymousUser) or not may(user, "people.roster"):
        return ""
    return "all" if roles_of(user) & COUNTY_WIDE else user.department_id or ""


def visible_staff(user: Somebody) -> QuerySet[Staff]:
    """The staff that the user may see."""
    return Staff.objects.filter(of_departments(user)).select_related("department")


def visible_sets(user: Somebody) -> QuerySet[DepartmentSet]:
    """The sets of departments of the user's own region and those below, by name."""
    if isinstance(user, AnonymousUser) or not may(user, "people.read"):
        return DepartmentSet.objects.none()
    return DepartmentSet.objects.filter(of_regions(user)).select_related("region").order_by("region", "name")


def visible_appointments(user: Somebody) -> QuerySet[LeadingGroupMember]:
    """The places in the leading group of the user's own region and those below, ended ones included."""
    if isinstance(user, AnonymousUser) or not may(user, "people.read"):
        return LeadingGroupMember.objects.none()
    return LeadingGroupMember.objects.filter(of_regions(user)).select_related("region", "department", "succeeds")


def members(department_set: DepartmentSet, day: date) -> QuerySet[Department]:
    """The departments that belonged to a set on a day, by code: how 各政务服务单位 is expanded."""
    return Department.objects.filter(in_force(day, "memberships__"), memberships__department_set=department_set)


def code_on(department: Department, day: date) -> str:
    """The department's unified social credit code in force on a day; empty if none was."""
    row = department.codes.filter(in_force(day)).order_by("-valid_from").first()
    return row.code if row else ""
