"""Pages of the dated sets of departments and of the leading group."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from yimen.common.page import page
from yimen.people import queries, services
from yimen.people.access import SignedRequest, requires
from yimen.people.forms import AppointForm, DayForm, EndAppointmentForm, JoinForm, LeaveForm, SetForm
from yimen.people.models import DepartmentSet, LeadingGroupMember, in_force
from yimen.people.queries import may
from yimen.people.views.shared import attempt


def _day(request: SignedRequest) -> tuple[DayForm, date]:
    form = DayForm(request.GET or None)
    return form, (form.cleaned_data["day"] if form.is_valid() else None) or timezone.localdate()


@requires("people.read")
def sets(request: SignedRequest) -> HttpResponse:
    """The sets of departments with how many belong to each today."""
    counted = Count("members", filter=in_force(timezone.localdate(), "members__"))
    rows = queries.visible_sets(request.user).annotate(member_count=counted)
    context = {
        "page": page(request, rows),
        "may_keep": may(request.user, "people.keep"),
        "sees_staff_of": queries.sees_staff_of(request.user),
    }
    return render(request, "people/sets.html", context)


@requires("people.keep")
def define_set(request: SignedRequest) -> HttpResponse:
    """Defines a set with its first members; a refusal shows the form again."""
    region = request.user.region
    own = queries.visible_departments(request.user).filter(region=region)
    form, status = SetForm(request.POST or None, departments=own), 200
    if request.method == "POST":
        added, status = attempt(form, lambda data: services.define_set(by=request.user, region=region, **data))
        if added is not None:
            messages.success(request, f"“{added.name}”已定义，今后成员变动请在本页登记。")
            return redirect("people:set", pk=added.pk)
    return render(request, "people/define_set.html", {"form": form}, status=status)


@requires("people.read")
def department_set(request: SignedRequest, pk: int) -> HttpResponse:
    """One set: who belonged to it on a day (`?day=2023-06-01`), every change, and the forms to join and leave."""
    return _set(request, get_object_or_404(queries.visible_sets(request.user), pk=pk))


@requires("people.keep")
def join_set(request: SignedRequest, pk: int) -> HttpResponse:
    """A department joins a set from a day on."""
    thing = get_object_or_404(queries.visible_sets(request.user), pk=pk)
    if request.method != "POST":
        return redirect("people:set", pk=pk)
    form = JoinForm(request.POST, department_set=thing, prefix="join")
    member, status = attempt(form, lambda data: services.join_set(by=request.user, department_set=thing, **data))
    if member is None:
        return _set(request, thing, status, join=form)
    messages.success(request, f"{member.department}自 {member.valid_from} 起加入“{thing.name}”。")
    return redirect("people:set", pk=pk)


@requires("people.keep")
def leave_set(request: SignedRequest, pk: int) -> HttpResponse:
    """A department leaves a set: from a day on it is no member."""
    thing = get_object_or_404(queries.visible_sets(request.user), pk=pk)
    if request.method != "POST":
        return redirect("people:set", pk=pk)
    form = LeaveForm(request.POST, department_set=thing, prefix="leave")
    member, status = attempt(form, lambda data: services.leave_set(by=request.user, **data))
    if member is None:
        return _set(request, thing, status, leave=form)
    messages.success(request, f"{member.department}最后一天为 {member.valid_to}，此前的成员记录保留。")
    return redirect("people:set", pk=pk)


def _set(request: SignedRequest, thing: DepartmentSet, status: int = 200, **bound: Any) -> HttpResponse:
    day_form, day = _day(request)
    may_keep = may(request.user, "people.keep") and queries.covers(request.user, thing.region)
    history = thing.members.select_related("department").order_by("-valid_from", "department__code")
    context = {
        "set": thing,
        "day": day,
        "day_form": day_form,
        "members": queries.members(thing, day).order_by("code"),
        "history": page(request, history),
        "may_keep": may_keep,
    }
    if may_keep:
        context["join"] = bound.get("join") or JoinForm(department_set=thing, prefix="join")
        context["leave"] = bound.get("leave") or LeaveForm(department_set=thing, prefix="leave")
    return render(request, "people/set.html", context, status=status)


@requires("people.read")
def group(request: SignedRequest) -> HttpResponse:
    """The leading group on a day (`?day=2023-06-01`), who followed whom, and the forms to appoint and end."""
    return _group(request)


@requires("people.keep")
def appoint(request: SignedRequest) -> HttpResponse:
    """A position gets a place in the leading group, in succession to another or besides it."""
    if request.method != "POST":
        return redirect("people:group")
    form = AppointForm(request.POST, user=request.user, prefix="appoint")
    member, status = attempt(form, lambda data: services.appoint(by=request.user, region=request.user.region, **data))
    if member is None:
        return _group(request, status, appoint=form)
    messages.success(request, f"“{member.position}”自 {member.valid_from} 起任{member.get_place_display()}。")
    return redirect("people:group")


@requires("people.keep")
def end_appointment(request: SignedRequest) -> HttpResponse:
    """A position leaves the leading group without a successor."""
    if request.method != "POST":
        return redirect("people:group")
    form = EndAppointmentForm(request.POST, user=request.user, prefix="end")
    member, status = attempt(form, lambda data: services.end_appointment(by=request.user, **data))
    if member is None:
        return _group(request, status, end=form)
    messages.success(request, f"“{member.position}”在领导小组的最后一天为 {member.valid_to}。")
    return redirect("people:group")


def _group(request: SignedRequest, status: int = 200, **bound: Any) -> HttpResponse:
    day_form, day = _day(request)
    rows = queries.visible_appointments(request.user)
    order = list(LeadingGroupMember.Place.values)
    changed = rows.filter(Q(valid_to__isnull=False) | Q(succeeds__isnull=False)).select_related("successor")
    may_keep = may(request.user, "people.keep")
    context = {
        "day": day,
        "day_form": day_form,
        "group": sorted(rows.filter(in_force(day)), key=lambda row: (row.region_id, order.index(row.place), row.pk)),
        "history": page(request, changed.order_by("-valid_from", "-pk")),
        "may_keep": may_keep,
        "sees_staff_of": queries.sees_staff_of(request.user),
    }
    if may_keep:
        context["appoint"] = bound.get("appoint") or AppointForm(user=request.user, prefix="appoint")
        context["end"] = bound.get("end") or EndAppointmentForm(user=request.user, prefix="end")
    return render(request, "people/group.html", context, status=status)
