"""Verbs on verification runs: asked for, carried out, finished or failed. The only writers of this room."""

import hashlib
import json
import logging
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.evidence import answers, consequences, dataset, handed_in, verdict_files
from yimen.evidence.models import Run, Verdict
from yimen.evidence.queries import months_of
from yimen.evidence.states import DONE, FAILED, QUEUED, RUN, RUNNING
from yimen.exchange import services as exchange
from yimen.exchange.models import ImportBatch
from yimen.exchange.sheets import shown_name
from yimen.exchange.states import APPLIED, BATCH
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Region, User
from yimen.people.queries import may
from yimen.verify import InputError, Result, verify

log = logging.getLogger(__name__)

LONGEST = timedelta(days=3 * 366)
MEMORY = "1GB"
BROKEN = "核验程序出错，没有保存任何结果。请把批次编号告诉系统管理员查看日志，修复后重新核验。"
Progress = Callable[[str, int, int], None]


def default_period(day: date) -> tuple[date, date]:
    """The twelve whole months before a day: what is verified each month unless somebody chooses otherwise."""
    last = day.replace(day=1) - timedelta(days=1)
    return date(last.year - (last.month < 12), last.month % 12 + 1, 1), last


@ledger.mutation("evidence.run_requested")
def request_run(
    *,
    by: User | None,
    region: Region,
    period_from: date,
    period_to: date,
    purpose: str = Run.Purpose.REGULAR,
    day: date | None = None,
) -> Run:
    """A new run, queued. Whoever calls hands it to `tasks.execute`, or carries it out by `execute_run`.

    Errors: Refused without the right, for a period that is turned round, too long or not over, and while the same
    period of the county is being verified.
    """
    _may_run(by, region)
    if period_from > period_to:
        raise Refused("数据起始日期晚于截止日期，请调换后重新提交。")
    if period_to - period_from > LONGEST:
        raise Refused("一次最多核验三年的数据，请缩短期间。")
    if period_from > (day or timezone.localdate()):
        raise Refused("数据起始日期还没有到，没有可核验的数据。")
    same = Run.objects.filter(region=region, period_from=period_from, period_to=period_to, purpose=purpose)
    if same.filter(status__in=(QUEUED, RUNNING)).exists():
        raise Refused("同一期间的核验正在进行，请等待其完成。")
    run = Run.objects.create(
        region=region,
        purpose=purpose,
        period_from=period_from,
        period_to=period_to,
        requested_by=by,
        **begin(RUN, by=by),
    )
    facts = {"from": period_from.isoformat(), "to": period_to.isoformat(), "purpose": str(purpose)}
    ledger.record(chain=region.pk, kind="evidence.run_requested", by=by, changed=[run], facts=facts)
    return run


@ledger.mutation("evidence.set_handed_in")
def request_foreign_run(*, by: User, name: str, content: bytes) -> Run:
    """A new run over an evidence set from outside (.zip), queued; its file is kept under its digest.

    It answers, but nothing follows from it. Errors: Refused without the right, and for a file that cannot be used.
    """
    _may_run(by, by.region)
    handed = handed_in.inspect(content)
    digest = exchange.keep_file(content)
    batch = ImportBatch.objects.create(
        region=by.region,
        kind=ImportBatch.Kind.EVIDENCE_SET,
        file_name=shown_name(name)[:200],
        digest=digest,
        size=len(content),
        uploaded_by=by,
        **begin(BATCH, by=by, status=APPLIED),
    )
    run = Run.objects.create(
        region=by.region,
        purpose=Run.Purpose.FOREIGN,
        period_from=handed.period_from,
        period_to=handed.period_to,
        requested_by=by,
        handed_in=batch,
        **begin(RUN, by=by),
    )
    facts = {"set": digest, "region": handed.region}
    ledger.record(chain=by.region_id, kind="evidence.set_handed_in", by=by, changed=[batch, run], facts=facts)
    return run


def _kept(digest: str) -> bytes:
    try:
        return exchange.kept_file(digest)
    except FileNotFoundError as error:
        raise Refused("外来数据集的文件已不在，请重新上传。") from error


def _may_run(by: User | None, region: Region) -> None:
    if by is not None and not (may(by, "evidence.run") and by.region_id == region.pk):
        raise Refused("只有本县（区）营商局业务人员可以发起核验。")


def execute_run(*, run: Run, progress: Progress | None = None) -> Run:
    """The run, done or failed with the reason. A run that is done already comes back as it is.

    Nothing of a failed run stays but its reason; it can be started again. progress: told as by `verify`, besides what
    is kept in the run for the page. Errors: Conflict while somebody else carries the run out.
    """
    if run.status == DONE:
        return run
    run = _start(run=run)
    tell = _teller(run, progress)
    try:
        with TemporaryDirectory(dir=_work_folder(), prefix=f"run-{run.pk}-") as folder:
            _prepare(run, Path(folder), tell)
            result = verify(Path(folder), None, tell, memory=MEMORY)
            tell("保存结果", 1, 1)
            try:
                return _finish(run=run, result=result)
            finally:
                result.connection.close()
    except (InputError, Refused) as error:
        return _fail(run=_afresh(run), failure=str(error))
    except Exception:
        log.exception("run %s failed", run.pk)
        return _fail(run=_afresh(run), failure=BROKEN)


def _afresh(run: Run) -> Run:
    """The run as it stands in the database: what was rolled back still stands in the object."""
    return Run.objects.select_related("region").get(pk=run.pk)


def _work_folder() -> Path:
    folder = Path(settings.YIMEN_DATA) / "work"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _prepare(run: Run, folder: Path, tell: Progress) -> None:
    tell("写出证据集", 0, 1)
    if run.handed_in is not None:
        handed_in.unpack(_kept(run.handed_in.digest), folder)
        return
    written = dataset.write_set(region=run.region, period_from=run.period_from, period_to=run.period_to, folder=folder)
    if not written["items"]:
        raise Refused("该期间没有在用的事项，无法核验：请先导入事项清单。")


def _teller(run: Run, progress: Progress | None) -> Progress:
    """Tells the caller, and keeps in the run how far it is (the engine's steps after a tenth for writing the set)."""

    def tell(step: str, done: int, total: int) -> None:
        if progress:
            progress(step, done, total)
        percent = 10 + 85 * done // max(total, 1) if total > 1 else 95 * done
        Run.objects.filter(pk=run.pk).update(progress=percent, progress_text=step[:100])

    return tell


@ledger.mutation(RUN.event("start"))
def _start(*, run: Run) -> Run:
    """The run, taken up by whoever carries it out. Errors: Conflict while somebody else does."""
    return advance(run, "start", by=None, chain=run.region_id, failure="", progress=0, progress_text="准备")


@ledger.mutation(RUN.event("fail"))
def _fail(*, run: Run, failure: str, by: User | None = None) -> Run:
    """The run, ended without an answer, with the reason."""
    return advance(run, "fail", by=by, chain=run.region_id, failure=failure, finished_at=timezone.now())


@ledger.mutation(RUN.event("finish"))
def _finish(*, run: Run, result: Result) -> Run:
    """The run with all its rows, and with what follows from them, in one transaction."""
    answers.keep(run=run, result=result)
    report = answers.report(result)
    report["months"] = [[month.first.isoformat(), month.matters, month.off_matters] for month in months_of(run)]
    run = advance(
        run,
        "finish",
        by=None,
        chain=run.region_id,
        finished_at=timezone.now(),
        engine_version=report["engine_version"],
        input_digest=_digest({"inputs": report["inputs"], "period": report["period"]}),
        rules_digest=_digest({name: report[name] for name in ("engine_version", "settings", "parameters", "rules")}),
        report=report,
        progress=100,
        progress_text="完成",
    )
    if run.purpose != Run.Purpose.FOREIGN:
        consequences.raise_findings(run)
        consequences.recheck_orders(run)
    return run


def _digest(content: Any) -> str:
    """SHA-256 of the content as JSON in one form, hexadecimal."""
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@ledger.mutation("evidence.verdict_file_taken")
def take_file(*, by: User, verdict: Verdict) -> bytes:
    """The verdict's file (zip); the ledger keeps who took it. Errors: Refused for a set whose rows are not ours."""
    run = verdict.run
    if run.purpose == Run.Purpose.FOREIGN or run.status != DONE:
        raise Refused("外来数据集的办件和台账不在本库中，不能打包；请下载该批次的结论、线索和关联。")
    content = verdict_files.write(verdict)
    facts = {"run": run.pk, "item": verdict.item_code, "file": hashlib.sha256(content).hexdigest()}
    ledger.record(chain=run.region_id, kind="evidence.verdict_file_taken", by=by, facts=facts)
    return content


def give_up(*, by: User, run: Run, reason: str) -> Run:
    """The run, failed by hand because whatever carried it out is gone; it can then be started again."""
    _may_run(by, run.region)
    if len(reason.strip()) < 4:
        raise Refused("请写明中止的原因，至少四个字。")
    if run.status not in (QUEUED, RUNNING):
        raise Conflict("该批次已经结束，不需要中止。")
    return _fail(run=run, failure=reason.strip()[:300], by=by)


def may_start_again(run: Run) -> bool:
    """Whether handing the run to `tasks.execute` once more makes sense: it failed, or nobody took it up."""
    return run.status in (FAILED, QUEUED)
