"""Outside columns to our fields: one row of a 办件 or 部门台账 file, checked cell by cell.

Columns, official terms and the words a choice may hold are those of the evidence contract (`verify.contract`).
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models

from yimen.cases.models import Case, RegisterRecord
from yimen.common.text import normalise, tidy
from yimen.verify.contract import CHOICE, DATE, MOMENT, TABLES, Column, Table

SHANGHAI = ZoneInfo("Asia/Shanghai")
YEARS = range(1949, 2100)
_MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2}))?.*)?"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class BadCell(ValueError):
    """A cell that cannot be taken: its column, its text, what is wrong and what to do, in Chinese."""

    def __init__(self, column: str, value: str, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.column, self.value, self.reason, self.remedy = column, value, reason, remedy


@dataclass(frozen=True)
class Shape:
    """How the rows of one contract table become rows of one model.

    fields: column -> field. key: the fields that identify a row in a county. completes: fields that a later file may
    fill in, because a matter goes on after it was first reported.
    """

    table: Table
    model: type[models.Model]
    fields: dict[str, str]
    key: tuple[str, ...]
    completes: frozenset[str] = frozenset()

    @property
    def key_column(self) -> Column:
        """The contract's key column."""
        return next(column for column in self.table.columns if column.name == self.table.key[0])

    def title(self, field: str) -> str:
        """The official term of a field, for messages."""
        return str(self.model._meta.get_field(field).verbose_name)  # type: ignore[union-attr]


def _same_names(table: Table, **renamed: str) -> dict[str, str]:
    return {column.name: renamed.get(column.name, column.name) for column in table.columns}


CASES = Shape(
    TABLES["cases"],
    Case,
    _same_names(TABLES["cases"], case_no="case_number", department_code="department_id", document_no="document_number"),
    ("case_number",),
    frozenset({"decided_at", "finished_at", "result", "document_number"}),
)
REGISTER = Shape(
    TABLES["register"],
    RegisterRecord,
    _same_names(
        TABLES["register"], record_no="record_number", department_code="department_id", document_no="document_number"
    ),
    ("department_id", "record_number"),
)


def headings(shape: Shape) -> dict[str, str]:
    """Every heading that is understood -> the contract's column: the English name and the official Chinese terms."""
    known = {}
    for column in shape.table.columns:
        field = shape.fields[column.name]
        official = "部门编号" if field == "department_id" else shape.title(field).removesuffix("（原文）")
        for heading in (column.name, column.title, official):
            known[normalise(heading)] = column.name
    return known


def reader(shape: Shape, departments: Mapping[str, int]) -> Callable[[Mapping[str, str]], dict[str, Any]]:
    """A function that turns one row (contract column -> text) into field values; it raises BadCell.

    departments: code -> primary key, those whose rows may be taken.
    """
    parsers = [
        (column.name, shape.fields[column.name], _parser(shape, column, departments)) for column in shape.table.columns
    ]

    def read(cells: Mapping[str, str]) -> dict[str, Any]:
        return {field: parse(cells.get(name) or "") for name, field, parse in parsers}

    return read


def _parser(shape: Shape, column: Column, departments: Mapping[str, int]) -> Callable[[str], Any]:
    if column.name == "department_code":
        return partial(_department, column, departments)
    if column.kind == MOMENT:
        return partial(_moment, column)
    if column.kind == DATE:
        return partial(_day, column)
    if column.kind == CHOICE:
        words = {word.upper(): name for name, others in (column.choices or {}).items() for word in (name, *others)}
        return partial(_choice, column, words)
    longest = shape.model._meta.get_field(shape.fields[column.name]).max_length or 0  # type: ignore[union-attr]
    return partial(_text, column, longest, column.name == shape.table.key[0])


@lru_cache(maxsize=20_000)  # of a register's cells many are the same: items, words, a day's names
def plain(text: str) -> str:
    """The text of a cell as it is stored."""
    if text and not (text.isascii() and text.isprintable() and text[0] != " " and text[-1] != " "):
        return tidy(_CONTROL.sub(" ", text))
    return text


def _text(column: Column, longest: int, needed: bool, text: str) -> str:
    text = plain(text)
    if len(text) > longest:
        raise BadCell(column.title, text, f"{column.title}超过 {longest} 个字", "请缩短后重新提交")
    if needed and not text:
        raise BadCell(column.title, "", f"{column.title}为空", "请补上编号后重新提交")
    return text


def _department(column: Column, departments: Mapping[str, int], text: str) -> int:
    code = tidy(text)
    if code not in departments:
        reason = f"没有编号为“{code}”的部门，或不属于您可以导入的部门" if code else "部门编号为空"
        raise BadCell(column.title, code, reason, "请对照“机构与人员”页核对部门编号")
    return departments[code]


def _choice(column: Column, words: Mapping[str, str], text: str) -> str:
    if not text:
        return ""
    found = words.get(text) or words.get(normalise(text).upper())
    if found is None:
        chinese = "、".join(others[0] for others in (column.choices or {}).values())
        raise BadCell(column.title, text, f"{column.title}无法识别", f"应为{chinese}之一，不知道的请留空")
    return found


def _moment(column: Column, text: str) -> datetime | None:
    if not text:
        return None
    try:
        found: datetime | None = datetime.fromisoformat(text)
    except ValueError:
        found = _written_otherwise(text)
    if found is None or found.year not in YEARS:
        raise BadCell(column.title, text, f"{column.title}不是有效的时间", "应写作 2023-05-13 09:30:00，不知道的请留空")
    return found.replace(tzinfo=SHANGHAI) if found.tzinfo is None else found


def _day(column: Column, text: str) -> date | None:
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = (_written_otherwise(text) or datetime.min).date()  # noqa: DTZ901 - a year that is refused below
    if found.year not in YEARS:
        raise BadCell(column.title, text, f"{column.title}不是有效的日期", "应写作 2023-05-13，不知道的请留空")
    return found


def _written_otherwise(text: str) -> datetime | None:
    """The moment in the other ways that people and spreadsheets write one; None if there is no such day or time."""
    parts = _MOMENT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    try:
        return datetime(*(int(part or 0) for part in parts.groups())) if parts else None  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return None
