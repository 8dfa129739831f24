"""办理事件表: what happened in cases as rows, one an event, as programs that look at processes read them.

No applicant and no free words: a case is its number, and whoever acted is the position of his account.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from yimen.cases.handling.models import Delivery, Dossier

HEADINGS = ("办件编号", "事项编码", "承办部门", "渠道", "活动", "阶段", "岗位", "时间", "登记时间", "结果")
STARTED, COMPLETED = "开始", "完成"
AT_ONCE = 400
OWN = (
    "steps__staff",
    "notices__by",
    "consultations__department",
    "consultations__asked_by",
    "consultations__answered_by",
    "pauses__started_by",
)

Event = tuple[str, str, object, datetime | None, datetime | None, str]
"""Activity, stage, who, when, when it was written down if that is another moment, and with what result."""


def rows(dossiers: QuerySet[Dossier]) -> Iterator[list[str]]:
    """Every event of the dossiers, case by case and in each the oldest first; six statements for a few hundred."""
    keys = list(dossiers.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        found = Dossier.objects.filter(pk__in=some).order_by("pk").select_related("case", "department", "received_by")
        sent = {each.dossier_id: each for each in Delivery.objects.filter(dossier__in=some).select_related("by")}
        for dossier in found.prefetch_related(*OWN):
            yield from _rows_of(dossier, sent.get(dossier.pk))


def _rows_of(dossier: Dossier, delivery: Delivery | None) -> Iterator[list[str]]:
    case = dossier.case
    head = [case.case_number, case.item_code, str(dossier.department), case.get_channel_display()]
    happened = [(*event[:3], at, *event[4:]) for event in _events(dossier, delivery) if (at := event[3]) is not None]
    for activity, stage, who, at, recorded, result in sorted(happened, key=lambda event: event[3]):
        yield [*head, activity, stage, _position(who), _written(at), _written(recorded or at), result]


def _events(dossier: Dossier, delivery: Delivery | None) -> Iterator[Event]:
    case = dossier.case
    yield "收件", COMPLETED, dossier.received_by or "申请人", case.received_at, case.recorded_at, ""
    for notice in dossier.notices.all():
        yield notice.get_kind_display(), COMPLETED, notice.by, notice.at, None, ""
    for step in dossier.steps.all():
        yield step.name, STARTED, None, step.opened_at, None, ""
        done = step.declared_at or step.closed_at
        yield step.name, COMPLETED, step.staff, done, step.closed_at, step.get_outcome_display()
    for asked in dossier.consultations.all():
        name, agrees = f"会办：{asked.department.short_name}", "同意" if asked.agrees else "不同意"
        yield name, STARTED, asked.asked_by, asked.asked_at, None, ""
        yield name, COMPLETED, asked.answered_by, asked.answered_at, None, agrees
    for pause in dossier.pauses.all():
        yield f"特别程序：{pause.get_kind_display()}", STARTED, pause.started_by, pause.at, None, ""
    if delivery is not None:
        yield "送达", COMPLETED, delivery.by or "申请人", delivery.served_at, delivery.at, delivery.get_way_display()


def _position(who: Any) -> str:
    return str(who) if who else "系统"


def _written(at: datetime) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds")
