"""Verbs on findings: raise, give grounds, explain, judge, take back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from yimen.common.errors import Refused
from yimen.common.workdays import due
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Department, Region, User
from yimen.people.queries import may
from yimen.rectification.guards import another, own, words
from yimen.rectification.hearing.models import Ground
from yimen.rectification.hearing.queries import hearing_days, may_add, standing_in_the_way, takes, weighed
from yimen.rectification.models import Explanation, Finding
from yimen.rectification.queries import UNJUDGED, open_finding
from yimen.rectification.rules import CAUSES, UNKNOWN, witness_of_source, witnesses
from yimen.rectification.states import FINDING


@dataclass(frozen=True)
class Borne:
    """A ground to be given: where it comes from, the witnesses that bear it, and whether it is hard."""

    source: str
    reads: str
    hard: bool
    says: str
    rule: str = ""
    rule_digest: str = ""


def borne_by(source: str, witness: str, says: str) -> Borne:
    """A ground of one witness, as hard as the table of sources says."""
    return Borne(source, witness, witnesses()[witness].hard, says)


@ledger.mutation("rectification.finding_raised")
def raise_finding(
    *,
    by: User | None,
    region: Region,
    department: Department,
    source: str,
    subject: str,
    title: str,
    kind: str,
    seen: str,
    innocent: str,
    period_from: date,
    period_to: date,
    grounds: Iterable[Borne] = (),
    day: date | None = None,
) -> Finding:
    """A new finding (疑点), told but not yet held against anybody: its department has five working days to explain.

    grounds: what bears it; without any the source's code says it (`inspections:visit:7` are an inspector's own eyes).
    Errors: Refused while an earlier finding on the same item is not settled, so that one wrong is not counted twice.
    """
    earlier = open_finding(region, subject)
    if earlier is not None:
        raise Refused(f"该事项已有未办结的疑点“{earlier.title}”，请在原疑点中办理。")
    heard = due(day or timezone.localdate(), hearing_days())
    finding = Finding.objects.create(
        region=region,
        department=department,
        source=source,
        subject=subject,
        title=title,
        kind=kind,
        seen=seen,
        innocent=innocent,
        period_from=period_from,
        period_to=period_to,
        hear_by=heard.on if heard else None,
        found_by=by,
        **begin(FINDING, by=by),
    )
    given = list(grounds) or _told_by(source, title)
    rows = [_ground(finding, each, by) for each in given]
    ledger.record(
        chain=region.pk,
        kind="rectification.finding_raised",
        by=by,
        changed=[finding, *rows],
        facts={"source": source},
    )
    return finding


def _told_by(source: str, title: str) -> list[Borne]:
    witness = witness_of_source(source)
    return [borne_by(source, witness, title)] if witness else []


def _ground(finding: Finding, given: Borne, by: User | None) -> Ground:
    return Ground.objects.create(
        finding=finding, source=given.source, reads=given.reads, hard=given.hard, says=given.says[:500],
        rule=given.rule, rule_digest=given.rule_digest, by=by,
    )  # fmt: skip


@ledger.mutation("rectification.ground_given")
def corroborate(*, by: User | None, finding: Finding, ground: Borne) -> Ground:
    """Another ground for a finding, told by a room above. Errors: Refused unless the finding still takes it."""
    if not takes(finding, ground.source):
        raise Refused("疑点已经认定或排除，或者这一来源已经登记，不能重复登记。")
    return _given(finding, ground, by)


@ledger.mutation("rectification.ground_given")
def add_ground(*, by: User, finding: Finding, witness: str, says: str) -> Ground:
    """A ground that an officer or inspector adds by hand: originals looked at, an authority's answer, his own eyes.

    Errors: Refused for a witness that his role cannot bring, for a finding judged already, and for his own department.
    """
    if witness not in dict(may_add(by)):
        raise Refused("您的角色不能补充这类依据：现场所见只能由督查人员登记。")
    if by.department_id == finding.department_id:
        raise Refused("不能就本部门的疑点补充依据，请改在“部门说明”中说明。")
    if finding.status not in UNJUDGED:
        raise Refused("疑点已经认定或排除，不能再补充依据。")
    count = Ground.objects.filter(finding=finding).count()
    return _given(finding, borne_by(f"rectification:ground:{count + 1}", witness, words(says, "依据")), by)


def _given(finding: Finding, ground: Borne, by: User | None) -> Ground:
    row = _ground(finding, ground, by)
    ledger.record(
        chain=finding.region_id, kind="rectification.ground_given", by=by, changed=[row], facts={"reads": row.reads}
    )
    return row


@ledger.mutation("rectification.finding_explained")
def explain(*, by: User, finding: Finding, text: str, admits: bool = False) -> Finding:
    """The finding with what the department says of it (申辩); when it admits the facts, that bears them too."""
    own(by, finding.department, "finding.explain")
    row = Explanation.objects.create(finding=finding, text=words(text, "说明"), by=by, admits=admits)
    ledger.record(chain=finding.region_id, kind="rectification.finding_explained", by=by, changed=[row])
    explained = advance(finding, "explain", by=by, chain=finding.region_id)
    if admits:
        corroborate(
            by=by, finding=explained, ground=borne_by(f"rectification:explanation:{row.pk}", "admission", "核对属实")
        )
    return explained


@ledger.mutation("rectification.finding_explained_on_paper")
def explain_on_paper(*, by: User, finding: Finding, text: str, declared_on: date, day: date | None = None) -> Finding:
    """The finding with what its department handed in on paper (书面说明), registered by the officer as of its date.

    It is no admission: that a department makes itself. Errors: Refused for a date to come.
    """
    if declared_on > (day or timezone.localdate()):
        raise Refused("书面说明的日期不能晚于今天。")
    row = Explanation.objects.create(finding=finding, text=words(text, "说明"), by=by, declared_on=declared_on)
    kind = "rectification.finding_explained_on_paper"
    ledger.record(chain=finding.region_id, kind=kind, by=by, changed=[row], declared_at=declared_on)
    return advance(finding, "explain_on_paper", by=by, chain=finding.region_id)


@ledger.mutation(FINDING.event("accept"), FINDING.event("dismiss"))
def judge(
    *, by: User, finding: Finding, accept: bool, judgement: str, cause: str = UNKNOWN, day: date | None = None
) -> Finding:
    """The finding, accepted (认定) or dismissed (排除) with reasons, by somebody else than who raised it.

    Errors: Refused to accept one while its department may still be waited for, and one that does not stand on a hard
    source and another independent one, or on an inspector's own eyes.
    """
    another(by, finding.found_by, "疑点由您提出")
    said = words(judgement, "认定意见")
    if not accept:
        return advance(finding, "dismiss", by=by, chain=finding.region_id, judgement=said, judged_at=timezone.now())
    if cause not in CAUSES:
        raise Refused("请从原因表中选择一项原因。")
    if finding.status in UNJUDGED and (reason := standing_in_the_way(finding, by, day or timezone.localdate())):
        raise Refused(reason)
    severity, why = weighed(finding)
    return advance(
        finding, "accept", by=by, chain=finding.region_id, judgement=said, cause=cause, severity=severity,
        judged_at=timezone.now(), facts={"severity": severity, "why": why, "cause": cause},
    )  # fmt: skip


@ledger.mutation(FINDING.event("withdraw"))
def withdraw(*, by: User, finding: Finding, reason: str) -> Finding:
    """An accepted finding, taken back (撤回) by somebody else than who accepted it; it stays in every list as such.

    Errors: Refused while its order runs: that is withdrawn first, by an objection that holds.
    """
    if not may(by, "finding.judge"):
        raise Refused("只有营商局业务人员可以撤回认定。")
    another(by, finding.status_by, "认定由您作出")
    order = getattr(finding, "order", None)
    if order is not None and order.status != "withdrawn":
        raise Refused("已下达整改单：请由部门提出异议，异议成立时整改单和认定一并撤回。")
    return advance(finding, "withdraw", by=by, chain=finding.region_id, withdrawal=words(reason, "撤回原因"))
