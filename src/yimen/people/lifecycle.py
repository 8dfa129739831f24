"""The one function in the whole system that changes a status."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.common.lifecycle import LIFECYCLES, Lifecycle, Move
from yimen.ledger import plain
from yimen.ledger import services as ledger
from yimen.people.models import User
from yimen.people.queries import Somebody, may

M = TypeVar("M", bound=models.Model)


def advance(
    thing: M,
    move_name: str,
    *,
    by: User | None,
    chain: str,
    facts: dict[str, Any] | None = None,
    also: Iterable[models.Model] = (),
    declared_at: datetime | None = None,
    read_again: Callable[[Any], list[M]] | None = None,
    followed_by: Callable[[M], None] | None = None,
    **changes: Any,
) -> M:
    """The thing in its new state, changed by one conditional UPDATE, stamped and in the ledger.

    `by` is None only for moves that the system itself makes (a clean verification, a relapse) and for an applicant
    online. `changes` are fields written with the move, no expressions; `also` are rows that the caller wrote for it,
    told of in the same event; `declared_at` is what somebody says of when; `read_again` reads the moved row by its key,
    with what is wanted beside it; `followed_by` does what follows from the move and is no part of its event, before the
    chain is locked for all. Must run inside a ledger mutation. Errors: Conflict when the table has no such move from
    the present state or somebody else was faster; Refused when a needed field is empty or the role may not.
    """
    table = LIFECYCLES[thing._meta.label]
    move = table.move(move_name)
    if by is not None and not may(by, move.act):
        raise Refused(f"您的角色不能办理“{move.label}”。")
    for name in move.needs:
        if changes.get(name) in (None, ""):
            field = thing._meta.get_field(name)
            raise Refused(f"办理“{move.label}”须填写{getattr(field, 'verbose_name', name)}。")
    now = timezone.now()
    stamps = {"status": move.target, "status_at": now, "status_by": by}
    was = thing.status  # type: ignore[attr-defined]
    if was not in move.sources:
        raise Conflict(f"当前状态为“{table.states[was]}”，不能办理“{move.label}”。请刷新页面查看最新状态。")
    if plain.change(type(thing), {"pk": thing.pk, "status": was}, stamps | changes) != 1:
        raise Conflict("此事项刚被他人办理，状态已经改变。请刷新页面查看最新状态。")
    if read_again is None:
        thing.refresh_from_db()
    else:
        (moved,) = read_again(thing.pk)
        vars(thing).clear()
        vars(thing).update(vars(moved))
    if followed_by is not None:
        followed_by(thing)
    ledger.record(
        chain=chain,
        kind=table.event(move.name),
        by=by,
        changed=[thing, *also],
        facts={"from": was, "to": move.target, **(facts or {})},
        declared_at=declared_at,
    )
    return thing


def begin(table: Lifecycle, *, by: User | None, status: str = "") -> dict[str, Any]:
    """The fields of a new thing's first status, for its constructor; KeyError unless the table begins there."""
    first = status or table.initial[0]
    if first not in table.initial:
        raise KeyError(f"{table.model} cannot begin as {first}")
    return {"status": first, "status_at": timezone.now(), "status_by": by}


def open_moves(thing: "Lifecycled", user: Somebody) -> list[Move]:
    """The moves that the user may make now: what a page offers as buttons."""
    table = LIFECYCLES[thing._meta.label]
    return [move for move in table.moves_from(thing.status) if may(user, move.act)]


class Lifecycled(models.Model):
    """A model with a status that only `advance` writes; `status_by` is empty where the system itself moved it."""

    status = models.CharField("状态", max_length=20)
    status_at = models.DateTimeField("状态时间")
    status_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="状态经办"
    )

    class Meta:
        abstract = True

    @property
    def status_label(self) -> str:
        """The official term of the present status."""
        return LIFECYCLES[self._meta.label].states[self.status]
