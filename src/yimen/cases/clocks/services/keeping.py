"""保持: the running clocks of a case as rows to list and sort by. Derived, so written anew and never corrected."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from yimen.cases.clocks.assembling import SHOWN_WITH, Placed, clocks_of_rows
from yimen.cases.clocks.models import RunningClock
from yimen.cases.clocks.reckoning import derive
from yimen.cases.clocks.rows import ROWS, Rows
from yimen.cases.handling.models import Dossier
from yimen.cases.handling.states import OPEN
from yimen.common.workdays import Calendar
from yimen.ledger import plain

AT_A_TIME = 200


@dataclass(frozen=True)
class Shifted:
    """期限变动: the dossier whose nearest deadline is not what it was."""

    dossier: Dossier
    before: date | None
    after: date | None


@transaction.atomic(savepoint=False)
def follow(dossier: Dossier, *, as_of: date, calendar: Calendar | None = None) -> Dossier:
    """The dossier as it now is, read whole, with its nearest deadline (最近期限); its running clocks are kept.

    The row is locked and read again, so that of two acts at once the later one counts what both did. Without a
    deadline none runs.
    """
    fresh = read_whole().select_for_update(of=("self",)).get(pk=dossier.pk)
    # What a case never changes: the caller has it.
    fresh.version, fresh.department, fresh.region = dossier.version, dossier.department, dossier.region
    keep(fresh, as_of=as_of, calendar=calendar)
    dossier.due_on = fresh.due_on
    return fresh


def read_whole() -> QuerySet[Dossier]:
    """Dossiers with what their clocks are counted from, except what a case never changes."""
    return Dossier.objects.select_related("case", "holder__department")


def keep(dossier: Dossier, *, as_of: date, calendar: Calendar | None = None) -> list[RunningClock]:
    """The running clocks of a dossier that the caller has locked and read whole, written with its nearest deadline."""
    running = running_of(dossier, as_of=as_of, calendar=calendar)
    plain.remove(RunningClock, {"dossier": dossier})
    plain.create_all(running)
    nearest = nearest_of(running)
    if dossier.due_on != nearest:
        dossier.due_on = nearest
        plain.change(Dossier, {"pk": dossier.pk}, {"due_on": nearest})
    return running


def begin(dossier: Dossier, *, as_of: date) -> Dossier:
    """The dossier, new: written with the clocks that run from its first moment. Nothing else hangs on it yet."""
    running = running_of(dossier, as_of=as_of, rows=Rows())
    dossier.due_on = nearest_of(running)
    plain.create(dossier)
    plain.create_all(running)
    return dossier


def running_of(
    dossier: Dossier, *, as_of: date, calendar: Calendar | None = None, rows: Rows | None = None
) -> list[RunningClock]:
    """The clocks that run or stand still on the day, as rows that are not stored yet; `rows` as `clocks_of_rows`."""
    return [
        _row(dossier, each, as_of, calendar)
        for each in clocks_of_rows(dossier, rows)
        if each.history.start <= as_of and each.history.done is None
    ]


def nearest_of(running: Iterable[RunningClock]) -> date | None:
    """The first last day of the clocks."""
    return min((clock.due_on for clock in running if clock.due_on), default=None)


def _row(dossier: Dossier, placed: Placed, as_of: date, calendar: Calendar | None) -> RunningClock:
    found = derive(placed.history, as_of=as_of, calendar=calendar)
    return RunningClock(
        dossier=dossier,
        region_id=dossier.region_id,
        department=placed.department,
        holder_id=dossier.holder_id if placed.own else None,
        kind=placed.history.clock.kind.value,
        reference=placed.reference,
        name=placed.history.clock.label[:80],
        warn_on=found.warn_on,
        due_on=found.due,
        provisional=found.provisional,
    )


def recompute(*, as_of: date, calendar: Calendar | None = None, write: bool = True) -> list[Shifted]:
    """The open cases whose nearest deadline is another than it was: when a calendar is published, and daily.

    Only what differs is written; without `write` it only tells what would change.
    """
    shifted = []
    for dossier in _dossiers().filter(status__in=OPEN).prefetch_related(*ROWS, "clocks").iterator(AT_A_TIME):
        running = running_of(dossier, as_of=as_of, calendar=calendar)
        if _stands(running) == _stands(dossier.clocks.all()) and nearest_of(running) == dossier.due_on:
            continue
        before, after = dossier.due_on, nearest_of(running)
        if write:
            after = follow(dossier, as_of=as_of, calendar=calendar).due_on
        if before != after:
            shifted.append(Shifted(dossier, before, after))
    return shifted


def _dossiers() -> QuerySet[Dossier]:
    return Dossier.objects.select_related(*SHOWN_WITH).order_by("pk")


def _stands(rows: Iterable[RunningClock]) -> set[tuple[object, ...]]:
    """What of the rows counts when two countings are compared."""
    return {
        (row.kind, row.reference, row.department_id, row.holder_id, row.warn_on, row.due_on, row.provisional)
        for row in rows
    }
