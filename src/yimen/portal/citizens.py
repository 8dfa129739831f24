"""The door for citizens: a session that holds a citizen and no account of staff."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from yimen.common.errors import Refused
from yimen.people.citizens.models import Citizen
from yimen.people.models import Region
from yimen.people.rules import CITIZEN
from yimen.portal.views.shared import county

KEY, VOUCHED, IDLE_SECONDS = "citizen", "vouched", 30 * 60


class CitizenRequest(HttpRequest):
    """A request that passed the citizens' door."""

    citizen: Citizen


def enter(request: HttpRequest, citizen: Citizen, *, vouched: bool = False) -> None:
    """Nothing; the session is the citizen's from now on, under a fresh key. Errors: Refused beside a staff account.

    vouched: he comes from the province's sign-in, where he may want to be signed out too.
    """
    if request.user.is_authenticated:
        raise Refused("这个浏览器已登录工作人员账号：请先退出，再以公众身份登录。")
    request.session.flush()
    request.session[KEY], request.session[VOUCHED] = citizen.pk, vouched
    request.session.set_expiry(IDLE_SECONDS)


def citizen_of(request: HttpRequest, region: Region) -> Citizen | None:
    """The citizen of the session, registered in this county; None for anybody else, staff included."""
    key = request.session.get(KEY)
    if key is None or request.user.is_authenticated:
        return None
    return Citizen.objects.filter(pk=key, region=region, closed_at__isnull=True).first()


def for_citizen(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lets through citizens of the county in the address; others are sent to sign in, and come back afterwards."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, region: str, *args: Any, **kwargs: Any) -> HttpResponse:
        here = county(region)
        found = citizen_of(request, here)
        if found is None:
            back = request.get_full_path() if request.method == "GET" else reverse("portal:mine", args=[region])
            return redirect(f"{reverse('portal:sign_in', args=[region])}?{urlencode({'next': back})}")
        request.citizen = found  # type: ignore[attr-defined]
        request.session.set_expiry(IDLE_SECONDS)
        return view(request, here, *args, **kwargs)

    guarded.permission = CITIZEN  # type: ignore[attr-defined]
    return guarded
