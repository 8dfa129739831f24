"""The manager's pages: the hall as it is now, its tickets, who waited how long, what serves what, and paper."""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from yimen.common.errors import said_in
from yimen.common.page import page
from yimen.halls.appointments.models import AppointmentDesk
from yimen.halls.models import Hall
from yimen.halls.queries import visible_to as visible_halls
from yimen.halls.queue import figures, queries, services, waits
from yimen.halls.queue.forms import LineForm, PaperForm, RulesForm, ServingForm, TicketFilter
from yimen.halls.queue.models import PaperBlock, Serving, Ticket
from yimen.halls.queue.rules import day_of
from yimen.halls.queue.states import TONES
from yimen.people.access import SignedRequest, requires
from yimen.people.models import in_force
from yimen.people.queries import may

FOUR_WEEKS = timedelta(days=27)


def _hall(request: SignedRequest, pk: int) -> Hall:
    return get_object_or_404(visible_halls(request.user), pk=pk)


@requires("queue.read")
def live(request: SignedRequest, pk: int) -> HttpResponse:
    """The hall as it is: who serves whom at which window and for how long, who waits, and the day by the hour."""
    hall, now = _hall(request, pk), timezone.now()
    rules = queries.rules_of(hall, day_of(now))
    today = queries.visible_to(request.user).filter(hall=hall, day=day_of(now))
    context = {
        "hall": hall, "now": now, "version": queries.version_of(hall), "windows": figures.at_windows(hall, now),
        "outlook": queries.outlook(hall, now, rules), "totals": figures.totals(today),
        "chart": _hours_chart(hall, now, figures.hours_of(today)), "today": day_of(now),
        "instead": queries.last_day(hall, day_of(now)),
    }  # fmt: skip
    return render(request, "halls/live.html", context)


def _rows_at(hall: Hall, **chosen: Any) -> str:
    """The address of the tickets behind a figure."""
    return f"{reverse('halls:tickets', args=[hall.pk])}?{urlencode(chosen)}"


def _hours_chart(hall: Hall, now: datetime, hours: dict[int, tuple[int, int]]) -> dict[str, Any] | None:
    if not hours:
        return None
    day = day_of(now)
    urls = [_rows_at(hall, first=day, last=day, hour=hour) for hour in hours]
    called = [_rows_at(hall, first=day, last=day, called_hour=hour) for hour in hours]
    return {
        "title": "今天各时段", "unit": "个", "description": "取号和首次叫号，点开看是哪些号。", "head": "时段",
        "categories": [f"{hour} 时" for hour in hours],
        "series": [
            {"name": "取号", "tone": "2", "values": [taken for taken, _ in hours.values()], "urls": urls},
            {"name": "叫号", "tone": "1", "values": [called for _, called in hours.values()], "urls": called},
        ],
    }  # fmt: skip


@requires("queue.read")
def tickets(request: SignedRequest, pk: int) -> HttpResponse:
    """The tickets of a span of days, narrowed by what a figure counted; every figure of the queue opens here."""
    hall = _hall(request, pk)
    first, last = _span(request, days=0)
    instead = None if _asked(request) else queries.last_day(hall, first)
    if instead is not None:
        first = last = instead
    form = TicketFilter(request.GET or None, lines=hall.lines.all(), initial={"first": first, "last": last})
    rows = figures.in_span(queries.visible_to(request.user).filter(hall=hall), first, last)
    rows = _narrowed(rows, request)
    context = {
        "hall": hall, "form": form, "page": page(request, rows.order_by("-day", "-taken_at", "-pk")), "tones": TONES,
        "first": first, "last": last, "totals": figures.totals(rows), "instead": instead,
    }  # fmt: skip
    return render(request, "halls/tickets.html", context)


def _span(request: SignedRequest, *, days: int) -> tuple[date, date]:
    """The days that the address names, today and so many before it without any."""
    today = timezone.localdate()
    last = _day(request.GET.get("last", "")) or today
    first = _day(request.GET.get("first", "")) or last - timedelta(days=days)
    return min(first, last), max(first, last)


def _asked(request: SignedRequest) -> bool:
    """Whether the address names anything at all: whoever asks for a day gets it, empty or not."""
    return any(name != "page" for name in request.GET)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


EXACT = {"line": "line", "group": "group", "status": "status", "channel": "channel", "visit": "visit"}


def _narrowed(rows: QuerySet[Ticket], request: SignedRequest) -> QuerySet[Ticket]:
    asked = request.GET
    for name, field in EXACT.items():
        if value := asked.get(name, ""):
            if name in {"line", "visit"} and not (value.isascii() and value.isdecimal()):
                return rows.none()
            rows = rows.filter(**{field: "" if value == "ordinary" else value})
    if window := asked.get("window", ""):
        rows = rows.filter(calls__window__code=window).distinct()
    for name, field in (("hour", "taken_at"), ("called_hour", "called_at")):
        hour = asked.get(name, "")
        if hour.isascii() and hour.isdecimal() and int(hour) < 24:
            rows = rows.filter(**{f"{field}__hour": int(hour)})
    if asked.get("uncalled"):
        rows = rows.filter(called_at__isnull=True).exclude(status="left")
    if (told := asked.get("told", "")) in {"in", "sooner", "later"}:
        rows = figures.judged_as(rows, told)
    return rows


@requires("queue.read")
def fairness(request: SignedRequest, pk: int) -> HttpResponse:
    """Who waited how long, whom priority passed by, and how often the published wait came true."""
    hall = _hall(request, pk)
    first, last = _span(request, days=FOUR_WEEKS.days)
    instead = None if _asked(request) else queries.last_day(hall, last)
    if instead is not None:
        first, last = instead - FOUR_WEEKS, instead
    rows = figures.in_span(queries.visible_to(request.user).filter(hall=hall), first, last)
    whole, by_line, by_hour = figures.calibration(rows)
    groups = figures.by_group(rows)
    span = {"first": first, "last": last}
    context = {
        "hall": hall, "groups": groups, "passed": figures.passed_over(rows), "whole": whole, "by_line": by_line,
        "rules": queries.rules_of(hall, last), "enough": waits.ENOUGH, "instead": instead, **span,
        "first_text": first.isoformat(), "last_text": last.isoformat(),
        "group_chart": _groups_chart(hall, groups, span),
        "hour_chart": _calibration_chart(hall, by_hour, span),
    }  # fmt: skip
    return render(request, "halls/fairness.html", context)


def _groups_chart(hall: Hall, groups: list[figures.GroupWaits], span: dict[str, date]) -> dict[str, Any] | None:
    if not groups:
        return None
    urls = [_rows_at(hall, **span, group=each.group or "ordinary") for each in groups]
    middle, ninth = ([round(each / 60, 1) for each in some] for some in _seconds(groups))
    return {
        "title": "各类人群的等候", "unit": "分钟", "head": "人群",
        "description": "从取号到第一次叫号；预约和备用号不算。",
        "categories": [each.label for each in groups],
        "series": [
            {"name": "中位", "tone": "1", "values": middle, "urls": urls},
            {"name": "九成在此之内", "tone": "2", "values": ninth, "urls": urls},
        ],
    }  # fmt: skip


def _seconds(groups: list[figures.GroupWaits]) -> tuple[list[int], list[int]]:
    return [each.median for each in groups], [each.ninth for each in groups]


def _calibration_chart(hall: Hall, hours: list[figures.Calibration], span: dict[str, date]) -> dict[str, Any] | None:
    if not hours:
        return None

    def urls(told: str) -> list[str]:
        return [_rows_at(hall, **span, hour=each.key, told=told) for each in hours]

    return {
        "title": "公布的等候时间准不准", "unit": "个", "description": "按取号的钟点；点开看是哪些号。", "head": "钟点",
        "categories": [each.label for each in hours],
        "series": [
            {"name": "说准了", "tone": "1", "values": [each.hits for each in hours], "urls": urls("in")},
            {"name": "比说的快", "tone": "3", "values": [each.sooner for each in hours], "urls": urls("sooner")},
            {"name": "比说的慢", "tone": "wrong", "values": [each.later for each in hours], "urls": urls("later")},
        ],
    }  # fmt: skip


@requires("halls.read")
def lines(request: SignedRequest, pk: int) -> HttpResponse:
    """排队设置: what numbers are given out for, which window serves what, by which rules; the manager changes it."""
    hall = _hall(request, pk)
    day = timezone.localdate()
    forms = _forms(hall, day, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        answer = _kept(request, hall, day, forms)
        if answer is not None:
            return answer
    serving = Serving.objects.filter(in_force(day), window__hall=hall).select_related("window", "line")
    context = {
        "hall": hall, "lines": queries.lines_of(hall, day).prefetch_related("items"), "servings": serving,
        "rules": queries.rules_of(hall, day), "may_keep": may(request.user, "halls.keep"), "forms": forms,
    }  # fmt: skip
    return render(request, "halls/lines.html", context, status=422 if request.method == "POST" else 200)


def _forms(hall: Hall, day: date, sent: Any) -> dict[str, Any]:
    """The three forms of the page; the one that was sent is bound."""
    which = sent.get("form", "") if sent else ""
    rows = list(queries.lines_of(hall, day))
    desks = AppointmentDesk.objects.filter(hall=hall)
    windows = queries.windows_of(hall, day)
    bound = {name: sent if which == name else None for name in ("line", "serving", "rules")}
    return {
        "line": LineForm(bound["line"], desks=desks, auto_id="line-%s"),
        "serving": ServingForm(bound["serving"], windows=windows, lines=rows, auto_id="serving-%s"),
        "rules": RulesForm(bound["rules"], instance=queries.rules_of(hall, day), auto_id="rules-%s"),
    }


def _kept(request: SignedRequest, hall: Hall, day: date, forms: dict[str, Any]) -> HttpResponse | None:
    """The page again after what was sent was done; None when it was not."""
    which, by = request.POST.get("form", ""), request.user
    if which == "key":
        key = services.give_kiosk_key(by=by, hall=hall, day=day)
        address = request.build_absolute_uri(f"{reverse('halls:kiosk', args=[hall.pk])}?key={key}")
        messages.success(request, f"取号机地址只显示这一次，请在取号机上打开：{address}")
        return redirect("halls:lines", hall.pk)
    if which == "end":
        named = request.POST.get("line", "")
        line = get_object_or_404(hall.lines, pk=int(named) if named.isascii() and named.isdecimal() else 0)
        services.end_line(by=by, line=line, day=day)
        return redirect("halls:lines", hall.pk)
    form = forms.get(which)
    if form is None or not form.is_valid():
        return None
    with said_in(form):
        if which == "line":
            codes = form.cleaned_data.pop("item_codes").split()
            services.add_line(by=by, hall=hall, valid_from=day, item_codes=codes, **form.cleaned_data)
        elif which == "serving":
            services.set_servings(by=by, window=form.cleaned_data["window"], lines=form.served(), day=day)
        else:
            services.set_rules(by=by, hall=hall, day=day, **form.cleaned_data)
        messages.success(request, "已保存，立即生效；以前的日子按当时的规则算。")
        return redirect("halls:lines", hall.pk)
    return None


@requires("queue.serve")
def paper(request: SignedRequest, pk: int) -> HttpResponse:
    """备用号: a list to be printed before the system is away, and what was written on it entered afterwards."""
    hall = _hall(request, pk)
    day = _day(request.GET.get("day", "")) or timezone.localdate()
    form = PaperForm(
        request.POST if request.POST.get("form") == "enter" else None, lines=queries.lines_of(hall, day),
        windows=queries.windows_of(hall, day), day=day,
    )  # fmt: skip
    if request.method == "POST":
        done = _print(request, hall, day) if request.POST.get("form") == "keep" else _enter(request, hall, form)
        if done is not None:
            return done
    blocks = PaperBlock.objects.filter(line__hall=hall, day=day).select_related("line", "by")
    used = figures.in_span(queries.visible_to(request.user).filter(hall=hall, channel="paper"), day, day)
    context = {
        "hall": hall, "day": day, "blocks": blocks, "form": form, "lines": queries.lines_of(hall, day),
        "used": used.order_by("prefix", "number"), "tones": TONES,
    }  # fmt: skip
    return render(request, "halls/paper.html", context, status=422 if request.method == "POST" else 200)


def _print(request: SignedRequest, hall: Hall, day: date) -> HttpResponse:
    for line in queries.lines_of(hall, day):
        services.keep_block(by=request.user, line=line, many=20, day=day)
    messages.success(request, "每项业务留了 20 个备用号，请打印本页，系统连不上时照单发号、叫号。")
    return redirect(f"{reverse('halls:paper', args=[hall.pk])}?day={day}")


def _enter(request: SignedRequest, hall: Hall, form: PaperForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    with said_in(form):
        entered = services.enter(by=request.user, hall=hall, entries=[form.entry()])
        messages.success(request, f"已补录 {entered[0].label}，标为备用号；可以接着补录下一个。")
        return redirect(f"{reverse('halls:paper', args=[hall.pk])}?day={form.day}")
    return None
