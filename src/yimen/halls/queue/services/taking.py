"""取号: a number taken at a kiosk, by phone, with an appointment, or through a clerk; and given back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError
from django.utils import timezone
from django.utils.crypto import salted_hmac

from yimen.common import slips
from yimen.common.errors import Refused
from yimen.common.text import tidy
from yimen.halls.appointments import services as appointments
from yimen.halls.appointments.models import Appointment
from yimen.halls.appointments.states import ARRIVED, BOOKED
from yimen.halls.models import Hall
from yimen.halls.queue import queries
from yimen.halls.queue.models import LineDay, QueueLine, QueueRules, Ticket, Visit
from yimen.halls.queue.rules import LARGEST, day_of, label
from yimen.halls.queue.services.forecasting import forecast_of
from yimen.halls.queue.services.shared import SLIP, allow, hold, move, record
from yimen.halls.queue.states import OPEN, TICKET, WAITING
from yimen.ledger import services as ledger
from yimen.people.citizens.services import mobile
from yimen.people.lifecycle import begin
from yimen.people.models import Citizen, User

MOST_LINES = 4
BY_ONESELF = (Ticket.Channel.KIOSK, Ticket.Channel.ONLINE)
"""So nobody takes a number while the hall is closed; a clerk and an appointment know when it is open."""


@dataclass(frozen=True)
class Wish:
    """取号请求: for which lines, as whom, by which way. The same `key` again gets the same tickets."""

    lines: Sequence[QueueLine]
    channel: str
    group: str = ""
    phone: str = ""
    key: str = ""
    citizen: Citizen | None = None
    appointment: Appointment | None = None
    visit: Visit | None = None


@dataclass(frozen=True)
class Taken:
    """取号结果: the tickets of a visit, and the secret that opens each of them; it is kept nowhere."""

    tickets: Sequence[Ticket]
    secret: str


def take_once(*, by: User | None, hall: Hall, wish: Wish, at: datetime | None = None) -> Taken:
    """What `take` gives, or what it gave for the same key: an answer that was lost on its way is asked for again."""
    if wish.key and (known := _known(hall, wish.key)):
        return Taken(known, _secret(wish.key))
    try:
        return take(by=by, hall=hall, wish=wish, at=at)
    except IntegrityError:  # the same request, sent twice at once
        if wish.key and (known := _known(hall, wish.key)):
            return Taken(known, _secret(wish.key))
        raise


def _known(hall: Hall, key: str) -> list[Ticket]:
    rows = Ticket.objects.filter(hall=hall, request_key__in=[f"{key[:36]}:{n}" for n in range(MOST_LINES)])
    return list(rows.select_related("line", "hall").order_by("pk"))


def _secret(key: str) -> str:
    """The secret of a request: whoever can ask again is who asked before. Without a key it is drawn."""
    if not key:
        return slips.new_secret()
    drawn = salted_hmac("yimen.halls.ticket.key", key, algorithm="sha256").digest()
    return "".join(slips.ALPHABET[each % len(slips.ALPHABET)] for each in drawn[: slips.SECRET_LENGTH])


@ledger.mutation("halls.ticket_taken")
def take(*, by: User | None, hall: Hall, wish: Wish, at: datetime | None = None) -> Taken:
    """The tickets, one a line, that belong to one visit. Errors: Refused for a line that gives out none now."""
    now = at or timezone.now()
    allow(by, "queue.serve", hall)
    hold(hall)
    rules = queries.rules_of(hall, day_of(now))
    _check(hall, wish, now, rules)
    secret = _secret(wish.key)
    visit = wish.visit or Visit.objects.create(hall=hall, day=day_of(now))
    states = {state.line.pk: state for state in queries.line_states(hall, now, rules)}
    priority = bool(wish.group)
    tickets = []
    for place, line in enumerate(wish.lines):
        told = queries.told(states[line.pk], priority, forecast_of(line, priority, now), rules.run)
        tickets.append(_written(by, visit, line, place, wish, secret, now, told, _next_number(line, visit, rules)))
    record(hall, "halls.ticket_taken", by, *([] if wish.visit else [visit]), *tickets)
    return Taken(tickets, secret)


def _check(hall: Hall, wish: Wish, now: datetime, rules: QueueRules) -> None:
    if not wish.lines or len(wish.lines) > MOST_LINES or len({each.pk for each in wish.lines}) != len(wish.lines):
        raise Refused(f"请选一至 {MOST_LINES} 项要办的业务。")
    for line in wish.lines:
        if line.hall_id != hall.pk or not line.in_force(day_of(now)):
            raise Refused(f"“{line.name}”现在不取号，请选别的业务或问导办台。")
    if wish.group not in Ticket.Group.values or wish.channel not in Ticket.Channel.values:
        raise Refused("请从列出的人群中选一个。")
    if wish.channel == Ticket.Channel.ONLINE and not rules.online:
        raise Refused("这个大厅不在手机上取号，请到大厅取号机取号。")
    if wish.channel in BY_ONESELF and (sentence := queries.shut(hall, now, rules)):
        raise Refused(sentence)
    if wish.citizen is not None:
        _one_at_a_time(wish.citizen, wish.lines, now)


def _one_at_a_time(citizen: Citizen, lines: Sequence[QueueLine], now: datetime) -> None:
    """Nothing. Errors: Refused. Two requests of one citizen at once are asked one after the other."""
    Citizen.objects.select_for_update().get(pk=citizen.pk)
    has = Ticket.objects.filter(citizen=citizen, day=day_of(now), line__in=lines, status__in=OPEN).first()
    if has is not None:
        raise Refused(f"您今天已有这项业务的号 {has.label}，办完或退号后才能再取。")


def _written(
    by: User | None, visit: Visit, line: QueueLine, place: int, wish: Wish, secret: str, now: datetime,
    told: queries.Told, number: int,
) -> Ticket:  # fmt: skip
    due = wish.appointment.starts_at if wish.appointment else now
    published = told.published if wish.appointment is None else None
    return Ticket.objects.create(
        hall=visit.hall, line=line, visit=visit, day=visit.day, prefix=line.prefix, number=number, group=wish.group,
        channel=wish.channel, secret=slips.digest_of(SLIP, known_as(visit, line, number), secret),
        request_key=f"{wish.key[:36]}:{place}" if wish.key else None, citizen=wish.citizen,
        phone=mobile(wish.phone) if wish.phone.strip() else "", appointment=wish.appointment if not place else None,
        taken_at=now, queued_at=max(now, due), ahead=told.ahead, guess=told.guess,
        low=published.low if published else None, high=published.high if published else None,
        **begin(TICKET, by=by, status=WAITING),
    )  # fmt: skip


def _next_number(line: QueueLine, visit: Visit, rules: QueueRules) -> int:
    LineDay.objects.get_or_create(line=line, day=visit.day)
    row = LineDay.objects.select_for_update().get(line=line, day=visit.day)
    if row.last + 1 >= min(rules.paper_from, LARGEST):
        raise Refused(f"“{line.name}”今天的号已经取完，请改日再来，或在手机上预约。")
    LineDay.objects.filter(pk=row.pk).update(last=row.last + 1)
    return row.last + 1


def known_as(visit: Visit, line: QueueLine, number: int) -> str:
    """What a ticket's secret is bound to: hall, day and number."""
    return f"{visit.hall_id}:{visit.day}:{label(line.prefix, number)}"


def opened(hall: Hall, written: str, secret: str, now: datetime) -> Ticket | None:
    """The ticket of the day that number and secret open; absent and wrong take the same way."""
    found = queries.by_label(hall, written, now)
    name = f"{hall.pk}:{found.day}:{found.label}" if found else ""
    return found if slips.matches(SLIP, name, secret, found.secret if found else slips.NOBODY) else None


@ledger.mutation("halls.ticket_taken", composed=True)
def check_in(
    *, by: User | None, appointment: Appointment, line: QueueLine, group: str = "", key: str = "",
    at: datetime | None = None,
) -> Taken:  # fmt: skip
    """The ticket of an appointment whose people are there: before others from its half hour on.

    Errors: Refused as for marking an arrival and for taking a number, and when it has a number already.
    """
    now = at or timezone.now()
    if Ticket.objects.filter(appointment=appointment).exists():
        raise Refused(f"预约 {appointment.number} 已经取过号，请看号票或问导办台。")
    if appointment.status == BOOKED:
        appointments.arrive(by=by, appointment=appointment, at=now)
    elif appointment.status != ARRIVED or day_of(appointment.starts_at) != day_of(now):
        raise Refused(f"预约 {appointment.number} 不是今天的，或已取消；请直接取号。")
    wish = Wish(
        [line], Ticket.Channel.APPOINTMENT, group or Ticket.Group.APPOINTMENT, appointment.phone, key,
        appointment.citizen, appointment,
    )  # fmt: skip
    return take(by=by, hall=line.hall, wish=wish, at=now)


@ledger.mutation(TICKET.event("leave"))
def leave(*, by: User | None, ticket: Ticket, reason: str = "本人退号") -> Ticket:
    """The ticket given back; others come sooner."""
    allow(by, "queue.serve", ticket.hall)
    hold(ticket.hall)
    return move(ticket, "leave", by=by, reason=tidy(reason)[:100])
