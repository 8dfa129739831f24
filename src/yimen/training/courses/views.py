"""Pages of courses: the list with what findings ask for, one course with all that belongs to it, and the terms."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.common.errors import Refused, said_in
from yimen.common.page import Page, page
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may
from yimen.training.bank.queries import stock
from yimen.training.courses import queries, services
from yimen.training.courses.forms import CourseForm, RetireForm, TermsForm, VersionForm
from yimen.training.courses.models import Course, CourseVersion
from yimen.training.exams.forms import ExamForm
from yimen.training.exams.queries import visible_exams
from yimen.training.exams.services import commit
from yimen.training.exams.states import EXAM_TONES
from yimen.training.sessions.forms import SessionForm
from yimen.training.sessions.queries import visible_sessions
from yimen.training.sessions.services import plan
from yimen.training.sessions.states import PLANNED
from yimen.training.standing.queries import visible_qualifications, with_standing

SHOWN = 10


@requires("training.read")
def courses(request: SignedRequest) -> HttpResponse:
    """The courses, what confirmed findings ask for, and the sessions that take enrolments."""
    today, now = timezone.localdate(), timezone.now()
    shown: Page[Course] = page(request, queries.with_counts(queries.visible_courses(request.user)), size=50)
    in_force = {each.course_id: each for each in queries.versions_on(request.user.region_id, today)}
    proposed = queries.proposals(request.user.region, today) if may(request.user, "finding.read") else []
    coming = visible_sessions(request.user).filter(status=PLANNED, ends_at__gt=now).order_by("starts_at")
    context = {
        "page": shown,
        "rows": [(each, in_force.get(each.pk)) for each in shown.rows],
        "proposals": proposed,
        "open_proposals": sum(not each.courses for each in proposed),
        "coming": list(coming[:SHOWN]),
        "figures": _figures(request, today),
        "terms": queries.terms_of(request.user.region),
        "may_keep": may(request.user, "training.keep"),
        "may_sit": may(request.user, "training.sit"),
        "may_set": may(request.user, "training.terms"),
    }
    return render(request, "training/courses.html", context)


def _figures(request: SignedRequest, today: Any) -> dict[str, int]:
    soon = queries.terms_of(request.user.region).remind_days
    rows = visible_qualifications(request.user)
    return {name: with_standing(rows, name, today, soon).count() for name in ("valid", "soon", "over")}


@requires("training.keep")
def new_course(request: SignedRequest) -> HttpResponse:
    """A new course; `?item=CODE&cause=CODE` begins with what a proposal asks for."""
    region = request.user.region
    initial = {
        "valid_from": timezone.localdate(), "items": request.GET.get("item", ""), "keeps": True,
        "causes": request.GET.getlist("cause"),
    }  # fmt: skip
    form = CourseForm(request.POST or None, region=region, initial=initial)
    if request.method == "POST" and form.is_valid():
        with said_in(form):
            said = form.cleaned_data
            made = services.add_course(
                by=request.user, region=region, code=said["code"], name=said["name"], content=form.content
            )
            messages.success(request, f"已建立课程 {made}。下一步：导入题库，排定期次。")
            return redirect("training:course", made.pk)
    return render(request, "training/new_course.html", {"form": form}, status=422 if form.errors else 200)


@requires("training.read")
def course(request: SignedRequest, pk: int) -> HttpResponse:
    """One course: for whom, its versions, sessions, exams and stock of questions, and what may be done now."""
    return _show(request, get_object_or_404(queries.visible_courses(request.user), pk=pk))


def _show(request: SignedRequest, thing: Course, status: int = 200, **bound: forms.Form) -> HttpResponse:
    today, now = timezone.localdate(), timezone.now()
    version = queries.version_on(thing, today) or thing.versions.first()
    keeps = may(request.user, "training.keep")
    held = stock(thing, today)
    context = {
        "course": thing,
        "version": version,
        "items": queries.items_named(version, today) if version else [],
        "versions": thing.versions.prefetch_related("items", "causes").select_related("made_by"),
        "sessions": [(each, each.shown_at(now)) for each in _of(visible_sessions(request.user), thing)[:SHOWN]],
        "exams": [(each, EXAM_TONES[each.status]) for each in _of(visible_exams(request.user), thing)[:SHOWN]],
        "stock": sum(held.values()),
        "topics": len({topic for topic, _ in held}),
        "may_keep": keeps,
        "forms": _forms(thing, version, held, bound) if keeps and version and not thing.retired_on else [],
    }
    return render(request, "training/course.html", context, status=status)


def _of(rows: Any, thing: Course) -> Any:
    return rows.filter(version__course=thing)


def _forms(
    thing: Course, version: CourseVersion, held: Any, bound: dict[str, forms.Form]
) -> list[tuple[str, str, forms.Form]]:
    """(verb, words of its button, its form), what was just posted as it was posted."""
    given = {
        "session": bound.get("session") or SessionForm(),
        "exam": bound.get("exam") or ExamForm(stock=held),
        "revise": bound.get("revise") or VersionForm(region=thing.region, initial=_initial(version)),
        "retire": bound.get("retire") or RetireForm(),
    }
    if not held:
        given.pop("exam")
    return [(verb, LABELS[verb], form) for verb, form in given.items()]


LABELS = {"session": "排定期次", "exam": "组卷并封存种子", "revise": "编新版本", "retire": "停用课程"}


def _initial(version: CourseVersion) -> dict[str, Any]:
    return {
        "outline": version.outline, "hours": version.hours, "months": version.months, "everyone": version.everyone,
        "valid_from": timezone.localdate(), "causes": [each.cause for each in version.causes.all()], "keeps": True,
        "items": "\n".join(version.items.values_list("item__code", flat=True)),
    }  # fmt: skip


@require_POST
@requires("training.keep")
def keep_course(request: SignedRequest, pk: int) -> HttpResponse:
    """A session planned, an exam committed to, the course revised or retired, as the form's verb says."""
    thing = get_object_or_404(queries.visible_courses(request.user), pk=pk)
    verb, data, today = request.POST.get("verb", ""), request.POST, timezone.localdate()
    made: dict[str, Any] = {
        "session": lambda: SessionForm(data),
        "exam": lambda: ExamForm(data, stock=stock(thing, today)),
        "revise": lambda: VersionForm(data, region=thing.region),
        "retire": lambda: RetireForm(data),
    }
    if verb not in made:
        raise Refused("没有这个操作，请从课程页面重新选择。")
    form = made[verb]()
    if form.is_valid():
        with said_in(form):
            messages.success(request, _do(request, thing, verb, form))
            return redirect("training:course", pk)
    return _show(request, thing, 422, **{verb: form})


def _do(request: SignedRequest, thing: Course, verb: str, form: Any) -> str:
    """What was done, in a sentence."""
    if verb == "revise":
        return f"已编成 {services.revise(by=request.user, course=thing, content=form.content)}。"
    if verb == "retire":
        services.retire(by=request.user, course=thing, day=timezone.localdate())
        return "课程已停用，不再要求任何人学习。"
    version = queries.version_on(thing, timezone.localdate())
    if version is None:
        raise Refused("课程还没有起用，到起用日期再排期次和考试。")
    if verb == "session":
        plan(by=request.user, version=version, **form.cleaned_data)
        return "期次已排定，各部门可以报名。"
    exam = commit(by=request.user, version=version, **form.content)
    return f"“{exam}”已组卷，种子承诺 {exam.commitment[:12]}… 已进入存证账本。"


@requires("training.terms")
def terms(request: SignedRequest) -> HttpResponse:
    """The county's terms, to be looked at and set."""
    region = request.user.region
    form = TermsForm(request.POST if request.method == "POST" else None, terms=queries.terms_of(region))
    if request.method == "POST" and form.is_valid():
        services.set_terms(by=request.user, region=region, **form.cleaned_data)
        messages.success(request, "培训参数已设定，现在起生效。")
        return redirect("training:courses")
    return render(request, "training/terms.html", {"form": form}, status=422 if form.errors else 200)
