"""特别程序与延长期限: what stops the clock, and what adds to it (行政许可法 45, 42); both told in writing."""

from django.utils import timezone

from yimen.cases.handling.models import Dossier, Extension, Notice, Pause, Step
from yimen.cases.handling.queries import accepted_day
from yimen.cases.handling.services.shared import allow, follow_up, open_step, tell, words
from yimen.cases.plans.models import ProcedureKind
from yimen.cases.plans.queries import procedures_in
from yimen.common.errors import Conflict, Refused
from yimen.ledger import services as ledger
from yimen.people.models import User

LONGEST_EXTENSION = 15  # 行政许可法 42: ten days, fifteen where several departments handle it together


@ledger.mutation("cases.paused")
def pause(*, by: User, dossier: Dossier, kind: str, needed_days: int, told: str) -> Pause:
    """The special procedure, begun today; its time is told in writing, and the clock stands still once that is served.

    Errors: Refused, also for a procedure that the plan of the step does not have; Conflict when it runs already.
    """
    allow(by, "cases.examine", dossier)
    told = words(told, "告知申请人的内容（程序和所需时间）", 5, 500)
    if not 1 <= needed_days <= 365:
        raise Refused("所需天数应为 1 至 365 天。")
    _planned(dossier, kind, open_step(dossier))
    if dossier.pauses.filter(kind=kind, ended_on__isnull=True).exists():
        raise Conflict("同一种特别程序正在进行，不能重复启动。")
    notice = tell(dossier, Notice.Kind.PAUSED, f"{ProcedureKind(kind).label}，预计 {needed_days} 天。{told}", by)
    begun = Pause.objects.create(
        dossier=dossier, kind=kind, needed_days=needed_days, told=told, started_on=timezone.localdate(), started_by=by,
        notice=notice,
    )  # fmt: skip
    facts = {"number": dossier.number, "kind": kind, "days": needed_days}
    ledger.record(chain=dossier.region_id, kind="cases.paused", by=by, changed=[begun, notice], facts=facts)
    follow_up(dossier, "pause", by=by, about=[begun])
    return begun


def _planned(dossier: Dossier, kind: str, step: Step) -> None:
    allowed = procedures_in(dossier.version, accepted_day(dossier), step.place)
    if kind not in dict(allowed):
        names = "、".join(name for _, name in allowed) or "无"
        raise Refused(f"步骤方案没有规定“{step.name}”可以启动此项特别程序（可启动的：{names}）。")


@ledger.mutation("cases.resumed")
def end_pause(*, by: User, pause: Pause, result: str) -> Pause:
    """The special procedure, ended today with its result; the clock runs on. Errors: Refused; Conflict if ended."""
    allow(by, "cases.examine", pause.dossier)
    result = words(result, "特别程序的结果", 2, 500)
    changes = {"ended_on": timezone.localdate(), "ended_by": by, "result": result}
    if Pause.objects.filter(pk=pause.pk, ended_on__isnull=True).update(**changes) != 1:
        raise Conflict("这项特别程序已经结束。请刷新页面查看。")
    pause.refresh_from_db()
    facts = {"number": pause.dossier.number, "kind": pause.kind}
    ledger.record(chain=pause.dossier.region_id, kind="cases.resumed", by=by, changed=[pause], facts=facts)
    follow_up(pause.dossier, "resume", by=by, about=[pause])
    return pause


@ledger.mutation("cases.extension_asked")
def ask_extension(*, by: User, dossier: Dossier, days: int, reason: str) -> Extension:
    """The extension asked for; it counts once the head approves it. Errors: Refused; Conflict when there is one."""
    allow(by, "cases.examine", dossier)
    reason = words(reason, "延长的理由", 5, 500)
    if not 1 <= days <= LONGEST_EXTENSION:
        raise Refused(f"延长天数应为 1 至 {LONGEST_EXTENSION} 个工作日（行政许可法第四十二条）。")
    open_step(dossier)
    if dossier.extensions.exclude(approved=False).exists():
        raise Conflict("这件办件已经申请过延长，只能延长一次。")
    asked = Extension.objects.create(dossier=dossier, days=days, reason=reason, asked_by=by)
    facts = {"number": dossier.number, "days": days}
    ledger.record(chain=dossier.region_id, kind="cases.extension_asked", by=by, changed=[asked], facts=facts)
    return asked


@ledger.mutation("cases.extension_settled")
def settle_extension(*, by: User, extension: Extension, approved: bool) -> Extension:
    """The extension, approved or turned down by the head of the department, never by who asked for it."""
    allow(by, "cases.extend", extension.dossier)
    if extension.asked_by_id == by.pk:
        raise Refused("延长期限须由部门负责人批准，不能批准自己提出的。")
    changes = {"settled_at": timezone.now(), "settled_by": by, "approved": approved}
    if Extension.objects.filter(pk=extension.pk, settled_at__isnull=True).update(**changes) != 1:
        raise Conflict("这项延长刚被处理。请刷新页面查看。")
    extension.refresh_from_db()
    dossier = extension.dossier
    changed: list[Extension | Notice] = [extension]
    if approved:
        changed.append(
            tell(dossier, Notice.Kind.EXTENDED, f"经批准延长 {extension.days} 个工作日：{extension.reason}", by)
        )
    facts = {"number": dossier.number, "approved": approved}
    ledger.record(chain=dossier.region_id, kind="cases.extension_settled", by=by, changed=changed, facts=facts)
    follow_up(dossier, "extend", by=by, about=[extension])
    return extension
