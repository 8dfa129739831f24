"""The engine over a set that others made, with more dirt on it: `python benchmarks/dirtied.py SET --seeds 4`.

Every number, name and document number of the register that is still whole is spoilt as in a made county
(`counties/dirt.py`), at the preset's rates. Every fifth date of application goes, every fourth code that has a name
beside it, and every tenth issue is put off by one to five days; some of the hall's own numbers and names are spoilt
too. SET has its truth, in the contract's folder `truth`. Prints a line a set, and at last the worst of each figure.
"""

from __future__ import annotations

import argparse
import csv
import random
import shutil
import sys
import tempfile
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.counties import dials, dirt  # noqa: E402
from yimen.verify import score, verify  # noqa: E402

FIGURES = ("links", "off_hall records", "back_filled cases", "branch_hall cases", "unposted cases")
MASK = "*" * 8


def main() -> int:
    """0: there is no limit, only figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", type=Path)
    parser.add_argument("--seeds", type=int, default=4, help="how many sets of each preset")
    parser.add_argument("--presets", default="messy,hard,vicious")
    parser.add_argument("--keep", type=Path, help="folder in which the sets stay with their answers, as PRESET-SEED")
    given = parser.parse_args()
    print("preset seed:", "F1 of", ", ".join(FIGURES), "| verdicts right | guilty caught | innocent accused")
    lowest = [1.0] * (len(FIGURES) + 1)
    for preset in given.presets.split(","):
        for seed in range(1, given.seeds + 1):
            with tempfile.TemporaryDirectory() as folder:
                found = _scored(given.set, (given.keep or Path(folder)) / f"{preset}-{seed}", preset, seed)
            shares = [*(found[each]["f1"] for each in FIGURES), found["verdict accuracy"]]
            lowest = [min(pair) for pair in zip(lowest, shares, strict=True)]
            said = " ".join(f"{share:.4f}" for share in shares)
            print(
                f"{preset} {seed}: {said} {found['guilty items caught']} {found['innocent items accused']}", flush=True
            )
    print("lowest:", " ".join(f"{share:.4f}" for share in lowest))
    return 0


def _scored(source: Path, folder: Path, preset: str, seed: int) -> dict:
    shutil.copytree(source, folder)
    rng, rates = random.Random(seed), asdict(dials.dials(preset, {}))
    _rewrite(folder / "register.csv", lambda row: _spoil_record(row, rates, rng))
    _rewrite(folder / "cases.csv", lambda row: _spoil_case(row, rates, rng))
    verify(folder, folder / "answer", estimates=False)
    return score(folder, folder / "answer")


def _rewrite(path: Path, spoil) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        spoil(row)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _spoil_record(row: dict[str, str], rates: dict[str, float], rng: random.Random) -> None:
    if _whole(row["holder_id"]):
        row["holder_id"] = dirt.one_of(row["holder_id"], dirt.IDENTITIES, rates, rng)
    if row["holder_name"]:
        row["holder_name"] = dirt.each_of(row["holder_name"], dirt.NAMES, rates, rng)
    if "〔" in row["document_no"]:
        row["document_no"] = "" if rng.random() < 0.2 else dirt.document(row["document_no"], rates, rng)
    if row["item_name"] and rng.random() < 0.25:
        row["item_code"] = ""
    if rng.random() < 0.2:
        row["applied_on"] = ""
    if row["issued_on"] and rng.random() < 0.1:
        row["issued_on"] = str(date.fromisoformat(row["issued_on"]) + timedelta(days=rng.randint(1, 5)))


def _spoil_case(row: dict[str, str], rates: dict[str, float], rng: random.Random) -> None:
    number = row["applicant_id"]
    if rng.random() < rates["hall_id_empty"]:
        row["applicant_id"] = ""
    elif _whole(number) and rng.random() < rates["hall_id_masked"]:
        row["applicant_id"] = number[:6] + MASK + number[14:]
    if row["applicant_name"] and rng.random() < rates["hall_name_spelt"]:
        row["applicant_name"] = f"{row['applicant_name'][:1]} {row['applicant_name'][1:]}"


def _whole(number: str) -> bool:
    return len(number) == 18 and number.isascii() and number.isalnum()


if __name__ == "__main__":
    sys.exit(main())
