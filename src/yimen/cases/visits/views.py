"""最多跑一次: items with how often people came, declared and counted side by side, and the cases behind each figure."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yimen.cases.visits import queries
from yimen.cases.visits.forms import VisitFilter
from yimen.people.access import SignedRequest, requires

CASES = 200
"""So many of the cases behind a figure are listed; how many there are is told."""


@requires("cases.read")
def visits(request: SignedRequest) -> HttpResponse:
    """The items of the span; with `item`, `times` or `more` the cases behind that figure."""
    form = VisitFilter(request.GET, request.user, timezone.localdate())
    valid = form.is_valid()
    first, last = form.span()
    asked = form.cleaned_data if valid else {}
    rows = queries.visible_to(request.user)
    if asked.get("department"):
        rows = rows.filter(department=asked["department"])
    found = queries.counted(queries.finished(rows, first, last)) if valid else []
    chosen = _chosen(found, asked)
    context = {
        "form": form, "first": first, "last": last, "whole": len(found), "items": queries.by_item(found),
        "once": sum(each.times <= 1 for each in found), "more": sum(each.is_more for each in found),
        "by_ticket": sum(each.by_ticket == each.times for each in found), "enough": queries.ENOUGH,
        "chart": _chart(found, _span(first, last, asked)), "span": urlencode(_span(first, last, asked)),
        "rows": None if chosen is None else chosen[:CASES], "many": len(chosen or []), "shown": CASES,
    }  # fmt: skip
    return render(request, "cases/visits.html", context, status=200 if valid else 422)


def _chosen(found: list[queries.Counted], asked: dict[str, Any]) -> list[queries.Counted] | None:
    """The cases behind a figure; None where none was opened."""
    item, times, more = asked.get("item"), asked.get("times"), asked.get("more")
    if item is None and times is None and not more:
        return None
    return [
        each
        for each in found
        if (item is None or each.dossier.version.item_id == item)
        and (times is None or min(each.times, queries.MOST_LISTED) == times)
        and (not more or each.is_more)
    ]


def _span(first: date, last: date, asked: dict[str, Any]) -> dict[str, Any]:
    """What an address of a figure keeps of the filters."""
    department = asked.get("department")
    return {"first": first, "last": last, **({"department": department.pk} if department else {})}


def _chart(found: list[queries.Counted], kept: dict[str, Any]) -> dict[str, Any] | None:
    if not found:
        return None
    times = queries.distribution(found)
    return {
        "title": "办一件事到厅几次", "unit": "件", "head": "到厅次数",
        "description": "办结的办件按到厅次数分，点开看是哪些。",
        "categories": [f"{n} 次" if n < queries.MOST_LISTED else f"{n} 次及以上" for n in times],
        "series": [
            {
                "name": "办件", "tone": "1", "values": list(times.values()),
                "urls": [f"?{urlencode({**kept, 'times': n})}#rows" for n in times],
            }
        ],
    }  # fmt: skip
