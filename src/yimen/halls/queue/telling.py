"""快到提醒: an SMS to whoever left his phone and is called soon. A gateway out of order stops nobody."""

from datetime import datetime

from yimen.common.errors import Refused
from yimen.exchange import sms
from yimen.halls.models import Hall
from yimen.halls.queue import queries, services
from yimen.halls.queue.models import Ticket
from yimen.halls.queue.rules import day_of


def words(ticket: Ticket, before: int) -> str:
    """What he is told: number, hall, and how many are before him."""
    return (
        f"【政务服务】您在{ticket.hall}的 {ticket.label} 号前面还有 {before} 位，请到“{ticket.line.name}”窗口附近等候。"
    )


def tell_near(hall: Hall, now: datetime) -> list[Ticket]:
    """Those who were told: near, with a phone, and not told before."""
    if not sms.configured():
        return []
    rules = queries.rules_of(hall, day_of(now))
    told = []
    for ticket in queries.near(hall, now, rules):
        try:
            sms.send(to=ticket.phone, text=words(ticket, queries.position(ticket, now, rules)))
        except Refused:
            continue  # he sees the board; the next call tries again
        told.append(services.mark_told(ticket=ticket, at=now))
    return told
