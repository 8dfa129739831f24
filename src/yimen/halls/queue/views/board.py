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
DRAWN = 50
_drawn: dict[str, bytes] = {}
"""Tag -> the part as it was drawn: two hundred who learn of the same change are answered from one drawing. What the
part shows depends on the tag alone: the version grows in the transaction of every change, and the hour of the clock
turns the page at noon, at midnight, and for calls that have grown old.
"""


@public
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """The hall's board; with `?part=1` only what changes, and nothing at all (304) while nothing has changed.

    Asked every two seconds by each screen, so an unchanged answer costs one indexed row.
    """
    now = timezone.now()
    version = QueueVersion.objects.filter(hall=pk).values_list("number", flat=True).first() or 0
    tag = f'"{pk}-{version}-{day_of(now):%y%m%d}-{now:%H}"'
    part = "part" in request.GET
    if part and request.headers.get("If-None-Match") == tag:
        return _answer(HttpResponseNotModified(), tag)
    if part and tag in _drawn:
        return _answer(HttpResponse(_drawn[tag]), tag)
    hall = get_object_or_404(Hall.objects.select_related("region"), pk=pk)
    if not part:
        return _answer(render(request, "halls/board.html", {"hall": hall, **shown(hall, now)}), tag)
    answer = render(request, "halls/parts/board.html", shown(hall, now))
    if len(_drawn) >= DRAWN:
        _drawn.clear()
    _drawn[tag] = answer.content
    return _answer(answer, tag)


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
