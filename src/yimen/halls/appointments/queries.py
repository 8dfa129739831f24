"""Questions about appointments: what is free, who is expected, who did not come, and how full a desk is."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from yimen.common.workdays import ONE_DAY, SHANGHAI, china
from yimen.halls.appointments.models import Appointment, AppointmentClosure, AppointmentDesk
from yimen.halls.appointments.rules import HALF_HOUR, barred_until, in_time
from yimen.halls.appointments.states import ARRIVED, BOOKED, LIVE
from yimen.people.citizens.queries import accounts_of
from yimen.people.models import Citizen, Region
from yimen.people.queries import Somebody, may, of_regions

REMEMBERED_DAYS = 90
"""For how long it counts that somebody did not come."""


def visible_desks(user: Somebody) -> QuerySet[AppointmentDesk]:
    """The desks of the user's own county: like halls, they are public."""
    if isinstance(user, AnonymousUser) or not may(user, "halls.read"):
        return AppointmentDesk.objects.none()
    return AppointmentDesk.objects.filter(of_regions(user, "hall__region")).select_related("hall__region")


def visible_to(user: Somebody) -> QuerySet[Appointment]:
    """The appointments at the halls of the user's own county, for those who receive people there."""
    if isinstance(user, AnonymousUser) or not may(user, "appointments.read"):
        return Appointment.objects.none()
    return Appointment.objects.filter(of_regions(user, "desk__hall__region")).select_related("desk__hall__region")


def open_desks(region: Region, day: date) -> QuerySet[AppointmentDesk]:
    """The desks that take appointments on a day or will, at halls that are not closed."""
    still = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    open_halls = Q(hall__closes_on__isnull=True) | Q(hall__closes_on__gte=day)
    rows = AppointmentDesk.objects.filter(still, open_halls, hall__region=region)
    return rows.select_related("hall__region").order_by("hall__code", "name")


def of_citizen(citizen: Citizen) -> QuerySet[Appointment]:
    """The citizen's own appointments, the next one first."""
    rows = Appointment.objects.filter(citizen__in=accounts_of(citizen))
    return rows.select_related("desk__hall__region").order_by("starts_at")


def coming(citizen: Citizen, now: datetime) -> QuerySet[Appointment]:
    """Those of his appointments that are still to come."""
    return of_citizen(citizen).filter(status=BOOKED, starts_at__gt=now)


@dataclass(frozen=True)
class Slot:
    """时段: a half hour of a desk with its places, those that are taken, and whether one may still be taken."""

    starts_at: datetime
    capacity: int
    taken: int
    in_time: bool

    @property
    def free(self) -> int:
        """Places that can still be had; more may be taken than there are after a capacity was lowered."""
        return max(0, self.capacity - self.taken) if self.in_time else 0


def slots(desks: Sequence[AppointmentDesk], first: date, last: date, now: datetime) -> dict[int, list[Slot]]:
    """Key of a desk -> its half hours from a day to a day, both included; two queries for all desks."""
    day_from, day_to = _midnight(first), _midnight(last + ONE_DAY)
    rows = Appointment.objects.filter(desk__in=desks, status__in=LIVE, starts_at__gte=day_from, starts_at__lt=day_to)
    taken = Counter((desk, at.astimezone(SHANGHAI)) for desk, at in rows.order_by().values_list("desk", "starts_at"))
    shut = set(AppointmentClosure.objects.filter(desk__in=desks, date__range=(first, last)).values_list("desk", "date"))
    days = [first + ONE_DAY * n for n in range((last - first).days + 1)]
    return {
        desk.pk: [
            Slot(at, desk.capacity, taken[desk.pk, at],
                 in_time(at, now, lead_hours=desk.lead_hours, ahead_days=desk.ahead_days))
            for day in days
            if opens(desk, day) and (desk.pk, day) not in shut
            for at in desk.hours.starts(day)
        ]
        for desk in desks
    }  # fmt: skip


def opens(desk: AppointmentDesk, day: date) -> bool:
    """Whether the desk offers half hours on the day, closures aside."""
    return desk.in_force(day) and desk.hours.open_on(day, china())


def slots_of(desk: AppointmentDesk, day: date, now: datetime) -> list[Slot]:
    """The half hours of one desk on one day."""
    return slots([desk], day, day, now)[desk.pk]


def free_days(desk: AppointmentDesk, now: datetime) -> dict[date, int]:
    """Each day on which the desk opens and may be booked now -> its free places."""
    today = now.astimezone(SHANGHAI).date()
    free: Counter[date] = Counter()
    for slot in slots([desk], today, today + timedelta(days=desk.ahead_days), now)[desk.pk]:
        if slot.in_time:
            free[slot.starts_at.date()] += slot.free
    return dict(free)


def next_free(desks: Sequence[AppointmentDesk], now: datetime) -> list[tuple[AppointmentDesk, datetime | None]]:
    """Each desk with its first half hour that is free; two queries."""
    today = now.astimezone(SHANGHAI).date()
    furthest = max((desk.ahead_days for desk in desks), default=0)
    found = slots(desks, today, today + timedelta(days=furthest), now)
    return [(desk, next((slot.starts_at for slot in found[desk.pk] if slot.free), None)) for desk in desks]


def on_day(rows: QuerySet[Appointment], day: date) -> QuerySet[Appointment]:
    """Those of the appointments that are on the day in Shanghai."""
    return rows.filter(starts_at__gte=_midnight(day), starts_at__lt=_midnight(day + ONE_DAY))


def to_remind(region: Region, day: date) -> QuerySet[Appointment]:
    """The appointments of a day whose people have a phone and were not reminded yet."""
    rows = Appointment.objects.filter(desk__hall__region=region, status=BOOKED, reminded_at__isnull=True)
    return on_day(rows.exclude(phone=""), day).select_related("desk__hall__region")


def missed_days(citizen: Citizen, today: date) -> list[date]:
    """The days on which the citizen had an appointment and did not come.

    Counted only where the hall marked somebody's arrival on that day: a hall that marks nobody proves nothing.
    """
    since = _midnight(today - timedelta(days=REMEMBERED_DAYS))
    rows = Appointment.objects.filter(citizen__in=accounts_of(citizen), status=BOOKED, starts_at__gte=since)
    missed = [(hall, _day(at)) for hall, at in rows.filter(starts_at__lt=_midnight(today)).values_list(
        "desk__hall", "starts_at")]  # fmt: skip
    if not missed:
        return []
    there = Appointment.objects.filter(desk__hall__in={hall for hall, _ in missed}, status=ARRIVED)
    marked = {(hall, _day(at)) for hall, at in there.filter(starts_at__gte=since).values_list(
        "desk__hall", "starts_at").order_by().distinct()}  # fmt: skip
    return sorted({day for hall, day in missed if (hall, day) in marked})


def barred(citizen: Citizen, today: date) -> date | None:
    """The last day on which the citizen may not book online since he often did not come; None if he may."""
    return barred_until(
        missed_days(citizen, today), today, most=settings.NO_SHOWS, days=settings.NO_SHOW_DAYS,
        remembered=REMEMBERED_DAYS,
    )  # fmt: skip


@dataclass(frozen=True)
class Load:
    """负荷: a half hour over several desks: places, those booked, and those whose people came."""

    at: time
    capacity: int
    booked: int
    arrived: int


def loads(desks: Sequence[AppointmentDesk], day: date, now: datetime) -> list[Load]:
    """How full each half hour of the day is at the desks together; three queries."""
    capacity: Counter[time] = Counter()
    for each in slots(desks, day, day, now).values():
        for slot in each:
            capacity[slot.starts_at.time()] += slot.capacity
    rows = on_day(Appointment.objects.filter(desk__in=desks, status__in=LIVE), day)
    booked, arrived = _by_time(rows.filter(status=BOOKED)), _by_time(rows.filter(status=ARRIVED))
    return [Load(at, capacity[at], booked[at], arrived[at]) for at in sorted({*capacity, *booked, *arrived})]


def _by_time(rows: QuerySet[Appointment]) -> Counter[time]:
    return Counter(_local(at).time() for at in _times(rows))


def _times(rows: QuerySet[Appointment]) -> Iterable[datetime]:
    return rows.order_by().values_list("starts_at", flat=True)


def _local(at: datetime) -> datetime:
    return at.astimezone(SHANGHAI)


def _day(at: datetime) -> date:
    return _local(at).date()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def coming_days(desks: Sequence[AppointmentDesk], now: datetime) -> dict[date, tuple[int, int]]:
    """Each of the coming fourteen days on which a desk opens -> (places taken, places free); two queries."""
    today = _day(now)
    taken: Counter[date] = Counter()
    free: Counter[date] = Counter()
    for each in slots(desks, today, today + timedelta(days=14), now).values():
        for slot in each:
            day = slot.starts_at.date()
            taken[day] += slot.taken
            free[day] += max(0, slot.capacity - slot.taken)
    return {day: (taken[day], free[day]) for day in sorted(free)}


def is_missed(appointment: Appointment, now: datetime) -> bool:
    """Whether its half hour is over and nobody came; told from what stands there, never written."""
    return appointment.status == BOOKED and appointment.starts_at + HALF_HOUR <= now


def booked_anew(appointment: Appointment) -> Appointment | None:
    """The appointment that followed this one after it was missed."""
    return Appointment.objects.filter(instead_of=appointment).first()
