"""办事指南导入: read, planned, applied. A row that cannot be taken is refused with its reason and kept whole."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from yimen.catalog.guides.content import Content, Gathering
from yimen.catalog.guides.imports import FIELDS, line_of
from yimen.catalog.guides.services.writing import BEGUN, NOT_YOURS, begin_guides, may_write
from yimen.catalog.models import ItemVersion
from yimen.common.errors import Refused
from yimen.exchange import mapping, planning
from yimen.exchange.mapping import ColumnMap, Fault, Match, Reading
from yimen.exchange.models import ImportBatch
from yimen.exchange.planning import RefusedRows
from yimen.exchange.sheets import Sheet, column_letter
from yimen.exchange.states import BATCH, PLANNED
from yimen.exchange.values import Unfit
from yimen.ledger import services as ledger
from yimen.people.models import User
from yimen.people.queries import may

CORRECT = "请改正后重新导入本指南的全部各行。"
WHOLE = "本事项指南的另一行有误，指南要整份导入，这一行也一并退回。"


@dataclass
class Draft:
    """One item's guide while its rows are read; with a wrong row nothing of it is taken."""

    gathering: Gathering = field(default_factory=Gathering)
    readings: list[Reading] = field(default_factory=list)
    wrong: bool = False


@dataclass
class Plan:
    """导入计划: the guides that the file would begin, the rows taken into them, and the rows refused."""

    contents: list[tuple[ItemVersion, Content]] = field(default_factory=list)
    taken: int = 0
    refused: RefusedRows = field(default_factory=list)

    def summary(self) -> dict[str, Any]:
        """The counts, as the batch keeps them."""
        return {"guides": len(self.contents), "taken": self.taken, "refused": len(self.refused)}


@ledger.mutation("exchange.batch_planned", composed=True)
def read_file(*, by: User, name: str, content: bytes) -> ImportBatch:
    """A planned batch of guides in a file (.xlsx, .xls, .csv). Errors: Refused for a file that is no table."""
    if not may(by, "catalog.guide"):
        raise Refused(NOT_YOURS)
    sheet, columns = planning.read_table(name, content, FIELDS)
    batch = planning.open_table(
        by=by, region=by.region, department=by.department, kind=ImportBatch.Kind.GUIDES, name=name, content=content,
        sheet=sheet, columns=columns,
    )  # fmt: skip
    return _planned(by, batch, sheet, columns)


@ledger.mutation("exchange.batch_planned", composed=True)
def settle_columns(*, by: User, batch: ImportBatch, choices: dict[str, str]) -> ImportBatch:
    """The batch with the columns that a person chose and its plan made anew."""
    sheet, columns = opened(batch)
    return _planned(by, batch, sheet, columns.choose(choices))


def _planned(by: User, batch: ImportBatch, sheet: Sheet, columns: ColumnMap) -> ImportBatch:
    return planning.planned(
        by=by, batch=batch, columns=columns, counts=lambda: make_plan(by, sheet, columns).summary()
    )  # fmt: skip


def opened(batch: ImportBatch) -> tuple[Sheet, ColumnMap]:
    """The sheet of a batch, read again from the kept file, and its columns as settled."""
    return planning.opened(batch, FIELDS)


def make_plan(by: User, sheet: Sheet, columns: ColumnMap) -> Plan:
    """What applying the sheet would begin, by the items that the user may write guides of."""
    rows = ItemVersion.objects.filter(region=by.region_id, valid_to__isnull=True).select_related("region")
    versions = {version.code: version for version in rows.defer("legal_basis").order_by()}
    where = {match.field.name: match for match in columns.matches}
    plan, drafts = Plan(), defaultdict[ItemVersion, Draft](Draft)
    for reading in mapping.read_rows(columns, sheet):
        version = versions.get(reading.values.get("code", ""))
        if version is None or not may_write(by, version):
            fault: Fault | None = reading.faults[0] if reading.faults else _fault(reading, where["code"], *UNKNOWN)
        else:
            fault = reading.faults[0] if reading.faults else _added(drafts[version], where, reading)
            drafts[version].readings.append(reading)
            drafts[version].wrong |= fault is not None
        if fault is not None:
            plan.refused.append((sheet.headings, reading.row.cells, fault))
    _close(plan, drafts, sheet, where)
    return plan


UNKNOWN = ("事项清单中没有这个实施编码，或不是您可以编制指南的事项。", "请核对编码；编码以现行事项清单为准。")


def _added(draft: Draft, where: dict[str, Match], reading: Reading) -> Fault | None:
    """None when the row went into the guide; else what is wrong with it."""
    try:
        line = line_of(reading.values)
    except Unfit as unfit:
        return _fault(reading, where["text"], unfit.reason, unfit.remedy)
    wrong = draft.gathering.add(line)
    return _fault(reading, where["key"], wrong, CORRECT) if wrong else None


def _close(plan: Plan, drafts: dict[ItemVersion, Draft], sheet: Sheet, where: dict[str, Match]) -> None:
    """Guides without a wrong row are taken; of the others every row goes back, for half a guide misleads."""
    told = {fault.line for _, _, fault in plan.refused}
    for version, draft in drafts.items():
        if not draft.wrong:
            plan.contents.append((version, draft.gathering.content()))
            plan.taken += len(draft.readings)
            continue
        for reading in draft.readings:
            if reading.row.line not in told:
                fault = _fault(reading, where["key"], WHOLE, CORRECT)
                plan.refused.append((sheet.headings, reading.row.cells, fault))


def _fault(reading: Reading, match: Match, reason: str, remedy: str) -> Fault:
    value = reading.row.cells[match.column]
    return Fault(
        reading.row.line, column_letter(match.column), match.heading, value, reason, remedy, match.field.name
    )  # fmt: skip


@ledger.mutation(BATCH.event("apply"), composed=True)
def apply_file(*, by: User, batch: ImportBatch, day: date | None = None) -> Plan:
    """The plan as it was carried out: each guide named in the file begins on the day, whole.

    Errors: Refused for a batch that was settled before, for columns not settled, or when no row can be taken.
    """
    if not may(by, "catalog.guide"):
        raise Refused(NOT_YOURS)
    if batch.status != PLANNED:
        raise Refused("该批次已经办理过，请重新上传指南文件。")
    sheet, columns = opened(batch)
    plan = make_plan(by, sheet, columns)
    if not plan.contents:
        raise Refused("没有一行可以导入，请核对文件和列对应。")
    begun = begin_guides(by=by, batch=batch, guides=plan.contents, day=day or timezone.localdate())
    facts = {"digest": batch.digest, "guides": len(begun.guides)}
    ledger.record(chain=batch.region_id, kind=BEGUN, by=by, changed=begun.rows, facts=facts)
    planning.close(by=by, batch=batch, taken=plan.taken, refused=plan.refused)
    return plan
