"""The engine beside its peers in one run: `python benchmarks/peers.py --matters 100000,1000000 --markdown`.

For each size a province is made (`big_sets.py`); then, one after another and each in a process of its own, run a bare
scan of the columns needed, Splink 5 (environment: `bin/bench-env`), and `yimen verify` from the same files to verdicts.
Wall time swings with whatever else the machine does; CPU seconds and ratios swing less. `--without splink` for sizes at
which Splink needs more memory than there is.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
RIVALS = ROOT / "benchmarks/rivals"
BENCH_PYTHON = ROOT / ".venv-bench/bin/python"
TITLES = {"scan": "bare scan of the columns", "splink": "Splink 5", "yimen": "`yimen verify`, links to verdicts"}


QUICK = ("--quiet", "--no-estimates")
"""From the rows to links, findings and verdicts: what no peer has (hidden volume, change points) is left away."""


@dataclass
class Run:
    """What one program cost, and the last line that it printed."""

    wall: float
    cpu: float
    peak_mib: float
    said: dict[str, Any] = field(default_factory=dict)


def run(command: list[str]) -> Run:
    """Runs the command to its end; CalledProcessError when it fails. The figures are those of its process alone."""
    with tempfile.TemporaryDirectory() as temporary:
        told = Path(temporary) / "figures.json"
        launcher = [sys.executable, "-S", str(RIVALS / "measured.py"), str(told), *command]
        out = subprocess.run(launcher, stdout=subprocess.PIPE, text=True, check=True).stdout
        figures = json.loads(told.read_text(encoding="utf-8"))
    start = out.find("{")
    return Run(**figures, said=json.JSONDecoder().raw_decode(out[start:])[0] if start >= 0 else {})


def compare(folder: Path, matters: int, seed: int, without: list[str], ready: Path | None = None) -> dict[str, Any]:
    """All figures of one size; the set is `ready`, or made in `folder` unless it lies there already."""
    python, here = sys.executable, ready or folder / "set"
    if not (here / "meta.json").is_file():
        run([python, str(ROOT / "benchmarks/big_sets.py"), str(here), "--matters", str(matters), "--seed", str(seed)])
    commands = {
        "scan": [python, str(RIVALS / "bare_scan.py"), str(here)],
        "splink": [str(BENCH_PYTHON), str(RIVALS / "with_splink.py"), str(here), str(folder / "splink")],
        "yimen": [python, "-m", "yimen.verify", "verify", str(here), "--out", str(folder / "yimen"), *QUICK],
    }
    commands["yimen"] += ["--format", "parquet"]
    # The first scan warms the file cache for everybody.
    runs = {"warm": run(commands["scan"])}
    for name, command in commands.items():
        if name not in without:
            runs[name] = run(command)
    del runs["warm"]
    answers = [str(folder / name) for name in ("splink", "yimen") if name in runs]
    score = run([python, str(RIVALS / "scoring.py"), str(here), *answers]).said if answers else {}
    figures: dict[str, Any] = {"matters": matters, "seed": seed, "runs": {n: asdict(one) for n, one in runs.items()}}
    if "yimen" in runs:
        report = json.loads((folder / "yimen/report.json").read_text(encoding="utf-8"))
        figures["steps"] = dict(sorted(report["seconds"].items(), key=lambda step: -step[1]))
        figures["rows"] = {name: one["rows"] for name, one in report["inputs"].items()}
    return figures | {"score": score, "ratios": ratios(runs, score)}


def ratios(runs: dict[str, Run], score: dict[str, Any]) -> dict[str, float]:
    """The engine's time in scans, Splink's in the engine's, and the engine's misses in Splink's."""
    found = {}
    for kind in ("wall", "cpu"):
        for name, (above, below) in {"yimen/scan": ("yimen", "scan"), "splink/yimen": ("splink", "yimen")}.items():
            if above in runs and below in runs:
                found[f"{name} {kind}"] = round(getattr(runs[above], kind) / max(getattr(runs[below], kind), 0.01), 1)
    answers = score.get("answers", {})
    if len(answers) == 2:
        found["misses yimen/splink"] = round(answers["yimen"]["missed"] / max(answers["splink"]["missed"], 1e-9), 2)
    return found


def markdown(all_figures: list[dict[str, Any]]) -> str:
    """The table of docs/verification.md, then where the engine spends its time."""
    heads = [
        "matters",
        "program",
        "wall s",
        "CPU s",
        "peak MiB",
        "links P / R",
        "off_hall P / R",
        "missed at the same precision",
        "not said, of them fit another case",
    ]
    lines = ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    for one in all_figures:
        for name, cost in one["runs"].items():
            answer = one["score"].get("answers", {}).get(name)
            cells = [f"{one['matters']:,}", TITLES[name], cost["wall"], cost["cpu"], f"{cost['peak_mib']:,.0f}"]
            if answer:
                links, off = answer["links"], answer["off_hall"]
                cells += [f"{links['precision']} / {links['recall']}", f"{off['precision']} / {off['recall']}"]
                cells += [f"{100 * answer['missed']:.2f} % at {one['score']['precision']}"]
                cells += [f"{answer['fitting']['unsaid']:,}, {answer['fitting']['linked']:,}"]
            else:
                cells += [""] * 4
            lines.append("| " + " | ".join(map(str, cells)) + " |")
    for one in all_figures:
        told = ", ".join(f"{name} {value}" for name, value in one["ratios"].items())
        lines += ["", f"{one['matters']:,} matters, seed {one['seed']}: {told}."]
    for one in (figures for figures in all_figures if "steps" in figures):
        whole = one["steps"].pop("all")
        lines += ["", f"| step at {one['matters']:,} matters | s | of {whole} s |", "| --- | --- | --- |"]
        lines += [f"| {step} | {s:.1f} | {100 * s / whole:.0f} % |" for step, s in list(one["steps"].items())[:12]]
    return "\n".join(lines)


def main() -> int:
    """Prints the figures as JSON, or as tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--matters", default="100000", help="sizes, with commas between")
    parser.add_argument("--seed", type=int, default=3, help="Splink was tuned on seeds 1 and 2")
    parser.add_argument("--without", action="append", default=[], choices=("splink", "yimen", "scan"))
    parser.add_argument("--set", type=Path, help="a set with its truth that lies ready, instead of sizes")
    parser.add_argument("--keep", type=Path, help="folder in which sets and answers stay")
    parser.add_argument("--markdown", action="store_true")
    given = parser.parse_args()
    if "splink" not in given.without and not BENCH_PYTHON.exists():
        print("splink: no environment, so it is left out; bin/bench-env makes it", file=sys.stderr)
        given.without.append("splink")
    found = []
    if given.set:
        with tempfile.TemporaryDirectory() as temporary:
            found.append(compare(given.keep or Path(temporary), 0, 0, given.without, given.set))
            found[0]["matters"] = found[0].get("rows", {}).get("cases", 0)
        given.matters = ""
    for matters in map(int, filter(None, given.matters.split(","))):
        with tempfile.TemporaryDirectory() as temporary:
            folder = (given.keep or Path(temporary)) / f"{matters}-{given.seed}"
            folder.mkdir(parents=True, exist_ok=True)
            found.append(compare(folder, matters, given.seed, given.without))
    print(markdown(found) if given.markdown else json.dumps(found, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
