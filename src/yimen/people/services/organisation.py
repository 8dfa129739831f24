"""Verbs on regions, departments with their dated codes, and staff."""

from collections.abc import Sequence
from datetime import date, timedelta

from yimen.common.errors import Refused
from yimen.ledger import services as ledger
from yimen.people.models import Department, DepartmentCode, Region, Staff, User, in_force
from yimen.people.queries import covers, may


def allow(by: User | None, region: Region, what: str) -> None:
    """Nothing; Refused unless the account may keep the region's organisation. `what` ends the sentence."""
    if by is not None and not (may(by, "people.keep") and covers(by, region)):
        raise Refused(f"只有本区划营商局业务人员可以{what}。")


@ledger.mutation("people.region_added")
def add_region(*, by: User | None, code: str, name: str, level: str, parent: Region | None = None) -> Region:
    """The new region (区划)."""
    region = Region.objects.create(code=code, name=name, level=level, parent=parent)
    ledger.record(chain=code, kind="people.region_added", by=by, changed=[region])
    return region


@ledger.mutation("people.department_added")
def add_department(
    *, by: User | None, region: Region, code: str, name: str, short_name: str, kind: str = Department.Kind.UNIT
) -> Department:
    """The new department, as yet without a credit code. Errors: Refused for a number or a name already taken."""
    allow(by, region, "登记部门")
    taken = Department.objects.filter(region=region, code=code).first()
    if taken is not None:
        raise Refused(f"部门编号 {code} 已由{taken}使用，请换一个编号。")
    if Department.objects.filter(region=region, name=name).exists():
        raise Refused(f"{name}已经登记，机构改革换代码的请在该部门页面登记新代码。")
    department = Department.objects.create(region=region, code=code, name=name, short_name=short_name, kind=kind)
    ledger.record(chain=region.code, kind="people.department_added", by=by, changed=[department])
    return department


@ledger.mutation("people.department_recoded")
def give_code(*, by: User | None, department: Department, code: str, valid_from: date) -> DepartmentCode:
    """The department's credit code from a day on; the one before ends on the day before and is kept.

    Errors: Refused for a day that is not later than the latest code's first, for the code that it has already, and
    for one that another department has on that day.
    """
    allow(by, department.region, "登记部门代码")
    last = department.codes.order_by("-valid_from").first()
    if last is not None and last.valid_from >= valid_from:
        raise Refused(f"{department}的现行代码自 {last.valid_from} 起使用，新代码的起始日期须晚于这一天。")
    if last is not None and last.code == code and last.in_force(valid_from):
        raise Refused(f"{department}现行代码就是 {code}，无须登记。")
    other = DepartmentCode.objects.filter(in_force(valid_from), code=code).exclude(department=department).first()
    if other is not None:
        raise Refused(f"代码 {code} 在 {valid_from} 属于{other.department}，请核对统一社会信用代码证书。")
    changed: list[DepartmentCode] = []
    for former in department.codes.filter(in_force(valid_from)):
        former.valid_to = valid_from - timedelta(days=1)
        former.save(update_fields=["valid_to"])
        changed.append(former)
    new = DepartmentCode.objects.create(department=department, code=code, valid_from=valid_from)
    ledger.record(chain=department.region_id, kind="people.department_recoded", by=by, changed=[*changed, new])
    return new


@ledger.mutation("people.staff_registered")
def register_staff(*, by: User | None, region: Region, staff: Sequence[Staff]) -> list[Staff]:
    """The staff rows, written in one batch. Errors: Refused for a work number already taken or a foreign department."""
    if by is not None and not (may(by, "people.staff") and covers(by, region)):
        raise Refused("只有本区划营商局业务人员和大厅管理员可以登记工作人员。")
    if any(each.region_id != region.code or each.department.region_id != region.code for each in staff):
        raise Refused("所选部门不属于该区划，请重新选择。")
    known = Staff.objects.filter(region=region, code__in=[each.code for each in staff]).first()
    if known is not None:
        raise Refused(f"工号 {known.code} 已经登记（{known.department}），请核对后换一个工号。")
    rows = Staff.objects.bulk_create(staff, batch_size=2000)
    ledger.record_batch(chain=region.code, kind="people.staff_registered", by=by, model=Staff, rows=rows)
    return rows
