"""A list of points with what is only looked at: runs it, and prints it for the documents."""

from __future__ import annotations

import argparse
import os
import shlex
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tqdm import tqdm

from benchmarks.showing.points import PASSED, PYTEST, Line, Point, run


@dataclass(frozen=True)
class Listing:
    """逐条演示: everything that an issue must hold; `make show-NAME` runs it.

    to_look_at: pairs of what no command can judge and the page or picture to open for it; counted nowhere.
    """

    name: str
    points: tuple[Point, ...]
    to_look_at: tuple[tuple[str, str], ...] = ()

    def markdown(self) -> str:
        """The table for the documents."""
        lines = ["| 条目 | 数字与要求 | 如何运行 |", "| --- | --- | --- |"]
        lines += [f"| {point.label} | {_asked(point)} | {_how(point)} |" for point in self.points]
        lines += [f"| {label} | 看 | {where} |" for label, where in self.to_look_at]
        return "\n".join(lines)

    def show(self, only: str = "", large: bool = False) -> int:
        """Prints a line for each figure, then how many passed and failed; 0 when every line passed.

        1 when a line failed, 2 when no name has the word.
        """
        labels = [point.label for point in self.points] + [label for label, _ in self.to_look_at]
        if not any(only in label for label in labels):
            print(f"没有名称含“{only}”的条目；全部名称见 bin/show-{self.name} --markdown")
            return 2
        chosen = [point for point in self.points if only in point.label]
        now = [point for point in chosen if large or not point.large]
        began, good = time.monotonic(), []
        for line in _lines(now):
            print(line, flush=True)
            good.append(line.good)
        for point in chosen:
            if point not in now:
                print(f"LARGE {point.label}：make show-{self.name} LARGE=1 ONLY='{point.label}'")
        for label, where in self.to_look_at:
            if only in label:
                print(f"LOOK {label}：{where}")
        took = (time.monotonic() - began) / 60
        print(f"{sum(good)} passed, {len(good) - sum(good)} failed（{took:.1f} 分钟）")
        return 0 if all(good) else 1


def _asked(point: Point) -> str:
    words = ["测试全部通过" if limit is PASSED else f"{limit.words} {limit.asked()}".strip() for limit in point.limits]
    return "；".join(words) or point.absent


def _how(point: Point) -> str:
    if not point.command:
        return "计为未通过"
    how = shlex.join("python" if part == sys.executable else part for part in point.command)
    how = how.replace(f" {shlex.join(PYTEST[3:])}", "").replace(" -p benchmarks.showing.told", "")
    return f"`{how}`{'（`LARGE=1`）' if point.large else ''}"


@contextmanager
def _bar(total: int) -> Iterator[tqdm]:
    with tqdm(total=total, disable=None, leave=False, bar_format="{n_fmt}/{total_fmt} {bar:20} {desc}") as bar:
        yield bar


def _lines(points: list[Point]) -> Iterable[Line]:
    """The judged lines of the points, one after another, with a bar that says which is under way and how long."""
    with _bar(len(points)) as bar:
        for point in points:

            def waiting(seconds: float, label: str = point.label) -> None:
                bar.set_description_str(f"{label}（{seconds:.0f} 秒）")

            waiting(0)
            lines = run(point, waiting)
            bar.clear()
            yield from lines
            bar.update()


def main(listing: Listing, words: str) -> int:
    """Runs the list as the command line and the environment (ONLY, LARGE) ask; `words` is the command's help."""
    parser = argparse.ArgumentParser(description=words, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=os.environ.get("ONLY", ""), metavar="WORD", help="points whose name has it")
    parser.add_argument("--large", action="store_true", default=bool(os.environ.get("LARGE")),
                        help="also what takes an hour and tens of gigabytes of disk")  # fmt: skip
    parser.add_argument("--markdown", action="store_true", help="print the list for the documents and run nothing")
    given = parser.parse_args()
    # Told to end, it ends what it runs too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if given.markdown:
        print(listing.markdown())
        return 0
    return listing.show(given.only, given.large)
