"""Pages of the register of branch halls."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.common.errors import Refused
from yimen.halls.branches import queries, services
from yimen.halls.branches.forms import BasisForm, SizeForm, TrafficForm
from yimen.halls.branches.models import BranchSize, LegalBasis
from yimen.halls.models import Hall
from yimen.people.access import SignedRequest, View, requires
from yimen.people.queries import may

TONES = {queries.STANDS: "good", queries.NONE: "warn", queries.UNKNOWN: "plain"}
FORMS: dict[str, type[forms.Form]] = {"basis": BasisForm, "size": SizeForm, "traffic": TrafficForm}


@requires("halls.read")
def branches(request: SignedRequest) -> HttpResponse:
    """The branch halls with what is known of each."""
    rows = queries.known(queries.visible_branches(request.user), timezone.localdate())
    context = {"rows": [(row, TONES[row.basis_state]) for row in rows], "day": timezone.localdate()}
    return render(request, "halls/branches.html", context)


@requires("halls.read")
def branch(request: SignedRequest, pk: int) -> HttpResponse:
    """One branch hall: its basis, its size, what its department states, each with date and source."""
    return _show(request, _branch(request, pk))


def _branch(request: SignedRequest, pk: int) -> Hall:
    return get_object_or_404(queries.visible_branches(request.user), pk=pk)


def _show(request: SignedRequest, thing: Hall, status: int = 200, **bound: forms.Form) -> HttpResponse:
    day = timezone.localdate()
    [row] = queries.known(queries.visible_branches(request.user).filter(pk=thing.pk), day)
    shown = {name: bound.get(name) or form(auto_id=f"{name}-%s") for name, form in FORMS.items()}
    context: dict[str, Any] = {
        "hall": thing,
        "row": row,
        "tone": TONES[row.basis_state],
        "bases": [(basis, basis.in_force(day)) for basis in LegalBasis.objects.filter(hall=thing)],
        "sizes": BranchSize.objects.filter(hall=thing)[:12],
        "traffic": list(queries.stated_by_month(thing).values())[-24:],
        "may_state": may(request.user, "halls.state_branch"),
        "forms": shown,
        "wrong": next(iter(bound), ""),
    }
    return render(request, "halls/branch.html", context, status=status)


def _stating(name: str, verb: Callable[..., Any], said: str) -> View:
    """A view that takes one of the forms and calls its verb; a refusal shows the page again with the sentence."""

    @require_POST
    @requires("halls.state_branch")
    def view(request: SignedRequest, pk: int) -> HttpResponse:
        thing = _branch(request, pk)
        form = FORMS[name](request.POST, auto_id=f"{name}-%s")
        if form.is_valid():
            try:
                verb(by=request.user, hall=thing, **form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, said)
                return redirect("halls:branch", pk)
        return _show(request, thing, 422, **{name: form})

    view.permission = "halls.state_branch"  # type: ignore[attr-defined]
    return view


state_basis = _stating("basis", services.state_basis, "设立依据已登记，以前登记的仍可查看。")
state_size = _stating("size", services.state_size, "分厅规模已登记。")
state_traffic = _stating("traffic", services.state_traffic, "自报业务量已登记，与办件数据并列显示。")
