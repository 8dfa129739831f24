"""What encoding the identities costs the answer: `YIMEN_DEMONSTRATION=1 python benchmarks/encoded.py`.

Each set is verified as it stands and with register and cases encoded by `encode_identities.py` under a throw-away key;
both answers are scored against the same truth. The cost is what departments that keep their numbers ask of the proof.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from yimen.verify import score, verify

ROOT = Path(__file__).parents[1]
ENCODER = ROOT / "src/yimen/verify/standalone/encode_identities.py"
SAMPLE = ROOT / "src/yimen/verify/tests/sample"
ID_COLUMN = {"register": "holder_id", "cases": "applicant_id"}


def run(*arguments: str | Path) -> str:
    """What the encoder printed, run as a department would run it: no site packages, no environment."""
    command = [sys.executable, "-I", "-S", str(ENCODER), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr)
    return done.stdout


def encode(source: Path, folder: Path) -> tuple[float, str]:
    """Rows a second, and what was counted in the register; folder then holds the encoded set."""
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("neighbour"))
    with tempfile.TemporaryDirectory() as safe:
        key = Path(safe) / "key.txt"
        fingerprint = re.search("([0-9A-F]{4}-?){4}", run("--new-key", key, "--label", "measured"))
        assert fingerprint
        rows, started, counted = 0, time.monotonic(), {}
        for table in ID_COLUMN:
            target = folder / f"{table}.csv"
            target.unlink()
            said = run(source / target.name, target, "--table", table, "--key", key,
                       "--expect-fingerprint", fingerprint[0])  # fmt: skip
            rows += sum(map(int, re.findall("写出 ([0-9]+) 行", said)))
            counted[table] = "; ".join(" ".join(line.split()) for line in said.splitlines() if line.startswith("  "))
    return rows / (time.monotonic() - started), counted["register"]


def swap(folder: Path) -> None:
    """Negative control: the tokens of the register are dealt out anew, so that they belong to nobody's case."""
    path = folder / "register.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    dealt = [(row["holder_id"], row["holder_name"]) for row in rows]
    random.Random(1).shuffle(dealt)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        for row, (number, name) in zip(rows, dealt, strict=True):
            writer.writerow({**row, "holder_id": number, "holder_name": name})


def show(name: str, figures: dict[str, Any]) -> None:
    """One line of the table in docs/verification.md."""
    links, off = figures["links"], figures["off_hall records"]
    others = "/".join(f"{figures[f'{kind} cases']['f1']:.3f}" for kind in ("back_filled", "branch_hall", "unposted"))
    print(
        f"| {name} | {links['precision']:.4f} / {links['recall']:.4f} | {off['precision']:.3f} / {off['recall']:.3f}"
        f" | {others} | {figures['verdict accuracy']:.4f} | {figures['innocent items accused']} |",
        flush=True,
    )


def main() -> None:
    """Prints one table row for each set as it stands, encoded, and encoded with the tokens dealt out anew."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--matters", type=int, default=30_000, help="size of the demonstration set")
    parser.add_argument("--seed", type=int, default=5)
    given = parser.parse_args()
    print("| set | links precision / recall | off_hall precision / recall | back_filled/branch_hall/unposted F1 "
          "| verdicts right | innocent items accused |")  # fmt: skip
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        made = [sys.executable, "-m", "yimen.demonstration", str(work / "county"), "--matters", str(given.matters),
                "--seed", str(given.seed)]  # fmt: skip
        environment = {**os.environ, "YIMEN_DEMONSTRATION": "1", "PYTHONPATH": str(ROOT / "src")}
        subprocess.run(made, check=True, capture_output=True, env=environment)
        for title, source in (("sample", SAMPLE), (f"demonstration {given.matters}", work / "county")):
            rate, counted = encode(source, work / "encoded" / title)
            verify(source, work / "plain answer")
            show(title, score(source, work / "plain answer"))
            verify(work / "encoded" / title, work / "encoded answer")
            show(f"{title}, encoded", score(source, work / "encoded answer"))
            swap(work / "encoded" / title)
            verify(work / "encoded" / title, work / "swapped answer")
            show(f"{title}, tokens dealt out anew", score(source, work / "swapped answer"))
            print(f"{rate:.0f} rows/s; register: {counted}", file=sys.stderr)


if __name__ == "__main__":
    main()
