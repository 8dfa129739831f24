"""叫号 as traces of work at a window: every number that was called there."""

from datetime import date

from yimen.halls.attendance.queries import bounds
from yimen.halls.models import Hall, Ticket, TicketCall
from yimen.halls.presence.activity import Deed


def called(hall: Hall, day: date) -> list[Deed] | None:
    """What was called at the hall's windows on a day; None when nobody took a number on that day at all."""
    if not Ticket.objects.filter(hall=hall, day=day).exists():
        return None
    first, following = bounds(day)
    rows = TicketCall.objects.filter(hall=hall, called_at__gte=first, called_at__lt=following)
    return [
        Deed(call.window.code, call.called_at, f"叫号 {call.ticket}")
        for call in rows.select_related("window", "ticket__line")
    ]
