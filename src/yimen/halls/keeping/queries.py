"""Questions about doors: was the hall open at a moment, what had it shut, and when does it open again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from yimen.common.workdays import SHANGHAI
from yimen.halls.models import OUTAGES, Closure, Hall, HallDay, Window
from yimen.people.models import Region
from yimen.people.queries import Somebody, may, of_regions

OPEN, SHUT, DOWN, UNKNOWN = "open", "shut", "down", "unknown"
DOORS = {OPEN: "正在开放", SHUT: "现在不开放", DOWN: "开放，设备故障", UNKNOWN: "没有登记开放日"}
TONES = {OPEN: "good", SHUT: "plain", DOWN: "warn", UNKNOWN: "plain"}
LOOKED_AHEAD = timedelta(days=30)


def visible_closures(user: Somebody) -> QuerySet[Closure]:
    """The closures of the user's county: like its halls, everybody of business sees them."""
    if not may(user, "halls.read"):
        return Closure.objects.none()
    return Closure.objects.filter(of_regions(user, "hall__region")).select_related("hall", "declared_by")  # type: ignore[arg-type]


def visible_windows(user: Somebody) -> QuerySet[Window]:
    """The windows of the user's county."""
    if not may(user, "halls.read"):
        return Window.objects.none()
    return Window.objects.filter(of_regions(user, "hall__region")).select_related("hall")  # type: ignore[arg-type]


def standing(first: datetime, last: datetime) -> Q:
    """The condition that picks the closures which touched the span and were not withdrawn."""
    return Q(withdrawn_at__isnull=True, starts_at__lt=last) & (Q(ends_at__isnull=True) | Q(ends_at__gt=first))


def closures_between(region: Region, first: date, last: date) -> QuerySet[Closure]:
    """The county's closures that touched the days from first to last."""
    begin, end = midnight(first), midnight(last + timedelta(days=1))
    return Closure.objects.filter(standing(begin, end), hall__region=region).select_related("hall")


def shut_days(region: Region, first: date, last: date) -> set[tuple[str, date]]:
    """(code of a hall, day): the days on which a closure told in time kept its doors shut from dawn to dusk."""
    found: set[tuple[str, date]] = set()
    for closure in closures_between(region, first, last).exclude(kind__in=OUTAGES).filter(window=""):
        if closure.is_late:
            continue
        day = max(first, timezone.localdate(closure.starts_at))
        while day <= last and (closure.ends_at is None or midnight(day + timedelta(days=1)) <= closure.ends_at):
            if closure.starts_at <= midnight(day):
                found.add((closure.hall.code, day))
            day += timedelta(days=1)
    return found


def midnight(day: date) -> datetime:
    """The beginning of the day in China."""
    return datetime.combine(day, time(), SHANGHAI)


@dataclass(frozen=True)
class Doors:
    """开门情况 of a hall at a moment: how it stands, today's hours, what has it shut, and its next opening day."""

    hall: Hall
    state: str
    today: HallDay | None
    closure: Closure | None
    following: HallDay | None

    @property
    def words(self) -> str:
        """The state in words that the public reads."""
        return DOORS[self.state]

    @property
    def tone(self) -> str:
        """The tone of the mark."""
        return TONES[self.state]


def doors(halls: Iterable[Hall], moment: datetime) -> list[Doors]:
    """How each hall's doors stand at the moment: two queries for any number of halls."""
    local = moment.astimezone(SHANGHAI)
    rows = list(halls)
    days: dict[int, list[HallDay]] = {}
    coming = HallDay.objects.filter(hall__in=rows, date__range=(local.date(), local.date() + LOOKED_AHEAD))
    for day in coming.order_by("date"):
        days.setdefault(day.hall_id, []).append(day)
    shut: dict[int, list[Closure]] = {}
    found = Closure.objects.filter(standing(local, midnight(local.date() + LOOKED_AHEAD)), hall__in=rows, window="")
    for closure in found.order_by("starts_at"):
        shut.setdefault(closure.hall_id, []).append(closure)
    return [_doors(hall, local, days.get(hall.pk, []), shut.get(hall.pk, [])) for hall in rows]


def _doors(hall: Hall, now: datetime, days: list[HallDay], shut: list[Closure]) -> Doors:
    today = next((day for day in days if day.date == now.date()), None)
    closed = [each for each in shut if each.kind not in OUTAGES]
    standing_now = [each for each in shut if each.starts_at <= now]
    closure = next((each for each in standing_now if each.kind not in OUTAGES), next(iter(standing_now), None))
    following = next((day for day in days if _begins(day) > now and not _covered(day, closed)), None)
    if not days:
        state = UNKNOWN
    elif today is None or not today.opens_at <= now.time() < today.closes_at:
        state = SHUT
    elif closure is None:
        state = OPEN
    else:
        state = DOWN if closure.kind in OUTAGES else SHUT
    return Doors(hall, state, today, closure, following)


def _begins(day: HallDay) -> datetime:
    return datetime.combine(day.date, day.opens_at, SHANGHAI)


def _covered(day: HallDay, closed: Iterable[Closure]) -> bool:
    """Whether the hall is to be shut when that day begins."""
    begins = _begins(day)
    return any(each.starts_at <= begins and (each.ends_at is None or begins < each.ends_at) for each in closed)
