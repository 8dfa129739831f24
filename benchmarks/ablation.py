"""What each part of the engine brings: `python benchmarks/ablation.py --presets messy,hard --seeds 31-33 --markdown`.

One part at a time is taken out (a thing compared, a stage of linking, the learning, the trust in ledgers, a rule that
convicts), every set is verified again, and the change is printed with the 95 % interval of its mean over the sets
(bootstrap of the paired differences; with few sets it is narrow only by luck). The engine has no switches: its module
attributes are replaced from here, and a part that is no longer where it was stops the run: it would measure nothing.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import io
import json
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.verify_counties import Job, run as make_and_verify  # noqa: E402, I001
from benchmarks.verify_counties import _seeds as seed_list  # noqa: E402
from yimen.verify import engine, learning, linking, rulebook, score, verify  # noqa: E402
from yimen.verify import assignment  # noqa: E402

CONVICTING = ("off_hall", "back_filled", "branch_hall", "unposted")
FIGURES = ("links F1", "off_hall F1", "back_filled F1", "verdicts right", "guilty caught", "innocent accused")
NO_PAIRS = "SELECT CAST(0 AS BIGINT) AS r, CAST(0 AS BIGINT) AS c WHERE false"
Patch = Callable[[], contextlib.AbstractContextManager[None]]


@contextlib.contextmanager
def replaced(module: Any, name: str, value: Any) -> Iterator[None]:
    """The module's attribute is another inside the block. Raises LookupError when there is no such attribute."""
    if not hasattr(module, name):
        raise LookupError(f"{module.__name__} has no {name} any more: tell ablation.py where it went")
    before = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, before)


def unknown(field: str) -> Patch:
    """The field is compared as if one side had never stated it."""
    weight = f", CAST(0 AS DOUBLE) AS {field}_weight" if field in ("name", "item", "document") else ""
    return compared_as(f"CAST(NULL AS VARCHAR) AS {field}{weight}")


def compared_as(replacement: str) -> Patch:
    """The comparison's columns are replaced."""
    return lambda: replaced(linking, "COMPARISON", f"SELECT * REPLACE ({replacement}) FROM (\n{linking.COMPARISON}\n)")


def without_trust() -> contextlib.AbstractContextManager[None]:
    """A lone record is believed as far as no case fits, whatever else its ledger loses."""
    read = engine._sql

    def emptied(name: str) -> str:
        return read(name).rstrip().rstrip(";") + " LIMIT 0" if name == "trust" else read(name)

    return replaced(engine, "_sql", emptied)


def without_rules(is_out: Callable[[Any], bool]) -> Patch:
    """The rules do not run."""
    kept = tuple(rule for rule in rulebook.rules() if not is_out(rule))
    return lambda: replaced(rulebook, "rules", lambda: kept)


def parts() -> dict[str, Patch]:
    """Every part that is taken out, by name."""
    fields = {
        "name": "names",
        "id": "numbers",
        "item": "items",
        "applied": "days of application",
        "issued": "days of issue",
    }
    fields["document"] = "document numbers"
    found = {f"comparison of {title}": unknown(field) for field, title in fields.items()}
    found |= {
        "rarity of names, items, numbers": compared_as(
            ", ".join(f"CAST(0 AS DOUBLE) AS {field}_weight" for field in ("name", "item", "document"))
        ),
        "one person's other matters (third class)": compared_as("CAST(-60 AS DOUBLE) AS twin_weight"),
        "exact stage": lambda: replaced(linking, "EXACT", NO_PAIRS),
        "crowd stage": lambda: replaced(linking, "CROWD", NO_PAIRS),
        "exchanges (make_room)": lambda: replaced(assignment, "make_room", lambda connection: None),
        "learning (first guesses only)": lambda: replaced(learning, "ROUNDS", 0),
        "trust in ledgers": without_trust,
    }
    for rule in rulebook.rules():
        if rule.finding_class in CONVICTING:
            found[f"{rule.id} ({rule.finding_class})"] = without_rules(lambda each, out=rule.id: each.id == out)
    found["all irregular rules"] = without_rules(lambda each: each.finding_class == "irregular")
    return found


def figures(folder: Path, answer: Path) -> dict[str, float]:
    """The six figures of one verification; caught and accused as shares of the items that could be."""
    with contextlib.redirect_stderr(io.StringIO()):
        verify(folder, answer, estimates=False)
    scored = score(folder, answer)
    caught, accused = (
        [int(one) for one in scored[name].split("/")] for name in ("guilty items caught", "innocent items accused")
    )
    return {
        "links F1": scored["links"]["f1"],
        "off_hall F1": scored["off_hall records"]["f1"],
        "back_filled F1": scored["back_filled cases"]["f1"],
        "verdicts right": scored["verdict accuracy"],
        "guilty caught": caught[0] / max(caught[1], 1),
        "innocent accused": accused[0] / max(accused[1], 1),
    }


def interval(values: list[float], rounds: int = 2000) -> tuple[float, float, float]:
    """Mean and the 95 % interval of the mean, by drawing the values anew (always the same draws)."""
    chance = random.Random(1)
    means = sorted(sum(chance.choices(values, k=len(values))) / len(values) for _ in range(rounds))
    return sum(values) / len(values), means[int(0.025 * rounds)], means[int(0.975 * rounds) - 1]


def named_by_rule(folder: Path, answer: Path) -> dict[str, list[int]]:
    """By rule: findings, guilty items named, others named; guilty items and off matters that no other rule names."""
    with (folder / "truth/items.csv").open(encoding="utf-8") as stream:
        guilty = {row["item_code"]: row["verdict"] in ("hollow", "bypassed") for row in csv.DictReader(stream)}
    off = set()
    for name, key in (("cases", "case_no"), ("records", "record_no")):
        with (folder / f"truth/{name}.csv").open(encoding="utf-8") as stream:
            off |= {row[key] for row in csv.DictReader(stream) if row["truth"]}
    with (answer / "findings.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    items, subjects, counts = defaultdict(set), defaultdict(set), defaultdict(int)
    for row in rows:
        counts[row["rule"]] += 1
        items[row["item_code"]].add(row["rule"])
        subjects[row["subject"]].add(row["rule"])
    found = {}
    for rule, count in counts.items():
        named = [code for code, by in items.items() if rule in by and code in guilty]
        alone = [code for code in named if guilty[code] and items[code] == {rule}]
        rows_alone = [one for one, by in subjects.items() if by == {rule} and one in off]
        found[rule] = [
            count,
            sum(map(guilty.get, named)),
            sum(not guilty[c] for c in named),
            len(alone),
            len(rows_alone),
        ]
    return found


def _cell(values: list[float]) -> str:
    mean, low, high = interval(values)
    return "·" if not any(values) else f"{100 * mean:+.2f} [{100 * low:+.2f}, {100 * high:+.2f}]"


def markdown(found: dict[str, Any]) -> str:
    """Two tables: the change by each part taken out, and what each rule names."""
    whole = found["whole"]
    means = [f"{100 * sum(one[figure] for one in whole) / len(whole):.2f}" for figure in FIGURES]
    lines = [
        f"Percentage points: mean of {len(whole)} sets ({', '.join(found['sets'])}) and its 95 % interval.",
        "",
        "| taken out | " + " | ".join(FIGURES) + " |",
        "|" + " --- |" * (len(FIGURES) + 1),
        "| nothing: the whole engine | " + " | ".join(means) + " |",
    ]
    for name, rows in found["changes"].items():
        lines.append(f"| {name} | " + " | ".join(_cell([row[figure] for row in rows]) for figure in FIGURES) + " |")
    heads = ["rule", "findings", "guilty items named", "other items named", "guilty items that only it names"]
    heads.append("matters past the hall that only it names")
    lines += ["", "| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    lines += [f"| {rule} | " + " | ".join(map(str, counts)) + " |" for rule, counts in sorted(found["rules"].items())]
    return "\n".join(lines)


def together(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Several runs' figures as one run's."""
    found: dict[str, Any] = {"sets": [], "whole": [], "changes": defaultdict(list), "rules": {}}
    for one in runs:
        found["sets"] += one["sets"]
        found["whole"] += one["whole"]
        for name, rows in one["changes"].items():
            found["changes"][name] += rows
        for rule, counts in one["rules"].items():
            found["rules"][rule] = [a + b for a, b in zip(found["rules"].get(rule, [0] * 5), counts, strict=True)]
    return found


def take_apart(job: Job, only: str) -> dict[str, Any]:
    """The figures of one set: whole, and with each part taken out whose name contains `only`."""
    make_and_verify(job)
    with tempfile.TemporaryDirectory() as temporary:
        answer = Path(temporary)
        base = figures(job.folder(), answer)
        rules = named_by_rule(job.folder(), answer)
        changes = {}
        for name, patch in parts().items():
            if only in name:
                with patch():
                    less = figures(job.folder(), answer)
                changes[name] = [{figure: less[figure] - base[figure] for figure in FIGURES}]
    print(f"{job.preset} {job.seed}: {base}", file=sys.stderr, flush=True)
    title = f"{job.preset} {job.seed}, {job.matters:,} matters"
    return {"sets": [title], "whole": [base], "changes": changes, "rules": rules}


def main() -> int:
    """Prints the whole engine's figures, the change by each part taken out, and what each rule names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=seed_list, default=seed_list("31"))
    parser.add_argument("--presets", default="hard")
    parser.add_argument("--matters", type=int, default=20_000)
    parser.add_argument("--only", default="", help="parts whose name contains this")
    parser.add_argument("--markdown", action="store_true", help="tables; else one JSON object")
    parser.add_argument("--read", type=Path, nargs="+", help="JSON of earlier runs, to print together instead")
    given = parser.parse_args()
    if given.read:
        runs = [json.loads(path.read_text(encoding="utf-8")) for path in given.read]
    else:
        jobs = [Job(preset, seed, given.matters) for preset in given.presets.split(",") for seed in given.seeds]
        runs = [take_apart(job, given.only) for job in jobs]
    found = together(runs)
    print(markdown(found) if given.markdown else json.dumps(found, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
