"""叫号: a window opens, calls, serves, holds, sends on, gives up; exactly one window gets a number."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.common.text import tidy
from yimen.halls.models import Window
from yimen.halls.queue import queries
from yimen.halls.queue.models import QueueLine, Sitting, Ticket, TicketCall
from yimen.halls.queue.rules import day_of
from yimen.halls.queue.services.shared import allow, hold, move, record
from yimen.halls.queue.states import TICKET, WAITING
from yimen.halls.staffing import registry
from yimen.ledger import services as ledger
from yimen.people.models import Staff, User

AFTER = timedelta(microseconds=1)
NOBODY = "现在没有人等候本窗口的业务；有人取号后，页面会自己更新。"


@ledger.mutation("halls.window_opened")
def open_window(*, by: User, window: Window, at: datetime | None = None) -> Sitting:
    """The window, open. Errors: Refused while somebody else has it open, he another one, or something bars him."""
    now = at or timezone.now()
    allow(by, "queue.serve", window.hall)
    if not window.in_force(day_of(now)):
        raise Refused(f"{window.code} 窗口今天没有启用，请选别的窗口，或请大厅管理员登记。")
    staff = Staff.objects.filter(account=by).select_related("region").first()
    for objection in registry.against_opening(staff, window, day_of(now)):
        if objection.bars:
            raise Refused(objection.words)
    hold(window.hall)
    other = Sitting.objects.filter(window=window, closed_at__isnull=True).select_related("by").first()
    if other is not None:
        raise Refused(f"{window.code} 窗口正由{other.by}使用，请选别的窗口，或请他先关窗。")
    if mine := queries.sitting_of(by):
        raise Refused(f"您在 {mine.window.code} 窗口还没有关窗，请先关窗。")
    sitting = Sitting.objects.create(window=window, by=by, opened_at=now)
    record(window.hall, "halls.window_opened", by, sitting)
    return sitting


@ledger.mutation("halls.window_closed")
def close_window(*, by: User, sitting: Sitting, reason: str = "", at: datetime | None = None) -> Sitting:
    """The window, closed. Errors: Refused while somebody is there. A manager may close one that was left open."""
    allow(by, "queue.serve", sitting.window.hall)
    hold(sitting.window.hall)
    if call := queries.call_at(sitting.window):
        raise Refused(f"{call.ticket.label} 还在本窗口，请先办完、挂起或转走。")
    rows = Sitting.objects.filter(pk=sitting.pk, closed_at__isnull=True)
    if not rows.update(closed_at=at or timezone.now(), reason=tidy(reason)[:60]):
        raise Conflict("这个窗口已经关了。")
    sitting.refresh_from_db()
    record(sitting.window.hall, "halls.window_closed", by, sitting)
    return sitting


@ledger.mutation(TICKET.event("call"))
def call_next(*, by: User, window: Window, at: datetime | None = None) -> TicketCall:
    """Whose turn it is, called to the window. Errors: Refused when nobody waits or somebody is still there."""
    now = at or timezone.now()
    _free(by, window)
    found = queries.next_at(window, now, queries.rules_of(window.hall, day_of(now)))
    if found is None:
        raise Refused(NOBODY)
    return _call(by, found, window, now)


@ledger.mutation(TICKET.event("call"))
def call_this(*, by: User, ticket: Ticket, window: Window, at: datetime | None = None) -> TicketCall:
    """A certain number, called out of turn: one that was held, or for a reason that the clerk sees before him.

    Errors: Conflict when another window has just called it; Refused when somebody is still at the window.
    """
    _free(by, window)
    if ticket.hall_id != window.hall_id:
        raise Refused("这是别的大厅的号，不能叫到本窗口。")
    return _call(by, ticket, window, at or timezone.now())


def _free(by: User, window: Window) -> None:
    """Nothing; the queue is held. Errors: Refused unless the window is his and nobody is there."""
    allow(by, "queue.serve", window.hall)
    hold(window.hall)
    if not Sitting.objects.filter(window=window, by=by, closed_at__isnull=True).exists():
        raise Refused(f"您没有打开 {window.code} 窗口，请先开窗再叫号。")
    if call := queries.call_at(window):
        raise Refused(f"{call.ticket.label} 还在本窗口，请先办完、挂起、转走或过号。")


def _call(by: User, ticket: Ticket, window: Window, now: datetime) -> TicketCall:
    ticket.refresh_from_db()  # it was read before the queue was held
    if ticket.status not in TICKET.move("call").sources:
        raise Conflict(f"{ticket.label} 刚刚已被别的窗口叫走，或已不在等候。请刷新页面查看。")
    if TicketCall.objects.filter(ticket__visit=ticket.visit_id, ended_at__isnull=True).exclude(ticket=ticket).exists():
        raise Refused(f"{ticket.label} 的这位群众正在别的窗口办另一件事，请先叫下一位。")
    call = TicketCall.objects.create(
        ticket=ticket, hall=window.hall, window=window, by=by, priority=ticket.priority, called_at=now, said_at=now
    )
    first = {} if ticket.called_at else {"called_at": now}
    move(ticket, "call", by=by, also=(call,), window=window, wanted=None, **first)
    return call


def _at_my_window(by: User, ticket: Ticket) -> TicketCall:
    """The open call of the ticket; the queue is held. Errors: Refused when it is at another's window."""
    allow(by, "queue.serve", ticket.hall)
    hold(ticket.hall)
    call = queries.open_call(ticket)
    if call is None:
        raise Conflict(f"{ticket.label} 已不在窗口，请刷新页面查看。")
    if not Sitting.objects.filter(window=call.window, by=by, closed_at__isnull=True).exists():
        raise Refused(f"{ticket.label} 在 {call.window.code} 窗口，只能由那里的窗口人员办理。")
    ticket.refresh_from_db()
    return call


def _written(call: TicketCall, **changes: Any) -> TicketCall:
    TicketCall.objects.filter(pk=call.pk).update(**changes)
    return call


@ledger.mutation(TICKET.event("recall"))
def recall(*, by: User, ticket: Ticket, at: datetime | None = None) -> Ticket:
    """The ticket, called once more on boards and by voice."""
    call = _at_my_window(by, ticket)
    _written(call, times=call.times + 1, said_at=at or timezone.now())
    return move(ticket, "recall", by=by, also=(call,))


@ledger.mutation(TICKET.event("begin"))
def begin_serving(*, by: User, ticket: Ticket, at: datetime | None = None) -> Ticket:
    """The ticket, whose people are there."""
    call = _at_my_window(by, ticket)
    _written(call, begun_at=at or timezone.now())
    return move(ticket, "begin", by=by, also=(call,))


@ledger.mutation(TICKET.event("finish"))
def finish(*, by: User, ticket: Ticket, at: datetime | None = None) -> Ticket:
    """The ticket, done."""
    call = _at_my_window(by, ticket)
    _end(call, TicketCall.End.DONE, at)
    return move(ticket, "finish", by=by, also=(call,))


@ledger.mutation(TICKET.event("hold"))
def set_aside(*, by: User, ticket: Ticket, reason: str, at: datetime | None = None) -> Ticket:
    """The ticket, held: its people fetch something and come back without a new number."""
    call = _at_my_window(by, ticket)
    _end(call, TicketCall.End.HELD, at)
    return move(ticket, "hold", by=by, also=(call,), reason=tidy(reason)[:100])


@ledger.mutation(TICKET.event("transfer"))
def transfer(
    *, by: User, ticket: Ticket, reason: str, line: QueueLine | None = None, window: Window | None = None,
    at: datetime | None = None,
) -> Ticket:  # fmt: skip
    """The ticket, waiting for another window or in another line, with the time at which it was taken.

    Whoever was sent to the wrong place does not queue again. Errors: Refused for neither or both, or another hall.
    """
    call = _at_my_window(by, ticket)
    to = window or line
    if to is None or (window and line) or to.hall_id != ticket.hall_id:
        raise Refused("请选转到本大厅的哪个窗口或哪项业务。")
    if window == call.window:
        raise Refused("这位群众就在本窗口，请选别的窗口。")
    if window and not Sitting.objects.filter(window=window, closed_at__isnull=True).exists():
        raise Refused(f"{window.code} 窗口现在没有开窗，转过去没有人叫号，请选别的窗口或转业务。")
    _end(call, TicketCall.End.MOVED, at)
    # The number stays: what it was taken for is told by its letter, where it waits by its line.
    changes = {"wanted": window, "reason": tidy(reason)[:100], "queued_at": ticket.taken_at}
    return move(ticket, "transfer", by=by, also=(call,), **changes, **({"line": line} if line else {}))


@ledger.mutation(TICKET.event("miss"))
def miss(*, by: User, ticket: Ticket, at: datetime | None = None) -> Ticket:
    """The ticket, whose people did not come. Errors: Refused before it was called as often as the rules say."""
    call = _at_my_window(by, ticket)
    now = at or timezone.now()
    wanted = queries.rules_of(ticket.hall, day_of(now)).recalls
    if call.times < wanted:
        raise Refused(f"{ticket.label} 才叫了 {call.times} 次，叫满 {wanted} 次仍不来才能过号，请重呼。")
    _end(call, TicketCall.End.MISSED, now)
    return move(ticket, "miss", by=by, also=(call,))


@ledger.mutation(TICKET.event("come_back"))
def come_back(*, by: User | None, ticket: Ticket, at: datetime | None = None) -> Ticket:
    """The ticket, waiting again behind as many as the rules say."""
    now = at or timezone.now()
    allow(by, "queue.serve", ticket.hall)
    hold(ticket.hall)
    rules = queries.rules_of(ticket.hall, day_of(now))
    if ticket.day not in queries.live(ticket.hall, now, rules).values_list("day", flat=True).distinct():
        raise Refused(f"{ticket.label} 是 {ticket.day} 的号，已经过期，请重新取号。")
    waiting = queries.live(ticket.hall, now, rules).filter(line=ticket.line, status=WAITING).order_by("queued_at")
    before = list(waiting.values_list("queued_at", flat=True)[: rules.behind])
    queued_at = before[-1] + AFTER if len(before) == rules.behind else now
    return move(ticket, "come_back", by=by, queued_at=queued_at)


def _end(call: TicketCall, how: str, at: datetime | None) -> None:
    _written(call, end=how, ended_at=max(at or timezone.now(), call.called_at))
