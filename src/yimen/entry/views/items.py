"""Pages of entry: the state of each item, its history, and declaring."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from yimen.catalog.models import Item, ItemVersion
from yimen.common.errors import Conflict, Refused
from yimen.common.page import page
from yimen.entry import queries, services
from yimen.entry.exemptions.queries import visible_exemptions
from yimen.entry.forms import DeclareForm, FilterForm, day_of
from yimen.entry.models import Declaration, Exemption, Mode
from yimen.entry.readiness import queries as readiness
from yimen.exchange import writing
from yimen.halls import queries as halls
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may, visible_departments

MOST_ROWS_OF_A_FILE = 200_000
MODES = dict(Mode.choices)
REASONS = dict(Exemption.Reason.choices)
TONES = {queries.IS_ENTERED: "good", queries.IS_EXEMPT: "plain", queries.IS_UNEXPLAINED: "warn"}


@requires("entry.read")
def items(request: SignedRequest) -> HttpResponse:
    """The state of each item as of a day, with filters and figures, a hundred on a page."""
    day = day_of(request.GET.get("day", ""), timezone.localdate())
    form, rows, found = _chosen_with_readiness(request, day)
    figures = queries.figures(_scope(request, request.GET, day))
    context = {
        "filters": form,
        "unready": len(found.unready),
        "page": page(request, rows.select_related("department").order_by("code", "pk"), load=_shown),
        "figures": figures,
        "rates": [_rate(*pair) for pair in zip(("declared", "staffed"), queries.rates_of(figures, day), strict=True)],
        "day": day,
        "may_declare": may(request.user, "entry.declare"),
        "may_exempt": may(request.user, "entry.draft_exemption"),
        "links": {
            **{key: _with(request.GET, state=key, page=None) for key in (*queries.STATES, "must_enter", "conflict")},
            "unready": _with(request.GET, ready=readiness.UNREADY, page=None),
        },
    }
    return render(request, "entry/items.html", context)


@requires("entry.read")
def item(request: SignedRequest, pk: int) -> HttpResponse:
    """One item: its state today, every declaration and exemption it ever had, and the form to declare anew."""
    version = _version(request, pk)
    return _item_page(request, version)


@requires("entry.declare")
def declare(request: SignedRequest, pk: int) -> HttpResponse:
    """Declares one item; a refusal shows the form again with the sentence."""
    version = _version(request, pk)
    if request.method != "POST":
        return redirect("entry:item", pk=pk)
    form = _form(request, request.POST)
    status = 422
    if form.is_valid():
        seen = request.POST.get("seen", "")
        seen_key = int(seen) if seen.isdecimal() else None
        try:
            row = services.declare(by=request.user, item=version.item, claim=form.claim, seen=seen_key)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = status_of(refusal)
        else:
            messages.success(request, f"已声明“{version.name}”：自 {row.valid_from} 起，{row.get_mode_display()}。")
            return redirect("entry:item", pk=pk)
    return _item_page(request, version, form, status)


@requires("entry.declare")
def bulk(request: SignedRequest) -> HttpResponse:
    """Declares many items: ticked ones, or all that the filters show."""
    day = day_of(request.GET.get("day", ""), timezone.localdate())
    form, rows = _chosen(request, request.GET, day)
    mine = rows.filter(department=request.user.department_id)
    claim = _form(request, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        if claim.is_valid():
            try:
                return _declare_many(request, claim, mine)
            except Refused as refusal:
                claim.add_error(None, str(refusal))
                status = status_of(refusal)
        status = 422 if status == 200 else status
    context = {
        "filters": form,
        "claim": claim,
        "page": page(
            request,
            queries.with_open_declaration(mine).select_related("department").order_by("code", "pk"),
            load=_shown,
        ),
        "total": mine.count(),
        "ticked": set(request.POST.getlist("chosen")),
        "which": request.POST.get("which", "chosen"),
        "day": day,
    }
    return render(request, "entry/bulk.html", context, status=status)


@requires("entry.read")
def export(request: SignedRequest, kind: str) -> HttpResponse:
    """What the filters show, as .xlsx or .csv."""
    day = day_of(request.GET.get("day", ""), timezone.localdate())
    _, rows, _ = _chosen_with_readiness(request, day)
    rows = rows.select_related("department").order_by("code", "pk")[:MOST_ROWS_OF_A_FILE]
    headings = (
        "实施编码",
        "事项名称",
        "部门",
        "状态",
        "进驻方式",
        "窗口编号",
        "有人值守",
        "是否就绪",
        "负面清单理由",
        "未进厅原因",
        "冲突",
    )
    lines = (
        (
            row.code,
            row.name,
            row.department.short_name,
            row.state_label,
            row.mode_label,
            row.windows or "",
            "是" if row.is_staffed else "否" if row.mode in queries.AT_A_COUNTER else "",
            {True: "是", False: "否", None: ""}[row.is_ready],
            row.exempt_label,
            row.said_reason or "",
            "是" if row.conflict else "",
        )
        for row in _shown(list(rows))
    )
    table = writing.Table(f"进驻状态 {day}", headings, lines)
    if kind == "csv":
        content, content_type = writing.delimited(table), "text/csv; charset=utf-8"
    else:
        content = writing.workbook([table])
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f"attachment; filename=entry-{day}.{kind}"
    return answer


def _item_page(
    request: SignedRequest, version: ItemVersion, form: DeclareForm | None = None, status: int = 200
) -> HttpResponse:
    declarations = list(queries.visible_to(request.user).filter(item=version.item_id).order_by("-valid_from", "-pk"))
    today = timezone.localdate()
    state = queries.state_on(today).filter(item=version.item_id).first()
    present = next((row for row in declarations if row.valid_to is None), None)
    listed = version.initiation == ItemVersion.Initiation.ON_APPLICATION and version.state == ItemVersion.State.IN_USE
    own = version.department_id == request.user.department_id
    mine = may(request.user, "entry.declare") and own and listed
    context = {
        "version": version,
        "state": _shown([state])[0] if state else None,
        "declarations": declarations,
        "exemptions": visible_exemptions(request.user).filter(item=version.item_id).order_by("-valid_from"),
        "form": (form or _form(request, initial=_initial(present))) if mine else None,
        "seen": present.pk if present else 0,
        "today": today,
        "may_exempt": may(request.user, "entry.draft_exemption") and listed,
    }
    return render(request, "entry/item.html", context, status=status)


def _declare_many(request: SignedRequest, form: DeclareForm, rows: Any) -> HttpResponseRedirect:
    """The way back to the list after declaring what was ticked, or all that the filters show."""
    seen: dict[int, int] | None = None
    expected = None
    if request.POST.get("which") == "all":
        expected = int(request.POST["total"]) if request.POST.get("total", "").isdecimal() else None
        chosen = Item.objects.filter(pk__in=list(rows.values_list("item", flat=True)[: services.MOST_AT_ONCE + 1]))
    else:
        marks = request.POST.getlist("shown" if request.POST.get("which") == "page" else "chosen")
        seen = dict(_pair(text) for text in marks)
        chosen = Item.objects.filter(pk__in=queries.visible_versions(request.user).values("item")).filter(pk__in=seen)
    declared = services.declare_many(
        by=request.user, region=request.user.region, items=chosen, claim=form.claim, seen=seen, expected=expected
    )
    also = f"，{declared.unchanged} 项原已如此" if declared.unchanged else ""
    messages.success(request, f"已声明 {len(declared.rows)} 项{also}。")
    return redirect(request.get_full_path())


def status_of(refusal: Refused) -> int:
    """409 when somebody else was faster, 422 for every other refusal."""
    return 409 if isinstance(refusal, Conflict) else 422


def _pair(text: str) -> tuple[int, int]:
    item, _, declaration = text.partition("-")
    if not (item.isdecimal() and declaration.isdecimal()):
        raise Refused("勾选的内容无法识别，请刷新页面后重新勾选。")
    return int(item), int(declaration)


def _version(request: SignedRequest, pk: int) -> ItemVersion:
    """The newest version of an item that the user may see, or 404."""
    newest = queries.visible_versions(request.user).filter(item=pk).order_by("-valid_from", "-number")
    return get_object_or_404(newest.select_related("item", "department", "region")[:1])


def _scope(request: SignedRequest, asked: QueryDict, day: date) -> Any:
    """The items whose figures stand above the list: all that the user may see, or one department's."""
    return queries.filtered(queries.visible_states(request.user, day), department=asked.get("department", ""))


def _chosen(request: SignedRequest, asked: QueryDict, day: date) -> tuple[FilterForm, Any]:
    departments = list(_departments(request))
    form = FilterForm({**asked.dict(), "day": asked.get("day") or day.isoformat()}, departments=departments)
    rows = queries.filtered(
        _scope(request, asked, day),
        state=asked.get("state", ""),
        mode=asked.get("mode", ""),
        staffed=asked.get("staffed", ""),
        text=asked.get("q", ""),
    )
    return form, rows


def _chosen_with_readiness(request: SignedRequest, day: date) -> tuple[FilterForm, Any, readiness.Readiness]:
    """The chosen rows with `is_ready`, and how all in the scope of the figures stand."""
    form, rows = _chosen(request, request.GET, day)
    found = readiness.readiness_on(day, _scope(request, request.GET, day))
    rows = readiness.narrowed(readiness.with_readiness(rows, found), request.GET.get("ready", ""))
    return form, rows, found


def _departments(request: SignedRequest) -> Any:
    """The departments whose items the user may see."""
    own = queries.visible_versions(request.user).values("department")
    return visible_departments(request.user).filter(pk__in=own).select_related(None).order_by("code")


def _form(request: SignedRequest, data: QueryDict | None = None, **kwargs: Any) -> DeclareForm:
    return DeclareForm(data, halls=halls.visible_to(request.user).filter(region=request.user.region), **kwargs)


def _initial(present: Declaration | None) -> dict[str, Any]:
    if present is None:
        return {}
    return {"mode": present.mode, "hall": present.hall_id, "windows": present.windows, "reason": present.reason}


def _shown(rows: Any) -> list[Any]:
    """The rows with the words for their state, mode and exemption, and the tone of the state."""
    found = list(rows)
    for row in found:
        row.state_label = queries.STATES[row.entry_state]
        row.tone = "wrong" if row.conflict else TONES[row.entry_state]
        row.mode_label = MODES.get(row.mode, "未声明")
        row.exempt_label = REASONS.get(row.exempt_for, "")
    return found


def _rate(code: str, rate: queries.Rate) -> dict[str, Any]:
    return {
        "code": code,
        "label": rate.label,
        "meaning": rate.says,
        "part": rate.numerator,
        "whole": rate.denominator,
        "url": f"{reverse('entry:items')}?{rate.numerator_query}",
        "missing": "" if rate.denominator else "没有可计算的事项",
    }


def _with(asked: QueryDict, **changes: str | None) -> str:
    query = asked.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"?{query.urlencode()}"
