"""Pages of reports of a special action: the list with the form to make one, and one with its figures."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.common.errors import said_in
from yimen.common.page import Page, page, page_of
from yimen.common.services import kept_file
from yimen.people.access import SignedRequest, requires
from yimen.programme.reporting import queries, services
from yimen.programme.reporting.charts import tasks_chart
from yimen.programme.reporting.figures import REGISTER, Figures
from yimen.programme.reporting.forms import MakeForm
from yimen.programme.reporting.models import ProgrammeReport
from yimen.programme.reporting.papers import rate_rows
from yimen.programme.reporting.register import FIGURES, rows_of


@requires("overview.report")
def reports(request: SignedRequest) -> HttpResponse:
    """The reports, newest first, and for the bureau the form to make one."""
    return _list(request)


@require_POST
@requires("programme.conclude")
def make(request: SignedRequest) -> HttpResponse:
    """Makes a report."""
    form = MakeForm(request.POST, notices=queries.visible_notices(request.user))
    if form.is_valid():
        with said_in(form):
            row = services.make(by=request.user, **form.cleaned_data)
            messages.success(request, f"已编制，文号 {row.document.number}；PDF、DOCX 和数字均已留存，不再改动。")
            return redirect("programme:report", row.pk)
    return _list(request, form, status=422)


def _list(request: SignedRequest, form: forms.Form | None = None, status: int = 200) -> HttpResponse:
    notices, today = queries.visible_notices(request.user), timezone.localdate()
    initial = {"kind": ProgrammeReport.Kind.FINAL, "period_to": today}
    shown: Page[ProgrammeReport] = page(request, queries.visible_to(request.user), size=30)
    context = {
        "page": shown,
        "may_report": True,
        "form": form or (MakeForm(notices=notices, initial=initial) if notices.exists() else None),
    }
    return render(request, "programme/reports.html", context, status=status)


@requires("overview.report")
def report(request: SignedRequest, pk: int) -> HttpResponse:
    """One report with its figures; `?check=1` counts them again, `?figures=1` hands out the kept JSON.

    `?rows=declared` (or another of the register's figures) lists the rows that were kept of it.
    """
    row = get_object_or_404(queries.visible_to(request.user), pk=pk)
    if request.GET.get("figures"):
        response = HttpResponse(kept_file(row.digest), content_type="application/json")
        response["Content-Disposition"] = f'attachment; filename="programme-report-{row.pk}.json"'
        return response
    kept = queries.kept_figures(row)
    context: dict[str, Any] = {
        "report": row,
        "kept": kept,
        "rates": list(zip(rate_rows(kept), _rows_behind(kept), strict=True)),
        "chart": tasks_chart(kept),
        "checked": bool(request.GET.get("check")),
    }
    if context["checked"]:
        now = queries.register_of(row, timezone.localdate())
        context |= {
            "differing": queries.counted_again(row),
            "later": queries.since_then(row, now),
            "turns": queries.turned_since(row, now),
        }
    figure = request.GET.get("rows", "")
    if figure in FIGURES and REGISTER in kept:
        context |= {"listed": FIGURES[figure][0], "items": page_of(request, rows_of(kept[REGISTER], figure))}
    return render(request, "programme/report.html", context)


def _rows_behind(kept: Figures) -> list[str]:
    """Where the rows of each of the three rates are: kept with the report, or the verdicts of its verification."""
    run = kept["verdicts"]["run"]
    verdicts = f"{reverse('evidence:verdicts')}?run={run}&verdict=runs" if run else ""
    return [*(f"?rows={figure}#rows" if REGISTER in kept else "" for figure in ("declared", "staffed")), verdicts]
