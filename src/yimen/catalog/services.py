"""Verbs on items: reading a list, planning what it would change, and taking it in. The only writers of this room."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Max
from django.utils import timezone

from yimen.catalog import reporting
from yimen.catalog.imports import ELEMENTS, FIELDS, elements, search_text
from yimen.catalog.models import Item, ItemVersion
from yimen.catalog.queries import departments_by_name
from yimen.common.errors import Refused
from yimen.common.text import search_key
from yimen.exchange import mapping, planning, sheets
from yimen.exchange import services as exchange
from yimen.exchange.mapping import ColumnMap, Fault
from yimen.exchange.models import ImportBatch
from yimen.exchange.planning import RefusedRows
from yimen.exchange.sheets import Sheet, column_letter
from yimen.exchange.states import BATCH, PLANNED
from yimen.ledger import services as ledger
from yimen.people.models import Region, User
from yimen.people.queries import may

LARGE_CHANGE = 0.3  # above this share of the list somebody must say that it is meant
ORIGINAL_LINE = "原行号"  # the column by which a corrected row finds the one that was refused
AT_ONCE = 800


@dataclass
class Plan:
    """导入计划: what a list would change. Elements by code for the new and the changed, versions for those gone."""

    read: int = 0
    new: dict[str, dict[str, Any]] = field(default_factory=dict)
    changed: dict[str, tuple[ItemVersion, dict[str, Any], list[str]]] = field(default_factory=dict)
    same: int = 0
    gone: list[ItemVersion] = field(default_factory=list)
    refused: RefusedRows = field(default_factory=list)
    lines: list[int] = field(default_factory=list)  # original lines of corrected rows
    before: int = 0

    @property
    def share(self) -> float:
        """Changed and gone as a share of the items that the list speaks of now; 0 for a first list."""
        return (len(self.changed) + len(self.gone)) / self.before if self.before else 0.0

    @property
    def large(self) -> bool:
        """True when the change must be confirmed."""
        return self.share > LARGE_CHANGE

    def summary(self) -> dict[str, Any]:
        """The counts, as the batch keeps them."""
        return {
            "read": self.read,
            "new": len(self.new),
            "changed": len(self.changed),
            "same": self.same,
            "gone": len(self.gone),
            "refused": len(self.refused),
            "before": self.before,
            "large": self.large,
        }


def read_list(*, by: User, name: str, content: bytes, corrects: ImportBatch | None = None) -> ImportBatch:
    """A planned batch of the list in a file (.xlsx, .xls, .csv). Errors: Refused for a file that is no list."""
    sheet, columns = planning.read_table(name, content, FIELDS)
    return _open(by, name, content, sheet, columns, corrects)


def read_pasted_list(*, by: User, text: str) -> ImportBatch:
    """A planned batch of the list that somebody pasted from a spreadsheet."""
    sheet = sheets.read_paste(text, known=mapping.known_headings(FIELDS))
    columns = mapping.propose(FIELDS, sheet.headings)
    return _open(by, "粘贴的内容.txt", text.encode(), sheet, columns, None)


@ledger.mutation("exchange.batch_planned", composed=True)
def _open(
    by: User, name: str, content: bytes, sheet: Sheet, columns: ColumnMap, corrects: ImportBatch | None
) -> ImportBatch:
    """The batch of a list that was read, with the columns proposed by their headings and its plan."""
    if not may(by, "catalog.import"):
        raise Refused("只有营商局业务人员可以导入事项清单。")
    batch = planning.open_table(
        by=by, region=by.region, kind=ImportBatch.Kind.ITEMS, name=name, content=content, sheet=sheet,
        columns=columns, corrects=corrects,
    )  # fmt: skip
    return _planned(by, batch, sheet, columns)


@ledger.mutation("exchange.batch_planned", composed=True)
def settle_columns(*, by: User | None, batch: ImportBatch, choices: dict[str, str]) -> ImportBatch:
    """The batch with the columns that a person chose (field name -> heading, "" for none) and its plan made anew."""
    sheet, columns = opened(batch)
    return _planned(by, batch, sheet, columns.choose(choices))


def _planned(by: User | None, batch: ImportBatch, sheet: Sheet, columns: ColumnMap) -> ImportBatch:
    def counts() -> dict[str, Any]:
        return make_plan(batch.region, sheet, columns, corrects=batch.corrects).summary()

    return planning.planned(by=by, batch=batch, columns=columns, counts=counts)


def opened(batch: ImportBatch) -> tuple[Sheet, ColumnMap]:
    """The sheet of a batch, read again from the kept file, and its columns as settled."""
    return planning.opened(batch, FIELDS)


def make_plan(region: Region, sheet: Sheet, columns: ColumnMap, *, corrects: ImportBatch | None = None) -> Plan:
    """What taking in the sheet would change now. Items missing from it are gone only for departments that it names,
    and never for a list of corrected rows, which is no whole list.
    """
    plan, departments = Plan(), departments_by_name(region)
    present = {
        version.code: version for version in ItemVersion.objects.filter(region=region, valid_to__isnull=True).order_by()
    }
    seen: dict[str, int] = {}
    spoken: set[int] = set()
    where = {match.field.name: match for match in columns.matches}
    original = sheet.headings.index(ORIGINAL_LINE) if ORIGINAL_LINE in sheet.headings else None
    for reading in mapping.read_rows(columns, sheet):
        plan.read += 1
        fault = reading.faults[0] if reading.faults else None
        values = reading.values
        if fault is None and (department := departments.get(_wording(values["department"]))) is None:
            fault = _fault(reading.row.line, where["department"], values["department"], *_UNKNOWN_DEPARTMENT)
        if fault is None and values["code"] in seen:
            reason = f"实施编码与第 {seen[values['code']]} 行重复。"
            fault = _fault(reading.row.line, where["code"], values["code"], reason, "只取了先出现的一行，请核对编码。")
        if fault is not None:
            plan.refused.append((sheet.headings, reading.row.cells, fault))
            continue
        seen[values["code"]] = reading.row.line
        spoken.add(department)  # type: ignore[arg-type]
        if original is not None and reading.row.cells[original].isdigit():
            plan.lines.append(int(reading.row.cells[original]))
        _compare(plan, present.get(values["code"]), {**elements(values), "department_id": department})
    mentioned = [version for version in present.values() if version.department_id in spoken]
    plan.before = len(mentioned)
    if corrects is None:
        plan.gone = [version for version in mentioned if version.code not in seen]
    return plan


_UNKNOWN_DEPARTMENT = ("机构表中没有这个部门。", "请核对部门名称，或先由系统管理员登记该部门后重新导入本行。")


@lru_cache(maxsize=1024)
def _wording(department: str) -> str:
    return search_key(department)


def _fault(line: int, match: mapping.Match, value: str, reason: str, remedy: str) -> Fault:
    return Fault(line, column_letter(match.column), match.heading, value, reason, remedy, match.field.name)


def _compare(plan: Plan, version: ItemVersion | None, found: dict[str, Any]) -> None:
    if version is None:
        plan.new[found["code"]] = found
        return
    different = [name for name in (*ELEMENTS, "department_id") if getattr(version, name) != found[name]]
    if different:
        plan.changed[found["code"]] = (version, found, different)
    else:
        plan.same += 1


@ledger.mutation(BATCH.event("apply"), composed=True)
def apply_list(
    *, by: User | None, batch: ImportBatch, effective_on: date | None = None, confirmed: bool = False
) -> Plan:
    """The plan as it was carried out, in one transaction. It is made anew first, so nothing of an old plan slips in.

    Errors: Refused for a large change that was not confirmed, for columns not settled, and for a day on which an item
    that changes has not yet begun.
    """
    day = effective_on or timezone.localdate()
    if by is not None and not may(by, "catalog.import"):
        raise Refused("只有营商局业务人员可以导入事项清单。")
    if batch.status != PLANNED:
        raise Refused("该批次已经办理过，请重新上传清单。")
    sheet, columns = opened(batch)
    plan = make_plan(batch.region, sheet, columns, corrects=batch.corrects)
    if plan.large and not confirmed:
        raise Refused(
            f"这份清单将变更或移出 {len(plan.changed) + len(plan.gone)} 项，"
            f"占现有 {plan.before} 项的 {plan.share:.0%}，超过三成。"
            "请核对是否整份清单都在文件里，确属需要的请勾选确认后再导入。"
        )
    begun = _replace(by, batch, plan, day)
    if plan.before:  # the first list of all is where the platform's own came from
        reporting.report(by=by, region=batch.region, versions=begun)
    if plan.refused:
        exchange.refuse_rows(by=by, batch=batch, rows=plan.refused)
    if batch.corrects is not None:
        exchange.mark_corrected(by=by, batch=batch, lines=plan.lines)
    refused = len(plan.refused)
    exchange.finish(by=by, batch=batch, read=plan.read, accepted=plan.read - refused, refused=refused, effective_on=day)
    return plan


def _replace(by: User | None, batch: ImportBatch, plan: Plan, day: date) -> list[ItemVersion]:
    """The versions that begin; those that changed or are gone end on the day before."""
    chain = batch.region_id
    ended = [version for version, _, _ in plan.changed.values()] + plan.gone
    late = [version for version in ended if version.valid_from >= day]
    if late:
        raise Refused(
            f"生效日期 {day} 不晚于“{late[0].name}”现行版本的起始日期 {late[0].valid_from}，无法续接："
            "请改用更晚的生效日期。"
        )
    for version in ended:
        version.valid_to = day - timedelta(days=1)
    for some in _chunks(ended):
        ItemVersion.objects.bulk_update(some, ["valid_to"])
    items = Item.objects.bulk_create(
        [Item(region_id=chain, code=code) for code in _unknown(chain, plan.new)], batch_size=5000
    )
    keys = {item.code: item.pk for item in items}
    numbers = _last_numbers(chain, [code for code in plan.new if code not in keys])
    begun = [
        ItemVersion(
            item_id=keys.get(code) or numbers[code][0],
            number=1 if code in keys else numbers[code][1] + 1,
            **_version(found, batch, day),
        )
        for code, found in plan.new.items()
    ] + [
        ItemVersion(item_id=version.item_id, number=version.number + 1, **_version(found, batch, day))
        for version, found, _ in plan.changed.values()
    ]
    begun = ItemVersion.objects.bulk_create(begun, batch_size=2000)
    if ended:
        ended.sort(key=lambda version: version.pk)
        ledger.record_batch(chain=chain, kind="catalog.versions_ended", by=by, model=ItemVersion, rows=ended)
    if items:
        ledger.record_batch(chain=chain, kind="catalog.items_added", by=by, model=Item, rows=items)
    if begun:
        ledger.record_batch(chain=chain, kind="catalog.versions_begun", by=by, model=ItemVersion, rows=begun)
    return begun


def _version(found: dict[str, Any], batch: ImportBatch, day: date) -> dict[str, Any]:
    search = search_text(found["name"], found["code"])
    return {**found, "region_id": batch.region_id, "batch": batch, "valid_from": day, "search_text": search}


def _unknown(chain: str, codes: dict[str, Any]) -> list[str]:
    """The codes that the county has never had, in the list's order."""
    known: set[str] = set()
    for some in _chunks(list(codes)):
        known.update(Item.objects.filter(region_id=chain, code__in=some).values_list("code", flat=True))
    return [code for code in codes if code not in known]


def _last_numbers(chain: str, codes: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Code -> (item's key, number of its last version), for items that come back after they had gone."""
    found: dict[str, tuple[int, int]] = {}
    for some in _chunks(codes):
        rows = Item.objects.filter(region_id=chain, code__in=some).annotate(last=Max("versions__number"))
        found |= {item.code: (item.pk, item.last or 0) for item in rows}
    return found


def _chunks(rows: Sequence[Any]) -> Iterator[list[Any]]:
    return (list(rows[start : start + AT_ONCE]) for start in range(0, len(rows), AT_ONCE))
