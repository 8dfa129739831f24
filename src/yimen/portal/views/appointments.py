"""Appointments of the public: which desks there are, a half hour booked, changed or cancelled, without a script.

Whoever signed in sees his own. Whoever has the number and the secret of one, for instance on a clerk's slip, opens it
in his browser for as long as the session lasts.
"""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from yimen.common import slips
from yimen.common.errors import Refused, said_in
from yimen.halls.appointments import queries, services, telling
from yimen.halls.appointments.forms import SlotForm
from yimen.halls.appointments.models import Appointment, AppointmentDesk
from yimen.halls.appointments.states import BOOKED
from yimen.people.access import public
from yimen.people.citizens.queries import accounts_of
from yimen.people.models import Region
from yimen.portal.citizens import CitizenRequest, citizen_of, for_citizen
from yimen.portal.forms import BookForm, FindForm
from yimen.portal.views.query import entered, proved
from yimen.portal.views.shared import page, with_county

SECRET, OPENED = "portal.appointment_secret", "portal.appointment_opened"
"""What the session holds: the secret of what was booked, to be shown once; the key of what number and secret opened."""
WRONG = "编号或查询码不对。请核对预约凭条；凭条丢了的，预约时登录过的登录后看“我的办件”，或到窗口查询。"


@public
@never_cache
@with_county
def appointments(request: HttpRequest, region: Region) -> HttpResponse:
    """The desks that take appointments, each with its next free half hour."""
    now = timezone.now()
    desks = list(queries.open_desks(region, timezone.localdate()))
    citizen = citizen_of(request, region)
    mine = queries.coming(citizen, now) if citizen else []
    return page(request, "portal/appointments.html", region, desks=queries.next_free(desks, now), mine=mine,
                rules=_rules())  # fmt: skip


def _rules() -> dict[str, int]:
    """What is told beforehand about not coming."""
    return {"no_shows": settings.NO_SHOWS, "days": settings.NO_SHOW_DAYS}


@for_citizen
def book(request: CitizenRequest, region: Region, pk: int) -> HttpResponse:
    """A half hour of the desk: the days, the half hours of one, and what for."""
    now, citizen = timezone.now(), request.citizen
    desk = get_object_or_404(queries.open_desks(region, timezone.localdate()), pk=pk)
    context = _times(desk, request.GET.get("day", ""))
    initial = {"name": citizen.name, "phone": citizen.phone}
    form = BookForm(request.POST if request.method == "POST" else None, slots=context["slots"], initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            visitor = services.Visitor(**{**vars(form.visitor()), "citizen": citizen})
            done = services.book(by=None, desk=desk, starts_at=form.cleaned_data["starts_at"], visitor=visitor, at=now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            request.session[SECRET] = {"appointment": done.appointment.pk, "secret": done.secret}
            telling.tell(done.appointment, telling.booked(done.appointment))
            return redirect("portal:appointment", region.pk, done.appointment.pk)
    missed = len(queries.missed_days(citizen, timezone.localdate()))
    status = 422 if request.method == "POST" else 200
    return page(request, "portal/book.html", region, status, **context, form=form, missed=missed, rules=_rules())


def _times(desk: AppointmentDesk, asked: str) -> dict[str, Any]:
    """The days on which the desk may be booked, the one asked for or the first with a free place, its half hours."""
    now = timezone.now()
    days = queries.free_days(desk, now)
    day = next((each for each in days if each.isoformat() == asked), None) or _first_free(days)
    return {"desk": desk, "days": days, "day": day, "slots": queries.slots_of(desk, day, now) if day else []}


def _first_free(days: dict[date, int]) -> date | None:
    return next((day for day, free in days.items() if free), None)


@public
@never_cache
@with_county
def find(request: HttpRequest, region: Region) -> HttpResponse:
    """The appointment that number and secret open; the same answer for absent and wrong."""
    form = FindForm(request.POST if request.method == "POST" else None)
    found, status = entered(request, form, lambda: proved(request, region, "appointment", form, _opened), WRONG)
    if found is None:
        return page(request, "portal/find.html", region, status, form=form)
    request.session[OPENED] = found.pk
    return redirect("portal:appointment", region.pk, found.pk)


def _opened(region: Region, number: str, secret: str) -> Appointment | None:
    found = Appointment.objects.filter(desk__hall__region=region, number=number).first()
    digest = found.secret if found else slips.NOBODY
    return found if slips.matches(services.SLIP, number, secret, digest) else None


def _mine(request: HttpRequest, region: Region, pk: int) -> Appointment:
    """The appointment, if it is the citizen's own or was opened by its secret in this browser; 404 for all others."""
    citizen = citizen_of(request, region)
    own = Q(citizen__in=accounts_of(citizen)) if citizen else Q(pk__in=[])
    if request.session.get(OPENED) == pk and not request.user.is_authenticated:
        own |= Q(pk=pk)
    rows = Appointment.objects.filter(own, desk__hall__region=region).select_related("desk__hall__region")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@public
@never_cache
@with_county
def appointment(request: HttpRequest, region: Region, pk: int) -> HttpResponse:
    """One appointment: when and where, the slip right after booking, and what can be done with it."""
    return _show(request, region, _mine(request, region, pk))


def _show(
    request: HttpRequest, region: Region, found: Appointment, status: int = 200, form: SlotForm | None = None
) -> HttpResponse:
    context = _times(found.desk, request.GET.get("day", ""))
    kept = request.session.get(SECRET) or {}
    secret = request.session.pop(SECRET)["secret"] if kept.get("appointment") == found.pk else ""
    now = timezone.now()
    context |= {
        "appointment": found,
        "secret": secret,
        "open": found.status == BOOKED and found.starts_at > now,
        "missed": queries.is_missed(found, now),
        "anew": queries.booked_anew(found),
        "form": form or SlotForm(slots=context["slots"]),
        "rules": _rules(),
    }
    return page(request, "portal/appointment.html", region, status, **context)


@public
@require_POST
@with_county
def move(request: HttpRequest, region: Region, pk: int) -> HttpResponse:
    """The appointment at another half hour; one that was missed stays missed and is followed by another."""
    found = _mine(request, region, pk)
    form = SlotForm(request.POST, slots=_times(found.desk, request.GET.get("day", ""))["slots"])
    if form.is_valid():
        with said_in(form):
            act = _rebooked if queries.is_missed(found, timezone.now()) else _moved
            return redirect("portal:appointment", region.pk, act(request, found, form.cleaned_data["starts_at"]).pk)
    return _show(request, region, found, 422, form)


def _moved(request: HttpRequest, found: Appointment, starts_at: datetime) -> Appointment:
    services.move(by=None, appointment=found, starts_at=starts_at)
    telling.tell(found, f"您的预约已改到{telling.when(found)}，编号 {found.number} 不变。")
    messages.success(request, "已改约，编号和查询码不变。")
    return found


def _rebooked(request: HttpRequest, found: Appointment, starts_at: datetime) -> Appointment:
    """The appointment that follows the missed one; whoever opened that by its secret may open this one too."""
    done = services.rebook(by=None, appointment=found, starts_at=starts_at)
    request.session[SECRET] = {"appointment": done.appointment.pk, "secret": done.secret}
    if request.session.get(OPENED) == found.pk:
        request.session[OPENED] = done.appointment.pk
    telling.tell(done.appointment, telling.booked(done.appointment))
    return done.appointment


@public
@require_POST
@with_county
def cancel(request: HttpRequest, region: Region, pk: int) -> HttpResponse:
    """The appointment called off; its place is free for others."""
    found = _mine(request, region, pk)
    services.cancel(by=None, appointment=found)
    messages.success(request, "预约已取消，名额留给了别人。")
    return redirect("portal:appointment", region.pk, pk)
