"""Pages of readiness: the gaps of the county, the items behind them, one checklist, a department's next steps."""

from collections import Counter
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.catalog.models import ItemVersion
from yimen.common.errors import Refused
from yimen.common.page import Page, page
from yimen.entry import queries as entry
from yimen.entry.exemptions.queries import names_of
from yimen.entry.readiness import conditions, queries, services
from yimen.entry.readiness.checklist import Checklist
from yimen.entry.readiness.forms import ConditionForm, ConfirmForm, PlanForm, ReadinessFilter, WithdrawalForm
from yimen.entry.readiness.models import Condition
from yimen.entry.readiness.queries import LATE, STANDINGS, UNOWNED, Readiness, Step
from yimen.entry.readiness.rules import RULES, TONES, Check, State
from yimen.entry.views.items import status_of
from yimen.halls import queries as halls
from yimen.people.access import SignedRequest, requires
from yimen.people.models import Department
from yimen.people.queries import may, roles_of, visible_departments
from yimen.people.rules import HALL_MANAGER

PLAN = "plan"


@requires("entry.read")
def overview(request: SignedRequest) -> HttpResponse:
    """What is wanting in the user's county or department: by line as a chart, by department as a table."""
    found = _found(request)
    rows = [_department_row(found, each) for each in _departments(request, found)]
    context = {
        "tiles": _tiles(found),
        "halls": halls.visible_to(request.user).order_by("code"),
        "chart": _chart(queries.gaps(found)) if found.lists else None,
        "by_department": sorted(rows, key=lambda row: -row["unready"]),
        "checks": Check.choices,
        **_pending(conditions.visible_conditions(request.user), found),
    }
    return render(request, "entry/readiness.html", context)


@requires("entry.read")
def move_in(request: SignedRequest, pk: int) -> HttpResponse:
    """进驻准备清单 of a hall: what each department still has to bring to its windows, who sees to it and by when."""
    hall = get_object_or_404(halls.visible_to(request.user), pk=pk)
    found = _found(request)
    by_department = queries.move_in(found, hall)
    names = visible_departments(request.user).in_bulk(by_department)
    whole = [(names[key], step) for key, some in by_department.items() for step in some]
    wanted, department = request.GET.get("show", ""), request.GET.get("department", "")
    rows = [
        (each, step, step.late(found.day)) for each, step in whole
        if wanted in ("", step.standing(found.day)) and department in ("", str(each.pk))
    ]  # fmt: skip
    rows.sort(key=lambda row: row[1].pressing(found.day))
    count = Counter(step.standing(found.day) for _, step in whole)
    context = {
        "hall": hall, "day": found.day, "whole": len(whole), "late": count[LATE], "unowned": count[UNOWNED],
        "rows": rows, "narrowed": bool(wanted or department), "chart": _move_in_chart(whole, found.day),
    }  # fmt: skip
    return render(request, "entry/move_in.html", context)


def _move_in_chart(whole: list[tuple[Department, Step]], day: date) -> dict[str, Any] | None:
    """How much each department still has to bring, by whether it is late, in time, or nobody's."""
    if not whole:
        return None
    counted = Counter((each.pk, step.standing(day)) for each, step in whole)
    total = Counter(each.pk for each, _ in whole)
    departments = sorted({each for each, _ in whole}, key=lambda each: (-total[each.pk], each.short_name))
    return {
        "title": "各部门还缺几项", "unit": "项", "head": "部门", "description": "点开看是哪几项。",
        "categories": [each.short_name for each in departments],
        "series": [
            {"name": label, "tone": tone, "values": [counted[each.pk, key] for each in departments],
             "urls": [f"?{urlencode({'show': key, 'department': each.pk})}#rows" for each in departments]}
            for key, (label, tone) in STANDINGS.items()
        ],
    }  # fmt: skip


@requires("entry.read")
def items(request: SignedRequest) -> HttpResponse:
    """The entered items narrowed by a line and how it stands, each with its open lines."""
    found = _found(request)
    asked = {name: request.GET.get(name, "") for name in ("q", "check", "state", "department")}
    if asked["department"] and not asked["department"].isdecimal():
        chosen: list[int] = []
    else:
        department = int(asked["department"]) if asked["department"] else None
        chosen = _chosen(found, department, asked["check"], asked["state"])
    rows = entry.filtered(_states(request).filter(item__in=chosen), text=asked["q"])
    shown: Page[Any] = page(request, rows.select_related("department").order_by("code", "pk"), size=50)
    context = {
        "filters": ReadinessFilter(request.GET, departments=_departments(request, found)),
        "page": shown,
        "rows": [(each, [(line, TONES[line.state]) for line in found.lists[each.item_id].open]) for each in shown.rows],
    }
    return render(request, "entry/readiness_items.html", context)


@requires("entry.read")
def item(request: SignedRequest, pk: int) -> HttpResponse:
    """One item's checklist: each line with what it rests on, or what to do; and the conditions set for it."""
    return _item_page(request, _version(request, pk))


def _version(request: SignedRequest, pk: int) -> ItemVersion:
    """The newest version of an item that the user may see, or 404."""
    rows = entry.visible_versions(request.user).filter(item=pk).order_by("-valid_from", "-number")
    return get_object_or_404(rows.select_related("department", "item")[:1])


def _checklist(request: SignedRequest, pk: int) -> Checklist | None:
    return queries.readiness_on(timezone.localdate(), _states(request).filter(item=pk)).lists.get(pk)


def _item_page(
    request: SignedRequest, version: ItemVersion, form: ConditionForm | None = None, status: int = 200
) -> HttpResponse:
    checklist, today = _checklist(request, version.item_id), timezone.localdate()
    said = list(conditions.visible_conditions(request.user).filter(item=version.item_id).order_by("-pk"))
    lacking = checklist is None or checklist.state == State.LACKING
    context = {
        "version": version,
        "checklist": checklist,
        "lines": [(line, RULES[line.check], TONES[line.state]) for line in checklist.lines] if checklist else [],
        # An earlier condition was replaced; only the newest stands, met or not.
        "conditions": [
            (each, conditions.Pending(each, checklist, today).words if n == 0 else ("已由新的代替", "plain"))
            for n, each in enumerate(said)
        ],
        "form": (form or ConditionForm()) if lacking and may(request.user, "entry.round") else None,
    }
    return render(request, "entry/readiness_item.html", context, status=status)


@requires("entry.read")
def department(request: SignedRequest, pk: int) -> HttpResponse:
    """What a department has to do next, and what is confirmed of it."""
    return _department_page(request, _department(request, pk))


@require_POST
@requires("entry.round")
def allow(request: SignedRequest, pk: int) -> HttpResponse:
    """Lets an item enter, or stay entered, that lacks something: for a reason and until a day."""
    version = _version(request, pk)
    form = ConditionForm(request.POST)
    if form.is_valid():
        checklist = _checklist(request, pk)
        thing = (version.item, version.department, conditions.wanting(checklist) if checklist else "")
        try:
            services.set_conditions(by=request.user, items=[thing], **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已附条件；到期仍未补齐的列为逾期。")
            return redirect("entry:readiness_item", pk)
    return _item_page(request, version, form, 422)


@require_POST
@requires("entry.prepare")
def prepare(request: SignedRequest, pk: int) -> HttpResponse:
    """Confirms a line of the checklist at a window, or says who sees to it by when."""
    thing = _department(request, pk)
    shape = PlanForm if request.POST.get("what") == PLAN else ConfirmForm
    form: ConfirmForm | PlanForm = shape(request.POST)
    status = 422
    if form.is_valid():
        try:
            _prepare(request, thing, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = status_of(refusal)
        else:
            messages.success(request, "已登记责任岗位和期限。" if isinstance(form, PlanForm) else "已确认。")
            return redirect("entry:readiness_department", pk)
    return _department_page(request, thing, form, status)


@require_POST
@requires("entry.prepare")
def withdraw(request: SignedRequest, pk: int) -> HttpResponse:
    """Withdraws a confirmation."""
    thing = get_object_or_404(queries.visible_confirmations(request.user), pk=pk)
    form = WithdrawalForm(request.POST)
    owner = thing.preparation.department
    if not form.is_valid():
        return _department_page(request, owner, form, 422)
    try:
        services.withdraw(by=request.user, confirmation=thing, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _department_page(request, owner, form, status_of(refusal))
    messages.success(request, "已撤回确认，这一行重新列入待办。")
    return redirect("entry:readiness_department", owner.pk)


def _pending(rows: QuerySet[Condition], found: Readiness) -> dict[str, Any]:
    """The conditions that are not met yet, the longest overdue first, each with the name of its item."""
    waiting = conditions.pending(rows, found.lists, found.day)
    names = names_of(each.condition.item_id for each in waiting)
    return {
        "pending": [(each, names.get(each.condition.item_id, "")) for each in waiting],
        "overdue": sum(each.state == conditions.OVERDUE for each in waiting),
    }


def _states(request: SignedRequest) -> QuerySet[Any]:
    return entry.visible_states(request.user, timezone.localdate())


def _found(request: SignedRequest) -> Readiness:
    return queries.readiness_on(timezone.localdate(), _states(request))


def _departments(request: SignedRequest, found: Readiness) -> list[Department]:
    own = {each.subject.version.department_id for each in found.lists.values()}
    return list(visible_departments(request.user).filter(pk__in=own).order_by("code"))


def _department(request: SignedRequest, pk: int) -> Department:
    """A department whose items the user may see, or 404."""
    own = entry.visible_versions(request.user).order_by().values("department")
    return get_object_or_404(visible_departments(request.user).filter(pk__in=own), pk=pk)


def _chosen(found: Readiness, department: int | None, check: str, state: str) -> list[int]:
    if state != "unready":
        return found.chosen(department=department, check=check, state=state)
    wanting = (State.LACKING, State.UNKNOWN)
    return [item for one in wanting for item in found.chosen(department=department, check=check, state=one)]


def _tiles(found: Readiness) -> list[dict[str, Any]]:
    lacking, unknown = found.count(state=State.LACKING), found.count(state=State.UNKNOWN)
    return [
        {"label": "已声明进驻", "figure": len(found.lists), "url": _link()},
        {"label": "已就绪", "figure": found.count(state=State.DONE), "url": _link(state=State.DONE)},
        {"label": queries.NOT_READY, "figure": lacking + unknown, "url": _link(state="unready"), "wrong": True,
         "note": "就绪清单不完整"},
        {"label": "其中有缺项", "figure": lacking, "url": _link(state=State.LACKING)},
        {"label": "其中证据不足", "figure": unknown, "url": _link(state=State.UNKNOWN), "note": "没有缺项，尚待确认"},
    ]  # fmt: skip


def _chart(gaps: list[queries.Gap], **scope: int) -> dict[str, Any]:
    """Which lines are wanting and of how many items; every bar opens them."""
    return {
        "title": "缺在哪一行",
        "unit": "项",
        "description": "一个事项可以同时缺几行；没有数据也没有人确认的是“证据不足”，不算缺，也不算已具备。",
        "head": "准备事项",
        "categories": [gap.check.label for gap in gaps],
        "series": [
            {
                "name": State.LACKING.label,
                "tone": "wrong",
                "values": [gap.lacking for gap in gaps],
                "urls": [_link(**scope, check=gap.check, state=State.LACKING) for gap in gaps],
            },
            {
                "name": State.UNKNOWN.label,
                "verdict": "thin",
                "values": [gap.unknown for gap in gaps],
                "urls": [_link(**scope, check=gap.check, state=State.UNKNOWN) for gap in gaps],
            },
        ],
    }


def _department_row(found: Readiness, thing: Department) -> dict[str, Any]:
    own = queries.gaps(found, thing.pk)
    whole = found.count(department=thing.pk)
    ready = found.count(department=thing.pk, state=State.DONE)
    return {
        "department": thing,
        "items": whole,
        "ready": ready,
        "unready": whole - ready,
        "ready_url": _link(department=thing.pk, state=State.DONE),
        "unready_url": _link(department=thing.pk, state="unready"),
        "open": [
            (gap.check.label, gap.lacking + gap.unknown, _link(department=thing.pk, check=gap.check, state="unready"))
            for gap in own
        ],
    }


def _link(**filters: Any) -> str:
    query = urlencode({name: str(value) for name, value in filters.items()})
    return f"{reverse('entry:readiness_items')}{f'?{query}' if query else ''}"


def _prepare(request: SignedRequest, thing: Department, form: ConfirmForm | PlanForm) -> None:
    asked = request.POST.get("hall", "")
    hall = halls.visible_to(request.user).filter(pk=int(asked) if asked.isdecimal() else 0).first()
    if hall is None:
        raise Refused("没有指明大厅，请刷新页面后重新办理。")
    place = services.Place(thing, hall, request.POST.get("window", ""), request.POST.get("check", ""))
    if isinstance(form, PlanForm):
        services.plan(by=request.user, place=place, **form.cleaned_data)
    else:
        services.confirm(by=request.user, place=place, **form.cleaned_data)


def _department_page(request: SignedRequest, thing: Department, failed: Any = None, status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    found = queries.readiness_on(today, _states(request).filter(department=thing))
    own = thing.pk == request.user.department_id or HALL_MANAGER in roles_of(request.user)
    context = {
        "department": thing,
        "row": _department_row(found, thing),
        "chart": _chart(queries.gaps(found), department=thing.pk) if found.lists else None,
        "steps": [
            (step, RULES[step.check], TONES[step.state], step.late(today),
             _link(department=thing.pk, check=step.check, state=step.state))
            for step in queries.steps(found, thing.pk)
        ],
        "confirmed": queries.confirmed_at(thing.pk, today),
        **_pending(conditions.visible_conditions(request.user).filter(department=thing), found),
        "may_prepare": may(request.user, "entry.prepare") and own,
        "failed": [error for errors in failed.errors.values() for error in errors] if failed else [],
        "today": today,
    }  # fmt: skip
    return render(request, "entry/readiness_department.html", context, status=status)
