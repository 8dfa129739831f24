"""备用号: numbers kept for paper before the system is away, and what became of them entered afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from yimen.common import slips
from yimen.common.errors import Refused
from yimen.halls.models import Hall, Window
from yimen.halls.queue import queries
from yimen.halls.queue.models import LineDay, PaperBlock, QueueLine, Ticket, TicketCall, Visit
from yimen.halls.queue.rules import LARGEST, day_of, label
from yimen.halls.queue.services.shared import allow, hold, record
from yimen.halls.queue.states import DONE, MISSED, TICKET, WAITING
from yimen.ledger import services as ledger
from yimen.people.lifecycle import begin
from yimen.people.models import User

MOST = 50


@dataclass(frozen=True)
class Entry:
    """补录的一行: a number that was given out on paper, and how it went as far as somebody wrote it down."""

    line: QueueLine
    number: int
    taken_at: datetime
    group: str = ""
    window: Window | None = None
    called_at: datetime | None = None
    ended_at: datetime | None = None


@ledger.mutation("halls.paper_block_kept")
def keep_block(*, by: User | None, line: QueueLine, many: int, day: date, at_kiosk: bool = False) -> PaperBlock:
    """The next numbers of the day that are kept for paper. Errors: Refused when none are left."""
    allow(by, "queue.serve", line.hall)
    hold(line.hall)
    rules = queries.rules_of(line.hall, day)
    row, _ = LineDay.objects.get_or_create(line=line, day=day)
    first = max(row.last_paper + 1, rules.paper_from)
    last = min(first + many - 1, LARGEST)
    if not 1 <= many <= MOST or first > LARGEST:
        raise Refused(f"备用号一次留 1 至 {MOST} 个，“{line.name}”这天还剩 {max(LARGEST + 1 - first, 0)} 个。")
    LineDay.objects.filter(pk=row.pk).update(last_paper=last)
    block = PaperBlock.objects.create(line=line, day=day, first=first, last=last, at_kiosk=at_kiosk, by=by)
    record(line.hall, "halls.paper_block_kept", by, block)
    return block


@ledger.mutation("halls.paper_entered")
def enter(*, by: User | None, hall: Hall, entries: Sequence[Entry], now: datetime | None = None) -> list[Ticket]:
    """The tickets of numbers that were given out on paper, marked as such, with the times that were declared.

    One without a call waits if it is of today, and else was never called. Errors: Refused for a number that was not
    kept for paper, for one entered twice, and for times out of order or in the future.
    """
    allow(by, "queue.serve", hall)
    hold(hall)
    now = now or timezone.now()
    if not entries:
        raise Refused("没有填要补录的备用号。")
    known = _known(entries)
    changed: list[Visit | Ticket | TicketCall] = []
    tickets = []
    for entry in entries:
        if (entry.line.pk, day_of(entry.taken_at), entry.number) in known:
            raise Refused(f"{label(entry.line.prefix, entry.number)} 已经补录过，不要重复。")
        _check(entry, hall, now)
        written = _written(entry, hall, by)
        changed += written
        tickets += [each for each in written if isinstance(each, Ticket)]
    declared = min(each.taken_at for each in entries)
    record(hall, "halls.paper_entered", by, *changed, at=declared)
    return tickets


def fresh(entries: Sequence[Entry]) -> list[Entry]:
    """Those of the numbers that are not entered yet: a kiosk that heard no answer sends all of them again."""
    known = _known(entries)
    return [each for each in entries if (each.line.pk, day_of(each.taken_at), each.number) not in known]


def _known(entries: Sequence[Entry]) -> set[tuple[int, date, int]]:
    named = Q(pk__in=[])
    for each in entries:
        named |= Q(line=each.line, day=day_of(each.taken_at), number=each.number)
    return set(Ticket.objects.filter(named).values_list("line", "day", "number"))


def _check(entry: Entry, hall: Hall, now: datetime) -> None:
    name = label(entry.line.prefix, entry.number)
    if entry.line.hall_id != hall.pk or not queries.in_block(entry.line, day_of(entry.taken_at), entry.number):
        raise Refused(f"{name} 不在 {day_of(entry.taken_at)} 的备用号段里，请核对号码和日期。")
    times = [entry.taken_at, *(each for each in (entry.called_at, entry.ended_at) if each)]
    if times != sorted(times) or times[-1] > now:
        raise Refused(f"{name} 的时间前后颠倒或在将来，请照备用号单更正。")
    if (entry.called_at is None) != (entry.window is None) or (entry.ended_at and not entry.called_at):
        raise Refused(f"{name} 叫过号的要写窗口和叫号时间，办完的要写办完时间。")


def _written(entry: Entry, hall: Hall, by: User | None) -> list[Visit | Ticket | TicketCall]:
    day = day_of(entry.taken_at)
    visit = Visit.objects.create(hall=hall, day=day)
    status = DONE if entry.ended_at else MISSED if entry.called_at else WAITING
    ticket = Ticket.objects.create(
        hall=hall, line=entry.line, visit=visit, day=day, prefix=entry.line.prefix, number=entry.number,
        group=entry.group, channel=Ticket.Channel.PAPER, secret=slips.NOBODY, taken_at=entry.taken_at,
        queued_at=entry.taken_at, called_at=entry.called_at, window=entry.window, entered_by=by,
        **begin(TICKET, by=by, status=status),
    )  # fmt: skip
    if entry.called_at is None or entry.window is None:
        return [visit, ticket]
    call = TicketCall.objects.create(
        ticket=ticket, hall=hall, window_id=entry.window.pk, by=by, priority=ticket.priority, called_at=entry.called_at,
        said_at=entry.called_at, begun_at=entry.called_at if entry.ended_at else None,
        ended_at=entry.ended_at or entry.called_at,
        end=TicketCall.End.DONE if entry.ended_at else TicketCall.End.MISSED,
    )  # fmt: skip
    return [visit, ticket, call]
