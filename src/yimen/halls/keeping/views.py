"""Pages on which the hall's manager keeps a hall. Every other visitor reads it on the hall's own page."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.common.page import page
from yimen.halls import queries as halls
from yimen.halls import services as registers
from yimen.halls.keeping import queries, services
from yimen.halls.keeping.forms import (
    ClosureForm,
    DaysForm,
    EndClosureForm,
    EndWindowForm,
    HallForm,
    NewHallForm,
    WindowForm,
    WithdrawClosureForm,
)
from yimen.halls.models import Hall
from yimen.people.access import SignedRequest, requires
from yimen.people.models import in_force
from yimen.people.queries import visible_departments

SHAPES: dict[str, tuple[type[forms.Form], str]] = {
    "hall": (HallForm, "大厅信息已保存。"),
    "window": (WindowForm, "窗口已登记。"),
    "end_window": (EndWindowForm, "窗口已停用。"),
    "days": (DaysForm, "开放日已登记。"),
    "closure": (ClosureForm, "停开停机已登记。"),
    "end_closure": (EndClosureForm, "已登记恢复。"),
    "withdraw_closure": (WithdrawClosureForm, "已撤回，原登记仍可查看。"),
}
"""What the page can do: the word that its forms post as `what`, their shape, and what is said afterwards."""
PANELS = ("window", "days", "closure", "hall")


@requires("halls.keep")
def add_hall(request: SignedRequest) -> HttpResponse:
    """A new hall, branch hall or township's point."""
    departments = visible_departments(request.user).order_by("code")
    form = NewHallForm(request.POST or None, departments=departments)
    if request.method == "POST" and form.is_valid():
        try:
            made = registers.add_hall(by=request.user, region=request.user.region, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{made.name}已登记，接着登记窗口和开放日。")
            return redirect("halls:keep", made.pk)
    return render(request, "halls/hall_new.html", {"form": form}, status=422 if request.method == "POST" else 200)


@requires("halls.keep")
def keep(request: SignedRequest, pk: int) -> HttpResponse:
    """All that is kept of a hall by hand: itself, its windows, its opening days, its closures."""
    hall = get_object_or_404(halls.visible_to(request.user), pk=pk)
    if request.method != "POST":
        return _page(request, hall)
    what = request.POST.get("what", "")
    if what not in SHAPES:
        return _page(request, hall, status=422)
    shape, done = SHAPES[what]
    form = shape(request.POST)
    if not form.is_valid():
        return _page(request, hall, what, form, 422)
    try:
        VERBS[what](request, hall, form)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, hall, what, form, 409 if isinstance(refusal, Conflict) else 422)
    messages.success(request, done)
    return redirect("halls:keep", pk)


def _change(request: SignedRequest, hall: Hall, form: Any) -> None:
    services.change_hall(by=request.user, hall=hall, **form.cleaned_data)


def _window(request: SignedRequest, hall: Hall, form: Any) -> None:
    services.keep_window(by=request.user, hall=hall, **form.cleaned_data)


def _end_window(request: SignedRequest, hall: Hall, form: Any) -> None:
    window = get_object_or_404(queries.visible_windows(request.user).filter(hall=hall), pk=_thing(request))
    services.end_window(by=request.user, window=window, **form.cleaned_data)


def _days(request: SignedRequest, hall: Hall, form: Any) -> None:
    services.keep_days(by=request.user, hall=hall, opening=form.opening())


def _closure(request: SignedRequest, hall: Hall, form: Any) -> None:
    services.declare_closure(by=request.user, hall=hall, **form.cleaned_data)


def _end_closure(request: SignedRequest, hall: Hall, form: Any) -> None:
    closure = get_object_or_404(queries.visible_closures(request.user).filter(hall=hall), pk=_thing(request))
    services.end_closure(by=request.user, closure=closure, **form.cleaned_data)


def _withdraw(request: SignedRequest, hall: Hall, form: Any) -> None:
    closure = get_object_or_404(queries.visible_closures(request.user).filter(hall=hall), pk=_thing(request))
    services.withdraw_closure(by=request.user, closure=closure, **form.cleaned_data)


VERBS: dict[str, Callable[[SignedRequest, Hall, Any], None]] = {
    "hall": _change,
    "window": _window,
    "end_window": _end_window,
    "days": _days,
    "closure": _closure,
    "end_closure": _end_closure,
    "withdraw_closure": _withdraw,
}


def _thing(request: SignedRequest) -> int:
    asked = request.POST.get("thing", "")
    return int(asked) if asked.isdecimal() else 0


def _page(
    request: SignedRequest, hall: Hall, what: str = "", failed: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    now, today = timezone.now(), timezone.localdate()
    initial: dict[str, dict[str, Any]] = {
        "hall": {"name": hall.name, "address": hall.address, "phone": hall.phone, "opens_on": hall.opens_on},
        "window": {"valid_from": today, **_prefilled(request, hall)},
        "days": {"first": today, "last": today.replace(month=12, day=31)},
        "closure": {"starts_at": timezone.localtime(now)},
    }
    shown = {name: SHAPES[name][0](initial=initial[name], auto_id=f"{name}_%s") for name in PANELS}
    if failed is not None and what in shown:
        shown[what] = failed
    [doors] = queries.doors([hall], now)
    context = {
        "hall": hall,
        "forms": shown,
        "wrong": what,
        "failed": failed,
        "doors": doors,
        "windows": page(request, hall.windows.filter(in_force(today)).order_by("code", "valid_from"), size=20),
        "closures": queries.visible_closures(request.user).filter(hall=hall)[:30],
        "today": today,
        "now": timezone.localtime(now),
    }
    return render(request, "halls/keep.html", context, status=status)


def _prefilled(request: SignedRequest, hall: Hall) -> dict[str, Any]:
    """What is known of the window that the address names (`?window=A01`), for the form that changes it."""
    row = hall.windows.filter(code=request.GET.get("window", "")).order_by("-valid_from").first()
    return {} if row is None else {"code": row.code, "name": row.name, "kind": row.kind, "terminal": row.terminal}
