"""Verb on visits: what is done of a case while its people stand at a window is tied to their number."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from yimen.cases.visits.models import CaseVisit
from yimen.halls.queue.queries import served_by
from yimen.people.models import User

if TYPE_CHECKING:
    from yimen.cases.handling.models import Dossier


def tie(*, by: User | None, dossier: Dossier, act: str, at: datetime) -> list[CaseVisit]:
    """The row that ties the case to the number that the account is serving now; empty while it serves none.

    Part of the act itself, whose event it belongs to; nobody can name a number of his choice.
    """
    ticket = served_by(by) if by is not None else None
    if ticket is None or ticket.hall.region_id != dossier.region_id:
        return []
    known, made = CaseVisit.objects.get_or_create(
        dossier=dossier, ticket=ticket, act=act, defaults={"visit": ticket.visit, "at": at, "by": by}
    )
    return [known] if made else []
