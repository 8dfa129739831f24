"""被授权的对象: what a department says of an item that has entered, as authorisation and readiness look at it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from yimen.catalog.models import ItemVersion
from yimen.entry.models import Declaration
from yimen.entry.modes import ENTERED, Mode, Power
from yimen.entry.rounds.models import LinePower, SheetLine

ENTRUSTABLE = frozenset({Power.ACCEPT, Power.DELIVER})
"""What another body's people may be given: receiving, accepting, handing out, never deciding (行政许可法 24)."""


@dataclass(frozen=True)
class Subject:
    """One item said to be in, with the posts and the steps that its round named; `from_round` False without one.

    `handed_over` are the steps that the department says its people at the window may do.
    """

    item_id: int
    version: ItemVersion
    mode: str
    hall_id: int | None
    windows: tuple[str, ...]
    from_round: bool = False
    staff_a: int | None = None
    staff_b: int | None = None
    handed_over: frozenset[str] = frozenset()


def subjects_on(rows: QuerySet[Any]) -> list[Subject]:
    """The items of rows from `state_on` that have entered, with what their rounds said: three queries."""
    found = list(rows.filter(mode__in=ENTERED, lapsed=False).defer("legal_basis", "search_text").order_by("code", "pk"))
    lines = _lines_of([row.declaration_id for row in found])
    return [_subject(row.item_id, row, row, lines.get(row.declaration_id)) for row in found]


def subjects_of(lines: Iterable[SheetLine]) -> list[Subject]:
    """What the lines of a sheet would make of their items, once confirmed; no query where the powers are at hand."""
    return [
        _subject(line.item_id, line.version, line, _Said.of(line, _yes(line))) for line in lines if line.mode in ENTERED
    ]


def subjects_claimed(versions: Iterable[ItemVersion], claim: Any) -> list[Subject]:
    """What a claim outside a round would make of these items; it names no posts and no steps."""
    return [_subject(version.item_id, version, claim, None) for version in versions if claim.mode in ENTERED]


@dataclass(frozen=True)
class _Said:
    """What a line says of posts and steps; an outsider at the window is given no more than may be entrusted."""

    staff_a: int | None
    staff_b: int | None
    handed_over: frozenset[str]

    @classmethod
    def of(cls, line: SheetLine, powers: frozenset[str]) -> "_Said":
        staff = line.staff_a
        outsider = staff is not None and staff.department_id != line.version.department_id
        return cls(line.staff_a_id, line.staff_b_id, powers & ENTRUSTABLE if outsider else powers)


def _lines_of(declarations: list[int]) -> dict[int, _Said]:
    """Declaration -> what the confirmed line behind it says."""
    pairs = dict(
        Declaration.objects.filter(pk__in=declarations, line__isnull=False).order_by().values_list("line_id", "pk")
    )
    powers: dict[int, set[str]] = {}
    yes = LinePower.objects.filter(line__in=list(pairs), answer=LinePower.Answer.YES).order_by()
    for line, power in yes.values_list("line_id", "power"):
        powers.setdefault(line, set()).add(power)
    rows = SheetLine.objects.filter(pk__in=list(pairs)).select_related("version", "staff_a")
    rows = rows.defer("version__legal_basis", "version__search_text")
    return {pairs[line.pk]: _Said.of(line, frozenset(powers.get(line.pk, ()))) for line in rows}


def _yes(line: SheetLine) -> frozenset[str]:
    return frozenset(each.power for each in line.powers.all() if each.answer == LinePower.Answer.YES)


def _subject(item: int, version: ItemVersion, claim: Any, said: _Said | None) -> Subject:
    windows = tuple(filter(None, (claim.windows or "").split(",")))
    plain = Subject(item, version, claim.mode, claim.hall_id, windows)
    if said is None:
        return plain
    return Subject(
        item, version, claim.mode, claim.hall_id, windows, True, said.staff_a, said.staff_b, said.handed_over
    )  # fmt: skip


def needs_people(subject: Subject) -> bool:
    """Whether somebody has to stand at a counter for it."""
    return subject.mode != Mode.ONLINE_ONLY
