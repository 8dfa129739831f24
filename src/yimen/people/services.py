"""Verbs on people: the only writers of this room."""

from collections.abc import Sequence
from datetime import date, timedelta

from allauth.usersessions.models import UserSession
from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.ledger import services as ledger
from yimen.people.models import (
    Department,
    DepartmentCode,
    DepartmentSet,
    DepartmentSetMember,
    LeadingGroupMember,
    Region,
    RoleGrant,
    Staff,
    User,
    in_force,
)
from yimen.people.queries import covers, may
from yimen.people.rules import ADMINISTRATORS, ROLES


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
    """The new department, as yet without a credit code."""
    department = Department.objects.create(region=region, code=code, name=name, short_name=short_name, kind=kind)
    ledger.record(chain=region.code, kind="people.department_added", by=by, changed=[department])
    return department


@ledger.mutation("people.department_recoded")
def give_code(*, by: User | None, department: Department, code: str, valid_from: date) -> DepartmentCode:
    """The department's credit code from a day on; the one before ends on the day before and is kept."""
    changed: list[DepartmentCode] = []
    for former in department.codes.filter(in_force(valid_from)):
        former.valid_to = valid_from - timedelta(days=1)
        former.save(update_fields=["valid_to"])
        changed.append(former)
    new = DepartmentCode.objects.create(department=department, code=code, valid_from=valid_from)
    ledger.record(chain=department.region_id, kind="people.department_recoded", by=by, changed=[*changed, new])
    return new


@ledger.mutation("people.set_defined")
def define_set(
    *, by: User | None, region: Region, code: str, name: str, departments: Sequence[Department], valid_from: date
) -> DepartmentSet:
    """A dated set of departments, such as 各政务服务单位, with its first members."""
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

    Errors: Refused while the department is a member, and for a department of another region.
    """
    if department.region_id != department_set.region_id:
        raise Refused(f"{department}不属于“{department_set.name}”所在的区划。")
    if department_set.members.filter(in_force(valid_from), department=department).exists():
        raise Refused(f"{department}在 {valid_from} 已是“{department_set.name}”的成员。")
    member = DepartmentSetMember.objects.create(
        department_set=department_set, department=department, valid_from=valid_from
    )
    ledger.record(chain=department_set.region_id, kind="people.set_joined", by=by, changed=[member])
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
) -> LeadingGroupMember:
    """A position's place in the leading group (领导小组)."""
    member = LeadingGroupMember.objects.create(
        region=region, department=department, position=position, place=place, valid_from=valid_from
    )
    ledger.record(chain=region.code, kind="people.leading_group_appointed", by=by, changed=[member])
    return member


@ledger.mutation("people.staff_registered")
def register_staff(*, by: User | None, region: Region, staff: Sequence[Staff]) -> list[Staff]:
    """The staff rows, written in one batch."""
    rows = Staff.objects.bulk_create(staff, batch_size=2000)
    ledger.record_batch(chain=region.code, kind="people.staff_registered", by=by, model=Staff, rows=rows)
    return rows


@ledger.mutation("people.account_opened")
def open_account(
    *,
    by: User | None,
    username: str,
    password: str,
    display_name: str,
    region: Region,
    department: Department | None = None,
    temporary: bool = False,
) -> User:
    """A new account without any role; temporary: the password is good for one sign-in, which must replace it.

    Errors: Refused for a name already taken, a department elsewhere, or a right that is lacking.
    """
    if by is not None and not (may(by, "people.account") and covers(by, region)):
        raise Refused("只有系统管理员可以开立本区划的账号。")
    if department is not None and department.region_id != region.code:
        raise Refused("所选部门不属于该区划，请重新选择。")
    if User.objects.filter(username=username).exists():
        raise Refused(f"账号 {username} 已被使用，请换一个。")
    user = User(
        username=username,
        display_name=display_name,
        region=region,
        department=department,
        password_given=temporary,
    )
    user.set_password(password)
    user.save()
    ledger.record(chain=region.code, kind="people.account_opened", by=by, changed=[user])
    return user


@ledger.mutation("people.account_closed")
def close_account(*, by: User, user: User) -> User:
    """The account, disabled, its sessions ended. Errors: Refused for one's own account and for a right lacking."""
    if not (may(by, "people.account") and covers(by, user.region)):
        raise Refused("只有系统管理员可以停用本区划的账号。")
    if user.pk == by.pk:
        raise Refused("不能停用自己的账号，请由另一位系统管理员办理。")
    user.is_active = False
    user.save(update_fields=["is_active"])
    for session in UserSession.objects.filter(user=user):
        session.end()
    ledger.record(chain=user.region_id, kind="people.account_closed", by=by, changed=[user])
    return user


@ledger.mutation("people.password_changed")
def change_password(*, user: User, password: str) -> User:
    """The account with the password that its holder chose; one that was given is used up with that."""
    user.set_password(password)
    user.password_given = False
    user.save(update_fields=["password", "password_given"])
    ledger.record(chain=user.region_id, kind="people.password_changed", by=user, changed=[user])
    return user


@ledger.mutation("people.role_granted")
def grant(*, by: User | None, user: User, role: str, valid_from: date | None = None) -> RoleGrant:
    """The role, held from today. The three administrators exclude each other and every role of business (三员分立)."""
    day = valid_from or timezone.localdate()
    if by is not None and by.pk == user.pk:
        raise Refused("不能给自己授予角色。")
    if by is not None and not (may(by, "people.grant") and covers(by, user.region)):
        raise Refused("只有安全管理员可以授予本区划账号的角色。")
    if role not in ROLES:
        raise Refused("请从列表中选择角色。")
    held = set(RoleGrant.objects.filter(in_force(day), user=user).values_list("role", flat=True))
    if role in held:
        raise Refused(f"该账号已有角色“{ROLES[role]}”。")
    if held and (role in ADMINISTRATORS or held & ADMINISTRATORS):
        names = "、".join(ROLES[each] for each in sorted(held))
        raise Refused(f"三员分立：“{ROLES[role]}”不能与“{names}”由同一账号担任。")
    row = RoleGrant.objects.create(user=user, role=role, granted_by=by, valid_from=day)
    user.__dict__.pop("_roles", None)
    ledger.record(chain=user.region_id, kind="people.role_granted", by=by, changed=[row], facts={"role": role})
    return row


@ledger.mutation("people.role_ended")
def end_grant(*, by: User, row: RoleGrant) -> RoleGrant:
    """The grant, ended yesterday, so that it no longer holds today."""
    if by.pk == row.user_id:
        raise Refused("不能收回自己的角色。")
    if not (may(by, "people.grant") and covers(by, row.user.region)):
        raise Refused("只有安全管理员可以收回本区划账号的角色。")
    if row.valid_to is not None:
        raise Conflict("该角色刚被他人收回，请刷新页面查看。")
    row.valid_to = max(row.valid_from, timezone.localdate()) - timedelta(days=1)
    row.save(update_fields=["valid_to"])
    ledger.record(chain=row.user.region_id, kind="people.role_ended", by=by, changed=[row], facts={"role": row.role})
    return row


@ledger.mutation("people.signed_in")
def note_sign_in(*, by: User) -> None:
    """Nothing; the ledger keeps that the account signed in."""
    ledger.record(chain=by.region_id, kind="people.signed_in", by=by)


def use_code(*, user: User, step: int) -> bool:
    """True when no code of this time step or a later one was used before; then it is used now, for good.

    Not an event: the sign-in that follows is. One conditional UPDATE, so of two sign-ins at once exactly one passes.
    """
    return User.objects.filter(pk=user.pk, last_code__lt=step).update(last_code=step) == 1
