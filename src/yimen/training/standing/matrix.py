"""上岗矩阵: the people of a window against the items that any of them may accept, cell by cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from yimen.catalog.models import ItemVersion
from yimen.halls.models import Posting
from yimen.halls.staffing.registry import letters_of
from yimen.people.models import Department, Staff
from yimen.training.standing.queries import Need, Needs, wanting

MOST_LINES = 60
"""Items of one window that are listed."""
ALL_HELD, LACKING, NOT_ASKED, NOT_HIS = "held", "lacking", "free", "none"


@dataclass(frozen=True)
class Cell:
    """一格: how a person stands to an item: he holds what it asks, lacks it, it asks nothing, or it is not his."""

    state: str
    until: date | None = None
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """一行: an item with a cell for each person."""

    item: ItemVersion
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Matrix:
    """矩阵: people across, items down, what somebody lacks first; `more` items and `free` ones are not listed.

    `unknown` are people without a letter, of whose items nothing is known.
    """

    people: tuple[Staff, ...]
    lines: tuple[Line, ...]
    unknown: tuple[Staff, ...]
    free: int
    more: int


def matrix(postings: Sequence[Posting], needs: Needs, day: date) -> Matrix:
    """The matrix of one window's people; items that ask for no course are counted, not listed."""
    people = list({each.staff_id: each.staff for each in postings}.values())
    letters = letters_of([each.pk for each in people], day)
    own = {each.pk: letters[each.pk].items if each.pk in letters else frozenset() for each in people}
    versions = _named(frozenset[int]().union(*own.values()), day)
    lines = [
        Line(item, tuple(_cell(item, own[each.pk], needs.get(each.pk, [])) for each in people)) for item in versions
    ]
    asked = [line for line in lines if any(cell.state in (ALL_HELD, LACKING) for cell in line.cells)]
    unknown = tuple(each for each in people if not own[each.pk])
    asked.sort(key=lambda line: all(cell.state != LACKING for cell in line.cells))
    more = max(0, len(asked) - MOST_LINES)
    return Matrix(tuple(people), tuple(asked[:MOST_LINES]), unknown, len(lines) - len(asked), more)


def _named(items: frozenset[int], day: date) -> list[ItemVersion]:
    rows = ItemVersion.objects.filter(item__in=items, valid_from__lte=day).order_by("valid_from", "number")
    newest = {each.item_id: each for each in rows}
    return sorted(newest.values(), key=lambda each: each.code)


def _cell(item: ItemVersion, own: frozenset[int], needs: Sequence[Need]) -> Cell:
    if item.item_id not in own:
        return Cell(NOT_HIS)
    asked = [each for each in needs if each.version.everyone or item.item_id in each.items]
    if not asked:
        return Cell(NOT_ASKED)
    if lacking := tuple(each.version.course.name for each in asked if not each.held):
        return Cell(LACKING, None, lacking)
    return Cell(ALL_HELD, min(each.valid_to for each in asked if each.valid_to))


def by_department(postings: Sequence[Posting], needs: Needs, address: str) -> dict[str, Any] | None:
    """How many people of each department hold all that they need, and how many lack some of it; None without people."""
    people = {each.staff_id: each.staff for each in postings}
    lacking = {who for who in people if wanting(needs.get(who, []))}
    counts: dict[Department, list[int]] = {}
    for who, person in people.items():
        counts.setdefault(person.department, [0, 0])[who in lacking] += 1
    if not counts:
        return None
    shown = sorted(counts.items(), key=lambda pair: (-pair[1][1], pair[0].code))
    address = f"{address}?hall={postings[0].window.hall_id}"
    return {
        "title": "各部门窗口人员",
        "unit": "人",
        "head": "部门",
        "description": "缺得多的在前；点开看是谁。",
        "categories": [department.short_name for department, _ in shown],
        "series": [
            {
                "name": name, "tone": tone, "values": [pair[place] for _, pair in shown],
                "urls": [f"{address}&department={department.pk}{more}#people" for department, _ in shown],
            }
            for place, name, tone, more in ((1, "缺培训", "wrong", "&show=lacking"), (0, "齐", "1", ""))
        ],
    }  # fmt: skip
