"""Verbs on the phones that people left for the day: who was told, and that they are deleted after it."""

from datetime import date, datetime

from yimen.common.errors import Refused
from yimen.halls.models import Hall
from yimen.halls.queue.models import Ticket
from yimen.halls.queue.services.shared import record
from yimen.ledger import services as ledger
from yimen.people.models import Region


@ledger.mutation("halls.ticket_told")
def mark_told(*, ticket: Ticket, at: datetime) -> Ticket:
    """The ticket, of which the gateway took a message over."""
    Ticket.objects.filter(pk=ticket.pk).update(told_at=at)
    ticket.refresh_from_db()
    record(ticket.hall, "halls.ticket_told", None, ticket)
    return ticket


@ledger.mutation("halls.ticket_phones_forgotten")
def forget_phones(*, region: Region, before: date) -> int:
    """How many phone numbers of days before that one were deleted. Errors: Refused when none was left."""
    rows = Ticket.objects.filter(hall__in=Hall.objects.filter(region=region), day__lt=before).exclude(phone="")
    keys = list(rows.values_list("pk", flat=True))
    if not keys:
        raise Refused("没有需要删除的提醒手机号。")
    rows.update(phone="")
    kind = "halls.ticket_phones_forgotten"
    ledger.record_batch(chain=region.code, kind=kind, by=None, model=Ticket, rows=keys)
    return len(keys)
