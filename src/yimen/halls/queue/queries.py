"""Questions about the queue of the moment: who waits, whose turn it is, who is where. Reports are in `figures`."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from yimen.common.prepared import prepared
from yimen.common.workdays import SHANGHAI
from yimen.halls.appointments.models import Appointment
from yimen.halls.models import Hall, HallDay, Window
from yimen.halls.queue import waits
from yimen.halls.queue.models import (
    PaperBlock,
    QueueLine,
    QueueRules,
    QueueVersion,
    Serving,
    Sitting,
    Ticket,
    TicketCall,
    WaitForecast,
)
from yimen.halls.queue.rules import Waiter, ahead_of, day_of, is_afternoon, live_days, turn
from yimen.halls.queue.states import AT_WINDOW, HELD, MISSED, WAITING
from yimen.people.models import Region, User, in_force
from yimen.people.queries import Somebody, may, of_regions

LATELY = 20
"""So many of the last calls are looked at for whose turn it is."""


def visible_to(user: Somebody) -> QuerySet[Ticket]:
    """The tickets at halls of the user's own county, for those who serve there or oversee it."""
    if isinstance(user, AnonymousUser) or not may(user, "queue.read"):
        return Ticket.objects.none()
    return Ticket.objects.filter(of_regions(user, "hall__region")).select_related("hall", "line", "window")


def visible_calls(user: Somebody) -> QuerySet[TicketCall]:
    """The calls at halls of the user's own county, for the same people."""
    if isinstance(user, AnonymousUser) or not may(user, "queue.read"):
        return TicketCall.objects.none()
    rows = TicketCall.objects.filter(of_regions(user, "hall__region"))
    return rows.select_related("ticket__line", "window", "by")


def queuing_halls(region: Region, day: date) -> QuerySet[Hall]:
    """The county's halls that give out numbers on a day."""
    open_still = Q(closes_on__isnull=True) | Q(closes_on__gte=day)
    return Hall.objects.filter(open_still, in_force(day, "lines__"), region=region).distinct().order_by("code")


def rules_of(hall: Hall, day: date) -> QueueRules:
    """The rules in force at the hall on the day; as they come, not stored, where nobody has set any."""
    rules = next(iter(_rules(hall.pk, day)), None) or QueueRules(valid_from=day)
    rules.hall = hall
    return rules


@prepared
def _rules(hall: int, day: date) -> QuerySet[QueueRules]:
    """The newest rules in force at a hall on a day."""
    return QueueRules.objects.filter(in_force(day), hall_id=hall).order_by("-valid_from", "-pk")[:1]


def lines_of(hall: Hall, day: date) -> QuerySet[QueueLine]:
    """The lines in force at the hall on the day, in the kiosk's order."""
    return QueueLine.objects.filter(in_force(day), hall=hall)


def windows_of(hall: Hall, day: date) -> QuerySet[Window]:
    """The windows in force at the hall on the day."""
    return Window.objects.filter(in_force(day), hall=hall).order_by("code")


def version_of(hall: Hall) -> int:
    """How often the hall's queue has changed; one indexed row, so that thousands may ask."""
    return sum(_version(hall.pk))


@prepared
def _version(hall: int) -> QuerySet[QueueVersion, int]:
    """The one row of a hall, if it has any yet."""
    return QueueVersion.objects.filter(hall_id=hall).values_list("number", flat=True)


def ranks_at(window: Window, day: date) -> dict[int, int]:
    """Key of each line that the window serves on the day -> 1 for its own, more for those that it only helps."""
    rows = _served(window.hall_id, window.code, day)
    named = {line: rank for line, rank in rows if line is not None}
    everything = next((rank for line, rank in rows if line is None), None)
    if everything is None:
        return named
    whole = dict.fromkeys(lines_of(window.hall, day).values_list("pk", flat=True), everything)
    return {**whole, **named}


@prepared
def _served(hall: int, window: str, day: date) -> QuerySet[Serving, tuple[int | None, int]]:
    """Lines and ranks that a window serves on a day.

    By hall and code: a window that got another machine is another row of the register, and serves what it did.
    """
    here = Serving.objects.filter(in_force(day), window__hall_id=hall, window__code=window)
    return here.values_list("line_id", "rank")


def live(hall: Hall, now: datetime, rules: QueueRules | None = None) -> QuerySet[Ticket]:
    """The tickets that still count now: today's, and at a hall open at night those of the evening before."""
    rules = rules or rules_of(hall, day_of(now))
    return Ticket.objects.filter(hall=hall, day__in=live_days(now, rules.overnight))


def last_day(hall: Hall, day: date) -> date | None:
    """The last day before on which a number was taken, where none was on the day itself; else None."""
    newest = Ticket.objects.filter(hall=hall, day__lte=day).order_by("-day").values_list("day", flat=True).first()
    return None if newest is None or newest == day else newest


def _busy_visits(hall: Hall, now: datetime, rules: QueueRules) -> set[int]:
    """The visits of which somebody is at a window: another number of theirs waits until they are back."""
    return set(live(hall, now, rules).filter(status__in=AT_WINDOW).values_list("visit", flat=True))


def callable_at(
    window: Window, now: datetime, rules: QueueRules, ranks: Mapping[int, int] | None = None
) -> list[Waiter]:
    """Who may be called to the window now; three queries, two for whoever knows the window's ranks already."""
    ranks = ranks_at(window, day_of(now)) if ranks is None else ranks
    sent_elsewhere = Q(wanted__isnull=False) & ~Q(wanted=window)
    rows = live(window.hall, now, rules).filter(Q(line__in=ranks) | Q(wanted=window), status=WAITING)
    rows = rows.exclude(sent_elsewhere).exclude(visit__in=_busy_visits(window.hall, now, rules))
    columns = ("pk", "queued_at", "group", "line", "wanted", "appointment__starts_at")
    return [
        Waiter(key, queued_at, bool(group), ranks.get(line, 1), wanted == window.pk, due_at)
        for key, queued_at, group, line, wanted, due_at in rows.values_list(*columns)
    ]


def next_at(window: Window, now: datetime, rules: QueueRules) -> Ticket | None:
    """The ticket whose turn it is at the window; None when nobody waits that it serves. Holds within the queue's lock.

    How many of a priority group were called in a row is counted over the windows that serve one of the same lines.
    """
    ranks = ranks_at(window, day_of(now))
    calls = TicketCall.objects.filter(hall=window.hall, ticket__line__in=ranks, called_at__gte=now - timedelta(hours=2))
    lately = list(calls.order_by("-called_at", "-pk").values_list("priority", flat=True)[:LATELY])
    found = turn(
        callable_at(window, now, rules, ranks), now, lately=lately, run=rules.run,
        patience=timedelta(minutes=rules.patience),
    )  # fmt: skip
    return Ticket.objects.select_related("line", "hall").get(pk=found.key) if found else None


def open_call(ticket: Ticket) -> TicketCall | None:
    """The call of the ticket that has not ended."""
    return TicketCall.objects.filter(ticket=ticket, ended_at__isnull=True).select_related("window").first()


def call_at(window: Window) -> TicketCall | None:
    """Whom the window called or serves now."""
    return next(iter(_called(window.pk)), None)


@prepared
def _called(window: int) -> QuerySet[TicketCall]:
    """The call of a window that has not ended, with its number, line, visit and window."""
    rows = TicketCall.objects.filter(window_id=window, ended_at__isnull=True)
    return rows.select_related("ticket__line", "ticket__visit", "window")[:1]


def sitting_of(user: User) -> Sitting | None:
    """The window that the account has open now."""
    return next(iter(_sitting(user.pk)), None)


@prepared
def _sitting(by: int) -> QuerySet[Sitting]:
    """What an account has open, with window, hall and region."""
    rows = Sitting.objects.filter(by_id=by, closed_at__isnull=True)
    return rows.select_related("window__hall__region")[:1]


def served_by(user: User) -> Ticket | None:
    """The number that the account is serving at the window that it has open; None while nobody stands there."""
    key = next(iter(_being_served(user.pk)), None)  # alone: at most counters nobody took a number
    return Ticket.objects.select_related("visit", "hall").get(pk=key) if key else None


@prepared
def _being_served(by: int) -> QuerySet[TicketCall, int]:
    """The number that an account is serving, by its key: every acceptance asks."""
    mine = Q(window__sittings__by_id=by, window__sittings__closed_at__isnull=True)
    rows = TicketCall.objects.filter(mine, ended_at__isnull=True, begun_at__isnull=False)
    return rows.values_list("ticket_id", flat=True)[:1]


def open_sittings(hall: Hall) -> QuerySet[Sitting]:
    """The windows of the hall that are open now, with who opened them."""
    rows = Sitting.objects.filter(window__hall=hall, closed_at__isnull=True)
    return rows.select_related("window", "by").order_by("window__code")


def shut(hall: Hall, now: datetime, rules: QueueRules) -> str:
    """Why nobody is given a number now, and when one is; empty while the hall is open, or a window is all the same.

    Only a hall whose later opening days are registered is known to be closed: a register that was not kept up
    stops nobody. A window that was left open the evening before is no window that is open.
    """
    days = HallDay.objects.filter(hall=hall)
    today = days.filter(date=day_of(now)).first()
    if rules.overnight or (today and timezone.localtime(now).time() < today.closes_at):
        return ""
    later = days.filter(date__gt=day_of(now)).order_by("date").first()
    midnight = datetime.combine(day_of(now), time.min, SHANGHAI)
    if later is None or open_sittings(hall).filter(opened_at__gte=midnight).exists():
        return ""
    opens = (
        f"{later.date.month} 月 {later.date.day} 日（周{'一二三四五六日'[later.date.weekday()]}）{later.opens_at:%H:%M}"
    )
    return f"大厅{'今天已经下班' if today else '今天不开放'}，不取号。下次开门：{opens}。"


def open_codes(hall: Hall, but: Window) -> list[tuple[int, str]]:
    """(key, code) of each window of the hall that is open, without one: hundreds of them, so no more than that."""
    rows = Sitting.objects.filter(window__hall=hall, closed_at__isnull=True).exclude(window=but)
    return list(rows.order_by("window__code").values_list("window", "window__code"))


@dataclass(frozen=True)
class LineState:
    """一项业务现在的排队: how many wait, first ones and others apart, and at how many windows they are served.

    at_once: whether more of these windows have nobody than people wait in the whole hall.
    """

    line: QueueLine
    first: int
    others: int
    windows: int
    at_once: bool = False

    @property
    def waiting(self) -> int:
        """All who wait."""
        return self.first + self.others

    def ahead(self, priority: bool, run: int) -> int:
        """How many are called before a newcomer."""
        return ahead_of(priority, self.first, self.others, run)


def line_states(hall: Hall, now: datetime, rules: QueueRules) -> list[LineState]:
    """Each line of the hall as it stands now; four queries."""
    day = day_of(now)
    waiting: Counter[tuple[int, bool]] = Counter()
    for line, group in live(hall, now, rules).filter(status=WAITING).values_list("line", "group"):
        waiting[line, bool(group)] += 1
    lines = list(lines_of(hall, day))
    windows, free = _open_windows(hall, day, lines)
    return [
        LineState(
            each, waiting[each.pk, True], waiting[each.pk, False], windows[each.pk], free[each.pk] > waiting.total()
        )
        for each in lines
    ]


def _open_windows(hall: Hall, day: date, lines: Iterable[QueueLine]) -> tuple[Counter[int], Counter[int]]:
    """Key of each line -> how many windows are open that serve it as their own, and at how many of them nobody is."""
    somebody = TicketCall.objects.filter(window=OuterRef("window"), ended_at__isnull=True)
    busy = dict(open_sittings(hall).values_list("window__code", Exists(somebody)))
    windows, free = Counter[int](), Counter[int]()
    serving = Serving.objects.filter(in_force(day), window__hall=hall, window__code__in=busy, rank=1)
    for line, code in serving.values_list("line", "window__code"):
        served = [line] if line is not None else [each.pk for each in lines]
        windows.update(served)
        free.update([] if busy[code] else served)
    return windows, free


@dataclass(frozen=True)
class Told:
    """告知: how many are ahead, the plain guess, and the interval that is published; None where too little is known.

    Whoever finds a window free does not wait: nothing is guessed, and his wait is none of the like ones of others.
    """

    ahead: int
    guess: int | None
    published: waits.Interval | None


def told(state: LineState, priority: bool, forecast: WaitForecast | None, run: int) -> Told:
    """What is told to a newcomer of a line as it stands."""
    ahead = state.ahead(priority, run)
    if state.at_once:
        return Told(ahead, None, None)
    at_window = forecast.at_window if forecast and forecast.at_window else waits.USUAL
    made = waits.guess(ahead, at_window, state.windows)
    if forecast is None or forecast.low is None or forecast.high is None or not state.windows:
        return Told(ahead, made, None)
    return Told(ahead, made, waits.interval(made, forecast.low, forecast.high))


def half_day(now: datetime) -> dict[str, Any]:
    """The fields of a forecast that say which half day it is for."""
    return {"day": day_of(now), "afternoon": is_afternoon(now)}


def outlook(hall: Hall, now: datetime, rules: QueueRules) -> list[tuple[LineState, Told]]:
    """Each line as it stands, with what an ordinary newcomer is told; five queries."""
    rows = WaitForecast.objects.filter(line__hall=hall, priority=False, **half_day(now))
    forecasts = {row.line_id: row for row in rows}
    states = line_states(hall, now, rules)
    return [(state, told(state, False, forecasts.get(state.line.pk), rules.run)) for state in states]


def position(ticket: Ticket, now: datetime, rules: QueueRules) -> int:
    """How many of its line are called before it, if nobody of a priority group comes."""
    rows = live(ticket.hall, now, rules).filter(line=ticket.line, status=WAITING).exclude(pk=ticket.pk)
    earlier = Q(queued_at__lt=ticket.queued_at) | Q(queued_at=ticket.queued_at, pk__lt=ticket.pk)
    before = rows.filter(earlier).values_list("group", flat=True)
    first = sum(bool(group) for group in before)
    if ticket.priority:
        return first
    later = rows.exclude(earlier).exclude(group="").count()
    return len(before) + min(later, (len(before) - first + 1) * rules.run)


def near(hall: Hall, now: datetime, rules: QueueRules) -> list[Ticket]:
    """The waiting tickets whose people left a phone, were not told yet and are called soon."""
    rows = live(hall, now, rules).filter(status=WAITING, told_at__isnull=True).exclude(phone="")
    return [each for each in rows.select_related("line", "hall") if position(each, now, rules) <= rules.near]


def at_windows(hall: Hall, now: datetime) -> list[TicketCall]:
    """Who is called or served now, the last called first."""
    rows = TicketCall.objects.filter(hall=hall, ended_at__isnull=True).order_by("-said_at", "-pk")
    return list(rows.select_related("ticket__line", "window", "by"))


def last_called(hall: Hall, now: datetime, many: int) -> list[TicketCall]:
    """The last call of each number that was called within two hours, over midnight too."""
    later = TicketCall.objects.filter(ticket=OuterRef("ticket"), pk__gt=OuterRef("pk"))
    rows = TicketCall.objects.filter(~Exists(later), hall=hall, called_at__gte=now - timedelta(hours=2))
    return list(rows.select_related("ticket__line", "window").order_by("-said_at", "-pk")[:many])


def aside(window: Window, now: datetime, rules: QueueRules) -> Sequence[Ticket]:
    """The tickets that somebody at the window may take up again: held there, or missed at any window of the hall."""
    rows = live(window.hall, now, rules).filter(Q(status=HELD, window=window) | Q(status=MISSED))
    return list(rows.select_related("line", "window").order_by("status", "queued_at")[:40])


def by_label(hall: Hall, written: str, now: datetime) -> Ticket | None:
    """The ticket of a label such as A007 among those that count now."""
    prefix, number = written.rstrip("0123456789"), written[len(written.rstrip("0123456789")) :]
    if not number or len(number) > 4:
        return None
    rows = live(hall, now).filter(prefix=prefix, number=int(number))
    return rows.select_related("line", "hall", "window").order_by("-day").first()


def in_block(line: QueueLine, day: date, number: int) -> bool:
    """Whether the number was kept for paper on the day."""
    return PaperBlock.objects.filter(line=line, day=day, first__lte=number, last__gte=number).exists()


def line_for(appointment: Appointment) -> QueueLine | None:
    """The line that the manager tied to the appointment's desk, else the one of the same name."""
    rows = lines_of(appointment.desk.hall, day_of(appointment.starts_at))
    tied = rows.filter(desk=appointment.desk).first()
    return tied or rows.filter(name=appointment.desk.name).first()
