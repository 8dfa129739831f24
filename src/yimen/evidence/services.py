"""Verbs on verification runs: asked for, carried out, finished or failed. The only writers of this room."""

import hashlib
import json
from datetime import date, timedelta
from typing import Any

from django.db.models import Model
from django.utils import timezone

from yimen.cases.insertion import insert
from yimen.common.errors import Conflict, Refused
from yimen.evidence import answers, consequences, leases, verdict_files, verdict_papers
from yimen.evidence.models import Run, Verdict
from yimen.evidence.review import services as review
from yimen.evidence.states import DONE, FAILED, QUEUED, RUN, RUNNING
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Region, User
from yimen.people.queries import may

LONGEST = timedelta(days=3 * 366)
ZIP, PDF = "zip", "pdf"


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
    """A new run, queued. Whoever calls hands it to `tasks.execute`, or carries it out by `execution.execute_run`.

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
    review.commit_seed(run=run)  # before there is an answer to choose from
    return run


def _may_run(by: User | None, region: Region) -> None:
    if by is not None and not (may(by, "evidence.run") and by.region_id == region.pk):
        raise Refused("只有本县（区）营商局业务人员可以发起核验。")


def renew(lease: leases.Lease, **changes: Any) -> None:
    """A sign of life, and how far the run is; within a transaction nobody else takes the run until that ends.

    Errors: Lost unless the lease still holds.
    """
    mine = Run.objects.filter(pk=lease.run, status=RUNNING, holder=lease.token)
    if mine.update(seen_at=leases.now(), **changes) != 1:
        lease.lost.set()
    lease.check()


@ledger.mutation(RUN.event("start"))
def start(*, run: Run, lease: leases.Lease) -> Run:
    """The run, taken up by whoever carries it out. Errors: Conflict while somebody else does."""
    return advance(
        run,
        "start",
        by=None,
        chain=run.region_id,
        failure="",
        progress=0,
        progress_text="准备",
        holder=lease.token,
        seen_at=leases.now(),
        interrupted_at=None,
        resumed=0,
    )


@ledger.mutation(RUN.event("resume"))
def resume(*, run: Run, lease: leases.Lease) -> Run:
    """The run, taken up again because its holder is dead; of two who try at once exactly one. Errors: Conflict."""
    theirs = Run.objects.filter(pk=run.pk, status=RUNNING, holder=run.holder, seen_at=run.seen_at)
    if theirs.update(holder=lease.token, seen_at=leases.now()) != 1:
        raise Conflict(leases.HELD)
    return advance(
        run,
        "resume",
        by=None,
        chain=run.region_id,
        facts={"progress": run.progress},
        interrupted_at=run.seen_at or run.status_at,
        resumed=run.resumed + 1,
    )


@ledger.mutation("evidence.answer_settled")
def settle(*, run: Run, lease: leases.Lease, digest: str) -> Run:
    """The run with the digest of its answer, before the first row of it is stored."""
    renew(lease)
    Run.objects.filter(pk=run.pk).update(answer_digest=digest)
    run.refresh_from_db()
    ledger.record(chain=run.region_id, kind="evidence.answer_settled", changed=[run], facts={"answer": digest})
    return run


@ledger.mutation("evidence.answered")
def store(*, run: Run, lease: leases.Lease, model: type[Model], rows: list[answers.Row]) -> None:
    """Stores one batch of the answer's rows. Nobody sees them before the run is done."""
    renew(lease)
    last = model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
    insert(model, rows, run_id=run.pk)
    keys = model._default_manager.filter(pk__gt=last, run=run).order_by("pk").values_list("pk", flat=True)
    ledger.record_batch(chain=run.region_id, kind="evidence.answered", model=model, rows=keys)


@ledger.mutation("evidence.answer_dropped")
def remove(*, run: Run, lease: leases.Lease, model: type[Model], keys: list[int]) -> None:
    """Removes some rows of an answer that was never shown, and never will be. Errors: Lost, so never of a run done."""
    renew(lease)
    model._default_manager.filter(pk__in=keys, run=run).delete()
    gone = [(model, key) for key in keys]
    ledger.record(chain=run.region_id, kind="evidence.answer_dropped", removed=gone, facts={"run": run.pk})


@ledger.mutation(RUN.event("fail"))
def fail(*, run: Run, failure: str, by: User | None = None, lease: leases.Lease | None = None) -> Run:
    """The run, ended with the reason; by its holder only while he holds the lease. Errors: Lost."""
    if lease is not None:
        renew(lease)
    return advance(
        run, "fail", by=by, chain=run.region_id, failure=failure, finished_at=timezone.now(), answer_digest=""
    )


@ledger.mutation(RUN.event("finish"))
def finish(*, run: Run, lease: leases.Lease, report: dict[str, Any]) -> Run:
    """The run with its report, and with what follows from it, in one short transaction: now its answer is seen."""
    renew(lease)
    run = advance(
        run,
        "finish",
        by=None,
        chain=run.region_id,
        finished_at=timezone.now(),
        engine_version=report["engine_version"],
        input_digest=_digest({"inputs": report["inputs"], "period": report["period"]}),
        rules_digest=_digest({name: report[name] for name in ("engine_version", "settings", "parameters", "rules")}),
        answer_digest=answers.digest(report["answer"]),
        report=report,
        progress=100,
        progress_text="完成",
    )
    if run.purpose != Run.Purpose.FOREIGN:
        consequences.raise_findings(run)
        consequences.recheck_orders(run)
        consequences.check_promises(run)
    return run


def _digest(content: Any) -> str:
    """SHA-256 of the content as JSON in one form, hexadecimal."""
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@ledger.mutation("evidence.verdict_file_taken")
def take_file(*, by: User, verdict: Verdict, form: str = ZIP) -> bytes:
    """The verdict's file: all rows (ZIP) or the document (PDF); the ledger keeps who took it.

    Errors: Refused for a set whose rows are not ours.
    """
    run = verdict.run
    if run.purpose == Run.Purpose.FOREIGN or run.status != DONE:
        raise Refused("外来数据集的办件和台账不在本库中，不能打包；请下载该批次的结论、线索和关联。")
    content = verdict_papers.write(verdict) if form == PDF else verdict_files.write(verdict)
    facts = {"run": run.pk, "item": verdict.item_code, "form": form, "file": hashlib.sha256(content).hexdigest()}
    ledger.record(chain=run.region_id, kind="evidence.verdict_file_taken", by=by, facts=facts)
    return content


def give_up(*, by: User, run: Run, reason: str) -> Run:
    """The run, failed by hand because whatever carried it out is gone; it can then be started again."""
    _may_run(by, run.region)
    if len(reason.strip()) < 4:
        raise Refused("请写明中止的原因，至少四个字。")
    if run.status not in (QUEUED, RUNNING):
        raise Conflict("该批次已经结束，不需要中止。")
    return fail(run=run, failure=reason.strip()[:300], by=by)


def may_start_again(run: Run) -> bool:
    """Whether handing the run to `tasks.execute` once more makes sense: it failed, or nobody took it up."""
    return run.status in (FAILED, QUEUED)
