"""What the verbs of the queue share: who may, the lock that gives whose turn it is one answer, and the moves."""

from datetime import datetime
from typing import Any

from django.db.models import F

from yimen.common.errors import Refused
from yimen.halls.models import Hall
from yimen.halls.queue.models import QueueVersion, Ticket
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance
from yimen.people.models import User
from yimen.people.queries import may

SLIP = "halls.ticket"


def allow(by: User | None, act: str, hall: Hall) -> None:
    """Nothing. Errors: Refused for an account of another county or without the right; None is the public."""
    if by is not None and not (may(by, act) and by.region_id == hall.region_id):
        raise Refused("只有本县的窗口人员和大厅管理员可以叫号。")


def hold(hall: Hall) -> None:
    """Nothing; nobody else changes the hall's queue until the transaction ends, and the boards learn of a change."""
    if not QueueVersion.objects.filter(hall=hall).update(number=F("number") + 1):
        QueueVersion.objects.get_or_create(hall=hall)  # two may begin a hall's queue at once
        QueueVersion.objects.filter(hall=hall).update(number=F("number") + 1)


def move(ticket: Ticket, name: str, *, by: User | None, also: tuple[Any, ...] = (), **changes: Any) -> Ticket:
    """The ticket after a move of its lifecycle, told of in one event with the rows written for it."""
    return advance(ticket, name, by=by, chain=ticket.hall.region_id, also=also, **changes)


def record(hall: Hall, kind: str, by: User | None, *changed: Any, at: datetime | None = None) -> None:
    """The event of what was changed at the hall; `at` is what somebody says of when."""
    ledger.record(chain=hall.region_id, kind=kind, by=by, changed=changed, declared_at=at)
