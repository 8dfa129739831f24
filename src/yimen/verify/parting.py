"""Parts a set of many counties: for each county and table, where its rows stand.

Where a county's rows stand together in the given files, as they do in a set put together county by county or laid out
by region and month, they are read from there; only what stands mixed is written out by county first.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

from yimen.verify.contract import TABLES
from yimen.verify.sources import FILE, LINE, Given, Stretch, is_parquet

Node = tuple[str, str]
"""Something that belongs to one county: its kind (department, hall, window, operator, item) and its code."""

KEYS = {
    "items": (("department", "department_code"),),
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
"""By which of a row's columns its county is known, the surest first; a rating's is that of its case."""


def part(
    connection: duckdb.DuckDBPyConnection, counties: Mapping[Node, int], files: Mapping[str, Path], folder: Path
) -> dict[int, dict[str, Given]]:
    """What each county's tables are read from; a row that names none goes to the first county.

    Needs the views given_TABLE with all rows as text and column LINE. What has to be written goes into the folder.
    """
    connection.execute("CREATE TABLE place (kind VARCHAR, value VARCHAR, county INTEGER)")
    rows = [(kind, value, county) for (kind, value), county in counties.items()]
    for start in range(0, len(rows), 100_000):
        kinds, values, numbers = map(list, zip(*rows[start : start + 100_000], strict=True))
        connection.execute("INSERT INTO place SELECT unnest(?), unnest(?), unnest(?)", [kinds, values, numbers])
    connection.execute("SET preserve_insertion_order = false")
    found: dict[int, dict[str, Given]] = {}
    for name in TABLES:
        if name not in files:
            continue
        county, joins = _county(connection, name, "cases" in files)
        stretches = _stretches(connection, name, files[name], county, joins)
        for number, given in (stretches or _written(connection, name, files[name], folder, county, joins)).items():
            found.setdefault(number, {})[name] = given
    return found


def _county(connection: duckdb.DuckDBPyConnection, name: str, has_cases: bool) -> tuple[str, str]:
    """SQL text: the county of a row of `given`, and the joins that this takes."""
    if name == "evaluations":
        if not has_cases:
            return "0", ""
        county, joins = _county(connection, "cases", has_cases)
        connection.execute(
            f"CREATE VIEW case_place AS SELECT given.case_no, {county} AS county FROM given_cases AS given {joins}"
        )
        return "coalesce(case_place.county, 0)", "LEFT JOIN case_place ON case_place.case_no = given.case_no"
    present = {row[0] for row in connection.execute(f"DESCRIBE given_{name}").fetchall()}
    keys = [(kind, column) for kind, column in KEYS[name] if column in present]
    joins = " ".join(
        f"LEFT JOIN place AS by_{kind} ON by_{kind}.kind = '{kind}' AND by_{kind}.value = given.{column}"
        for kind, column in keys
    )
    return f"coalesce({', '.join([f'by_{kind}.county' for kind, _ in keys] + ['0'])})", joins


def _stretches(
    connection: duckdb.DuckDBPyConnection, name: str, path: Path, county: str, joins: str
) -> dict[int, tuple[Stretch, ...]]:
    """Where each county's rows stand, if in each file they stand together; else nothing."""
    if not is_parquet(path):
        return {}
    found: dict[int, tuple[Stretch, ...]] = {}
    rows = connection.execute(
        f"""SELECT {county} AS county, given.{FILE}, min(given.{LINE}) - 1, max(given.{LINE}) - 1, count(*)
        FROM given_{name} AS given {joins} GROUP BY ALL ORDER BY ALL"""
    ).fetchall()
    for number, file, first, last, count in rows:
        if count != last - first + 1 or not Path(file).is_file():
            return {}
        found[number] = (*found.get(number, ()), Stretch(Path(file), first, last))
    return found


def _written(
    connection: duckdb.DuckDBPyConnection, name: str, path: Path, folder: Path, county: str, joins: str
) -> dict[int, Path]:
    """The folder of each county's rows, written there with the number that each row had in its file."""
    kept = f"given.* EXCLUDE ({FILE})" if is_parquet(path) else "given.*"
    connection.execute(
        f"""COPY (SELECT {kept}, {county} AS county FROM given_{name} AS given {joins})
        TO '{folder}/{name}' (FORMAT parquet, COMPRESSION snappy, PARTITION_BY (county))"""
    )
    return {int(one.name.partition("=")[2]): one for one in (folder / name).glob("county=*")}
