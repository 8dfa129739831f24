"""Pages of accounts, roles and the permission table."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.common.page import page
from yimen.people import queries, services
from yimen.people.access import SignedRequest, requires, signed_in
from yimen.people.forms import AccountForm, GrantForm
from yimen.people.models import RoleGrant, User, in_force
from yimen.people.passwords import single_use
from yimen.people.queries import may
from yimen.people.rules import ACTS, ROLES


@requires("people.accounts")
def accounts(request: SignedRequest) -> HttpResponse:
    """The accounts of the administrator's region with the roles that they hold today."""
    today = RoleGrant.objects.filter(in_force(timezone.localdate())).order_by("role")
    rows = queries.visible_users(request.user).prefetch_related(Prefetch("grants", today, to_attr="held"))
    role, state, word = (request.GET.get(name, "") for name in ("role", "state", "q"))
    if role:
        rows = rows.filter(pk__in=today.filter(role=role).order_by().values("user"))
    if state in ("open", "closed"):
        rows = rows.filter(is_active=state == "open")
    if word:
        rows = rows.filter(Q(username__contains=word) | Q(display_name__contains=word))
    context = {
        "page": page(request, rows.order_by("username")),
        "roles": ROLES.items(),
        "role": role,
        "state": state,
        "q": word,
        "may_open": may(request.user, "people.account"),
    }
    return render(request, "people/accounts.html", context)


@requires("people.account")
def open_account(request: SignedRequest) -> HttpResponse:
    """Opens an account and shows its single-use password, in this one answer and nowhere else.

    The answer to the POST itself, against the habit of redirecting: a redirect would have to keep the password.
    """
    departments = queries.visible_departments(request.user)
    form = AccountForm(request.POST or None, departments=departments)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data: dict[str, Any] = form.cleaned_data
            region = data["department"].region if data["department"] else request.user.region
            password = single_use()
            try:
                user = services.open_account(by=request.user, password=password, region=region, temporary=True, **data)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                return _handed_over(request, "people/opened.html", user, password)
    return render(request, "people/open_account.html", {"form": form}, status=status)


@requires("people.accounts")
def account(request: SignedRequest, pk: int) -> HttpResponse:
    """One account: its roles now and before, and what may be done with it."""
    return _answer(request, _account(request, pk))


@requires("people.account")
def close_account(request: SignedRequest, pk: int) -> HttpResponse:
    """Closes an account and ends its sessions."""
    user = _account(request, pk)
    if request.method == "POST":
        services.close_account(by=request.user, user=user)
        messages.success(request, f"账号 {user.username} 已停用，已登录的会话已全部结束。")
    return redirect("people:account", pk=pk)


@requires("people.reset")
def give_password(request: SignedRequest, pk: int) -> HttpResponse:
    """Gives an account a temporary password and shows it, in this one answer and nowhere else, as `open_account`."""
    user = _account(request, pk)
    if request.method != "POST":
        return redirect("people:account", pk=pk)
    password = single_use()
    services.give_password(by=request.user, user=user, password=password)
    return _handed_over(request, "people/password_given.html", user, password)


@requires("people.reset")
def reset_code(request: SignedRequest, pk: int) -> HttpResponse:
    """Takes the second factor off an account, so that its holder sets up a new one at the next sign-in."""
    user = _account(request, pk)
    if request.method == "POST":
        services.reset_code(by=request.user, user=user)
        messages.success(request, f"账号 {user.username} 的动态码已重置，会话已结束；本人下次登录时重新绑定。")
    return redirect("people:account", pk=pk)


@requires("people.grant")
def grant(request: SignedRequest, pk: int) -> HttpResponse:
    """Grants a role; what the separation of the three administrators forbids is shown on the form."""
    user = _account(request, pk)
    if request.method != "POST":
        return redirect("people:account", pk=pk)
    form = GrantForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            row = services.grant(by=request.user, user=user, role=form.cleaned_data["role"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = 409 if isinstance(refusal, Conflict) else 422
        else:
            messages.success(request, f"已授予“{row.get_role_display()}”。")
            return redirect("people:account", pk=pk)
    return _answer(request, user, form, status)


@requires("people.grant")
def end_grant(request: SignedRequest, pk: int, grant: int) -> HttpResponse:
    """Ends a role; it is kept as a former one."""
    user = _account(request, pk)
    row = get_object_or_404(RoleGrant.objects.select_related("user__region"), user=user, pk=grant)
    if request.method == "POST":
        services.end_grant(by=request.user, row=row)
        messages.success(request, f"已收回“{row.get_role_display()}”。")
    return redirect("people:account", pk=pk)


@signed_in
def permissions(request: SignedRequest) -> HttpResponse:
    """The permission table, as the code reads it."""
    mine = queries.roles_of(request.user)
    rows = [(act, [role in act.roles for role in ROLES], bool(act.roles & mine)) for act in ACTS.values()]
    return render(request, "people/permissions.html", {"roles": ROLES.values(), "rows": rows})


def _handed_over(request: SignedRequest, template: str, user: User, password: str) -> HttpResponse:
    answer = render(request, template, {"account": user, "password": password})
    answer["Cache-Control"] = "no-store"
    return answer


def _account(request: SignedRequest, pk: int) -> User:
    return get_object_or_404(queries.visible_users(request.user), pk=pk)


def _answer(request: SignedRequest, user: User, form: GrantForm | None = None, status: int = 200) -> HttpResponse:
    other = user.pk != request.user.pk
    resettable = may(request.user, "people.reset") and other and user.is_active
    context = {
        "account": user,
        "has_code": queries.has_code(user),
        "may_reset": resettable,
        "grants": user.grants.select_related("granted_by").order_by("-valid_from", "-pk"),
        "form": (form or GrantForm()) if may(request.user, "people.grant") and other and user.is_active else None,
        "may_end": may(request.user, "people.grant") and other,
        "may_close": may(request.user, "people.account") and other and user.is_active,
    }
    return render(request, "people/account.html", context, status=status)
