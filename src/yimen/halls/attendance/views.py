"""Pages of attendance: a day of everybody who is posted, and corrections by two people."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.common.page import page
from yimen.halls.attendance import queries, services
from yimen.halls.attendance.forms import ClockForm, CorrectionForm
from yimen.halls.attendance.models import ClockCheck, Correction
from yimen.halls.attendance.states import TONES
from yimen.halls.moving import Because, NoWords, attempt_move, steps
from yimen.halls.staffing.queries import askable_staff
from yimen.halls.staffing.views import day_of, masked
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may
from yimen.people.views.shared import attempt

MOVES = {"confirm": NoWords, "decline": Because}


@requires("halls.read")
def attendance(request: SignedRequest) -> HttpResponse:
    """Who came and left on a day, punch by punch for one person (`?staff=`), and what waits to be put right.

    POST with `verb` correct or clock: a correction asked for, or a machine's clock looked at.
    """
    day = day_of(request) if request.GET.get("day") else queries.latest_day(request.user) or timezone.localdate()
    people = askable_staff(request.user).select_related("department")
    forms_shown: dict[str, Any] = {
        "correct": CorrectionForm(staff=people, auto_id="correct-%s", initial={"date": day}),
        "clock": ClockForm(auto_id="clock-%s"),
    }
    status = 200
    if request.method == "POST":
        verb, status = _posted(request, forms_shown, people)
        if status == 302:
            messages.success(request, "已提出，由另一个人复核。" if verb == "correct" else "已登记。")
            return redirect(f"{request.path}?day={day}")
    rows = queries.visible_attendance(request.user).filter(date=day)
    waiting = queries.visible_corrections(request.user)
    who = request.GET.get("staff", "")
    punches = queries.punches_on(day, list(rows.values_list("staff", flat=True))).filter(staff__code=who) if who else []
    context = {
        "day": day,
        "page": page(request, rows.order_by("staff__department__code", "staff__code")),
        "tiles": _tiles(rows, waiting, day),
        "who": who,
        "punches": punches,
        "corrections": waiting.order_by("-asked_at", "-pk")[:20],
        "tones": TONES,
        "clocks": queries.wrong_clocks(request.user.region, day),
        "forms": forms_shown,
        "keeps": may(request.user, "halls.keep"),
        "asks": may(request.user, "staffing.ask") and people.exists(),
    }
    return render(request, "halls/attendance.html", context, status=status)


def _tiles(rows: Any, corrections: Any, day: Any) -> list[dict[str, Any]]:
    there = rows.count()
    half = rows.filter(left_at__isnull=True).count()
    open_ones = corrections.filter(status="asked").count()
    return [
        {"label": "有到岗记录", "figure": there, "unit": "人", "url": f"?day={day}#rows", "note": "没有记录不等于缺勤"},
        {"label": "只有一次打卡", "figure": half, "unit": "人", "url": f"?day={day}#rows", "note": "不知道何时离岗"},
        {"label": "更正待复核", "figure": open_ones, "unit": "件", "url": "#corrections", "note": "由另一个人复核"},
    ]


def _posted(request: SignedRequest, shown: dict[str, Any], people: Any) -> tuple[str, int]:
    verb = request.POST.get("verb", "")
    if verb == "correct":
        shown[verb] = CorrectionForm(request.POST, staff=people, auto_id="correct-%s")
        return verb, attempt(shown[verb], lambda given: _correct(request, given))[1]
    if verb != "clock":
        raise Refused("没有这个操作，请刷新页面后重试。")
    shown[verb] = ClockForm(request.POST, auto_id="clock-%s")
    return verb, attempt(shown[verb], lambda given: _clock(request, given))[1]


def _correct(request: SignedRequest, given: dict[str, Any]) -> Correction:
    who = given.pop("staff")
    return services.ask_correction(by=request.user, staff=who, day=services.Day(**given), today=timezone.localdate())


def _clock(request: SignedRequest, given: dict[str, Any]) -> ClockCheck:
    now = timezone.now()
    return services.check_clock(by=request.user, region=request.user.region, checked_at=now, **given)


@requires("halls.read")
def correction(request: SignedRequest, pk: int) -> HttpResponse:
    """One correction: what it was, what it should be, and the second person's move."""
    thing = get_object_or_404(queries.visible_corrections(request.user), pk=pk)
    bound, status = None, 200
    if request.method == "POST":
        bound, status = attempt_move(
            request, thing, MOVES,
            lambda move, **given: services.move_correction(by=request.user, correction=thing, move=move, **given),
        )  # fmt: skip
        if status == 302:
            messages.success(request, "已办理。")
            return redirect("halls:correction", pk)
    own = request.user.pk in (thing.asked_by_id, thing.staff.account_id)
    context = {
        "thing": thing,
        "tone": TONES[thing.status],
        "heading": f"{thing.staff.code} {thing.date} 的考勤更正",
        "facts": _facts(thing),
        "steps": [] if own and bound is None else steps(thing, request, MOVES, bound),
        "next_words": "由另一个人复核；提出人和本人不能复核。",
        "above": f"{reverse('halls:attendance')}?day={thing.date}",
        "above_label": "考勤",
    }
    return render(request, "halls/thing.html", context, status=status)


def _facts(thing: Correction) -> list[tuple[str, str]]:
    def span(first: Any, last: Any) -> str:
        return f"{first:%H:%M} 到，{f'{last:%H:%M} 离' if last else '离岗不明'}" if first else "没有记录"

    return [
        ("工作人员", masked(thing.staff)),
        ("日期", f"{thing.date}"),
        ("原记录", span(thing.was_arrived_at, thing.was_left_at)),
        ("应为", span(thing.arrived_at, thing.left_at)),
        ("理由", thing.reason),
        ("提出", f"{thing.asked_by or '系统'}，{timezone.localtime(thing.asked_at):%Y-%m-%d %H:%M}"),
        ("不采纳的原因", thing.answer),
    ]
