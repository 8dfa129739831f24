"""Where the rows of a set of many counties stand, and what they are, in one look at each file.

An extent 段 is all rows of one file that name the same department, item, window (or hall, operator): how many, from
which line to which, and, where answers are kept, the sum of the digests of their cells. From extents alone it is told
what hangs together, where a county's rows stand, and whether a county's rows are those of last time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

import duckdb

from yimen.verify.contract import TABLES
from yimen.verify.reading import Inventory, text_rows
from yimen.verify.sources import FILE, LINE, is_parquet, parquet_files_rows

Node = tuple[str, str]
"""Something that belongs to one county: its kind (department, hall, window, operator, item) and its code."""

KEYS = {
    "items": (("department", "department_code"), ("item", "item_code")),
    "halls": (("hall", "hall_code"),),
    "hall_days": (("hall", "hall_code"),),
    "outages": (("hall", "hall_code"),),
    "windows": (("hall", "hall_code"), ("window", "window_code")),
    "postings": (("department", "department_code"), ("window", "window_code"), ("operator", "operator_code")),
    "attendance": (("operator", "operator_code"),),
    "cases": (("department", "department_code"), ("item", "item_code"), ("window", "window_code")),
    "register": (("department", "department_code"), ("item", "item_code")),
    "tickets": (("hall", "hall_code"), ("window", "window_code"), ("item", "item_code")),
}
"""By which of a row's columns its county is known, the surest first."""

KEYS["evaluations"] = KEYS["cases"]  # a rating names nothing but its case

TOGETHER = (
    ("windows", "window", "hall"),
    ("postings", "department", "window"),
    ("postings", "operator", "department"),
    ("items", "item", "department"),
    ("cases", "department", "window"),
    ("cases", "item", "department"),
    ("register", "item", "department"),
)
"""Table, and two of its keys that belong to one county where a row names both."""

AT_ONCE = 2
"""Files whose digests are taken at a time."""


class Kept(Protocol):
    """Where extents are kept from run to run."""

    salt: str

    def extents(self, table: str) -> Path | None:
        """The extents kept of the table, whole; None where there are none."""

    def keep_extents(self, connection: duckdb.DuckDBPyConnection, table: str) -> None:
        """Keeps what stands in table extent_TABLE now instead of what was kept before."""


class Rows:
    """The tables of a set as they were given; rows that cannot be read are set aside in the inventory."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, files: Mapping[str, Path], inventory: Inventory) -> None:
        self.connection = connection
        self.files = files
        self._inventory = inventory
        self._there: set[str] = set()

    def view(self, name: str) -> str:
        """The view of all rows as given, with column LINE; made when first asked for: thousands of files take time."""
        if name not in self._there:
            self._there.add(name)
            rows = text_rows(self.connection, TABLES[name], self.files[name], self._inventory)
            self.connection.execute(f"CREATE VIEW given_{name} AS {rows}")
        return f"given_{name}"


def measure(rows: Rows, kept: Kept | None = None) -> None:
    """Leaves a table extent_TABLE for each table of the set: its keys, file, shape, first, last, rows, total, placed.

    first, last: rows of the file, from 0. total: the sum of the digests of the rows, placed: the same with each digest
    times its row, so that a shift of all rows can be told from a change; both 0 unless they are to be kept.
    shape: digest of the names and types of the file's columns. What is kept of a file with these very bytes is taken.
    """
    known = _identities(rows) if kept else {}
    for name, path in rows.files.items():
        columns = ", ".join(f"{column} VARCHAR" for _, column in KEYS[name])
        rows.connection.execute(
            f"""CREATE OR REPLACE TABLE extent_{name} ({columns}, file VARCHAR, identity VARCHAR, shape VARCHAR,
            first BIGINT, last BIGINT, rows BIGINT, total DECIMAL(38, 0), placed DECIMAL(38, 0))"""
        )
        if not is_parquet(path):
            _add(rows, name, rows.view(name), "''", kept.salt if kept else "")
            continue
        unknown = _take(rows.connection, name, known[name], kept) if kept else _paths(path)
        if unknown:
            _add_files(rows, name, unknown, known.get(name, {}), kept.salt if kept else "")
        if kept:
            kept.keep_extents(rows.connection, name)


def _paths(path: Path) -> list[Path]:
    return sorted(path.rglob("*.parquet")) if path.is_dir() else [path]


def _identities(rows: Rows) -> dict[str, dict[Path, str]]:
    """For each Parquet table, what tells each of its files from any other: SHA-256 of its bytes.

    A rating's county is that of its case, so what is known of ratings holds for these very cases only.
    """
    paths = {name: _paths(path) for name, path in rows.files.items() if is_parquet(path)}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = {name: dict(zip(some, pool.map(digest_of, some), strict=True)) for name, some in paths.items()}
    if "evaluations" in found and "cases" in rows.files:
        cases = found.get("cases") or {rows.files["cases"]: digest_of(rows.files["cases"])}
        together = "".join(sorted(cases.values()))
        for path, own in found["evaluations"].items():
            found["evaluations"][path] = hashlib.sha256((own + together).encode()).hexdigest()
    return found


def digest_of(path: Path) -> str:
    """SHA-256 of the file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _take(connection: duckdb.DuckDBPyConnection, name: str, known: dict[Path, str], kept: Kept) -> list[Path]:
    """Enters what is kept of the files; those of which nothing is kept are given back."""
    stored = kept.extents(name)
    if stored is None:
        return list(known)
    _put_identities(connection, known)
    connection.execute(
        f"""INSERT INTO extent_{name} BY NAME SELECT stored.* REPLACE (present.file AS file)
        FROM read_parquet({_quoted(stored)}) AS stored JOIN present USING (identity)"""
    )
    taken = {file for (file,) in connection.execute(f"SELECT DISTINCT file FROM extent_{name}").fetchall()}
    return [path for path in known if str(path) not in taken]


def _put_identities(connection: duckdb.DuckDBPyConnection, known: dict[Path, str]) -> None:
    connection.execute(
        "CREATE OR REPLACE TEMPORARY TABLE present AS SELECT unnest(?) AS file, unnest(?) AS identity",
        [[str(path) for path in known], list(known.values())],
    )


def _add_files(rows: Rows, name: str, paths: list[Path], known: dict[Path, str], salt: str) -> None:
    """Enters the extents of these Parquet files."""
    _put_identities(rows.connection, {path: known.get(path, "") for path in paths})
    wanted = ", ".join(_quoted(column.name) for column in TABLES[name].columns)
    listed = ", ".join(map(_quoted, paths))
    rows.connection.execute(
        f"""CREATE OR REPLACE TEMPORARY TABLE shaped AS
        SELECT file_name AS file, sha256(string_agg(concat_ws('|', name, type, converted_type, logical_type), ','
            ORDER BY name)) AS shape
        FROM parquet_schema([{listed}]) WHERE name IN ({wanted}) GROUP BY file_name"""
    )
    source = f"SELECT * EXCLUDE (file_row_number), file_row_number + 1 AS {LINE} FROM ({parquet_files_rows(paths)})"
    _add(rows, name, f"({source})", FILE, salt)
    rows.connection.execute(
        f"""UPDATE extent_{name} AS extent SET shape = shaped.shape, identity = present.identity
        FROM shaped JOIN present USING (file) WHERE extent.file = shaped.file AND extent.shape IS NULL"""
    )


def _add(rows: Rows, name: str, source: str, file: str, salt: str) -> None:
    """Enters the extents of all rows of the source; the shape of a CSV file is the names of its columns."""
    described = rows.connection.execute(f"DESCRIBE FROM {source}").fetchall()
    there = {row[0] for row in described}
    columns = [column.name for column in TABLES[name].columns]
    cells = ", ".join(f"given.{column}" if column in there else "NULL" for column in columns)
    keys, joins, keyed = "given", "", there
    if name == "evaluations" and "cases" in rows.files:
        keys, joins = "its", f"LEFT JOIN {rows.view('cases')} AS its ON its.case_no = given.case_no"
        keyed = {row[0] for row in rows.connection.execute(f"DESCRIBE {rows.view('cases')}").fetchall()}
    selected = ", ".join(
        f"CAST({f'{keys}.{column}' if column in keyed else 'NULL'} AS VARCHAR) AS {column}" for _, column in KEYS[name]
    )
    shape = _quoted(",".join(column for column in columns if column in there)) if file == "''" else "NULL"
    sums = "sum(h), sum(CAST(h AS HUGEINT) * (line - 1))" if salt else "0, 0"
    rows.connection.execute(
        f"""INSERT INTO extent_{name}
        SELECT {", ".join(column for _, column in KEYS[name])}, file, '', {shape}, min(line) - 1, max(line) - 1,
            count(*), {sums}
        FROM (SELECT {selected}, {f"given.{file}" if file != "''" else file} AS file, given.{LINE} AS line,
                {f"hash({_quoted(salt)}, {cells})" if salt else "0"} AS h
            FROM {source} AS given {joins})
        GROUP BY ALL"""
    )


def _quoted(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def edges(connection: duckdb.DuckDBPyConnection, tables: Iterable[str]) -> Iterator[tuple[Node, Node]]:
    """What hangs together, pair by pair: a department and a hall whose window it uses, and who is stationed there."""
    there = set(tables)
    for name, one, other in TOGETHER:
        if name in there:
            columns = dict(KEYS[name])
            found = connection.execute(
                f"SELECT DISTINCT {columns[one]}, {columns[other]} FROM extent_{name}"
            ).fetchall()
            for value, partner in found:
                if value is not None and partner is not None:
                    yield (one, value), (other, partner)
