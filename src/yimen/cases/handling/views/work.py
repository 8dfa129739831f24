"""The list of work: what waits for me, for my department, what I received, what is done."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from yimen.cases.handling.forms import WorkFilter
from yimen.cases.handling.queries import TABS, asked_of, holder_words
from yimen.cases.handling.states import TONES
from yimen.cases.queries import shown_name
from yimen.cases.reporting.queries import reports, stuck
from yimen.common.page import SCREEN, Page, page
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may

SHOWN_STUCK = 5


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
    }
    return render(request, "cases/work.html", context)
