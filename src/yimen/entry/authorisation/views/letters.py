"""Pages of letters: all of them, one of them, a new one, and what anybody may see."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.catalog.models import Item
from yimen.common.errors import Refused
from yimen.common.page import Page, page
from yimen.common.text import mask_name
from yimen.entry import queries as entry
from yimen.entry.authorisation import queries, services
from yimen.entry.authorisation.forms import AnnounceForm, GrantForm, ItemFilter, MandateFilter, RevokeForm, staff_of
from yimen.entry.authorisation.models import Mandate
from yimen.entry.authorisation.states import ISSUED
from yimen.entry.modes import Mode, Power
from yimen.entry.views.items import status_of
from yimen.people.access import SignedRequest, public, requires
from yimen.people.lifecycle import open_moves
from yimen.people.models import Department
from yimen.people.queries import may, visible_departments

MODES = dict(Mode.choices)


@requires("entry.read")
def mandates(request: SignedRequest) -> HttpResponse:
    """The letters, newest first, with figures of how they stand; each figure opens its rows."""
    today, own = timezone.localdate(), queries.visible_mandates(request.user)
    asked = {name: request.GET.get(name, "") for name in ("q", "standing", "kind", "department")}
    rows = queries.standing(own, asked["standing"], today)
    rows = queries.filtered(rows, kind=asked["kind"], department=asked["department"], text=asked["q"])
    departments = list(visible_departments(request.user).filter(pk__in=own.order_by().values("department")))
    shown: Page[Mandate] = page(request, queries.with_items(rows))
    context = {
        "filters": MandateFilter(request.GET, departments=departments),
        "page": shown,
        "rows": [(each, *standing_of(each, today)) for each in shown.rows],
        "counts": {key: queries.standing(own, key, today).count() for key in queries.STANDINGS if key},
        "may_grant": may(request.user, "entry.authorise") and request.user.department_id,
    }
    return render(request, "entry/mandates.html", context)


@requires("entry.read")
def mandate(request: SignedRequest, pk: int) -> HttpResponse:
    """One letter: what it says, the items that it hands over, and what can be done with it."""
    thing = get_object_or_404(queries.visible_mandates(request.user), pk=pk)
    return _mandate_page(request, thing)


@requires("entry.authorise")
def grant(request: SignedRequest) -> HttpResponse:
    """A new letter for the items ticked, or for all that the filters show."""
    today = timezone.localdate()
    rows = _grantable(request, today)
    form = GrantForm(request.POST or None, staff=staff_of(request.user))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = services.grant(
                    by=request.user, department=_own(request), grant=form.grant, **_scope(request, rows)
                )
            except Refused as refusal:
                form.add_error(None, str(refusal))
                status = status_of(refusal)
            else:
                messages.success(request, f"已签发{made}。请报营商局备案公示。")
                return redirect("entry:mandate", made.pk)
    context = {
        "filters": ItemFilter(request.GET),
        "form": form,
        "page": page(request, rows.order_by("code", "pk"), load=_with_modes),
        "total": rows.count(),
        "which": request.POST.get("which", "chosen"),
        "ticked": set(request.POST.getlist("chosen")),
    }
    return render(request, "entry/grant.html", context, status=status)


@require_POST
@requires("entry.announce")
def announce(request: SignedRequest, pk: int) -> HttpResponse:
    """Registers that a letter was announced."""
    thing = get_object_or_404(queries.visible_mandates(request.user), pk=pk)
    form = AnnounceForm(request.POST)
    if not form.is_valid():
        return _mandate_page(request, thing, announcing=form, status=422)
    try:
        services.announce(by=request.user, mandate=thing, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _mandate_page(request, thing, announcing=form, status=status_of(refusal))
    messages.success(request, f"已登记{thing}的公示，公开页已可查询。")
    return redirect("entry:mandate", pk)


@require_POST
@requires("entry.authorise")
def revoke(request: SignedRequest, pk: int) -> HttpResponse:
    """Revokes a letter."""
    thing = get_object_or_404(queries.visible_mandates(request.user), pk=pk)
    form = RevokeForm(request.POST)
    if not form.is_valid():
        return _mandate_page(request, thing, revoking=form, status=422)
    try:
        services.revoke(by=request.user, mandate=thing, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _mandate_page(request, thing, revoking=form, status=status_of(refusal))
    messages.success(request, f"已撤销{thing}，自 {thing.revoked_on} 起失效。")
    return redirect("entry:mandate", pk)


@public
def announced(request: HttpRequest) -> HttpResponse:
    """公示: the letters that were announced and those revoked since, for anybody; names no person in full."""
    today = timezone.localdate()
    shown: Page[Mandate] = page(request, queries.with_items(queries.announced()), size=50)
    rows = [(each, mask_name(each.staff.name), *standing_of(each, today)) for each in shown.rows]
    return render(request, "entry/announced.html", {"page": shown, "rows": rows})


def standing_of(mandate: Mandate, today: date) -> tuple[str, str]:
    """How a letter stands on a day, in words and tone."""
    if mandate.revoked_on is not None:
        return (f"{mandate.revoked_on} 起撤销", "plain")
    if mandate.valid_to is not None and mandate.valid_to < today:
        return ("已过期", "wrong")
    if mandate.valid_from > today:
        return ("尚未生效", "calm")
    if mandate.valid_to is not None and (mandate.valid_to - today).days <= queries.SOON:
        return (f"还有 {(mandate.valid_to - today).days} 天到期", "warn")
    return ("在有效期内", "good")


def _mandate_page(
    request: SignedRequest,
    thing: Mandate,
    *,
    announcing: AnnounceForm | None = None,
    revoking: RevokeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    today = timezone.localdate()
    moves = {move.name for move in open_moves(thing, request.user)}
    if thing.department_id != request.user.department_id:
        moves.discard("revoke")
    words, tone = standing_of(thing, today)
    items = [(row, _steps(powers)) for row, powers in queries.names_of(thing)]
    context = {
        "mandate": thing,
        "standing": words,
        "tone": tone,
        "facts": _facts(thing),
        "items": items,
        "announcing": (announcing or AnnounceForm(initial={"announced_on": today})) if "announce" in moves else None,
        "revoking": (revoking or RevokeForm(initial={"revoked_on": today})) if "revoke" in moves else None,
        "may_paper": thing.document_id and may(request.user, "documents.read"),
        "waiting": thing.status == ISSUED,
    }
    return render(request, "entry/mandate.html", context, status=status)


def _facts(thing: Mandate) -> list[tuple[str, Any]]:
    return [
        ("签发部门", thing.department.name),
        ("人员", f"{thing.staff.code} {mask_name(thing.staff.name)}"),
        ("岗位", thing.get_post_display()),
        ("有效期", f"{thing.valid_from} 至 {thing.valid_to}"),
        ("签发", f"{thing.issued_on}，{thing.issued_by or '纸质文书登记'}"),
        ("公示", thing.announced_on or "尚未公示"),
        ("撤销", f"{thing.revoked_on}：{thing.revocation}" if thing.revoked_on else "—"),
    ]


def _steps(powers: set[str]) -> str:
    return "、".join(label for power, label in Power.choices if power in powers)


def _own(request: SignedRequest) -> Department:
    if request.user.department is None:
        raise Refused("您的账号没有所属部门，不能签发：请联系系统管理员。")
    return request.user.department


def _grantable(request: SignedRequest, today: date) -> Any:
    """The department's items as the filters leave them, with the mode of the declaration in force."""
    rows = entry.state_on(today, request.user.region).filter(department=request.user.department_id)
    return entry.filtered(rows, mode=request.GET.get("mode", ""), text=request.GET.get("q", ""))


def _with_modes(rows: Any) -> list[Any]:
    found = list(rows)
    for row in found:
        row.mode_label = MODES.get(row.mode, "未声明")
    return found


def _scope(request: SignedRequest, rows: Any) -> dict[str, Any]:
    """Which items a letter is for; a letter of appointment is for none."""
    if request.POST.get("kind") == Mandate.Kind.APPOINTMENT:
        return {}
    if request.POST.get("which") == "all":
        keys = list(rows.values_list("item", flat=True)[: services.MOST_AT_ONCE + 1])
        total = request.POST.get("total", "")
        return {"items": Item.objects.filter(pk__in=keys), "expected": int(total) if total.isdecimal() else None}
    marks = [each for each in request.POST.getlist("chosen") if each.isdecimal()]
    own = entry.visible_versions(request.user).values("item")
    return {"items": Item.objects.filter(pk__in=own).filter(pk__in=marks)}
