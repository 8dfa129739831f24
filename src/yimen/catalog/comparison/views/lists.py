"""Pages by which the province's list comes in."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.catalog.comparison import queries, services
from yimen.catalog.comparison.forms import ProvinceFileForm, TakeInForm
from yimen.catalog.comparison.imports import FIELDS
from yimen.catalog.forms import ColumnsForm
from yimen.exchange.models import ImportBatch
from yimen.exchange.showing import columns_page, settled_elsewhere
from yimen.people.access import SignedRequest, requires


@requires("catalog.compare")
def new_list(request: SignedRequest) -> HttpResponse:
    """Step one: the file."""
    posted = request.method == "POST"
    form = ProvinceFileForm(request.POST, request.FILES) if posted else ProvinceFileForm()
    if not posted or not form.is_valid():
        return render(request, "catalog/province_new.html", {"form": form}, status=422 if posted else 200)
    upload = form.cleaned_data["file"]
    batch = services.read_list(by=request.user, name=upload.name, content=upload.read())
    return redirect("catalog:province_plan", batch.pk)


@require_POST
@requires("catalog.compare")
def pushed(request: SignedRequest) -> HttpResponse:
    """Step one without a file: the list of what the platform pushed."""
    batch = services.list_pushed(by=request.user, day=timezone.localdate())
    messages.success(request, "已把省平台推送的在用事项整理成一份清单，请核对后导入。")
    return redirect("catalog:province_plan", batch.pk)


@requires("catalog.compare")
def plan(request: SignedRequest, pk: int) -> HttpResponse:
    """Step two: the columns, the first rows, and the version and source by which the list is known."""
    return _show(request, _batch(request, pk))


@require_POST
@requires("catalog.compare")
def columns(request: SignedRequest, pk: int) -> HttpResponse:
    """The columns as a person settled them."""
    batch = _batch(request, pk)
    sheet, _ = services.opened(batch)
    form = ColumnsForm(request.POST, headings=sheet.headings, mapping=batch.mapping, fields=FIELDS)
    if not form.is_valid():
        return _show(request, batch, 422, columns_form=form)
    services.settle_columns(by=request.user, batch=batch, choices=form.cleaned_data)
    messages.success(request, "列对应已更新，计划已重新计算。")
    return redirect("catalog:province_plan", pk)


@require_POST
@requires("catalog.compare")
def take_in(request: SignedRequest, pk: int) -> HttpResponse:
    """Step three: taken in; then the comparison is one press away."""
    batch, form = _batch(request, pk), TakeInForm(request.POST)
    if not form.is_valid():
        return _show(request, batch, 422, take_in_form=form)
    taken = services.apply_list(by=request.user, batch=batch, **form.cleaned_data)
    refused = batch.__class__.objects.get(pk=pk).rows_refused
    messages.success(request, f"已导入{taken}，退回 {refused} 行。现在可以开始比对。")
    return redirect("catalog:comparisons")


def _batch(request: SignedRequest, pk: int) -> ImportBatch:
    return get_object_or_404(queries.visible_batches(request.user), pk=pk)


def _show(request: SignedRequest, batch: ImportBatch, status: int = 200, **forms: Form) -> HttpResponse:
    if (elsewhere := settled_elsewhere(batch)) is not None:
        return elsewhere
    table = services.opened(batch)
    forms = {
        "columns_form": ColumnsForm(headings=table[0].headings, mapping=batch.mapping, fields=FIELDS),
        "take_in_form": TakeInForm(),
        **forms,
    }
    return columns_page(request, "catalog/province_plan.html", batch, table, FIELDS, status=status, **forms)
