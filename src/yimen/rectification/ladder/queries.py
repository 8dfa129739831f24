"""Questions about a county's ladder: what its rungs give at a moment, and which changes made them so."""

import csv
import io
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from yimen.people.queries import Somebody, may, of_regions
from yimen.people.tuning.states import CONFIRMED, PROPOSED
from yimen.rectification.ladder.models import LadderChange
from yimen.rectification.ladder.rules import DAYS
from yimen.rectification.pressing.rules import Rung, ladder
from yimen.rectification.rules import DATA


def visible_to(user: Somebody) -> QuerySet[LadderChange]:
    """The changes of the user's county, or of those below, newest first: the ladder holds for all departments."""
    if isinstance(user, AnonymousUser) or not may(user, "order.read"):
        return LadderChange.objects.none()
    rows = LadderChange.objects.filter(of_regions(user))
    return rows.select_related("region", "proposed_by", "decided_by").order_by("-pk")


def in_force(region: str, at: datetime | None = None) -> dict[tuple[str, str], LadderChange]:
    """(rung, name) -> the last change of a county confirmed up to a moment (until now without one); one query."""
    rows = LadderChange.objects.filter(region=region, status=CONFIRMED).select_related("decided_by")
    if at is not None:
        rows = rows.filter(decided_at__lte=at)
    return {(each.rung, each.name): each for each in rows.order_by("decided_at", "pk")}


def ladder_of(region: str, at: datetime | None = None) -> tuple[Rung, ...]:
    """The rungs of a county from the lowest to the highest, with the days that held at a moment."""
    days: dict[str, dict[str, int]] = {}
    for (rung, name), change in in_force(region, at).items():
        days.setdefault(rung, {})[name] = change.value
    return tuple(replace(each, **days.get(each.code, {})) for each in ladder())  # type: ignore[arg-type]


def as_table(region: str) -> bytes:
    """The county's ladder as a CSV file with the columns of the table that it comes from."""
    days = {each.code: each for each in ladder_of(region)}
    with (DATA / "ladder.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({**row, **{name: getattr(days[row["rung"]], name) for name in DAYS}} for row in rows)
    return text.getvalue().encode()


@dataclass(frozen=True)
class Cell:
    """One number of the ladder: its value now, what it comes with, by which change, and the change that waits."""

    value: int
    own: int
    change: LadderChange | None
    waiting: LadderChange | None


@dataclass(frozen=True)
class Step:
    """One rung with its numbers, and up to which working day after the first missed one it reaches at the latest."""

    rung: Rung
    cells: list[Cell]
    until: int


def steps(region: str) -> list[Step]:
    """Every rung of a county with its numbers, in two queries."""
    changes = in_force(region)
    open_now = {(each.rung, each.name): each for each in LadderChange.objects.filter(region=region, status=PROPOSED)}
    found, until = [], 0
    for each in ladder():
        cells = []
        for name in DAYS:
            change, own = changes.get((each.code, name)), getattr(each, name)
            cells.append(Cell(change.value if change else own, own, change, open_now.get((each.code, name))))
        until += cells[0].value
        found.append(Step(each, cells, until))
    return found
