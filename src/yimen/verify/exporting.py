"""The canonical layer as Parquet: what linkage and rules read, cleaned and typed, for what outgrows one machine.

A folder holds as many counties as one likes: `TABLE/region=230522/…`, the two large tables also by `month=2023-05`, and
`set-230522.json` with what else must be known of the set (which columns it has).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb

from yimen.verify import engine, missing_cases, reading
from yimen.verify.contract import InputError
from yimen.verify.reading import Inventory
from yimen.verify.sources import Source

MONTH = {"matter": "received_on", "entry": "coalesce(issued_on, applied_on)"}
"""The large tables, with the day by whose month their files are parted; rows without one are in month=none."""

SMALL = (
    "item",
    "open_day",
    "main_day",
    "outage",
    "excuse",
    "counter",
    "stationed",
    "period",
    "skipped",
    "numbering",
    "silent",
    "halls",
    "tickets",
    "evaluations",
    "attendance",
)

TABLES = (*MONTH, *SMALL)
"""All tables that linking, rules, trust and verdicts read, as they are before anything is linked."""


def export_canonical(
    source: Source, folder: Path | str, *, memory: str = "4GB", progress: Callable[[str], None] = lambda step: None
) -> str:
    """The region under which the set now stands in the folder; an older export of the same region is replaced.

    Reads and cleans as `verify` does, and stops before the linkage. Raises InputError as `verify` does.
    """
    connection = duckdb.connect()
    connection.execute(f"SET memory_limit = '{memory}'; SET enable_progress_bar = false")
    connection.execute(engine.macros())
    progress("读取证据集")
    inventory = reading.read(connection, source)
    progress("规范数据")
    connection.execute(engine._sql("canonical"))
    missing_cases.find_skipped(connection)
    progress("写出规范层")
    return write(connection, inventory, Path(folder))


def write(connection: duckdb.DuckDBPyConnection, inventory: Inventory, folder: Path) -> str:
    """The region's name in the folder, whose files now hold the canonical tables of the connection."""
    region = inventory.region or "unknown"
    if not region.isalnum():
        raise InputError(f"meta.json：地区代码“{region}”只能由字母和数字组成")
    folder.mkdir(parents=True, exist_ok=True)
    for table in TABLES:
        target = folder / table / f"region={region}"
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        # Rows in the order in which rules look for them, so that row groups can be skipped.
        if table in MONTH:
            part = f"coalesce(strftime({MONTH[table]}, '%Y-%m'), 'none')"
            select = (
                f"SELECT {_columns(connection, table)}, {part} AS month FROM {table} ORDER BY month, department_code"
            )
            _copy(connection, select, target, "PARTITION_BY (month), OVERWRITE_OR_IGNORE")
            if not any(target.iterdir()):
                # An empty table has its columns all the same.
                (target / "month=none").mkdir()
                _copy(
                    connection, f"SELECT {_columns(connection, table)} FROM {table}", target / "month=none/part.parquet"
                )
        else:
            _copy(connection, f"SELECT {_columns(connection, table)} FROM {table}", target / "part.parquet")
    known = {
        "engine_version": engine.ENGINE_VERSION,
        "region": region,
        "rows": inventory.rows,
        "columns": {table: sorted(columns) for table, columns in inventory.columns.items()},
    }
    (folder / f"set-{region}.json").write_text(
        json.dumps(known, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n"
    )
    return region


def exported(folder: Path | str, region: str) -> Inventory:
    """What an export says of itself: columns and rows of each table. Raises InputError when there is no such region."""
    path = Path(folder) / f"set-{region}.json"
    if not path.is_file():
        raise InputError(f"{folder}：没有地区 {region} 的规范层，请先用 yimen canonical 写出")
    known = json.loads(path.read_text(encoding="utf-8"))
    columns = {table: set(names) for table, names in known["columns"].items()}
    return Inventory(region=region, columns=columns, rows=known["rows"])


def regions(folder: Path | str) -> list[str]:
    """The regions that the folder holds, in the order of their codes."""
    return sorted(path.stem.removeprefix("set-") for path in Path(folder).glob("set-*.json"))


def only_region(folder: Path | str) -> str:
    """The one region that the folder holds. Raises InputError when there is none, or more than one."""
    found = regions(folder)
    if len(found) != 1:
        raise InputError(f"{folder}：有 {len(found)} 个地区的规范层（{'、'.join(found) or '无'}），请指明地区")
    return found[0]


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    """The columns as they are written: a time of day as microseconds since midnight, not every reader has that type."""
    described = connection.execute(f"DESCRIBE {table}").fetchall()
    return ", ".join(f"epoch_us({name}) AS {name}" if kind == "TIME" else name for name, kind, *_ in described)


def _copy(connection: duckdb.DuckDBPyConnection, select: str, target: Path, options: str = "") -> None:
    where = str(target).replace("'", "''")
    more = f", {options}" if options else ""
    connection.execute(f"COPY ({select}) TO '{where}' (FORMAT parquet, COMPRESSION zstd{more})")
