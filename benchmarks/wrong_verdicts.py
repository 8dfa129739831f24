"""Why an answer accused an innocent item or missed a guilty one: `python benchmarks/wrong_verdicts.py SET [SET …]`.

For every item whose verdict is scored and wrong in that way, what its off-hall rows truly were: each record that the
answer counts is `real`, the record of a case (`has a case`), one that bears another item's code (`wrong code`), a
second entry (`repeated`) or rightly outside (`excused`); each that it left out is `linked` or was `doubted`. SET is a
folder with truth/ and answer/ (benchmarks/verify_counties.py leaves them under build/counties); `--all` also lists
items whose verdict is off in another way, `--totals` adds up the reasons of all sets.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.counties import truth  # noqa: E402
from benchmarks.counties.errors import answer_rows  # noqa: E402
from benchmarks.verify_counties import ACCUSED, clear  # noqa: E402

CONVICT_AT = 0.85


def wrong_items(folder: Path, everything: bool = False) -> list[dict[str, str]]:
    """One row an item: truth beside answer, and how many of its rows were what."""
    answer = folder / "answer"
    said = {row["item_code"]: row for row in answer_rows(answer, "verdicts")}
    wrong = {}
    for row in truth.read(folder / "truth/items.csv"):
        mine = said.get(row["item_code"], {"verdict": "missing"})
        is_guilty, is_accused = row["verdict"] in ACCUSED, mine["verdict"] in ACCUSED
        if clear(row) and (is_guilty != is_accused or (everything and row["verdict"] != mine["verdict"])):
            wrong[row["item_code"]] = (row, mine)
    kinds = _kinds(folder, answer, set(wrong))
    return [
        {
            "item": code,
            "behaviour": true.get("behaviour", ""),
            "true": f"{true['verdict']} {true['off_share']} of {true['matters']}",
            "said": f"{mine['verdict']} {mine.get('off_matters', '')} of {mine.get('matters', '')}",
            "rows": ", ".join(f"{kind} {n}" for kind, n in sorted(kinds[code].items())),
        }
        for code, (true, mine) in wrong.items()
    ]


def _kinds(folder: Path, answer: Path, items: set[str]) -> dict[str, Counter[str]]:
    """By item, how many rows that the answer counts, or ought to have counted, were what."""
    records = {row["record_no"]: row for row in truth.read(folder / "truth/records.csv")}
    cases = {row["case_no"]: row["truth"] for row in truth.read(folder / "truth/cases.csv")}
    item_of = {row["case_no"]: row["item_code"] for row in truth.read(folder / "cases.csv")}
    repeats = {row["record_no"] for row in truth.read(folder / "truth/repeats.csv")}
    links = {row["record_no"] for row in answer_rows(answer, "links")}
    found: dict[tuple[str, str], tuple[str, float, str]] = {}
    for row in answer_rows(answer, "findings"):
        if row["class"] in truth.OFF and row["subject_kind"] in ("record", "case"):
            found[row["subject_kind"], row["subject"]] = (row["item_code"], float(row["probability"]), row["rule"])
    kinds: dict[str, Counter[str]] = {code: Counter() for code in items}
    for (kind, subject), (code, probability, rule) in found.items():
        if code in items and probability >= CONVICT_AT:
            if kind == "case":
                kinds[code][f"{rule} {'real' if cases.get(subject) else 'honest'}"] += 1
            else:
                kinds[code][_record_kind(records[subject], code, subject in repeats)] += 1
    for number, row in records.items():
        if row["item_code"] in items and row["truth"] == "off_hall":
            mine = found.get(("record", number))
            if mine is None or mine[1] < CONVICT_AT:
                kinds[row["item_code"]]["linked" if number in links else "doubted"] += 1
    for number, kind in cases.items():
        if kind and item_of[number] in items and found.get(("case", number), ("", 0.0, ""))[1] < CONVICT_AT:
            kinds[item_of[number]][f"unseen {kind}"] += 1
    return kinds


def _record_kind(row: dict[str, str], code: str, is_repeated: bool) -> str:
    if row["item_code"] != code:
        return "wrong code"
    if row["truth"] == "off_hall":
        return "repeated" if is_repeated else "real"
    return "has a case" if row["case_no"] else "excused"


def main() -> int:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", type=Path, metavar="SET")
    parser.add_argument("--all", action="store_true")
    given = parser.parse_args()
    for folder in given.sets:
        print(folder.name)
        for row in wrong_items(folder, given.all):
            print("  " + "  ".join(row.values()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
