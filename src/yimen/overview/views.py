"""Each role's first page, the monthly report, and the ledger."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date

from yimen.common.page import page
from yimen.documents import layout
from yimen.ledger import queries as ledger
from yimen.ledger import seals
from yimen.overview import course, queries, reports
from yimen.overview.cockpit import regions
from yimen.people.access import SignedRequest, requires
from yimen.people.models import Region
from yimen.people.queries import may, roles_of
from yimen.people.rules import ADMINISTRATORS


@requires("overview.read")
def home(request: SignedRequest) -> HttpResponse:
    """What waits, the three rates, the verdicts and their trend; administrators get their own short page."""
    user = request.user
    if roles_of(user) <= ADMINISTRATORS:
        shown = {"may_accounts": may(user, "people.read"), "may_interface": may(user, "exchange.interface")}
        return render(request, "overview/administrator.html", shown)
    scope, today = queries.scope_of(user, _day(request.GET.get("day", ""))), timezone.localdate()
    above = user.region.level != Region.Level.COUNTY and may(user, "overview.cockpit")
    context = {
        "scope": scope,
        "counties": regions.grouped(regions.counties_of(user)) if above else [],
        "waiting": [*queries.waiting(user, today), *course.waiting(user, today)],
        "rates": queries.rates(user, scope),
        "tiles": queries.verdict_tiles(user, scope),
        "by_department": queries.department_chart(user, scope),
        "trend": queries.trend_chart(user, scope),
        "worst": queries.worst(user, scope),
        "may_read_runs": may(user, "evidence.read"),
    }
    return render(request, "overview/home.html", context)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@requires("overview.report")
def monthly(request: SignedRequest) -> HttpResponse:
    """The months for which there is a report."""
    return render(request, "overview/reports.html", {"months": reports.months(request.user.region, _today())})


@requires("overview.report")
def monthly_pdf(request: SignedRequest, year: int, month: int) -> HttpResponse:
    """The report of a month in official layout, PDF/A; 404 when no verification was finished by then."""
    if not (1 <= month <= 12 and 2000 <= year <= 2999):
        raise Http404
    found = reports.report(request.user, request.user.region, date(year, month, 1), _today())
    if found is None:
        raise Http404
    response = HttpResponse(layout.monthly_report(found), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="report-{year}-{month:02}.pdf"'
    return response


def _today() -> date:
    return timezone.localdate()


@requires("ledger.read")
def events(request: SignedRequest) -> HttpResponse:
    """The county's ledger: its last sealed head, and every event, newest first; kinds can be searched."""
    chain = request.user.region_id
    rows = ledger.events(chain)
    kind = request.GET.get("q", "").strip()[:60]
    if kind:
        rows = rows.filter(kind__startswith=kind)
    context: dict[str, Any] = {
        "page": page(request, rows),
        "head": seals.latest(chain),
        "q": kind,
        "refusals": ledger.refusals(),
    }
    return render(request, "overview/ledger.html", context)
