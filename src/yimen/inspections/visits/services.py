"""Verbs on visits: scripts, plans, the draw, opening, signing, revealing. What phones hand in is in `receiving`."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.common.text import tidy
from yimen.inspections.visits import draw as drawing
from yimen.inspections.visits import queries, reporting, rules, sealing
from yimen.inspections.visits.models import (
    Candidate,
    PairBefore,
    PlanInspector,
    ScriptStep,
    Visit,
    VisitFinding,
    VisitPlan,
    VisitScript,
    VisitSignature,
    Where,
)
from yimen.inspections.visits.states import COMMITTED, OPENED, PLAN, SEALED, VISIT
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Department, Region, User
from yimen.people.queries import may
from yimen.rectification.hearing import services as hearing
from yimen.rectification.hearing.queries import takes
from yimen.rectification.queries import open_finding

Step = tuple[str, str, str]
"""(where, what to ask, what to look at)."""


def _plans(by: User | None, region: str) -> None:
    if by is not None and not (may(by, "visit.plan") and by.region_id == region):
        raise Refused("只有本县营商局业务人员可以编制脚本、制定督查计划和抽签。")


@ledger.mutation("inspections.script_made")
def make_script(*, by: User | None, region: Region, name: str, steps: Sequence[Step]) -> VisitScript:
    """A new edition of the script of that name. Errors: Refused without a step at the hall and one elsewhere."""
    _plans(by, region.pk)
    name = tidy(name)
    if not 2 <= len(name) <= 60:
        raise Refused("请写明脚本的名称，2 至 60 个字。")
    if len({where for where, _, _ in steps} & set(Where.values)) < 2:
        raise Refused("脚本须至少有一步在大厅、一步在部门（或电话）：两边问同一件事才能对照。")
    number = VisitScript.objects.filter(region=region, name=name).count() + 1
    script = VisitScript.objects.create(region=region, name=name, number=number, made_by=by)
    made = ScriptStep.objects.bulk_create(
        ScriptStep(script=script, place=place, where=Where(where), ask=tidy(ask)[:300], look=tidy(look)[:300])
        for place, (where, ask, look) in enumerate(steps, start=1)
    )
    ledger.record(chain=region.pk, kind="inspections.script_made", by=by, changed=[script, *made])
    return script


@ledger.mutation("inspections.visit_seed_committed")
def commit(
    *,
    by: User | None,
    region: Region,
    script: VisitScript,
    title: str,
    period_from: date,
    period_to: date,
    visits: int,
    beacon_source: str,
    beacon_on: date,
    weights: dict[str, int] | None = None,
    floor_days: int = rules.FLOOR_DAYS,
    day: date | None = None,
) -> VisitPlan:
    """A plan whose seed is committed to: its secret is shown to nobody, its frame fixed with the weights of today.

    beacon_source, beacon_on: whence and of which day the public randomness will be, a day that is still to come, so
    that whoever knows the secret cannot know it. Errors: Refused for dates out of order, too few inspectors, no
    department.
    """
    _plans(by, region.pk)
    today = day or timezone.localdate()
    if not today < beacon_on <= period_from <= period_to:
        raise Refused("日期须依次为：今天、公开随机数日期（在今天之后）、最早督查日期、最晚督查日期。")
    if not 1 <= visits <= rules.MOST_VISITS:
        raise Refused(f"督查次数应在 1 至 {rules.MOST_VISITS} 之间。")
    points = weights or rules.WEIGHTS
    inspectors = queries.inspectors_of(region, today)
    candidates = queries.candidates_on(region, today, points, floor_days)
    if not candidates:
        raise Refused("还没有承办事项的部门，请先导入事项清单。")
    _enough(inspectors, candidates)
    secret = secrets.token_hex(32)
    people = {each.pk: each for each in inspectors}
    before = queries.pairs_until(region, inspectors)
    frame = drawing.frame_digest(
        [drawing.Ticket(each.department.code, each.weight, each.must) for each in candidates],
        [drawing.Person(each.username, _own(each)) for each in inspectors],
        {(people[one].username, people[other].username): times for (one, other), times in before.items()},
        visits,
    )
    plan = VisitPlan.objects.create(
        region=region, script=script, title=tidy(title)[:100], period_from=period_from, period_to=period_to,
        visits_wanted=visits, floor_days=floor_days, weight_wrong=points["wrong"], weight_findings=points["findings"],
        weight_credibility=points["credibility"], weight_months=points["months"], commitment=drawing.commitment(secret),
        frame_digest=frame, beacon_source=tidy(beacon_source)[:100], beacon_on=beacon_on,
        sealed_secret=sealing.seal(secret, f"plan:{drawing.commitment(secret)}"), **begin(PLAN, by=by),
    )  # fmt: skip
    for each in candidates:
        each.plan = plan
    rows = [
        plan,
        *Candidate.objects.bulk_create(candidates),
        *PlanInspector.objects.bulk_create(
            PlanInspector(plan=plan, user=each, own_department=_own(each)) for each in inspectors
        ),
        *PairBefore.objects.bulk_create(
            PairBefore(plan=plan, first_id=one, second_id=other, times=times) for (one, other), times in before.items()
        ),
    ]
    facts = {"commitment": plan.commitment, "frame": frame, "visits": visits}
    ledger.record(chain=region.pk, kind="inspections.visit_seed_committed", by=by, changed=rows, facts=facts)
    return plan


def _own(user: User) -> str:
    return user.department.code if user.department else ""


def _enough(inspectors: Sequence[User], candidates: Sequence[Candidate]) -> None:
    """Errors: Refused when a department has no two inspectors who are not its own."""
    for each in candidates:
        if sum(_own(one) != each.department.code for one in inspectors) < 2:
            raise Refused(
                f"不属于{each.department}的督查人员不足两人：请先从其他部门抽调，由安全管理员授予“督查人员”角色。"
            )


@ledger.mutation(PLAN.event("draw"))
def draw(*, by: User | None, plan: VisitPlan, beacon: str, at: datetime | None = None) -> VisitPlan:
    """The plan with its visits, each target sealed: whoever draws does not learn what was drawn.

    beacon: the public randomness as it was published. Errors: Refused before its day; Conflict when drawn already.
    """
    _plans(by, plan.region_id)
    moment = at or timezone.now()
    if plan.status != COMMITTED:
        raise Conflict("该计划已经抽签，不能重抽。")
    if timezone.localdate(moment) < plan.beacon_on:
        raise Refused(f"公开随机数在 {plan.beacon_on} 才公布，到那天才能抽签。")
    beacon = tidy(beacon)[:200]
    if len(beacon) < 4:
        raise Refused("请照公布的样子填写公开随机数。")
    secret = sealing.unseal(plan.sealed_secret, f"plan:{plan.commitment}")
    tickets, people, before = queries.frame_of(plan)
    seed = drawing.seed_of(secret, beacon, plan.frame_digest)
    codes = drawing.departments(seed, tickets, plan.visits_wanted)
    users = {each.user.username: each.user for each in plan.inspectors.select_related("user")}
    visits = Visit.objects.bulk_create(
        _sealed(plan, number, code, users[one], users[other])
        for number, (code, (one, other)) in enumerate(
            zip(codes, drawing.pairs(seed, codes, people, before), strict=True), start=1
        )
    )
    facts = {"beacon": beacon, "visits": len(visits)}
    return advance(plan, "draw", by=by, chain=plan.region_id, also=visits, beacon=beacon, drawn_at=moment, facts=facts)


def _sealed(plan: VisitPlan, number: int, code: str, one: User, other: User) -> Visit:
    nonce = secrets.token_hex(32)
    return Visit(
        plan=plan, region=plan.region, number=number, first=one, second=other,
        sealed=sealing.seal(f"{code}\n{nonce}", f"visit:{plan.pk}:{number}"),
        commitment=target_commitment(nonce, number, code), **begin(VISIT, by=None),
    )  # fmt: skip


def target_commitment(nonce: str, number: int, code: str) -> str:
    """What the ledger holds of a sealed target: SHA-256 over its nonce, its number and the department's code."""
    return drawing.commitment(f"{nonce}|{number}|{code}")


@ledger.mutation(VISIT.event("open"))
def open_visit(*, by: User, visit: Visit, day: date | None = None) -> Visit:
    """The visit, opened by one of its two inspectors; who did and when stands in the ledger.

    Errors: Refused for anybody else, before the plan's first day and after its last.
    """
    today = day or timezone.localdate()
    _goes(by, visit)
    plan = visit.plan
    if not plan.period_from <= today <= plan.period_to:
        raise Refused(f"只能在 {plan.period_from} 至 {plan.period_to} 之间启封。")
    if visit.status != SEALED:
        raise Conflict(f"本次督查{visit.status_label}，不能再启封。")
    code, _, nonce = sealing.unseal(visit.sealed, f"visit:{plan.pk}:{visit.number}").partition("\n")
    if target_commitment(nonce, visit.number, code) != visit.commitment:
        raise Refused("封存的对象与抽签时的承诺不符，已停止启封：请告知审计管理员。")
    department = Department.objects.get(region=visit.region_id, code=code)
    return advance(
        visit, "open", by=by, chain=visit.region_id, department=department, nonce=nonce, opened_by=by,
        opened_at=timezone.now(),
    )  # fmt: skip


def _goes(by: User, visit: Visit) -> None:
    if not may(by, "visit.go") or by.pk not in (visit.first_id, visit.second_id):
        raise Refused("只有抽到本次督查的两名督查人员可以办理。")


@ledger.mutation(VISIT.event("call_off"))
def call_off(*, by: User, visit: Visit, reason: str) -> Visit:
    """The visit, given up unopened: its target stays sealed until the plan is revealed. Errors: Refused without why."""
    _plans(by, visit.region_id)
    reason = tidy(reason)
    if len(reason) < 4:
        raise Refused("请写明取消的原因。")
    return advance(visit, "call_off", by=by, chain=visit.region_id, reason=reason[:300])


@ledger.mutation("inspections.visit_signed")
def sign(*, by: User, visit: Visit, seen: str) -> Visit:
    """The visit with this inspector's signature; the second one completes it, and what was seen becomes findings.

    seen: the digest of the records that the page showed. A record that comes afterwards makes a signature void: both
    sign the same. Errors: Refused without a record and while a photograph is on its way; Conflict for another digest.
    """
    _goes(by, visit)
    if visit.status != OPENED:
        raise Conflict(f"本次督查{visit.status_label}，不能签字。")
    if not queries.standing_observations(visit):
        raise Refused("还没有现场记录，不能签字：请先在手机上记录并同步。")
    if missing := queries.missing_photos(visit):
        raise Refused(f"还有 {missing} 张照片没有传完，请在拍照的手机上同步后再签字。")
    digest = queries.digest_of(visit)
    if digest != seen:
        raise Conflict("您查看之后又有新的现场记录，请刷新页面核对后再签字。")
    signature, fresh = VisitSignature.objects.get_or_create(visit=visit, by=by, digest=digest)
    if not fresh:
        raise Conflict("您已经签过字，等待另一名督查人员签字。")
    facts = {"digest": digest}
    ledger.record(chain=visit.region_id, kind="inspections.visit_signed", by=by, changed=[signature], facts=facts)
    if VisitSignature.objects.filter(visit=visit, digest=digest).count() == 2:
        rows = [_report(by, visit, each) for each in reporting.suspicions(visit)]
        visit = advance(visit, "sign", by=by, chain=visit.region_id, also=rows, facts={"findings": len(rows)})
    return visit


def _report(by: User, visit: Visit, each: reporting.Suspicion) -> VisitFinding:
    """The finding that a suspicion becomes; one that is open on the same item is borne out by it instead."""
    source = reporting.source_of(visit)
    finding = open_finding(visit.region, each.subject)
    raised = finding is None
    if finding is None:
        finding = hearing.raise_finding(
            by=by, region=visit.region, department=reporting.department_of(visit), source=source, subject=each.subject,
            title=each.title, kind=each.kind, seen=each.seen, innocent=each.innocent, period_from=each.day,
            period_to=each.day,
        )  # fmt: skip
    elif takes(finding, source):
        hearing.corroborate(by=by, finding=finding, ground=hearing.borne_by(source, "sight", each.seen))
    return VisitFinding.objects.create(visit=visit, finding=finding, raised=raised)


@ledger.mutation(PLAN.event("reveal"))
def reveal(*, by: User, plan: VisitPlan) -> VisitPlan:
    """The plan with its secret in clear, so that anybody can draw again; not while a target is sealed.

    Errors: Refused while a visit is neither opened nor called off.
    """
    _plans(by, plan.region_id)
    if still := plan.visits.filter(status=SEALED).count():
        raise Refused(f"还有 {still} 次督查没有启封：公开种子会泄露对象，请启封或取消之后再公开。")
    secret = sealing.unseal(plan.sealed_secret, f"plan:{plan.commitment}")
    return advance(plan, "reveal", by=by, chain=plan.region_id, secret=secret, facts={"secret": secret})
