"""Verbs of answers: what became of messages after what the platform said of them. A message only moves forward."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from yimen.common.errors import Conflict, Refused
from yimen.common.text import mask_within
from yimen.exchange.platform import bodies
from yimen.exchange.platform.answers import Accepted, Answer, Confirmed, Failed, Rejected, Unknown
from yimen.exchange.platform.models import OutboxMessage, Rejection
from yimen.exchange.platform.receivers import tell_confirmed
from yimen.exchange.platform.rules import ASK_AFTER, FIRST_PAUSE, LONGEST_PAUSE, MOST_ATTEMPTS
from yimen.exchange.platform.states import CONFIRMED, OUTBOX, REJECTED, SENT, SET_ASIDE, WAITING
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance

ANSWERED = tuple(OUTBOX.event(name) for name in ("send", "confirm", "reject", "repeat", "set_aside"))
NOT_DONE = (WAITING, SENT, SET_ASIDE)
"""States in which the platform may still say how it ended."""


@dataclass(frozen=True)
class Settled:
    """How many of some answers moved a message, and how many will be tried again."""

    moved: int
    again: int


def take_receipt(*, answer: Answer, now: datetime) -> None:
    """Nothing; the message moved, or stays as it is where the receipt says what is known, or less (out of order).

    Errors: Refused for a receipt of nothing of ours, and for one that contradicts what the platform said before.
    """
    try:
        settle(answers=[answer], now=now)
    except Conflict:
        message = OutboxMessage.objects.filter(key=answer.key).first()
        if message is None:
            raise Refused("回执所答的消息不是我方现用的，没有改变任何内容：请与省平台核对消息号。") from None
        if CONTRADICTS.get(type(answer)) == message.status:
            raise Refused(
                f"回执与省平台先前所说的“{message.status_label}”矛盾，没有改变任何内容：请与省平台核实。"
            ) from None


@ledger.mutation(*ANSWERED)
def settle(*, answers: Sequence[Answer], now: datetime) -> int:
    """How many messages moved after so many answers, in one transaction.

    Errors: Conflict when none moves: an answer to nothing of ours, or one that says what is known, or less.
    """
    moved = sum(MOVES[type(answer)](message, answer, now) for message, answer in _matched(answers))
    if not moved:
        raise Conflict("没有改变任何消息：消息号不是我方现用的，或者所说的已经知道。")
    return moved


def _matched(answers: Sequence[Answer]) -> list[tuple[OutboxMessage, Answer]]:
    """Each message that an answer speaks of, locked, with its answer; an unknown key is passed over."""
    rows = OutboxMessage.objects.select_for_update().filter(key__in=[each.key for each in answers]).order_by("pk")
    found = {each.key: each for each in rows}
    return [(found[each.key], each) for each in answers if each.key in found]


def write_down(*, answers: Iterable[Answer], now: datetime) -> Settled:
    """The same for answers of a round of sending, failures among them: these are tried again later, with growing
    pauses, and after the last try set aside.
    """
    telling: list[Answer] = []
    failed: list[Failed] = []
    for answer in answers:
        if isinstance(answer, Failed):
            failed.append(answer)
        else:
            telling.append(answer)
    given_up, again = _put_off(failed, now)
    telling += given_up
    try:
        return Settled(settle(answers=telling, now=now) if telling else 0, again)
    except Conflict:
        return Settled(0, again)


def _put_off(failed: Sequence[Failed], now: datetime) -> tuple[list[Failed], int]:
    """The failures after which nobody tries again, and how many are put off."""
    given_up = []
    rows = {each.key: each for each in OutboxMessage.objects.filter(key__in=[each.key for each in failed])}
    for each in failed:
        message = rows[each.key]
        if message.attempts >= MOST_ATTEMPTS:
            given_up.append(each)
        else:
            _try_later(message, now, trouble=each.trouble[:200])
    return given_up, len(failed) - len(given_up)


def _try_later(message: OutboxMessage, now: datetime, trouble: str) -> None:
    OutboxMessage.objects.filter(pk=message.pk, status__in=(WAITING, SENT)).update(
        held_until=None, next_try_at=now + pause(message.key, message.attempts), trouble=trouble
    )


def pause(key: str, attempts: int) -> timedelta:
    """How long to wait after so many tries: doubling up to an hour, spread by half so that not all come at once."""
    longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** max(0, attempts - 1))
    spread = int(bodies.digest_of(f"{key}:{attempts}")[:8], 16) / 2**32
    return timedelta(seconds=longest * (0.5 + spread / 2))


def _accepted(message: OutboxMessage, answer: Accepted, now: datetime) -> bool:
    """Arrived there; asked again a little later each time, until somebody has to look why nothing comes."""
    if message.status == SENT and message.attempts < MOST_ATTEMPTS:
        _try_later(message, now, trouble="")
        return False
    if message.status == SENT:
        return _give_up(message, Failed(message.key, "省平台收下后一直没有结果。"), now)
    if message.status != WAITING:
        return False
    ask_at = now + timedelta(seconds=ASK_AFTER)
    return _advance(message, "send", remote=answer.remote[:64], next_try_at=ask_at, attempts=0, trouble="")


def _confirmed(message: OutboxMessage, answer: Confirmed, now: datetime) -> bool:
    if message.status not in NOT_DONE:
        return False
    done = {"remote": answer.remote[:64], "confirmed_on": answer.on}
    _advance(message, "confirm", reason="", code="", trouble="", **done)
    tell_confirmed(message)
    return True


def _rejected(message: OutboxMessage, answer: Rejected, now: datetime) -> bool:
    """Refused there: what was refused is kept beside the message, whatever becomes of it."""
    if message.status not in NOT_DONE:
        return False
    why = {"code": answer.code[:20] or "—", "reason": mask_within(answer.reason)[:300] or "省平台没有说明原因。"}
    _advance(message, "reject", trouble="", **why)
    kept = Rejection.objects.create(
        message=message, revision=message.revision, body=message.body, rejected_at=now, **why
    )
    ledger.record(chain=message.region_id, kind="exchange.rejection_kept", changed=[kept])
    return True


def _unknown(message: OutboxMessage, answer: Unknown, now: datetime) -> bool:
    """Lost there after it had arrived: sent again under its key."""
    if message.status != SENT:
        return False
    return _advance(message, "repeat", next_try_at=now, attempts=0, trouble="")


def _give_up(message: OutboxMessage, answer: Failed, now: datetime) -> bool:
    if message.status not in (WAITING, SENT):
        return False
    return _advance(message, "set_aside", reason=f"试了 {message.attempts} 次：{answer.trouble}"[:300])


def _advance(message: OutboxMessage, move: str, **changes: Any) -> bool:
    """True; the message made the move and is in nobody's hands."""
    advance(message, move, by=None, chain=message.region_id, held_until=None, **changes)
    return True


CONTRADICTS: dict[type[Answer], str] = {Rejected: CONFIRMED, Confirmed: REJECTED}
MOVES: dict[type[Answer], Callable[..., bool]] = {
    Accepted: _accepted,
    Confirmed: _confirmed,
    Rejected: _rejected,
    Unknown: _unknown,
    Failed: _give_up,
}
