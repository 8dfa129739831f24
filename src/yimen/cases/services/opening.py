"""A file opened before any row of it is taken: by whom, whose, and in which layout."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from yimen.cases import intake
from yimen.cases.imports import BadCell, Shape
from yimen.cases.sorting import Sorted, Sorter
from yimen.common import services as store
from yimen.common.errors import Refused
from yimen.exchange import queries as handed
from yimen.exchange.layout import Layout
from yimen.exchange.models import ImportBatch
from yimen.exchange.sheets import Row, Sheet
from yimen.people.models import Department, Region, User
from yimen.people.queries import may, roles_of
from yimen.people.rules import COUNTY_WIDE

KINDS = {"cases": ImportBatch.Kind.CASES, "register": ImportBatch.Kind.REGISTER}


@dataclass(frozen=True)
class Columns:
    """How the rows of one file are read: its shape, its headings, which is which, and whose rows they all are."""

    shape: Shape
    sheet: Sheet
    layout: Layout
    code: str = ""

    def cells(self, rows: Iterable[Row]) -> Iterable[tuple[int, Mapping[str, str] | BadCell]]:
        """Each row's line, and its cells by contract column, or why it cannot be read."""
        return intake.cells_of(self.shape, self.sheet, self.layout, rows, self.code)

    def sorted(self, rows: list[Row], sorter: Sorter, *, corrects: bool) -> Sorted:
        """The rows by what becomes of them; those refused are kept whole, by the file's own headings."""
        by_line = {row.line: row for row in rows}
        found = Sorted(
            titles={
                intake.column_of(self.shape, name).title: each.heading for name, each in self.layout.fields.items()
            },
            whole=lambda line: intake.whole_row(self.sheet, by_line[line]),
            originals=intake.original_lines(self.sheet, rows) if corrects else {},
        )
        return sorter.sort(self.cells(rows), found)


def shape_of(batch: ImportBatch) -> Shape:
    """What the rows of the batch become."""
    return intake.SHAPES[next(name for name, value in KINDS.items() if value == batch.kind)]


def reopened(batch: ImportBatch) -> intake.OpenedFile:
    """The file of a batch, opened again from its kept bytes; of a large one its head."""
    layouts = handed.layouts(batch.region, batch.department, batch.kind)
    sole = batch.department_id is not None
    with store.kept_stream(batch.digest) as file:
        return intake.open_file(shape_of(batch), batch.file_name, file, layouts, sole=sole, sheet_name=batch.sheet)


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
