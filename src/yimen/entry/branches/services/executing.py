"""执行与办结: steps done with evidence, the department's word that all is done, and what data say to it."""

from dataclasses import dataclass
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.common.text import tidy
from yimen.entry.branches.models import BranchCheck, BranchDecision, BranchStep, StepEvidence
from yimen.entry.branches.queries import counts_from
from yimen.entry.branches.services.deciding import bureau
from yimen.entry.branches.services.proposing import own
from yimen.entry.branches.states import CLOSED, DECIDED, DECISION, FINISHED, REOPENED, UNDER_WAY
from yimen.exchange.uploads import keep_upload
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance
from yimen.people.models import Staff, User

Verdict = BranchCheck.Verdict


@dataclass(frozen=True)
class Seen:
    """What data show of a branch after it should have been empty; all numbers are matters (件)."""

    verdict: str
    words: str
    data_from: date
    data_to: date
    in_hall: int
    in_branch: int
    in_own_place: int
    elsewhere: int
    unknown: int


def _under_way(decision: BranchDecision) -> BranchDecision:
    locked = BranchDecision.objects.select_for_update(of=("self",)).select_related("hall").get(pk=decision.pk)
    if locked.status not in UNDER_WAY:
        raise Conflict(f"处置当前状态为“{locked.status_label}”，不能登记步骤。请刷新页面查看最新状态。")
    return locked


@ledger.mutation("entry.branch_step_added")
def add_step(*, by: User | None, decision: BranchDecision, content: str, responsible: Staff, due: date) -> BranchStep:
    """A further step that the bureau asks for, such as after data contradicted. Errors: Refused for a day gone by."""
    bureau(by, decision, "entry.branch_examine")
    decision = _under_way(decision)
    if len(tidy(content)) < 4:
        raise Refused("请写清楚要做什么，至少四个字。")
    if responsible.department_id != decision.department_id:
        raise Refused("责任人须是分厅设立部门的工作人员。")
    if by is not None and due < timezone.localdate():
        raise Refused("完成时限已经过去，请填写今天或以后的日期。")
    number = decision.steps.count() + 1
    step = BranchStep.objects.create(
        decision=decision, number=number, content=tidy(content), responsible=responsible, due=due
    )
    ledger.record(chain=decision.region_id, kind="entry.branch_step_added", by=by, changed=[step])
    return step


@ledger.mutation("entry.branch_step_reported")
def report_step(*, by: User | None, step: BranchStep, done_on: date, words: str, upload: UploadedFile) -> StepEvidence:
    """The step reported as done, with its file. Errors: Refused for a day to come, without words, for other files."""
    own(by, step.decision.region_id, step.decision.department_id)
    decision = _under_way(step.decision)
    if done_on > timezone.localdate():
        raise Refused("完成日期在今天之后：完成以后再上报。")
    if len(tidy(words)) < 4:
        raise Refused("请写明完成情况，至少四个字。")
    kept = keep_upload(upload)
    row = StepEvidence.objects.create(
        step=step, done_on=done_on, words=tidy(words), file_name=kept.name, digest=kept.digest, size=kept.size,
        media_type=kept.media_type, by=by,
    )  # fmt: skip
    ledger.record(
        chain=decision.region_id, kind="entry.branch_step_reported", by=by, changed=[row], declared_at=done_on,
        facts={"digest": kept.digest},
    )  # fmt: skip
    return row


@ledger.mutation(DECISION.event("finish"))
def finish(*, by: User | None, decision: BranchDecision) -> BranchDecision:
    """The department's word that all is done; then data or the bureau say whether it is.

    Errors: Refused while a step has no evidence, and after a reopening until something new was reported.
    """
    own(by, decision.region_id, decision.department_id)
    missing = decision.steps.filter(evidence__isnull=True)
    if missing.exists():
        raise Refused(f"还有 {missing.count()} 个步骤没有上传佐证，完成后再报告。")
    reports = StepEvidence.objects.filter(step__decision=decision, recorded_at__gt=decision.status_at)
    if decision.status == REOPENED and not reports.exists():
        raise Refused("重开以后还没有新的完成情况：请先按营商局补充的步骤办理并上传佐证。")
    return advance(decision, "finish", by=by, chain=decision.region_id)


@ledger.mutation(DECISION.event("confirm"))
def confirm(*, by: User, decision: BranchDecision, opinion: str) -> BranchDecision:
    """A kept hall found to be under unified management; whatever moves cases is closed by data, never by hand."""
    bureau(by, decision, "entry.branch_examine")
    if decision.moves_cases:
        raise Refused("并入、关停和厅内收件受理由办件数据核验办结，不能手工办结：请发起转入核验。")
    return advance(decision, "confirm", by=by, chain=decision.region_id, opinion=tidy(opinion))


@ledger.mutation("entry.branch_checked")
def record_check(*, by: User | None, decision: BranchDecision, seen: Seen) -> BranchCheck:
    """What data say of a decision: moved closes one that was reported done, still there reopens it, also when closed.

    Errors: Refused for a hall that is kept, before the decision, and for data of before the day from which it counts.
    """
    bureau(by, decision, "entry.branch_examine")
    if decision.status not in DECIDED or not decision.moves_cases:
        raise Refused("只有已决定并入、关停或厅内收件受理的分厅才能核验是否转入。")
    first = counts_from(decision)
    if first is None or seen.data_from < first:
        raise Refused(f"核验须用 {first} 及以后的办件数据。")
    plain = {name: getattr(seen, name) for name in Seen.__dataclass_fields__}
    row = BranchCheck.objects.create(decision=decision, by=by, **plain)
    ledger.record(
        chain=decision.region_id, kind="entry.branch_checked", by=by, changed=[row],
        facts={"verdict": seen.verdict, "from": seen.data_from.isoformat(), "to": seen.data_to.isoformat()},
    )  # fmt: skip
    # The data move the decision, not whoever started the check.
    if seen.verdict == Verdict.MOVED and decision.status == FINISHED:
        advance(decision, "close", by=None, chain=decision.region_id, facts={"check": row.pk})
    elif seen.verdict == Verdict.STILL and decision.status in (FINISHED, CLOSED):
        advance(decision, "reopen", by=None, chain=decision.region_id, facts={"check": row.pk})
    return row
