"""Spark with executor processes of their own against DuckDB: `python benchmarks/spark_cluster.py --matters 10000000`.

Makes a province of counties of a million matters laid out by region and month (in SET, unless it lies there), verifies
it by `yimen verify`, writes its canonical layer county by county, verifies that on `local-cluster[2,1,2048]`, and
compares links, findings and verdicts by number of rows and a checksum of every character. Several counties that
together are small are one county for `yimen verify` (`counties.LARGE`), so below a million only one is made.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT)]

from benchmarks.showing.costs import Cost, cost, print_figures, verifying  # noqa: E402
from benchmarks.showing.points import Figures  # noqa: E402

MASTER = "local-cluster[2,1,2048]"
COUNTY = 1_000_000
"""Matters of one county: what a county of 100,000 costs is mostly Spark's planning of its statements."""
CHECKSUM = """SELECT {key}, count(*), sum(md5_number_lower({row})) FROM {rows} GROUP BY ALL"""
"""Rows and the sum of 64 bits of each row's digest: the order does not matter, every character does."""
FINDING = "concat_ws('|', subject_kind, subject, item_code, class, round(probability, 6), explanation)"
VERDICT = """concat_ws('|', item_code, verdict, matters, off_matters, coalesce(round(off_share, 6), -1),
    round(off_low, 6), round(off_high, 6), reasons)"""
LINK = "concat_ws('|', record_no, case_no, round(probability, 6), method)"
ANSWERED = [("findings", "rule", FINDING), ("verdicts", "''", VERDICT), ("links", "method", LINK)]
"""Table of an answer, what its rows are counted by, and the row as text."""


def checksums(key: str, row: str, rows: str) -> dict[str, tuple[int, int]]:
    """How many rows each key has, and their checksum."""
    found = duckdb.sql(CHECKSUM.format(key=key, row=row, rows=rows)).fetchall()
    return {name: (n, total) for name, n, total in found}


def compared(ours: Path, theirs: Path) -> tuple[int, dict[str, int]]:
    """In how many kinds of rows the answers differ (a rule's findings are a kind), and DuckDB's rows by table.

    ours: folder of DuckDB's answer; theirs: Spark's, a folder a region.
    """
    differing, rows = 0, {}
    for table, key, row in ANSWERED:
        expected = checksums(key, row, f"'{ours}/{table}.parquet'")
        found = checksums(key, row, f"'{theirs}/*/{table}/**/*.parquet'")
        differing += sum(expected.get(kind) != found.get(kind) for kind in expected.keys() | found.keys())
        rows[table] = sum(n for n, _ in expected.values())
    return differing, rows


def measure(folder: Path, out: Path, matters: int) -> tuple[dict[str, Cost], int, dict[str, int]]:
    """What each step cost by name, in how many kinds of rows the two answers differ, DuckDB's rows by table."""
    if not (folder / "meta.json").is_file():
        sizes = f"--matters {matters} --county {min(COUNTY, matters)} --slice 1 --layout region_month"
        command = [sys.executable, "benchmarks/big_sets.py", str(folder), *sizes.split()]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    ours, canonical, theirs = out / "duckdb", out / "canonical", out / "spark"
    costs = {"DuckDB": verifying(folder, ours, "--format", "parquet")}
    write = [sys.executable, "-m", "yimen.verify", "canonical", str(folder), "--out", str(canonical), "--by-county"]
    costs["canonical"] = cost(write)
    spark = ["bin/spark", "python", "-m", "yimen.verify.spark", str(canonical), "--region", "all", "--out", str(theirs)]
    costs["Spark"] = cost([*spark, "--master", MASTER], every=2.0)
    for name, one in costs.items():
        sys.stderr.write(f"{name}: {one.wall:,.0f} s, CPU {one.cpu:,.0f} s, {one.peak:,.0f} MiB\n")
    return costs, *compared(ours, theirs)


def figures(matters: int, folder: Path | None = None) -> Figures:
    """`differ`: kinds of rows that differ, with what was compared and what both cost; folder: where the set lies."""
    with tempfile.TemporaryDirectory(prefix="show-") as temporary:
        here = Path(temporary)
        costs, differing, rows = measure(folder or here / "set", here, matters)
    told = "、".join(f"{name} {n:,} 行" for name, n in rows.items())
    clock = "，".join(f"{name} {one.wall:,.0f} 秒（CPU {one.cpu:,.0f}）" for name, one in costs.items())
    return {"differ": (differing, f"{differing} 种行（{told}；{clock}；最多 {costs['Spark'].peak:,.0f} MiB）")}


def main() -> int:
    """Prints the figures of a point."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", type=Path, nargs="?", help="the province; without it a temporary one")
    parser.add_argument("--matters", type=int, default=10_000_000)
    given = parser.parse_args()
    print_figures(figures(given.matters, given.set))
    return 0


if __name__ == "__main__":
    sys.exit(main())
