"""Pages on which an item is found: home, results, themes, halls."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from yimen.catalog.models import ItemVersion
from yimen.catalog.search.queries import found
from yimen.catalog.search.words import LONGEST
from yimen.common.page import page_of_keys
from yimen.halls.keeping.queries import doors
from yimen.halls.models import Hall
from yimen.people.access import public
from yimen.people.models import Region
from yimen.portal import queries, ways
from yimen.portal.rules import AUDIENCES, themes
from yimen.portal.views.shared import SIZE, open_page, page, with_county
from yimen.rectification.publishing.queries import published

A_YEAR = 365 * 24 * 3600
PLACES_SHOWN = 5
LONGEST_KEY = 18  # digits that still fit into a key of the database


@open_page
def counties(request: HttpRequest) -> HttpResponse:
    """The counties of the installation; straight to it where there is one."""
    rows = list(queries.counties())
    if len(rows) == 1:
        return redirect("portal:home", rows[0].code)
    return page(request, "portal/counties.html", None, counties=rows)


@open_page
@with_county
def home(request: HttpRequest, region: Region) -> HttpResponse:
    """The search, the items most used, the themes, the halls."""
    counted = queries.by_theme(region)
    groups = [
        (label, [(each, counted[each.code]) for each in themes().values() if each.audience == audience])
        for audience, label in AUDIENCES.items()
    ]
    return page(
        request, "portal/home.html", region, groups=groups, used=queries.most_used(region),
        halls=queries.halls(region, timezone.localdate())[:1],
    )  # fmt: skip


@open_page
@with_county
def search(request: HttpRequest, region: Region) -> HttpResponse:
    """The items that the words most likely mean."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    if not text:
        return redirect("portal:home", region.code)
    return page(request, "portal/search.html", region, q=text, hits=found(region, text, limit=10))


@open_page
@with_county
def theme(request: HttpRequest, region: Region, theme: str) -> HttpResponse:
    """The items of a theme, or with `all` every item."""
    chosen = themes().get(theme)
    if chosen is None and theme != "all":
        raise Http404
    shown = page_of_keys(request, queries.keys_of_theme(region, chosen), queries.public_items(region), size=60)
    label = chosen.label if chosen else "全部事项"
    return page(request, "portal/theme.html", region, theme=chosen, label=label, page=shown)


@open_page
@with_county
def findings(request: HttpRequest, region: Region) -> HttpResponse:
    """How many findings of the county are open, month by month, as published; no department is named."""
    return page(request, "portal/findings.html", region, rows=published(region)[:24])


@open_page
@with_county
def halls(request: HttpRequest, region: Region) -> HttpResponse:
    """The halls with their hours; and where to go with what somebody wants (`?q=开宾馆`)."""
    now, text = timezone.now(), request.GET.get("q", "").strip()[:LONGEST]
    rows = queries.halls(region, timezone.localdate(now))
    standing = {each.hall.pk: each for each in doors((row.hall for row in rows), now)}
    hits = [hit.version for hit in found(region, text, limit=PLACES_SHOWN)] if text else []
    return page(
        request, "portal/halls.html", region, halls=[(row, standing[row.hall.pk]) for row in rows], q=text,
        places=ways.found_places(hits, now),
    )  # fmt: skip


@open_page
@with_county
def hall(request: HttpRequest, region: Region, pk: int) -> HttpResponse:
    """One hall with its plan; with `?item=7` the windows of that item are marked on it."""
    now = timezone.now()
    thing = get_object_or_404(Hall.objects.exclude(closes_on__lt=timezone.localdate(now)), pk=pk, region=region)
    version = _asked_item(region, request.GET.get("item", ""))
    place = queries.place_of(version, timezone.localdate(now)) if version else None
    here = place is not None and place.hall is not None and place.hall.hall == thing
    windows = [code.strip() for code in place.windows.split("、")] if place and here else []
    return page(
        request, "portal/hall.html", region, hall=thing, version=version, place=place, here=here,
        way=ways.way_to(thing, now, windows),
    )  # fmt: skip


def _asked_item(region: Region, text: str) -> ItemVersion | None:
    """The county's public item of that key; 404 for a key of none, None where nobody asked for one."""
    if not text:
        return None
    if not text.isdecimal() or len(text) > LONGEST_KEY:
        raise Http404
    return get_object_or_404(queries.public_items(region), item=int(text))


@public
def size(request: HttpRequest) -> HttpResponse:
    """Back to the page, in large type or not: remembered in a cookie that says nothing else."""
    back = request.GET.get("next", "")
    # A word without a slash would be taken for the name of a route.
    safe = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    answer = redirect(back if safe else reverse("portal:counties"))
    answer.set_cookie(
        SIZE, "large" if request.GET.get("to") == "large" else "usual", max_age=A_YEAR, samesite="Lax", httponly=True,
        secure=request.is_secure(),
    )  # fmt: skip
    return answer
