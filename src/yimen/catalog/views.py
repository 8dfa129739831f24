"""Pages of items: the list, one item, the quality list, and taking in a new list."""

from itertools import islice

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from yimen.catalog import queries, services
from yimen.catalog.forms import ApplyForm, ColumnsForm, ItemFilter, ListForm
from yimen.catalog.imports import FIELDS
from yimen.catalog.models import ItemVersion
from yimen.catalog.rules import CHECKS, faults_of
from yimen.catalog.search import tasks as search
from yimen.common.page import page
from yimen.exchange.models import ImportBatch
from yimen.exchange.queries import visible_batches
from yimen.exchange.showing import columns_page, settled_elsewhere
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may, visible_departments

SHOWN_FAULTS = 500
LISTED = (
    "code", "name", "kind", "initiation", "handling", "promised_days", "promised_unit", "department__short_name",
)  # fmt: skip


@requires("catalog.read")
def items(request: SignedRequest) -> HttpResponse:
    """The list of items as of a day, 100 a page."""
    form = ItemFilter(request.GET, departments=visible_departments(request.user))
    rows = queries.chosen(queries.visible_to(request.user), form.chosen()).only(*LISTED)
    context = {"page": page(request, rows), "filter": form, "may_import": may(request.user, "catalog.import")}
    return render(request, "catalog/items.html", context)


@requires("catalog.read")
def item(request: SignedRequest, pk: int) -> HttpResponse:
    """One version of an item with all its elements, what does not fit together in it, and its history."""
    version = get_object_or_404(queries.visible_to(request.user), pk=pk)
    facts = [
        (field.verbose_name, _shown(version, field.name))
        for field in ItemVersion._meta.concrete_fields
        if field.name not in {"id", "item", "region", "search_text", "batch"}
    ]
    history = queries.history(version)
    context = {"version": version, "facts": facts, "faults": faults_of(version), "history": history}
    return render(request, "catalog/item.html", context)


def _shown(version: ItemVersion, name: str) -> object:
    display = getattr(version, f"get_{name}_display", None)
    value = display() if display else getattr(version, name)
    if value is None or value == "":
        return "—"
    return ("是" if value else "否") if isinstance(value, bool) else value


@requires("catalog.read")
def quality(request: SignedRequest) -> HttpResponse:
    """The quality list: open versions in which a check finds something, by check and department."""
    form = ItemFilter(request.GET, departments=visible_departments(request.user))
    rows = queries.chosen(queries.visible_to(request.user), form.chosen())
    wanted = request.GET.get("check", "")
    found = (
        (version, faults)
        for version, faults in queries.quality(rows)
        if not wanted or any(check.id == wanted for check in faults)
    )
    shown = list(islice(found, SHOWN_FAULTS))
    counts: dict[str, int] = {check.id: 0 for check in CHECKS}
    for _, faults in shown:
        for check in faults:
            counts[check.id] += 1
    context = {
        "rows": shown,
        "checks": [(check, counts[check.id]) for check in CHECKS if counts[check.id]],
        "wanted": wanted,
        "limit": SHOWN_FAULTS,
        "filter": form,
    }
    return render(request, "catalog/quality.html", context)


@requires("catalog.import")
def new_list(request: SignedRequest) -> HttpResponse:
    """Taking in a list, step one: the file or the paste; `?corrects=` names the batch that it corrects."""
    corrects = None
    if request.GET.get("corrects", "").isdigit():
        corrects = get_object_or_404(visible_batches(request.user), pk=int(request.GET["corrects"]))
    posted = request.method == "POST"
    form = ListForm(request.POST, request.FILES) if posted else ListForm()
    if not posted or not form.is_valid():
        status = 422 if posted else 200
        return render(request, "catalog/new_list.html", {"form": form, "corrects": corrects}, status=status)
    upload = form.cleaned_data["file"]
    if upload:
        batch = services.read_list(by=request.user, name=upload.name, content=upload.read(), corrects=corrects)
    else:
        batch = services.read_pasted_list(by=request.user, text=form.cleaned_data["text"])
    return redirect("catalog:plan", batch.pk)


@requires("catalog.import")
def plan(request: SignedRequest, pk: int) -> HttpResponse:
    """Step two: the columns, a preview of the first rows, and what would change."""
    return _show_plan(request, _batch(request, pk))


def _batch(request: SignedRequest, pk: int) -> ImportBatch:
    return get_object_or_404(visible_batches(request.user).filter(kind=ImportBatch.Kind.ITEMS), pk=pk)


def _show_plan(request: SignedRequest, batch: ImportBatch, status: int = 200, **forms: Form) -> HttpResponse:
    if (elsewhere := settled_elsewhere(batch)) is not None:
        return elsewhere
    table = services.opened(batch)
    forms = {
        "columns_form": ColumnsForm(headings=table[0].headings, mapping=batch.mapping),
        "apply_form": ApplyForm(),
        **forms,
    }
    return columns_page(request, "catalog/plan.html", batch, table, FIELDS, status=status, **forms)


@require_POST
@requires("catalog.import")
def columns(request: SignedRequest, pk: int) -> HttpResponse:
    """The columns as a person settled them."""
    batch = _batch(request, pk)
    sheet, _ = services.opened(batch)
    form = ColumnsForm(request.POST, headings=sheet.headings, mapping=batch.mapping)
    if not form.is_valid():
        return _show_plan(request, batch, 422, columns_form=form)
    services.settle_columns(by=request.user, batch=batch, choices=form.cleaned_data)
    messages.success(request, "列对应已更新，计划已重新计算。")
    return redirect("catalog:plan", pk)


@require_POST
@requires("catalog.import")
def apply(request: SignedRequest, pk: int) -> HttpResponse:
    """Step three: the list taken in as planned."""
    batch = _batch(request, pk)
    form = ApplyForm(request.POST)
    if not form.is_valid():
        return _show_plan(request, batch, 422, apply_form=form)
    done = services.apply_list(by=request.user, batch=batch, **form.cleaned_data)
    search.index_items.enqueue(batch.region_id)
    messages.success(
        request,
        f"已导入：新增 {len(done.new)} 项，变更 {len(done.changed)} 项，移出 {len(done.gone)} 项，"
        f"未变 {done.same} 项，退回 {len(done.refused)} 行。",
    )
    return redirect(reverse("exchange:batch", args=[pk]))
