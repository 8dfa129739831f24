"""Pages of sessions: who comes and came, the code of the day on the screen, and what a learner has to do."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.common.errors import Refused, said_in
from yimen.people.access import SignedRequest, requires
from yimen.people.models import Staff, User
from yimen.people.queries import may
from yimen.training.courses.queries import terms_of
from yimen.training.exams.queries import open_to, own_papers
from yimen.training.exams.states import PAPER_TONES
from yimen.training.sessions import queries, services
from yimen.training.sessions.forms import CancelForm, EnrolForm, ListForm
from yimen.training.sessions.models import CourseSession, Enrolment
from yimen.training.sessions.states import PLANNED
from yimen.training.standing.models import Qualification
from yimen.training.standing.queries import needs_of, standing_of


@requires("training.read")
def session(request: SignedRequest, pk: int) -> HttpResponse:
    """One session: seats, sign-ins and what may be done now; `?screen=1` shows the code of the day large."""
    thing = get_object_or_404(queries.visible_sessions(request.user), pk=pk)
    return _show(request, thing)


def _show(request: SignedRequest, thing: CourseSession, status: int = 200, **bound: forms.Form) -> HttpResponse:
    user, now = request.user, timezone.now()
    rows = queries.visible_enrolments(user, thing)
    keeps = may(user, "training.keep")
    open_now = thing.status == PLANNED and now < thing.ends_at
    enrols = open_now and (may(user, "training.enrol") or may(user, "training.sit"))
    context = {
        "thing": thing,
        "shown": thing.shown_at(now),
        "rows": list(rows),
        "keeps": keeps,
        "code": queries.code_of(thing) if keeps and queries.code_counts(thing, now) else "",
        "screen": request.GET.get("screen") == "1",
        "may_sign_list": keeps and thing.status == PLANNED and thing.starts_at.date() <= now.date(),
        "open": thing.status == PLANNED,
        "enrol": (bound.get("enrol") or _enrol_form(user, thing, None)) if enrols else None,
        "may_withdraw": enrols,
        "list": bound.get("sign") or ListForm(seats=rows.filter(signed_at__isnull=True)),
        "cancel": bound.get("cancel") or CancelForm(),
    }
    return render(request, "training/session.html", context, status=status)


def _enrol_form(user: User, thing: CourseSession, data: Any) -> EnrolForm:
    lacking = queries.lacking(user, thing, timezone.localdate())
    return EnrolForm(data, people=queries.enrollable(user, thing), lacking=lacking)


@require_POST
@requires("training.keep")
def keep_session(request: SignedRequest, pk: int) -> HttpResponse:
    """People signed in by list, the session held or called off, as the form's verb says."""
    thing = get_object_or_404(queries.visible_sessions(request.user), pk=pk)
    verb = request.POST.get("verb", "")
    if verb == "hold":
        services.hold(by=request.user, session=thing)
        messages.success(request, "这一期已办结，签到名单不再改动。")
        return redirect("training:session", pk)
    form: Any
    if verb == "sign":
        form = ListForm(request.POST, seats=queries.visible_enrolments(request.user, thing))
    elif verb == "cancel":
        form = CancelForm(request.POST)
    else:
        raise Refused("没有这个操作，请从期次页面重新选择。")
    if form.is_valid():
        with said_in(form):
            messages.success(request, _kept(request, thing, verb, form.cleaned_data))
            return redirect("training:session", pk)
    return _show(request, thing, 422, **{verb: form})


def _kept(request: SignedRequest, thing: CourseSession, verb: str, said: dict[str, Any]) -> str:
    if verb == "cancel":
        services.cancel(by=request.user, session=thing, reason=said["reason"])
        return "这一期已取消。"
    signed = services.sign_list(by=request.user, session=thing, enrolments=list(said["enrolments"]))
    return f"已签到 {len(signed)} 人，时间为服务器时间。"


@require_POST
@requires("training.read")
def enrol(request: SignedRequest, pk: int) -> HttpResponse:
    """Seats taken for the people of the form, or one given back (`withdraw=KEY`)."""
    thing = get_object_or_404(queries.visible_sessions(request.user), pk=pk)
    if key := request.POST.get("withdraw", ""):
        rows = queries.visible_enrolments(request.user, thing)
        seat = get_object_or_404(rows, pk=int(key) if key.isascii() and key.isdigit() else 0)
        services.withdraw(by=request.user, enrolment=seat)
        messages.success(request, "已退出报名。")
        return redirect("training:session", pk)
    form = _enrol_form(request.user, thing, request.POST)
    if form.is_valid():
        with said_in(form):
            made = services.enrol(by=request.user, session=thing, staff=form.cleaned_data["chosen"])
            messages.success(request, f"已报名 {len(made)} 人。")
            return redirect("training:session", pk)
    return _show(request, thing, 422, enrol=form)


@requires("training.sit")
def mine(request: SignedRequest) -> HttpResponse:
    """What the learner needs, his seats, the exams that he may sit, what he passed; signs him in or enrols him."""
    staff = Staff.objects.filter(account=request.user).select_related("region").first()
    if request.method == "POST":
        return _act(request, staff)
    return _mine(request, staff)


def _act(request: SignedRequest, staff: Staff | None) -> HttpResponse:
    key = request.POST.get("session", "")
    try:
        thing = queries.visible_sessions(request.user).filter(pk=int(key) if key.isdecimal() else 0).first()
        if thing is None or staff is None:
            raise Refused("请选择要报名或签到的期次；账号还没有登记工号的，请找大厅管理员。")
        if request.POST.get("verb") == "enrol":
            services.enrol(by=request.user, session=thing, staff=[staff])
            at = timezone.localtime(thing.starts_at)
            said = f"已报名“{thing.version.course.name}”，{at:%m-%d %H:%M} 在{thing.place}。"
        else:
            services.sign_in(by=request.user, session=thing, code=request.POST.get("code", ""))
            said = "已签到。"
    except Refused as refused:
        messages.error(request, str(refused))
        return _mine(request, staff, 422)
    messages.success(request, said)
    return redirect("training:mine")


def _mine(request: SignedRequest, staff: Staff | None, status: int = 200) -> HttpResponse:
    now, today = timezone.now(), timezone.localdate()
    needs = needs_of(staff.region_id, [staff.pk], today).get(staff.pk, []) if staff else []
    seats = list(queries.own_enrolments(request.user)[:20])
    taken = {each.session_id for each in seats}
    coming = queries.coming(request.user, [each.version.course_id for each in needs], now)
    context = {
        "staff": staff,
        "needs": needs,
        "lacking": sum(not each.held for each in needs),
        "seats": [(each, each.session.shown_at(now), _may_sign(each, now)) for each in seats],
        "coming": [each for each in coming if each.pk not in taken],
        "exams": open_to(staff, request.user, now) if staff else [],
        "papers": [(each, PAPER_TONES[each.status]) for each in own_papers(request.user)[:20]],
        "passed": _passed(staff, today) if staff else [],
    }
    return render(request, "training/mine.html", context, status=status)


def _passed(staff: Staff, day: date) -> list[tuple[Qualification, str, str]]:
    """What the learner passed, with the words and the tone of how it stands."""
    rows = Qualification.objects.filter(staff=staff).select_related("version__course")
    soon = terms_of(staff.region).remind_days
    return [(each, *standing_of(each, day, soon)) for each in rows]


def _may_sign(seat: Enrolment, now: Any) -> bool:
    return seat.signed_at is None and queries.code_counts(seat.session, now)
