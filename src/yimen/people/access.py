"""The doors: each route declares who may pass, or an architecture test fails the build."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from yimen.people.models import User
from yimen.people.queries import may
from yimen.people.rules import ACTS, EVERYBODY, SIGNED_IN

View = Callable[..., HttpResponseBase]


class SignedRequest(HttpRequest):
    """A request that passed a door: its user is an account."""

    user: User
    htmx: Any


def _door(view: View, permission: str, passes: Callable[[HttpRequest], bool]) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path()) if request.method == "GET" else HttpResponse(status=401)
        if not passes(request):
            raise PermissionDenied("您的角色没有这项权限。")
        return view(request, *args, **kwargs)

    guarded.permission = permission  # type: ignore[attr-defined]
    return guarded


def requires(act: str) -> Callable[[View], View]:
    """Lets through accounts that may do the act; strangers go to the sign-in page, colleagues get 403."""
    if act not in ACTS:
        raise KeyError(f"the permission table has no act {act}")
    return lambda view: _door(view, act, lambda request: may(request.user, act))


def signed_in(view: View) -> View:
    """Lets through every account."""
    return _door(view, SIGNED_IN, lambda request: True)


def public(view: View) -> View:
    """Lets everybody through."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    opened.permission = EVERYBODY  # type: ignore[attr-defined]
    return opened
