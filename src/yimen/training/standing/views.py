"""Pages of who may stand where, of qualifications, and of what training came to."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from yimen.cases.queries import visible_cases
from yimen.common.errors import Refused
from yimen.common.page import Page, page, page_of
from yimen.common.text import mask_name
from yimen.documents import layout
from yimen.halls.models import Hall, Posting, Window
from yimen.halls.queries import visible_to as visible_halls
from yimen.people.access import SignedRequest, public, requires
from yimen.people.queries import may, visible_departments
from yimen.rectification.queries import visible_findings
from yimen.training.courses.models import CourseVersion
from yimen.training.courses.queries import terms_of, version_on, versions_on, visible_courses
from yimen.training.courses.rules import BAR
from yimen.training.standing import certificate as certificates
from yimen.training.standing import effect as effects
from yimen.training.standing import queries, services
from yimen.training.standing.forms import CheckForm, EndForm, QualificationFilter, StandingFilter
from yimen.training.standing.matrix import by_department, matrix
from yimen.training.standing.models import Qualification
from yimen.training.standing.queries import Needs

Row = tuple[Posting, list[queries.Need], int]
"""A posting, what its holder needs, how many of it are wanting."""


@requires("training.read")
def standing(request: SignedRequest) -> HttpResponse:
    """Who at a hall's windows lacks which course on a day; `?window=KEY` shows that window's items person by person."""
    halls = visible_halls(request.user).filter(region=request.user.region_id).order_by("kind", "code")
    form = StandingFilter(request.GET, halls=halls, departments=visible_departments(request.user))
    said = form.cleaned_data if form.is_valid() else {}
    hall = said.get("hall") or halls.filter(kind=Hall.Kind.MAIN).first() or halls.first()
    day = said.get("day") or timezone.localdate()
    postings = queries.people_of(hall, day, request.user) if hall else []
    needs = queries.needs_of(request.user.region_id, {each.staff_id for each in postings}, day)
    department = said.get("department")
    listed = [each for each in postings if department in (None, each.staff.department)]
    window = _window(request, hall)
    context = {
        "hall": hall,
        "day": day,
        "halls": halls,
        "page": page_of(request, _rows(listed, needs, request.GET.get("show") == "lacking")),
        "chart": by_department(postings, needs, reverse("training:standing")),
        "figures": _figures(postings, needs, day, terms_of(request.user.region).remind_days),
        "bars": terms_of(request.user.region).gate == BAR,
        "window": window,
        "department": department,
        "matrix": matrix([each for each in postings if each.window_id == window.pk], needs, day) if window else None,
        "only": request.GET.get("show") == "lacking",
        "courses": bool(versions_on(request.user.region_id, day)),
        "may_keep": may(request.user, "training.keep"),
    }
    return render(request, "training/standing.html", context)


def _window(request: SignedRequest, hall: Hall | None) -> Window | None:
    asked = request.GET.get("window", "")
    if hall is None or not (asked.isascii() and asked.isdigit()):
        return None
    return hall.windows.filter(pk=int(asked)).first()


def _rows(postings: list[Posting], needs: Needs, only: bool) -> list[Row]:
    """(posting, what its holder needs, how many of it are wanting)."""
    rows = [(each, needs.get(each.staff_id, [])) for each in postings]
    listed = [(each, own, len(queries.wanting(own))) for each, own in rows]
    return [row for row in listed if row[2] or not only]


def _figures(postings: list[Posting], needs: Needs, day: date, soon: int) -> dict[str, int]:
    people = {each.staff_id for each in postings}
    lacking = {who for who in people if queries.wanting(needs.get(who, []))}
    windows: dict[int, set[int]] = {}
    for each in postings:
        windows.setdefault(each.window_id, set()).add(each.staff_id)
    ends = {who: [each.valid_to for each in needs.get(who, []) if each.valid_to] for who in people - lacking}
    ending = [who for who, days in ends.items() if days and (min(days) - day).days <= soon]
    return {
        "people": len(people),
        "lacking": len(lacking),
        "windows": sum(own <= lacking for own in windows.values()),
        "ending": len(ending),
    }


@requires("training.read")
def qualifications(request: SignedRequest) -> HttpResponse:
    """Who passed what until when, narrowed by standing, course and department."""
    user, today = request.user, timezone.localdate()
    form = QualificationFilter(request.GET, courses=visible_courses(user), departments=visible_departments(user))
    chosen, soon = form.chosen(), terms_of(user.region).remind_days
    rows = queries.with_standing(queries.visible_qualifications(user), chosen.get("standing", ""), today, soon)
    if course := chosen.get("course"):
        rows = rows.filter(version__course=course)
    if department := chosen.get("department"):
        rows = rows.filter(staff__department=department)
    shown: Page[Qualification] = page(request, rows.order_by("valid_to", "pk"), size=50)
    context = {
        "page": shown,
        "filter": form,
        "rows": [(each, *queries.standing_of(each, today, soon)) for each in shown.rows],
        "soon": soon,
        "may_end": may(user, "training.keep"),
        "form": EndForm(),
    }
    return render(request, "training/qualifications.html", context)


@requires("training.read")
def certificate(request: SignedRequest, pk: int) -> HttpResponse:
    """The certificate of a qualification as PDF; one that was ended is given out no more."""
    rows = queries.visible_qualifications(request.user).select_related("version__course__region")
    thing = get_object_or_404(rows.select_related("staff__department", "paper__exam"), pk=pk)
    if thing.ended_on is not None:
        raise Refused(f"合格证 {thing.number} 已于 {thing.ended_on} 撤销，不再出证。")
    response = HttpResponse(layout.letter(certificates.letter(thing)), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{thing.number}.pdf"'
    return response


@public
@never_cache
def check(request: HttpRequest) -> HttpResponse:
    """Whether a certificate is genuine and holds today, for everybody who has its number and code."""
    form = CheckForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    thing = certificates.found(asked["number"], asked["code"]) if asked else None
    today = timezone.localdate()
    context: dict[str, Any] = {"form": form, "unknown": bool(asked) and thing is None}
    if thing is not None:
        words, tone = queries.standing_of(thing, today, 0)
        context |= {"thing": thing, "words": words, "tone": tone, "facts": _facts(thing)}
    return render(request, "training/check.html", context, status=404 if context["unknown"] else 200)


def _facts(thing: Qualification) -> list[tuple[str, object]]:
    """What a stranger is shown: the work number and no name but the masked one."""
    return [
        ("证书编号", thing.number),
        ("持证人", f"{mask_name(thing.staff.name)}，工号 {thing.staff.code}"),
        ("部门", thing.staff.department),
        ("课程", f"{thing.version.course}，第 {thing.version.number} 版"),
        ("有效期", f"{thing.valid_from} 至 {thing.valid_to}"),
        ("发证机关", f"{thing.version.course.region}营商环境建设监督局"),
    ]


@require_POST
@requires("training.keep")
def end_qualification(request: SignedRequest, pk: int) -> HttpResponse:
    """A qualification ended before its time."""
    thing = get_object_or_404(queries.visible_qualifications(request.user), pk=pk)
    form = EndForm(request.POST)
    form.full_clean()
    reason = form.cleaned_data.get("reason", "")
    services.end(by=request.user, qualification=thing, reason=reason, day=timezone.localdate())
    messages.success(request, f"合格证 {thing.number} 已撤销。")
    return redirect("training:qualifications")


@requires("training.read")
def effect(request: SignedRequest) -> HttpResponse:
    """Errors before and after a course, beside the rest of the county; `?rows=late&side=after` lists the cases."""
    user, today = request.user, timezone.localdate()
    rows = visible_courses(user).filter(versions__qualifications__isnull=False).distinct().order_by("code")
    courses, asked = list(rows), request.GET.get("course", "")
    course = next((each for each in courses if str(each.pk) == asked), courses[0] if courses else None)
    version = version_on(course, today) or course.versions.first() if course else None
    context: dict[str, Any] = {"courses": courses, "course": course}
    if version is not None:
        context |= _effect(request, version)
    return render(request, "training/effect.html", context)


def _effect(request: SignedRequest, version: CourseVersion) -> dict[str, Any]:
    span = terms_of(request.user.region).effect_days
    groups = effects.cohorts(version, span)
    compared = effects.compared(version, groups)
    address = f"{reverse('training:effect')}?course={version.course_id}"
    found = {side: visible_findings(request.user) & rows for side, rows in effects.findings(version, groups).items()}
    return {
        "groups": groups,
        "people": sum(len(each.codes) for each in groups),
        "span": span,
        "rows": compared,
        "chart": effects.chart(compared, address),
        "address": address,
        "findings": {side: list(rows[:50]) for side, rows in found.items()},
        "least": effects.LEAST_CASES,
        "least_days": effects.LEAST_DAYS,
        **_behind(request, version, groups),
    }


def _behind(request: SignedRequest, version: CourseVersion, groups: list[effects.Cohort]) -> dict[str, Any]:
    """The cases behind the figure that was asked for."""
    code, side = request.GET.get("rows", ""), request.GET.get("side", "")
    if code not in effects.INDICATORS or side not in effects.SIDES:
        return {}
    rows = effects.rows_behind(visible_cases(request.user), version, groups, code, side)
    title = f"{effects.SIDES[side]}的“{effects.INDICATORS[code].label}”办件"
    return {"behind": page(request, rows, size=50), "behind_title": title}
