"""Questions about what was posted: under which numbers, how far each is, and what may be asked of the carrier now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from yimen.cases.handling.models import Delivery, Dossier
from yimen.cases.papers.models import Served
from yimen.cases.posting.models import Parcel
from yimen.exchange import express

HALF_HOUR = timedelta(minutes=30)
FOLLOWED = timedelta(days=60)
"""For how long a letter is asked about that was neither signed for nor sent back."""


@dataclass(frozen=True)
class Posted:
    """寄出的邮件: its number, when it was posted, and what its carrier said (None: never asked)."""

    tracking: str
    at: datetime
    parcel: Parcel | None
    askable: bool

    @property
    def carrier(self) -> str:
        """The carrier's name."""
        code = self.parcel.carrier if self.parcel else express.carrier_of(self.tracking)
        return express.CARRIERS.get(code, code)


def posted_in(dossier: Dossier, now: datetime) -> list[Posted]:
    """What was posted in the case, the first first: three queries and one for the stops."""
    sent: dict[str, datetime] = {}
    delivered = Delivery.objects.filter(dossier=dossier, way=Dossier.Way.POST)
    for number, at in [row for rows in (_served(dossier), delivered) for row in rows.values_list("tracking", "at")]:
        sent.setdefault(number, at)
    if not sent:
        return []
    known = {each.tracking: each for each in Parcel.objects.filter(dossier=dossier).prefetch_related("stops")}
    return [Posted(number, at, known.get(number), askable(known.get(number), now)) for number, at in sent.items()]


def _served(dossier: Dossier) -> QuerySet[Served]:
    return Served.objects.filter(notice__dossier=dossier, way=Dossier.Way.POST).order_by("at")


def askable(parcel: Parcel | None, now: datetime) -> bool:
    """Whether the carrier may be asked now: it is set up, not over, and nobody asked in the last half hour."""
    if not express.configured():
        return False
    return parcel is None or not (parcel.is_over or parcel.asked_at > now - HALF_HOUR)


def under_way(dossier: Dossier, now: datetime) -> list[str]:
    """The numbers of the letters that the carrier last called under way and that are still followed."""
    rows = [each for each in posted_in(dossier, now) if each.parcel and not each.parcel.is_over]
    return [each.tracking for each in rows if each.at > now - FOLLOWED]


def to_follow(now: datetime) -> QuerySet[Dossier]:
    """The cases with letters of the last two months, for the round that asks after them."""
    since = now - FOLLOWED
    served = Served.objects.filter(notice__dossier=OuterRef("pk"), way=Dossier.Way.POST, at__gte=since)
    delivered = Delivery.objects.filter(dossier=OuterRef("pk"), way=Dossier.Way.POST, at__gte=since)
    return Dossier.objects.filter(Exists(served) | Exists(delivered)).order_by("case")
