"""Verbs on reports: telling the platform in the transaction of the act, and keeping the number that it answers."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Model

from yimen.cases.handling.models import Dossier
from yimen.cases.models import Case
from yimen.cases.numbers import services as numbers
from yimen.cases.numbers.models import SerialNumber
from yimen.cases.reporting.messages import TOLD
from yimen.common.errors import Refused
from yimen.exchange.platform import services as platform
from yimen.exchange.platform.models import OutboxMessage
from yimen.exchange.platform.queries import linked
from yimen.exchange.platform.receivers import confirms
from yimen.exchange.platform.rules import OUT
from yimen.people.models import User

log = logging.getLogger(__name__)


def report(*, by: User | None, dossier: Dossier, event: str, about: Sequence[Model] = ()) -> list[OutboxMessage]:
    """The messages of the event, put in the transaction of the act; none where the county is not linked.

    `about` are the rows that the event wrote; the dossier is as it is behind it.
    """
    return [platform.put(**message) for message in _messages(by, dossier, event, about)]


def enclosed(*, by: User | None, dossier: Dossier, event: str, about: Sequence[Model]) -> list[OutboxMessage]:
    """The messages of the event, written before it, so that it can tell of them itself."""
    return [platform.enclosed(**message) for message in _messages(by, dossier, event, about)]


def _messages(by: User | None, dossier: Dossier, event: str, about: Sequence[Model]) -> list[dict[str, Any]]:
    """What the platform is to be told of the event; the stream of a case is its number."""
    if event not in TOLD or not linked(dossier.region_id):
        return []
    shared = {"case_number": dossier.number, "item_code": dossier.version.code}
    to = {"by": by, "region": dossier.region, "stream": dossier.number}
    told = TOLD[event](dossier, about)
    return [{**to, "kind": kind, "fields": _fitted(kind, {**shared, **fields})} for kind, fields in told]


def _fitted(kind: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields, texts no longer than the national tables hold: a long opinion must not keep a case from its step."""
    longest = {field.name: field.length for field in OUT[kind].fields}
    return {name: value[: longest[name]] if isinstance(value, str) else value for name, value in fields.items()}


@confirms("accept")
def keep_number(message: OutboxMessage) -> None:
    """Nothing; the case of the message goes by the platform's number as well. What was imported may have no case."""
    case = Case.objects.filter(region=message.region_id, case_number=message.stream).select_related("department")
    found = case.first()
    if found is None or not message.remote:
        return
    try:
        with transaction.atomic():
            numbers.note(by=None, case=found, sort=SerialNumber.Sort.PLATFORM, number=message.remote)
    except Refused as refused:
        # The platform gave it to another case before. The message stays confirmed, with that number on its page.
        log.error("number of message %s: %s", message.key, refused)
