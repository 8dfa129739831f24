"""大屏: the page that hangs on a wall; for a machine of the hall that proves itself, or somebody of the cockpit."""

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from yimen.halls.equipment.browsers import machine_at
from yimen.halls.models import Asset
from yimen.overview.cockpit.place import place_of
from yimen.overview.cockpit.screen import shown
from yimen.people.access import public
from yimen.people.models import Region, User
from yimen.people.queries import covers, may

SCREENS = (Asset.Kind.BOARD, Asset.Kind.COMPUTER)


@public
def wall(request: HttpRequest, region: str) -> HttpResponse:
    """The county's screen; with `?part=1` only what changes, and nothing (304) while that is what the screen has.

    Who may see it is asked on every request, so that a key that was revoked goes dark at the next one.
    """
    county = get_object_or_404(Region, code=region, level=Region.Level.COUNTY)
    if not _may_watch(request, county):
        return _uncached(render(request, "overview/wall_closed.html", {"region": county}, status=403))
    place = place_of(county, timezone.localdate())
    if "part" not in request.GET:
        return _uncached(render(request, "overview/wall.html", {"now": timezone.now(), **shown(place)}))
    answer = render(request, "overview/parts/wall.html", shown(place))
    tag = f'"{hashlib.sha256(answer.content).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        answer = HttpResponseNotModified()
    answer["ETag"] = tag
    return _uncached(answer)


def _may_watch(request: HttpRequest, region: Region) -> bool:
    user = request.user
    if isinstance(user, User) and may(user, "overview.cockpit") and covers(user, region):
        return True
    return machine_at(request, region, SCREENS) is not None


def _uncached(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-cache, private"
    return answer
