"""Verbs on what departments belong to and who leads: dated sets, and the leading group."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import F, Q

from yimen.common.errors import Conflict, Refused
from yimen.ledger import services as ledger
from yimen.people.models import (
    Department,
    DepartmentSet,
    DepartmentSetMember,
    LeadingGroupMember,
    Region,
    User,
)
from yimen.people.services.organisation import allow

OPEN = Q(valid_to__isnull=True)
LASTED = OPEN | Q(valid_to__gte=F("valid_from"))  # not undone on the day on which it began


@ledger.mutation("people.set_defined")
def define_set(
    *, by: User | None, region: Region, code: str, name: str, departments: Sequence[Department], valid_from: date
) -> DepartmentSet:
    """A dated set of departments, such as 各政务服务单位, with its first members.

    Errors: Refused for a number or a name already taken, and for a department of another region.
    """
    allow(by, region, "定义部门集合")
    if DepartmentSet.objects.filter(Q(code=code) | Q(name=name), region=region).exists():
        raise Refused(f"编号 {code} 或名称“{name}”已有部门集合使用，请换一个。")
    for each in departments:
        if each.region_id != region.code:
            raise Refused(f"{each}不属于该区划，不能列入“{name}”。")
    department_set = DepartmentSet.objects.create(region=region, code=code, name=name)
    rows = [
        DepartmentSetMember.objects.create(department_set=department_set, department=each, valid_from=valid_from)
        for each in departments
    ]
    ledger.record(chain=region.code, kind="people.set_defined", by=by, changed=[department_set, *rows])
    return department_set


@ledger.mutation("people.set_joined")
def join_set(
    *, by: User | None, department_set: DepartmentSet, department: Department, valid_from: date
) -> DepartmentSetMember:
    """The department's membership of a set from a day on; those before it are kept.

    Errors: Refused while the department is a member or was one later, and for a department of another region.
    """
    allow(by, department_set.region, "调整部门集合")
    if department.region_id != department_set.region_id:
        raise Refused(f"{department}不属于“{department_set.name}”所在的区划。")
    rows = department_set.members.filter(department=department)
    if rows.filter(LASTED, OPEN | Q(valid_to__gte=valid_from)).exists():
        raise Refused(f"{department}在 {valid_from} 或此后已是“{department_set.name}”的成员，请核对加入日期。")
    if rows.filter(valid_from=valid_from).exists():
        raise Refused(f"{department}自 {valid_from} 起的加入已经撤销，不能再用同一天，请换一个日期。")
    member = DepartmentSetMember.objects.create(
        department_set=department_set, department=department, valid_from=valid_from
    )
    ledger.record(chain=department_set.region_id, kind="people.set_joined", by=by, changed=[member])
    return member


@ledger.mutation("people.set_left")
def leave_set(*, by: User | None, member: DepartmentSetMember, day: date) -> DepartmentSetMember:
    """The membership, ended: from that day on the department is no member. It is kept.

    The day of joining itself undoes the membership. Errors: Refused for a day before that; Conflict when the
    membership has an end already.
    """
    allow(by, member.department_set.region, "调整部门集合")
    if day < member.valid_from:
        raise Refused(f"{member.department}自 {member.valid_from} 起加入，退出日期不能早于这一天。")
    last = day - timedelta(days=1)
    rows = DepartmentSetMember.objects.filter(OPEN, pk=member.pk)
    if rows.update(valid_to=last) != 1:
        raise Conflict(f"{member.department}已退出“{member.department_set.name}”，请刷新页面查看。")
    member.refresh_from_db()
    ledger.record(chain=member.department_set.region_id, kind="people.set_left", by=by, changed=[member])
    return member


@ledger.mutation("people.leading_group_appointed")
def appoint(
    *,
    by: User | None,
    region: Region,
    position: str,
    place: str,
    valid_from: date,
    department: Department | None = None,
    succeeds: LeadingGroupMember | None = None,
) -> LeadingGroupMember:
    """A position's place in the leading group (领导小组); whom it succeeds leaves on the day before, and is kept.

    Errors: Refused while the same position has a place, for a second leader, for a department or a predecessor
    elsewhere, and for a predecessor who came later; Conflict when the predecessor has left already.
    """
    allow(by, region, "调整领导小组")
    if department is not None and department.region_id != region.code:
        raise Refused("所选部门不属于该区划，请重新选择。")
    changed: list[LeadingGroupMember] = []
    if succeeds is not None:
        if succeeds.region_id != region.code:
            raise Refused("被接替的职务不在本区划的领导小组。")
        changed.append(_leave(succeeds, valid_from))
    others = LeadingGroupMember.objects.filter(LASTED, OPEN | Q(valid_to__gte=valid_from), region=region)
    if others.filter(position=position).exists():
        raise Refused(f"“{position}”已在领导小组，请先免去或填写接替。")
    if place == LeadingGroupMember.Place.LEADER and (leader := others.filter(place=place).first()):
        raise Refused(f"组长现为“{leader.position}”，请在“接替”一栏选择。")
    member = LeadingGroupMember.objects.create(
        region=region, department=department, position=position, place=place, valid_from=valid_from, succeeds=succeeds
    )
    ledger.record(chain=region.code, kind="people.leading_group_appointed", by=by, changed=[*changed, member])
    return member


@ledger.mutation("people.leading_group_left")
def end_appointment(*, by: User | None, member: LeadingGroupMember, day: date) -> LeadingGroupMember:
    """The appointment, ended: from that day on the position has no place in the leading group. It is kept.

    The day on which it began undoes it. Errors: Refused for a day before that; Conflict when it has an end already.
    """
    allow(by, member.region, "调整领导小组")
    _leave(member, day)
    ledger.record(chain=member.region_id, kind="people.leading_group_left", by=by, changed=[member])
    return member


def _leave(member: LeadingGroupMember, day: date) -> LeadingGroupMember:
    if day < member.valid_from:
        raise Refused(f"“{member.position}”自 {member.valid_from} 起任职，免去或接替的日期不能早于这一天。")
    rows = LeadingGroupMember.objects.filter(OPEN, pk=member.pk)
    if rows.update(valid_to=day - timedelta(days=1)) != 1:
        raise Conflict(f"“{member.position}”已不在领导小组，请刷新页面查看。")
    member.refresh_from_db()
    return member
