"""The queue for the public: how long one waits where, a number taken by phone, and what became of one's number.

Whoever signed in takes a number and sees his own. Whoever has number and secret, from a kiosk's slip, opens that one in
his browser for as long as the session lasts.
"""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from yimen.common.errors import Refused
from yimen.halls.models import Hall
from yimen.halls.queue import queries, services
from yimen.halls.queue.forms import TakeForm
from yimen.halls.queue.models import Ticket
from yimen.halls.queue.rules import day_of
from yimen.halls.queue.states import LEFT, TICKET, WAITING
from yimen.people.access import public
from yimen.people.models import Citizen, Region
from yimen.portal.citizens import citizen_of
from yimen.portal.forms import TicketForm
from yimen.portal.views.query import entered, proved
from yimen.portal.views.shared import page, with_county

OPENED = "portal.ticket_opened"
"""The key of the ticket that number and secret opened in this browser."""
WRONG = "号码或查询码不对，或不是今天的号。请照号票再输一次；号票丢了的，请到导办台查询。"


@public
@never_cache
@with_county
def queue(request: HttpRequest, region: Region) -> HttpResponse:
    """Each hall's lines with who waits and how long, one's own numbers, and a form for one who signed in."""
    citizen = citizen_of(request, region)
    if request.method != "POST":
        return _show(request, region, citizen)
    if request.POST.get("verb") == "leave":
        return _leave(request, region, citizen)
    return _take(request, region, citizen)


def _show(
    request: HttpRequest, region: Region, citizen: Citizen | None, status: int = 200, refused: str = "",
    entered: TakeForm | None = None, at: Hall | None = None,
) -> HttpResponse:  # fmt: skip
    """The page; `entered` is what was refused at the hall `at`, and stands in its form as it was."""
    now = timezone.now()
    halls = []
    for hall in queries.queuing_halls(region, day_of(now)):
        rules = queries.rules_of(hall, day_of(now))
        form = entered if entered and hall == at else TakeForm(lines=queries.lines_of(hall, day_of(now)))
        form.auto_id = f"hall-{hall.pk}-%s"
        shut = queries.shut(hall, now, rules)
        may_take = citizen and rules.online and not shut
        halls.append((hall, queries.outlook(hall, now, rules), form if may_take else None, shut))
    mine = Ticket.objects.filter(citizen=citizen, day=day_of(now)).exclude(status=LEFT) if citizen else []
    context = {"halls": halls, "citizen": citizen, "mine": [_told(each) for each in mine], "refused": refused}
    return page(request, "portal/queue.html", region, status, **context)


def _told(ticket: Ticket) -> dict[str, Any]:
    """The ticket with how many are before it; None when it does not wait."""
    now = timezone.now()
    rules = queries.rules_of(ticket.hall, day_of(now))
    before = queries.position(ticket, now, rules) if ticket.status == WAITING else None
    may_leave = any(move.name == "leave" for move in TICKET.moves_from(ticket.status))
    return {"ticket": ticket, "before": before, "may_leave": may_leave}


def _take(request: HttpRequest, region: Region, citizen: Citizen | None) -> HttpResponse:
    if citizen is None:
        back = urlencode({"next": reverse("portal:queue", args=[region.pk])})
        return redirect(f"{reverse('portal:sign_in', args=[region.pk])}?{back}")
    named = request.POST.get("hall", "")
    halls = queries.queuing_halls(region, timezone.localdate())
    hall = get_object_or_404(halls, pk=int(named) if named.isascii() and named.isdecimal() and len(named) < 18 else 0)
    form = TakeForm(request.POST, lines=queries.lines_of(hall, timezone.localdate()))
    if not form.is_valid():
        return _show(request, region, citizen, 422, "请先选要办的业务。", form, hall)
    chosen = form.cleaned_data
    wish = services.Wish(list(chosen["lines"]), Ticket.Channel.ONLINE, chosen["group"], chosen["phone"], "", citizen)
    try:
        taken = services.take_once(by=None, hall=hall, wish=wish)
    except Refused as refused:
        return _show(request, region, citizen, 422, str(refused), form, hall)
    labels = "、".join(each.label for each in taken.tickets)
    messages.success(request, f"已取号 {labels}，查询码 {taken.secret}（只显示这一次）。请留意前面还有几位，按时到厅。")
    return redirect("portal:queue", region.pk)


def _leave(request: HttpRequest, region: Region, citizen: Citizen | None) -> HttpResponse:
    """One's own number given back by whoever signed in; 404 for any other."""
    key = request.POST.get("ticket", "")
    mine = Ticket.objects.filter(citizen=citizen, hall__region=region, day=timezone.localdate())
    rows = mine.select_related("hall", "line") if citizen else Ticket.objects.none()
    found = get_object_or_404(rows, pk=int(key) if key.isascii() and key.isdecimal() and len(key) < 18 else 0)
    try:
        services.leave(by=None, ticket=found)
    except Refused as refused:
        return _show(request, region, citizen, 422, str(refused))
    messages.success(request, f"{found.label} 已退号，谢谢您把位置让给别人。")
    return redirect("portal:queue", region.pk)


@public
@never_cache
@with_county
def ticket(request: HttpRequest, region: Region) -> HttpResponse:
    """The number that its secret opens: how many are before it, where it was called to, and giving it back."""
    shown = _opened_before(request, region)
    if shown is not None and request.POST.get("verb") == "leave":
        services.leave(by=None, ticket=shown)
        messages.success(request, f"{shown.label} 已退号，谢谢您把位置让给别人。")
        return redirect("portal:ticket", region.pk)
    form = TicketForm(request.POST if request.method == "POST" else None)
    found, status = entered(request, form, lambda: proved(request, region, "ticket", form, _opened), WRONG)
    if found is not None:
        request.session[OPENED] = found.pk
        return redirect("portal:ticket", region.pk)
    context = {"form": form, "shown": _told(shown) if shown else None}
    return page(request, "portal/ticket.html", region, status, **context)


def _opened(region: Region, number: str, secret: str) -> Ticket | None:
    now = timezone.now()
    halls = list(Hall.objects.filter(region=region, lines__isnull=False).distinct())
    found = [services.opened(hall, number.upper(), secret, now) for hall in halls]
    return next((each for each in found if each is not None), None)


def _opened_before(request: HttpRequest, region: Region) -> Ticket | None:
    """The ticket that this browser opened, while its day lasts."""
    key = request.session.get(OPENED)
    if key is None:
        return None
    rows = Ticket.objects.filter(pk=key, hall__region=region, day=timezone.localdate())
    return rows.select_related("hall", "line", "window").first()
