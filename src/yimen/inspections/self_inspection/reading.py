"""A checklist's file, read: each row a question, or refused with a reason and a remedy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from yimen.exchange import mapping
from yimen.exchange.mapping import ColumnMap, Fault
from yimen.exchange.planning import RefusedRows
from yimen.exchange.sheets import Sheet
from yimen.inspections.self_inspection.models import Question

ASKED_OF_ITEMS = Question.Check.ITEM_RUNS


@dataclass(frozen=True)
class Asked:
    """A question as it is to be kept."""

    code: str
    text: str
    scope: str
    check: str = ""
    basis: str = ""
    needs_evidence: bool = False


@dataclass
class Plan:
    """导入计划: the questions that would be taken in, and the rows refused; together they are all rows read."""

    taken: list[Asked] = field(default_factory=list)
    refused: RefusedRows = field(default_factory=list)

    def summary(self) -> dict[str, Any]:
        """The counts, as the batch keeps them."""
        return {"taken": len(self.taken), "refused": len(self.refused)}


def make_plan(sheet: Sheet, columns: ColumnMap) -> Plan:
    """What taking in the sheet would write."""
    plan, seen = Plan(), set[str]()
    for reading in mapping.read_rows(columns, sheet):
        fault = reading.faults[0] if reading.faults else _unfit(reading.row.line, reading.values, seen)
        if fault is not None:
            plan.refused.append((sheet.headings, reading.row.cells, fault))
            continue
        values = reading.values
        seen.add(values["code"])
        needs = values.get("needs_evidence") is True
        plan.taken.append(
            Asked(values["code"], values["text"], values["scope"], values.get("check_against", ""),
                  values.get("basis", ""), needs)
        )  # fmt: skip
    return plan


def _unfit(line: int, values: Mapping[str, Any], seen: set[str]) -> Fault | None:
    """Why a row whose cells can be read is no question all the same."""
    if values["code"] in seen:
        return Fault(line, "", "问题编号", values["code"], "问题编号重复。", "每个问题用一个编号。", "code")
    check = values.get("check_against", "")
    of_items = values["scope"] == Question.Scope.ITEM
    if check and of_items != (check == ASKED_OF_ITEMS):
        remedy = f"逐个事项的问题只能用“{ASKED_OF_ITEMS.label}”核对，整个部门的问题用其他依据。"
        return Fault(
            line, "", "核对依据", Question.Check(check).label, "核对依据与提问范围不一致。", remedy, "check_against"
        )
    return None
