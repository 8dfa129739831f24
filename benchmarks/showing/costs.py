"""Seconds and memory of a command with all its processes, and what it costs by size."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks.showing.points import ROOT, Figures

EVERY = 0.1
"""Seconds between two looks at the memory; a peak that is shorter is not seen."""


QUICK = ("--quiet", "--no-estimates")
"""From the rows to links, findings and verdicts: what no peer has (hidden volume, change points) is left away."""


@dataclass(frozen=True)
class Cost:
    """Wall and CPU seconds, and the most memory (MiB) that all its processes held at one time."""

    wall: float
    cpu: float
    peak: float
    said: str = ""


TICKS = os.sysconf("SC_CLK_TCK")
"""The unit in which /proc counts processor time, a second."""


def _held(session: int, spent: dict[int, float]) -> float:
    """MiB that the processes of a session hold, each page that several share counted once (PSS).

    spent: processor seconds of each of them so far, which are entered.
    """
    total = 0
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                # After the command's name in brackets: state, parent, group, session; from the 12th on its time.
                told = (folder / "stat").read_text().rpartition(")")[2].split()
                if int(told[3]) == session:
                    spent[int(folder.name)] = (int(told[11]) + int(told[12])) / TICKS
                    pss = (line for line in (folder / "smaps_rollup").read_text().splitlines() if line[:4] == "Pss:")
                    total += int(next(pss).split()[1])
            except (OSError, StopIteration, IndexError):
                continue
    return total / 1024


def cost(command: list[str], every: float = EVERY) -> Cost:
    """What the command and everything that it started cost; SystemExit with its last words when it fails.

    every: seconds between two looks at its processes, each of which costs some milliseconds for a gigabyte. Processor
    time is what the ended ones were charged, or what was seen of all where some outlived the process they belong to.
    """
    before, began, peak = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic(), 0.0
    spent: dict[int, float] = {}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, start_new_session=True)
        while process.poll() is None:
            peak = max(peak, _held(process.pid, spent))
            time.sleep(every)
        wall = time.monotonic() - began
        out.seek(0)
        said = out.read()
    if process.returncode:
        raise SystemExit(f"{' '.join(command[1:4])}：{' '.join(said.split())[-200:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    charged = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(round(wall, 2), round(max(charged, sum(spent.values())), 2), round(peak), said)


def verifying(folder: Path, out: Path, *more: str) -> Cost:
    """What `yimen verify` costs from the files to its answer in `out`."""
    return cost([sys.executable, "-m", "yimen.verify", "verify", str(folder), "--out", str(out), *QUICK, *more])


def by_size(sizes: list[int]) -> Figures:
    """`ratio`: time in bare scans, `peak` and `growth`, all at the largest size; growth is that of CPU time a matter.

    growth: how many times dearer a matter becomes from one size to the next, at worst.
    """
    costs, scans = [], []
    for matters in sizes:
        with tempfile.TemporaryDirectory(prefix="show-") as temporary:
            here = Path(temporary) / "set"
            big = [sys.executable, "benchmarks/big_sets.py", str(here), "--matters", str(matters), "--seed", "4"]
            subprocess.run(big, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
            scan = [sys.executable, "benchmarks/rivals/bare_scan.py", str(here)]
            cost(scan)  # The first fills the file cache for both.
            scans.append(cost(scan))
            costs.append(verifying(here, Path(temporary) / "answer", "--format", "parquet"))
        sys.stderr.write(f"{matters}: {scans[-1]} {costs[-1]}\n")
    each = [one.cpu / matters for one, matters in zip(costs, sizes, strict=True)]
    growth = max((after / before for before, after in pairwise(each)), default=1.0)
    told = "，".join(f"{n:,} 件 {one.wall:.0f} 秒（CPU {one.cpu:.0f}）" for n, one in zip(sizes, costs, strict=True))
    last, scan = costs[-1], scans[-1]
    ratio, of_cpu = last.wall / max(scan.wall, 0.01), last.cpu / max(scan.cpu, 0.01)
    return {
        "growth": (growth, f"{growth:.2f} 倍（{told}）"),
        "ratio": (
            ratio,
            f"{ratio:.1f} 倍（{last.wall:.0f} 秒对 {scan.wall:.1f} 秒；CPU {of_cpu:.1f} 倍）",
        ),
        "peak": (last.peak, f"{last.peak:,.0f} MiB"),
    }


def print_figures(figures: Figures) -> None:
    """The line from which a point reads its figures."""
    print('{"figures": ' + json.dumps(figures, ensure_ascii=False) + "}", flush=True)
