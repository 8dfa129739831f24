"""Looks a table of a set through before anything rests on it, and turns CSV into Parquet, which counties are read from.

Both go through the file once, row by row, in bounded memory. Every cell stays the text that it was: what it means is
for `reading` to say.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from yimen.verify.contract import REQUIRED, InputError, Table
from yimen.verify.csv_files import Shifts, read_csv
from yimen.verify.reading import line_of
from yimen.verify.refusals import Refusals

MEMORY = "500MB"


@dataclass(frozen=True)
class Looked:
    """What a table holds: rows that can be read, its known columns, the lines set aside, the known columns it lacks.

    notes: what is to be said of how the file was read.
    """

    rows: int
    columns: tuple[str, ...]
    shifts: Shifts
    lacks: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def line(self, row: int) -> int:
        """The line in the given file of what the engine, reading the Parquet made of it, calls line `row`."""
        return line_of(row - 1, self.shifts)


def to_parquet(table: Table, path: Path, place: Path, refused: Refusals) -> Looked:
    """What the CSV holds, gzipped or not; its rows stand in the Parquet at `place` now, what is none in `refused`.

    Raises InputError with a Chinese sentence when it is no table, or lacks a column that nothing works without.
    """
    target = str(place).replace("'", "''")
    counted = [0]

    def take(select: str, present: Sequence[str], given: str) -> None:
        _need(table, path.name, tuple(present))
        counted[0] = connection.execute(
            f"COPY (SELECT {', '.join(present)} FROM {select}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)",
            [given],
        ).fetchall()[0][0]

    with _connection(place.parent) as connection:
        present, shifts, notes = read_csv(connection, table, path, take, refused)
    rows = counted[0]
    return Looked(rows, present, shifts, _lacks(table, present), tuple(notes))


def look_through(table: Table, path: Path) -> Looked:
    """What the Parquet file holds, every page of it read once.

    Raises InputError with a Chinese sentence when it is broken, or lacks a column that nothing works without.
    """
    place = str(path).replace("'", "''")
    with _connection(path.parent) as connection:
        try:
            described = connection.execute(f"DESCRIBE FROM read_parquet('{place}')").fetchall()
            there = {name for name, *_ in described}
            present = tuple(column.name for column in table.columns if column.name in there)
            _need(table, path.name, present)
            sums = ", ".join(f"sum(length(CAST({name} AS VARCHAR)))" for name in present)
            rows, *_ = connection.execute(f"SELECT count(*), {sums} FROM read_parquet('{place}')").fetchall()[0]
        except duckdb.OutOfMemoryException:
            raise
        except duckdb.Error as error:
            raise InputError(f"{path.name}：不是完整的 Parquet 文件，请重新导出") from error
    return Looked(rows, present, array("q"), _lacks(table, present))


def _connection(folder: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(
        f"SET memory_limit = '{MEMORY}'; SET enable_progress_bar = false; SET temp_directory = '{folder}/spill'"
    )
    return connection


def _need(table: Table, file: str, present: tuple[str, ...]) -> None:
    needed = dict.fromkeys((table.key[0], *REQUIRED.get(table.name, ())))
    lost = [name for name in needed if name not in present]
    if lost:
        raise InputError(f"{file}：缺少必需的列 {'、'.join(lost)}，请补上该列后重新提交")


def _lacks(table: Table, present: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each.title for each in table.columns if each.name not in present and not each.ours)
