"""取号机: a page for a machine in the hall. It proves itself by the hall's key or by its own; nobody signs in."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from yimen.common import slips
from yimen.common.errors import Refused
from yimen.common.text import code_key
from yimen.common.workdays import SHANGHAI
from yimen.halls.appointments.models import Appointment
from yimen.halls.appointments.services import SLIP as APPOINTMENT_SLIP
from yimen.halls.equipment.browsers import machine_at
from yimen.halls.models import Asset, Hall
from yimen.halls.queue import queries, services
from yimen.halls.queue.forms import TakeForm
from yimen.halls.queue.models import PaperBlock, QueueLine, QueueRules, Ticket
from yimen.halls.queue.rules import day_of
from yimen.halls.queue.services.keeping import digest_of
from yimen.people.access import public

COOKIE = "kiosk"
YEAR = timedelta(days=365)
MACHINES = (Asset.Kind.TICKETS, Asset.Kind.KIOSK)
SPARE = 10
"""So many numbers of each line a kiosk keeps for when nobody answers."""


@public
def kiosk(request: HttpRequest, pk: int) -> HttpResponse:
    """The kiosk of a hall; its address with the key makes a machine a kiosk, the key then lies in a cookie."""
    now = timezone.now()
    hall = get_object_or_404(Hall.objects.select_related("region"), pk=pk)
    rules = queries.rules_of(hall, day_of(now))
    if key := request.GET.get("key"):
        answer = redirect("halls:kiosk", pk)
        answer.set_cookie(COOKIE, key[:64], max_age=YEAR, httponly=True, samesite="Strict", secure=request.is_secure())
        return answer
    if not (_proved(request, rules) or _is_machine(request, hall)):
        return render(request, "halls/kiosk_unknown.html", {"hall": hall}, status=403)
    if request.method != "POST":
        return _page(request, hall, rules, now)
    verb = request.POST.get("verb", "")
    if verb in DEVICE_VERBS:
        return DEVICE_VERBS[verb](request, hall, now)
    return _taken(request, hall, rules, now)


def _proved(request: HttpRequest, rules: QueueRules) -> bool:
    key = request.COOKIES.get(COOKIE, "")
    return bool(rules.kiosk_digest) and constant_time_compare(digest_of(key), rules.kiosk_digest)


def _is_machine(request: HttpRequest, hall: Hall) -> bool:
    """Whether the browser carries the key of a machine that gives out numbers and stands in this hall (设备密钥)."""
    proof = machine_at(request, hall.region, MACHINES)
    return proof is not None and proof.place.hall_id == hall.pk


def _page(
    request: HttpRequest, hall: Hall, rules: QueueRules, now: datetime, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "hall": hall, "outlook": queries.outlook(hall, now, rules), "now": now, "groups": Ticket.Group.choices[1:-1],
        "key": slips.drawn(24), "shut": queries.shut(hall, now, rules), **more,
    }  # fmt: skip
    return render(request, "halls/kiosk.html", context, status=status)


def _taken(request: HttpRequest, hall: Hall, rules: QueueRules, now: datetime) -> HttpResponse:
    """The slip of what was taken; sent again with the same key it is the same slip, so a reload takes no number."""
    try:
        taken = _checked_in(request, hall) if "number" in request.POST else _chosen(request, hall)
    except Refused as refused:
        number = request.POST.get("number", "")[:20]
        return _page(request, hall, rules, now, 422, refused=str(refused), number=number)
    tickets = [(each, queries.position(each, now, rules)) for each in taken.tickets]
    context = {"hall": hall, "tickets": tickets, "secret": taken.secret, "now": now}
    return render(request, "halls/kiosk_slip.html", context)


def _chosen(request: HttpRequest, hall: Hall) -> services.Taken:
    form = TakeForm(request.POST, lines=queries.lines_of(hall, timezone.localdate()))
    if not form.is_valid():
        raise Refused("请先选要办的业务，再按“取号”。")
    key = request.POST.get("key", "")[:36]
    wish = services.Wish(list(form.cleaned_data["lines"]), Ticket.Channel.KIOSK, form.cleaned_data["group"], key=key)
    return services.take_once(by=None, hall=hall, wish=wish)


def _checked_in(request: HttpRequest, hall: Hall) -> services.Taken:
    """The number of an appointment, by its number and secret; the same answer for absent and wrong."""
    number, secret = code_key(request.POST.get("number", "")), request.POST.get("secret", "")
    found = Appointment.objects.filter(desk__hall=hall, number=number).select_related("desk__hall").first()
    if not slips.matches(APPOINTMENT_SLIP, number, secret, found.secret if found else slips.NOBODY) or found is None:
        raise Refused("预约编号或查询码不对，请照凭条再输一次，或到导办台签到。")
    line = queries.line_for(found)
    if line is None:
        raise Refused("这个预约请到导办台签到取号。")
    return services.check_in(by=None, appointment=found, line=line, key=request.POST.get("key", "")[:36])


def _spare(request: HttpRequest, hall: Hall, now: datetime) -> HttpResponse:
    """The numbers that the machine may give out by itself while nobody answers; asked again, they are the same ones."""
    day = day_of(now)
    have = {block.line_id: block for block in PaperBlock.objects.filter(line__hall=hall, day=day, at_kiosk=True)}
    rows = [
        have.get(line.pk) or services.keep_block(by=None, line=line, many=SPARE, day=day, at_kiosk=True)
        for line in queries.lines_of(hall, day)
    ]
    return render(request, "halls/parts/spare.html", {"blocks": rows})


def _enter(request: HttpRequest, hall: Hall, now: datetime) -> HttpResponse:
    """Nothing (204) once the numbers that the machine gave out by itself are entered, also if they were already."""
    entries = [entry for text in request.POST.getlist("entry")[:200] if (entry := _entry(text, hall)) is not None]
    try:
        if new := services.fresh(entries):
            services.enter(by=None, hall=hall, entries=new, now=now)
    except Refused as refused:
        return HttpResponse(str(refused), status=422, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


def _entry(text: str, hall: Hall) -> services.Entry | None:
    """What the machine says of one number: `line|number|milliseconds since 1970|group`; None for anything else."""
    parts = text.split("|")
    if len(parts) != 4 or not all(each.isascii() and each.isdecimal() and len(each) < 15 for each in parts[:3]):
        return None
    line = QueueLine.objects.filter(hall=hall, pk=int(parts[0])).select_related("hall").first()
    at = datetime.fromtimestamp(int(parts[2]) / 1000, SHANGHAI)
    known = parts[3] in Ticket.Group.values
    return services.Entry(line, int(parts[1]), at, parts[3] if known else "") if line else None


DEVICE_VERBS = {"spare": _spare, "enter": _enter}
