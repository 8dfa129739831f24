"""The page that sets the named collectors beside the cases."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yimen.common.page import Page, page
from yimen.evidence.collecting.queries import Collected, collected, visible_entries
from yimen.people.access import SignedRequest, requires


@requires("evidence.read")
def collectors(request: SignedRequest) -> HttpResponse:
    """Each entry for want of room, who was named, and what they accepted in the hall."""
    day = timezone.localdate()
    rows = visible_entries(request.user, day)
    shown: Page[Collected] = page(request, rows, size=50, load=lambda some: collected(list(some), day))
    return render(request, "evidence/collectors.html", {"page": shown})
