"""Whom the irregular rules name, on sets whose truth is known: `python benchmarks/rules.py SET [SET ...]`.

Each set is a folder with `truth/`; sets named alike but for digits are counted together. A row a rule, a column a kind
of set: findings (and the items that they name) on honest / slight / guilty items. Honest: no matter past the hall;
guilty: hollow or bypassed; slight: between. The last column is how many of 1,000 honest items the rule names.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.counties import truth  # noqa: E402

STANDINGS = ("honest", "slight", "guilty")


def standing(item: dict[str, str]) -> str:
    """Which of the three an item is."""
    if item["verdict"] in ("hollow", "bypassed"):
        return "guilty"
    return "slight" if int(item["off_matters"]) else "honest"


def main() -> int:
    """Prints the table."""
    from yimen.verify import rules, verify

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", type=Path, metavar="SET")
    given = parser.parse_args()
    findings: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    named: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    items: dict[str, Counter[str]] = defaultdict(Counter)
    for folder in given.sets:
        kind = re.sub(r"-?\d+", "", folder.name)
        standings = {row["item_code"]: standing(row) for row in truth.read(folder / "truth/items.csv")}
        items[kind].update(standings.values())
        with contextlib.redirect_stderr(io.StringIO()):
            answer = verify(folder)
        seen = set()
        for one in answer.findings:
            if one.finding_class == "irregular":
                # A code that is in no list belongs to no item: nobody is accused.
                of = standings.get(one.item_code, "no item")
                findings[one.rule, kind][of] += 1
                if (one.rule, one.item_code) not in seen:
                    seen.add((one.rule, one.item_code))
                    named[one.rule, kind][of] += 1
        print(folder, file=sys.stderr, flush=True)
    print("| rule | " + " | ".join(items) + " | honest items of 1,000 |")
    print("| --- |" + " --- |" * (len(items) + 1))
    print("| items | " + " | ".join(_three(items[kind]) for kind in items) + " | |")
    honest = sum(counts["honest"] for counts in items.values())
    for rule in rules():
        if rule.finding_class == "irregular":
            cells = [
                " / ".join(
                    f"{findings[rule.id, kind][of]} ({named[rule.id, kind][of]})"
                    if findings[rule.id, kind][of]
                    else "0"
                    for of in STANDINGS
                )
                for kind in items
            ]
            share = 1000 * sum(named[rule.id, kind]["honest"] for kind in items) / honest
            print(f"| {rule.id} | " + " | ".join(cells) + f" | {share:.1f} |")
    return 0


def _three(counts: Counter[str]) -> str:
    return " / ".join(str(counts[of]) for of in STANDINGS)


if __name__ == "__main__":
    sys.exit(main())
