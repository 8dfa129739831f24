"""Parts a set of many counties: for each county and table, where its rows stand.

Where a county's rows stand together in the given files, as they do in a set put together county by county or laid out
by region and month, they are read from there; only what stands mixed is written out by county first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from yimen.verify.contract import TABLES
from yimen.verify.extents import KEYS, Node, Rows
from yimen.verify.sources import FILE, Given, Stretch, is_parquet


@dataclass
class Standing:
    """A county's rows of one table: where they stand, how many, and the sums of their digests (see `extents`)."""

    stretches: tuple[Stretch, ...] = ()
    """Empty where they stand mixed with those of other counties."""
    shapes: set[str] = field(default_factory=set)
    rows: int = 0
    total: int = 0
    placed: int = 0
    first: int = 0


Laid = dict[int, dict[str, Standing]]
"""By county and table."""


def lay_out(rows: Rows, counties: Mapping[Node, int]) -> Laid:
    """Where each county's rows stand; a row that names none belongs to the first county. Needs the extents."""
    connection = rows.connection
    connection.execute("CREATE TABLE place (kind VARCHAR, value VARCHAR, county INTEGER)")
    known = [(kind, value, county) for (kind, value), county in counties.items()]
    for start in range(0, len(known), 100_000):
        kinds, values, numbers = map(list, zip(*known[start : start + 100_000], strict=True))
        connection.execute("INSERT INTO place SELECT unnest(?), unnest(?), unnest(?)", [kinds, values, numbers])
    laid: Laid = {}
    for name in TABLES:
        if name in rows.files:
            for number, standing in _standing(connection, name, rows.files[name]).items():
                laid.setdefault(number, {})[name] = standing
    return laid


def _standing(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> dict[int, Standing]:
    county, joins = _county(KEYS[name])
    found: dict[int, Standing] = {}
    mixed = not is_parquet(path)
    for number, file, shape, first, last, rows, total, placed in connection.execute(
        f"""SELECT {county} AS county, file, min(shape), min(first), max(last), sum(rows), sum(total), sum(placed)
        FROM extent_{name} AS given {joins} GROUP BY ALL ORDER BY county, file"""
    ).fetchall():
        mixed = mixed or rows != last - first + 1 or not Path(file).is_file()
        standing = found.setdefault(number, Standing(first=first))
        standing.stretches += (Stretch(Path(file), first, last),)
        standing.shapes.add(shape or "")
        standing.rows += int(rows)
        standing.total += int(total)
        standing.placed += int(placed)
        standing.first = min(standing.first, first)
    if mixed:
        # Rows that are written out have the columns of all files, whichever of them their county has.
        shapes = {shape for standing in found.values() for shape in standing.shapes} | {"mixed"}
        for standing in found.values():
            standing.stretches, standing.shapes = (), shapes
    return found


def _county(keys: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    """SQL text: the county of a row of `given`, and the joins that this takes."""
    joins = " ".join(
        f"LEFT JOIN place AS by_{kind} ON by_{kind}.kind = '{kind}' AND by_{kind}.value = given.{column}"
        for kind, column in keys
    )
    return f"coalesce({', '.join([f'by_{kind}.county' for kind, _ in keys] + ['0'])})", joins


def _present(rows: Rows, name: str) -> tuple[tuple[str, str], ...]:
    there = {row[0] for row in rows.connection.execute(f"DESCRIBE {rows.view(name)}").fetchall()}
    return tuple((kind, column) for kind, column in KEYS[name] if column in there)


def part(rows: Rows, laid: Laid, wanted: Collection[int], folder: Path) -> dict[int, dict[str, Given]]:
    """What each wanted county's tables are read from. What has to be written goes into the folder."""
    rows.connection.execute("SET preserve_insertion_order = false")
    found: dict[int, dict[str, Given]] = {number: {} for number in wanted}
    for name in TABLES:
        standing = {number: laid[number][name] for number in wanted if name in laid[number]}
        if all(one.stretches for one in standing.values()):
            written: dict[int, Path] = {}
        else:
            written = _written(rows, name, standing, folder)
        for number, one in standing.items():
            found[number][name] = one.stretches or written[number]
    return found


def _written(rows: Rows, name: str, wanted: Collection[int], folder: Path) -> dict[int, Path]:
    """The folder of each wanted county's rows, written there with the number that each row had in its file."""
    connection, view = rows.connection, rows.view(name)
    if name == "evaluations" and "cases" in rows.files:
        of_case, its_joins = _county(_present(rows, "cases"))
        county = "coalesce(its.county, 0)"
        joins = f"""LEFT JOIN (SELECT given.case_no, {of_case} AS county FROM {rows.view("cases")} AS given {its_joins})
            AS its ON its.case_no = given.case_no"""
    else:
        county, joins = _county(_present(rows, name))
    kept = f"given.* EXCLUDE ({FILE})" if is_parquet(rows.files[name]) else "given.*"
    connection.execute(
        f"""COPY (SELECT {kept}, {county} AS county FROM {view} AS given {joins}
            WHERE {county} IN ({", ".join(map(str, wanted))}))
        TO '{folder}/{name}' (FORMAT parquet, COMPRESSION snappy, PARTITION_BY (county))"""
    )
    return {int(one.name.partition("=")[2]): one for one in (folder / name).glob("county=*")}
