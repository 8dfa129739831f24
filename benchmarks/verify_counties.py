"""The engine over counties whose truth is known: `python benchmarks/verify_counties.py --seeds 1-6 --presets hard`.

Prints what the engine scored on each set, then how often each scheme was caught (with Wilson's 95 % interval), then
the totals of each preset. `--errors FOLDER` writes, for the first set, every error with both rows side by side.
ENGINE_SOURCE=FOLDER in the environment takes the engine from another `src` folder, to compare two engines.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import json
import math
import os
import shutil
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), os.environ.get("ENGINE_SOURCE", str(ROOT / "src"))]

from benchmarks.counties import dials as dial_table  # noqa: E402
from benchmarks.counties import truth  # noqa: E402
from benchmarks.counties.county import generate  # noqa: E402
from benchmarks.counties.errors import write_errors  # noqa: E402

CACHE = ROOT / "build/counties"
ACCUSED = ("hollow", "bypassed")


@dataclass(slots=True, frozen=True)
class Job:
    """One set to be made, verified and scored."""

    preset: str
    seed: int
    matters: int
    changes: tuple[tuple[str, float], ...] = ()
    items: int = 0
    """Items of the catalogue; 0: by the number of matters."""

    def folder(self) -> Path:
        """Where the set lies; another generator, another folder."""
        digest = hashlib.sha256()
        for path in sorted((ROOT / "benchmarks/counties").glob("*.py")):
            if path.name not in ("errors.py", "__main__.py"):
                digest.update(path.read_bytes())
        digest.update(json.dumps(self.changes).encode())
        if self.items:
            digest.update(f"{self.items} items".encode())
        return CACHE / f"{self.preset}-{self.matters}-{self.seed}-{digest.hexdigest()[:10]}"


@dataclass(slots=True)
class Outcome:
    """What the engine scored on one set."""

    job: Job
    figures: dict[str, Any]
    seconds: float
    schemes: list[Planted]


@dataclass(slots=True, frozen=True)
class Planted:
    """What became of one planted item; `found` of `rows` cases and records past the hall were given their class."""

    scheme: str
    guilty: bool
    true: str
    said: str
    scored: bool
    rows: int
    found: int


def run(job: Job) -> Outcome:
    """Make the set unless it lies there already, verify it, score the answer."""
    from yimen.verify import score, verify

    folder = job.folder()
    if not (folder / "truth/schemes.csv").exists():
        for old in CACHE.glob(f"{job.preset}-{job.matters}-{job.seed}-*"):
            if not job.changes and not job.items:
                shutil.rmtree(old)
        part = folder.with_name(f"part-{folder.name}")
        generate(part, job.seed, job.matters, dial_table.dials(job.preset, dict(job.changes)), job.items)
        part.rename(folder)
    started = time.monotonic()
    with contextlib.redirect_stderr(io.StringIO()):
        result = verify(folder, folder / "answer", estimates=False)
        verdicts = {one.item_code: one.verdict for one in result.verdicts}
    seconds = time.monotonic() - started
    figures = score(folder, folder / "answer")
    schemes = []
    true = {row["item_code"]: row for row in truth.read(folder / "truth/items.csv")}
    rows = _off_rows(folder, {(one.subject, one.finding_class) for one in result.findings})
    for row in truth.read(folder / "truth/schemes.csv"):
        item = true[row["item_code"]]
        said = verdicts.get(row["item_code"], "missing")
        counts = rows.get(row["item_code"], (0, 0))
        guilty = row["guilty"] == "True"
        schemes.append(Planted(row["scheme"], guilty, item["verdict"], said, clear(item), *counts))
    return Outcome(job, figures, seconds, schemes)


def _off_rows(folder: Path, said: set[tuple[str, str]]) -> dict[str, tuple[int, int]]:
    """By item, how many cases and records went past the hall, and how many of them were given their class."""
    item_of = {row["case_no"]: row["item_code"] for row in truth.read(folder / "cases.csv")}
    off = [(item_of[row["case_no"]], row["case_no"], row["truth"]) for row in truth.read(folder / "truth/cases.csv")]
    records = truth.read(folder / "truth/records.csv")
    off += [(row["item_code"], row["record_no"], row["truth"]) for row in records if row["truth"] == "off_hall"]
    counts: dict[str, tuple[int, int]] = {}
    for item, subject, kind in off:
        if kind:
            rows, found = counts.get(item, (0, 0))
            counts[item] = (rows + 1, found + ((subject, kind) in said))
    return counts


def clear(item: dict[str, str]) -> bool:
    """Whether the scorer counts the item's verdict: ledger covered, away from the limits."""
    share, matters = float(item["off_share"]), int(item["matters"])
    close = matters >= 5 and (abs(share - 0.1) < 0.03 or abs(share - 0.8) < 0.05)
    return item["register_covered"] == "True" and not close and not 4 <= matters <= 6


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if not total:
        return 0.0, 1.0
    z = 1.96
    p = hits / total
    middle = p + z * z / (2 * total)
    half = z * math.sqrt(p * (1 - p) / total + z * z / (4 * total * total))
    return (middle - half) / (1 + z * z / total), (middle + half) / (1 + z * z / total)


_COLUMNS = (
    "set",
    "links",
    "off_hall (P/R)",
    "back_filled",
    "branch_hall",
    "unposted",
    "verdicts",
    "caught",
    "accused",
    "s",
)


def _cells(outcome: Outcome) -> list[str]:
    figures = outcome.figures
    off = figures["off_hall records"]
    return [
        f"{outcome.job.preset} {outcome.job.seed}",
        f"{figures['links']['f1']:.4f}",
        f"{off['f1']:.4f} ({off['precision']:.3f}/{off['recall']:.3f})",
        *(f"{figures[f'{name} cases']['f1']:.4f}" for name in ("back_filled", "branch_hall", "unposted")),
        f"{figures['verdict accuracy']:.4f}",
        figures["guilty items caught"],
        figures["innocent items accused"],
        f"{outcome.seconds:.1f}",
    ]


def _print_table(rows: Iterable[list[str]], header: Iterable[str]) -> None:
    table = [list(header), *rows]
    widths = [max(len(row[place]) for row in table) for place in range(len(table[0]))]
    for row in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _totals(outcomes: list[Outcome]) -> list[list[str]]:
    """Means of the figures and sums of the counts, a row a preset."""
    rows = []
    for preset in dict.fromkeys(one.job.preset for one in outcomes):
        mine = [one.figures for one in outcomes if one.job.preset == preset]
        seconds = [one.seconds for one in outcomes if one.job.preset == preset]

        def mean(name: str, key: str = "f1", mine: list[dict[str, Any]] = mine) -> float:
            return sum(one[name][key] for one in mine) / len(mine)

        def summed(name: str, mine: list[dict[str, Any]] = mine) -> str:
            pairs = [tuple(map(int, one[name].split("/"))) for one in mine]
            return f"{sum(one for one, _ in pairs)}/{sum(one for _, one in pairs)}"

        off = "off_hall records"
        rows.append(
            [
                f"{preset} ×{len(mine)}",
                f"{mean('links'):.4f}",
                f"{mean(off):.4f} ({mean(off, 'precision'):.3f}/{mean(off, 'recall'):.3f})",
                *(f"{mean(f'{name} cases'):.4f}" for name in ("back_filled", "branch_hall", "unposted")),
                f"{sum(one['verdict accuracy'] for one in mine) / len(mine):.4f}",
                summed("guilty items caught"),
                summed("innocent items accused"),
                f"{sum(seconds) / len(seconds):.1f}",
            ]
        )
    return rows


def _schemes(outcomes: list[Outcome]) -> list[list[str]]:
    """How often each scheme was seen through, only where the truth is clear; innocents: how often left alone."""
    found: dict[str, list[int]] = {}
    for one in (planted for outcome in outcomes for planted in outcome.schemes):
        counts = found.setdefault(one.scheme, [int(one.guilty), 0, 0, 0, 0, 0])
        counts[4] += one.found
        counts[5] += one.rows
        if one.scored and one.guilty == (one.true in ACCUSED):
            counts[1] += (one.said in ACCUSED) == one.guilty
            counts[2] += 1
            counts[3] += one.said == one.true
    rows = []
    for scheme, (guilty, hits, total, exact, seen, off) in found.items():
        low, high = wilson(hits, total)
        share = f"{seen / off:.3f} of {off}" if off else ""
        cells = [scheme, "caught" if guilty else "left alone", f"{hits}/{total}", f"{low:.2f}-{high:.2f}"]
        rows.append([*cells, f"{exact}/{total}", share])
    return sorted(rows, key=lambda row: (row[1], row[3]))


def _seeds(text: str) -> list[int]:
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


def main() -> int:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=_seeds, default=_seeds("1-6"))
    parser.add_argument("--presets", default="plain,messy,hard,vicious")
    parser.add_argument("--matters", type=int, default=60_000)
    parser.add_argument("--items", type=int, default=0, help="items of a county; 0: by the number of matters")
    parser.add_argument("--dial", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--errors", type=Path, help="write the errors of the first set here, and of no other")
    parser.add_argument("--json", type=Path, help="write all figures here too")
    given = parser.parse_args()
    changes = tuple((name, float(value)) for name, _, value in (one.partition("=") for one in given.dial))
    sets = [(preset, seed) for preset in given.presets.split(",") for seed in given.seeds]
    jobs = [Job(preset, seed, given.matters, changes, given.items) for preset, seed in sets]
    if given.errors:
        jobs = jobs[:1]
    outcomes: list[Outcome] = []
    with ProcessPoolExecutor(given.jobs) if given.jobs > 1 else contextlib.nullcontext() as pool:
        for outcome in pool.map(run, jobs) if pool else map(run, jobs):
            outcomes.append(outcome)
            print("  ".join(_cells(outcome)), file=sys.stderr, flush=True)
    _print_table(map(_cells, outcomes), _COLUMNS)
    print()
    _print_table(_schemes(outcomes), ("scheme", "", "right", "95 %", "exact verdict", "rows found"))
    print()
    _print_table(_totals(outcomes), ("preset", *_COLUMNS[1:]))
    if given.json:
        rows = [{"set": f"{o.job.preset}-{o.job.seed}", "seconds": o.seconds, **o.figures} for o in outcomes]
        given.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    if given.errors:
        for name, count in write_errors(jobs[0].folder(), given.errors).items():
            print(f"{given.errors / name}: {count}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
