"""A point of a demonstration: a command with its own time limit, its figures, and the limit asked of each figure."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).parents[2]
Figures = dict[str, tuple[float, str]]
"""By name: the number that is held against the limit, and the words in which it is shown."""


class Unmeasured(Exception):
    """The output holds no figure, or the command ended otherwise than it should; the text says what came instead."""


@dataclass(frozen=True)
class Limit:
    """要求: what one figure must reach (`least`) or keep under (`most`).

    words: what the figure is. own: the task names no number for it, so this list sets one.
    """

    figure: str
    words: str
    least: float | None = None
    most: float | None = None
    own: bool = False

    def holds(self, value: float) -> bool:
        """Whether the value keeps the limit; what is no number keeps none."""
        above = self.least is None or value >= self.least
        return value == value and above and (self.most is None or value <= self.most)

    def asked(self) -> str:
        """The limit in words."""
        if self.least == self.most:
            return f"{'自定' if self.own else '要求'} = {self.most:,g}"
        parts = [f"{sign} {limit:,g}" for sign, limit in (("≥", self.least), ("≤", self.most)) if limit is not None]
        return f"{'自定' if self.own else '要求'} {'，'.join(parts)}"


@dataclass(frozen=True)
class Point:
    """What must hold: one line for each limit.

    command: what runs it; without one the point is not built yet and fails with `absent`.
    minutes: after so long it is ended and has failed. large: only where the caller asks for the large ones.
    """

    label: str
    limits: tuple[Limit, ...] = ()
    command: tuple[str, ...] = ()
    minutes: float = 8
    large: bool = False
    absent: str = ""


@dataclass(frozen=True)
class Line:
    """One judged line."""

    good: bool
    text: str

    def __str__(self) -> str:
        return f"{'PASS' if self.good else 'FAIL'} {self.text}"


PASSED = Limit("not passed", "", most=0)
PYTEST = (sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-m", "not browser and not spark")


def held_by(label: str, *arguments: str, limits: tuple[Limit, ...] = (), minutes: float = 8) -> Point:
    """A point that tests hold: all must pass and none may be skipped.

    limits: of figures that the tests tell with `record_property(name, (number, words))`.
    """
    told = ("-p", "benchmarks.showing.told") if limits else ()
    return Point(label, (PASSED, *limits), (*PYTEST, *told, *arguments), minutes)


def under(point: Point, *command: str) -> Point:
    """The same point, run by another command: `env NAME=value`, or `bin/with-postgres` for a server of its own."""
    return replace(point, command=(*command, *point.command))


def in_full(point: Point) -> Point:
    """The same point with the full numbers of its tests' loops (`yimen.common.tests.amounts`)."""
    return under(point, "env", "YIMEN_TESTS=full")


def measured(label: str, name: str, *limits: Limit, minutes: float = 8, large: bool = False) -> Point:
    """A point whose figures `python -m benchmarks.showing.figures NAME …` measures."""
    command = (sys.executable, "-m", "benchmarks.showing.figures", *name.split())
    return Point(label, limits, command, minutes, large)


def read_figures(output: str) -> Figures:
    """The figures in an output: those of its last line of JSON, and what a test run counted. Raises Unmeasured."""
    found: Figures = {}
    for line in reversed(output.splitlines()):
        if line.startswith('{"figures": '):
            told = json.loads(line)["figures"].items()
            found = {name: (float(value), str(words)) for name, (value, words) in told}
            break
    counted = re.findall(r"^=*\s*((?:\d+ [a-z]+(?:, )?)+) in [\d.:]+ ?s", output, flags=re.MULTILINE)
    if counted:
        found |= _counted(counted[-1])
    if not found:
        raise Unmeasured(" ".join(output.split())[-200:] or "没有输出")
    return found


def _counted(summary: str) -> Figures:
    """What the last line of a test run says. Raises Unmeasured when not one test ran."""
    counts = {word: int(number) for number, word in re.findall(r"(\d+) ([a-z]+)", summary)}
    passed = counts.pop("passed", 0)
    others = sum(number for word, number in counts.items() if word not in ("deselected", "warning", "warnings"))
    if not passed and not others:
        raise Unmeasured("没有一项测试运行")
    return {PASSED.figure: (others, f"{passed} 项测试通过，{others} 项未通过或跳过")}


def judge(point: Point, figures: Figures, seconds: float) -> list[Line]:
    """A line for each limit of the point; a figure that is not there has failed."""
    lines = []
    for limit in point.limits:
        value, words = figures.get(limit.figure, (float("nan"), "没有这个数字"))
        label = f"{point.label}：{limit.words} {words}" if limit.words else f"{point.label}：{words}"
        asked = "要求 全部通过，无一跳过" if limit is PASSED else limit.asked()
        took = "" if lines else f"（{seconds:.0f} 秒）"
        lines.append(Line(limit.holds(value), f"{label}（{asked}）{took}"))
    return lines


def failed(point: Point, reason: str) -> list[Line]:
    """All lines of a point that gave no figures."""
    return [
        Line(False, f"{point.label}{f'：{limit.words}' if limit.words else ''}：{reason}（{limit.asked()}）")
        for limit in point.limits
    ]


def run(point: Point, waiting: Callable[[float], None] = lambda seconds: None) -> list[Line]:
    """Runs the point in a process of its own and judges it; `waiting` is told every second how long it has taken."""
    if not point.command:
        return [Line(False, f"{point.label}：{point.absent}")]
    began = time.monotonic()
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as out:
        # A session of its own, so that what the command starts ends with it.
        process = subprocess.Popen(
            point.command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        try:
            while True:
                try:
                    process.wait(1)
                    break
                except subprocess.TimeoutExpired:
                    waiting(time.monotonic() - began)
                if time.monotonic() - began > point.minutes * 60:
                    return failed(point, f"超过 {point.minutes:g} 分钟，已中止")
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        out.seek(0)
        output = out.read()
    try:
        lines = judge(point, read_figures(output), time.monotonic() - began)
    except Unmeasured as reason:
        return failed(point, f"没有得出数字：{reason}")
    if process.returncode and all(line.good for line in lines):
        return failed(point, f"命令以 {process.returncode} 结束：{' '.join(output.split())[-200:]}")
    return lines
