"""设备登记: a machine of the hall proves itself once with its key; its browser then carries it on every request."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache

from yimen.halls.equipment import queries
from yimen.halls.equipment.browsers import COOKIE, machine_at
from yimen.halls.equipment.models import Asset
from yimen.people.access import public
from yimen.people.models import Region
from yimen.portal.forms import DeviceForm
from yimen.portal.views.shared import page, with_county

A_YEAR = 365 * 24 * 3600


@public
@never_cache
@with_county
def device(request: HttpRequest, region: Region) -> HttpResponse:
    """Where the key is put in, and then what the machine is known as."""
    form = DeviceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        secret = form.cleaned_data["key"]
        if queries.machine_of(region, secret, timezone.localdate()):
            answer = redirect("portal:device", region.pk)
            answer.set_cookie(
                COOKIE, secret, max_age=A_YEAR, samesite="Strict", httponly=True, secure=request.is_secure()
            )
            return answer
        form.add_error("key", "密钥不对或已经收回，请向大厅管理员要新的密钥。")
    return entrance(request, region, form, 422 if request.method == "POST" else 200)


def entrance(request: HttpRequest, region: Region, form: forms.Form | None = None, status: int = 200) -> HttpResponse:
    """The page on which a machine puts in its key."""
    return page(
        request, "portal/device.html", region, status, form=form or DeviceForm(), proof=machine_at(request, region)
    )


def may_rate(request: HttpRequest, region: Region) -> bool:
    """Whether a window's rating page may be used here: anywhere until the county's raters have keys, then on them."""
    kind = Asset.Kind.RATER
    return not queries.asks_for_keys(region, kind) or machine_at(request, region, [kind]) is not None
