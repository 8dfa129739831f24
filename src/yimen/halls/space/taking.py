"""Rows of a register file, taken in by the verbs of the thing that they are about."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from yimen.exchange.models import ImportBatch
from yimen.halls import services as registers
from yimen.halls.equipment import services as equipment
from yimen.halls.equipment.services import Thing, Where
from yimen.halls.models import HallDay, Window
from yimen.halls.planning import services as planning
from yimen.people.models import Region, User

Rows = Sequence[Mapping[str, Any]]


def _given(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """The cells of these names that are not empty, so that the rest is as the model has it."""
    return {name: row[name] for name in names if row.get(name, "") not in ("", None)}


def _windows(by: User, region: Region, rows: Rows) -> None:
    names = ("hall", "code", "name", "kind", "terminal", "valid_from", "valid_to")
    registers.add_windows(by=by, region=region, windows=[Window(**_given(row, *names)) for row in rows])


def _days(by: User, region: Region, rows: Rows) -> None:
    names = ("hall", "date", "opens_at", "closes_at", "kind")
    registers.add_hall_days(by=by, region=region, days=[HallDay(**_given(row, *names)) for row in rows])


def _assets(by: User, region: Region, rows: Rows) -> None:
    for row in rows:
        thing = Thing(**_given(row, "kind", "number", "name", "acquired_on", "department"))
        where = Where(**_given(row, "hall", "window", "spot", "address", "keeper"))
        equipment.register_asset(by=by, region=region, thing=thing, where=where)


def _demands(by: User, _: Region, rows: Rows) -> None:
    planning.take_demands(by=by, rows=rows, today=timezone.localdate())


TAKE_IN: dict[str, Callable[[User, Region, Rows], None]] = {
    ImportBatch.Kind.WINDOWS: _windows,
    ImportBatch.Kind.HALL_DAYS: _days,
    ImportBatch.Kind.ASSETS: _assets,
    ImportBatch.Kind.DEMANDS: _demands,
}
"""Kind of a batch -> what writes its rows, all or none."""
