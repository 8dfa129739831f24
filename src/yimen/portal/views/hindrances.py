"""办不成事: reported, asked about and answered back without signing in; objections from one's own case."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache

from yimen.catalog.search.queries import public_items
from yimen.common.errors import Refused
from yimen.evaluation.hindrances import queries, services
from yimen.evaluation.hindrances.models import Cause, Hindrance
from yimen.evaluation.hindrances.rules import remedy
from yimen.evaluation.hindrances.states import ANSWERED
from yimen.people.access import public
from yimen.people.citizens.services import counted
from yimen.people.models import Region
from yimen.portal.citizens import CitizenRequest, for_citizen
from yimen.portal.forms import AskForm, DisputeForm, HindranceForm, ObjectionForm
from yimen.portal.views.mine import dossier_of
from yimen.portal.views.query import entered, proved
from yimen.portal.views.shared import page, with_county

FILED, OPEN = "portal.hindrance_filed", "portal.hindrance"
"""What the session holds: a number and secret until they are shown, and the report that was opened."""
AN_HOUR = 10
HELD = timedelta(minutes=15)
"""So long the answer stays open on a machine that others use too."""
WRONG = "编号或查询码不对。请核对登记时给您的编号和查询码；丢了的可以到大厅“办不成事”窗口查询。"
TOO_MANY = "这个网络地址一小时内反映得太多，请稍后再试，或到大厅“办不成事”窗口。"


@public
@never_cache
@with_county
def hindrances(request: HttpRequest, region: Region) -> HttpResponse:
    """What was reported month by month, small numbers left out; and where to report and to ask."""
    today = timezone.localdate()
    months = queries.public_months(region, today)
    return page(
        request, "portal/hindrances.html", region, months=months, causes=Cause.labels, small=queries.SMALL
    )  # fmt: skip


@public
@never_cache
@with_county
def report(request: HttpRequest, region: Region) -> HttpResponse:
    """The form to say what could not be done; `?item=` names the item whose page one comes from."""
    key = request.GET.get("item", "")
    version = public_items(region).select_related("item").filter(item=int(key)).first() if _number(key) else None
    form = HindranceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = services.Told(**form.cleaned_data, item=version.item if version else None)
        try:
            if not counted(f"hindrances:{request.META.get('REMOTE_ADDR', '')}", AN_HOUR, timezone.now()):
                raise Refused(TOO_MANY)
            filed = services.report(by=None, region=region, told=told)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _to_slip(request, region, filed)
    status = 422 if request.method == "POST" else 200
    return page(request, "portal/hindrance_report.html", region, status, form=form, version=version)


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _to_slip(request: HttpRequest, region: Region, filed: services.Filed) -> HttpResponse:
    request.session[FILED] = {"pk": filed.hindrance.pk, "secret": filed.secret}
    return redirect("portal:hindrance_slip", region.pk)


@public
@never_cache
@with_county
def slip(request: HttpRequest, region: Region) -> HttpResponse:
    """Number and secret, shown once."""
    filed: dict[str, Any] | None = request.session.pop(FILED, None)
    if filed is None:
        return redirect("portal:hindrances", region.pk)
    thing = get_object_or_404(Hindrance.objects.select_related("department"), pk=filed["pk"], region=region)
    return page(request, "portal/hindrance_slip.html", region, thing=thing, secret=filed["secret"])


@public
@never_cache
@with_county
def ask(request: HttpRequest, region: Region) -> HttpResponse:
    """The way to a report by number and secret, and its page while the session holds it."""
    form = AskForm(request.POST or None)
    found, status = entered(request, form, lambda: proved(request, region, "hindrance", form, queries.opened), WRONG)
    if found is None:
        return page(request, "portal/hindrance_ask.html", region, status, form=form)
    request.session[OPEN] = {"pk": found.pk, "until": (timezone.now() + HELD).isoformat()}
    return redirect("portal:hindrance", region.pk)


@public
@never_cache
@with_county
def hindrance(request: HttpRequest, region: Region) -> HttpResponse:
    """The opened report: who has it until when, the answer, and whether it helped."""
    rows = Hindrance.objects.select_related("department", "region", "case")
    held: dict[str, Any] = request.session.get(OPEN, {"pk": 0, "until": ""})
    open_still = held["until"] > timezone.now().isoformat()
    thing = rows.filter(pk=held["pk"], region=region).first() if open_still else None
    if thing is None:
        return redirect("portal:hindrance_ask", region.pk)
    form = DisputeForm(request.POST if request.POST.get("solved") == "no" else None)
    if request.method == "POST" and _replied(request, thing, form):
        return redirect("portal:hindrance", region.pk)
    decided = thing.case.decided_at if thing.case else None
    context = {
        "thing": thing,
        "standing": queries.standing(thing, timezone.localdate()),
        "disputes": thing.disputes.all(),
        "remedy": remedy(timezone.localdate(decided) if decided else None) if thing.case else None,
        "form": form,
        "may_reply": thing.status == ANSWERED,
    }
    return page(request, "portal/hindrance.html", region, 422 if form.errors else 200, **context)


def _replied(request: HttpRequest, thing: Hindrance, form: DisputeForm) -> bool:
    """Whether the person's word on the answer was taken."""
    if request.POST.get("solved") == "yes":
        services.confirm(thing=thing)
        messages.success(request, "谢谢，已登记为解决。")
        return True
    if not form.is_valid():
        return False
    try:
        services.dispute(thing=thing, text=form.cleaned_data["text"])
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, "已退回部门重新办理，期限重新计算。")
    return True


@for_citizen
def object_to(request: CitizenRequest, region: Region, pk: int) -> HttpResponse:
    """The applicant's objection to the decision on his case or to its handling, with what the law gives him besides."""
    dossier, citizen = dossier_of(request, pk), request.citizen
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = services.Told(form.cleaned_data["words"], citizen.name, citizen.phone)
        try:
            filed = services.object_to(dossier=dossier, told=told)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _to_slip(request, region, filed)
    decided = dossier.case.decided_at
    context = {
        "dossier": dossier,
        "form": form,
        "remedy": remedy(timezone.localdate(decided) if decided else None),
        "earlier": queries.objections_to(dossier.pk),
    }
    return page(request, "portal/object.html", region, 422 if request.method == "POST" else 200, **context)
