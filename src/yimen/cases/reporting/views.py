"""Pages of reports: what the platform refused of a department's cases, and one message with its correction."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from yimen.cases.reporting import queries
from yimen.common.errors import said_in
from yimen.common.page import Page, page
from yimen.exchange.platform import bodies, charts, services
from yimen.exchange.platform.forms import Correction
from yimen.exchange.platform.models import OutboxMessage
from yimen.exchange.platform.rules import OUT
from yimen.exchange.platform.states import CORRECT, REJECTED
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may


@requires("cases.read")
def reports(request: SignedRequest) -> HttpResponse:
    """The error feed (退回) of the department: what the platform refused or never got, the oldest first."""
    shown: Page[OutboxMessage] = page(request, queries.stuck(request.user), 50)
    context = {
        "page": shown,
        "rows": queries.reports(shown.rows),
        "rejected": REJECTED,
        "may_correct": may(request.user, CORRECT),
    }
    return render(request, "cases/reports.html", context)


@requires("cases.read")
def report(request: SignedRequest, pk: int) -> HttpResponse:
    """One message of a case: what it says (masked), how far it is, what was refused of it."""
    return _show(request, get_object_or_404(queries.visible_reports(request.user), pk=pk))


def _show(request: SignedRequest, message: OutboxMessage, form: Correction | None = None) -> HttpResponse:
    kind, case = OUT[message.kind], queries.case_of(message)
    if message.status == REJECTED and may(request.user, CORRECT):
        form = form or Correction(message)
    context = {
        "message": message,
        "event": queries.event_of(message),
        "kind": kind,
        "tone": charts.TONES[message.status],
        "case": case,
        "handled": case is not None and queries.is_handled(case),
        "fields": list(bodies.shown(kind, message.body)),
        "facts": charts.facts(message),
        "rejections": list(message.rejections.select_related("corrected_by")),
        "correction": form,
    }
    return render(request, "cases/report.html", context, status=422 if form and form.is_bound else 200)


@require_POST
@requires(CORRECT)
def correct_report(request: SignedRequest, pk: int) -> HttpResponse:
    """A message that the platform refused, corrected by the department and waiting again in its place."""
    message = get_object_or_404(queries.visible_reports(request.user), pk=pk)
    form = Correction(message, request.POST)
    if form.is_valid():
        with said_in(form):
            services.correct(by=request.user, message=message, fields=form.corrected())
    if not form.is_valid():
        return _show(request, message, form)
    messages.success(request, "已更正，按原来的次序重新报送；退回的内容留存在“退回记录”里。")
    return redirect("cases:report", pk)
