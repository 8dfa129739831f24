"""Reads an evidence set into typed tables; what cannot be read is set aside with its reason, never dropped."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from yimen.verify.connecting import side_by_side
from yimen.verify.contract import (
    CHOICE,
    CLOCK,
    DATE,
    MOMENT,
    NUMBER,
    REQUIRED,
    TABLES,
    Column,
    InputError,
    Refusal,
    Table,
)
from yimen.verify.csv_files import AT_ONCE, Shifts, column_of, read_csv, streamed
from yimen.verify.disbelieving import disbelieve
from yimen.verify.refusals import Refusals
from yimen.verify.settling import settle
from yimen.verify.sources import LINE, Given, Source, called, files_of, is_parquet, parquet_rows

SQL_TYPE = {DATE: "DATE", MOMENT: "TIMESTAMP", CLOCK: "TIME", NUMBER: "INTEGER"}
EXPECTED = {
    DATE: "日期应写作 2023-05-13",
    MOMENT: "时间应写作 2023-05-13 09:30:00",
    CLOCK: "时刻应写作 08:30",
    NUMBER: "应为整数",
}


@dataclass
class Inventory:
    """What an evidence set holds: period, tables, usable columns, counts, digests, and what was set aside.

    unread: of each table, what share of its lines were no rows, so that nothing at all is known of them.
    """

    region: str = ""
    start: date | None = None
    end: date | None = None
    columns: dict[str, set[str]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    unread: dict[str, float] = field(default_factory=dict)
    refused: Refusals = field(default_factory=Refusals)

    def has(self, needed: str) -> bool:
        """True when `table` or `table.column` is there and not wholly empty."""
        table, _, column = needed.partition(".")
        return column in self.columns.get(table, ()) if column else bool(self.rows.get(table))

    def take(self, other: Inventory) -> None:
        """Enters what another inventory says of its tables."""
        self.columns |= other.columns
        self.rows |= other.rows
        self.digests |= other.digests
        self.missing += other.missing
        self.unread |= other.unread
        self.refused.add(other.refused)


def read(connection: duckdb.DuckDBPyConnection, source: Source) -> Inventory:
    """Typed tables in the connection, named as in the contract, and their inventory.

    source: a folder, or a mapping of table name to file path (and `meta` to a mapping). Every table of the contract
    exists afterwards, empty where the set has none. Raises InputError when there is nothing that could be verified.
    """
    files, meta = files_of(source)
    inventory = Inventory()
    _read_meta(inventory, meta)
    for part in side_by_side(connection, _taken, [(table, files.get(table.name)) for table in TABLES.values()]):
        inventory.take(part)
    for name, columns in REQUIRED.items():
        for column in columns:
            if name in files and inventory.rows[name] and column not in inventory.columns[name]:
                raise InputError(f"{called(files[name], name)}：缺少必需的列 {column}，请补上该列后重新提交")
    if inventory.start is None or inventory.end is None:
        _period_from_cases(connection, inventory)
    inventory.missing += settle(connection)
    said, forgotten = disbelieve(connection)
    inventory.missing += said
    inventory.columns["cases"] -= forgotten
    if inventory.unread.get("cases"):
        inventory.missing.append(
            f"cases：有{_percent(inventory.unread['cases'])}的行读不出来，台账的记录可能就是其中的办件，"
            "请改正这些行后重新提交"
        )
    connection.execute(
        "CREATE TABLE period AS SELECT CAST(? AS DATE) AS starts, CAST(? AS DATE) AS ends",
        [inventory.start, inventory.end],
    )
    return inventory


def _percent(share: float) -> str:
    return f" {share:.1%} " if share >= 0.001 else "不到 0.1% "


def _taken(connection: duckdb.DuckDBPyConnection, table: Table, given: Given | None) -> Inventory:
    """What is to be said of the table, which is typed in the database now; an empty one where the set has none."""
    inventory = Inventory()
    if given is not None:
        read_table(connection, table, given, inventory)
        return inventory
    if not table.ours:
        inventory.missing.append(f"{table.title} {table.name}：没有这张表")
    columns = ", ".join(f"{c.name} {SQL_TYPE.get(c.kind, 'VARCHAR')}" for c in table.columns)
    connection.execute(f"CREATE TABLE {table.name} ({columns})")
    inventory.columns[table.name], inventory.rows[table.name] = set(), 0
    return inventory


def told(inventory: Inventory, meta: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a set, with what was found in reading its files: for whoever reads what was made of them."""
    found = {"unread": inventory.unread, "notes": inventory.missing}
    return {**meta, **{name: value for name, value in found.items() if value}}


def _read_meta(inventory: Inventory, meta: Mapping[str, Any]) -> None:
    inventory.region = str(meta.get("region", ""))
    inventory.unread |= meta.get("unread", {})
    inventory.missing += meta.get("notes", [])
    for key in ("from", "to"):
        value = meta.get(key)
        if value is None:
            continue
        try:
            day = date.fromisoformat(str(value)[:10])
        except ValueError as error:
            raise InputError(f"meta.json：{key} 的值“{value}”不是日期，请写成 2023-01-01 的样子") from error
        if key == "from":
            inventory.start = day
        else:
            inventory.end = day
    if inventory.start and inventory.end and inventory.start > inventory.end:
        raise InputError(f"meta.json：起始日 {inventory.start} 晚于截止日 {inventory.end}，请核对后改正")


def _period_from_cases(connection: duckdb.DuckDBPyConnection, inventory: Inventory) -> None:
    first, last = connection.execute(
        "SELECT min(CAST(received_at AS DATE)), max(CAST(received_at AS DATE)) FROM cases"
    ).fetchall()[0]
    inventory.start = inventory.start or first or date(1900, 1, 1)
    inventory.end = inventory.end or last or date(9999, 12, 31)
    inventory.missing.append(f"meta.json：没有给出核验期间，按办件收件日期取 {inventory.start} 至 {inventory.end}")


def read_table(connection: duckdb.DuckDBPyConnection, table: Table, given: Given, inventory: Inventory) -> None:
    """Leaves the table typed in the connection, and in the inventory what is to be said of it."""
    present, rejected = _load_raw(connection, table, given, inventory)
    file = called(given, table.name)
    known = [c for c in table.columns if c.name in present]
    counts = connection.execute(
        "SELECT " + ", ".join([f"count({c.name})" for c in known] + ["count(*)"]) + " FROM raw"
    ).fetchall()[0]
    inventory.columns[table.name] = {c.name for c, n in zip(known, counts, strict=False) if n}
    for column in table.columns:
        if column.name not in present and not column.ours:
            inventory.missing.append(f"{file}：没有 {column.name}（{column.title}）列")
        elif not column.optional and column.name not in inventory.columns[table.name] and counts[-1]:
            inventory.missing.append(f"{file}：{column.name}（{column.title}）整列为空")
    inventory.digests[table.name] = _digest(connection, [c.name for c in known])
    select = ", ".join(
        (_typed(c) if c.name in present else f"CAST(NULL AS {SQL_TYPE.get(c.kind, 'VARCHAR')})") + f" AS {c.name}"
        for c in table.columns
    )
    connection.execute(f"CREATE TABLE {table.name} AS SELECT line, {select} FROM raw")
    understood = connection.execute(
        "SELECT " + ", ".join([f"count({c.name})" for c in known] + ["0"]) + f" FROM {table.name}"
    ).fetchall()[0]
    doubtful = [c for c, given, typed in zip(known, counts, understood, strict=False) if typed < given]
    _refuse_cells(connection, doubtful, file, inventory, rejected)
    _refuse_rows(connection, table, known, file, inventory, rejected)
    connection.execute(
        f"DELETE FROM {table.name} WHERE line IN (SELECT line FROM set_aside);ALTER TABLE {table.name} DROP COLUMN line"
    )
    inventory.rows[table.name] = connection.execute(f"SELECT count(*) FROM {table.name}").fetchall()[0][0]
    connection.execute("DROP TABLE raw; DROP TABLE set_aside")


def _load_raw(
    connection: duckdb.DuckDBPyConnection, table: Table, path: Given, inventory: Inventory
) -> tuple[list[str], Shifts]:
    """Columns found and what lines were rejected; leaves table `raw`, all text, with the number of each row."""
    if not isinstance(path, Path) or is_parquet(path):
        try:
            described = connection.execute(f"DESCRIBE {parquet_rows(path)}").fetchall()
        except duckdb.Error as error:
            raise InputError(f"{called(path, table.name)}：不是可读的 Parquet 文件，请重新导出") from error
        there = {column_of(table, name): name for name, *_ in described}
        present = [column.name for column in table.columns if column.name in there]
        cells = ", ".join(f'cell(CAST("{there[n]}" AS VARCHAR)) AS {n}' for n in present)
        connection.execute(
            f"CREATE TEMP TABLE raw AS SELECT {LINE if LINE in there else 'file_row_number + 1'} AS line,"
            f" {cells or 'NULL AS nothing'} FROM ({parquet_rows(path)})"
        )
        return present, array("q")

    def take(select: str, columns: Sequence[str], place: str) -> None:
        cells = ", ".join(f"cell({n}) AS {n}" for n in columns) or "NULL AS nothing"
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE raw AS SELECT row_number() OVER () AS line, {cells} FROM {select}", [place]
        )

    columns, shifts, notes = read_csv(connection, table, path, take, inventory.refused)
    inventory.missing += notes
    if shifts:
        (rows,) = connection.execute("SELECT count(*) FROM raw").fetchall()[0]
        inventory.unread[table.name] = len(shifts) / (len(shifts) + rows)
    return list(columns), shifts


def text_rows(connection: duckdb.DuckDBPyConnection, table: Table, path: Path, inventory: Inventory) -> str:
    """SELECT of all rows as given, with column LINE; rows of a CSV file that cannot be read are set aside before."""
    if is_parquet(path):
        return f"""SELECT * EXCLUDE (file_row_number), file_row_number + 1 AS {LINE} FROM ({parquet_rows(path)})"""
    _, shifts = _load_raw(connection, table, path, inventory)
    connection.execute(f"ALTER TABLE raw RENAME TO raw_{table.name}")
    if not shifts:
        return f"SELECT * EXCLUDE (line), line AS {LINE} FROM raw_{table.name}"
    connection.execute(f"CREATE TABLE shift_{table.name} (shift BIGINT, passed BIGINT)")
    for start in range(0, len(shifts), AT_ONCE):
        some = shifts[start : start + AT_ONCE].tolist()
        passed = list(range(start + 1, start + 1 + len(some)))
        connection.execute(f"INSERT INTO shift_{table.name} SELECT unnest(?), unnest(?)", [some, passed])
    return f"""SELECT raw.* EXCLUDE (line), raw.line + coalesce(passed, 0) AS {LINE} FROM raw_{table.name} AS raw
        ASOF LEFT JOIN (SELECT shift, max(passed) AS passed FROM shift_{table.name} GROUP BY shift) AS before
        ON raw.line + 1 >= before.shift"""


def _typed(column: Column) -> str:
    if column.kind == CHOICE:
        words = [f"'{w.upper()}': '{k}'" for k, ws in (column.choices or {}).items() for w in (k, *ws)]
        # A CASE would be planned with the whole cleaning once for each word: 6 % of a small set's time.
        return f"MAP {{{', '.join(words)}}}[squeezed({column.name})]"
    if column.kind == NUMBER:
        return f"CAST(try_cast(squeezed({column.name}) AS DOUBLE) AS INTEGER)"
    return {DATE: "day", MOMENT: "moment", CLOCK: "clock"}.get(column.kind, "") + f"({column.name})"


def _refuse_cells(
    connection: duckdb.DuckDBPyConnection,
    columns: list[Column],
    file: str,
    inventory: Inventory,
    rejected: Shifts,
) -> None:
    """Reports what could not be understood in columns that hold such a value."""
    for column in columns:
        expected = EXPECTED.get(column.kind) or "应为 " + "、".join(column.choices or {}) + " 之一"
        connection.execute(
            f"SELECT line, {column.name} FROM raw WHERE {column.name} IS NOT NULL"
            f" AND {_typed(column)} IS NULL ORDER BY line"
        )
        reason = f"{column.title}无法识别"
        remedy = f"{expected}；这一格按未知处理，该行仍参加核验，请改正后重新提交"
        inventory.refused.add(
            Refusal(file, line_of(line, rejected), column.name, value, reason, remedy)
            for line, value in streamed(connection)
        )


def _refuse_rows(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    columns: list[Column],
    file: str,
    inventory: Inventory,
    rejected: Shifts,
) -> None:
    """Leaves table `set_aside` with the rows that lack a key or repeat one; another thing gets a number of its own."""
    connection.execute("CREATE TEMP TABLE set_aside (line BIGINT, value VARCHAR, fate VARCHAR, number VARCHAR)")
    present = {c.name for c in columns}
    first = table.key[0]
    if first not in present and not table.keyless and not table.apart:
        if inventory.columns[table.name]:
            remedy = f"没有 {first} 列，整张表未用，请补上"
            inventory.refused.add([Refusal(file, 1, first, "", "缺少关键列", remedy)])
        connection.execute("INSERT INTO set_aside SELECT line, '', 'keyless', NULL FROM raw")
        return
    key = ", ".join(k for k in table.key if k in present)
    number = first if first in present else "NULL"
    everything = " || '|' || ".join(f"coalesce({c.name}, '')" for c in columns) or "''"
    apart = " || '|' || ".join(f"coalesce({name}, '')" for name in table.apart if name in present) or "''"
    repeated = f"({key}) IN (SELECT ({key}) FROM raw GROUP BY ALL HAVING count(*) > 1)" if key else "false"
    lost = "NULL" if table.keyless else "'unnumbered'" if table.apart else "'keyless'"
    # What shares a number is told apart by what it says, so that the order in the file means nothing.
    connection.execute(
        f"""INSERT INTO set_aside SELECT * FROM (
            SELECT line, coalesce(given, ''), CASE WHEN given IS NULL AND NOT {bool(table.apart)} THEN {lost}
                WHEN turn > 1 THEN 'repeated' WHEN given IS NULL THEN {lost} WHEN place > 1 THEN 'other' END AS fate,
                coalesce(given, '无编号') || '（第' || place || '件）'
            FROM (SELECT line, given,
                    row_number() OVER (PARTITION BY {key or "1"}, apart ORDER BY everything, line) AS turn,
                    dense_rank() OVER (PARTITION BY {key or "1"} ORDER BY apart) AS place
                FROM (SELECT *, {number} AS given, {apart} AS apart, {everything} AS everything FROM raw) AS raw
                WHERE {number} IS NULL OR {repeated}) AS counted)
        WHERE fate IS NOT NULL"""
    )
    words = {
        "keyless": (f"{first} 为空", "关键列为空，整行已搁置，请补上"),
        "unnumbered": (f"{first} 为空", "暂记作 {number}，仍参加核验；请补上编号"),
        "repeated": ("与另一行编号重复", "只用了其中一行，请核对哪一行是对的，删去另一行"),
        "other": ("与另一行编号重复", "两行说的不是同一件，这一行暂记作 {number}，仍参加核验；请改正编号"),
    }
    connection.execute("SELECT line, value, fate, number FROM set_aside ORDER BY fate, line")
    inventory.refused.add(
        Refusal(file, line_of(line, rejected), first, value, words[fate][0], words[fate][1].format(number=number))
        for line, value, fate, number in streamed(connection)
    )
    if table.apart:
        connection.execute(
            f"""UPDATE {table.name} SET {first} = set_aside.number FROM set_aside
            WHERE set_aside.line = {table.name}.line AND fate IN ('other', 'unnumbered');
            DELETE FROM set_aside WHERE fate IN ('other', 'unnumbered')"""
        )


def line_of(row: int, rejected: Shifts) -> int:
    """The line in the file of the row-th row that was read: the heading and refused lines before it count too."""
    return row + 1 + bisect_right(rejected, row + 1)


def _digest(connection: duckdb.DuckDBPyConnection, columns: list[str]) -> str:
    """SHA-256 over sorted digests of the rows, by buckets: the same for the same rows in whatever order and format."""
    if not columns:
        return ""
    row = f"concat({', chr(31), '.join(sorted(columns))})"
    # Bucket by bucket: sorting the digests of ten million rows in one piece would need them all in memory.
    found = connection.execute(
        f"""SELECT sha256(coalesce(string_agg(digest, '' ORDER BY bucket), '')) FROM (
            SELECT left(h, 3) AS bucket, sha256(array_to_string(list_sort(list(h)), '')) AS digest
            FROM (SELECT md5({row}) AS h FROM raw) GROUP BY bucket)"""
    )
    return str(found.fetchall()[0][0])
