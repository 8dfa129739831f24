"""附条件确认: which items may not count as entered yet, and which may all the same, until a day.

The gate asks for lines that are missing (缺) only: what nobody has told the system (证据不足) bars nobody.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from yimen.entry.authorisation.subjects import Subject
from yimen.entry.readiness.checklist import Checklist, checklists_on
from yimen.entry.readiness.models import Condition
from yimen.entry.readiness.rules import State
from yimen.people.queries import Somebody, of_departments

MET, RUNNING, OVERDUE = "met", "running", "overdue"
STANDINGS = {OVERDUE: ("逾期未补齐", "wrong"), RUNNING: ("限期补齐", "warn"), MET: ("已补齐", "good")}


def visible_conditions(user: Somebody) -> QuerySet[Condition]:
    """The conditions that the user may see."""
    return Condition.objects.filter(of_departments(user)).select_related("department", "item", "set_by")


def newest(items: Iterable[int]) -> dict[int, Condition]:
    """Item -> the condition that counts, its newest; one query."""
    rows = Condition.objects.filter(item__in=list(items)).order_by("pk")
    return {row.item_id: row for row in rows.select_related("department", "set_by")}


def lacking_on(day: date, subjects: Sequence[Subject]) -> list[Checklist]:
    """The checklists, on a day, of those among the subjects that lack a line."""
    return [each for each in checklists_on(day, subjects).values() if each.state == State.LACKING]


def wanting(checklist: Checklist) -> str:
    """What is missing of the item, in words."""
    return "、".join(line.check.label for line in checklist.lines if line.state == State.LACKING)


def barred(day: date, lacking: Sequence[Checklist]) -> list[Checklist]:
    """Those that may not count as entered: no condition is running for them on the day."""
    granted = newest(each.subject.item_id for each in lacking)

    def runs(item: int) -> bool:
        return item in granted and granted[item].due_on >= day

    return [each for each in lacking if not runs(each.subject.item_id)]


def refusal(some: Sequence[Checklist], way: str) -> str:
    """The sentence with which items that are not ready are refused; `way` says how to go on."""
    named = "、".join(f"“{each.subject.version.name}”缺{wanting(each)}" for each in some[:3])
    return f"有 {len(some)} 项的就绪清单有缺项（{named}{'等' if len(some) > 3 else ''}），不能算作进驻：{way}"


@dataclass(frozen=True)
class Pending:
    """A condition with how its item stands on a day; `checklist` is None when the item is not declared entered."""

    condition: Condition
    checklist: Checklist | None
    day: date

    @property
    def state(self) -> str:
        """`met` once nothing is missing, else `running`, or `overdue` after its day."""
        if self.checklist is not None and self.checklist.state != State.LACKING:
            return MET
        return OVERDUE if self.condition.due_on < self.day else RUNNING

    @property
    def words(self) -> tuple[str, str]:
        """(the state in words, tone)."""
        return STANDINGS[self.state]

    @property
    def still(self) -> str:
        """What is still missing."""
        return wanting(self.checklist) if self.checklist else "尚未声明进驻"


def pending(rows: QuerySet[Condition], lists: dict[int, Checklist], day: date) -> list[Pending]:
    """The newest condition of each item among the rows that is not met yet, the longest overdue first."""
    counting = {row.item_id: row for row in rows.order_by("pk")}
    found = [Pending(row, lists.get(item), day) for item, row in counting.items()]
    return sorted((each for each in found if each.state != MET), key=lambda each: each.condition.due_on)
