"""Questions about readiness: how items and departments stand on a day, and what is to be done next.

Readiness is no state of its own: `state_on` keeps its three, and what is asked here is carried beside them as the
annotation `is_ready` (docs/adr/0012).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When

from yimen.entry.authorisation.subjects import subjects_of, subjects_on
from yimen.entry.modes import ENTERED
from yimen.entry.readiness.checklist import Checklist, Where, checklists_on, preparations_of
from yimen.entry.readiness.models import Confirmation, Preparation
from yimen.entry.readiness.rules import Check, State
from yimen.entry.rounds.models import SheetLine
from yimen.halls.models import Hall
from yimen.people.models import in_force
from yimen.people.queries import Somebody, of_departments

NOT_READY = "已声明、未就绪"
READY, UNREADY = "yes", "no"


def visible_preparations(user: Somebody) -> QuerySet[Preparation]:
    """The preparations that the user may see."""
    return Preparation.objects.filter(of_departments(user)).select_related("department", "hall")


def visible_confirmations(user: Somebody) -> QuerySet[Confirmation]:
    """The confirmations that the user may see."""
    rows = Confirmation.objects.filter(preparation__in=visible_preparations(user).values("pk"))
    return rows.select_related("preparation__department", "preparation__hall", "confirmed_by")


@dataclass(frozen=True)
class Readiness:
    """就绪情况 of the entered items of some rows on a day."""

    day: date
    lists: dict[int, Checklist]

    @property
    def ready(self) -> list[int]:
        """The items of which every line is there."""
        return [item for item, each in self.lists.items() if each.is_ready]

    @property
    def unready(self) -> list[int]:
        """The items declared entered without a complete list."""
        return [item for item, each in self.lists.items() if not each.is_ready]

    def chosen(self, *, department: int | None = None, check: str = "", state: str = "") -> list[int]:
        """Items narrowed by department, by a line that stands so, or (without a line) by the gravest of all."""
        return [
            item
            for item, each in self.lists.items()
            if (department is None or each.subject.version.department_id == department)
            and (not check or each.state_of(check))
            and (not state or state == (each.state_of(check) if check else each.state))
        ]

    def count(self, *, department: int | None = None, check: str = "", state: str = "") -> int:
        """How many items `chosen` names."""
        return len(self.chosen(department=department, check=check, state=state))


def readiness_on(day: date, rows: QuerySet[Any]) -> Readiness:
    """How the entered items of rows from `state_on(day)` stand: a fixed number of queries."""
    return Readiness(day, checklists_on(day, subjects_on(rows)))


def with_readiness(rows: QuerySet[Any], found: Readiness) -> QuerySet[Any]:
    """The rows of `state_on` with `is_ready`: True, False for 已声明、未就绪, None for what has not entered."""
    entered = Q(mode__in=ENTERED, lapsed=False)
    return rows.annotate(
        is_ready=Case(
            When(entered & Q(item__in=found.ready), then=Value(True)),
            When(entered, then=Value(False)),
            default=Value(None),
            output_field=BooleanField(null=True),
        )
    )


def narrowed(rows: QuerySet[Any], wanted: str) -> QuerySet[Any]:
    """Rows with `is_ready` narrowed to those that are or are not; an unknown word narrows to nothing."""
    if not wanted:
        return rows
    return rows.filter(is_ready=wanted == READY) if wanted in (READY, UNREADY) else rows.none()


def unready_lines(lines: Iterable[SheetLine], day: date) -> list[Checklist]:
    """The checklists, incomplete on the day, of what the lines of a sheet would enter."""
    return [each for each in checklists_on(day, subjects_of(lines)).values() if not each.is_ready]


@dataclass(frozen=True)
class Gap:
    """缺口: one line of the checklist over some items; figures are None where no item needs the line."""

    check: Check
    done: int
    lacking: int
    unknown: int


def gaps(found: Readiness, department: int | None = None) -> list[Gap]:
    """Every line with how many items have it, lack it, or have no evidence for it."""
    return [
        Gap(check, *(found.count(department=department, check=check, state=state) for state in
                     (State.DONE, State.LACKING, State.UNKNOWN)))
        for check in Check
    ]  # fmt: skip


LATE, IN_TIME, UNOWNED = "late", "in_time", "unowned"
STANDINGS = {LATE: ("已过期限", "wrong"), IN_TIME: ("期限内", "1"), UNOWNED: ("还没有责任岗位", "3")}
"""How a step stands -> in words, and its colour in a chart."""


@dataclass(frozen=True)
class Step:
    """下一步: something that is not there, how many items wait for it, and who sees to it by when.

    `place` is set where a person confirms it; `preparation` where somebody was made responsible.
    """

    check: Check
    state: State
    items: int
    words: str
    place: Where | None = None
    hall: Hall | None = None
    preparation: Preparation | None = None

    def late(self, day: date) -> bool:
        """Whether it should have been there by now."""
        return bool(self.preparation and self.preparation.due_on and self.preparation.due_on < day)

    def standing(self, day: date) -> str:
        """Late, in time, or without anybody who sees to it."""
        if self.late(day):
            return LATE
        return IN_TIME if self.preparation and self.preparation.owner else UNOWNED

    def pressing(self, day: date) -> tuple[bool, date, int, str]:
        """What orders steps: the late ones, then by their day, then by how many items wait."""
        due = self.preparation.due_on if self.preparation else None
        return not self.late(day), due or date.max, -self.items, self.place[1] if self.place else ""


def steps(found: Readiness, department: int) -> list[Step]:
    """What the department has to do next, that for which the most items wait first: two queries."""
    return _steps(found, {department}).get(department, [])


def move_in(found: Readiness, hall: Hall) -> dict[int, list[Step]]:
    """进驻准备清单 of a hall: department -> what its windows there still lack.

    Two queries for all departments.
    """
    departments = {each.subject.version.department_id for each in found.lists.values()}
    here = {
        department: [each for each in some if each.hall == hall]
        for department, some in _steps(found, departments).items()
    }

    return {department: some for department, some in here.items() if some}


def _steps(found: Readiness, departments: set[int]) -> dict[int, list[Step]]:
    known = preparations_of(departments)
    counted: dict[tuple[int, Check, State, str, Where | None], int] = {}
    for each in found.lists.values():
        department = each.subject.version.department_id
        for line in each.open if department in departments else ():
            for place in line.waiting or (None,):
                key = (department, line.check, line.state, "" if place else line.words, place)
                counted[key] = counted.get(key, 0) + 1
    halls = Hall.objects.in_bulk({key[4][0] for key in counted if key[4]})
    made: dict[int, list[Step]] = {}
    for (department, check, state, words, place), items in counted.items():
        hall = halls.get(place[0]) if place else None
        preparation = known.get((department, *place, check)) if place else None
        made.setdefault(department, []).append(Step(check, state, items, words, place, hall, preparation))
    order = list(Check)
    for some in made.values():
        some.sort(key=lambda step: (-step.items, order.index(step.check), step.words, step.place or (0, "")))
    return made


def confirmed_at(department: int, day: date) -> QuerySet[Confirmation]:
    """What is confirmed for a department on a day, for its page."""
    rows = Confirmation.objects.filter(in_force(day), preparation__department=department)
    return rows.select_related("preparation__hall", "confirmed_by").order_by("preparation__check_code", "preparation")
