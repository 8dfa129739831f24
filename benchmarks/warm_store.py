"""What a day's rows cost from a warm store: `python benchmarks/warm_store.py SET --matters 1000000 --counties 1`.

Makes a province laid out by region and month in SET (unless it lies there), verifies it in full into a store, again
with nothing changed, and then with a day's new cases and records (0.3 % of a county's) in so many of its counties; last
comes a full run of that day's set, with which the answer from the store is compared byte for byte.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT)]

from benchmarks.showing.costs import Cost, print_figures, verifying  # noqa: E402
from benchmarks.showing.points import Figures  # noqa: E402

DAY = 0.003
"""Share of a county's rows that a day brings."""
KEYS = {"cases": "case_no", "register": "record_no"}
TABLES = ("links.parquet", "findings.parquet", "verdicts.parquet", "refused.csv")


def add_a_day(folder: Path, counties: int) -> int:
    """How many rows were added: copies under new numbers of some of the last month's, in the last regions."""
    added = 0
    for name, key in KEYS.items():
        regions = sorted(path for path in (folder / name).iterdir() if path.is_dir())[-counties:]
        for path in (sorted(region.rglob("*.parquet"))[-1] for region in regions):
            whole = f"read_parquet('{path.parent.parent}/*/*.parquet')"
            rows = round(DAY * duckdb.execute(f"SELECT count(*) FROM {whole}").fetchall()[0][0])
            new = path.with_suffix(".new")
            duckdb.execute(
                f"""COPY (FROM read_parquet('{path}') UNION ALL
                    (SELECT * REPLACE ({key} || 'N' AS {key}) FROM read_parquet('{path}') LIMIT {rows}))
                TO '{new}' (FORMAT parquet, COMPRESSION zstd)"""
            )
            new.rename(path)
            added += rows
    return added


def measure(folder: Path, matters: int, counties: int) -> tuple[dict[str, Cost], int, int]:
    """What each run cost by name; how many files of the answer differ from the full run's; rows of the day."""
    if not (folder / "meta.json").is_file():
        made = [sys.executable, str(ROOT / "benchmarks/big_sets.py"), str(folder), "--matters", str(matters)]
        subprocess.run([*made, "--layout", "region_month"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        here = Path(temporary)
        today = here / "today"
        shutil.copytree(folder, today, ignore=shutil.ignore_patterns("truth"))
        warm = ("--format", "parquet", "--store", str(here / "store"))
        costs = {"full, into the store": verifying(today, here / "first", *warm)}
        costs["nothing changed"] = verifying(today, here / "same", *warm)
        added = add_a_day(today, counties)
        costs[f"a day in {counties}"] = verifying(today, here / "warm", *warm)
        costs["full, that day"] = verifying(today, here / "full", "--format", "parquet")
        pairs = [[(here / run / name).read_bytes() for run in ("warm", "full")] for name in TABLES]
    differing = sum(1 for warmed, full in pairs if warmed != full)
    return costs, differing, added


def figures(matters: int, counties: int) -> Figures:
    """`differing` files, `share` of the full run's CPU time and `seconds` by the clock, of a day from a warm store."""
    with tempfile.TemporaryDirectory(prefix="show-") as temporary:
        costs, differing, added = measure(Path(temporary) / "set", matters, counties)
    whole, day = costs["full, that day"], costs[f"a day in {counties}"]
    same = costs["nothing changed"]
    share = day.cpu / max(whole.cpu, 0.01)
    return {
        "differing": (differing, f"{differing} 个（{len(TABLES)} 个文件逐字节比）"),
        "share": (share, f"{share:.2f}（CPU {day.cpu:.0f} 秒对 {whole.cpu:.0f} 秒；没有变化时 {same.cpu:.1f} 秒）"),
        "seconds": (day.wall, f"{day.wall:.1f} 秒（一天 {added:,} 行）"),
    }


def main() -> int:
    """Prints the costs as JSON, or with --figures the figures of a point."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", type=Path, nargs="?", help="folder of the province; without it a passing one")
    parser.add_argument("--matters", type=int, default=1_000_000)
    parser.add_argument("--counties", type=int, default=1, help="in how many counties the day brings rows")
    given = parser.parse_args()
    if given.set is None:
        print_figures(figures(given.matters, given.counties))
        return 0
    costs, differing, added = measure(given.set, given.matters, given.counties)
    told = {name: {"wall": one.wall, "cpu": one.cpu, "peak": one.peak} for name, one in costs.items()}
    print(json.dumps({"rows of the day": added, "files that differ": differing, **told}, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
