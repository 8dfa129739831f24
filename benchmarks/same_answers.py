"""Whether two versions of the engine give the same answer, and what each costs: `python benchmarks/same_answers.py`.

A change that only makes the engine faster must not move a byte. The engine of another commit (`--before`) and the one
of this working tree verify the same sets in turn: the contract's sample, counties of each preset, and a county with an
agency of twenty thousand matters. Links, findings, verdicts and what was set aside are compared by SHA-256, the report
without its seconds and without the digests of the rules' own texts. Exit code 1 when anything differs.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT)]

from benchmarks.peers import Run, run  # noqa: E402

SAMPLE = ROOT / "src/yimen/verify/tests/sample"
PRESETS = ("plain", "messy", "hard")
AGENCY = "agency"
SETS = ("sample", *PRESETS, AGENCY)


def made(name: str, folder: Path, seed: int) -> Path:
    """The folder of the set of that name; made in `folder` unless it lies there already."""
    if name == "sample":
        return SAMPLE
    here = folder / f"{name}-{seed}"
    if not (here / "meta.json").is_file():
        if name == AGENCY:
            which = ["benchmarks/big_sets.py", str(here), "--matters", "1000000", "--first", "1"]
        else:
            which = ["-m", "benchmarks.counties", str(here), "--matters", "60000", "--preset", name]
        subprocess.run([sys.executable, *which, "--seed", str(seed)], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return here


def digests(answer: Path) -> dict[str, str]:
    """SHA-256 of each file of an answer; of the report what does not differ from run to run."""
    found = {}
    for path in sorted(answer.iterdir()):
        content = path.read_bytes()
        if path.name == "report.json":
            report: dict[str, Any] = json.loads(content)
            del report["seconds"]
            for rule in report["rules"]:
                del rule["digest"]
            content = json.dumps(report, ensure_ascii=False, sort_keys=True).encode()
        found[path.name] = hashlib.sha256(content).hexdigest()
    return found


def verified(source: Path, folder: Path, answer: Path, more: list[str]) -> Run:
    """What the engine under `source` took for the set in `folder`; its answer is in `answer`."""
    os.environ["PYTHONPATH"] = str(source)
    return run([sys.executable, "-m", "yimen.verify", "verify", str(folder), "--out", str(answer), "--quiet", *more])


def unpacked(commit: str, folder: Path) -> Path:
    """The sources of a commit, unpacked into the folder."""
    packed = subprocess.run(
        ["git", "archive", commit, "src/yimen"], cwd=ROOT, check=True, stdout=subprocess.PIPE
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        tar.extractall(folder, filter="data")
    return folder / "src"


def main() -> int:
    """One line a set: processor seconds before and after, peak memory, and which files differ."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--before", default="HEAD", help="the commit whose engine is compared with this working tree's")
    parser.add_argument("--sets", default=",".join(SETS), help=f"of {', '.join(SETS)}, with commas between")
    parser.add_argument("--seed", type=int, default=71)
    parser.add_argument("--times", type=int, default=1, help="runs of each; the cheapest counts")
    parser.add_argument("--keep", type=Path, help="folder in which the sets stay")
    parser.add_argument("--estimates", action="store_true", help="with hidden volume and change points")
    given = parser.parse_args()
    more = [] if given.estimates else ["--no-estimates"]
    failed = False
    with tempfile.TemporaryDirectory() as temporary:
        here = Path(temporary)
        sources = {"before": unpacked(given.before, here / "engine"), "after": ROOT / "src"}
        for name in given.sets.split(","):
            folder = made(name, given.keep or here, given.seed)
            answers = {when: here / f"{name}-{when}" for when in sources}
            runs: dict[str, list[Run]] = {when: [] for when in sources}
            for _ in range(given.times):
                for when, source in sources.items():
                    runs[when].append(verified(source, folder, answers[when], more))
            before, after = digests(answers["before"]), digests(answers["after"])
            differ = sorted(file for file in before | after if before.get(file) != after.get(file))
            cheapest = {when: min(some, key=lambda one: one.cpu) for when, some in runs.items()}
            told = ", ".join(f"{when} {one.cpu:.2f} s CPU, {one.peak_mib} MiB" for when, one in cheapest.items())
            print(f"{name}: {told}; {'differ: ' + ', '.join(differ) if differ else 'the same'}", flush=True)
            failed = failed or bool(differ)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
