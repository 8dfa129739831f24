"""Questions about the exchange with the platform; `visible_…` first."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, Min, Model, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from yimen.exchange.platform.models import (
    Contact,
    Difference,
    InboxMessage,
    OutboxMessage,
    Package,
    Reconciliation,
)
from yimen.exchange.platform.states import (
    CONFIRMED,
    OPEN_MESSAGES,
    OUTBOX,
    REFUSED,
    REJECTED,
    SENT,
    STUCK_MESSAGES,
    UNSETTLED,
    WAITING,
)
from yimen.people.models import Region
from yimen.people.queries import Somebody, may, of_regions

M = TypeVar("M", bound=Model)


def _visible(user: Somebody, rows: QuerySet[M], act: str = "exchange.platform") -> QuerySet[M]:
    if isinstance(user, AnonymousUser) or not may(user, act):
        return rows.none()
    return rows.filter(of_regions(user))


def linked(region: str) -> bool:
    """Whether the county of that code reports what it does to the platform (YIMEN_PLATFORM_REGIONS)."""
    return region in settings.PLATFORM_REGIONS


def visible_messages(user: Somebody) -> QuerySet[OutboxMessage]:
    """The messages out of the user's county, or of those below, newest first."""
    return _visible(user, OutboxMessage.objects.select_related("region", "put_by", "package")).order_by("-pk")


def visible_arrivals(user: Somebody) -> QuerySet[InboxMessage]:
    """The messages in of the user's county, or of those below, newest first."""
    return _visible(user, InboxMessage.objects.select_related("region", "package")).order_by("-pk")


def visible_differences(user: Somebody) -> QuerySet[Difference]:
    """What the day's lists did not agree on, unsettled first."""
    rows = Difference.objects.select_related("region", "reconciliation", "message")
    return _visible(user, rows).order_by("-reconciliation__day", "-pk")


def visible_reconciliations(user: Somebody, act: str = "exchange.platform") -> QuerySet[Reconciliation]:
    """The daily comparisons, newest first, with how many differences each found and how many are unsettled."""
    rows = Reconciliation.objects.select_related("region").annotate(
        found=Count("differences"), unsettled=Count("differences", Q(differences__status__in=UNSETTLED))
    )
    return _visible(user, rows, act).order_by("-day", "-pk")


def visible_packages(user: Somebody) -> QuerySet[Package]:
    """The packages of files out and in, newest first."""
    return _visible(user, Package.objects.select_related("region", "made_by", "answers")).order_by("-pk")


def narrowed(
    rows: QuerySet[OutboxMessage], q: str = "", status: str = "", kind: str = "", day: date | None = None
) -> QuerySet[OutboxMessage]:
    """The messages of one stream, state, kind or day."""
    wanted = {"stream": q, "status": status, "kind": kind, "put_at__date": day}
    return rows.filter(**{name: value for name, value in wanted.items() if value})


def due(now: datetime, region: Region | None = None) -> QuerySet[OutboxMessage]:
    """What may be sent now: waiting, not held by a sender that lives, and nothing open before it in its stream."""
    rows = OutboxMessage.objects.filter(status=WAITING, next_try_at__lte=now)
    if region is not None:
        rows = rows.filter(region=region)
    return rows.filter(free(now), ~Exists(_before())).order_by("next_try_at", "pk")


def _before() -> QuerySet[OutboxMessage]:
    """What stands open before a message in its stream."""
    same = OutboxMessage.objects.filter(region=OuterRef("region"), stream=OuterRef("stream"))
    return same.filter(sequence__lt=OuterRef("sequence")).exclude(status=CONFIRMED)


def free(now: datetime) -> Q:
    """The condition for messages that no living sender holds."""
    return Q(held_until__isnull=True) | Q(held_until__lt=now)


def to_ask_about(now: datetime) -> QuerySet[OutboxMessage]:
    """What arrived there some time ago without a word since; what went by package is answered by package."""
    rows = OutboxMessage.objects.filter(free(now), status=SENT, next_try_at__lte=now, package__isnull=True)
    return rows.order_by("next_try_at", "pk")


@dataclass(frozen=True)
class Health:
    """How the exchange stands: messages by state, the oldest open one, what was heard last, what waits for a person."""

    counts: dict[str, int]
    oldest: datetime | None
    contact: Contact | None
    refused_arrivals: int
    differences: int

    @property
    def stuck(self) -> int:
        """Messages that wait for a person."""
        return sum(self.counts[each] for each in STUCK_MESSAGES)


def health(user: Somebody) -> Health:
    """The present state of the user's county, in five queries."""
    return _health(user, "exchange.platform")


def _health(user: Somebody, act: str) -> Health:
    rows = _visible(user, OutboxMessage.objects.order_by(), act)
    found = dict(rows.values_list("status").annotate(n=Count("pk")))
    oldest = rows.filter(status__in=OPEN_MESSAGES).aggregate(first=Min("put_at"))["first"]
    region = getattr(user, "region_id", None)
    return Health(
        {status: found.get(status, 0) for status in OUTBOX.states},
        oldest,
        Contact.objects.filter(region=region).first(),
        _visible(user, InboxMessage.objects.filter(status=REFUSED), act).count(),
        _visible(user, Difference.objects.filter(status__in=UNSETTLED), act).count(),
    )


@dataclass(frozen=True)
class Interface:
    """接口运行: whether the exchange lives, in numbers and our own words for the line; nothing of a case."""

    health: Health
    troubles: list[tuple[str, int]]
    codes: list[tuple[str, int]]
    refused: list[tuple[str, int]]
    reconciliations: list[Reconciliation]


SHOWN_FAULTS, SHOWN_DAYS = 10, 7


def interface(user: Somebody) -> Interface:
    """The state of the county's exchange for whoever keeps the machines running.

    What the platform says of a refusal may name somebody, so of those there are only the codes; `trouble` is written
    by our client, that never puts content in it.
    """
    act = "exchange.interface"
    rows = _visible(user, OutboxMessage.objects.order_by(), act)
    failing = rows.filter(status__in=OPEN_MESSAGES).exclude(trouble="")
    arrivals = _visible(user, InboxMessage.objects.filter(status=REFUSED).order_by(), act)
    return Interface(
        _health(user, act),
        _counted(failing, "trouble"),
        _counted(rows.filter(status=REJECTED), "code"),
        _counted(arrivals, "kind"),
        list(visible_reconciliations(user, act)[:SHOWN_DAYS]),
    )


def _counted(rows: QuerySet[Any], field: str) -> list[tuple[str, int]]:
    """Value -> rows that have it, the most frequent first."""
    return list(rows.values_list(field).annotate(n=Count("pk")).order_by("-n", field)[:SHOWN_FAULTS])


def by_day(user: Somebody, today: date, days: int) -> dict[date, dict[str, int]]:
    """Day -> state -> messages put in on that day, of the last so many days."""
    first = today - timedelta(days=days - 1)
    rows = visible_messages(user).order_by().annotate(day=TruncDate("put_at")).filter(day__gte=first, day__lte=today)
    found: dict[date, dict[str, int]] = {first + timedelta(days=n): {} for n in range(days)}
    for day, status, n in rows.values_list("day", "status").annotate(n=Count("pk")):
        found[day][status] = n
    return found


def by_kind(user: Somebody) -> dict[str, dict[str, int]]:
    """Kind -> state -> messages."""
    found: dict[str, dict[str, int]] = {}
    for kind, status, n in visible_messages(user).order_by().values_list("kind", "status").annotate(n=Count("pk")):
        found.setdefault(kind, {})[status] = n
    return found


def of_stream(message: OutboxMessage) -> QuerySet[OutboxMessage]:
    """The whole stream of a message, in its order."""
    rows: QuerySet[OutboxMessage] = OutboxMessage.objects.filter(region=message.region_id, stream=message.stream)
    return rows.order_by("sequence")


def arrival(number: str) -> InboxMessage | None:
    """The message that came under that number of the platform's, if it did."""
    return InboxMessage.objects.filter(number=number).first()


def confirmed_on(region: Region, day: date) -> QuerySet[OutboxMessage]:
    """What the platform told us that it confirmed on a day."""
    return OutboxMessage.objects.filter(region=region, status=CONFIRMED, confirmed_on=day)


def reconciled(region: Region, day: date) -> bool:
    """Whether a day was reconciled."""
    return Reconciliation.objects.filter(region=region, day=day).exists()


def package(region: Region, way: str, number: str) -> Package | None:
    """The package of that number, if it was made or taken in."""
    return Package.objects.filter(region=region, way=way, number=number).first()


def day_of(asked: str) -> date | None:
    """The day that an address asks for, None when it is none."""
    try:
        return date.fromisoformat(asked)
    except ValueError:
        return None


def opened(rows: QuerySet[Any], name: str, asked: str, known: dict[str, str]) -> QuerySet[Any]:
    """The rows narrowed to one value, when it is one that there is."""
    return rows.filter(**{name: asked}) if asked in known else rows
