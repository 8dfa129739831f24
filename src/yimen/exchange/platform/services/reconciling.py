"""Verbs of reconciliation: a day's list of the platform against ours, and what is done about each difference."""

from collections.abc import Iterable
from datetime import date, datetime

from yimen.common.errors import Conflict, Refused
from yimen.exchange.platform import queries
from yimen.exchange.platform.answers import Confirmed
from yimen.exchange.platform.client import Line
from yimen.exchange.platform.models import Difference, OutboxMessage, Reconciliation
from yimen.exchange.platform.services import outbox
from yimen.exchange.platform.services.settling import settle
from yimen.exchange.platform.states import DIFFERENCE, UNSETTLED
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Region, User
from yimen.people.queries import covers, may

Sort = Difference.Sort
SOME = 500
AGREED = "对账一致，系统记为已消除。"


@ledger.mutation("exchange.reconciled")
def reconcile(*, region: Region, day: date, lines: Iterable[Line], now: datetime) -> Reconciliation:
    """The comparison of a day, its differences, and those settled by it.

    What the platform lists and we still wait for is confirmed by the list: its callback was lost.
    """
    theirs = {line.key: line for line in lines}
    ours = {message.key: message for message in queries.confirmed_on(region, day)}
    known = _known(region, theirs)
    caught_up = _catch_up([known[key] for key in theirs if key in known], theirs, day, now)
    done = Reconciliation.objects.create(
        region=region, day=day, ours=len(ours), theirs=len(theirs), caught_up=caught_up, made_at=now
    )
    facts = {"day": day, "ours": len(ours), "theirs": len(theirs), "caught_up": caught_up}
    rows = _found(done, theirs, ours, known)
    ledger.record(chain=region.pk, kind="exchange.reconciled", changed=[done, *rows], facts=facts)
    _settle_agreed(region, day, theirs)
    return done


def _known(region: Region, theirs: dict[str, Line]) -> dict[str, OutboxMessage]:
    """Our messages of those that the platform lists, whatever their state."""
    keys, found = list(theirs), {}
    for start in range(0, len(keys), SOME):
        for message in OutboxMessage.objects.filter(region=region, key__in=keys[start : start + SOME]):
            found[message.key] = message
    return found


def _catch_up(messages: list[OutboxMessage], theirs: dict[str, Line], day: date, now: datetime) -> int:
    answers = [Confirmed(each.key, theirs[each.key].remote, day) for each in messages]
    try:
        return settle(answers=answers, now=now) if answers else 0
    except Conflict:
        return 0


def _found(
    done: Reconciliation, theirs: dict[str, Line], ours: dict[str, OutboxMessage], known: dict[str, OutboxMessage]
) -> list[Difference]:
    """The differences that are new; one that is still open is not told twice."""
    standing = set(Difference.objects.filter(region=done.region, status__in=UNSETTLED).values_list("key", "sort"))
    wanted: list[tuple[str, str, str, OutboxMessage | None, str]] = [
        (Sort.MISSING, key, each.stream, each, "") for key, each in ours.items() if key not in theirs
    ]
    wanted += [(Sort.UNKNOWN, key, theirs[key].stream, None, theirs[key].digest)
               for key in theirs if key not in known]  # fmt: skip
    wanted += [(Sort.DIFFERING, key, each.stream, each, theirs[key].digest)
               for key, each in known.items() if theirs[key].digest != each.digest]  # fmt: skip
    rows = [
        Difference(
            region=done.region, reconciliation=done, sort=sort, key=key[:120], stream=stream[:80], message=message,
            theirs=digest[:64], **begin(DIFFERENCE, by=None),
        )
        for sort, key, stream, message, digest in wanted
        if (key[:120], sort) not in standing
    ]  # fmt: skip
    return Difference.objects.bulk_create(rows, batch_size=SOME)


def _settle_agreed(region: Region, day: date, theirs: dict[str, Line]) -> None:
    """Settles what the list shows to be right by now."""
    rows = Difference.objects.filter(region=region, status__in=UNSETTLED)
    for each in rows.select_related("message", "reconciliation"):
        if _agrees(each, day, theirs):
            advance(each, "settle", by=None, chain=region.pk, words=AGREED)


def _agrees(difference: Difference, day: date, theirs: dict[str, Line]) -> bool:
    if difference.message is None:  # they listed what we do not know, and list it no more
        return difference.reconciliation.day == day and difference.key not in theirs
    line = theirs.get(difference.message.key)
    return line is not None and line.digest == difference.message.digest


@ledger.mutation(DIFFERENCE.event("send_again"))
def send_again(*, by: User, difference: Difference) -> Difference:
    """The difference, its message waiting to be sent again: under its key where they do not have it, else a new one."""
    _check_right(by, difference)
    if difference.message is None:
        raise Refused("我方没有这条消息，无从重报：请去函核实。")
    outbox.reopen(by=by, message=difference.message, renew=difference.sort == Sort.DIFFERING)
    return advance(difference, "send_again", by=by, chain=difference.region_id)


@ledger.mutation(DIFFERENCE.event("ask"))
def ask(*, by: User, difference: Difference, words: str) -> Difference:
    """The difference, with a question to the platform in the outbox."""
    _check_right(by, difference)
    words = _told(words)
    outbox.put(
        by=by,
        region=difference.region,
        stream=f"inquiry:{difference.pk}",
        kind="inquiry",
        fields={"about": difference.key, "question": words},
    )
    return advance(difference, "ask", by=by, chain=difference.region_id, words=words)


@ledger.mutation(DIFFERENCE.event("settle"))
def settle_difference(*, by: User, difference: Difference, words: str) -> Difference:
    """The difference, settled by a person, who says how."""
    _check_right(by, difference)
    return advance(difference, "settle", by=by, chain=difference.region_id, words=_told(words))


def _told(words: str) -> str:
    words = words.strip()
    if not 4 <= len(words) <= 300:
        raise Refused("请写明情况（4 至 300 个字）。")
    return words


def _check_right(by: User, difference: Difference) -> None:
    if not may(by, "exchange.platform_keep") or not covers(by, difference.region):
        raise Refused("只有本地的营商局业务人员可以处理对账差异。")
