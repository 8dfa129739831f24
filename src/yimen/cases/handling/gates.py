"""准入关口: what speaks against somebody's taking a case, asked of rooms that this one may not know.

What a department declares (进驻) must not steer what is recorded here, so `cases` does not read it. The room above
all, `config`, registers the question at the start; the answer is one sentence or nothing.
"""

from collections.abc import Callable
from datetime import date

from yimen.catalog.models import ItemVersion
from yimen.halls.staffing.registry import Objection
from yimen.people.models import Staff

Gate = Callable[[Staff, ItemVersion, date], str]
Lesson = Callable[[Staff, ItemVersion, date], Objection | None]

GATES: list[Gate] = []
"""Questions asked before acceptance; each answers with what speaks against it in one sentence, empty for nothing."""

LESSONS: list[Lesson] = []
"""Questions about training asked before acceptance: unlike an objection no reason outweighs one that bars."""


def lessons(staff: Staff | None, version: ItemVersion, day: date) -> list[Objection]:
    """What is wanting of the person's training for the item on the day; of nobody nothing is known."""
    asked = () if staff is None else (ask(staff, version, day) for ask in LESSONS)
    return [objection for objection in asked if objection is not None]


def objections(staff: Staff | None, version: ItemVersion, day: date) -> str:
    """What speaks against the person's accepting a case of the item on the day; empty when nothing does."""
    if staff is None:
        return "账号没有对应的工作人员，无法核对受理授权。"
    return "".join(gate(staff, version, day) for gate in GATES)
