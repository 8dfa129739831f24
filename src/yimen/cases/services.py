"""Verbs on 办件 and 部门台账: taking rows in, and showing somebody's data in clear. The only writers of this room."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from yimen.cases.imports import CASES, REGISTER, BadCell, Shape, headings, reader
from yimen.cases.insertion import insert
from yimen.cases.models import Case, RegisterRecord
from yimen.catalog.models import Item
from yimen.common.errors import Conflict, Refused
from yimen.common.text import mask_within, normalise, tidy
from yimen.exchange import services as exchange
from yimen.exchange import sheets
from yimen.exchange.models import ImportBatch, RefusedRow
from yimen.exchange.states import APPLIED, BATCH
from yimen.ledger import services as ledger
from yimen.ledger.models import Event
from yimen.people.lifecycle import begin
from yimen.people.models import Department, Region, User
from yimen.people.queries import may, roles_of
from yimen.people.rules import COUNTY_WIDE

REVEALS_A_DAY = 30
REVEALED = "cases.revealed"
ROWS_AT_ONCE = 800  # keys of one look-up: SQLite's older limit for parameters of one statement is 999
Row = tuple[int, Mapping[str, str]]


@dataclass(frozen=True)
class SourceFile:
    """The file that rows came from: its name, SHA-256 (hexadecimal), bytes, and how it was read."""

    name: str
    digest: str
    size: int
    encoding: str = "utf-8"
    sheet: str = ""
    heading_line: int = 1
    mapping: Mapping[str, str] = field(default_factory=dict)


@dataclass
class _Sorted:
    """Rows of one file by what becomes of them."""

    read: int = 0
    new: list[dict[str, Any]] = field(default_factory=list)
    completed: list[models.Model] = field(default_factory=list)
    same: int = 0
    refused: list[RefusedRow] = field(default_factory=list)

    headings: Mapping[str, str] = field(default_factory=dict)  # column -> heading in the file

    def refuse(self, line: int, cells: Mapping[str, str], bad: BadCell) -> None:
        self.refused.append(
            RefusedRow(
                line=line,
                column=bad.column,
                value=bad.value[:500],
                reason=mask_within(bad.reason)[:300],
                remedy=bad.remedy,
                cells={self.headings.get(key, key): value for key, value in cells.items() if value},
            )
        )


COUNTED = {"new": "新增", "completed": "补全", "same": "未变", "refused": "退回"}


def import_file(*, by: User, kind: str, name: str, content: bytes) -> ImportBatch:
    """The batch of an uploaded file; kind: `cases` 办件 or `register` 部门台账.

    The first sheet with the key column counts. Errors: Refused when no sheet has it, and as in `import_cases`.
    """
    shape, verb = (CASES, import_cases) if kind == "cases" else (REGISTER, import_register)
    known = headings(shape)
    for sheet in sheets.read(name, content, known=known):
        columns = {place: known[key] for place, key in enumerate(map(normalise, sheet.headings)) if key in known}
        if shape.key_column.name not in columns.values():
            continue
        file = SourceFile(
            name=sheets.shown_name(name),
            digest=exchange.keep_file(content),
            size=len(content),
            encoding=sheet.encoding,
            sheet=sheet.name,
            heading_line=sheet.heading_line,
            mapping={column: sheet.headings[place] for place, column in columns.items()},
        )
        rows = ((row.line, {column: row.cells[place] for place, column in columns.items()}) for row in sheet.rows)
        return verb(by=by, region=by.region, file=file, rows=rows)
    raise Refused(f"文件“{sheets.shown_name(name)}”里没有“{shape.key_column.title}”列：请在表头中加上该列后重新提交。")


def import_cases(*, by: User | None, region: Region, file: SourceFile, rows: Iterable[Row]) -> ImportBatch:
    """The batch by which 办件 came in; rows that could not be taken stand in it with line, column, reason, remedy.

    rows: (line in the file, contract column -> text). A case known already is completed where the file goes on
    (decision, end, result, document number), counted as unchanged where it is the same, refused where it contradicts.
    Errors: Refused without the right; Conflict when somebody imports the same cases at this moment.
    """
    return _import(CASES, ImportBatch.Kind.CASES, by=by, region=region, file=file, rows=rows)


def import_register(*, by: User | None, region: Region, file: SourceFile, rows: Iterable[Row]) -> ImportBatch:
    """The batch by which a 部门台账 came in; rows and errors as in `import_cases`."""
    return _import(REGISTER, ImportBatch.Kind.REGISTER, by=by, region=region, file=file, rows=rows)


def _import(
    shape: Shape, kind: ImportBatch.Kind, *, by: User | None, region: Region, file: SourceFile, rows: Iterable[Row]
) -> ImportBatch:
    departments = _departments(by, region)
    # Reading and comparing take most of the time and are done before the database is locked for writing.
    sorted_rows = _sort(shape, region, departments, rows, file.mapping)
    if not sorted_rows.read:
        raise Refused(f"{file.name} 里没有数据行：请确认表头下面有内容后重新提交。")
    only = next(iter(departments.values())) if len(departments) == 1 else None
    batch = ImportBatch(
        region=region,
        department_id=only,
        kind=kind,
        file_name=file.name[:200],
        digest=file.digest,
        size=file.size,
        encoding=file.encoding,
        sheet=file.sheet[:100],
        heading_line=file.heading_line,
        mapping=dict(file.mapping),
        uploaded_by=by,
        **begin(BATCH, by=by, status=APPLIED),
    )
    try:
        return _store(by=by, shape=shape, batch=batch, rows=sorted_rows)
    except IntegrityError as error:
        raise Conflict("有人同时导入了相同编号的数据，本次没有写入任何行，请重新提交。") from error


def _departments(by: User | None, region: Region) -> dict[str, int]:
    """Code -> key of the departments whose rows the user may bring in; Refused without the right."""
    found = Department.objects.filter(region=region)
    if by is not None:
        if not may(by, "cases.import"):
            raise Refused("您的角色不能导入办件与部门台账。")
        if by.region_id != region.code:
            raise Refused("只能导入本县（区）的数据。")
        if not roles_of(by) & COUNTY_WIDE:
            if by.department_id is None:
                raise Refused("您的账号没有所属部门，不能导入数据。")
            found = found.filter(pk=by.department_id)
    return dict(found.values_list("code", "pk"))


def _sort(
    shape: Shape, region: Region, departments: Mapping[str, int], rows: Iterable[Row], headings: Mapping[str, str]
) -> _Sorted:
    read = reader(shape, departments)
    items = dict(Item.objects.filter(region=region).values_list("code", "pk"))
    seen: dict[tuple[Any, ...], int] = {}
    result = _Sorted(headings=headings)
    for chunk in _chunks(rows):
        parsed: list[tuple[int, Mapping[str, str], dict[str, Any]]] = []
        for line, cells in chunk:
            result.read += 1
            try:
                values = read(cells)
                first = seen.setdefault(tuple(values[name] for name in shape.key), line)
                if first != line:
                    reason = f"{shape.key_column.title}与第 {first} 行重复"
                    raise BadCell(
                        shape.key_column.title, values[shape.key[-1]], reason, "只取了先出现的一行，请核对后改正"
                    )
            except BadCell as bad:
                result.refuse(line, cells, bad)
            else:
                parsed.append((line, cells, values))
        _sort_chunk(shape, region, items, parsed, result)
    return result


def _sort_chunk(
    shape: Shape,
    region: Region,
    items: Mapping[str, int],
    parsed: Sequence[tuple[int, Mapping[str, str], dict[str, Any]]],
    result: _Sorted,
) -> None:
    numbers = [values[shape.key[-1]] for _, _, values in parsed]
    # In no order: else SQLite walks the whole county along the index that gives the order, for every chunk.
    found = shape.model._default_manager.filter(region=region, **{f"{shape.key[-1]}__in": numbers}).order_by()
    known = {tuple(getattr(row, name) for name in shape.key): row for row in found}
    for line, cells, values in parsed:
        row = known.get(tuple(values[name] for name in shape.key))
        if row is None:
            result.new.append({**values, "region_id": region.pk, "item_id": items.get(values["item_code"])})
            continue
        changed = {name for name, value in values.items() if getattr(row, name) != value}
        against = [name for name in changed if name not in shape.completes or not _open(getattr(row, name))]
        if against:
            titles = "、".join(sorted(shape.title(name.removesuffix("_id")) for name in against))
            bad = BadCell(
                shape.key_column.title,
                values[shape.key[-1]],
                f"该编号已入库，但{titles}与原记录不一致",
                "已入库的内容不能改写；请核对编号，确有错误的请以说明材料更正",
            )
            result.refuse(line, cells, bad)
        elif changed:
            for name in changed:
                setattr(row, name, values[name])
            result.completed.append(row)
        else:
            result.same += 1


def _open(value: Any) -> bool:
    """Whether a stored value still waits for a later file to complete it."""
    return value in (None, "", Case.Result.PENDING)


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    waiting = iter(rows)
    while chunk := list(islice(waiting, ROWS_AT_ONCE)):
        yield chunk


@ledger.mutation("cases.imported")
def _store(*, by: User | None, shape: Shape, batch: ImportBatch, rows: _Sorted) -> ImportBatch:
    """The batch, written with all its rows in one transaction and one event a table."""
    counts = {"new": len(rows.new), "completed": len(rows.completed), "same": rows.same, "refused": len(rows.refused)}
    batch.plan = counts
    batch.rows_read, batch.rows_refused = rows.read, len(rows.refused)
    batch.rows_accepted = rows.read - len(rows.refused)
    batch.save(force_insert=True)
    chain = batch.region_id
    if rows.new:
        insert(shape.model, rows.new, batch_id=batch.pk)
        keys = shape.model._default_manager.filter(batch=batch).order_by("pk").values_list("pk", flat=True)
        ledger.record_batch(chain=chain, kind="cases.imported", by=by, model=shape.model, rows=keys)
    for row in rows.refused:
        row.batch = batch
    if rows.refused:
        RefusedRow.objects.bulk_create(rows.refused)
        ledger.record_batch(chain=chain, kind="cases.imported", by=by, model=RefusedRow, rows=rows.refused)
    if rows.completed:
        shape.model._default_manager.bulk_update(rows.completed, sorted(shape.completes), batch_size=200)
        ledger.record_batch(chain=chain, kind="cases.completed", by=by, model=shape.model, rows=rows.completed)
    ledger.record(chain=chain, kind="cases.imported", by=by, changed=[batch], facts={"file": batch.digest, **counts})
    return batch


@ledger.mutation(REVEALED)
def reveal(*, by: User, thing: Case | RegisterRecord, reason: str) -> Case | RegisterRecord:
    """The thing, whose personal data may now be shown once: who looked, at what and why stands in the ledger.

    Errors: Refused without the right or a reason, and above REVEALS_A_DAY a day (Asia/Shanghai) and account.
    """
    reason = mask_within(tidy(reason))
    if not may(by, "cases.reveal"):
        raise Refused("您的角色不能查看个人信息明文。")
    if not 5 <= len(reason) <= 200:
        raise Refused("请写明查看个人信息的事由（5 至 200 个字），它将留在存证账本里。")
    facts = {"table": thing._meta.label_lower, "number": str(thing), "row": thing.pk, "reason": reason}
    ledger.record(chain=thing.region_id, kind=REVEALED, by=by, facts=facts)
    # Counted after the event: the chain is locked by now, so two requests at once cannot both be the thirtieth.
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    if Event.objects.filter(kind=REVEALED, by=f"user:{by.pk}", at__gte=midnight).count() > REVEALS_A_DAY:
        transaction.set_rollback(True)
        raise Refused(f"今天已查看 {REVEALS_A_DAY} 次个人信息，达到上限。确有需要请明日再查或由他人经办。")
    return thing
