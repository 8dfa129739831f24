"""Verbs of pulling and of being in touch: what the platform has for us, and when it last answered."""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from yimen.exchange.platform.client import Platform
from yimen.exchange.platform.models import Contact, PullCursor
from yimen.exchange.platform.services.inbox import Letter, take_page

log = logging.getLogger(__name__)


def pull(*, platform: Platform, region: Any, kind: str, now: datetime) -> int:
    """How many messages the next page held; nought at the end. Errors: Unreachable.

    The page is asked for before the transaction begins; killed in between, it is simply asked for again.
    """
    cursor = PullCursor.objects.filter(region=region, kind=kind).first()
    place = cursor.place if cursor else ""
    page = platform.pull(region.pk, kind, place)
    if not page.messages:
        return 0
    letters = list(letters_of(page.messages, region.pk, kind))
    take_page(region=region, kind=kind, letters=letters, place=page.place, now=now)
    return len(page.messages) if page.place != place else 0


def letters_of(messages: Iterable[dict[str, Any]], region: str, kind: str) -> Iterable[Letter]:
    """The messages of that region and kind; what has no number or no form is passed over and logged."""
    for each in messages:
        number, stream, fields = each.get("number"), each.get("stream"), each.get("fields")
        whole = isinstance(number, str) and isinstance(stream, str) and isinstance(fields, dict)
        if not whole or each.get("region") != region or each.get("kind") != kind or not (number and stream):
            log.error("a pulled message of kind %s has no form that we know", kind)
            continue
        yield Letter(str(number)[:120], kind, str(stream)[:80], fields)  # type: ignore[arg-type]


def note_contact(*, region: str, trouble: str, now: datetime) -> None:
    """Nothing; the region's contact says that the platform answered, or why it did not."""
    seen = {"failed_at": now, "trouble": trouble[:200]} if trouble else {"answered_at": now, "trouble": ""}
    Contact.objects.update_or_create(region_id=region, defaults=seen)
