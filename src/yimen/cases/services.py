"""Verbs on 办件 and 部门台账: taking rows in, and showing somebody's data in clear. The only writers of this room."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from yimen.cases import intake
from yimen.cases.imports import Shape
from yimen.cases.insertion import insert
from yimen.cases.models import Case, RegisterRecord
from yimen.cases.sorting import Row, Sorted, sort
from yimen.common.errors import Conflict, Refused
from yimen.common.text import mask_within, tidy
from yimen.exchange import queries as handed
from yimen.exchange import services as exchange
from yimen.exchange import sheets
from yimen.exchange.layout import Layout
from yimen.exchange.models import AccessToken, ImportBatch, RefusedRow, Way
from yimen.exchange.states import APPLIED, BATCH, PLANNED
from yimen.ledger import services as ledger
from yimen.ledger.models import Event
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Department, Region, User
from yimen.people.queries import may, roles_of
from yimen.people.rules import COUNTY_WIDE

REVEALS_A_DAY = 30
REVEALED = "cases.revealed"
KINDS = {"cases": ImportBatch.Kind.CASES, "register": ImportBatch.Kind.REGISTER}


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


COUNTED = {"new": "新增", "completed": "补全", "same": "未变", "refused": "退回"}


@dataclass(frozen=True)
class Arrival:
    """How a file came: by which door, whose rows it holds (None: the county's), and what names this handing-in."""

    way: Way = Way.UPLOAD
    department: Department | None = None
    token: AccessToken | None = None
    name: str = ""
    corrects: ImportBatch | None = None


def import_file(
    *, by: User | None, kind: str, name: str, content: bytes, arrival: Arrival | None = None, ask: bool = True
) -> ImportBatch:
    """The batch of a file; kind: `cases` 办件 or `register` 部门台账.

    Taken in when its columns are understood; else it waits as a planned batch for a person to settle them (`take_in`)
    or, with ask=False, Unsettled is raised. Without a person the arrival names the department. Errors: Refused for
    what is no table, and as in `import_cases`.
    """
    arrival = _allowed(by, arrival or Arrival())
    opened = intake.open_file(
        intake.SHAPES[kind], name, content, _layouts(by, kind, arrival), sole=arrival.department is not None
    )
    return import_opened(by=by, kind=kind, name=name, content=content, opened=opened, arrival=arrival, ask=ask)


def import_opened(
    *,
    by: User | None,
    kind: str,
    name: str,
    content: bytes,
    opened: intake.OpenedFile,
    arrival: Arrival,
    ask: bool = True,
) -> ImportBatch:
    """As `import_file`, of a file that was opened already; its bytes are kept."""
    arrival, sheet = _allowed(by, arrival), opened.sheet
    if arrival.corrects is not None and not intake.original_lines(sheet):
        raise Refused("更正的文件里没有“原行号”列：请在下载的退回行文件上修改，保留“原行号”列后重新提交。")
    if opened.layout is not None:
        batch = _new_batch(by, kind, name, content, sheet, arrival)
        return _import(intake.SHAPES[kind], batch, by=by, opened=opened, layout=opened.layout)
    if not ask:
        raise intake.Unsettled(opened.question)
    return exchange.open_batch(
        by=by,
        region=_region(by, arrival),
        kind=KINDS[kind],
        name=name,
        content=content,
        encoding=sheet.encoding,
        sheet=sheet.name,
        heading_line=sheet.heading_line,
        department=arrival.department,
        corrects=arrival.corrects,
        way=arrival.way,
        handed_in_as=arrival.name,
    )


def reopened(batch: ImportBatch) -> intake.OpenedFile:
    """The file of a batch, opened again from its kept bytes."""
    kind = next(name for name, value in KINDS.items() if value == batch.kind)
    content = exchange.kept_file(batch.digest)
    layouts = handed.layouts(batch.region, batch.department, batch.kind)
    sole = batch.department_id is not None
    return intake.open_file(intake.SHAPES[kind], batch.file_name, content, layouts, sole=sole, sheet_name=batch.sheet)


def take_in(*, by: User, batch: ImportBatch, opened: intake.OpenedFile, layout: Layout) -> ImportBatch:
    """The planned batch, taken in by the layout that a person settled, which is remembered as a recipe.

    Errors: Refused without the right or while a necessary field has no column; Conflict when somebody was faster.
    """
    if batch.status != PLANNED:
        raise Conflict("这份文件已经处理过了，请刷新页面查看。")
    if absent := intake.missing(opened.shape, layout, batch.department_id is not None):
        raise Refused(f"还没有为{'、'.join(f'“{each}”' for each in absent)}选择列，请选择后再确认。")
    return _import(opened.shape, batch, by=by, opened=opened, layout=layout)


def _allowed(by: User | None, arrival: Arrival) -> Arrival:
    """The arrival with the department of a person who brings in only his own."""
    if by is not None and may(by, "cases.import") and not roles_of(by) & COUNTY_WIDE and by.department is not None:
        if arrival.department not in (None, by.department):
            raise Refused("只能导入本部门的数据。")
        return replace(arrival, department=by.department)
    return arrival


def _region(by: User | None, arrival: Arrival) -> Region:
    if arrival.department is not None:
        return arrival.department.region
    if by is None:
        raise ValueError("who hands in without a person names the department")
    return by.region


def _layouts(by: User | None, kind: str, arrival: Arrival) -> list[Layout]:
    """The recipes that count, first the one by which the corrected file was read."""
    found = handed.layouts(_region(by, arrival), arrival.department, KINDS[kind])
    if arrival.corrects is not None and arrival.corrects.recipe is not None:
        return [handed.layout_of(arrival.corrects.recipe), *found]
    return found


def _new_batch(
    by: User | None, kind: str, name: str, content: bytes, sheet: sheets.Sheet, arrival: Arrival
) -> ImportBatch:
    return ImportBatch(
        region=_region(by, arrival),
        department=arrival.department,
        kind=KINDS[kind],
        file_name=sheets.shown_name(name),
        digest=exchange.keep_file(content),
        size=len(content),
        encoding=sheet.encoding,
        sheet=sheet.name[:100],
        heading_line=sheet.heading_line,
        way=arrival.way,
        token=arrival.token,
        handed_in_as=arrival.name,
        corrects=arrival.corrects,
        uploaded_by=by,
        **begin(BATCH, by=by, status=APPLIED),
    )


def import_cases(*, by: User | None, region: Region, file: SourceFile, rows: Iterable[Row]) -> ImportBatch:
    """The batch by which 办件 came in; rows that could not be taken stand in it with line, column, reason, remedy.

    rows: (line in the file, contract column -> text). A case known already is completed where the file goes on
    (decision, end, result, document number), counted as unchanged where it is the same, refused where it contradicts.
    Errors: Refused without the right; Conflict when somebody imports the same cases at this moment.
    """
    return _import_rows("cases", by=by, region=region, file=file, rows=rows)


def import_register(*, by: User | None, region: Region, file: SourceFile, rows: Iterable[Row]) -> ImportBatch:
    """The batch by which a 部门台账 came in; rows and errors as in `import_cases`."""
    return _import_rows("register", by=by, region=region, file=file, rows=rows)


def _import_rows(kind: str, *, by: User | None, region: Region, file: SourceFile, rows: Iterable[Row]) -> ImportBatch:
    departments = departments_of(by, region)
    # Reading and comparing take most of the time and are done before the database is locked for writing.
    found = sort(intake.SHAPES[kind], region, departments, rows, Sorted())
    if not found.read:
        raise Refused(f"{file.name} 里没有数据行：请确认表头下面有内容后重新提交。")
    only = next(iter(departments.values())) if len(departments) == 1 else None
    batch = ImportBatch(
        region=region,
        department_id=only,
        kind=KINDS[kind],
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
    return _stored(by=by, shape=intake.SHAPES[kind], batch=batch, rows=found)


def _import(
    shape: Shape, batch: ImportBatch, *, by: User | None, opened: intake.OpenedFile, layout: Layout
) -> ImportBatch:
    """The batch of an opened file, taken in by the layout; no row at all is a report that there was none (零报告)."""
    sheet, code = opened.sheet, batch.department.code if batch.department else ""
    departments = departments_of(by, batch.region, batch.department)
    found = Sorted(
        titles={intake.column_of(shape, name).title: taken.heading for name, taken in layout.fields.items()},
        whole={row.line: intake.whole_row(sheet, row) for row in sheet.rows},
        originals=intake.original_lines(sheet) if batch.corrects_id else {},
    )
    sort(shape, batch.region, departments, intake.rows_of(shape, sheet, layout, code), found)
    batch.mapping = {name: taken.heading for name, taken in layout.fields.items()}
    if batch.status == PLANNED:
        return _stored(by=by, shape=shape, batch=batch, rows=found, layout=layout)
    batch.recipe_id = layout.recipe
    return _stored(by=by, shape=shape, batch=batch, rows=found)


def _stored(
    *, by: User | None, shape: Shape, batch: ImportBatch, rows: Sorted, layout: Layout | None = None
) -> ImportBatch:
    try:
        return _store(by=by, shape=shape, batch=batch, rows=rows, layout=layout)
    except IntegrityError as error:
        raise Conflict("有人同时导入了相同编号的数据，本次没有写入任何行，请重新提交。") from error


def departments_of(by: User | None, region: Region, department: Department | None = None) -> dict[str, int]:
    """Code -> key of the departments whose rows may be brought in; Refused without the right."""
    found = Department.objects.filter(region=region)
    if department is not None:
        found = found.filter(pk=department.pk)
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


@ledger.mutation("cases.imported")
def _store(
    *, by: User | None, shape: Shape, batch: ImportBatch, rows: Sorted, layout: Layout | None = None
) -> ImportBatch:
    """The batch, written with all its rows in one transaction and one event a table.

    `layout`: of a batch that waited for it; it is remembered as a recipe, and nobody else can take the batch in.
    """
    counts = {"new": len(rows.new), "completed": len(rows.completed), "same": rows.same, "refused": len(rows.refused)}
    wrong = len(rows.refused)
    totals: dict[str, Any] = {"rows_read": rows.read, "rows_refused": wrong, "rows_accepted": rows.read - wrong}
    if layout is not None and by is not None:
        recipe = exchange.remember_recipe(
            by=by, region=batch.region, department=batch.department, kind=batch.kind, layout=layout
        )
        totals |= {"plan": counts, "recipe": recipe, "mapping": batch.mapping}
        batch = advance(batch, "apply", by=by, chain=batch.region_id, **totals)
    else:
        for name, value in {**totals, "plan": counts}.items():
            setattr(batch, name, value)
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
    if corrected := rows.corrected():
        exchange.mark_corrected(by=by, batch=batch, lines=corrected)
    facts = {"file": batch.digest, "way": batch.way, "token": batch.token_id, **counts}
    ledger.record(chain=chain, kind="cases.imported", by=by, changed=[batch], facts=facts)
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
