"""Pages of meetings: the list with the form to call one, and one with what was settled and what is still open."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.common.errors import said_in
from yimen.common.page import Page, page
from yimen.people.access import SignedRequest, requires
from yimen.people.lifecycle import open_moves
from yimen.people.queries import may
from yimen.programme.meetings import queries, services
from yimen.programme.meetings.forms import CallForm, CallOffForm, DecideForm, HoldForm
from yimen.programme.meetings.models import Meeting
from yimen.programme.meetings.services import Settled
from yimen.programme.meetings.states import HELD, TONES
from yimen.programme.notices.resolving import parties_of


@requires("programme.read")
def meetings(request: SignedRequest) -> HttpResponse:
    """The meetings, newest first, and for the office the form to call one."""
    return _list(request)


@require_POST
@requires("programme.meet")
def call(request: SignedRequest) -> HttpResponse:
    """Calls a meeting."""
    form = CallForm(request.POST, notices=queries.visible_notices(request.user))
    if form.is_valid():
        with said_in(form):
            row = services.call(by=request.user, **form.cleaned_data)
            messages.success(request, f"{row}已通知，当日在任的职务均为参会人。会后在本页登记会议情况。")
            return redirect("programme:meeting", row.pk)
    return _list(request, form, status=422)


def _list(request: SignedRequest, form: forms.Form | None = None, status: int = 200) -> HttpResponse:
    calls = may(request.user, "programme.meet")
    notices = queries.visible_notices(request.user)
    shown: Page[Meeting] = page(request, queries.visible_to(request.user), size=30)
    context = {
        "page": shown,
        "lines": [(row, TONES[row.status]) for row in shown.rows],
        "calls": calls,
        "reads_documents": may(request.user, "documents.read"),
        "may_report": may(request.user, "overview.report"),
        "form": (form or CallForm(notices=notices)) if calls and notices.exists() else None,
        "day": timezone.localdate(),
    }
    return render(request, "programme/meetings.html", context, status=status)


@requires("programme.read")
def meeting(request: SignedRequest, pk: int) -> HttpResponse:
    """One meeting: who was there, what was settled, what earlier meetings left open, and the next step."""
    return _page(request, _meeting(request, pk))


@require_POST
@requires("programme.meet")
def move(request: SignedRequest, pk: int) -> HttpResponse:
    """The next step of a meeting, named by `move`: hold, decide, issue or call_off."""
    row = _meeting(request, pk)
    step = STEPS.get(request.POST.get("move", ""))
    return step(request, row) if step else redirect("programme:meeting", pk)


def _meeting(request: SignedRequest, pk: int) -> Meeting:
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


def _hold(request: SignedRequest, row: Meeting) -> HttpResponse:
    form = HoldForm(request.POST, members=queries.members_on(row.notice.region, row.held_on))
    if form.is_valid():
        minutes, standings = form.cleaned_data["minutes"], form.standings
        with said_in(form):
            services.hold(by=request.user, meeting=row, minutes=minutes, standings=standings)
            return _done(request, row, "会议情况已登记。下一步：逐条登记议定事项，再印发纪要。")
    return _page(request, row, hold_form=form)


def _decide(request: SignedRequest, row: Meeting) -> HttpResponse:
    form = DecideForm(request.POST, parties=parties_of(row.notice.region))
    if form.is_valid():
        with said_in(form):
            made = services.decide(by=request.user, meeting=row, settled=Settled(**form.cleaned_data))
            return _done(request, row, f"议定事项已成为任务 {made.task.number}，各部门的时限开始计算。")
    return _page(request, row, decide_form=form)


def _issue(request: SignedRequest, row: Meeting) -> HttpResponse:
    made = services.issue(by=request.user, meeting=row)
    return _done(request, row, f"纪要已印发，文号 {made.document.number if made.document else ''}。")


def _call_off(request: SignedRequest, row: Meeting) -> HttpResponse:
    form = CallOffForm(request.POST)
    if form.is_valid():
        with said_in(form):
            services.call_off(by=request.user, meeting=row, reason=form.cleaned_data["reason"])
            return _done(request, row, "会议已取消。")
    return _page(request, row, call_off_form=form)


STEPS = {"hold": _hold, "decide": _decide, "issue": _issue, "call_off": _call_off}


def _done(request: SignedRequest, row: Meeting, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("programme:meeting", row.pk)


def _page(request: SignedRequest, row: Meeting, **bound: Any) -> HttpResponse:
    user, day = request.user, timezone.localdate()
    moves = {each.name for each in open_moves(row, user)}
    region = row.notice.region
    members = [] if row.attendees.exists() else list(queries.members_on(region, row.held_on))
    hold_form = (bound.get("hold_form") or HoldForm(members=members)) if "hold" in moves else None
    decides = row.status == HELD and may(user, "programme.meet")
    context = {
        "meeting": row,
        "tone": TONES[row.status],
        "attendees": row.attendees.select_related("member__department").order_by("pk"),
        "members": members,
        "decisions": queries.of_meeting(user, row, day),
        "left_open": queries.left_open(user, row, day),
        "hold_form": hold_form if row.held_on <= day else None,
        "waits": "hold" in moves and row.held_on > day,
        "call_off_form": (bound.get("call_off_form") or CallOffForm()) if "call_off" in moves else None,
        "decide_form": (bound.get("decide_form") or DecideForm(parties=parties_of(region))) if decides else None,
        "issues": "issue" in moves,
        "reads_documents": may(user, "documents.read"),
        "day": day,
    }
    return render(request, "programme/meeting.html", context, status=422 if bound else 200)
