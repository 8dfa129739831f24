"""Pages of the halls."""

import re
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from yimen.common.page import page
from yimen.halls import queries
from yimen.halls.branches.queries import visible_branches
from yimen.halls.models import Hall
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may


@requires("halls.read")
def halls(request: SignedRequest) -> HttpResponse:
    """The halls of the county with their windows and postings today."""
    day = timezone.localdate()
    rows = queries.visible_to(request.user)
    if request.GET.get("only") == "without_basis":
        rows = queries.without_basis(rows, day)
    context = {
        "page": page(request, queries.with_figures(rows, day), load=lambda some: queries.with_bases(some, day)),
        "day": day,
        "only": request.GET.get("only", ""),
        "opens": _opens(request),
        "may_keep": may(request.user, "halls.keep"),
        "without_basis": queries.without_basis(queries.visible_to(request.user), day).count(),
    }
    return render(request, "halls/halls.html", context)


@requires("halls.read")
def hall(request: SignedRequest, pk: int) -> HttpResponse:
    """One hall: windows, postings, opening days and attendance of a month (`?month=2023-05`)."""
    thing = get_object_or_404(queries.visible_to(request.user), pk=pk)
    month = _month(request.GET.get("month", "")) or _latest(thing)
    first, last = queries.month_of(month)
    presence = queries.presence(thing, month, queries.visible_postings(request.user))
    weeks = queries.calendar(thing, month)
    [(_, basis)] = queries.with_bases(queries.visible_to(request.user).filter(pk=pk), timezone.localdate())
    context: dict[str, Any] = {
        "hall": thing,
        "basis": basis,
        "opens": _opens(request),
        "first": first,
        "previous_month": first - timedelta(days=1),
        "next_month": last + timedelta(days=1),
        "weeks": weeks,
        "usual": queries.usual_hours(weeks),
        "presence": presence,
        "open_days": sum(row.open_days for row in presence),
        "attended": sum(row.attended for row in presence),
        "windows": page(request, thing.windows.order_by("code", "valid_from")),
        "weekdays": "一二三四五六日",
        "may_keep": may(request.user, "halls.keep"),
        "may_see_queue": may(request.user, "queue.read"),
    }
    return render(request, "halls/hall.html", context)


def _opens(request: SignedRequest) -> frozenset[int]:
    """The branch halls whose page opens for who asks: of the others he is told the basis and given no link."""
    return frozenset(visible_branches(request.user).values_list("pk", flat=True))


def _latest(hall: Hall) -> date:
    """The newest day of which there is anything to show."""
    today = timezone.localdate()
    return queries.latest_clocked_day(hall) or queries.latest_open_day(hall, today) or today


def _month(text: str) -> date | None:
    """The first day of the month written as 2023-05, None for anything else."""
    found = re.fullmatch(r"(20[0-9]{2})-(0[1-9]|1[0-2])", text)
    return date(int(found[1]), int(found[2]), 1) if found else None
