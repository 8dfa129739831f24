"""收件: a file of 办件 or 部门台账 before any row is taken: which sheet, which heading is which field, what is unclear.

A file needs no question when its headings are the official ones or those of a mapping recipe (映射方案). Otherwise what
is guessed here is the first proposal, and a person settles it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core.files.base import File

from yimen.cases.imports import CASES, REGISTER, SHANGHAI, BadCell, Shape, headings, reader
from yimen.common.codes import rounded_number
from yimen.common.errors import Refused
from yimen.common.text import mask_id, mask_name, mask_within, normalise
from yimen.exchange import mapping, streaming
from yimen.exchange.layout import ORIGINAL_LINE, Layout, Taken, nearest, spoken, word_key
from yimen.exchange.sheets import Row, Sheet
from yimen.verify.contract import CHOICE, DATE, MOMENT, Column

SHAPES = {"cases": CASES, "register": REGISTER}
DEPARTMENT = "department_code"
# What departments call these columns in their own systems; it only proposes, a person confirms.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "case_no": ("办件编码", "业务流水号", "受理编号", "申办流水号", "办件号", "业务编号"),
    "record_no": ("台账号", "业务流水号", "登记编号", "流水号", "登记号", "业务编号"),
    "item_code": ("事项编号", "实施编码", "事项代码", "权力编码"),
    "item_name": ("业务名称", "许可事项", "办理事项", "业务类型", "事项"),
    "department_code": ("部门代码", "单位编号", "单位代码", "部门编码", "实施部门", "部门"),
    "applicant_name": ("申请人姓名", "申请人名称", "申请单位", "姓名", "办事人", "申请人（单位）"),
    "applicant_id": ("证件号码", "身份证号", "身份证号码", "申请人证件号码", "统一社会信用代码", "证照号码"),
    "holder_name": ("持证人姓名", "权利人", "姓名", "申请人", "企业名称", "单位名称", "当事人", "相对人名称"),
    "holder_id": ("证件号码", "身份证号", "身份证号码", "统一社会信用代码", "持证人证件号码", "证照号码"),
    "channel": ("申请方式", "办理渠道", "来件方式", "申办渠道", "受理方式"),
    "received_at": ("申请时间", "收件日期", "提交时间", "收件登记时间"),
    "accepted_at": ("受理日期", "受理登记时间"),
    "decided_at": ("决定日期", "审批时间", "审核时间", "许可决定时间"),
    "finished_at": ("办结日期", "完成时间", "出证时间"),
    "recorded_at": ("录入时间", "登记时间", "创建时间"),
    "window_code": ("窗口编号", "窗口号", "窗口"),
    "operator_code": ("经办人", "经办人工号", "受理人", "工号", "操作员"),
    "terminal": ("终端", "受理终端地址", "终端编号", "IP地址"),
    "result": ("办件结果", "办理状态", "状态", "审批结果", "办件状态"),
    "applied_on": ("申请时间", "受理日期", "受理时间", "收件日期"),
    "issued_on": (
        "办结时间",
        "办结日期",
        "发证时间",
        "批准日期",
        "决定日期",
        "核准日期",
        "制证日期",
        "出证时间",
        "领证日期",
    ),
    "document_no": ("证书编号", "许可证号", "文书号", "批准文号", "证照编号", "许可证编号", "证号", "文号"),
    "origin": ("业务类别", "办理类型", "登记类型", "数据来源"),
}
_PERSONAL = re.compile(r"姓名|名称|人$|人员|法人|户主|联系|电话|手机|证件|身份证|信用代码|地址|住址|号码")
SAMPLES = 3


class Unsettled(Refused):
    """列对应未定: the headings are not all understood and nobody is there to be asked; nothing was changed."""


@dataclass(frozen=True)
class OpenedFile:
    """A file as it was read. `layout` is how its columns are read, None while a person must settle it.

    `proposal` has one entry a heading; `question` says in one sentence what is unclear ("" when nothing is).
    """

    shape: Shape
    sheet: Sheet
    layout: Layout | None
    proposal: Layout
    question: str


def open_file(
    shape: Shape, name: str, file: File, layouts: Sequence[Layout], *, sole: bool, sheet_name: str = ""
) -> OpenedFile:
    """The file's first sheet that is settled, else the one that the most fields can be proposed for.

    Of a large file only the head is read. sole: all rows are of one department, so that no column need say which.
    Errors: Refused for what is no table.
    """
    found = streaming.head(name, file, file.size, known=hoped_for(shape, layouts))
    return choose(shape, found, layouts, sole=sole, sheet_name=sheet_name)


def hoped_for(shape: Shape, layouts: Sequence[Layout]) -> set[str]:
    """Every heading that would be understood or guessed, to find the line of headings by."""
    remembered = {each.heading for layout in layouts for each in layout.columns}
    return {*headings(shape), *remembered, *mapping.known_headings(fields_of(shape))}


def choose(
    shape: Shape, found: Sequence[Sheet], layouts: Sequence[Layout], *, sole: bool, sheet_name: str = ""
) -> OpenedFile:
    """As `open_file`, of sheets that were read already."""
    found = [each for each in found if each.name == sheet_name] or found
    for sheet in found:
        if (layout := settled(shape, sheet, layouts, sole)) is not None:
            return OpenedFile(shape, sheet, layout, layout, "")
    sheet, proposal = max(
        ((each, propose(shape, each, layouts)) for each in found), key=lambda pair: len(pair[1].fields)
    )
    return OpenedFile(shape, sheet, None, proposal, _question(shape, sheet, layouts, proposal, sole))


def settled(shape: Shape, sheet: Sheet, layouts: Sequence[Layout], sole: bool) -> Layout | None:
    """How the sheet is read without asking: a recipe that fits, or headings that are all official; else None."""
    for layout in layouts:
        if layout.fits(sheet) and not missing(shape, Layout(tuple(_present(layout, sheet))), sole):
            return layout
    known, words = headings(shape), spoken(sheet)
    columns = [known.get(normalise(heading), "") for heading in words]
    if not all(columns) or len(set(columns)) < len(columns):
        return None
    layout = Layout(tuple(map(Taken, words, columns)))
    return None if missing(shape, layout, sole) else layout


def _present(layout: Layout, sheet: Sheet) -> list[Taken]:
    theirs = set(map(normalise, sheet.headings))
    return [each for each in layout.columns if normalise(each.heading) in theirs]


def missing(shape: Shape, layout: Layout, sole: bool) -> list[str]:
    """The official terms of the fields without which no row can be taken and that no heading gives."""
    needed = [shape.key_column.name, *([] if sole else [DEPARTMENT])]
    return [column_of(shape, name).title for name in needed if name not in layout.fields]


def column_of(shape: Shape, name: str) -> Column:
    """The contract's column of that name."""
    return next(column for column in shape.table.columns if column.name == name)


def fields_of(shape: Shape) -> list[mapping.Field]:
    """The columns of the shape with every word that a heading may use for them."""
    known: dict[str, list[str]] = {}
    for heading, name in headings(shape).items():
        known.setdefault(name, []).append(heading)
    return [
        mapping.Field(each.name, each.title, (*known[each.name], *SYNONYMS.get(each.name, ())))
        for each in shape.table.columns
    ]


def propose(shape: Shape, sheet: Sheet, layouts: Sequence[Layout]) -> Layout:
    """One entry a heading: as the nearest recipe has it, else as the headings are guessed, else not taken."""
    like = nearest(layouts, sheet)
    remembered = {normalise(each.heading): each for each in like.columns} if like else {}
    words = spoken(sheet)
    kept = {word: remembered[normalise(word)] for word in words if normalise(word) in remembered}
    taken = {each.field for each in kept.values() if each.field}
    rest = [word for word in words if word not in kept]
    left = [each for each in fields_of(shape) if each.name not in taken]
    guessed = {match.heading: match.field.name for match in mapping.propose(left, rest).matches}
    return Layout(
        tuple(replace(kept[word], heading=word) if word in kept else Taken(word, guessed.get(word, ""))
              for word in words)
    )  # fmt: skip


def _question(shape: Shape, sheet: Sheet, layouts: Sequence[Layout], proposal: Layout, sole: bool) -> str:
    like = nearest(layouts, sheet)
    if like is not None:
        gone, fresh = like.differs(sheet)
        said = [f"少了{_listed(gone)}"] * bool(gone) + [f"多了{_listed(fresh)}"] * bool(fresh)
        return f"表头与记住的映射方案不一致：{'，'.join(said) or '缺少必需的列'}。没有导入任何行，请核对列对应。"
    if absent := missing(shape, proposal, sole):
        return f"没有找到{_listed(absent, '列')}。没有导入任何行，请在列对应中指定，或在文件中补上该列。"
    known = headings(shape)
    strange = [word for word in spoken(sheet) if normalise(word) not in known]
    return f"表头中{_listed(strange)}不是系统的用语。没有导入任何行，请核对一次列对应，以后同样的文件不再询问。"


def _listed(words: Sequence[str], unit: str = "") -> str:
    more = f"等 {len(words)} 列" if len(words) > 6 else ""
    return "、".join(f"“{word}”{unit}" for word in words[:6]) + more


def rows_of(
    shape: Shape, sheet: Sheet, layout: Layout, code: str = ""
) -> Iterator[tuple[int, Mapping[str, str] | BadCell]]:
    """Each row's line, and its cells by contract column, or why it cannot be read; `code`: whose rows they all are."""
    return cells_of(shape, sheet, layout, sheet.rows, code)


def cells_of(
    shape: Shape, sheet: Sheet, layout: Layout, rows: Iterable[Row], code: str = ""
) -> Iterator[tuple[int, Mapping[str, str] | BadCell]]:
    """As `rows_of`, of rows that stand under the same headings as those of the sheet."""
    places = layout.places(sheet)
    fixed = {DEPARTMENT: code} if code and DEPARTMENT not in places else {}
    numbers = [name for name in places if name in {shape.key_column.name, "holder_id", "applicant_id"}]
    for row in rows:
        if row.fault:
            yield row.line, BadCell("", "", row.fault, "请核对该行的列数和引号，改正后重新提交")
            continue
        cells = {name: taken.read(row.cells[place]) for name, (place, taken) in places.items()}
        yield row.line, _lost_digits(shape, cells, numbers) or {**fixed, **cells}


def _lost_digits(shape: Shape, cells: Mapping[str, str], numbers: Sequence[str]) -> BadCell | None:
    """Why a number cannot be used that a spreadsheet rounded."""
    for name in numbers:
        lost = rounded_number(cells[name], typed=True) if len(cells[name]) > 14 else None
        if lost is not None:
            return BadCell(column_of(shape, name).title, cells[name], lost.reason, lost.remedy)
    return None


def whole_row(sheet: Sheet, row: Row) -> dict[str, str]:
    """The row as it came, every heading that was not added by us."""
    wanted = set(spoken(sheet))
    return {name: cell for name, cell in zip(sheet.headings, row.cells, strict=True) if cell and name in wanted}


def original_lines(sheet: Sheet, rows: Iterable[Row]) -> dict[int, int]:
    """Line in this sheet of corrected rows -> line on which the refused row stood; empty when it is no such sheet."""
    if ORIGINAL_LINE not in sheet.headings:
        return {}
    place = sheet.headings.index(ORIGINAL_LINE)
    return {row.line: int(row.cells[place]) for row in rows if re.fullmatch(r"[0-9]{1,9}", row.cells[place])}


def samples(sheet: Sheet, taken: Taken) -> list[str]:
    """Up to three different cells of a heading's column, masked where they may be a person's."""
    place = sheet.headings.index(taken.heading)
    cells = list(dict.fromkeys(row.cells[place] for row in sheet.rows[:200] if row.cells[place]))[:SAMPLES]
    return [shown_cell(taken.field, taken.heading, cell)[:40] for cell in cells]


def shown_cell(field: str, heading: str, cell: str) -> str:
    """The cell as it may be shown before anything is known of it."""
    if field in {"holder_id", "applicant_id"}:
        return mask_id(cell)
    if field in {"holder_name", "applicant_name"} or (not field and _PERSONAL.search(heading)):
        return mask_name(cell) if len(cell) <= 5 else mask_within(cell)
    return mask_within(cell) if not field else cell


def strange_words(shape: Shape, sheet: Sheet, taken: Taken, limit: int = 20) -> list[str]:
    """The different words in the column of a choice that are none of the contract's, the commonest first."""
    column = column_of(shape, taken.field)
    known = {word_key(word) for name, others in (column.choices or {}).items() for word in (name, *others)}
    place = sheet.headings.index(taken.heading)
    counts: dict[str, int] = {}
    for row in sheet.rows:
        cell = row.cells[place]
        if cell and word_key(cell) not in known:
            counts[cell] = counts.get(cell, 0) + 1
    return sorted(counts, key=lambda word: (-counts[word], word))[:limit]


@dataclass(frozen=True)
class Preview:
    """The first rows as they would be taken (line, shown cells, fault), and how many of all would be and would not."""

    columns: list[Column]
    rows: list[tuple[int, list[str], str]]
    good: int
    bad: int


def preview(
    shape: Shape, sheet: Sheet, layout: Layout, departments: Mapping[str, int], code: str = "", first: int = 10
) -> Preview:
    """What the layout makes of the sheet. Rows already in the database are not compared yet."""
    read, places = reader(shape, departments), layout.places(sheet)
    columns = [column for column in shape.table.columns if column.name in places]
    shown: list[tuple[int, list[str], str]] = []
    good = bad = 0
    for line, cells in rows_of(shape, sheet, layout, code):
        values: dict[str, Any] = {}
        fault = ""
        try:
            if isinstance(cells, BadCell):
                raise cells
            values = read(cells)
            good += 1
        except BadCell as error:
            bad += 1
            fault = mask_within(str(error))
        if len(shown) < first:
            raw = {} if isinstance(cells, BadCell) else cells
            shown.append((line, [_shown(shape, column, values, raw) for column in columns], fault))
    return Preview(columns, shown, good, bad)


def _shown(shape: Shape, column: Column, values: Mapping[str, Any], raw: Mapping[str, str]) -> str:
    value = values.get(shape.fields[column.name])
    if column.kind == CHOICE and value:
        return str((column.choices or {})[value][0])
    if column.kind in (DATE, MOMENT) and value:
        if isinstance(value, datetime):
            return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
        return value.isoformat() if isinstance(value, date) else str(value)
    return shown_cell(column.name, column.title, raw.get(column.name, ""))
