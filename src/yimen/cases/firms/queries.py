"""Questions about firms: for which one somebody may act today, in which items, and who else may or might."""

from datetime import date

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from yimen.cases.firms.models import Firm, FirmAct, Representative, RepresentedItem
from yimen.cases.firms.states import ASKED, HELD
from yimen.catalog.models import ItemVersion
from yimen.people.models import Citizen, User, in_force
from yimen.people.queries import Somebody, may, of_regions

HOLDS_FIRST = Case(When(status=HELD, then=Value(0)), When(status=ASKED, then=Value(1)), default=Value(2))
WAITS_FIRST = Case(When(status=ASKED, then=Value(0)), default=Value(1))


def named(citizen: Citizen) -> Q:
    """The condition for the rows of `Representative` that speak of the citizen.

    The number alone proves nothing where he typed it himself: then the phone that he proved must be the one named.
    """
    if not citizen.person_id:
        return Q(pk__in=[])
    same = Q(person_id=citizen.person_id, firm__region_id=citizen.region_id)
    if citizen.subject:
        return same
    return same & Q(phone=citizen.phone) & ~Q(phone="")


def acting(citizen: Citizen, day: date) -> QuerySet[Representative]:
    """By what right the citizen may act for which firm on the day; the law's before a mandate's."""
    rows = Representative.objects.filter(named(citizen), in_force(day), status=HELD)
    return rows.select_related("firm").order_by("firm", "-part", "pk")


def acting_in(citizen: Citizen, day: date, item_id: int) -> list[Representative]:
    """By what rights he may apply for the item on the day; of two for one firm the first."""
    scope = RepresentedItem.objects.filter(representative=OuterRef("pk"), item=item_id)
    rows = acting(citizen, day).filter(Q(every_item=True) | Exists(scope))
    return list({each.firm_id: each for each in reversed(rows)}.values())[::-1]


def firms_of(citizen: Citizen) -> QuerySet[Representative]:
    """All that was ever said of him and a firm, what holds first; both sides see what is over too."""
    rows = Representative.objects.filter(named(citizen)).select_related("firm")
    return rows.prefetch_related("items").order_by(HOLDS_FIRST, "-pk")


def may_end(citizen: Citizen, day: date) -> QuerySet[Representative]:
    """The rights that the citizen may end: those that speak of him, and all of the firms that he represents by law."""
    heads = acting(citizen, day).filter(part=Representative.Part.HEAD).values("firm")
    rows = Representative.objects.filter(named(citizen) | Q(firm__in=heads))
    return rows.select_related("firm")


def mandates_of(firm: Firm) -> QuerySet[Representative]:
    """Everybody who ever might act for the firm, what holds first."""
    return Representative.objects.filter(firm=firm).prefetch_related("items").order_by(HOLDS_FIRST, "-pk")


def acts_of(firm: Firm) -> QuerySet[FirmAct]:
    """What was done in the firm's name, newest first."""
    rows = FirmAct.objects.filter(representative__firm=firm)
    return rows.select_related("dossier__case", "dossier__version", "representative")


def visible_representatives(user: Somebody) -> QuerySet[Representative]:
    """The representatives of the user's county, for those who compare papers, those that wait first."""
    if not isinstance(user, User) or not may(user, "cases.firm"):
        return Representative.objects.none()
    rows = Representative.objects.filter(of_regions(user, "firm__region"))
    return rows.select_related("firm__region").prefetch_related("items").order_by(WAITS_FIRST, "-asked_at", "-pk")


def versions_named(region_id: str, lines: list[str], day: date) -> dict[str, ItemVersion]:
    """Line -> the item that it names by its code or its whole name, on the day; absent for what names none."""
    rows = ItemVersion.objects.filter(Q(code__in=lines) | Q(name__in=lines), in_force(day), region_id=region_id)
    return {said: each for each in rows for said in (each.code, each.name)}
