"""What the portal's pages share: the county in the address, caching, and large type."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page
from django.views.decorators.vary import vary_on_cookie

from yimen.people.access import View, public
from yimen.people.models import Region

FIVE_MINUTES = 300
SIZE = "portal_size"
"""Cookie that remembers large type; without it the page is as it was made."""


def open_page(view: View) -> View:
    """For everybody, kept by caches for five minutes; a page that did not change is not sent again."""
    kept = cache_control(public=True, max_age=FIVE_MINUTES)(conditional_page(vary_on_cookie(view)))
    return public(kept)


def county(code: str) -> Region:
    """The county of the address; 404 for any other."""
    return get_object_or_404(Region, code=code, level=Region.Level.COUNTY)


def page(request: HttpRequest, template: str, region: Region | None, status: int = 200, **context: Any) -> HttpResponse:
    """A page of the portal, in large type where somebody asked for it."""
    large = request.COOKIES.get(SIZE) == "large"
    return render(request, template, {"region": region, "large": large, **context}, status=status)


def with_county(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hands the view the county instead of its code."""

    @wraps(view)
    def opened(request: HttpRequest, region: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, county(region), *args, **kwargs)

    return opened
