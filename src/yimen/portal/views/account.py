"""Signing in by a code that is sent to a phone, signing out, and saying who one is."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from yimen.common.errors import Refused
from yimen.exchange import sms
from yimen.exchange.identity import signing_in as identity
from yimen.people.access import public
from yimen.people.citizens import services
from yimen.people.models import Region
from yimen.portal.citizens import VOUCHED, CitizenRequest, enter, for_citizen
from yimen.portal.forms import CodeForm, PhoneForm, WhoForm
from yimen.portal.views.shared import page, with_county

WAITING, MERGING = "portal.sign_in", "portal.merging"
"""What the session holds between a phone and its code: the phone, where to go on, the demonstration's code."""


@public
@never_cache
@with_county
def sign_in(request: HttpRequest, region: Region) -> HttpResponse:
    """The phone; a code is sent to it."""
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            phone = services.mobile(form.cleaned_data["phone"])
            waiting = {"phone": phone, "next": inside(request.GET.get("next", ""))}
            request.session[WAITING] = {**waiting, "shown": send_code(request, phone, services.SIGN_IN, "登录")}
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("portal:code", region.pk)
    status = 422 if request.method == "POST" else 200
    possible = sms.configured() or settings.DEMONSTRATION
    context = {"form": form, "possible": possible, "identity": identity.configured(),
               "next": inside(request.GET.get("next", ""))}  # fmt: skip
    return page(request, "portal/sign_in.html", region, status, **context)


def send_code(request: HttpRequest, phone: str, purpose: str, words: str) -> str:
    """Sends a code; empty, or in demonstration mode without a gateway the code itself, to be shown. Errors: Refused."""
    code = services.new_code(phone=phone, purpose=purpose, sender=request.META.get("REMOTE_ADDR", ""))
    if settings.DEMONSTRATION and not sms.configured():
        return code
    sms.send(
        to=phone,
        text=f"【政务服务】{words}验证码 {code}，{services.MINUTES} 分钟内有效。工作人员不会向您索要，请勿告诉他人。",
    )
    return ""


@public
@never_cache
@with_county
def code(request: HttpRequest, region: Region) -> HttpResponse:
    """The code that came; with it one is signed in."""
    waiting: dict[str, Any] | None = request.session.get(WAITING)
    if waiting is None:
        return redirect("portal:sign_in", region.pk)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            phone = services.use_code(phone=waiting["phone"], purpose=services.SIGN_IN, **form.cleaned_data)
            enter(request, services.sign_in(region=region, phone=phone))
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            return redirect(waiting["next"] or reverse("portal:mine", args=[region.pk]))
    status = 422 if request.method == "POST" else 200
    return page(request, "portal/code.html", region, status, form=form, waiting=waiting)


def inside(address: str) -> str:
    """The address if it lies on this site; else empty."""
    return address if address.startswith("/portal/") and url_has_allowed_host_and_scheme(address, None) else ""


@public
@require_POST
@with_county
def sign_out(request: HttpRequest, region: Region) -> HttpResponse:
    """The session ended; who came from the province's sign-in is told how to be signed out there too."""
    vouched = request.session.get(VOUCHED, False)
    request.session.flush()
    home = reverse("portal:home", args=[region.pk])
    leaving = identity.leaving(settings.PUBLIC_URL + home) if vouched else ""
    return page(request, "portal/signed_out.html", region, leaving=leaving) if leaving else redirect(home)


@for_citizen
def merge(request: CitizenRequest, region: Region) -> HttpResponse:
    """The phone's account made one with that of the province's identity: first the phone, then the code that came."""
    waiting: dict[str, str] | None = request.session.get(MERGING)
    asks_code = waiting is not None and "again" not in request.GET
    form = CodeForm(request.POST or None) if asks_code else PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if waiting is not None and asks_code:
                _merge(request, waiting["phone"], form.cleaned_data["code"])
                return redirect("portal:who", region.pk)
            phone = services.mobile(form.cleaned_data["phone"])
            shown = send_code(request, phone, services.MERGE, "合并账号")
            request.session[MERGING] = {"phone": phone, "shown": shown}
            return redirect("portal:merge", region.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    status = 422 if request.method == "POST" else 200
    return page(request, "portal/merge.html", region, status, form=form, waiting=waiting if asks_code else None)


def _merge(request: CitizenRequest, phone: str, code: str) -> None:
    """Nothing; the accounts are one, and the phone is told so. Errors: Refused."""
    proved = services.use_code(phone=phone, purpose=services.MERGE, code=code)
    services.merge(citizen=request.citizen, phone=proved)
    request.session.pop(MERGING, None)
    messages.success(request, "手机账号已并入实名账号：以前的办件、草稿和预约都在“我的办件”里。")
    tell(phone, "您的手机账号已与实名账号合并，以后两种方式登录看到的是同一个账号。不是本人操作请立即拨打 12345。")


def tell(phone: str, words: str) -> None:
    """Nothing; the words are sent to the phone. A gateway that is out of order stops nobody."""
    if not phone or not sms.configured():
        return
    try:
        sms.send(to=phone, text=f"【政务服务】{words}")
    except Refused:
        return


@for_citizen
def who(request: CitizenRequest, region: Region) -> HttpResponse:
    """Name and number as the citizen gives them himself."""
    citizen = request.citizen
    form = WhoForm(request.POST or None, initial={"name": citizen.name, "person_id": citizen.person_id})
    if request.method == "POST" and form.is_valid():
        try:
            services.say_who(citizen=citizen, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已保存。以后填表会先带出这些信息。")
            return redirect(inside(request.GET.get("next", "")) or reverse("portal:mine", args=[region.pk]))
    status = 422 if request.method == "POST" else 200
    return page(request, "portal/who.html", region, status, form=form, citizen=citizen)
