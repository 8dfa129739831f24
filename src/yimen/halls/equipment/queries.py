"""Questions about assets: which there are and where they stood on a day; which machine stands behind a key."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from yimen.common.text import code_key, tidy
from yimen.exchange import bearer
from yimen.halls.equipment.models import MACHINES, Asset, AssetPlace, DeviceKey
from yimen.people.models import Region, in_force
from yimen.people.queries import Somebody, may, of_regions


def visible_to(user: Somebody) -> QuerySet[Asset]:
    """The assets of the user's county: they stand in public places, and every role of business sees them."""
    if not may(user, "halls.read"):
        return Asset.objects.none()
    return Asset.objects.filter(of_regions(user)).select_related("department")  # type: ignore[arg-type]


def in_use(assets: QuerySet[Asset], day: date) -> QuerySet[Asset]:
    """The assets in use on the day, each with `stands`, its place on that day as a list of at most one."""
    rows = assets.filter(Q(retired_on__isnull=True) | Q(retired_on__gte=day), acquired_on__lte=day)
    places = AssetPlace.objects.filter(in_force(day)).select_related("hall")
    return rows.prefetch_related(Prefetch("places", places, to_attr="stands"))


@dataclass(frozen=True)
class Wanted:
    """What a list of assets is narrowed to; empty for everything."""

    text: str = ""
    kind: str = ""
    hall: int | None = None
    window: str = ""


def narrowed(assets: QuerySet[Asset], wanted: Wanted, day: date) -> QuerySet[Asset]:
    """The assets that are wanted, by number or name, kind, and where they stood on the day."""
    if text := tidy(wanted.text):
        assets = assets.filter(Q(number__icontains=text) | Q(name__icontains=text) | Q(number__iexact=code_key(text)))
    if wanted.kind:
        assets = assets.filter(kind=wanted.kind)
    place = Q()
    if wanted.hall:
        place &= Q(hall=wanted.hall)
    if wanted.window:
        place &= Q(window=wanted.window)
    return assets.filter(places__in=AssetPlace.objects.filter(in_force(day), place)) if place else assets


def by_kind(assets: QuerySet[Asset]) -> dict[str, int]:
    """Kind -> how many."""
    rows = assets.order_by().values("kind").annotate(figure=Count("pk", distinct=True))
    return {row["kind"]: row["figure"] for row in rows}


@dataclass(frozen=True)
class Proof:
    """设备身份: the machine behind a key, and where it stands."""

    asset: Asset
    place: AssetPlace


def machine_of(region: Region, secret: str, day: date, kinds: Iterable[str] = MACHINES) -> Proof | None:
    """The machine of the county that holds this key; None for a key that was revoked or replaced, or of another kind.

    One indexed look-up for each request: nothing is remembered, so that a stolen machine stops at once.
    """
    live = DeviceKey.objects.filter(digest=bearer.digest_of(secret), revoked_at__isnull=True)
    key = live.filter(asset__region=region, asset__kind__in=list(kinds)).select_related("asset").first()
    if key is None or key.asset.retired_on is not None:
        return None
    place = AssetPlace.objects.filter(in_force(day), asset=key.asset).select_related("hall").first()
    return Proof(key.asset, place) if place else None


def asks_for_keys(region: Region, kind: str) -> bool:
    """Whether the county's machines of a kind have keys, so that one without is none of them."""
    return DeviceKey.objects.filter(asset__region=region, asset__kind=kind).exists()
