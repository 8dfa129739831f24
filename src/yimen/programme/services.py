"""Verbs on special actions: the only writers of this room."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from yimen.common.errors import Refused
from yimen.common.text import tidy
from yimen.ledger import services as ledger
from yimen.people.models import Department, DepartmentSet, Region, User
from yimen.people.queries import may
from yimen.programme.models import Duty, Notice, Service, Submission, Task
from yimen.programme.queries import parties


@dataclass(frozen=True)
class Measure:
    """一项任务 as a notice orders it: who leads, who cooperates, by when, and what is to be handed in."""

    number: str
    title: str
    content: str
    due: date
    product: str = ""
    gauge: str = ""
    lead: Sequence[Department | DepartmentSet] = field(default_factory=list)
    cooperating: Sequence[Department | DepartmentSet] = field(default_factory=list)


@ledger.mutation("programme.notice_registered")
def register_notice(
    *,
    by: User | None,
    region: Region,
    number: str,
    title: str,
    issuer: str,
    issued_on: date,
    measures: Sequence[Measure],
    basis: str = "",
) -> Notice:
    """The notice with its tasks and duties. A deadline before the notice's own date is taken as it is (逾期登记).

    Errors: Refused for a number already registered, a notice without tasks, and a task that nobody leads.
    """
    _allow(by, region.code, "programme.register")
    if Notice.objects.filter(region=region, number=number).exists():
        raise Refused(f"通知 {number} 已登记，不能重复登记。")
    if not measures:
        raise Refused(f"通知 {number} 没有任务，请补充后重新登记。")
    notice = Notice.objects.create(
        region=region, number=number, title=title, issuer=issuer, issued_on=issued_on, basis=basis
    )
    tasks: list[Task] = []
    duties: list[Duty] = []
    for measure in measures:
        task, whose = written_task(notice, measure)
        tasks.append(task)
        duties += whose
    ledger.record(
        chain=region.code,
        kind="programme.notice_registered",
        by=by,
        changed=[notice, *tasks, *duties],
        facts={"number": number, "tasks": len(tasks)},
        declared_at=issued_on,
    )
    return notice


def written_task(notice: Notice, measure: Measure, decided_on: date | None = None) -> tuple[Task, list[Duty]]:
    """A task of a notice with its duties, stored; whoever calls tells the ledger of both.

    Errors: Refused when nobody leads it.
    """
    if not measure.lead:
        raise Refused(f"任务 {measure.number} 没有牵头部门，请补充后重新登记。")
    task = Task.objects.create(
        notice=notice,
        number=measure.number,
        title=measure.title,
        content=measure.content,
        due=measure.due,
        product=measure.product,
        gauge=measure.gauge,
        decided_on=decided_on,
    )
    parts = ((Duty.Part.LEAD, measure.lead), (Duty.Part.COOPERATING, measure.cooperating))
    duties = [_duty(task, part, who) for part, whose in parts for who in whose]
    return task, Duty.objects.bulk_create(duties)


@ledger.mutation("programme.served")
def serve(*, by: User | None, task: Task, declared_on: date | None = None) -> list[Service]:
    """The task, served on every department that has a part in it and was not served yet; sets as of the order's day.

    Errors: Refused before the notice was issued, for a day to come, and when all were served already.
    """
    region = task.notice.region_id
    _allow(by, region)
    day = declared_on or timezone.localdate()
    if day > timezone.localdate():
        raise Refused(f"送达日期 {day} 在今天之后：请填写已经送达的日期。")
    if day < task.ordered_on:
        what = "会议日期" if task.decided_on else "通知印发日期"
        raise Refused(f"送达日期 {day} 早于{what} {task.ordered_on}，请更正。")
    told = set(Service.objects.filter(task=task).values_list("department", flat=True))
    waiting = sorted(set(parties().filter(task=task).values_list("who", flat=True)) - told)
    if not waiting:
        raise Refused("该任务已送达全部责任部门，无须再次送达。")
    rows = Service.objects.bulk_create(
        Service(task=task, department_id=department, by=by, declared_on=day) for department in waiting
    )
    ledger.record(
        chain=region,
        kind="programme.served",
        by=by,
        changed=rows,
        facts={"departments": len(rows)},
        declared_at=day,
    )
    return rows


@ledger.mutation("programme.submitted")
def submit(*, by: User, task: Task, text: str, declared_on: date | None = None) -> Submission:
    """What the user's department hands in for a task, such as its self-inspection report; further ones add to it.

    It may be handed in before the notice was served or even issued: the self-inspection report was due a month earlier.
    Errors: Refused for departments without a part in the task, an empty text, and a day to come.
    """
    if not (may(by, "programme.submit") and by.region_id == task.notice.region_id and by.department_id):
        raise Refused("只有责任部门的联络员可以上报任务成果。")
    if not parties().filter(task=task, who=by.department_id).exists():
        raise Refused("您的部门不是这项任务的牵头或配合部门，无须上报。")
    content = text.strip()
    if not tidy(content):
        raise Refused("请填写上报内容。")
    day = declared_on or timezone.localdate()
    if day > timezone.localdate():
        raise Refused(f"上报日期 {day} 在今天之后：请填写已经上报的日期。")
    row = Submission.objects.create(task=task, department_id=by.department_id, text=content, by=by, declared_on=day)
    ledger.record(chain=task.notice.region_id, kind="programme.submitted", by=by, changed=[row], declared_at=day)
    return row


def _allow(by: User | None, region: str, act: str = "programme.serve") -> None:
    if by is not None and not (may(by, act) and by.region_id == region):
        raise Refused("只有本县营商局业务人员可以登记和送达通知。")


def _duty(task: Task, part: str, who: Department | DepartmentSet) -> Duty:
    if isinstance(who, DepartmentSet):
        return Duty(task=task, part=part, department_set=who)
    return Duty(task=task, part=part, department=who)
