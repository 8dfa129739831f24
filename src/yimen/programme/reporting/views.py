"""Pages of reports of a special action: the list with the form to make one, and one with its figures."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.common.errors import said_in
from yimen.common.page import Page, page
from yimen.common.services import kept_file
from yimen.people.access import SignedRequest, requires
from yimen.programme.reporting import queries, services
from yimen.programme.reporting.charts import tasks_chart
from yimen.programme.reporting.forms import MakeForm
from yimen.programme.reporting.models import ProgrammeReport
from yimen.programme.reporting.papers import rate_rows


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
    """One report with its figures; `?check=1` counts them again, `?figures=1` hands out the kept JSON."""
    row = get_object_or_404(queries.visible_to(request.user), pk=pk)
    if request.GET.get("figures"):
        response = HttpResponse(kept_file(row.digest), content_type="application/json")
        response["Content-Disposition"] = f'attachment; filename="programme-report-{row.pk}.json"'
        return response
    kept = queries.kept_figures(row)
    context: dict[str, Any] = {
        "report": row,
        "kept": kept,
        "rates": rate_rows(kept),
        "chart": tasks_chart(kept),
        "checked": bool(request.GET.get("check")),
    }
    if context["checked"]:
        context |= {
            "differing": queries.counted_again(row),
            "later": queries.since_then(row, timezone.localdate()),
        }
    return render(request, "programme/report.html", context)
