"""三步导入: what every import of a table shares. A file is read, its plan is shown, and then a person takes it in.

The rooms say which columns they want and what one row comes to; nothing here writes a row of theirs.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from yimen.common.errors import Refused
from yimen.exchange import mapping, services, sheets
from yimen.exchange.mapping import ColumnMap, Fault, Field, Reading
from yimen.exchange.models import AccessToken, ImportBatch, Way
from yimen.exchange.sheets import Sheet, column_letter
from yimen.people.models import Department, Region, User

RefusedRows = list[tuple[Sequence[str], Sequence[str], Fault]]
"""Headings and cells as they came, and what is wrong with the row."""


class Wrong(ValueError):
    """What is wrong with a row that can be read: the field at fault, a reason and a remedy, both sentences."""

    def __init__(self, name: str, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.name, self.reason, self.remedy = name, reason, remedy


Take = Callable[[Mapping[str, Any]], dict[str, Any]]
"""A row's values -> what would be written of it. Raises Wrong."""


@dataclass
class Plan:
    """导入计划: the rows that would be taken in, and those refused; together they are all rows read."""

    taken: list[dict[str, Any]] = field(default_factory=list)
    refused: RefusedRows = field(default_factory=list)

    def summary(self) -> dict[str, Any]:
        """The counts, as the batch keeps them."""
        return {"taken": len(self.taken), "refused": len(self.refused)}


def plan_rows(sheet: Sheet, columns: ColumnMap, take: Take) -> Plan:
    """What taking in the sheet would write; every row is in it or refused with a reason."""
    plan = Plan()
    for reading in mapping.read_rows(columns, sheet):
        fault = reading.faults[0] if reading.faults else None
        if fault is None:
            try:
                plan.taken.append(take(reading.values))
                continue
            except Wrong as wrong:
                fault = fault_at(columns, reading, wrong)
        plan.refused.append((sheet.headings, reading.row.cells, fault))
    return plan


def fault_at(columns: ColumnMap, reading: Reading, wrong: Wrong) -> Fault:
    """The fault with the place in the file of the field that it is about; no place where the file lacks the field."""
    match = next((each for each in columns.matches if each.field.name == wrong.name), None)
    if match is None:
        return Fault(reading.row.line, "", "", "", wrong.reason, wrong.remedy, wrong.name)
    letter, value = column_letter(match.column), reading.row.cells[match.column]
    return Fault(reading.row.line, letter, match.heading, value, wrong.reason, wrong.remedy, wrong.name)


def read_table(name: str, content: bytes, fields: Sequence[Field]) -> tuple[Sheet, ColumnMap]:
    """The first sheet of a file with its columns as their headings propose them. Errors: Refused for what is none."""
    sheet = sheets.read(name, content, known=mapping.known_headings(fields))[0]
    return sheet, mapping.propose(fields, sheet.headings)


def needs(columns: ColumnMap, help_with: str) -> None:
    """Nothing. Errors: Refused when a required column is missing; `help_with` says where to look it up."""
    if columns.missing:
        wanted = "、".join(f"“{each.label}”" for each in columns.missing)
        raise Refused(f"表中没有找到{wanted}列：请补上这些列（{help_with}）后重新导入。")


def open_table(
    *,
    by: User | None,
    region: Region,
    kind: str,
    name: str,
    content: bytes,
    sheet: Sheet,
    columns: ColumnMap,
    department: Department | None = None,
    corrects: ImportBatch | None = None,
    way: str = Way.UPLOAD,
    handed_in_as: str = "",
    token: AccessToken | None = None,
) -> ImportBatch:
    """The batch of a table that was read and is not taken in yet; its bytes are kept."""
    return services.open_batch(
        by=by, region=region, kind=kind, name=name, content=content, encoding=sheet.encoding, sheet=sheet.name,
        heading_line=sheet.heading_line, mapping=columns.as_choices(), department=department, corrects=corrects,
        way=way, handed_in_as=handed_in_as, token=token,
    )  # fmt: skip


def planned(
    *, by: User | None, batch: ImportBatch, columns: ColumnMap, counts: Callable[[], dict[str, Any]]
) -> ImportBatch:
    """The batch with its columns and what it would change, or which required columns are missing."""
    plan = {"missing": [each.label for each in columns.missing]} if columns.missing else counts()
    return services.plan_batch(by=by, batch=batch, mapping=columns.as_choices(), plan=plan)


def opened(batch: ImportBatch, fields: Sequence[Field]) -> tuple[Sheet, ColumnMap]:
    """The sheet of a batch, read again from the kept file, and its columns as they were settled."""
    content, known = services.kept_file(batch.digest), mapping.known_headings(fields)
    if batch.file_name.endswith(".txt"):
        sheet = sheets.read_paste(content.decode(), known=known)
    else:
        sheet = sheets.read(batch.file_name, content, known=known)[0]
    return sheet, settled(batch, sheet, fields)


def settled(batch: ImportBatch, sheet: Sheet, fields: Sequence[Field]) -> ColumnMap:
    """The columns of a sheet as the batch keeps them; a field that nobody gave a column has none."""
    blank = {each.name: "" for each in fields}
    kept = {name: heading for name, heading in batch.mapping.items() if heading in sheet.headings}
    return mapping.propose(fields, sheet.headings).choose({**blank, **kept})


def close(
    *, by: User | None, batch: ImportBatch, taken: int, refused: RefusedRows, effective_on: date | None = None
) -> ImportBatch:
    """The batch, taken in: its refused rows are kept, and the counts of both add up to the rows read."""
    if refused:
        services.refuse_rows(by=by, batch=batch, rows=refused)
    read = taken + len(refused)
    return services.finish(
        by=by, batch=batch, read=read, accepted=taken, refused=len(refused), effective_on=effective_on
    )  # fmt: skip
