"""The page of one's own digests."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateparse import parse_date

from yimen.people.access import SignedRequest, requires
from yimen.programme.digests import queries
from yimen.programme.terms.queries import terms_of

MOST = 30


@requires("programme.read")
def digests(request: SignedRequest) -> HttpResponse:
    """The newest digest of the user, or that of `?day=2023-06-12`; beside it the days of the last ones."""
    rows = queries.visible_to(request.user)
    days = list(rows.values_list("day", flat=True)[:MOST])
    asked = request.GET.get("day", "")
    shown = get_object_or_404(rows, day=_day(asked)) if asked else rows.first()
    context = {
        "digest": shown,
        "lines": shown.lines.order_by("-wrong", "pk") if shown else [],
        "first": shown is not None and queries.is_first(shown),
        "days": days,
        "terms": terms_of(request.user.region),
        "today": timezone.localdate(),
        "made_up": settings.DEMONSTRATION and shown is not None and queries.is_older_than_its_county(shown),
    }
    return render(request, "programme/digests.html", context)


def _day(text: str) -> object:
    try:
        return parse_date(text)
    except ValueError:
        return None
