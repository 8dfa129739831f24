"""审查与决定: step after step, with other departments where needed, to the decision."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from yimen.cases.handling.models import AcceptanceException, Consultation, Dossier, Notice, Step
from yimen.cases.handling.queries import steps_of
from yimen.cases.handling.services.shared import (
    allow,
    close_step,
    desk_clerk,
    examiner,
    follow_up,
    keep_time,
    move,
    open_next,
    open_step,
    tell,
    words,
)
from yimen.cases.handling.states import ACCEPTED, DECIDED, DOSSIER, RECEIVED
from yimen.cases.models import Case
from yimen.cases.plans.models import PlannedStep, StepKind
from yimen.common.errors import Conflict, Refused
from yimen.ledger import services as ledger
from yimen.people.models import Department, User
from yimen.people.queries import may, roles_of


@ledger.mutation("cases.step_passed")
def pass_step(
    *, by: User, dossier: Dossier, opinion: str, terminal: str = "", declared_at: datetime | None = None
) -> Step:
    """The next step, opened because this one is passed. Errors: Refused at the decision, or while an answer is out."""
    allow(by, "cases.examine", dossier)
    opinion = words(opinion, "审查意见")
    step = open_step(dossier)
    _by_role(by, step)
    if step.kind == StepKind.DECIDE:
        raise Refused("现在是决定环节，请作出准予或不予的决定。")
    _no_open_consultation(dossier)
    now = timezone.now()
    closed = close_step(step, by=by, at=now, outcome=Step.Outcome.PASSED, opinion=opinion, terminal=terminal[:60],
                        declared_at=declared_at)  # fmt: skip
    following = next(each for each in steps_of(dossier) if each.place > step.place)
    return _go_to(dossier, following, closed, now, by, "cases.step_passed", declared_at)


@ledger.mutation("cases.step_returned")
def send_back(*, by: User, dossier: Dossier, opinion: str, terminal: str = "") -> Step:
    """The step before, opened again because this one sends the case back (退回). Errors: Refused at the first."""
    allow(by, "cases.examine", dossier)
    opinion = words(opinion, "退回的理由")
    step = open_step(dossier)
    before = [each for each in steps_of(dossier) if each.place < step.place]
    if not before:
        raise Refused("已是第一个环节，没有可退回的环节。")
    now = timezone.now()
    closed = close_step(step, by=by, at=now, outcome=Step.Outcome.RETURNED, opinion=opinion, terminal=terminal[:60])
    return _go_to(dossier, before[-1], closed, now, by, "cases.step_returned")


def _go_to(
    dossier: Dossier,
    to: PlannedStep,
    closed: Step,
    now: datetime,
    by: User,
    kind: str,
    declared_at: datetime | None = None,
) -> Step:
    opened = open_next(dossier, to, now)
    Dossier.objects.filter(pk=dossier.pk).update(holder=examiner(dossier, to.role))
    facts = {"number": dossier.number, "from": closed.name, "to": opened.name}
    changed: list[Any] = [closed, opened, dossier]
    ledger.record(chain=dossier.region_id, kind=kind, by=by, changed=changed, facts=facts, declared_at=declared_at)
    follow_up(dossier, "step", by=by, about=[closed])
    return opened


def _by_role(by: User, step: Step) -> None:
    if step.role and step.role not in roles_of(by):
        raise Refused(f"“{step.name}”按步骤方案由{step.get_role_display()}办理，请转交。")


def _no_open_consultation(dossier: Dossier) -> None:
    waiting = dossier.consultations.filter(answered_at__isnull=True).select_related("department")
    names = "、".join(each.department.short_name for each in waiting)
    if names:
        raise Refused(f"{names}还没有答复会办，请等待答复或催办。")


@ledger.mutation("cases.consulted")
def consult(*, by: User, dossier: Dossier, department: Department, question: str, days: int) -> Consultation:
    """The question put to another department of the county (会办, 行政许可法 26), with its own time limit."""
    allow(by, "cases.examine", dossier)
    question = words(question, "征求的内容", 5, 500)
    if department.pk == dossier.department_id or department.region_id != dossier.region_id:
        raise Refused("请选择本县的其他部门。")
    if not 1 <= days <= 20:
        raise Refused("答复时限应为 1 至 20 个工作日。")
    open_step(dossier)
    if dossier.consultations.filter(department=department, answered_at__isnull=True).exists():
        raise Conflict(f"已向{department.short_name}征求意见，正在等待答复。")
    asked = Consultation.objects.create(
        dossier=dossier, department=department, question=question, days=days, asked_by=by
    )
    facts = {"number": dossier.number, "department": department.code}
    ledger.record(chain=dossier.region_id, kind="cases.consulted", by=by, changed=[asked], facts=facts)
    follow_up(dossier, "consult", by=by, about=[asked])
    return asked


@ledger.mutation("cases.consultation_answered")
def answer_consultation(*, by: User, consultation: Consultation, agrees: bool, opinion: str) -> Consultation:
    """The consultation, answered by the department that was asked. Errors: Refused for others; Conflict if answered."""
    allow(by, "cases.examine")
    if by.department_id != consultation.department_id:
        raise Refused("只有被征求意见的部门可以答复。")
    opinion = words(opinion, "答复意见")
    changes = {"answered_at": timezone.now(), "answered_by": by, "agrees": agrees, "opinion": opinion}
    if Consultation.objects.filter(pk=consultation.pk, answered_at__isnull=True).update(**changes) != 1:
        raise Conflict("这件会办刚被答复。请刷新页面查看。")
    consultation.refresh_from_db()
    facts = {"number": consultation.dossier.number, "agrees": agrees}
    chain = consultation.dossier.region_id
    ledger.record(chain=chain, kind="cases.consultation_answered", by=by, changed=[consultation], facts=facts)
    follow_up(consultation.dossier, "answer", by=by, about=[consultation])
    return consultation


@ledger.mutation(DOSSIER.event("decide"))
def decide(
    *, by: User, dossier: Dossier, granted: bool, outcome: str, document_number: str = "", terminal: str = "",
    declared_at: datetime | None = None,
) -> Dossier:  # fmt: skip
    """The dossier, decided: granted, or refused with its reason (行政许可法 38). Errors: Refused before that step."""
    allow(by, "cases.decide", dossier)
    outcome = words(outcome, "决定的内容" if granted else "不予的理由和救济途径", 2 if granted else 10)
    step = open_step(dossier)
    if step.kind != StepKind.DECIDE:
        raise Refused(f"现在是“{step.name}”环节，通过后才能作出决定。")
    _by_role(by, step)
    _no_open_consultation(dossier)
    if dossier.pauses.filter(ended_on__isnull=True).exists():
        raise Refused("特别程序还没有结束，请先登记结果。")
    now = timezone.now()
    closed = close_step(step, by=by, at=now, outcome=Step.Outcome.PASSED, opinion=outcome, terminal=terminal[:60],
                        declared_at=declared_at)  # fmt: skip
    notice = tell(dossier, Notice.Kind.GRANTED if granted else Notice.Kind.REFUSED, outcome, by)
    result = Case.Result.GRANTED if granted else Case.Result.REFUSED
    written = {"decided_at": now, "result": result, "document_number": document_number[:100]}
    return move(dossier, "decide", by=by, case=written, also=[closed, notice], facts={"result": result},
                declared_at=declared_at, outcome=outcome, holder=desk_clerk(dossier))  # fmt: skip


@ledger.mutation(DOSSIER.event("withdraw"))
def withdraw(*, by: User | None, dossier: Dossier, reason: str) -> Dossier:
    """The dossier, withdrawn by its applicant before the decision; `by` is who wrote it down, None online."""
    allow(by, "cases.accept", dossier)
    reason = words(reason, "撤回的原因")
    notice = tell(dossier, Notice.Kind.WITHDRAWN, reason, by)
    written = {"finished_at": timezone.now(), "result": Case.Result.WITHDRAWN}
    also = [notice, *_stopped(dossier, by)]
    return move(dossier, "withdraw", by=by, case=written, also=also, outcome=reason, holder=None)


@ledger.mutation(DOSSIER.event("end"))
def end(*, by: User, dossier: Dossier, reason: str) -> Dossier:
    """The dossier, ended without a decision (终止办理), told to the applicant."""
    allow(by, "cases.decide", dossier)
    reason = words(reason, "终止的理由和依据", 5)
    notice = tell(dossier, Notice.Kind.ENDED, reason, by)
    written = {"finished_at": timezone.now(), "result": Case.Result.WITHDRAWN}
    also = [notice, *_stopped(dossier, by)]
    return move(dossier, "end", by=by, case=written, also=also, outcome=reason, holder=None)


def _stopped(dossier: Dossier, by: User | None) -> list[Step]:
    step = dossier.steps.filter(closed_at__isnull=True).first()
    if step is None:
        return []
    return [close_step(step, by=by, at=timezone.now(), outcome=Step.Outcome.STOPPED, opinion="")]


TAKES = {RECEIVED: "cases.accept", ACCEPTED: "cases.examine", DECIDED: "cases.deliver"}
"""Status -> the act that who takes a case over must be allowed to do."""


@ledger.mutation("cases.taken")
def take(*, by: User, dossier: Dossier) -> Dossier:
    """The dossier, in the hands of the person himself (由我办理). Errors: Refused; Conflict when he has it already."""
    act = TAKES.get(dossier.status)
    if act is None or not may(by, act) or by.department_id != dossier.department_id:
        raise Refused("这件办件现在不能由您接手。")
    allow(by, act, dossier)
    before = dossier.holder
    if Dossier.objects.filter(pk=dossier.pk, status=dossier.status).exclude(holder=by).update(holder=by) != 1:
        raise Conflict("这件办件已由您办理，或者状态刚刚改变。请刷新页面查看。")
    dossier.refresh_from_db()
    facts = {"number": dossier.number, "from": before.username if before else ""}
    ledger.record(chain=dossier.region_id, kind="cases.taken", by=by, changed=[dossier], facts=facts)
    keep_time(dossier)
    return dossier


@ledger.mutation("cases.exception_checked")
def check_exception(*, by: User, exception: AcceptanceException, justified: bool) -> AcceptanceException:
    """The exception, looked at by a second person. Errors: Refused for his own; Conflict when it was looked at."""
    allow(by, "cases.countersign")
    if exception.by_id == by.pk:
        raise Refused("例外须由他人复核，不能复核自己办理的。")
    changes = {"checked_at": timezone.now(), "checked_by": by, "justified": justified}
    if AcceptanceException.objects.filter(pk=exception.pk, checked_at__isnull=True).update(**changes) != 1:
        raise Conflict("这条例外刚被复核。请刷新页面查看。")
    exception.refresh_from_db()
    facts = {"number": exception.dossier.number, "justified": justified}
    chain = exception.dossier.region_id
    ledger.record(chain=chain, kind="cases.exception_checked", by=by, changed=[exception], facts=facts)
    return exception
