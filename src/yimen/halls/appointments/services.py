"""Verbs on appointments: desks and the days on which they take none; booking, changing, cancelling, arriving."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from yimen.common import slips
from yimen.common.errors import Refused
from yimen.common.text import tidy
from yimen.common.workdays import SHANGHAI
from yimen.halls.appointments import queries
from yimen.halls.appointments.models import Appointment, AppointmentClosure, AppointmentDesk
from yimen.halls.appointments.states import APPOINTMENT, BOOKED
from yimen.halls.models import Hall
from yimen.ledger import services as ledger
from yimen.people.citizens.services import mobile
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Citizen, User
from yimen.people.queries import may

SLIP = "halls.appointment"
FULL = "这个时段刚刚约满了，请另选一个时段。"


@dataclass(frozen=True)
class Offer:
    """放号规则 as the hall's manager puts it in: what `AppointmentDesk` holds beside its hall and dates."""

    name: str
    capacity: int
    note: str = ""
    weekdays: str = "12345"
    opens_at: time = time(8, 30)
    closes_at: time = time(17)
    pause_from: time | None = None
    pause_to: time | None = None
    lead_hours: int = 2
    ahead_days: int = 14
    per_person: int = 2

    def values(self) -> dict[str, Any]:
        """Field -> value."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


@dataclass(frozen=True)
class Visitor:
    """预约人: who comes and for what; the account is empty for whom a clerk books."""

    name: str
    matter: str
    phone: str = ""
    citizen: Citizen | None = None


@dataclass(frozen=True)
class Booked:
    """预约结果: the appointment, and the secret that is shown once."""

    appointment: Appointment
    secret: str


def _allow(by: User | None, act: str, hall: Hall) -> None:
    if by is not None and not (may(by, act) and by.region_id == hall.region_id):
        raise Refused("只有本县的大厅管理员和窗口人员可以办理预约。")


@ledger.mutation("halls.desk_kept")
def add_desk(*, by: User | None, hall: Hall, offer: Offer, valid_from: date) -> AppointmentDesk:
    """The desk, which takes appointments from a day on. Errors: Refused for hours that cannot be, or a name twice."""
    _allow(by, "halls.keep", hall)
    _check(offer)
    if AppointmentDesk.objects.filter(hall=hall, name=offer.name, valid_to__isnull=True).exists():
        raise Refused(f"{hall}已有“{offer.name}”，请修改原有的，或换一个名称。")
    desk = AppointmentDesk.objects.create(hall=hall, valid_from=valid_from, **offer.values())
    ledger.record(chain=hall.region_id, kind="halls.desk_kept", by=by, changed=[desk])
    return desk


@ledger.mutation("halls.desk_kept")
def change_desk(
    *, by: User | None, desk: AppointmentDesk, offer: Offer, valid_to: date | None = None
) -> AppointmentDesk:
    """The desk with other rules, which hold for what is booked from now on, or with a last day.

    What was booked before stays: a lower capacity takes nobody's appointment away.
    """
    _allow(by, "halls.keep", desk.hall)
    _check(offer)
    AppointmentDesk.objects.filter(pk=desk.pk).update(**offer.values(), valid_to=valid_to)
    desk.refresh_from_db()
    ledger.record(chain=desk.hall.region_id, kind="halls.desk_kept", by=by, changed=[desk])
    return desk


def _check(offer: Offer) -> None:
    if not offer.weekdays or not set(offer.weekdays) <= set("1234567"):
        raise Refused("请至少选择一个星期几。")
    if offer.closes_at <= offer.opens_at:
        raise Refused("停止放号的时间须晚于开始放号的时间。")
    if (offer.pause_from is None) != (offer.pause_to is None):
        raise Refused("午休的开始和结束要一起填，没有午休的都不填。")
    if offer.pause_from and offer.pause_to and not offer.opens_at < offer.pause_from < offer.pause_to < offer.closes_at:
        raise Refused("午休须在放号时间之内，结束晚于开始。")
    if not 1 <= offer.capacity <= 200 or not 1 <= offer.per_person <= 20 or not 1 <= offer.ahead_days <= 60:
        raise Refused("每半小时名额为 1 至 200，每人 1 至 20 个，最多提前 1 至 60 天。")


@ledger.mutation("halls.desk_closed", composed=True)
def close_day(*, by: User | None, desk: AppointmentDesk, day: date, reason: str) -> list[Appointment]:
    """The appointments that had to be called off since the desk takes none on the day; their people are to be told."""
    _allow(by, "halls.keep", desk.hall)
    if not tidy(reason):
        raise Refused("请写明停约的原因，会告诉已预约的人。")
    if day < timezone.localdate():
        raise Refused("这一天已经过去，不能停约。")
    if AppointmentClosure.objects.filter(desk=desk, date=day).exists():
        raise Refused(f"{desk} {day} 已经停约。")
    closure = AppointmentClosure.objects.create(desk=desk, date=day, reason=tidy(reason)[:100])
    ledger.record(chain=desk.hall.region_id, kind="halls.desk_closed", by=by, changed=[closure])
    now = timezone.now()
    coming = Appointment.objects.filter(desk=desk, status=BOOKED, starts_at__gt=now)
    reason = f"大厅停约：{closure.reason}"
    return [cancel(by=None, appointment=each, reason=reason, at=now) for each in list(queries.on_day(coming, day))]


@ledger.mutation("halls.appointment_booked")
def book(
    *, by: User | None, desk: AppointmentDesk, starts_at: datetime, visitor: Visitor, at: datetime | None = None
) -> Booked:
    """The appointment with its secret. Errors: Refused when the half hour is full, too near, too far, or not offered;
    when he has as many as one may have; and when he often did not come.
    """
    now = at or timezone.now()
    _allow(by, "appointments.receive", desk.hall)
    if len(tidy(visitor.name)) < 2 or not tidy(visitor.matter):
        raise Refused("请填写姓名和要办的事。")
    if visitor.citizen is not None:
        _check_citizen(visitor.citizen, desk, now)
    return _booked(by, desk, starts_at, visitor, now)


@ledger.mutation("halls.appointment_booked")
def rebook(*, by: User | None, appointment: Appointment, starts_at: datetime, at: datetime | None = None) -> Booked:
    """Another appointment for whoever missed one, with a secret of its own; the missed one stays missed.

    Errors: Refused for one that is not missed, for one that was booked anew already, and as for booking.
    """
    now, desk = at or timezone.now(), appointment.desk
    _allow(by, "appointments.receive", desk.hall)
    if not queries.is_missed(appointment, now):
        raise Refused("这个预约没有错过：还没到时间的请改约，已到或已取消的请另约。")
    if queries.booked_anew(appointment) is not None:
        raise Refused(f"预约 {appointment.number} 已经补约过一次，请按新的预约来，或另约。")
    if by is None and appointment.citizen is not None:
        _check_citizen(appointment.citizen, desk, now)
    visitor = Visitor(appointment.name, appointment.matter, appointment.phone, appointment.citizen)
    return _booked(by, desk, starts_at, visitor, now, instead_of=appointment)


def _booked(
    by: User | None, desk: AppointmentDesk, starts_at: datetime, visitor: Visitor, now: datetime,
    instead_of: Appointment | None = None,
) -> Booked:  # fmt: skip
    secret = slips.new_secret()
    number = f"Y{now.astimezone(SHANGHAI):%y%m%d}{slips.drawn(6)}"
    made = {
        "desk": desk, "starts_at": starts_at, "number": number, "secret": slips.digest_of(SLIP, number, secret),
        "citizen": visitor.citizen, "name": tidy(visitor.name)[:100], "matter": tidy(visitor.matter)[:100],
        "phone": mobile(visitor.phone) if visitor.phone.strip() else "", "booked_by": by, "booked_at": now,
        "instead_of": instead_of,
        **begin(APPOINTMENT, by=by),
    }  # fmt: skip
    appointment = _in_a_place(desk, starts_at, now, lambda place: Appointment.objects.create(place=place, **made))
    facts = {"desk": desk.pk, "starts_at": starts_at.isoformat()}
    chain = desk.hall.region_id
    ledger.record(chain=chain, kind="halls.appointment_booked", by=by, changed=[appointment], facts=facts)
    return Booked(appointment, secret)


def _check_citizen(citizen: Citizen, desk: AppointmentDesk, now: datetime) -> None:
    """Nothing. Errors: Refused. Two requests of one citizen at once are asked one after the other."""
    Citizen.objects.select_for_update().get(pk=citizen.pk)
    until = queries.barred(citizen, now.astimezone(SHANGHAI).date())
    if until is not None:
        raise Refused(
            f"您有 {settings.NO_SHOWS} 次预约没有来，{until} 及以前不能网上预约；可以直接到大厅取号，或请窗口代约。"
        )
    if queries.coming(citizen, now).filter(desk=desk).count() >= desk.per_person:
        raise Refused(f"“{desk.name}”每人同时最多约 {desk.per_person} 个，请先取消或改约已有的。")


def _in_a_place(
    desk: AppointmentDesk, starts_at: datetime, now: datetime, write: Callable[[int], Appointment]
) -> Appointment:
    """What `write` wrote into the first place that is free. Errors: Refused when none is.

    Whoever loses a place to another in the same moment tries the next: the database lets each be taken once.
    """
    offered = queries.slots_of(desk, starts_at.astimezone(SHANGHAI).date(), now)
    slot = next((each for each in offered if each.starts_at == starts_at), None)
    if slot is None or not slot.in_time:
        raise Refused("这个时段不能预约，请从列出的时段中选一个。")
    for _ in range(desk.capacity):
        taken = set(_live(desk, starts_at).values_list("place", flat=True))
        free = [place for place in range(1, desk.capacity + 1) if place not in taken]
        if not free or len(taken) >= desk.capacity:
            break
        try:
            with transaction.atomic():
                return write(free[0])
        except IntegrityError:
            continue
    raise Refused(FULL)


def _live(desk: AppointmentDesk, starts_at: datetime) -> Any:
    return Appointment.objects.filter(desk=desk, starts_at=starts_at, status__in=queries.LIVE).order_by("place")


@ledger.mutation("halls.appointment_moved")
def move(*, by: User | None, appointment: Appointment, starts_at: datetime, at: datetime | None = None) -> Appointment:
    """The appointment at another time of the same desk; its number and secret stay. Errors: Refused as for booking."""
    now, desk = at or timezone.now(), appointment.desk
    _allow(by, "appointments.receive", desk.hall)
    if appointment.status != BOOKED or appointment.starts_at <= now:
        raise Refused("这个预约已经开始、取消或登记到达，不能改约。")
    if appointment.starts_at == starts_at:
        raise Refused("新旧时段相同，请另选一个时段。")

    def write(place: int) -> Appointment:
        rows = Appointment.objects.filter(pk=appointment.pk, status=BOOKED)
        if not rows.update(starts_at=starts_at, place=place, reminded_at=None):
            raise Refused("这个预约刚刚取消或登记到达，请刷新页面查看。")
        return appointment

    was = appointment.starts_at
    _in_a_place(desk, starts_at, now, write)
    appointment.refresh_from_db()
    facts = {"from": was.isoformat(), "to": starts_at.isoformat()}
    chain = desk.hall.region_id
    ledger.record(chain=chain, kind="halls.appointment_moved", by=by, changed=[appointment], facts=facts)
    return appointment


@ledger.mutation(APPOINTMENT.event("cancel"))
def cancel(
    *, by: User | None, appointment: Appointment, reason: str = "本人取消", at: datetime | None = None
) -> Appointment:
    """The appointment, cancelled; its place is free again. Errors: Refused once its time is there: who was missed
    then stays missed, or whoever never comes would be barred by nothing.
    """
    hall = appointment.desk.hall
    _allow(by, "appointments.receive", hall)
    if appointment.status == BOOKED and appointment.starts_at <= (at or timezone.now()):
        raise Refused("预约的时间已经到了，不能再取消；没有赶上的，请补约或直接到大厅取号。")
    return advance(appointment, "cancel", by=by, chain=hall.region_id, reason=tidy(reason)[:100])


@ledger.mutation(APPOINTMENT.event("arrive"))
def arrive(*, by: User | None, appointment: Appointment, at: datetime | None = None) -> Appointment:
    """The appointment whose people are there; None is a kiosk. Errors: Refused on another day than its own."""
    now, hall = at or timezone.now(), appointment.desk.hall
    _allow(by, "appointments.receive", hall)
    if appointment.starts_at.astimezone(SHANGHAI).date() != now.astimezone(SHANGHAI).date():
        raise Refused("只能在预约当天登记到达；来早或来晚的，请改约到今天，或请他取号。")
    return advance(appointment, "arrive", by=by, chain=hall.region_id, arrived_at=now)


@ledger.mutation("halls.appointment_reminded")
def mark_reminded(*, appointment: Appointment, at: datetime) -> Appointment:
    """The appointment, of which the gateway took a reminder over."""
    Appointment.objects.filter(pk=appointment.pk).update(reminded_at=at)
    appointment.refresh_from_db()
    chain = appointment.desk.hall.region_id
    ledger.record(chain=chain, kind="halls.appointment_reminded", by=None, changed=[appointment])
    return appointment
