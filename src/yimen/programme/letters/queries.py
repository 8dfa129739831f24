"""Questions about supervision letters: which may be seen, what may be demanded, what is late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, QuerySet

from yimen.people.models import Department
from yimen.people.queries import Somebody, may, of_departments
from yimen.programme import rules
from yimen.programme.letters.models import LetterAnswer, LetterTask, SupervisionLetter
from yimen.programme.letters.states import ANSWERED, LETTER, OWED, SETTLED
from yimen.programme.models import Notice, Task
from yimen.programme.queries import Standing, standings

WAITED_FOR, LATE = "owed", "late"
STANDINGS = {**LETTER.states, WAITED_FOR: "待部门办理", LATE: "逾期未答复"}


def visible_to(user: Somebody) -> QuerySet[SupervisionLetter]:
    """The letters that the user may see, newest first: the county's for county-wide roles, else his department's."""
    if isinstance(user, AnonymousUser) or not may(user, "programme.read"):
        return SupervisionLetter.objects.none()
    rows = SupervisionLetter.objects.filter(of_departments(user, region="notice__region"))
    return rows.select_related("notice__region", "department", "document__number").order_by("-pk")


def with_standing(rows: QuerySet[SupervisionLetter], standing: str, day: date) -> QuerySet[SupervisionLetter]:
    """Those in a state; with `owed` those that wait for their department, with `late` those past its day."""
    if standing == WAITED_FOR:
        return rows.filter(status__in=OWED)
    if standing == LATE:
        return rows.filter(status__in=OWED, answer_by__lt=day)
    return rows.filter(status=standing)


@dataclass(frozen=True)
class DepartmentLetters:
    """一个部门的督办函: how many were sent, wait for it, wait for the bureau, are settled, and are late."""

    department: Department
    sent: int
    owed: int
    answered: int
    settled: int
    late: int


def by_department(rows: QuerySet[SupervisionLetter], day: date) -> list[DepartmentLetters]:
    """A line for each department that has letters, the most late ones first; two queries."""
    owed = Q(status__in=OWED)
    counted = (
        rows.order_by()
        .values("department")
        .annotate(
            sent=Count("pk"),
            owed=Count("pk", filter=owed),
            answered=Count("pk", filter=Q(status=ANSWERED)),
            settled=Count("pk", filter=Q(status=SETTLED)),
            late=Count("pk", filter=owed & Q(answer_by__lt=day)),
        )
    )
    found: list[Any] = list(counted)
    departments = Department.objects.in_bulk(row["department"] for row in found)
    lines = [DepartmentLetters(**{**row, "department": departments[row["department"]]}) for row in found]
    return sorted(lines, key=lambda line: (-line.late, -line.owed, line.department.code))


def is_red(row: Standing, day: date) -> bool:
    """Whether a letter may demand it: overdue, or handed in while data show past the deadline that part is not done."""
    return row.light == rules.OVERDUE or (row.light == rules.BEHIND and row.task.due < day)


def missed_on(row: Standing) -> date:
    """The day that went by: the deadline, or of a task served only after it the day of service."""
    served = row.dates.served_on or row.task.due
    return max(row.task.due, served)


def to_demand(user: Somebody, notice: Notice, department: Department, day: date) -> list[Standing]:
    """The department's red lights under a notice that no open letter demands yet."""
    tasks = Task.objects.filter(notice=notice).exclude(pk__in=_demanded(department))
    rows = standings(user, day, tasks=list(tasks.values_list("pk", flat=True)))
    return [row for row in rows if row.department == department and is_red(row, day) and missed_on(row) < day]


def _demanded(department: Department) -> QuerySet[LetterTask]:
    """The keys of tasks that an open letter to the department demands."""
    lines = LetterTask.objects.filter(letter__department=department).exclude(letter__status=SETTLED)
    return lines.values("task")  # type: ignore[return-value]


def open_letters(task: Task) -> dict[int, SupervisionLetter]:
    """Key of a department -> its open letter that demands the task; one query."""
    rows = SupervisionLetter.objects.filter(lines__task=task).exclude(status=SETTLED)
    return {row.department_id: row for row in rows.select_related("document__number").order_by("pk")}


def evidence_of(user: Somebody, letter: SupervisionLetter, day: date) -> list[tuple[LetterTask, Standing | None]]:
    """Each task that a letter demands with how the department stands in it today: what an answer is judged by."""
    lines = list(letter.lines.select_related("task__notice").order_by("task__number"))
    rows = standings(user, day, tasks=[line.task_id for line in lines])
    now = {row.task.pk: row for row in rows if row.department.pk == letter.department_id}
    return [(line, now.get(line.task_id)) for line in lines]


def still_red(found: Iterable[tuple[LetterTask, Standing | None]]) -> list[LetterTask]:
    """Of what a letter demands, the tasks for which nothing was handed in yet."""
    return [line for line, row in found if row is not None and row.light == rules.OVERDUE]


def visible_answers(user: Somebody) -> QuerySet[LetterAnswer]:
    """The answers to letters that the user may see."""
    return LetterAnswer.objects.filter(letter__in=visible_to(user).order_by().values("pk"))
