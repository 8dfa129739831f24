"""Signing in at the province's identity service: there, back, and in.

The session's cookie is SameSite=Strict, so a browser that comes back from the province does not send it. The page on
which it lands therefore does nothing but go on to a page of ours, and to that one the browser does send it: what the
session kept of the beginning needs no cookie of its own that would be weaker.
"""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from yimen.cases.firms import services as firms
from yimen.common.errors import Refused
from yimen.exchange.identity import signing_in as identity
from yimen.people.access import public
from yimen.people.citizens import services
from yimen.people.models import Region
from yimen.portal.citizens import enter
from yimen.portal.views.account import inside
from yimen.portal.views.shared import page, with_county

JOURNEY = "portal.identity"
"""What the session holds between going and coming back: what `begin` keeps, the county, where to go on."""
PASSED_ON = ("code", "state", "iss", "error")


def _back() -> str:
    return settings.PUBLIC_URL + reverse("portal:identity_back")


@public
@never_cache
@require_GET
@with_county
def go(request: HttpRequest, region: Region) -> HttpResponse:
    """The province's sign-in page."""
    try:
        if not identity.configured():
            raise Refused("本系统没有接通省统一身份认证，请用手机验证码登录。")
        address, kept = identity.begin(back=_back(), at=timezone.now())
    except Refused as refusal:
        return page(request, "portal/identity.html", region, 422, refusal=str(refusal))
    onward = inside(request.GET.get("next", ""))
    request.session[JOURNEY] = {"kept": kept, "region": region.pk, "next": onward}
    return redirect(address)


@public
@never_cache
@require_GET
def back(request: HttpRequest) -> HttpResponse:
    """The page on which the province's sign-in lets go of the browser: it goes on by itself."""
    answer = {name: request.GET[name] for name in PASSED_ON if name in request.GET}
    onward = f"{reverse('portal:identity_finish')}?{urlencode(answer)}"
    return page(request, "portal/identity.html", None, onward=onward)


@public
@never_cache
@require_GET
def finish(request: HttpRequest) -> HttpResponse:
    """Signed in, if the answer is to what this browser asked."""
    journey: dict[str, Any] = request.session.pop(JOURNEY, None) or {}
    region = Region.objects.filter(pk=journey.get("region"), level=Region.Level.COUNTY).first()
    try:
        vouched = identity.finish(kept=journey.get("kept"), answer=request.GET.dict(), back=_back(), at=timezone.now())
        if region is None:
            raise Refused(identity.NOT_BELIEVED)
        citizen = _citizen(region, vouched)
        enter(request, citizen, vouched=True)
    except Refused as refusal:
        # There one is signed in all the same: without leaving, nobody else could come in at this machine.
        leaving = identity.leaving(settings.PUBLIC_URL + reverse("portal:home", args=[region.pk])) if region else ""
        return page(request, "portal/identity.html", region, 422, refusal=str(refusal), leaving=leaving)
    _take_firm(request, citizen, vouched)
    return redirect(journey["next"] or reverse("portal:mine", args=[region.pk]))


def _citizen(region: Region, vouched: identity.Vouched) -> services.Citizen:
    return services.sign_in_by_identity(
        region=region, issuer=vouched.issuer, subject=vouched.subject, name=vouched.name,
        person_id=vouched.person_id, level=vouched.level,
    )  # fmt: skip


def _take_firm(request: HttpRequest, citizen: services.Citizen, vouched: identity.Vouched) -> None:
    """Nothing; the firm that he represents by law stands in the register, or the page says why it does not."""
    if not vouched.firm_id:
        return
    try:
        firms.vouch(citizen=citizen, code=vouched.firm_id, name=vouched.firm_name)
    except Refused as refusal:
        messages.warning(request, f"没有登记您代表的单位：{refusal}")
