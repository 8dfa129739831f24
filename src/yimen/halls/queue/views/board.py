"""叫号屏: who is called where and how long one waits, for everybody to see; a page that outlives a lost connection."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone

from yimen.halls.models import Hall
from yimen.halls.queue import drawings, queries
from yimen.halls.queue.models import QueueVersion
from yimen.halls.queue.rules import day_of, spoken
from yimen.people.access import public

CALLS = 8


@public
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """The hall's board; with `?part=1` only what changes, and nothing at all (304) while nothing has changed.

    Asked every two seconds by each screen. Within a second of the last drawing `drawings.boards_first` answers;
    after it, an unchanged answer costs one indexed row.
    """
    now = timezone.now()
    version = QueueVersion.objects.filter(hall=pk).values_list("number", flat=True).first() or 0
    tag = drawings.tag_of(pk, version, now)
    if "part" in request.GET:
        content = drawings.kept(pk, tag)
        if content is None:
            content = render_to_string("halls/parts/board.html", shown(_hall(pk), now)).encode()
        return drawings.keep(pk, tag, content, now).answer(request.headers.get("If-None-Match", ""))
    hall = _hall(pk)
    return render(request, "halls/board.html", {"hall": hall, **shown(hall, now)})


def _hall(pk: int) -> Hall:
    return get_object_or_404(Hall.objects.select_related("region"), pk=pk)


def shown(hall: Hall, now: datetime) -> dict[str, object]:
    """What a board shows: the last calls, newest first, and each line with its wait."""
    rules = queries.rules_of(hall, day_of(now))
    calls = queries.last_called(hall, now, CALLS)
    return {
        "calls": [(call, f"请 {spoken(call.ticket.label)} 号，到 {call.window.code} 窗口") for call in calls],
        "outlook": queries.outlook(hall, now, rules), "now": now,
    }  # fmt: skip
