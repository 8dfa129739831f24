"""How a file of 办件 or 部门台账 comes in: small ones are read at once, large ones when somebody carries them on."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice

from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction

from yimen.cases import intake
from yimen.cases.services import reading, storing
from yimen.cases.services.opening import KINDS, Columns, departments_of
from yimen.cases.sorting import Row, Sorted, Sorter
from yimen.common import services as store
from yimen.common.errors import Conflict, Refused
from yimen.exchange import queries as handed
from yimen.exchange import services as exchange
from yimen.exchange.layout import Layout
from yimen.exchange.models import AccessToken, ImportBatch, Way
from yimen.exchange.room import check_room
from yimen.exchange.states import PLANNED, READING
from yimen.people.models import Department, Region, User
from yimen.people.queries import may, roles_of
from yimen.people.rules import COUNTY_WIDE

AT_ONCE = 50_000
"""Rows of one event of what comes in within one transaction."""


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


@dataclass(frozen=True)
class Arrival:
    """How a file came: by which door, whose rows it holds (None: the county's), and what names this handing-in.

    later: a large file is left for `reading.carry_on` in another process, so that nobody waits for it.
    """

    way: Way = Way.UPLOAD
    department: Department | None = None
    token: AccessToken | None = None
    name: str = ""
    corrects: ImportBatch | None = None
    later: bool = False


def import_file(
    *, by: User | None, kind: str, name: str, content: bytes | File, arrival: Arrival | None = None, ask: bool = True
) -> ImportBatch:
    """The batch of a file; kind: `cases` 办件 or `register` 部门台账.

    Taken in when its columns are understood, a large one that came with `later` only begun; else it waits as a planned
    batch for a person to settle them (`take_in`) or, with ask=False, Unsettled is raised. Without a person the arrival
    names the department. Errors: Refused for what is no table, and as in `import_cases`.
    """
    arrival = _allowed(by, arrival or Arrival())
    file = ContentFile(content) if isinstance(content, bytes) else content
    layouts = _layouts(by, kind, arrival)
    opened = intake.open_file(intake.SHAPES[kind], name, file, layouts, sole=arrival.department is not None)
    return import_opened(by=by, kind=kind, name=name, content=file, opened=opened, arrival=arrival, ask=ask)


def import_opened(
    *,
    by: User | None,
    kind: str,
    name: str,
    content: bytes | File,
    opened: intake.OpenedFile,
    arrival: Arrival,
    ask: bool = True,
) -> ImportBatch:
    """As `import_file`, of a file that was opened already; its bytes are kept."""
    arrival = _allowed(by, arrival)
    if arrival.corrects is not None and not intake.original_lines(opened.sheet, opened.sheet.rows):
        raise Refused("更正的文件里没有“原行号”列：请在下载的退回行文件上修改，保留“原行号”列后重新提交。")
    if opened.layout is None and not ask:
        raise intake.Unsettled(opened.question)
    departments_of(by, _region(by, arrival), arrival.department)
    file = ContentFile(content) if isinstance(content, bytes) else content
    check_room(file.size, _region(by, arrival))
    kept = store.keep(file)
    if opened.layout is None:
        return _begun(by, kind, name, kept, opened, arrival, PLANNED)
    if opened.sheet.partial:
        batch = _begun(by, kind, name, kept, opened, arrival, READING)
        return batch if arrival.later else reading.carry_on(batch)
    with _at_once():
        batch = _begun(by, kind, name, kept, opened, arrival, READING)
        return _taken(batch, opened, opened.layout)


def take_in(
    *, by: User, batch: ImportBatch, opened: intake.OpenedFile, layout: Layout, later: bool = False
) -> ImportBatch:
    """The planned batch, taken in by the layout that a person settled, which is remembered as a recipe.

    later: as in `Arrival`. Errors: Refused without the right or while a necessary field has no column; Conflict when
    somebody was faster.
    """
    if batch.status != PLANNED:
        raise Conflict("这份文件已经处理过了，请刷新页面查看。")
    if absent := intake.missing(opened.shape, layout, batch.department_id is not None):
        raise Refused(f"还没有为{'、'.join(f'“{each}”' for each in absent)}选择列，请选择后再确认。")
    departments_of(by, batch.region, batch.department)
    if opened.sheet.partial:
        batch = storing.begin_reading(by=by, batch=batch, layout=layout)
        return batch if later else reading.carry_on(batch)
    with _at_once():
        batch = storing.begin_reading(by=by, batch=batch, layout=layout)
        return _taken(batch, opened, layout)


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
    departments, shape = departments_of(by, region), intake.SHAPES[kind]
    only = Department.objects.get(pk=next(iter(departments.values()))) if len(departments) == 1 else None
    sorter, waiting = Sorter(shape, region, departments), iter(rows)
    # Reading and comparing the first rows, often all, is done before the database is locked for writing.
    chunk = sorter.sort(islice(waiting, AT_ONCE), Sorted())
    if not chunk.read:
        raise Refused(f"{file.name} 里没有数据行：请确认表头下面有内容后重新提交。")
    with _at_once():
        batch = exchange.open_batch(
            by=by,
            region=region,
            kind=KINDS[kind],
            name=file.name,
            content=store.Kept(file.digest, file.size),
            encoding=file.encoding,
            sheet=file.sheet,
            heading_line=file.heading_line,
            mapping=dict(file.mapping),
            department=only,
            status=READING,
        )
        while chunk.read:
            batch = storing.take_rows(batch=batch, shape=shape, rows=chunk)
            chunk = sorter.sort(islice(waiting, AT_ONCE), Sorted())
        return storing.finish(batch=batch)


def _taken(batch: ImportBatch, opened: intake.OpenedFile, layout: Layout) -> ImportBatch:
    """The batch of a small file, taken in; no row at all is a report that there was none (零报告)."""
    columns = Columns(opened.shape, opened.sheet, layout, batch.department.code if batch.department else "")
    departments = departments_of(None, batch.region, batch.department)
    sorter = Sorter(opened.shape, batch.region, departments)
    if rows := list(opened.sheet.rows):
        found = columns.sorted(rows, sorter, corrects=batch.corrects_id is not None)
        batch = storing.take_rows(batch=batch, shape=opened.shape, rows=found)
    return storing.finish(batch=batch)


def _begun(
    by: User | None,
    kind: str,
    name: str,
    kept: store.Kept,
    opened: intake.OpenedFile,
    arrival: Arrival,
    status: str,
) -> ImportBatch:
    """The new batch of an opened file: it waits for its columns to be settled (planned), or is to be read."""
    layout = opened.layout if status == READING else None
    return exchange.open_batch(
        by=by,
        region=_region(by, arrival),
        kind=KINDS[kind],
        name=name,
        content=kept,
        encoding=opened.sheet.encoding,
        sheet=opened.sheet.name,
        heading_line=opened.sheet.heading_line,
        mapping={field: taken.heading for field, taken in layout.fields.items()} if layout else {},
        department=arrival.department,
        corrects=arrival.corrects,
        way=arrival.way,
        handed_in_as=arrival.name,
        token=arrival.token,
        recipe=layout.recipe if layout else None,
        status=status,
    )


@contextmanager
def _at_once() -> Iterator[None]:
    """One transaction: of a small file all rows are in, or none. Errors: Conflict."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Conflict("有人同时导入了相同编号的数据，本次没有写入任何行，请重新提交。") from error


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
