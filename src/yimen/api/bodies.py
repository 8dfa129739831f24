"""Bodies of requests as tables: CSV as a file is read, JSON as a list of objects whose names are headings."""

import json
import re
from typing import Any

from yimen.common.errors import Refused
from yimen.exchange.parsing import Limits
from yimen.exchange.sheets import Row, Sheet

LIMITS = Limits()
UNKEPT = re.compile(r"[\ud800-\udfff]|(?<!\\)(?:\\\\)*\\u0000")
"""In JSON with all characters written out: half a pair of surrogates, which is no character, and NUL."""
FILE_NAMES = {"text/csv": "接口报送.csv", "application/json": "接口报送.json"}


def told(content: bytes) -> Any:
    """The JSON in a body. Errors: ValueError for what is none, or holds text that no database keeps; RecursionError."""
    found = json.loads(content)
    if UNKEPT.search(json.dumps(found, ensure_ascii=False)):
        raise ValueError("文字里有空字符或半个字符。")
    return found


def from_json(content: bytes) -> Sheet:
    """The table in the body: `[{…}, …]` or `{"rows": [{…}, …]}`; the line of a row is its number, from 1.

    Errors: Refused for what is no such list, or too much.
    """
    try:
        found = told(content)
    except (ValueError, RecursionError) as error:
        raise Refused(f"请求体不是有效的 JSON：{_place(error)}请检查引号、逗号和编码（UTF-8）。") from error
    rows = found.get("rows") if isinstance(found, dict) else found
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Refused('请求体应为对象的数组，或 {"rows": [对象, …]}，每个对象是一行。')
    headings = list(dict.fromkeys(name.strip() for row in rows for name in row))
    if len(headings) * len(rows) > LIMITS.cells:
        raise Refused(f"超过 {LIMITS.cells} 个单元格的上限，请分几次报送。")
    body = [
        Row(number, tuple(_text(number, name, row.get(name)) for name in headings))
        for number, row in enumerate(rows, start=1)
    ]
    return Sheet("", tuple(headings), tuple(body), 0, "UTF-8", typed=True)


def _place(error: Exception) -> str:
    return f"第 {error.lineno} 行第 {error.colno} 个字。" if isinstance(error, json.JSONDecodeError) else ""


def _text(number: int, name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str | int | float):
        text = str(value).strip().replace("\x00", "")
        if len(text) <= 100_000:
            return text
    raise Refused(f"第 {number} 行的“{name[:50]}”应为文字或数字。")
