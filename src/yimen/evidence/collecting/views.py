"""The page that sets an entry for want of room beside the cases, the floor plan and the queues."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yimen.common.page import Page, page
from yimen.entry.exemptions.room import Room, rooms_of
from yimen.evidence.collecting.queries import Collected, collected, visible_entries
from yimen.people.access import SignedRequest, requires


@requires("evidence.read")
def collectors(request: SignedRequest) -> HttpResponse:
    """Each entry for want of room, who was named, and what they accepted in the hall."""
    day = timezone.localdate()
    rows = visible_entries(request.user, day)
    shown: Page[tuple[Collected, Room]] = page(request, rows, size=50, load=lambda some: _checked(list(some), day))
    return render(request, "evidence/collectors.html", {"page": shown})


def _checked(entries: list[Any], day: date) -> list[tuple[Collected, Room]]:
    """Each entry with what its collectors accepted and with what room there was."""
    rooms = rooms_of(entries, day)
    return [(each, rooms[each.entry.pk]) for each in collected(entries, day)]
