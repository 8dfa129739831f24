"""Verbs on accounts: opened, closed, given roles, let back in."""

from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.utils import reset as unlock
from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.ledger import services as ledger
from yimen.people.models import Department, Region, RoleGrant, User, in_force
from yimen.people.queries import covers, may
from yimen.people.rules import ADMINISTRATORS, ROLES


@ledger.mutation("people.account_opened")
def open_account(
    *,
    by: User | None,
    username: str,
    password: str | None,
    display_name: str,
    region: Region,
    department: Department | None = None,
    temporary: bool = False,
) -> User:
    """A new account without any role; temporary: the password is good for one sign-in, which must replace it.

    Without a password nobody signs in by one until the security administrator has given it. Errors: Refused for a name
    already taken, a department elsewhere, or a right that is lacking.
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
    _end_sessions(user)
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


def _check_reset(by: User, user: User, what: str) -> None:
    if by.pk == user.pk:
        raise Refused(f"不能重置自己的{what}，请由另一位安全管理员办理。")
    if not (may(by, "people.reset") and covers(by, user.region)):
        raise Refused(f"只有安全管理员可以重置本区划账号的{what}。")
    if not user.is_active:
        raise Refused(f"账号 {user.username} 已停用，不能重置{what}。")


def _end_sessions(user: User) -> None:
    for session in UserSession.objects.filter(user=user):
        session.end()


@ledger.mutation("people.password_given")
def give_password(*, by: User, user: User, password: str) -> User:
    """The account with a temporary password, good for one sign-in that must replace it; its sessions are ended.

    A lock after failed attempts is lifted too. The second factor stays: the password alone opens nothing. Errors:
    Refused for one's own account, a closed one, and a right that is lacking.
    """
    _check_reset(by, user, "密码")
    user.set_password(password)
    user.password_given = True
    user.save(update_fields=["password", "password_given"])
    _end_sessions(user)
    unlock(username=user.username)
    ledger.record(chain=user.region_id, kind="people.password_given", by=by, changed=[user])
    return user


@ledger.mutation("people.code_reset")
def reset_code(*, by: User, user: User) -> User:
    """The account without a second factor, so that its next sign-in sets up a new one; its sessions are ended.

    Recovery codes (恢复码) go with it: whoever found the phone may have found them. Errors: Refused for one's own
    account, a closed one, one that has no second factor, and a right that is lacking.
    """
    _check_reset(by, user, "动态码")
    removed, _ = Authenticator.objects.filter(user=user).delete()
    if not removed:
        raise Refused(f"账号 {user.username} 没有绑定动态码，下次登录时会要求绑定，无须重置。")
    _end_sessions(user)
    ledger.record(chain=user.region_id, kind="people.code_reset", by=by, changed=[user])
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
