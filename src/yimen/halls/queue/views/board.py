"""叫号屏: who is called where and how long one waits, for everybody to see; a page that outlives a lost connection."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from yimen.halls.models import Hall
from yimen.halls.queue import queries
from yimen.halls.queue.models import QueueVersion
from yimen.halls.queue.rules import day_of, spoken
from yimen.people.access import public

CALLS = 8


@public
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """The hall's board; with `?part=1` only what changes, and nothing at all (304) while nothing has changed.

    Asked every two seconds by each screen, so an unchanged answer costs one indexed row.
    """
    now = timezone.now()
    part = "part" in request.GET
    version = QueueVersion.objects.filter(hall=pk).values_list("number", flat=True).first() or 0
    tag = f'"{pk}-{version}-{day_of(now):%y%m%d}-{int(part)}"'
    if part and request.headers.get("If-None-Match") == tag:
        return _answer(HttpResponseNotModified(), tag)
    hall = get_object_or_404(Hall.objects.select_related("region"), pk=pk)
    template = "halls/parts/board.html" if part else "halls/board.html"
    return _answer(render(request, template, {"hall": hall, "version": version, **shown(hall, now)}), tag)


def _answer(response: HttpResponse, tag: str) -> HttpResponse:
    response["ETag"] = tag
    response["Cache-Control"] = "no-cache"
    return response


def shown(hall: Hall, now: datetime) -> dict[str, object]:
    """What a board shows: the last calls, newest first, and each line with its wait."""
    rules = queries.rules_of(hall, day_of(now))
    calls = queries.last_called(hall, now, CALLS)
    return {
        "calls": [(call, f"请 {spoken(call.ticket.label)} 号，到 {call.window.code} 窗口") for call in calls],
        "outlook": queries.outlook(hall, now, rules), "now": now,
    }  # fmt: skip
