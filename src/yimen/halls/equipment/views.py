"""Pages of the register of assets, and of one asset with its places and its key."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.common.page import page
from yimen.exchange import bearer
from yimen.halls.equipment import queries, services
from yimen.halls.equipment.forms import AssetFilter, AssetForm, MoveForm, RetireForm, RevokeForm
from yimen.halls.equipment.models import Asset
from yimen.halls.models import Hall
from yimen.halls.queries import visible_to as visible_halls
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may, visible_departments

SHOWN_ONCE = "halls.device_key"
"""What the session holds for one page: the machine and the secret of its new key."""


@requires("halls.read")
def assets(request: SignedRequest) -> HttpResponse:
    """The assets in use on a day (`?day=`), narrowed; the keeper registers another one below."""
    return _assets(request)


@requires("halls.keep")
def add_asset(request: SignedRequest) -> HttpResponse:
    """Another asset."""
    form = AssetForm(
        request.POST or None, halls=_halls(request), departments=visible_departments(request.user).order_by("code")
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.register_asset(
                by=request.user, region=request.user.region, thing=form.thing(), where=form.where()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{made}已登记。")
            return redirect("halls:asset", made.pk)
    return render(request, "halls/asset_new.html", {"form": form}, status=422 if request.method == "POST" else 200)


def _halls(request: SignedRequest) -> QuerySet[Hall]:
    return visible_halls(request.user).order_by("code")


def _assets(request: SignedRequest) -> HttpResponse:
    filters = AssetFilter(request.GET, halls=_halls(request))
    wanted, day = filters.wanted()
    rows = queries.in_use(queries.narrowed(queries.visible_to(request.user), wanted, day), day)
    counted = queries.by_kind(rows)
    context = {
        "filters": filters,
        "day": day,
        "page": page(request, rows.order_by("number")),
        "chart": _chart(request, counted) if counted else None,
        "may_keep": may(request.user, "halls.keep"),
    }
    return render(request, "halls/assets.html", context)


def _chart(request: SignedRequest, counted: dict[str, int]) -> dict[str, Any]:
    kinds = sorted(counted, key=lambda kind: -counted[kind])
    others = {name: value for name, value in request.GET.items() if name not in ("kind", "page")}
    return {
        "title": "各类资产",
        "unit": "件",
        "description": "按上面的条件和日期；点开看是哪些。",
        "head": "类别",
        "categories": [Asset.Kind(kind).label for kind in kinds],
        "series": [
            {
                "name": "件数",
                "values": [counted[kind] for kind in kinds],
                "urls": [f"?{urlencode({**others, 'kind': kind})}#rows" for kind in kinds],
            }
        ],
    }


@requires("halls.read")
def asset(request: SignedRequest, pk: int) -> HttpResponse:
    """One asset: where it stood since when, and what can be done with it."""
    return _page(request, get_object_or_404(queries.visible_to(request.user), pk=pk))


@requires("halls.keep")
def keep_asset(request: SignedRequest, pk: int) -> HttpResponse:
    """A move, the end, a new key or a revoked one, as the form's `what` says."""
    thing = get_object_or_404(queries.visible_to(request.user), pk=pk)
    what = request.POST.get("what", "")
    if request.method != "POST" or what not in VERBS:
        return _page(request, thing, status=422 if request.method == "POST" else 200)
    shape, act, done = VERBS[what]
    form = MoveForm(request.POST, halls=_halls(request)) if shape is MoveForm else shape(request.POST)
    if not form.is_valid():
        return _page(request, thing, what, form, 422)
    try:
        act(request, thing, form)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, thing, what, form, 409 if isinstance(refusal, Conflict) else 422)
    messages.success(request, done)
    return redirect("halls:asset", pk)


def _move(request: SignedRequest, thing: Asset, form: Any) -> None:
    data = form.cleaned_data
    services.move_asset(by=request.user, asset=thing, where=form.where(), day=data["day"], reason=data["reason"])


def _retire(request: SignedRequest, thing: Asset, form: Any) -> None:
    services.retire_asset(by=request.user, asset=thing, **form.cleaned_data)


def _issue(request: SignedRequest, thing: Asset, form: Any) -> None:
    issued = services.issue_key(by=request.user, asset=thing, secret=bearer.fresh())
    request.session[SHOWN_ONCE] = {"asset": thing.pk, "secret": issued.secret}


def _revoke(request: SignedRequest, thing: Asset, form: Any) -> None:
    key = thing.keys.filter(revoked_at__isnull=True).first()
    if key is None:
        raise Conflict("这台设备没有在用的密钥，请刷新页面查看。")
    services.revoke_key(by=request.user, key=key, **form.cleaned_data)


Act = Callable[[SignedRequest, Asset, Any], None]
VERBS: dict[str, tuple[type[forms.Form], Act, str]] = {
    "move": (MoveForm, _move, "已登记调拨，以前的存放地点仍可查看。"),
    "retire": (RetireForm, _retire, "已报废；它的密钥同时失效。"),
    "issue": (forms.Form, _issue, "新密钥已发放，旧密钥同时失效。密钥只显示这一次。"),
    "revoke": (RevokeForm, _revoke, "密钥已收回，这台设备即刻不能再证明自己。"),
}


def _page(
    request: SignedRequest, thing: Asset, what: str = "", failed: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    today, halls = timezone.localdate(), _halls(request)
    keeps = may(request.user, "halls.keep")
    held = request.session.pop(SHOWN_ONCE, None) if keeps else None
    present = thing.places.filter(valid_to__isnull=True).first()
    known = (
        {name: getattr(present, name) for name in ("hall", "window", "spot", "address", "keeper")} if present else {}
    )
    shapes: dict[str, forms.Form] = {
        "move": MoveForm(initial={**known, "day": today}, halls=halls, auto_id="move_%s"),
        "retire": RetireForm(initial={"day": today}, auto_id="retire_%s"),
        "revoke": RevokeForm(auto_id="revoke_%s"),
    }
    if failed is not None and what in shapes:
        shapes[what] = failed
    context = {
        "asset": thing,
        "present": present,
        "places": thing.places.select_related("hall", "moved_by"),
        "keys": thing.keys.select_related("issued_by", "revoked_by") if keeps else [],
        "forms": shapes,
        "wrong": what,
        "failed": failed,
        "secret": held["secret"] if held and held["asset"] == thing.pk else "",
        "may_keep": keeps,
    }
    return render(request, "halls/asset.html", context, status=status)
