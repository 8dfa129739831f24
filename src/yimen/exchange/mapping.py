"""列对应: which column of somebody's table is which field of ours, proposed by heading and settled by a person."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice
from typing import Any

from yimen.common.codes import rounded_number
from yimen.common.errors import Refused
from yimen.common.text import normalise, search_key, tidy
from yimen.exchange.sheets import Row, Sheet, column_letter
from yimen.exchange.values import Parse, Unfit

SIMILAR = 0.8
"""Below this likeness two headings are not proposed for each other."""


@dataclass(frozen=True, slots=True)
class Field:
    """字段: what we want from a column. `parse` gets the cell's text when there is any and raises Unfit or ValueError.

    `number` marks ids and codes of 15 digits and more, which spreadsheets round.
    """

    name: str
    label: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    parse: Parse = tidy
    number: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A field's column (from 0), how sure it is (0 to 1) and whether a person chose it."""

    field: Field
    column: int
    heading: str
    score: float
    chosen: bool = False

    @property
    def sure(self) -> bool:
        """Whether nobody needs to look: the heading says it, or a person did."""
        return self.chosen or self.score >= 0.95


@dataclass(frozen=True, slots=True)
class Fault:
    """退回原因: where in the file it stands, what stands there, why it was refused and what to do."""

    line: int
    column: str
    heading: str
    value: str
    reason: str
    remedy: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A row read: its values by field name (an empty cell is ""), or the faults why it cannot be taken."""

    row: Row
    values: Mapping[str, Any]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """列对应: the matches for one sheet."""

    fields: tuple[Field, ...]
    headings: tuple[str, ...]
    matches: tuple[Match, ...]

    @property
    def missing(self) -> tuple[Field, ...]:
        """Required fields without a column."""
        matched = {match.field.name for match in self.matches}
        return tuple(field for field in self.fields if field.required and field.name not in matched)

    @property
    def unused(self) -> tuple[str, ...]:
        """Headings that no field takes."""
        columns = {match.column for match in self.matches}
        return tuple(name for column, name in enumerate(self.headings) if column not in columns)

    def as_choices(self) -> dict[str, str]:
        """Field name to heading, to keep and to hand to `choose` again."""
        return {match.field.name: match.heading for match in self.matches}

    def choose(self, choices: Mapping[str, str]) -> ColumnMap:
        """This map with a person's choices (field name to heading, "" for none), which prevail. Raises Refused."""
        fields = {field.name: field for field in self.fields}
        kept = [match for match in self.matches if match.field.name not in choices]
        chosen = []
        for name, heading in choices.items():
            if name not in fields:
                raise Refused(f"没有名为“{name}”的字段，请刷新页面后重选。")
            if not heading:
                continue
            if heading not in self.headings:
                raise Refused(f"表中没有“{heading}”这一列，请在现有的列中为“{fields[name].label}”选择。")
            chosen.append(Match(fields[name], self.headings.index(heading), heading, 1.0, chosen=True))
        columns = [match.column for match in chosen]
        if twice := next((match for match in chosen if columns.count(match.column) > 1), None):
            raise Refused(f"“{twice.heading}”列被选给了多个字段，请只保留一个。")
        kept = [match for match in kept if match.column not in columns]
        return ColumnMap(self.fields, self.headings, tuple(kept + chosen))


def propose(fields: Sequence[Field], headings: Sequence[str]) -> ColumnMap:
    """The likeliest column of each field, no column twice: same heading 1.0, same but for dress 0.95, else likeness."""
    scored = [
        (score, -order, -column)
        for order, field in enumerate(fields)
        for column, heading in enumerate(headings)
        if (score := likeness(field, heading)) >= SIMILAR
    ]
    matches: dict[int, Match] = {}
    taken: set[int] = set()
    for score, order, column in sorted(scored, reverse=True):
        if -order not in matches and -column not in taken:
            matches[-order] = Match(fields[-order], -column, headings[-column], score)
            taken.add(-column)
    return ColumnMap(tuple(fields), tuple(headings), tuple(matches[order] for order in sorted(matches)))


def likeness(field: Field, heading: str) -> float:
    """How well the heading names the field, 0 to 1."""
    names = (field.label, *field.synonyms)
    if heading in names:
        return 1.0
    key, keys = _heading_key(heading), [_heading_key(name) for name in names]
    if not key:
        return 0.0
    if key in keys:
        return 0.95
    return min(0.94, max(SequenceMatcher(None, key, other, autojunk=False).ratio() for other in keys))


def known_headings(fields: Sequence[Field]) -> set[str]:
    """Every heading that names one of the fields, for `sheets.read` to find the line of headings by."""
    return {name for field in fields for name in (field.label, *field.synonyms)}


def read_rows(columns: ColumnMap, sheet: Sheet) -> Iterator[Reading]:
    """Each row of the sheet with its values or its faults, in order; all faults of a row, not only the first.

    Raises Refused if a required field has no column.
    """
    if columns.missing:
        names = "、".join(f"“{field.label}”" for field in columns.missing)
        raise Refused(f"“{sheet.name}”中没有找到必需的列：{names}。请在列对应中指定，或补上该列后重新导入。")
    for row in sheet.rows:
        yield _read_row(columns, sheet, row)


def preview(columns: ColumnMap, sheet: Sheet, rows: int = 10) -> list[Reading]:
    """The first rows as they would be read."""
    return list(islice(read_rows(columns, sheet), rows))


def _read_row(columns: ColumnMap, sheet: Sheet, row: Row) -> Reading:
    faults, values = [], {}
    if row.fault:
        faults.append(Fault(row.line, "", "", "", row.fault, "请核对该行的列数和引号，改正后重新导入。"))
    for match in columns.matches:
        field, text = match.field, row.cells[match.column]
        try:
            values[field.name] = _value(field, text, typed=sheet.typed)
        except ValueError as error:
            reason = error.reason if isinstance(error, Unfit) else str(error)
            remedy = error.remedy if isinstance(error, Unfit) else "请改正后重新导入。"
            letter = column_letter(match.column)
            faults.append(Fault(row.line, letter, match.heading, text, reason, remedy, field.name))
    return Reading(row, values, tuple(faults))


def _value(field: Field, text: str, *, typed: bool) -> Any:
    if not tidy(text):
        if field.required:
            raise Unfit("必填，但为空。", f"请补填“{field.label}”。")
        return ""
    if field.number and (lost := rounded_number(text, typed=typed)) is not None:
        raise Unfit(lost.reason, lost.remedy)
    return field.parse(text)


def _heading_key(heading: str) -> str:
    """The heading without what forms add: （必填）, stars, units in brackets, punctuation, a number before it."""
    bare = re.sub(r"[(\[【][^()\[\]【】]*[)\]】]", "", normalise(heading))
    return search_key(re.sub(r"^[0-9一二三四五六七八九十]+[、.]", "", bare)) or search_key(heading)
