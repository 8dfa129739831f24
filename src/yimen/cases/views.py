"""Pages of 办件 and 部门台账; names and identity numbers are masked wherever they are shown."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.cases import feeds as feeds_of
from yimen.cases import services
from yimen.cases.forms import CaseFilter, Reason, RecordFilter, RowFilter, RowsFile
from yimen.cases.models import Case, RegisterRecord
from yimen.cases.queries import filtered, item_names, shown_name, visible_cases, visible_records
from yimen.common.page import Page, page
from yimen.common.text import mask_id
from yimen.common.workdays import china
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may


def _list(request: SignedRequest, rows: Any, form: RowFilter, template: str, whose: str) -> HttpResponse:
    valid = form.is_valid()
    shown: Page[Any] = page(request, filtered(rows, form.cleaned_data) if valid else rows.none())
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
        "may_import": may(request.user, "cases.import"),
        "may_see_batches": may(request.user, "exchange.read"),
        "batches": feeds_of.batches(request.user, kind)[:BATCHES_SHOWN],
    }
    return render(request, "cases/feeds.html", context)


@requires("cases.import")
def bring_in(request: SignedRequest) -> HttpResponse:
    """The page that takes a file of 办件 or 部门台账, and says what became of each of its rows."""
    form = RowsFile(request.POST or None, request.FILES or None, initial={"kind": "cases"})
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        name = upload.name or "未命名"
        batch = services.import_file(by=request.user, kind=form.cleaned_data["kind"], name=name, content=upload.read())
        words = "，".join(f"{label} {batch.plan[name]} 行" for name, label in services.COUNTED.items())
        messages.success(request, f"{batch.file_name} 已导入：{words}。")
        return redirect("exchange:batch", batch.pk)
    return render(request, "cases/bring_in.html", {"form": form}, status=422 if form.is_bound else 200)
