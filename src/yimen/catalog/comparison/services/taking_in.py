"""省级清单导入: read, planned, taken in; every row ends up in, or refused with a reason."""

from dataclasses import dataclass, field
from typing import Any

from yimen.catalog.comparison.imports import FIELDS, elements
from yimen.catalog.comparison.models import ProvinceItem, ProvinceList
from yimen.common.errors import Refused
from yimen.common.text import search_key, tidy
from yimen.exchange import mapping, planning
from yimen.exchange.mapping import ColumnMap, Fault
from yimen.exchange.models import ImportBatch
from yimen.exchange.planning import RefusedRows
from yimen.exchange.sheets import Sheet, column_letter
from yimen.exchange.states import BATCH, PLANNED
from yimen.ledger import services as ledger
from yimen.people.models import User
from yimen.people.queries import may

NOT_YOURS = "只有营商局业务人员可以导入省级清单和比对。"


@dataclass
class Plan:
    """导入计划: the rows that would be taken in, by line, and those refused."""

    taken: dict[int, dict[str, Any]] = field(default_factory=dict)
    refused: RefusedRows = field(default_factory=list)

    def summary(self) -> dict[str, Any]:
        """The counts, as the batch keeps them."""
        county = sum(row["for_county"] for row in self.taken.values())
        return {"taken": len(self.taken), "county": county, "refused": len(self.refused)}


@ledger.mutation("exchange.batch_planned", composed=True)
def read_list(*, by: User, name: str, content: bytes) -> ImportBatch:
    """A planned batch of the province's list in a file (.xlsx, .xls, .csv). Errors: Refused for what is no list."""
    if not may(by, "catalog.compare"):
        raise Refused(NOT_YOURS)
    sheet, columns = planning.read_table(name, content, FIELDS)
    batch = planning.open_table(
        by=by, region=by.region, kind=ImportBatch.Kind.PROVINCE_ITEMS, name=name, content=content, sheet=sheet,
        columns=columns,
    )  # fmt: skip
    return _planned(by, batch, sheet, columns)


@ledger.mutation("exchange.batch_planned", composed=True)
def settle_columns(*, by: User, batch: ImportBatch, choices: dict[str, str]) -> ImportBatch:
    """The batch with the columns that a person chose and its plan made anew."""
    sheet, columns = opened(batch)
    return _planned(by, batch, sheet, columns.choose(choices))


def _planned(by: User, batch: ImportBatch, sheet: Sheet, columns: ColumnMap) -> ImportBatch:
    return planning.planned(
        by=by, batch=batch, columns=columns, counts=lambda: make_plan(sheet, columns).summary()
    )  # fmt: skip


def opened(batch: ImportBatch) -> tuple[Sheet, ColumnMap]:
    """The sheet of a batch, read again from the kept file, and its columns as settled."""
    return planning.opened(batch, FIELDS)


def make_plan(sheet: Sheet, columns: ColumnMap) -> Plan:
    """What taking in the sheet would write. A row whose code and name stand above already is refused."""
    plan, seen = Plan(), {}  # type: ignore[var-annotated]
    names = next(match for match in columns.matches if match.field.name == "name")
    for reading in mapping.read_rows(columns, sheet):
        line = reading.row.line
        fault = reading.faults[0] if reading.faults else None
        if fault is None:
            values = elements(reading.values)
            key = (values["code"], search_key(values["name"]), search_key(values["body"]))
            if key in seen:
                reason, remedy = f"与第 {seen[key]} 行重复。", "只取了先出现的一行，请核对后重新提交。"
                fault = Fault(line, column_letter(names.column), names.heading, values["name"], reason, remedy, "name")
        if fault is not None:
            plan.refused.append((sheet.headings, reading.row.cells, fault))
            continue
        seen[key] = line
        plan.taken[line] = values
    return plan


@ledger.mutation(BATCH.event("apply"), composed=True)
def apply_list(*, by: User, batch: ImportBatch, version: str, source: str) -> ProvinceList:
    """The province's list, taken in from the kept file, under its version and source.

    Errors: Refused for columns not settled, nothing that could be taken in, or a version that was taken in before.
    """
    version, source = tidy(version), tidy(source)
    if not may(by, "catalog.compare"):
        raise Refused(NOT_YOURS)
    if batch.status != PLANNED:
        raise Refused("该批次已经办理过，请重新上传清单。")
    if not version or not source:
        raise Refused("请填写清单版本和来源，以便核对依据的是哪一份清单。")
    if ProvinceList.objects.filter(region=batch.region_id, version=version).exists():
        raise Refused(f"版本“{version}”已经导入过，请填写新的版本号。")
    sheet, columns = opened(batch)
    if columns.missing:
        raise Refused("缺少必需的列，请先指定列对应。")
    plan = make_plan(sheet, columns)
    if not plan.taken:
        raise Refused("没有一行可以导入，请核对文件和列对应。")
    taken = ProvinceList.objects.create(
        region_id=batch.region_id, version=version, source=source, batch=batch, taken_by=by
    )
    rows = ProvinceItem.objects.bulk_create(
        [ProvinceItem(province_list=taken, number=line, **values) for line, values in plan.taken.items()],
        batch_size=2000,
    )
    chain, facts = batch.region_id, {"digest": batch.digest, "version": version}
    ledger.record(chain=chain, kind="catalog.province_list_taken", by=by, changed=[taken], facts=facts)
    ledger.record_batch(chain=chain, kind="catalog.province_items_added", by=by, model=ProvinceItem, rows=rows)
    planning.close(by=by, batch=batch, taken=len(rows), refused=plan.refused)
    return taken
