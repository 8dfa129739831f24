"""Questions about authorisation: may this person do this step of this item on this day, and who holds what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from yimen.catalog.models import Item, ItemVersion
from yimen.entry.authorisation.models import Authorisation, Mandate
from yimen.entry.authorisation.states import ANNOUNCED, ISSUED, REVOKED
from yimen.people.models import Staff, User, in_force
from yimen.people.queries import Somebody, of_departments

SOON = 30  # days
STANDINGS = {
    "": "全部",
    "holding": "在有效期内",
    "expiring": f"{SOON} 天内到期",
    "coming": "尚未生效",
    "expired": "已过期",
    "revoked": "已撤销",
    "unannounced": "待公示",
}
"""What letters can be narrowed to by how they stand on a day."""


def visible_mandates(user: Somebody) -> QuerySet[Mandate]:
    """The letters that the user may see: the whole county's for county-wide roles, else his department's."""
    rows = Mandate.objects.filter(of_departments(user))
    return rows.select_related("department", "staff__department", "document__number", "issued_by")


def holds_on(day: date, prefix: str = "") -> Q:
    """The condition for letters that hold on a day; a revoked one held on the days before it was revoked."""
    not_revoked = Q(**{f"{prefix}revoked_on__isnull": True}) | Q(**{f"{prefix}revoked_on__gt": day})
    return in_force(day, prefix) & not_revoked


def authorised(*, staff: Staff, item: Item, power: str, day: date) -> bool:
    """True when a letter that held on the day gave the person this step of this item; one query."""
    rows = Authorisation.objects.filter(holds_on(day, "mandate__"), item=item, power=power, mandate__staff=staff)
    return rows.exists()


@dataclass(frozen=True)
class Holding:
    """持有: what one person on one post may do of one item on a day."""

    staff_id: int
    post: str
    powers: frozenset[str]


def holdings_on(day: date, items: Iterable[int] | None = None, region: str = "") -> dict[int, list[Holding]]:
    """Item -> who holds which of its steps on a day, in one query; all items of a region, or those named."""
    rows = Authorisation.objects.filter(holds_on(day, "mandate__"))
    if items is not None:
        rows = rows.filter(item__in=list(items))
    if region:
        rows = rows.filter(mandate__region=region)
    found: dict[int, dict[tuple[int, str], set[str]]] = {}
    fields = ("item_id", "mandate__staff_id", "mandate__post", "power")
    for item, staff, post, power in rows.order_by().values_list(*fields):
        found.setdefault(item, {}).setdefault((staff, post), set()).add(power)
    return {
        item: [Holding(staff, post, frozenset(powers)) for (staff, post), powers in sorted(held.items())]
        for item, held in found.items()
    }


def appointed_on(day: date) -> set[int]:
    """The people who were chief representatives (首席事务代表) by a letter of appointment on a day."""
    rows = Mandate.objects.filter(holds_on(day), kind=Mandate.Kind.APPOINTMENT)
    return set(rows.order_by().values_list("staff", flat=True))


def departments_with_letters() -> set[int]:
    """The departments of which any letter was ever registered: of the others nothing is known."""
    return set(Mandate.objects.order_by().values_list("department", flat=True).distinct())


def with_items(rows: QuerySet[Mandate]) -> QuerySet[Any]:
    """The letters, each with `items`, of how many items it speaks."""
    own = Authorisation.objects.filter(mandate=OuterRef("pk")).order_by().values("mandate")
    return rows.annotate(items=Subquery(own.annotate(figure=Count("item", distinct=True)).values("figure")))


def standing(rows: QuerySet[Mandate], wanted: str, day: date) -> QuerySet[Mandate]:
    """The letters that stand so on a day; an unknown word narrows to nothing rather than to everything."""
    conditions = {
        "": Q(),
        "holding": holds_on(day),
        "expiring": holds_on(day) & Q(valid_to__lte=day + timedelta(days=SOON)),
        "coming": Q(valid_from__gt=day) & ~Q(status=REVOKED),
        "expired": Q(valid_to__lt=day) & ~Q(status=REVOKED),
        "revoked": Q(status=REVOKED),
        "unannounced": Q(status=ISSUED),
    }
    return rows.filter(conditions[wanted]) if wanted in conditions else rows.none()


def filtered(rows: QuerySet[Mandate], *, kind: str = "", department: str = "", text: str = "") -> QuerySet[Mandate]:
    """The letters narrowed by kind, department and words of number or work number."""
    if kind:
        rows = rows.filter(kind=kind)
    if department:
        rows = rows.filter(department=int(department)) if department.isdecimal() else rows.none()
    for word in text.split():
        rows = rows.filter(Q(number__icontains=word) | Q(staff__code__icontains=word))
    return rows


def announced() -> QuerySet[Mandate]:
    """The letters that were announced, of every county: they are public, and so is that one was revoked."""
    rows = Mandate.objects.filter(Q(status=ANNOUNCED) | Q(status=REVOKED, announced_on__isnull=False))
    return rows.select_related("department", "staff", "region").order_by("-announced_on", "-pk")


def names_of(mandate: Mandate) -> list[tuple[ItemVersion, set[str]]]:
    """The items of a letter in the words of the day on which it was issued, each with its steps: two queries."""
    powers: dict[int, set[str]] = {}
    for item, power in mandate.authorisations.order_by().values_list("item_id", "power"):
        powers.setdefault(item, set()).add(power)
    versions = ItemVersion.objects.filter(item__in=list(powers), valid_from__lte=mandate.valid_from)
    newest = {each.item_id: each for each in versions.defer("legal_basis").order_by("valid_from", "number")}
    return sorted(((row, powers[item]) for item, row in newest.items()), key=lambda pair: pair[0].code)


def grantable(user: User, day: date) -> QuerySet[ItemVersion]:
    """The items that the head of the user's department can hand over on a day: its own, on application, in use."""
    return ItemVersion.objects.filter(
        in_force(day), region=user.region_id, department=user.department_id,
        initiation=ItemVersion.Initiation.ON_APPLICATION, state=ItemVersion.State.IN_USE,
    )  # fmt: skip


def waiting_mandates(user: User) -> QuerySet[Mandate]:
    """The letters that wait to be announced."""
    return visible_mandates(user).filter(status=ISSUED)


def held_in_other_post(staff: Staff, post: str, items: Iterable[int], first: date, last: date) -> int | None:
    """An item of these that the person holds on the other post meanwhile, None when there is none."""
    meanwhile = Q(mandate__valid_from__lte=last, mandate__valid_to__gte=first, mandate__revoked_on__isnull=True)
    rows = Authorisation.objects.filter(meanwhile, mandate__staff=staff, item__in=list(items))
    return rows.exclude(mandate__post=post).values_list("item", flat=True).first()
