"""Pages of departments with their codes, and of staff."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from yimen.common.page import page
from yimen.people import queries, services
from yimen.people.access import SignedRequest, requires
from yimen.people.forms import CodeOfDepartmentForm, DepartmentForm, StaffFilter, StaffForm
from yimen.people.models import Department, DepartmentCode, DepartmentSetMember, Staff
from yimen.people.queries import may
from yimen.people.views.shared import attempt


@requires("people.read")
def departments(request: SignedRequest) -> HttpResponse:
    """The departments with their codes, sets and number of staff."""
    memberships = DepartmentSetMember.objects.select_related("department_set").order_by("valid_from")
    rows = (
        queries.visible_departments(request.user)
        .annotate(staff_count=Count("staff"))
        .prefetch_related(
            Prefetch("codes", DepartmentCode.objects.order_by("-valid_from")), Prefetch("memberships", memberships)
        )
    )
    word = request.GET.get("q", "").strip()
    if word:
        rows = rows.filter(Q(name__contains=word) | Q(short_name__contains=word) | Q(code=word))
    context = {
        "page": page(request, rows.order_by("region", "code")),
        "q": word,
        "may_keep": may(request.user, "people.keep"),
        "may_accounts": may(request.user, "people.accounts"),
        "sees_staff_of": queries.sees_staff_of(request.user),
    }
    return render(request, "people/departments.html", context)


@requires("people.keep")
def add_department(request: SignedRequest) -> HttpResponse:
    """Registers a department; a refusal shows the form again."""
    form, status = DepartmentForm(request.POST or None), 200
    if request.method == "POST":
        added, status = attempt(
            form, lambda data: services.add_department(by=request.user, region=request.user.region, **data)
        )
        if added is not None:
            messages.success(request, f"{added.name}已登记。下一步：登记统一社会信用代码。")
            return redirect("people:department", pk=added.pk)
    return render(request, "people/add_department.html", {"form": form}, status=status)


@requires("people.read")
def department(request: SignedRequest, pk: int) -> HttpResponse:
    """One department: its codes and sets from when to when, and the form for a new code."""
    return _department(request, get_object_or_404(queries.visible_departments(request.user), pk=pk))


@requires("people.keep")
def give_code(request: SignedRequest, pk: int) -> HttpResponse:
    """Registers a department's new credit code; the one before ends the day before."""
    thing = get_object_or_404(queries.visible_departments(request.user), pk=pk)
    if request.method != "POST":
        return redirect("people:department", pk=pk)
    form = CodeOfDepartmentForm(request.POST)
    given, status = attempt(form, lambda data: services.give_code(by=request.user, department=thing, **data))
    if given is None:
        return _department(request, thing, form, status)
    messages.success(request, f"新代码自 {given.valid_from} 起使用，此前的代码保留在历次代码中。")
    return redirect("people:department", pk=pk)


def _department(
    request: SignedRequest, thing: Department, form: CodeOfDepartmentForm | None = None, status: int = 200
) -> HttpResponse:
    may_keep = may(request.user, "people.keep") and queries.covers(request.user, thing.region)
    context = {
        "department": thing,
        "today": timezone.localdate(),
        "codes": thing.codes.order_by("-valid_from"),
        "memberships": thing.memberships.select_related("department_set").order_by("-valid_from", "-pk"),
        "staff_count": thing.staff.count(),
        "may_see_staff": queries.sees_staff_of(request.user) in ("all", thing.pk),
        "form": (form or CodeOfDepartmentForm()) if may_keep else None,
    }
    return render(request, "people/department.html", context, status=status)


@requires("people.roster")
def staff(request: SignedRequest) -> HttpResponse:
    """The staff that the user may see, by department, work number or name."""
    form = StaffFilter(request.GET, departments=queries.visible_departments(request.user))
    rows = queries.visible_staff(request.user).order_by("department__code", "code")
    chosen: dict[str, Any] = form.chosen()
    if chosen.get("department"):
        rows = rows.filter(department=chosen["department"])
    if chosen.get("q"):
        rows = rows.filter(Q(code__startswith=chosen["q"]) | Q(name=chosen["q"]))
    context = {
        "page": page(request, rows),
        "filter": form,
        "filtered": bool(chosen),
        "may_register": may(request.user, "people.staff"),
        "sees_staff_of": queries.sees_staff_of(request.user),
    }
    return render(request, "people/staff.html", context)


@requires("people.staff")
def register_staff(request: SignedRequest) -> HttpResponse:
    """Registers one member of the staff; a refusal shows the form again."""
    region = request.user.region
    own = queries.visible_departments(request.user).filter(region=region)
    initial = {"department": request.GET.get("department", "")}
    form, status = StaffForm(request.POST or None, departments=own, initial=initial), 200
    if request.method == "POST":
        added, status = attempt(
            form,
            lambda data: services.register_staff(by=request.user, region=region, staff=[Staff(region=region, **data)]),
        )
        if added is not None:
            messages.success(request, f"工号 {added[0].code} 已登记在{added[0].department}。")
            return redirect("people:staff")
    return render(request, "people/register_staff.html", {"form": form}, status=status)
