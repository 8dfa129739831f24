"""Where the rows of an evidence set stand: one file a table, a folder of Parquet files, or stretches of such files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yimen.verify.contract import REQUIRED, TABLES, InputError

LINE = "line_in_file"
"""Column of a file written from another: the number of the row there."""

FILE = "file_of_row"
"""Column of rows as given: the Parquet file in which the row stands."""


@dataclass(frozen=True)
class Stretch:
    """Rows of one Parquet file that stand together: from `first` to `last`, counted from 0."""

    path: Path
    first: int
    last: int


Given = Path | tuple[Stretch, ...]
"""What a table is read from."""

Source = Path | str | Mapping[str, Any]
"""The folder of a set, or a mapping of table name to what it is read from (and `meta` to a mapping)."""


def files_of(source: Source) -> tuple[dict[str, Any], Mapping[str, Any]]:
    """The file of each table (or the folder of its Parquet files) and what meta.json says.

    Raises InputError when the set lacks what nothing can be verified without, or meta.json cannot be read.
    """
    if isinstance(source, Mapping):
        given = {name: one if isinstance(one, tuple) else Path(one) for name, one in source.items() if name in TABLES}
        return given, source.get("meta") or {}
    folder = Path(source)
    if not folder.is_dir():
        raise InputError(f"{folder}：没有这个文件夹，请给出证据集所在的文件夹")
    files = {}
    for name in TABLES:
        for suffix in (".parquet", ".csv"):
            path = folder / (name + suffix)
            if path.is_file() and name not in files:
                files[name] = path
        if name not in files and any((folder / name).rglob("*.parquet")):
            files[name] = folder / name
    for name in REQUIRED:
        if name not in files:
            raise InputError(
                f"{folder.name}：缺少 {name}.csv 或 {name}.parquet（{TABLES[name].title}），无法核验，请补上后重试"
            )
    meta_path = folder / "meta.json"
    if not meta_path.is_file():
        return files, {}
    try:
        meta = json.loads(meta_path.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        raise InputError(
            f"meta.json：第 {error.lineno} 行第 {error.colno} 列不是合法的 JSON，请按 "
            '{"region": "230522", "from": "2023-01-01", "to": "2023-12-31"} 的样子改正'
        ) from error
    except UnicodeDecodeError as error:
        raise InputError("meta.json：不是 UTF-8 编码，请另存为 UTF-8 后重试") from error
    if not isinstance(meta, dict):
        raise InputError('meta.json：应为一个对象，例如 {"region": "230522", "from": "2023-01-01", "to": "2023-12-31"}')
    return files, meta


def bytes_of(given: Given) -> int:
    """How large the file is, or the folder's files together, or the files that the stretches stand in."""
    if not isinstance(given, Path):
        return sum(path.stat().st_size for path in {one.path for one in given})
    return sum(each.stat().st_size for each in given.rglob("*.parquet")) if given.is_dir() else given.stat().st_size


def rows_bytes(files: Mapping[str, Given]) -> int:
    """How large cases and register are together, by which a set is told small or large."""
    return sum(bytes_of(files[name]) for name in ("cases", "register") if name in files)


def called(given: Given, table: str) -> str:
    """The name under which its rows are reported: the file's own; several files go by their table's."""
    return given.name if isinstance(given, Path) and given.is_file() else f"{table}.parquet"


def is_parquet(path: Path) -> bool:
    """Whether the table is a Parquet file or a folder of them."""
    return path.suffix == ".parquet" or path.is_dir()


def parquet_rows(given: Given) -> str:
    """SELECT of all rows of a Parquet file, a folder of them, or stretches, with each one's number in its file."""
    if not isinstance(given, Path):
        return " UNION ALL BY NAME ".join(
            f"({parquet_rows(one.path)} WHERE file_row_number BETWEEN {one.first} AND {one.last})" for one in given
        )
    return parquet_files_rows([given / "**/*.parquet" if given.is_dir() else given])


def parquet_files_rows(paths: Sequence[Path]) -> str:
    """SELECT of all rows of these Parquet files (or patterns of them), with each one's number in its file."""
    places = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    return f"""SELECT *, file_row_number, filename AS {FILE}
        FROM read_parquet([{places}], hive_partitioning = false, union_by_name = true)"""
