"""Verifies a set of many counties county by county, each for itself and two at a time, in the memory that one takes.

Counties share nothing: no department, no hall, no staff. What hangs together is found from the rows (departments, the
halls at whose windows they accept, the staff stationed there), so no column needs to name the county. Each county is
calibrated on its own rows, as if it had been handed in alone; what is far larger than memory is read in one pass and
written out by county first. A set in one piece, or a small one, goes to the engine as it is.
"""

from __future__ import annotations

import json
import multiprocessing
import shutil
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from itertools import takewhile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from yimen.verify import engine, extents, merging, parting, reading, storing
from yimen.verify.contract import TooLittleMemory
from yimen.verify.engine import Progress, Result
from yimen.verify.extents import Node, Rows
from yimen.verify.merging import Answer
from yimen.verify.parting import Laid, Standing
from yimen.verify.reading import Inventory
from yimen.verify.rulebook import RuleRun
from yimen.verify.sources import Source, files_of, rows_bytes
from yimen.verify.storing import Entry, Store

LARGE = 48 * 1024 * 1024
"""Bytes of cases and register together from which a set is looked at for several counties."""

WHOLE = 1 << 62
"""For `large`: a set that is known to be one county, however large."""

PROCESSES = 2
MEMORY = "300MB"
"""What each process may use for its county; DuckDB writes to disk what is beyond."""

MORE_MEMORY = "1GB"
"""What a county may use that cannot be worked through in less (one agency with tens of thousands of cases); such ones
come last and one at a time, so that memory stays bounded."""

IN_ONE = "800MB"
MORE_IN_ONE = "4GB"
"""What a set in one piece may use, and what it gets should that not do; so too a large county, and any that MORE_MEMORY
does not do for. With 800 MB a county of a million matters stays under 1.5 GB in all and takes little more time than
with 4 GB (docs/verification.md)."""

LARGE_COUNTY = 500_000
"""Rows of cases and register together from which a county is worked through alone, as a set in one piece is."""

AT_MOST = 8
"""Counties for one process of a batch; then new ones come: what a process once took it does not give back."""

NO_ROOM = "内存不够，没有得出结果，证据集未动。请关掉其他程序后重新核验；命令行可以给出更多内存，如 --memory 8GB。"

ANSWERED = "county.json"
"""In the folder of a county's answer, written last: its report."""


@dataclass(frozen=True)
class Task:
    """One county to verify: its files by table, where its answer goes, what is to keep it, and how."""

    number: int
    files: dict[str, Any]
    answer: Path
    entry: Entry | None
    options: dict[str, Any]
    memories: tuple[str, ...]
    """What it may use, and what it gets each time that should not do. With the last it is the caller's to hear."""
    is_alone: bool = False
    """Nothing runs beside it."""

    def with_more(self) -> Task:
        """The same with what it gets next."""
        return replace(self, memories=self.memories[1:])


@contextmanager
def _said_in_words() -> Iterator[None]:
    """A process that the system ends is nearly always one that took too much memory."""
    try:
        yield
    except (duckdb.OutOfMemoryException, BrokenProcessPool) as error:
        raise TooLittleMemory(NO_ROOM) from error


@_said_in_words()
def verify(
    set_dir: Source,
    out_dir: Path | str | None = None,
    progress: Progress | None = None,
    *,
    processes: int = PROCESSES,
    large: int = LARGE,
    work: Path | None = None,
    store: Path | None = None,
    in_one: str = IN_ONE,
    **options: Any,
) -> Result:
    """As `engine.verify`; a large set of several counties is parted first and the answers are joined.

    processes: counties verified at a time. large: bytes of cases and register from which counties are looked for.
    work: a folder of this set alone that outlives a killed process; a county answered there is not asked again.
    store: a folder that keeps each county's answer; of the next set only counties that changed are verified.
    in_one: the memory of a set in one piece, where `memory` is not given; where it is too little, MORE_IN_ONE.
    options: those of `engine.verify`; `memory` is then each process's. The joined answer has no `comparisons`.
    Raises InputError, and TooLittleMemory where even the last that may be given does not do.
    """
    files, meta = files_of(set_dir)
    if rows_bytes(files) < large:
        return _in_one(set_dir, out_dir, progress, in_one, options)
    tell: Callable[[str, int, int], None] = progress or (lambda step, done, total: None)
    tell("分清各县", 0, 1)
    inventory = Inventory()
    with storing.opened(store) as kept, _place(work, Path(out_dir).parent if out_dir else None) as folder:
        with _connected(folder) as connection:
            rows = Rows(connection, files, inventory)
            laid = _laid_out(rows, kept)
            if len(laid) < 2:
                return _in_one(set_dir, out_dir, progress, in_one, options)
            meta = reading.told(inventory, meta)
            wanted = {**options, "file_format": "parquet", "threads": 1}
            memory = wanted.pop("memory", "")
            known = _Known(kept, laid, meta, wanted)
            parts = parting.part(rows, laid, known.lacking, folder)
        tasks = []
        for number, found in sorted(parts.items()):
            place, room = known.place(number, folder), _room(laid[number], memory)
            tasks.append(Task(number, {**found, "meta": dict(meta)}, *place, wanted, *room))
        reports = _work(tasks, processes, tell)
        for task, report in zip(tasks, reports, strict=True):
            known.answers[task.number] = Answer(task.entry.folder if task.entry else task.answer, report)
        result = merging.join(
            [answer for _, answer in sorted(known.answers.items())],
            inventory.refused,
            files,
            out_dir,
            options.get("file_format", "csv"),
        )
        result.from_store = len(laid) - len(tasks)
        if kept:
            kept.keep_only(known.entries.values())
        return result


def _in_one(
    set_dir: Source, out_dir: Path | str | None, progress: Progress | None, memory: str, options: Mapping[str, Any]
) -> Result:
    """The set's answer in one piece; asked for anew with more memory where the caller has set none."""
    if "memory" in options:
        return engine.verify(set_dir, out_dir, progress, **options)
    try:
        return engine.verify(set_dir, out_dir, progress, memory=memory, **options)
    except duckdb.OutOfMemoryException:
        pass  # what was begun goes with the exception
    return engine.verify(set_dir, out_dir, progress, memory=MORE_IN_ONE, **options)


def _room(tables: Mapping[str, Standing], memory: str) -> tuple[tuple[str, ...], bool]:
    """A county's `memories` (one alone where the caller has set it), and whether it is worked through alone."""
    is_large = sum(tables[name].rows for name in ("cases", "register") if name in tables) >= LARGE_COUNTY
    if memory:
        return (memory,), is_large
    return (IN_ONE, MORE_IN_ONE) if is_large else (MEMORY, MORE_MEMORY, MORE_IN_ONE), is_large


class _Known:
    """The answers of the counties, by number: at first those that the store holds."""

    def __init__(self, store: Store | None, laid: Laid, meta: Mapping[str, Any], options: Mapping[str, Any]) -> None:
        self._store = store
        self.entries: dict[int, Entry] = {}
        self.answers: dict[int, Answer] = {}
        if store:
            self.entries = {number: store.entry(rows, meta, options) for number, rows in laid.items()}
        for number, entry in self.entries.items():
            moved = entry.take()
            if moved is not None:
                self.answers[number] = Answer(entry.folder, _report_in(entry.folder, is_new=False), moved)
        self.lacking = sorted(set(laid) - set(self.answers))

    def place(self, number: int, folder: Path) -> tuple[Path, Entry | None]:
        """Where the county's answer is to be written, and the entry that is to keep it."""
        if self._store:
            return self._store.coming / str(number), self.entries[number]
        return folder / f"answer-{number}", None


@contextmanager
def _place(work: Path | None, beside: Path | None) -> Iterator[Path]:
    """The folder of the parts and answers: the one given, with the answers that lie there whole, or a passing one."""
    if work is None:
        with TemporaryDirectory(dir=beside, prefix="counties-") as name:
            yield Path(name)
        return
    work.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in work.iterdir():
        if not (path / ANSWERED).is_file():
            shutil.rmtree(path)
    yield work


def _laid_out(rows: Rows, store: Store | None) -> Laid:
    """Where the rows of each county stand."""
    extents.measure(rows, store)
    return parting.lay_out(rows, connected(extents.edges(rows.connection, rows.files)))


@contextmanager
def _connected(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(
            f"""SET memory_limit = '{MEMORY}'; SET enable_progress_bar = false;
            SET temp_directory = '{folder}/spill'"""
        )
        connection.execute(engine.macros())
        yield connection


def connected(edges: Iterable[tuple[Node, Node]]) -> dict[Node, int]:
    """The county of each node, numbered from 0 in the order of its first node's kind and code.

    A county has a department and a hall. What hangs together without both (a department that accepts online alone, a
    branch hall that nobody used) belongs to the county whose codes begin most like its own.
    """
    above: dict[Node, Node] = {}

    def root(node: Node) -> Node:
        above.setdefault(node, node)
        while above[node] != node:
            above[node] = above[above[node]]
            node = above[node]
        return node

    for one, other in edges:
        above[root(one)] = root(other)
    members: dict[Node, list[Node]] = {}
    for node in sorted(above):
        members.setdefault(root(node), []).append(node)
    whole = [top for top, nodes in members.items() if {"department", "hall"} <= {kind for kind, _ in nodes}]
    turn = {top: number for number, top in enumerate(sorted(whole, key=lambda top: members[top][0]))}
    codes = sorted((node, number) for top, number in turn.items() for node in members[top])
    return {
        node: turn[top] if top in turn else _nearest(nodes, codes) for top, nodes in members.items() for node in nodes
    }


def _nearest(nodes: list[Node], codes: list[tuple[Node, int]]) -> int:
    """The county with the code that begins most like one of the nodes' own; the first where none does."""
    best, county = 0, 0
    for kind, value in nodes:
        place = bisect_left(codes, ((kind, value), -1))
        for (other, code), number in codes[max(0, place - 1) : place + 1]:
            alike = takewhile(lambda pair: pair[0] == pair[1], zip(value, code, strict=False))
            shared = sum(1 for _ in alike) if other == kind else 0
            if shared > best:
                best, county = shared, number
    return county


def _work(tasks: list[Task], processes: int, tell: Callable[[str, int, int], None]) -> list[dict[str, Any]]:
    """The reports of the counties in the order of the tasks.

    New processes come in batches: `max_tasks_per_child` would replace them one by one, and on Python 3.11 can wait for
    ever once all of them have reached it. A county that nothing runs beside has the threads of all.
    """
    reports: dict[int, dict[str, Any]] = {}

    def run(batch: list[Task]) -> None:
        more = {"threads": processes} if len(batch) == 1 else {}
        with ProcessPoolExecutor(min(processes, len(batch)), mp_context=multiprocessing.get_context("spawn")) as pool:
            running = {pool.submit(_one, replace(task, options={**task.options, **more})): task for task in batch}
            for future in as_completed(running):
                if report := future.result():
                    reports[running[future].number] = report
                    tell(f"逐县核验（{len(reports)}/{len(tasks)}）", len(reports), len(tasks) + 1)

    reports.update({task.number: report for task in tasks if (report := _answered(task))})
    left = [task for task in tasks if task.number not in reports]
    if reports:
        tell(f"逐县核验（{len(reports)}/{len(tasks)}）", len(reports), len(tasks) + 1)
    beside = [task for task in left if not task.is_alone]
    for start in range(0, len(beside), processes * AT_MOST):
        run(beside[start : start + processes * AT_MOST])
    for task in left:
        asked = task if task.is_alone else task.with_more()
        while task.number not in reports:
            run([asked])
            asked = asked.with_more()
    return [reports[task.number] for task in tasks]


def _answered(task: Task) -> dict[str, Any] | None:
    """The report of a county whose answer lies there whole."""
    try:
        return _report_in(task.answer)
    except OSError:
        return None


def _report_in(folder: Path, *, is_new: bool = True) -> dict[str, Any]:
    """The report of the county whose answer the folder holds; without its seconds where it is not this run's work."""
    found: dict[str, Any] = json.loads((folder / ANSWERED).read_text(encoding="utf-8"))
    runs = [RuleRun(**run) for run in found["rule_runs"]]
    if is_new:
        return {**found, "rule_runs": runs}
    return {
        **found,
        "rule_runs": [replace(run, seconds=0.0) for run in runs],
        "seconds": dict.fromkeys(found["seconds"], 0.0),
    }


def _one(task: Task) -> dict[str, Any] | None:
    """The county's report; None when it needs more than the first of its memories and there is another."""
    try:
        result = engine.verify(task.files, task.answer, None, memory=task.memories[0], **task.options)
    except duckdb.OutOfMemoryException:
        if len(task.memories) == 1:
            raise
        return None
    result.connection.close()
    report = {**result.report, "rule_runs": [asdict(run) for run in result.rule_runs]}
    part = task.answer / f"{ANSWERED}.part"
    part.write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")
    part.rename(task.answer / ANSWERED)  # now the answer counts
    answered = _answered(task)
    if task.entry:
        task.entry.keep(task.answer)
    return answered
