"""The truth of a set: each item's verdict by the contract, from matters or from the truth tables of any set."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

OFF = ("off_hall", "back_filled", "branch_hall", "unposted")


def verdict(exempt: bool, matters: int, off_matters: int) -> str:
    """The contract's verdict of an item with so many matters."""
    if exempt:
        return "exempt"
    if matters == 0:
        return "idle"
    if matters < 5:
        return "thin"
    share = off_matters / matters
    return "hollow" if share >= 0.8 else "bypassed" if share >= 0.1 else "runs"


def share(matters: int, off_matters: int) -> float:
    """The share that went past the hall, 4 decimals."""
    return round(off_matters / matters, 4) if matters else 0.0


def read(path: Path) -> list[dict[str, str]]:
    """The rows of one table."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def recount(folder: Path) -> dict[str, tuple[str, int, int]]:
    """Verdict, matters and off_matters of each item, as far as the truth of rows tells.

    Every case is a matter, whatever became of it; so is every off_hall record (rows of the ledger that repeat one
    another once). Matters that left no row anywhere are in truth/items.csv and cannot be counted here.
    """
    case_truth = {row["case_no"]: row["truth"] for row in read(folder / "truth/cases.csv")}
    matters: Counter[str] = Counter()
    off: Counter[str] = Counter()
    for row in read(folder / "cases.csv"):
        matters[row["item_code"]] += 1
        off[row["item_code"]] += case_truth[row["case_no"]] in OFF
    for row in _off_records(folder):
        matters[row] += 1
        off[row] += 1
    found = {}
    for item in read(folder / "items.csv"):
        code = item["item_code"]
        exempt = item["initiation"] == "ex_officio" or item["entry_mode"] in ("exempt", "none", "branch_hall")
        counted = (0, 0) if exempt else (matters[code], off[code])
        found[code] = (verdict(exempt, *counted), *counted)
    return found


def _off_records(folder: Path) -> list[str]:
    """The item of each off_hall matter in the ledger; a row that repeats another (truth/repeats.csv) is left out."""
    repeats_path = folder / "truth/repeats.csv"
    repeats = {row["record_no"] for row in read(repeats_path)} if repeats_path.exists() else set()
    rows = read(folder / "truth/records.csv")
    return [row["item_code"] for row in rows if row["truth"] == "off_hall" and row["record_no"] not in repeats]
