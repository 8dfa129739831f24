"""Pages of special actions."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.common.errors import Refused, said_in
from yimen.people.access import SignedRequest, requires
from yimen.people.models import Department
from yimen.people.queries import may
from yimen.programme import queries, services
from yimen.programme.forecast import ENOUGH
from yimen.programme.forms import ServeForm, SubmitForm
from yimen.programme.gauges import GAUGES
from yimen.programme.letters import services as letters
from yimen.programme.letters.forms import SendForm
from yimen.programme.letters.queries import is_red, open_letters
from yimen.programme.models import Task
from yimen.programme.rules import LIGHTS, TONES


@requires("programme.read")
def tasks(request: SignedRequest) -> HttpResponse:
    """The tasks with how many departments show which light; `?light=overdue` lists these departments."""
    day = timezone.localdate()
    rows = queries.standings(request.user, day)
    chosen = request.GET.get("light", "")
    by_task: dict[int, list[queries.Standing]] = {}
    for row in rows:
        by_task.setdefault(row.task.pk, []).append(row)
    context = {
        "tasks": [(found[0].task, len(found), _lights(found)) for found in by_task.values()],
        "lights": _lights(rows),
        "standings": [row for row in rows if row.light == chosen] if chosen else [],
        "chosen": LIGHTS.get(chosen, ""),
        "day": day,
        "may_report": may(request.user, "overview.report"),
        "registers": may(request.user, "programme.register"),
    }
    return render(request, "programme/tasks.html", context)


@requires("programme.read")
def task(request: SignedRequest, pk: int) -> HttpResponse:
    """One task: every department's light, what was handed in, and the forms to serve it and to hand in."""
    thing = get_object_or_404(queries.visible_to(request.user), pk=pk)
    return _answer(request, thing)


@requires("programme.serve")
def serve(request: SignedRequest, pk: int) -> HttpResponse:
    """Serves the task on all departments that were not served yet."""
    thing = get_object_or_404(queries.visible_to(request.user), pk=pk)
    if request.method != "POST":
        return redirect("programme:task", pk=pk)
    form = ServeForm(request.POST)
    if form.is_valid():
        try:
            rows = services.serve(by=request.user, task=thing, **form.cleaned_data)
            messages.success(request, f"已送达 {len(rows)} 个部门，自次日起计算逾期。")
            return redirect("programme:task", pk=pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _answer(request, thing, serve_form=form)


@requires("programme.submit")
def submit(request: SignedRequest, pk: int) -> HttpResponse:
    """Hands in for the user's department."""
    thing = get_object_or_404(queries.visible_to(request.user), pk=pk)
    if request.method != "POST":
        return redirect("programme:task", pk=pk)
    form = SubmitForm(request.POST)
    if form.is_valid():
        try:
            services.submit(by=request.user, task=thing, **form.cleaned_data)
            messages.success(request, "已上报，营商局可以看到。")
            return redirect("programme:task", pk=pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _answer(request, thing, submit_form=form)


@require_POST
@requires("programme.press")
def press(request: SignedRequest, pk: int) -> HttpResponse:
    """Sends a supervision letter to each ticked department, on this task and its others that went by."""
    thing = get_object_or_404(queries.visible_to(request.user), pk=pk)
    red = _to_press(request, thing, queries.standings(request.user, timezone.localdate(), task=thing))
    form = SendForm(request.POST, departments=red)
    if form.is_valid():
        with said_in(form):
            demand = form.cleaned_data["demand"]
            sent = letters.send_to(by=request.user, notice=thing.notice, departments=form.chosen, demand=demand)
            messages.success(request, f"已发督办函 {len(sent)} 份，部门签收后在期限内上报和答复。")
            return redirect("programme:letters")
    return _answer(request, thing, press_form=form)


def _to_press(request: SignedRequest, thing: Task, rows: list[queries.Standing]) -> list[Department]:
    """The departments with a red light in the task that no open letter demands yet, where the user may send one."""
    if not may(request.user, "programme.press"):
        return []
    day, asked = timezone.localdate(), open_letters(thing)
    return [row.department for row in rows if is_red(row, day) and row.department.pk not in asked]


def _answer(
    request: SignedRequest,
    thing: Task,
    serve_form: forms.Form | None = None,
    submit_form: forms.Form | None = None,
    press_form: forms.Form | None = None,
) -> HttpResponse:
    day = timezone.localdate()
    rows = queries.standings(request.user, day, task=thing)
    chosen = request.GET.get("light", "")
    unserved = sum(row.dates.served_on is None for row in rows)
    serves = may(request.user, "programme.serve") and unserved
    submits = may(request.user, "programme.submit") and rows
    red, asked = _to_press(request, thing, rows), open_letters(thing)
    context = {
        "task": thing,
        "standings": [(row, asked.get(row.department.pk)) for row in rows if not chosen or row.light == chosen],
        "to_press": len(red),
        "press_form": (press_form or SendForm(departments=red)) if red or press_form else None,
        "chosen": LIGHTS.get(chosen, ""),
        "lights": _lights(rows),
        "unserved": unserved,
        "gauge": GAUGES[Task.Gauge(thing.gauge)] if thing.gauge else None,
        "forecast": queries.forecast_of(rows, thing.notice.region, day),
        "enough": ENOUGH,
        "serve_form": (serve_form or ServeForm(initial={"declared_on": day})) if serves else None,
        "submit_form": (submit_form or SubmitForm(initial={"declared_on": day})) if submits else None,
        "submissions": queries.visible_submissions(request.user).filter(task=thing).order_by("-pk"),
        "day": day,
    }
    return render(
        request, "programme/task.html", context, status=422 if serve_form or submit_form or press_form else 200
    )


def _lights(rows: list[queries.Standing]) -> list[tuple[str, str, str, int, str]]:
    """Key, words, tone, number and all in words of each light that is on."""
    return [
        (key, LIGHTS[key], TONES[key], number, f"{LIGHTS[key]} {number}")
        for key, number in queries.counted(rows).items()
    ]
