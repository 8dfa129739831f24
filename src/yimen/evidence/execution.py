"""Carrying out a run, stage by stage: the set written, the engine's answer, its rows stored, the run finished.

Whatever kills it, the next worker goes on from the last stage that lies whole on disk, and from the last row stored.
"""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import DatabaseError, OperationalError, connection

from yimen.common.errors import Refused
from yimen.evidence import answers, dataset, kept, leases, services
from yimen.evidence.handing_in import places, verifying
from yimen.evidence.handing_in.models import ForeignSet
from yimen.evidence.models import Run
from yimen.evidence.queries import months_of
from yimen.evidence.states import DONE
from yimen.evidence.thresholds.queries import parameters_for
from yimen.verify import WHOLE, InputError, TooLittleMemory, verify
from yimen.verify.merging import JoinedResult

log = logging.getLogger(__name__)

MEMORY = "1GB"
"""Of the county's own set; where it does not do, as much as any set in one piece may use."""
BREATH = 0.05
"""Seconds between two batches on SQLite, which lets one write at a time: whoever waits asks only so often."""
REMOVED_AT_ONCE = 1_000
BROKEN = "核验程序出错，没有保存任何结果。请把批次编号告诉系统管理员查看日志，修复后重新核验。"
Progress = Callable[[str, int, int], None]


def execute_run(*, run: Run, progress: Progress | None = None) -> Run:
    """The run, done or failed with the reason. A run that is done already comes back as it is.

    A run whose holder died is taken up where it stood: the set and the answer that it had finished are used again.
    Nothing of a failed run is ever shown but its reason; it can be started again. progress: told as by `verify`,
    besides what is kept in the run for the page. Errors: Conflict while somebody else carries the run out.
    """
    if run.status == DONE:
        return run
    with leases.held(run) as (lease, before):
        run = (
            services.resume(run=run, lease=lease)
            if leases.lapsed(run, before)
            else services.start(run=run, lease=lease)
        )
        if run.interrupted_at is None:
            kept.forget(run)  # the county's data may have changed since a run that failed wrote its set
        try:
            with leases.beating(lease, services.renew):
                return _carry_out(run, lease, _teller(lease, progress))
        except leases.Lost:
            log.warning("run %s is carried out by somebody else, or was ended", run.pk)
            return _afresh(run)
        except (InputError, Refused, TooLittleMemory) as error:
            return _failed(run, lease, str(error))
        except Exception:
            log.exception("run %s failed", run.pk)
            return _failed(run, lease, BROKEN)


def _failed(run: Run, lease: leases.Lease, failure: str) -> Run:
    """The run, failed, with whatever it had stored or kept on disk removed; left alone when it is not ours any more."""
    try:
        try:
            _clear(run, lease)
        except DatabaseError:  # what stays is never shown, and goes when the run is started again
            log.exception("run %s: rows of its answer are left", run.pk)
        run = services.fail(run=_afresh(run), failure=failure, lease=lease)
    except leases.Lost:
        return _afresh(run)
    kept.forget(run)
    return run


def _carry_out(run: Run, lease: leases.Lease, tell: Progress) -> Run:
    """The run, done. Each stage leaves something whole behind, so that whoever takes the run up need not repeat it."""
    if run.handed_in is None:
        written, again = kept.stage(run, kept.SET, lambda folder: _prepare(run, folder, tell))
        tell("沿用中断前写出的证据集" if again else "证据集已写出", 1, 10)
        answer, _ = kept.stage(run, kept.ANSWER, lambda folder: _answer(run, written, folder, tell))
    else:
        foreign = verifying.set_of(run.handed_in)
        answer, _ = kept.stage(run, kept.ANSWER, lambda folder: _foreign_answer(run, foreign, folder, tell))
    report = answers.read_report(answer)
    digest = answers.digest(report["answer"])
    if run.answer_digest != digest:
        _clear(run, lease)
        run = services.settle(run=run, lease=lease, digest=digest)
    _store(run, lease, answer, report, tell)
    tell("汇总", 95, 100)
    run.report = report  # which rows of the ledger are one application is said there
    report["months"] = [[month.first.isoformat(), month.matters, month.off_matters] for month in months_of(run)]
    if run.handed_in is None:
        kept.keep_set(run, written)
    else:
        verifying.keep(foreign, answer)
    run = services.finish(run=run, lease=lease, report=report)
    kept.forget(run)
    return run


def _afresh(run: Run) -> Run:
    """The run as it stands in the database: what was rolled back still stands in the object."""
    return Run.objects.select_related("region").get(pk=run.pk)


def _prepare(run: Run, folder: Path, tell: Progress) -> None:
    tell("写出证据集", 0, 100)
    written = dataset.write_set(
        region=run.region,
        period_from=run.period_from,
        period_to=run.period_to,
        folder=folder,
        progress=lambda rows: tell(f"写出证据集：{rows} 行", 5, 100),
    )
    if not written["items"]:
        raise Refused("该期间没有在用的事项，无法核验：请先导入事项清单。")


def _answer(run: Run, written: Path, folder: Path, tell: Progress) -> None:
    shown = _within(tell, 10, 80)
    result = verify(
        written, None, shown, in_one=MEMORY, parameters=parameters_for(run), large=WHOLE, spill=folder / ".spill"
    )
    try:
        answers.write(result, folder)
    finally:
        result.connection.close()


def _foreign_answer(run: Run, foreign: ForeignSet, folder: Path, tell: Progress) -> None:
    """The answer over a set from outside: county by county, each of which is asked but once however often it is cut."""
    work = kept.folder(run) / kept.COUNTIES
    result = verifying.ask(foreign, work, folder, _within(tell, 0, 80), parameters_for(run))
    try:
        answers.write(result, folder)
        result.refused.write(folder / places.REFUSED)
        if isinstance(result, JoinedResult):
            verifying.write_links(result, folder)
    finally:
        result.connection.close()


def _within(tell: Progress, first: int, last: int) -> Progress:
    """Tells of a part of the work as of the whole, from one percentage to another."""
    return lambda step, done, total: tell(step, first + (last - first) * done // max(total, 1), 100)


def _store(run: Run, lease: leases.Lease, answer: Path, report: dict[str, Any], tell: Progress) -> None:
    """Writes what is not stored yet of the answer, in short transactions, so that the pages can write in between."""
    total = sum(each["rows"] for each in report["answer"].values()) or 1
    stored = 0
    for name in report["answer"]:
        model = answers.TABLES[name][0]
        there = model._default_manager.filter(run=run).count()
        stored += there
        for rows in answers.batches(run, answer, name, there):
            services.store(run=run, lease=lease, model=model, rows=rows)
            stored += len(rows)
            tell(f"保存结果：{stored} / {total} 行", 80 + 15 * stored // total, 100)
            if connection.vendor == "sqlite":
                time.sleep(BREATH)


def _teller(lease: leases.Lease, progress: Progress | None) -> Progress:
    """Tells the caller, and keeps in the run how far it is: a sign of life besides."""

    def tell(step: str, done: int, total: int) -> None:
        if progress:
            progress(step, done, total)
        lease.check()
        try:
            services.renew(lease, progress=min(99, 100 * done // max(total, 1)), progress_text=step[:100])
        except OperationalError:
            # While rows are read SQLite refuses this connection a write once another one has written. The page then
            # shows the step before; signs of life have a connection of their own.
            log.info("run %s: progress not kept: %s", lease.run, step)

    return tell


def _clear(run: Run, lease: leases.Lease) -> None:
    """Removes what was stored of an answer that is not to be finished, batch by batch."""
    for model, *_ in answers.TABLES.values():
        while keys := list(model._default_manager.filter(run=run).values_list("pk", flat=True)[:REMOVED_AT_ONCE]):
            services.remove(run=run, lease=lease, model=model, keys=keys)
