"""What the verbs on parameters share: reasons, the second person, and taking back; each is part of a mutation."""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from django.db import models
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.people.lifecycle import advance, open_moves
from yimen.people.models import User
from yimen.people.queries import Somebody

C = TypeVar("C", bound=models.Model)
SHORTEST, LONGEST = 10, 1000


def given_reason(text: str) -> str:
    """The reason without blanks around it. Errors: Refused when it is too short or too long."""
    reason = text.strip()
    if not SHORTEST <= len(reason) <= LONGEST:
        raise Refused(f"请写明调整的理由和依据（{SHORTEST} 至 {LONGEST} 个字）。")
    return reason


def decide(change: C, move: str, *, by: User, words: str, facts: dict[str, Any]) -> C:
    """The change, confirmed or declined. Errors: Refused for whoever proposed it, and for people of another county."""
    thing: Any = change
    if by.region_id != thing.region_id:
        raise Refused("只有本县（区）的人员可以决定。")
    if by.pk == thing.proposed_by_id:
        raise Refused("参数调整须由提出人以外的另一人确认。")
    return _settled(change, move, by, facts, {"words": words.strip()[:LONGEST]})


def take_back(change: C, *, by: User, facts: dict[str, Any]) -> C:
    """The change, withdrawn. Errors: Refused for anybody but whoever proposed it."""
    if by.pk != change.proposed_by_id:  # type: ignore[attr-defined]
        raise Refused("只有提出人可以撤回。")
    return _settled(change, "withdraw", by, facts, {})


def _settled(change: C, move: str, by: User, facts: dict[str, Any], said: dict[str, Any]) -> C:
    chain: str = change.region_id  # type: ignore[attr-defined]
    return advance(change, move, by=by, chain=chain, decided_by=by, decided_at=timezone.now(), facts=facts, **said)


class Button(NamedTuple):
    """What may be done with a change: its move, the words on the button, and where it is posted."""

    name: str
    label: str
    url: str


def moves_for(change: Any, user: Somebody, url: Callable[[str], str]) -> list[Button]:
    """What a user of the county may do with a change: its proposer withdraws, another decides; `url` is of a move."""
    if change.region_id != getattr(user, "region_id", None):
        return []
    own = change.proposed_by_id == user.pk
    moves = [each for each in open_moves(change, user) if (each.name == "withdraw") == own]
    return [Button(each.name, each.label, url(each.name)) for each in moves]
