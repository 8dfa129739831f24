"""Pages of 办件 and 部门台账; names and identity numbers are masked wherever they are shown."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.cases import feeds as feeds_of
from yimen.cases import intake, services, tasks
from yimen.cases.forms import CaseFilter, ColumnsForm, CorrectedFile, Reason, RecordFilter, RowFilter, RowsFile
from yimen.cases.models import Case, RegisterRecord
from yimen.cases.numbers import queries as numbers
from yimen.cases.queries import filtered, item_names, shown_name, visible_cases, visible_records
from yimen.common.errors import said_in
from yimen.common.page import SCREEN, Page, page
from yimen.common.text import mask_id
from yimen.common.workdays import china
from yimen.exchange.models import ImportBatch
from yimen.exchange.queries import visible_batches
from yimen.exchange.states import PLANNED, READING
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may


def _list(request: SignedRequest, rows: Any, form: RowFilter, template: str, whose: str) -> HttpResponse:
    valid = form.is_valid()
    chosen = filtered(rows, form.cleaned_data) if valid else rows.none()
    # Departments in a question of their own: joined, they lead the planner off the index that has the order.
    shown: Page[Any] = page(request, chosen.select_related(None).prefetch_related("department"), SCREEN)
    names = item_names(row.item_id for row in shown.rows)
    context = {
        "page": shown,
        "rows": [(row, names.get(row.item_id, ""), shown_name(getattr(row, whose))) for row in shown.rows],
        "form": form,
        "may_import": may(request.user, "cases.import"),
        "narrowed": any(form.data.get(name) for name in form.fields),
    }
    return render(request, template, context, status=200 if valid else 422)


@requires("cases.read")
def cases(request: SignedRequest) -> HttpResponse:
    """The list of 办件, newest first."""
    form = CaseFilter(request.GET, request.user)
    return _list(request, visible_cases(request.user), form, "cases/cases.html", "applicant_name")


@requires("cases.read")
def records(request: SignedRequest) -> HttpResponse:
    """The list of 部门台账, newest first."""
    form = RecordFilter(request.GET, request.user)
    return _list(request, visible_records(request.user), form, "cases/records.html", "holder_name")


@requires("cases.read")
def case(request: SignedRequest, pk: int) -> HttpResponse:
    """One 办件."""
    return _show_case(request, get_object_or_404(visible_cases(request.user).select_related("batch"), pk=pk))


def _show_case(
    request: SignedRequest, thing: Case, *, plain: bool = False, form: Any = None, status: int = 200
) -> HttpResponse:
    context = {
        "case": thing,
        "numbers": numbers.of_case(thing),
        "item_name": item_names([thing.item_id]).get(thing.item_id or 0, ""),
        **_person(request, thing.applicant_name, thing.applicant_id, plain, form),
    }
    return render(request, "cases/case.html", context, status=status)


@requires("cases.read")
def record(request: SignedRequest, pk: int) -> HttpResponse:
    """One record of a 部门台账."""
    return _show_record(request, get_object_or_404(visible_records(request.user).select_related("batch"), pk=pk))


def _show_record(
    request: SignedRequest, thing: RegisterRecord, *, plain: bool = False, form: Any = None, status: int = 200
) -> HttpResponse:
    context = {
        "record": thing,
        "item_name": item_names([thing.item_id]).get(thing.item_id or 0, ""),
        **_person(request, thing.holder_name, thing.holder_id, plain, form),
    }
    return render(request, "cases/record.html", context, status=status)


def _person(request: SignedRequest, name: str, number: str, plain: bool, form: Any) -> dict[str, Any]:
    """The name and number to show, masked unless `plain`, and the form that asks to see them."""
    return {
        "name": name if plain else shown_name(name),
        "number": number if plain else mask_id(number),
        "plain": plain,
        "may_see_batch": may(request.user, "exchange.read"),
        "reason": form or Reason(),
        "may_reveal": not plain and bool(name or number) and may(request.user, "cases.reveal"),
    }


@require_POST
@requires("cases.reveal")
def reveal_case(request: SignedRequest, pk: int) -> HttpResponse:
    """The 办件 with its personal data, in this answer only: going back or reloading shows the mask again."""
    thing = get_object_or_404(visible_cases(request.user).select_related("batch"), pk=pk)
    form = Reason(request.POST)
    if not form.is_valid():
        return _show_case(request, thing, form=form, status=422)
    services.reveal(by=request.user, thing=thing, reason=form.cleaned_data["reason"])
    return _show_case(request, thing, plain=True)


@require_POST
@requires("cases.reveal")
def reveal_record(request: SignedRequest, pk: int) -> HttpResponse:
    """The record with its personal data, in this answer only."""
    thing = get_object_or_404(visible_records(request.user).select_related("batch"), pk=pk)
    form = Reason(request.POST)
    if not form.is_valid():
        return _show_record(request, thing, form=form, status=422)
    services.reveal(by=request.user, thing=thing, reason=form.cleaned_data["reason"])
    return _show_record(request, thing, plain=True)


BATCHES_SHOWN = 10


@requires("cases.read")
def feeds(request: SignedRequest) -> HttpResponse:
    """Which department handed in which feed (`kind`) for which days of a `year`; what is missing comes first."""
    today = timezone.localdate()
    kind = request.GET.get("kind", "")
    kind = kind if kind in feeds_of.KINDS else feeds_of.REGISTER
    asked = request.GET.get("year", "")
    chosen = int(asked) if asked.isascii() and asked.isdigit() and 1980 <= int(asked[:5]) <= today.year else None
    year = chosen or feeds_of.newest_year(request.user, kind, today)
    found = feeds_of.feeds(request.user, kind, year, today, china())
    context = {
        "kinds": feeds_of.KINDS.items(),
        "kind": kind,
        "title": feeds_of.KINDS[kind],
        "day_of": feeds_of.DAY_OF[kind],
        "batch_kind": feeds_of.BATCHES[kind],
        "rows_url": "cases:cases" if kind == feeds_of.CASES else "cases:records",
        "year": year,
        "before": year - 1,
        "after": year + 1 if year < today.year else None,
        "numbers": range(1, 13),
        "feeds": found,
        "missing": [feed for feed in found if feed.missing],
        "overdue": [feed for feed in found if feed.overdue],
        "may_import": may(request.user, "cases.import"),
        "may_see_batches": may(request.user, "exchange.read"),
        "batches": feeds_of.batches(request.user, kind)[:BATCHES_SHOWN],
        "waiting": list(feeds_of.batches(request.user, kind).filter(status=PLANNED)[:BATCHES_SHOWN]),
    }
    return render(request, "cases/feeds.html", context)


@requires("cases.import")
def bring_in(request: SignedRequest) -> HttpResponse:
    """The page that takes a file of 办件 or 部门台账; `?corrects=` names the batch whose refused rows it corrects."""
    corrects = None
    if request.GET.get("corrects", "").isdigit():
        rows = visible_batches(request.user).filter(kind__in=services.KINDS.values())
        corrects = get_object_or_404(rows, pk=int(request.GET["corrects"]))
    posted = request.method == "POST"
    given = (request.POST, request.FILES) if posted else (None, None)
    kind = request.GET.get("kind", "")
    form: forms.Form = (
        CorrectedFile(*given)
        if corrects
        else RowsFile(*given, user=request.user, initial={"kind": kind if kind in services.KINDS else "cases"})
    )
    if not posted or not form.is_valid():
        status = 422 if posted else 200
        return render(request, "cases/bring_in.html", {"form": form, "corrects": corrects}, status=status)
    upload, department = form.cleaned_data["file"], form.cleaned_data.get("department")
    if corrects:
        kind = next(name for name, value in services.KINDS.items() if value == corrects.kind)
        department = corrects.department
    else:
        kind = form.cleaned_data["kind"]
    arrival = services.Arrival(department=department, corrects=corrects, later=True)
    batch = services.import_file(
        by=request.user, kind=kind, name=upload.name or "未命名", content=upload, arrival=arrival
    )
    if batch.status == PLANNED:
        return redirect("cases:columns", batch.pk)
    return _taken_in(request, batch)


def _taken_in(request: SignedRequest, batch: ImportBatch) -> HttpResponse:
    """On to the batch, with a sentence on what became of its rows; a large one is read from now on."""
    if batch.status == READING:
        tasks.read.enqueue(batch.pk)
        messages.success(request, f"{batch.file_name} 已收下，正在后台读入，可以离开本页。")
        return redirect("exchange:batch", batch.pk)
    words = "，".join(f"{label} {batch.plan[name]} 行" for name, label in services.COUNTED.items())
    if batch.rows_read:
        messages.success(request, f"{batch.file_name} 已导入：{words}。")
    else:
        messages.success(request, f"{batch.file_name} 没有数据行，已按零报告登记。")
    return redirect("exchange:batch", batch.pk)


@require_POST
@requires("cases.import")
def read_on(request: SignedRequest, pk: int) -> HttpResponse:
    """The batch whose reading stopped, gone on with behind the last row that is in."""
    batch = get_object_or_404(visible_batches(request.user).filter(kind__in=services.KINDS.values()), pk=pk)
    batch = services.read_again(by=request.user, batch=batch)
    return _taken_in(request, batch)


@requires("cases.import")
def columns(request: SignedRequest, pk: int) -> HttpResponse:
    """What is unclear in a file's headings: sample cells, the field of each heading to choose, the first rows as read.

    Looking again changes nothing; confirming takes the file in and remembers the choices for the next one.
    """
    batch = get_object_or_404(visible_batches(request.user).filter(kind__in=services.KINDS.values()), pk=pk)
    if batch.status != PLANNED:
        return redirect("exchange:batch", pk)
    opened = services.reopened(batch)
    form = ColumnsForm(request.POST if request.method == "POST" else None, opened=opened)
    layout, confirmed = form.layout(), "confirm" in request.POST
    if confirmed and form.is_valid():
        with said_in(form):
            done = services.take_in(by=request.user, batch=batch, opened=opened, layout=layout, later=True)
        if form.is_valid():
            return _taken_in(request, done)
    sole, code = batch.department is not None, batch.department.code if batch.department else ""
    missing = intake.missing(opened.shape, layout, sole)
    departments = services.departments_of(request.user, batch.region, batch.department)
    context = {
        "batch": batch,
        "opened": opened,
        "form": form,
        "lines": form.lines(),
        "missing": missing,
        "missing_words": "、".join(missing) + "。请在上面的表中选择后按“重新预览”。",
        "preview": None if missing else intake.preview(opened.shape, opened.sheet, layout, departments, code),
        "unused": [line["heading"] for line in form.lines() if not line["taken"]],
        "looked": request.method == "POST",
    }
    return render(request, "cases/columns.html", context, status=422 if form.errors else 200)
