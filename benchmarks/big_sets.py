"""Evidence sets of a whole province with their truth: `python benchmarks/big_sets.py SET --matters 10000000`.

Counties of about 100,000 matters each, with their own departments, items, halls and staff; about nine of ten ledger
rows have a case. Made in slices of a few counties, so that memory does not grow with the size. The same seed and size
give the same rows (the hash is DuckDB's own: another version of it gives another province, equally good).
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT)]

from benchmarks.counties import words  # noqa: E402
from benchmarks.province import names  # noqa: E402

SQL = ROOT / "benchmarks/province"
COUNTY = 100_000
"""Matters of one county, unless it is said otherwise."""
SLOTS = 4096
LAYOUTS = ("one", "region_month")
RECEIVED = 0.9
"""Cases (and ledger rows) are about so many of all that is applied for: each side lacks a tenth."""

TIMES = ("received_at", "accepted_at", "decided_at", "finished_at", "recorded_at")
SMALL = ("items", "halls", "hall_days", "windows", "postings", "attendance")
PARTED = ("tickets", "evaluations", "truth_cases", "truth_records", "truth_items")


def _tables() -> dict[str, str]:
    """The SELECT of each table."""
    parts = re.split(r"^-- table: (\w+)\n", (SQL / "tables.sql").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {name: select.strip() for name, select in zip(parts[1::2], parts[2::2], strict=True)}


def make(
    folder: Path,
    matters: int,
    seed: int = 1,
    *,
    layout: str = "one",
    typed: bool = False,
    slice_of: int = 4,
    first_counties: int = 0,
    memory: str = "2GB",
    county: int = 0,
) -> dict[str, int]:
    """Rows written by table. About `matters` cases and as many ledger rows; every table Parquet, truth in truth/.

    layout: `one` file a table, or for cases and register `region_month`: NAME/region=…/month=…/NAME.parquet by the day
    of receipt or of issue, what is older than the year under the month before it. typed: the moments of cases as
    TIMESTAMP instead of text. slice_of: counties made at a time. first_counties: only so many of the set's counties,
    the first being the one with the agency; 0 for all. county: matters of one county, 0 for COUNTY.
    """
    if layout not in LAYOUTS:
        raise ValueError(f"layout is one of {', '.join(LAYOUTS)}")
    county = county or COUNTY
    counties = max(1, round(matters / county))
    made = min(first_counties or counties, counties)
    (folder / "truth").mkdir(parents=True, exist_ok=True)
    tables = _tables()
    with tempfile.TemporaryDirectory(dir=folder) as parts:
        connection = duckdb.connect()
        connection.execute(
            f"SET memory_limit = '{memory}'; SET temp_directory = '{parts}/spill'; SET enable_progress_bar = false"
        )
        _lists(connection, seed)
        filling = {"matters": round(matters / RECEIVED), "counties": counties, "made": made, "seed": seed}
        filling["county"] = county
        connection.execute(_sql("world", filling))
        connection.execute(
            _sql("writing", {"simplified": _text(names.TRADITIONAL[0]), "traditional": _text(names.TRADITIONAL[1])})
        )
        for name in SMALL:
            _copy(connection, tables[name], folder / f"{name}.parquet")
        filling |= _slice_filling(connection)
        for first in range(0, made, slice_of):
            last = min(made, first + slice_of)
            connection.execute(_sql("slice", filling | {"first": first, "last": last}))
            connection.execute(f"CREATE OR REPLACE TABLE written AS {tables['written']}")
            _write_slice(connection, tables, (folder, Path(parts)), first, layout, typed)
        _join(connection, folder, Path(parts), layout)
        (folder / "meta.json").write_text(
            json.dumps({"region": "230000", "from": "2023-01-01", "to": "2023-12-31"}) + "\n", encoding="utf-8"
        )
        return _counts(connection, folder, layout)


def _sql(name: str, filling: dict[str, object]) -> str:
    text = (SQL / f"{name}.sql").read_text(encoding="utf-8")
    for key, value in filling.items():
        text = text.replace(f"{{{key}}}", str(value))
    return text


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _lists(connection: duckdb.DuckDBPyConnection, seed: int) -> None:
    """Tables of names by slot, each as often as it is common, and of the departments' subjects."""
    for table, weighted in (
        ("surname_at", names.surname_slots()),
        ("first_at", names.given_slots(names.FIRST)),
        ("second_at", names.given_slots(names.SECOND)),
    ):
        total, ends, rows = sum(weight for _, weight in weighted), 0, []
        for text, weight in weighted:
            start, ends = ends, ends + weight
            rows += [(slot, text) for slot in range(SLOTS * start // total, SLOTS * ends // total)]
        connection.execute(
            f"CREATE TABLE {table} AS SELECT unnest(?) AS slot, unnest(?) AS text", list(zip(*rows, strict=True))
        )
    offices = words.DEPARTMENTS[:35]
    connection.execute(
        "CREATE TABLE office AS SELECT unnest(range(35)) AS number,"
        " unnest(?) AS name, unnest(?) AS sign, unnest(?) AS subjects",
        [[one[0] for one in offices], [one[1] for one in offices], [one[2].split() for one in offices]],
    )


def _slice_filling(connection: duckdb.DuckDBPyConnection) -> dict[str, object]:
    slots = dict(connection.execute("SELECT opens_saturdays, count(*) FROM open_slot GROUP BY 1").fetchall())
    trades = words.TRADES.split()
    return {
        "most": connection.execute("SELECT max(matters) + 10 FROM county").fetchall()[0][0],
        "slots": slots[False],
        "slots_saturday": slots[True],
        "brand": _text(words.BRAND_CHARACTERS),
        "trades": _text(" ".join(trades)),
        "trade_count": len(trades),
        "agency_name": _text("黑龙江省万通车务代办服务有限公司"),
        "agency_identity": _text("91230199MA1B2C3D4X"),
    }


def _write_slice(
    connection: duckdb.DuckDBPyConnection,
    tables: dict[str, str],
    folders: tuple[Path, Path],
    first: int,
    layout: str,
    typed: bool,
) -> None:
    folder, parts = folders
    shown = "{0}" if typed else "strftime({0}, '%Y-%m-%d %H:%M:%S') AS {0}"
    times = " ".join(shown.format(name) + "," for name in TIMES)
    for name, day in (("cases", "received_at"), ("register", "issued")):
        select = tables[name]
        if layout == "one":
            _copy(connection, select.format(region="", times=times), parts / f"{name}-{first:05d}.parquet")
            continue
        month = f"region, strftime(greatest({day}, DATE '2022-12-01'), '%Y-%m') AS month,"
        connection.execute(f"CREATE OR REPLACE TABLE ordered AS {select.format(region=month, times=times)}")
        for region, month in connection.execute("SELECT DISTINCT region, month FROM ordered ORDER BY ALL").fetchall():
            path = folder / f"{name}/region={region}/month={month}/{name}.parquet"
            path.parent.mkdir(parents=True)
            rows = f"FROM ordered WHERE region = '{region}' AND month = '{month}'"
            _copy(connection, f"SELECT * EXCLUDE (region, month) {rows}", path)
    for name in PARTED:
        _copy(connection, tables[name], parts / f"{name}-{first:05d}.parquet")


def _copy(connection: duckdb.DuckDBPyConnection, select: str, path: Path) -> None:
    connection.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")


def _join(connection: duckdb.DuckDBPyConnection, folder: Path, parts: Path, layout: str) -> None:
    """One file of the slices' parts, in their order: the codes of a region sort its departments."""
    for name in PARTED if layout == "region_month" else ("cases", "register", *PARTED):
        files = [str(path) for path in sorted(parts.glob(f"{name}-*.parquet"))]
        path = folder / (f"truth/{name[6:]}.parquet" if name.startswith("truth_") else f"{name}.parquet")
        if len(files) == 1:
            shutil.move(files[0], path)
        else:
            _copy(connection, f"FROM read_parquet({files})", path)
            for file in files:
                Path(file).unlink()


def _counts(connection: duckdb.DuckDBPyConnection, folder: Path, layout: str) -> dict[str, int]:
    files = {path.stem: str(path) for path in sorted(folder.glob("*.parquet"))}
    if layout == "region_month":
        files |= {name: f"{folder}/{name}/*/*/*.parquet" for name in ("cases", "register")}
    return {
        n: connection.execute(f"SELECT count(*) FROM read_parquet('{f}')").fetchall()[0][0] for n, f in files.items()
    }


def main() -> int:
    """Prints one JSON object: rows by table, seconds, CPU seconds, peak memory."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "set", type=Path, nargs="?", help="folder to write; without it a temporary one, only to measure"
    )
    parser.add_argument("--matters", type=int, default=COUNTY)
    parser.add_argument("--county", type=int, default=COUNTY, help="matters of one county")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--layout", choices=LAYOUTS, default="one")
    parser.add_argument("--typed", action="store_true", help="moments of cases as TIMESTAMP, not as text")
    parser.add_argument("--slice", type=int, default=4, help="counties made at a time")
    parser.add_argument(
        "--first", type=int, default=0, help="only so many counties of the set; the first has the agency"
    )
    given = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.set or Path(temporary)
        how = {"layout": given.layout, "typed": given.typed, "slice_of": given.slice, "first_counties": given.first}
        how["county"] = given.county
        rows = make(folder, given.matters, given.seed, **how)
        size = sum(path.stat().st_size for path in folder.rglob("*.parquet"))
    used = resource.getrusage(resource.RUSAGE_SELF)
    answer = {
        "rows": rows,
        "mib": round(size / 2**20),
        "seconds": round(time.monotonic() - started, 1),
        "cpu_seconds": round(used.ru_utime + used.ru_stime, 1),
        "peak_mib": round(used.ru_maxrss / 1024),
    }
    print(json.dumps(answer, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
