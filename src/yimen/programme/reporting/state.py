"""账本状态: what stood when a county's ledger ended with a certain event; told from its events alone.

A row that was recorded later is not there, whatever day somebody declared for it; a status that was moved later is as
it was. So a figure can be counted again from the state that it names.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from yimen.common.errors import Refused
from yimen.ledger.hashing import unpack_rows
from yimen.ledger.models import BatchPart, Event
from yimen.people.models import Region

KINDS = ("programme.", "rectification.", "inspections.", "entry.branch", "evidence.run.finish")
"""Beginnings of the kinds of events that these figures are counted from."""
LEFT_OUT = ("programme.digest_sent",)
"""There are many of them and nothing is counted from them."""


@dataclass(frozen=True)
class LedgerState:
    """账本状态: the chain, how many events it had, and the hash of the last one; `kinds` are the events asked for."""

    chain: str
    events: int
    head: str
    kinds: tuple[str, ...] = KINDS

    @cached_property
    def rows(self) -> dict[str, dict[int, str]]:
        """Name of a table -> key of each row that stood -> its last status; empty while it had its first."""
        found: dict[str, dict[int, str]] = {}
        for event in self._events():
            body = json.loads(bytes(event.meta))
            status = str(body.get("facts", {}).get("to", ""))
            moved = event.kind.rpartition(".")[0]
            for label, keys in _rows_of(event, body):
                stood = found.setdefault(label, {})
                for key in keys:
                    stood[key] = status if label == moved and status else stood.get(key, "")
        return found

    def of(self, label: str) -> dict[int, str]:
        """Key -> last status of the rows of one table, such as `rectification.order`."""
        return self.rows.get(label, {})

    def _events(self) -> QuerySet[Event]:
        wanted = Q()
        for kind in self.kinds:
            wanted |= Q(kind__startswith=kind)
        rows = Event.objects.filter(wanted, chain=self.chain, seq__lte=self.events).exclude(kind__in=LEFT_OUT)
        return rows.order_by("seq")


def _rows_of(event: Event, body: dict[str, Any]) -> Iterator[tuple[str, list[int]]]:
    """Each table that an event speaks of with the keys of its rows; tables whose keys are no numbers are left out."""
    for label, part in body.get("rows", {}).items():
        yield label, [int(key) for key in part["digests"] if key.isdecimal()]
    for part in BatchPart.objects.filter(event=event) if "batches" in body else ():
        yield part.model, [int(key) for key, _ in unpack_rows(bytes(part.body)) if key.isdecimal()]


def state_on(region: Region, day: date) -> LedgerState:
    """The state in which a county's ledger was at the end of a day. Errors: Refused when it had not begun."""
    last = Event.objects.filter(chain=region.pk, at__date__lte=day).order_by("-seq").first()
    if last is None:
        raise Refused(f"{day} 之前账本里没有任何记录，不能编制截至这一天的报告。")
    return LedgerState(region.pk, last.seq, bytes(last.hash).hex())
