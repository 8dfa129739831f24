"""Verbs on readiness: the only writers of this room within entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from yimen.catalog.models import Item
from yimen.common.errors import Conflict, Refused
from yimen.common.text import tidy
from yimen.entry.readiness.models import Condition, Confirmation, Preparation
from yimen.entry.readiness.rules import CONFIRMED
from yimen.halls.models import Hall, Window
from yimen.ledger import services as ledger
from yimen.people.models import Department, Region, User, in_force
from yimen.people.queries import may, roles_of
from yimen.people.rules import HALL_MANAGER

SHORTEST_EVIDENCE = 4  # characters
LONGEST_CONDITION = timedelta(days=180)
"""No condition may run for longer; whoever needs more asks again, and that can be seen."""


@dataclass(frozen=True)
class Place:
    """何处的哪一行: a line of the checklist for a department at a window; no window when the declaration names none."""

    department: Department
    hall: Hall
    window: str
    check: str


@ledger.mutation("entry.preparation_planned")
def plan(*, by: User | None, place: Place, owner: str, due_on: date | None) -> Preparation:
    """The preparation with who sees to it and by when; made when there is none yet.

    Errors: Refused for another department, a window that the hall has not, a line that data answer, no owner, or a
    day that has passed.
    """
    _check_place(by, place)
    owner = tidy(owner)
    if not owner or due_on is None:
        raise Refused("请填写责任岗位（不写姓名）和完成期限。")
    if by is not None and due_on < timezone.localdate():
        raise Refused(f"完成期限 {due_on} 已经过去，请填写今天或以后的日期。")
    row = _preparation(place)
    Preparation.objects.filter(pk=row.pk).update(owner=owner, due_on=due_on)
    row.refresh_from_db()
    ledger.record(chain=row.region_id, kind="entry.preparation_planned", by=by, changed=[row])
    return row


@ledger.mutation("entry.preparation_confirmed")
def confirm(*, by: User | None, place: Place, confirmed_on: date | None, evidence: str) -> Confirmation:
    """The word that it is there from that day on, with its evidence.

    Errors: Refused as in `plan`, without evidence and for a day to come; Conflict when it is confirmed already.
    """
    _check_place(by, place)
    evidence, today = tidy(evidence), timezone.localdate()
    if len(evidence) < SHORTEST_EVIDENCE:
        raise Refused("请写明依据：验收单、交接单或照片的编号和内容，至少四个字。")
    if confirmed_on is None or confirmed_on > today:
        raise Refused("请填写实际核对的日期，不能晚于今天。")
    row = _preparation(place)
    ended = Confirmation.objects.filter(preparation=row, valid_to__gte=confirmed_on).first()
    if ended is not None:
        raise Refused(f"上一次确认在 {ended.valid_to} 之后才撤回，请重新核对并填写此后的日期。")
    try:
        with transaction.atomic():
            made = Confirmation.objects.create(
                preparation=row, valid_from=confirmed_on, evidence=evidence, confirmed_by=by
            )
    except IntegrityError as error:  # the database lets only one open confirmation in
        raise Conflict("这一行已有人确认，请刷新页面查看。") from error
    ledger.record(
        chain=row.region_id, kind="entry.preparation_confirmed", by=by, changed=[row, made], declared_at=confirmed_on
    )
    return made


@ledger.mutation("entry.confirmation_withdrawn")
def withdraw(*, by: User | None, confirmation: Confirmation, ending: str) -> Confirmation:
    """The confirmation, which holds no more from today on; on the days before it held and goes on having held.

    Errors: Refused without a reason and for another department; Conflict when it was withdrawn already.
    """
    row = confirmation.preparation
    _allow(by, row.department)
    ending = tidy(ending)
    if not ending:
        raise Refused("请写明撤回的原因，例如设备损坏、人员调离。")
    last = timezone.localdate() - timedelta(days=1)
    rows = Confirmation.objects.filter(pk=confirmation.pk, valid_to__isnull=True)
    if rows.update(valid_to=last, ended_by=by, ending=ending) != 1:
        raise Conflict("这一确认已被撤回，请刷新页面查看。")
    confirmation.refresh_from_db()
    ledger.record(chain=row.region_id, kind="entry.confirmation_withdrawn", by=by, changed=[confirmation])
    return confirmation


@ledger.mutation("entry.preparations_loaded")
def load_preparations(
    *, by: None, region: Region, rows: Sequence[tuple[Preparation, Confirmation | None]]
) -> list[Preparation]:
    """The preparations of a register with what was confirmed of them; only the system itself loads.

    Errors: Refused for lines that data answer.
    """
    for row, _ in rows:
        if row.check_code not in CONFIRMED:
            raise Refused(f"“{row.get_check_code_display()}”由数据得出，不能装入人工确认。")
    made = Preparation.objects.bulk_create([row for row, _ in rows], batch_size=500)
    said = [each for _, each in rows if each is not None]
    for row, each in rows:
        if each is not None:
            each.preparation = row
    Confirmation.objects.bulk_create(said, batch_size=500)
    ledger.record(chain=region.code, kind="entry.preparations_loaded", by=by, changed=[*made, *said])
    return made


@ledger.mutation("entry.conditions_set")
def set_conditions(
    *, by: User | None, items: Sequence[tuple[Item, Department, str]], reason: str, due_on: date | None
) -> list[Condition]:
    """One condition for each item, all for the same reason and until the same day.

    items: each with its department and what it lacks, in words. Errors: Refused for anybody but the county's bureau,
    for no item, without a reason, and for a day that is not after today or further off than LONGEST_CONDITION.
    """
    reason, today = tidy(reason), timezone.localdate()
    if not items:
        raise Refused("没有需要附条件的事项：请先勾选，或换一个缺项。")
    region = items[0][0].region_id
    if by is not None and not (may(by, "entry.round") and all(item.region_id == by.region_id for item, *_ in items)):
        raise Refused("只有本县（区）营商局业务人员可以附条件确认。")
    if len(reason) < SHORTEST_EVIDENCE:
        raise Refused("请写明附条件的原因，至少四个字；原因随清单公布。")
    if due_on is None or (by is not None and not today < due_on <= today + LONGEST_CONDITION):
        raise Refused(f"补齐期限应在今天之后、{today + LONGEST_CONDITION} 之前。")
    rows = Condition.objects.bulk_create(
        [
            Condition(
                region_id=region, department=department, item=item, wanting=wanting, reason=reason, due_on=due_on,
                set_by=by,
            )
            for item, department, wanting in items
        ]
    )  # fmt: skip
    facts = {"items": len(rows), "due_on": due_on.isoformat()}
    ledger.record(chain=region, kind="entry.conditions_set", by=by, changed=rows, facts=facts)
    return rows


def _allow(by: User | None, department: Department) -> None:
    if by is None:
        return
    own = by.department_id == department.pk or HALL_MANAGER in roles_of(by)
    if not (may(by, "entry.prepare") and own and by.region_id == department.region_id):
        raise Refused("只有本部门联络员和本县大厅管理员可以登记进驻准备。")


def _check_place(by: User | None, place: Place) -> None:
    _allow(by, place.department)
    if place.check not in CONFIRMED:
        raise Refused("这一行由系统数据得出，不能人工确认：请按该行的办法补齐数据。")
    if place.hall.region_id != place.department.region_id:
        raise Refused("所选大厅不属于本县，请重新选择。")
    today = timezone.localdate()
    if place.window and not Window.objects.filter(in_force(today), hall=place.hall, code=place.window).exists():
        raise Refused(f"{place.hall.name}没有在用的窗口 {place.window}，请核对窗口编号。")


def _preparation(place: Place) -> Preparation:
    row, _ = Preparation.objects.get_or_create(
        department=place.department, hall=place.hall, window=place.window, check_code=place.check,
        defaults={"region_id": place.department.region_id},
    )  # fmt: skip
    return row
