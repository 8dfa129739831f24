"""Pages by which an earlier system's ratings come in: the file, its plan, and the confirmation."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from yimen.common.errors import said_in
from yimen.evaluation.earlier import queries, services
from yimen.evaluation.earlier.forms import ConfirmForm, RatingsFileForm
from yimen.evaluation.earlier.imports import FIELDS, PRIVATE
from yimen.exchange.showing import plan_page, settled_elsewhere
from yimen.exchange.writing import Table, delimited
from yimen.people.access import SignedRequest, requires


@requires("evaluation.keep")
def import_ratings(request: SignedRequest) -> HttpResponse:
    """Step one: the file. `?blank=1` is an empty table to fill in."""
    if request.GET.get("blank"):
        content = delimited(Table("空表", [each.label for each in FIELDS], []))
        answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="ratings.csv"'
        return answer
    form = RatingsFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        with said_in(form):
            batch = services.read_file(by=request.user, name=upload.name, content=upload.read())
            return redirect("evaluation:ratings_plan", batch.pk)
    context = {"form": form, "fields": FIELDS}
    status = 422 if form.errors else 200
    return render(request, "evaluation/import_ratings.html", context, status=status)


@requires("evaluation.keep")
def ratings_plan(request: SignedRequest, pk: int) -> HttpResponse:
    """Step two: what would be taken in and what refused; POST is step three."""
    batch = get_object_or_404(queries.visible_imports(request.user), pk=pk)
    if (elsewhere := settled_elsewhere(batch)) is not None:
        return elsewhere
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with said_in(form):
            done = services.apply_file(by=request.user, batch=batch)
            messages.success(request, f"已导入 {done.rows_accepted} 条，退回 {done.rows_refused} 行。")
            return redirect("exchange:batch", pk)
    return plan_page(
        request,
        "evaluation/ratings_plan.html",
        batch,
        services.opened(batch),
        services.plan_of(batch),
        form=form,
        back=reverse("evaluation:overview"),
        private=PRIVATE,
    )
