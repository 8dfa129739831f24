"""The list of work: what waits for me, for my department, what I received, what is done."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yimen.cases.bundles.forms import BundleForm
from yimen.cases.handling.events import HEADINGS
from yimen.cases.handling.events import rows as rows_of_events
from yimen.cases.handling.forms import MonthForm, WorkFilter
from yimen.cases.handling.queries import TABS, asked_of, holder_words, received_in
from yimen.cases.handling.states import TONES
from yimen.cases.queries import shown_name
from yimen.cases.reporting.queries import reports, stuck
from yimen.common.page import SCREEN, Page, page
from yimen.exchange.writing import Table, delimited
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may

SHOWN_STUCK = 5


@requires("cases.read")
def events(request: SignedRequest) -> HttpResponse:
    """What happened in the cases of one month (`month`, by receipt; this one unless said), a row an event, as CSV."""
    form = MonthForm(request.GET)
    month = (form.cleaned_data["month"] if form.is_valid() else None) or timezone.localdate().replace(day=1)
    content = delimited(Table("办理事件", HEADINGS, rows_of_events(received_in(request.user, month))))
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="events-{month:%Y-%m}.csv"'
    return answer


@requires("cases.read")
def work(request: SignedRequest) -> HttpResponse:
    """One tab of the work list; `number` finds one case by its whole number."""
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "department"
    form = WorkFilter(request.GET)
    rows = TABS[tab][1](request.user)
    number = form.cleaned_data["number"].strip() if form.is_valid() else ""
    if number:
        rows = rows.filter(case__case_number=number)
    shown: Page[Any] = page(request, rows, SCREEN, keys_first=True)
    context = {
        "tabs": [(name, title) for name, (title, _) in TABS.items()],
        "tab": tab,
        "form": form,
        "page": shown,
        "rows": [
            (each, TONES[each.status], shown_name(each.case.applicant_name), holder_words(each)) for each in shown.rows
        ],
        "asked": list(asked_of(request.user)[:20]) if may(request.user, "cases.examine") else [],
        "stuck": reports(stuck(request.user)[:SHOWN_STUCK]),
        "may_accept": may(request.user, "cases.accept"),
        "narrowed": bool(number),
        "month": (today := timezone.localdate()),
        "bundle_form": BundleForm(user=request.user, day=today) if may(request.user, "cases.bundle") else None,
    }
    return render(request, "cases/work.html", context)
