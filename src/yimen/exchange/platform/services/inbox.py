"""Verbs of the inbox: each message of the platform is taken in once, with its effect, whichever way it comes."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.common.text import mask_within
from yimen.exchange.platform import bodies, queries
from yimen.exchange.platform.models import InboxMessage, Package, PullCursor, UsedNonce
from yimen.exchange.platform.receipts import answer_of
from yimen.exchange.platform.receivers import RECEIVERS, NotYet
from yimen.exchange.platform.rules import IN, NONCE_KEPT, RECEIPT
from yimen.exchange.platform.services.settling import take_receipt
from yimen.exchange.platform.signing import Signed
from yimen.exchange.platform.states import APPLIED, INBOX, RECEIVED, REFUSED
from yimen.ledger import services as ledger
from yimen.ledger.canonical import NotCanonical
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Region, User
from yimen.people.queries import covers, may

log = logging.getLogger(__name__)
TRIED_FOR = timedelta(days=30)
MOST_CHARACTERS = 64 * 1024
BROKEN = "系统处理时出错，消息已留存：请告知系统管理员，排除后再次处理。"


class Replayed(Refused):
    """A signed request whose nonce was used before: nothing of it is done."""


@dataclass(frozen=True)
class Letter:
    """One message as it came: the platform's number for it, what it is about, and its fields, not yet checked."""

    number: str
    kind: str
    stream: str
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Taken:
    """The message as it stands, and whether it had come before."""

    message: InboxMessage
    again: bool


def receive(
    *,
    region: Region,
    letter: Letter,
    now: datetime,
    way: str = InboxMessage.Way.PUSHED,
    signed: Signed | None = None,
    package: Package | None = None,
) -> Taken:
    """The message, taken in now or before. Errors: Replayed; Refused for what is no message of ours to have."""
    if signed is not None and UsedNonce.objects.filter(key=signed.key, nonce=signed.nonce).exists():
        raise Replayed("这个请求已经用过：请重新签名后再发。")
    _check_letter(letter)
    if (before := queries.arrival(letter.number)) is not None:
        return _again(before, letter)
    try:
        taken = take(region=region, letter=letter, now=now, way=way, signed=signed, package=package)
    except IntegrityError:
        # Two at the same moment: the other one has come in, or its nonce has. All of this one is undone.
        if (before := queries.arrival(letter.number)) is not None:
            return _again(before, letter)
        raise Replayed("这个请求已经用过：请重新签名后再发。") from None
    return Taken(taken, again=False)


def _check_letter(letter: Letter) -> None:
    if letter.kind not in IN:
        raise Refused(f"没有“{letter.kind[:20]}”这种消息：可用 {'、'.join(IN)}。")
    if not (1 <= len(letter.number) <= 120 and 1 <= len(letter.stream) <= 80):
        raise Refused("消息号应有 1 至 120 个字，流应有 1 至 80 个字。")
    if len(_text(letter.fields)) > MOST_CHARACTERS:
        raise Refused(f"一条消息不得超过 {MOST_CHARACTERS // 1024} KB。")


def _text(fields: Mapping[str, Any]) -> str:
    """The fields in the one form in which they are kept. Errors: Refused for what has none."""
    try:
        return bodies.json_bytes(fields).decode()
    except (NotCanonical, UnicodeEncodeError):
        raise Refused("消息内容里有小数或不成字的字符：小数请写成文字，再换新的消息号推送。") from None


def _again(before: InboxMessage, letter: Letter) -> Taken:
    if before.digest != bodies.digest_of(_text(letter.fields)) or before.kind != letter.kind:
        raise Conflict(f"消息号 {letter.number} 已用于另一条消息：新的内容请用新的消息号。")
    return Taken(before, again=True)


@ledger.mutation("exchange.message_taken")
def take(
    *,
    region: Region,
    letter: Letter,
    now: datetime,
    way: str,
    signed: Signed | None = None,
    package: Package | None = None,
) -> InboxMessage:
    """The new message with its effect, its nonce and its event, in one transaction.

    Errors: IntegrityError when the number or the nonce is there already; then nothing of it remains.
    """
    if signed is not None:
        UsedNonce.objects.create(key=signed.key, nonce=signed.nonce, used_at=now)
    text = _text(letter.fields)
    status, reason = _effect(region, letter.number, letter.kind, letter.stream, dict(letter.fields), now)
    message = InboxMessage.objects.create(
        region=region, number=letter.number, kind=letter.kind, stream=letter.stream, body=text,
        digest=bodies.digest_of(text), way=way, package=package, reason=reason, received_at=now,
        **begin(INBOX, by=None, status=status),
    )  # fmt: skip
    facts = {"kind": letter.kind, "status": status}
    ledger.record(chain=region.pk, kind="exchange.message_taken", changed=[message], facts=facts)
    return message


def _effect(
    region: Region, number: str, kind: str, stream: str, fields: dict[str, Any], now: datetime
) -> tuple[str, str]:
    """What the message comes to, as a status and the reason when it was not taken; what failed of it is undone."""
    try:
        with transaction.atomic():
            checked = bodies.read(bodies.written(IN[kind], fields))
            if kind == RECEIPT:
                take_receipt(answer=answer_of(checked), now=now)
            elif kind not in RECEIVERS:
                return RECEIVED, ""
            else:
                RECEIVERS[kind](region=region, number=number, stream=stream, fields=checked)
    except NotYet as not_yet:
        return RECEIVED, mask_within(str(not_yet))[:300]
    except Refused as refused:
        return REFUSED, mask_within(str(refused))[:300]
    except DatabaseError:
        raise
    except Exception as error:
        # What it says may hold personal data: the log gets its name and the message's number only.
        log.error("message %s of kind %s: %s", number, kind, type(error).__name__)
        return REFUSED, BROKEN
    return APPLIED, ""


@ledger.mutation(INBOX.event("apply"), INBOX.event("refuse"))
def handle(*, by: User | None, message: InboxMessage) -> InboxMessage:
    """The message that nobody took or that was refused, tried once more: applied, or refused with the new reason."""
    if by is not None and not (may(by, "exchange.platform_keep") and covers(by, message.region)):
        raise Refused("只有本地的营商局业务人员可以处理省平台的来件。")
    if message.status == APPLIED:
        raise Conflict("这条来件已经处理。")
    fields, now = bodies.read(message.body), timezone.now()
    status, reason = _effect(message.region, message.number, message.kind, message.stream, fields, now)
    if status == RECEIVED:
        raise Refused(reason or "还没有任何业务收这种消息，先留存；有了以后会自动处理。")
    move = "apply" if status == APPLIED else "refuse"
    return advance(message, move, by=by, chain=message.region_id, reason=reason)


def handle_waiting() -> int:
    """How many kept messages were applied, because somebody takes their kind by now, or what they speak of has come.

    What waited for longer than `TRIED_FOR` waits for a person.
    """
    rows = InboxMessage.objects.filter(status=RECEIVED, kind__in=RECEIVERS, received_at__gte=timezone.now() - TRIED_FOR)
    return sum(_applied_now(each) for each in rows.select_related("region").order_by("pk")[:500])


def _applied_now(message: InboxMessage) -> bool:
    try:
        return handle(by=None, message=message).status == APPLIED
    except Refused:
        return False


@ledger.mutation("exchange.messages_pulled")
def take_page(*, region: Region, kind: str, letters: Sequence[Letter], place: str, now: datetime) -> PullCursor:
    """The cursor behind a page of pulled messages, moved in one transaction with them; known ones are passed over."""
    new = 0
    for letter in letters:
        new += _pulled(region, letter, now)
    cursor, _ = PullCursor.objects.update_or_create(
        region=region, kind=kind, defaults={"place": place, "pulled_at": now}
    )
    facts = {"kind": kind, "messages": len(letters), "new": new}
    ledger.record(chain=region.pk, kind="exchange.messages_pulled", changed=[cursor], facts=facts)
    return cursor


def _pulled(region: Region, letter: Letter, now: datetime) -> bool:
    """Whether the pulled message is new. One that cannot be kept must not stop those behind it: it is logged."""
    try:
        return not receive(region=region, letter=letter, now=now, way=InboxMessage.Way.PULLED).again
    except Refused as refused:
        log.error("pulled message %s was passed over: %s", letter.number, mask_within(str(refused)))
        return False


def forget_nonces(*, now: datetime) -> int:
    """How many nonces were forgotten: their requests lie so far outside the window that they are refused anyway."""
    return UsedNonce.objects.filter(used_at__lt=now - timedelta(seconds=NONCE_KEPT)).delete()[0]
