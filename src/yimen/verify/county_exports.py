"""Writes the canonical layer of a set of many counties 县, a region each: a province as one folder for Spark."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from yimen.verify import counties, engine, extents, parting
from yimen.verify.exporting import export_canonical
from yimen.verify.extents import Node, Rows
from yimen.verify.reading import Inventory
from yimen.verify.sources import Source, files_of

CODE = 6
"""Digits of a county's code, with which the codes of its departments begin."""


def export_counties(
    source: Source, folder: Path | str, *, memory: str = "4GB", progress: Callable[[str], None] = lambda step: None
) -> list[str]:
    """The regions under which the counties of the set now stand in the folder, in the order of their departments.

    Parted as `counties.verify` parts them. A county is called by the six digits with which its departments' codes
    begin, where each county has its own; else by the set's region and its number. Raises InputError as `verify` does.
    """
    files, meta = files_of(source)
    connection = duckdb.connect()
    connection.execute(f"SET memory_limit = '{memory}'; SET enable_progress_bar = false")
    connection.execute(engine.macros())
    progress("分清各县")
    rows = Rows(connection, files, Inventory())
    extents.measure(rows)
    found = counties.connected(extents.edges(connection, files))
    called = names(found, str(meta.get("region") or "unknown"))
    Path(folder).mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix="parts-") as parts:
        laid = parting.lay_out(rows, found)
        parted = parting.part(rows, laid, sorted(laid), Path(parts))
        connection.close()
        for number, tables in sorted(parted.items()):
            progress(called[number])
            export_canonical({**tables, "meta": {**meta, "region": called[number]}}, folder, memory=memory)
    return [called[number] for number in sorted(parted)]


def names(found: Mapping[Node, int], region: str) -> dict[int, str]:
    """What each county is called, by its number."""
    heads: dict[int, set[str]] = {}
    for (kind, value), number in found.items():
        heads.setdefault(number, set())
        if kind == "department":
            heads[number].add(value[:CODE])
    codes = [next(iter(head)) for head in heads.values() if len(head) == 1]
    if len(set(codes)) == len(heads) and all(code.isdigit() and len(code) == CODE for code in codes):
        return {number: next(iter(head)) for number, head in heads.items()}
    return {number: f"{region}n{number}" for number in heads}
