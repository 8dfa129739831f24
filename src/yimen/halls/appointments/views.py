"""Pages of appointments at the hall: who is expected, whom a clerk books for, and the manager's desks."""

from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.common.errors import Refused
from yimen.common.page import page
from yimen.common.text import code_key, tidy
from yimen.common.workdays import SHANGHAI
from yimen.halls.appointments import queries, services, telling
from yimen.halls.appointments.forms import ClosureForm, DeskForm, ExpectedFilter, SlotForm, VisitorForm
from yimen.halls.appointments.models import Appointment, AppointmentDesk
from yimen.halls.appointments.rules import HALF_HOUR
from yimen.halls.appointments.states import BOOKED, TONES
from yimen.halls.models import Hall
from yimen.halls.queries import visible_to as visible_halls
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may

SLIP = "halls.slip"
"""What the session holds for one page: the secret of what was booked."""


@requires("appointments.read")
def expected(request: SignedRequest) -> HttpResponse:
    """Who is expected on a day, today without another choice, in the order of their times."""
    form = ExpectedFilter(request.GET)
    chosen = form.chosen()
    day = chosen["day"]
    rows = _narrowed(queries.on_day(queries.visible_to(request.user), day), day, chosen)
    desks = list(queries.open_desks(request.user.region, day))
    context = {
        "form": form,
        "day": day,
        "today": day == timezone.localdate(),
        "past": day < timezone.localdate(),
        "page": page(request, rows.order_by("starts_at", "desk", "place")),
        "tones": TONES,
        "may_receive": may(request.user, "appointments.receive"),
        "chart": _chart(queries.loads(desks, day, timezone.now()), day),
        "desks": desks,
        "booked": BOOKED,
    }
    return render(request, "halls/expected.html", context)


def _narrowed(rows: QuerySet[Appointment], day: date, chosen: dict[str, Any]) -> QuerySet[Appointment]:
    if at := chosen.get("time"):
        start = datetime.combine(day, at, SHANGHAI)
        rows = rows.filter(starts_at__gte=start, starts_at__lt=start + HALF_HOUR)
    if text := tidy(chosen.get("q", "")):
        rows = rows.filter(Q(number=code_key(text)) | Q(name=text) | Q(phone__endswith=text))
    return rows


def _chart(loads: list[queries.Load], day: date) -> dict[str, Any] | None:
    """The load of the day as a chart of half hours; None when nothing is offered and nobody comes."""
    if not loads:
        return None

    def rows_at(at: time) -> str:
        return f"{reverse('halls:expected')}?{urlencode({'day': day, 'time': f'{at:%H:%M}'})}"

    addresses = [rows_at(each.at) for each in loads]
    free = [max(0, each.capacity - each.booked - each.arrived) for each in loads]
    return {
        "title": "各时段负荷",
        "unit": "人",
        "description": "全部预约窗口合计；点开看是谁。",
        "head": "时段",
        "categories": [f"{each.at:%H:%M}" for each in loads],
        "series": [
            {"name": "已到", "tone": "1", "values": [each.arrived for each in loads], "urls": addresses},
            {"name": "已约未到", "tone": "2", "values": [each.booked for each in loads], "urls": addresses},
            {"name": "空余", "tone": "grid", "values": free, "urls": addresses},
        ],
    }


@require_POST
@requires("appointments.receive")
def arrive(request: SignedRequest, pk: int) -> HttpResponse:
    """The arrival marked; one goes on at the list of the day."""
    appointment = get_object_or_404(queries.visible_to(request.user), pk=pk)
    services.arrive(by=request.user, appointment=appointment)
    messages.success(request, f"{appointment.number} 已登记到达。")
    return redirect("halls:expected")


@requires("appointments.receive")
def book(request: SignedRequest, pk: int) -> HttpResponse:
    """A half hour booked for somebody who cannot do it himself; without a phone he gets a slip on paper.

    With `instead`, the number of an appointment that was missed, its people get another one.
    """
    desk = get_object_or_404(queries.visible_desks(request.user), pk=pk)
    missed = _missed(request, desk)
    now = timezone.now()
    days = queries.free_days(desk, now)
    day = _day(request.GET.get("day", ""), days)
    slots = queries.slots_of(desk, day, now) if day else []
    shape = SlotForm if missed else VisitorForm
    form = shape(request.POST if request.method == "POST" else None, slots=slots)
    if request.method == "POST" and form.is_valid():
        try:
            done = _book(request, desk, form, missed)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            telling.tell(done.appointment, telling.booked(done.appointment))
            request.session[SLIP] = {"appointment": done.appointment.pk, "secret": done.secret}
            return redirect("halls:appointment_slip", done.appointment.pk)
    context = {"desk": desk, "days": days, "day": day, "form": form, "missed": missed}
    return render(request, "halls/book.html", context, status=422 if request.method == "POST" else 200)


def _missed(request: SignedRequest, desk: AppointmentDesk) -> Appointment | None:
    """The appointment of the desk instead of which another one is booked; None where none is named."""
    number = code_key(request.GET.get("instead", ""))
    return get_object_or_404(queries.visible_to(request.user), desk=desk, number=number) if number else None


def _book(request: SignedRequest, desk: AppointmentDesk, form: SlotForm, missed: Appointment | None) -> services.Booked:
    starts_at = form.cleaned_data["starts_at"]
    if isinstance(form, VisitorForm):
        return services.book(by=request.user, desk=desk, starts_at=starts_at, visitor=form.visitor())
    if missed is None:
        raise Refused("没有要补约的预约，请重新打开本页。")
    return services.rebook(by=request.user, appointment=missed, starts_at=starts_at)


def _day(text: str, days: dict[date, int]) -> date | None:
    """The day that was asked for if it may be booked, else the first with a free place."""
    asked = next((day for day in days if day.isoformat() == text), None)
    return asked or next((day for day, free in days.items() if free), None)


@requires("appointments.receive")
def slip(request: SignedRequest, pk: int) -> HttpResponse:
    """预约凭条, to be printed; its secret is shown once."""
    appointment = get_object_or_404(queries.visible_to(request.user), pk=pk)
    kept = request.session.get(SLIP) or {}
    secret = request.session.pop(SLIP)["secret"] if kept.get("appointment") == pk else ""
    return render(request, "halls/appointment_slip.html", {"appointment": appointment, "secret": secret})


@requires("halls.read")
def desks(request: SignedRequest, pk: int) -> HttpResponse:
    """The desks of a hall with their rules, the load of the coming days, and a form for another desk."""
    return _desks(request, _hall(request, pk))


def _hall(request: SignedRequest, pk: int) -> Hall:
    return get_object_or_404(visible_halls(request.user), pk=pk)


def _desks(request: SignedRequest, hall: Hall, status: int = 200, form: DeskForm | None = None) -> HttpResponse:
    now = timezone.now()
    rows = list(queries.visible_desks(request.user).filter(hall=hall))
    context = {
        "hall": hall,
        "desks": rows,
        "chart": _days_chart(rows, now),
        "form": form or DeskForm(),
        "may_keep": may(request.user, "halls.keep"),
        "may_read": may(request.user, "appointments.read"),
    }
    return render(request, "halls/desks.html", context, status=status)


def _days_chart(desks: list[AppointmentDesk], now: Any) -> dict[str, Any] | None:
    """The coming days: what is taken and what is free; None without desks."""
    if not desks:
        return None
    loads = queries.coming_days(desks, now)
    addresses = [f"{reverse('halls:expected')}?{urlencode({'day': day})}" for day in loads]
    return {
        "title": "今后两周的预约",
        "unit": "个",
        "description": "本大厅全部预约窗口合计。",
        "head": "日期",
        "categories": [f"{day:%m-%d}" for day in loads],
        "series": [
            {"name": "已约", "tone": "2", "values": [taken for taken, _ in loads.values()], "urls": addresses},
            {"name": "空余", "tone": "grid", "values": [free for _, free in loads.values()], "urls": addresses},
        ],
    }


@require_POST
@requires("halls.keep")
def add_desk(request: SignedRequest, pk: int) -> HttpResponse:
    """Another desk of the hall."""
    hall = _hall(request, pk)
    form = DeskForm(request.POST)
    if form.is_valid():
        try:
            services.add_desk(by=request.user, hall=hall, offer=form.offer(), valid_from=timezone.localdate())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已开始放号。")
            return redirect("halls:desks", pk)
    return _desks(request, hall, 422, form)


@requires("halls.keep")
def desk(request: SignedRequest, pk: int) -> HttpResponse:
    """One desk: its rules, to be changed, and the days on which it takes no appointments."""
    found = get_object_or_404(queries.visible_desks(request.user), pk=pk)
    form = DeskForm(request.POST if request.method == "POST" else None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_desk(
                by=request.user, desk=found, offer=form.offer(), valid_to=form.cleaned_data["valid_to"]
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已保存，对以后的预约生效；已经约好的不变。")
            return redirect("halls:desks", found.hall_id)
    return _desk(request, found, 422 if request.method == "POST" else 200, form=form)


def _desk(request: SignedRequest, found: AppointmentDesk, status: int, **forms: Any) -> HttpResponse:
    closures = found.closures.filter(date__gte=timezone.localdate())
    context = {"desk": found, "form": DeskForm(instance=found), "closure_form": ClosureForm(auto_id="closure-%s"),
               "closures": closures, **forms}  # fmt: skip
    return render(request, "halls/desk.html", context, status=status)


@require_POST
@requires("halls.keep")
def close_day(request: SignedRequest, pk: int) -> HttpResponse:
    """A day without appointments; those who had one are told, and the page says who has to be rung up."""
    found = get_object_or_404(queries.visible_desks(request.user), pk=pk)
    form = ClosureForm(request.POST, auto_id="closure-%s")
    if form.is_valid():
        try:
            off = services.close_day(by=request.user, desk=found, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            untold = telling.tell_called_off(off)
            words = f"已停约，取消预约 {len(off)} 个。"
            if untold:
                words += f"有 {len(untold)} 个没有短信，请打电话告知：{'、'.join(each.number for each in untold)}。"
            messages.success(request, words)
            return redirect("halls:desk", pk)
    return _desk(request, found, 422, closure_form=form)
