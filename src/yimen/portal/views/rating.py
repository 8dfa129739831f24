"""评价: a service rated by whoever has number and secret, a code of the window, or his own account; no script."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache

from yimen.cases.handling.models import Dossier
from yimen.common.code_lists import Satisfaction
from yimen.common.errors import Refused
from yimen.common.slips import normal
from yimen.evaluation import queries, services
from yimen.evaluation.models import RatingCode
from yimen.evaluation.queries import Chance
from yimen.evaluation.rules import BAD, Channel, offered
from yimen.people.access import public
from yimen.people.models import Region
from yimen.portal.citizens import CitizenRequest, for_citizen
from yimen.portal.forms import CodeToRate, OpinionForm, QueryForm
from yimen.portal.views.devices import entrance, may_rate
from yimen.portal.views.mine import dossier_of
from yimen.portal.views.query import WRONG, entered, opened, proved, proved_by
from yimen.portal.views.shared import page, with_county

OPEN = "portal.rating"
"""What the session holds while somebody rates: the dossier, the code if one was used, the channel, the device."""
LOOPBACK = ("127.0.0.1", "::1")
HELD = timedelta(minutes=15)
"""So long somebody may think; a device that was left alone shows nothing of whoever stood there."""
WRONG_CODE = "评价码不对、已经用过或已过期。请核对凭证，或凭办件编号和查询码评价。"


@public
@never_cache
@with_county
def rate(request: HttpRequest, region: Region) -> HttpResponse:
    """The way in without signing in: number and secret, or the code of a slip; nothing can be guessed."""
    by_code = request.POST.get("way") == "code"
    posted = request.method == "POST"
    form = QueryForm(request.POST if posted and not by_code else None)
    code_form = CodeToRate(request.POST if posted and by_code else None, initial={"code": request.GET.get("code", "")})
    bound: CodeToRate | QueryForm = code_form if by_code else form
    find = partial(_by_code, request, region, code_form) if by_code else partial(_by_number, request, region, form)
    held, status = entered(request, bound, find, WRONG_CODE if by_code else WRONG)
    if held:
        return redirect("portal:rate_service", region.pk)
    return page(request, "portal/rate.html", region, status, form=form, code_form=code_form)


@public
@never_cache
@with_county
def device(request: HttpRequest, region: Region) -> HttpResponse:
    """The page of the device at a window: the code of the slip, nothing else; afterwards it is ready for the next."""
    if not may_rate(request, region):
        return entrance(request, region, status=403)
    form = CodeToRate(request.POST or None)
    held, status = entered(request, form, lambda: _by_code(request, region, form, device=True), WRONG_CODE)
    if held:
        return redirect("portal:rate_service", region.pk)
    return page(request, "portal/rate_device.html", region, status, form=form)


def _by_number(request: HttpRequest, region: Region, form: QueryForm) -> bool | None:
    """Whether number and secret open a case, which the session then holds. Errors: TooOften."""
    dossier = proved(request, region, "query", form, opened)
    return _hold(request, dossier, Channel.PAGE) if dossier else None


def _by_code(request: HttpRequest, region: Region, form: CodeToRate, *, device: bool = False) -> bool | None:
    """Whether the code of a slip opens a service, which the session then holds. Errors: TooOften."""
    typed = normal(form.cleaned_data["code"])
    code = proved_by(request, f"rating:{region.pk}:{typed}", lambda: services.opened_by(region, typed))
    if code is None:
        return None
    channel = Channel.DEVICE if device else Channel.SMS if code.channel == Channel.SMS else Channel.MOBILE
    return _hold(request, code.dossier, channel, code=code, device=device)


def _hold(
    request: HttpRequest, dossier: Dossier, channel: Channel, code: RatingCode | None = None, device: bool = False
) -> bool:
    request.session[OPEN] = {
        "dossier": dossier.pk, "code": code.pk if code else None, "channel": channel, "device": device,
        "until": (timezone.now() + HELD).isoformat(),
    }  # fmt: skip
    return True


@for_citizen
def rate_mine(request: CitizenRequest, region: Region, pk: int) -> HttpResponse:
    """The way in from one's own case."""
    _hold(request, dossier_of(request, pk), Channel.PAGE)
    return redirect("portal:rate_service", region.pk)


@public
@never_cache
@with_county
def rate_service(request: HttpRequest, region: Region) -> HttpResponse:
    """The service, the grade, then why; each a page of its own."""
    held: dict[str, Any] | None = request.session.get(OPEN)
    if held is None or held["until"] < timezone.now().isoformat():
        return redirect("portal:rate", region.pk)
    rows = Dossier.objects.select_related("case", "version__item", "department", "region", "window")
    dossier = get_object_or_404(rows, pk=held["dossier"], region=region)
    code = RatingCode.objects.filter(pk=held["code"]).first() if held["code"] else None
    chances = _chances(dossier, code)
    chance = next((each for each in chances if each.service == request.GET.get("service")), None)
    chance = chance or (chances[0] if len(chances) == 1 else None)
    grade = request.GET.get("grade", "")
    context: dict[str, Any] = {"dossier": dossier, "chances": chances, "chance": chance, "held": held}
    if chance is None or grade not in list(Satisfaction):
        return page(request, "portal/rate_grade.html", region, grades=list(Satisfaction), **context)
    form = OpinionForm(request.POST if request.method == "POST" else None, offered=offered(grade))
    if request.method == "POST" and form.is_valid():
        opinion = services.Opinion(grade, form.cleaned_data["ticked"], form.cleaned_data["words"],
                                   form.cleaned_data["contact"])  # fmt: skip
        way = services.Way(held["channel"], terminal_of(request), code)
        try:
            services.rate(by=None, dossier=dossier, service=chance.service, opinion=opinion, way=way)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            del request.session[OPEN]
            return redirect("portal:rated", region.pk, "device" if held["device"] else "page")
    status = 422 if request.method == "POST" else 200
    context |= {"form": form, "grade": Satisfaction.read(grade), "bad": grade in BAD}
    return page(request, "portal/rate_why.html", region, status, **context)


def terminal_of(request: HttpRequest) -> str:
    """The address from which somebody rates, as doubts are told by it; empty where it would say nothing.

    In a demonstration the server, the clerk's window and whoever tries the page are one computer: its own address
    would make every visitor the window's staff and all of them one machine.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    return "" if settings.DEMONSTRATION and address in LOOPBACK else address


def _chances(dossier: Dossier, code: RatingCode | None) -> list[Chance]:
    """What may be rated now; with a code, its own service alone."""
    found = queries.chances(dossier, timezone.now())
    return [each for each in found if code is None or each.service == code.service]


@public
@never_cache
@with_county
def rated(request: HttpRequest, region: Region, where: str) -> HttpResponse:
    """Thanks, and what becomes of it."""
    return page(request, "portal/rated.html", region, device=where == "device")
