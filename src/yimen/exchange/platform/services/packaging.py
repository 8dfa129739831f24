"""Verbs of packages: messages out as a signed file, files of the platform in, and the receipts between them."""

import secrets
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.timezone import localtime

from yimen.common.errors import Conflict, Refused
from yimen.common.services import keep_file
from yimen.exchange.platform import bodies, packages, queries
from yimen.exchange.platform.models import InboxMessage, OutboxMessage, Package
from yimen.exchange.platform.rules import RECEIPT
from yimen.exchange.platform.services.inbox import Letter, receive
from yimen.exchange.platform.signing import Key
from yimen.exchange.platform.states import APPLIED, RECEIVED, STUCK_MESSAGES, WAITING
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance
from yimen.people.models import Region, User
from yimen.people.queries import covers, may

OUTCOMES = {APPLIED: "confirmed", RECEIVED: "accepted"}


@ledger.mutation("exchange.package_made")
def make(*, by: User, region: Region, key: Key, now: datetime) -> Package:
    """A package of what waits to be sent, each stream in its order; what is in it waits for its receipts.

    Errors: Refused when nothing waits or no key is set.
    """
    _check_right(by, region, key)
    rows = list(_waiting(region, now).select_for_update(skip_locked=True)[: packages.MOST_MESSAGES])
    if not rows:
        raise Refused("没有待发送的消息，不用导出。")
    number = f"{region.pk}-{localtime(now):%Y%m%d%H%M%S}-{secrets.token_hex(3)}"
    contents = packages.Contents(number, region.pk, tuple(_line(each) for each in rows))
    content = packages.made(contents, key, towards=packages.TO_PLATFORM, at=now)
    package = _keep(by, region, Package.Way.OUT, contents, content)
    for each in rows:
        advance(each, "send", by=by, chain=region.pk, remote=number, package=package, attempts=0, held_until=None)
    return package


def _waiting(region: Region, now: datetime) -> Any:
    """What waits and is in nobody's hands, behind nothing that waits for a person."""
    before = OutboxMessage.objects.filter(region=region, stream=OuterRef("stream"), status__in=STUCK_MESSAGES)
    before = before.filter(sequence__lt=OuterRef("sequence"))
    rows = OutboxMessage.objects.filter(queries.free(now), region=region, status=WAITING)
    return rows.filter(~Exists(before)).order_by("stream", "sequence")


def _line(message: OutboxMessage) -> dict[str, Any]:
    return {
        "key": message.key,
        "stream": message.stream,
        "sequence": message.sequence,
        "revision": message.revision,
        "kind": message.kind,
        "digest": message.digest,
        "fields": bodies.read(message.body),
    }


def _keep(
    by: User, region: Region, way: str, contents: packages.Contents, content: bytes, answers: Package | None = None
) -> Package:
    package = Package.objects.create(
        region=region, way=way, number=contents.number, digest=keep_file(content), size=len(content),
        messages=len(contents.messages), answers=answers, made_by=by,
    )  # fmt: skip
    facts = {"way": way, "number": package.number, "messages": package.messages}
    ledger.record(chain=region.pk, kind="exchange.package_made", by=by, changed=[package], facts=facts)
    return package


@ledger.mutation("exchange.package_made")
def take_in(*, by: User, region: Region, content: bytes, key: Key, now: datetime) -> Package:
    """The package of the platform, its messages taken in, each once; receipts for what is no receipt lie ready.

    Errors: Refused for what is no good package of this region; Conflict for one that was taken in before.
    """
    _check_right(by, region, key)
    contents = packages.read(content, key, towards=packages.FROM_PLATFORM)
    if contents.region != region.pk:
        raise Refused("这个交换包是别的区划的，没有导入。")
    if (before := queries.package(region, Package.Way.IN, contents.number)) is not None:
        raise Conflict(f"交换包 {before.number} 已于 {localtime(before.made_at):%Y-%m-%d %H:%M} 导入，不用再导。")
    answered = queries.package(region, Package.Way.OUT, contents.answers)
    package = _keep(by, region, Package.Way.IN, contents, content, answered)
    taken = [_take(region, package, each, now) for each in contents.messages]
    outcomes = [(each.number, _outcome(each)) for each in taken if each.kind != RECEIPT]
    if outcomes:
        _answer(by, package, outcomes, key, now)
    return package


def _take(region: Region, package: Package, message: dict[str, Any], now: datetime) -> InboxMessage:
    fields = message.get("fields")
    if not isinstance(fields, dict):
        raise Refused("交换包里有没有内容的消息，没有导入：请向省平台重新索取。")
    number, kind, stream = (str(message.get(name, "")) for name in ("number", "kind", "stream"))
    letter = Letter(number, kind, stream, fields)
    return receive(region=region, letter=letter, now=now, way=InboxMessage.Way.PACKAGE, package=package).message


def _outcome(message: InboxMessage) -> dict[str, Any]:
    found: dict[str, Any] = {"outcome": OUTCOMES.get(message.status, "rejected"), "remote": str(message.pk)}
    if message.status == APPLIED:
        found["confirmed_on"] = localtime(message.received_at).date()
    if message.reason:
        found |= {"code": "REFUSED", "reason": message.reason}
    return found


def _answer(by: User, package: Package, outcomes: list[tuple[str, dict[str, Any]]], key: Key, now: datetime) -> None:
    number = f"{package.number[:58]}-hz"
    messages = packages.receipts(outcomes, number)
    contents = packages.Contents(number, package.region_id, messages, package.number)
    content = packages.made(contents, key, towards=packages.TO_PLATFORM, at=now)
    _keep(by, package.region, Package.Way.OUT, contents, content, package)


@ledger.mutation("exchange.package_fetched")
def note_download(*, by: User, package: Package) -> None:
    """Nothing; the ledger keeps who took a package, which holds personal data in clear."""
    ledger.record(chain=package.region_id, kind="exchange.package_fetched", by=by, facts={"package": package.pk})


def _check_right(by: User, region: Region, key: Key) -> None:
    if not may(by, "exchange.platform_keep") or not covers(by, region):
        raise Refused("只有本地的营商局业务人员可以导出和导入交换包。")
    if not key.secret:
        raise Refused("没有配置与省平台交换的密钥（YIMEN_PLATFORM_SECRET）：请系统管理员配置后再试。")
