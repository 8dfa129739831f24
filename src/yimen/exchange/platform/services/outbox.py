"""Verbs of the outbox: putting messages in, holding them to be sent, correcting and sending again."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.common.prepared import prepared
from yimen.exchange.platform import bodies, queries
from yimen.exchange.platform.models import OutboxMessage, Rejection
from yimen.exchange.platform.rules import HELD, OUT
from yimen.exchange.platform.states import CONFIRMED, CORRECT, KEEP, OUTBOX, REJECTED
from yimen.ledger import plain
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Region, User
from yimen.people.queries import covers, may

RACES = 5
"""So many others may put into the same stream at the same moment."""


@ledger.mutation("exchange.message_put")
def put(*, by: User | None, region: Region, stream: str, kind: str, fields: Mapping[str, Any]) -> OutboxMessage:
    """The message, last of its stream, with an event of its own in the transaction of the caller's act.

    Both stand, or neither. Errors: as of `enclosed`.
    """
    message = enclosed(by=by, region=region, stream=stream, kind=kind, fields=fields)
    facts = {"stream": stream, "sequence": message.sequence, "kind": kind}
    ledger.record(chain=region.pk, kind="exchange.message_put", by=by, changed=[message], facts=facts)
    return message


def enclosed(*, by: User | None, region: Region, stream: str, kind: str, fields: Mapping[str, Any]) -> OutboxMessage:
    """The message, last of its stream, written; the caller's event covers it.

    It is sent when all before it in the stream are confirmed. Errors: Refused when the fields are not as `kind` says.
    """
    if not 1 <= len(stream) <= 80:
        raise Refused("消息所属的流应有 1 至 80 个字。")
    body = bodies.written(OUT[kind], fields)
    now = timezone.now()
    message = OutboxMessage(
        region=region, stream=stream, kind=kind, body=body, digest=bodies.digest_of(body), put_by=by, put_at=now,
        next_try_at=now, **begin(OUTBOX, by=by),
    )  # fmt: skip
    _take_place(message)
    return message


def _take_place(message: OutboxMessage) -> None:
    """Saves the message at the end of its stream; of two at once the second goes behind the first."""
    for _ in range(RACES):
        message.sequence = sum(_last(message.region_id, message.stream)) + 1
        message.key = _key(message)
        if plain.create_unless_there(message):
            return
    raise Conflict("同一时刻向省平台登记的消息太多，这一步没有办成。请稍候再办一次。")


@prepared
def _last(region: str, stream: str) -> QuerySet[OutboxMessage, int]:
    """The place of the last message of a stream; of an empty stream nothing."""
    rows = OutboxMessage.objects.filter(region_id=region, stream=stream)
    return rows.order_by("-sequence").values_list("sequence", flat=True)[:1]


def _key(message: OutboxMessage) -> str:
    return f"{message.region_id}:{message.stream}:{message.sequence}:{message.revision}"


def hold(*, now: datetime, limit: int, region: Region | None = None) -> list[OutboxMessage]:
    """Up to so many messages that may be sent now, the first open one of each stream, held for this sender alone."""
    return _held(queries.due(now, region), now, limit)


def hold_to_ask(*, now: datetime, limit: int) -> list[OutboxMessage]:
    """Up to so many messages that arrived there long enough ago without a callback, held for this asker alone."""
    return _held(queries.to_ask_about(now), now, limit)


def _held(rows: QuerySet[OutboxMessage], now: datetime, limit: int) -> list[OutboxMessage]:
    with transaction.atomic():
        held = list(rows.select_for_update(skip_locked=True)[:limit])
        until = now + timedelta(seconds=HELD)
        OutboxMessage.objects.filter(pk__in=[each.pk for each in held]).update(
            held_until=until, attempts=F("attempts") + 1
        )
    return held


@ledger.mutation(OUTBOX.event("correct"))
def correct(*, by: User, message: OutboxMessage, fields: Mapping[str, Any]) -> OutboxMessage:
    """The message that the platform refused, corrected and waiting again under a new key; what was refused is kept.

    A department's people may correct too: which messages are theirs, the room above knows, that shows them.
    """
    _check_right(by, message.region, CORRECT)
    if message.status != REJECTED:
        raise Refused("只有省平台退回的消息才能更正；搁置的请原样再次发送，以免重复。")
    body = bodies.written(OUT[message.kind], fields)
    if body == message.body:
        raise Refused("内容没有改动：请按退回原因改正后再报。")
    rows = list(Rejection.objects.filter(message=message, corrected_at__isnull=True))
    now = timezone.now()
    for row in rows:
        row.corrected_by, row.corrected_at = by, now
    Rejection.objects.bulk_update(rows, ["corrected_by", "corrected_at"])
    changes = _renewed(message, body) | {"code": "", "reason": ""}
    advance(message, "correct", by=by, chain=message.region_id, **changes)
    ledger.record(chain=message.region_id, kind="exchange.rejection_corrected", by=by, changed=rows)
    return message


def _renewed(message: OutboxMessage, body: str) -> dict[str, Any]:
    """What changes with a new revision: body, digest, number of the revision and with it the key."""
    message.revision += 1
    return {
        "body": body,
        "digest": bodies.digest_of(body),
        "revision": message.revision,
        "key": _key(message),
        **_at_once(),
    }


def _at_once() -> dict[str, Any]:
    return {"attempts": 0, "next_try_at": timezone.now(), "held_until": None, "trouble": "", "package": None}


@ledger.mutation(OUTBOX.event("resend"))
def resend(*, by: User, message: OutboxMessage) -> OutboxMessage:
    """The message that was set aside, waiting again under its old key: if it did arrive, it is not done twice."""
    _check_right(by, message.region)
    return advance(message, "resend", by=by, chain=message.region_id, reason="", **_at_once())


@ledger.mutation(OUTBOX.event("reopen"))
def reopen(*, by: User | None, message: OutboxMessage, renew: bool) -> OutboxMessage:
    """A confirmed message that the day's list does not show as ours is: waiting again.

    renew: with a new key, because the platform has something else under the old one.
    """
    if by is not None:
        _check_right(by, message.region)
    if message.status != CONFIRMED:
        raise Conflict(f"这条消息现在是“{message.status_label}”，不用重报。")
    changes = _renewed(message, message.body) if renew else _at_once()
    return advance(message, "reopen", by=by, chain=message.region_id, confirmed_on=None, **changes)


def _check_right(by: User, region: Region, act: str = KEEP) -> None:
    if not may(by, act) or not covers(by, region):
        raise Refused("您的角色不能处理本地与省平台往来的消息，请找营商局业务人员。")
