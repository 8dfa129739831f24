"""Pages of the cockpit: a county's, the counties of a city or province side by side, and the rows of each figure."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date

from yimen.common.page import Page, page
from yimen.overview import queries as overview
from yimen.overview.cockpit import changes, queries, regions, treemap
from yimen.overview.cockpit.changes import Change
from yimen.overview.cockpit.place import Place, place_of
from yimen.overview.cockpit.rows import KINDS, address
from yimen.people.access import SignedRequest, requires
from yimen.people.models import Region
from yimen.people.queries import covers


@requires("overview.cockpit")
def cockpit(request: SignedRequest) -> HttpResponse:
    """The county's cockpit; for a city or province its counties side by side, each of which opens its own."""
    if not request.GET.get("county") and request.user.region.level != Region.Level.COUNTY:
        rows = regions.grouped(regions.counties_of(request.user))
        return render(request, "overview/counties.html", {"rows": rows, "error": regions.ERROR})
    place, user = _place(request), request.user
    facts, changed = queries.departments(place, user), changes.changes(user, place)
    context = {
        "place": place,
        "own": place.region.pk == user.region_id,
        "rates": _rates(request, place, changed),
        "tiles": overview.verdict_tiles(user, place.scope),
        "ladder": queries.ladder(place),
        "events": changes.events(user, place),
        "changes": changed,
        "trend": queries.weekly(place, user),
        "facts": facts,
        "maps": [(layout, treemap.tiles_of(facts, layout)) for layout in (treemap.WIDE, treemap.TALL)],
        "levels": [*((code, words) for _, code, words in treemap.LEVELS), treemap.UNKNOWN],
    }
    return render(request, "overview/cockpit.html", context)


@requires("overview.cockpit")
def rows(request: SignedRequest) -> HttpResponse:
    """The rows behind one figure of the cockpit, exactly those that it counts; without a figure the cockpit."""
    what = request.GET.get("what", "")
    if not what:
        return redirect("overview:cockpit")
    place, kind = _place(request), KINDS.get(what)
    if kind is None:
        raise Http404
    shown: Page[object] = page(request, kind.load(request.user, place), size=50)
    lines = [kind.line(each) for each in shown.rows]
    context = {"place": place, "kind": kind, "page": shown, "lines": lines}
    return render(request, "overview/cockpit_rows.html", context)


def _place(request: SignedRequest) -> Place:
    code = request.GET.get("county") or request.user.region_id
    region = get_object_or_404(Region, pk=code, level=Region.Level.COUNTY)
    if not covers(request.user, region):
        raise Http404
    return place_of(region, _day(request.GET.get("day", "")) or timezone.localdate())


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _rates(request: SignedRequest, place: Place, changed: list[Change]) -> list[dict[str, object]]:
    """The three rates; for a city or province the rows of one county are listed here, for its lists are of all.

    Where the run's last day is not today, the declared and the staffed rate say beside it what they are today: the
    very figure that the changes of the week end with.
    """
    found = overview.rates(request.user, place.scope)
    if place.scope.day != place.day:
        for rate, name, change in zip(found, ("entered", "staffed"), changed, strict=False):
            rate["later"] = {"day": place.day, "words": change.now, "url": address(place, f"{name}_now")}
    if place.region.pk != request.user.region_id:
        for rate, name in zip(found, ("entered", "staffed"), strict=False):
            rate["url"] = address(place, name)
    return found
