"""Pages of thresholds."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from yimen.common.page import Page, page
from yimen.evidence.queries import visible_runs
from yimen.evidence.thresholds import queries, services
from yimen.evidence.thresholds.forms import Change, Decision
from yimen.evidence.thresholds.models import ThresholdChange
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import Somebody, may
from yimen.people.tuning.deciding import Button, moves_for
from yimen.people.tuning.states import DONE_WORDS, TONES


@requires("evidence.quality")
def thresholds(request: SignedRequest) -> HttpResponse:
    """Every threshold of the county with its value, and the changes, those that wait first."""
    return _show(request)


def _show(request: SignedRequest, status: int = 200, **forms: object) -> HttpResponse:
    shown: Page[ThresholdChange] = page(request, queries.visible_changes(request.user), size=50)
    asked = {name: request.GET.get(name, "")[:60] for name in ("threshold", "value", "run")}
    context = {
        "table": queries.table(request.user.region),
        "page": shown,
        "rows": [(each, TONES[each.status], _moves(each, request.user)) for each in shown.rows],
        "form": Change(initial={name: value for name, value in asked.items() if value}),
        "may_tune": may(request.user, "evidence.tune"),
        "proposing": bool(asked["threshold"]) or status != 200,
        **forms,
    }
    return render(request, "evidence/thresholds.html", context, status=status)


def _moves(change: ThresholdChange, user: Somebody) -> list[Button]:
    return moves_for(change, user, lambda move: reverse(f"evidence:{move}_threshold", args=[change.pk]))


@require_POST
@requires("evidence.tune")
def propose(request: SignedRequest) -> HttpResponse:
    """A change proposed."""
    form = Change(request.POST)
    if not form.is_valid():
        return _show(request, 422, form=form)
    scope, name = form.cleaned_data["threshold"]
    key, run = form.cleaned_data["run"], None
    if key:
        run = get_object_or_404(visible_runs(request.user), pk=key)
    services.propose(
        by=request.user,
        scope=scope,
        name=name,
        value=form.cleaned_data["value"],
        reason=form.cleaned_data["reason"],
        run=run,
    )
    messages.success(request, "已提出，等待另一人确认；确认之前一切照旧。")
    return redirect("evidence:thresholds")


def _move(request: SignedRequest, pk: int, move: str) -> HttpResponse:
    change = get_object_or_404(queries.visible_changes(request.user), pk=pk)
    form = Decision(request.POST)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    if move == "withdraw":
        services.withdraw(by=request.user, change=change)
    elif move == "confirm":
        services.confirm(by=request.user, change=change, words=words)
    else:
        services.decline(by=request.user, change=change, words=words)
    messages.success(request, DONE_WORDS[move])
    return redirect("evidence:thresholds")


@require_POST
@requires("evidence.confirm")
def confirm(request: SignedRequest, pk: int) -> HttpResponse:
    """The change confirmed."""
    return _move(request, pk, "confirm")


@require_POST
@requires("evidence.confirm")
def decline(request: SignedRequest, pk: int) -> HttpResponse:
    """The change not agreed to."""
    return _move(request, pk, "decline")


@require_POST
@requires("evidence.tune")
def withdraw(request: SignedRequest, pk: int) -> HttpResponse:
    """The change taken back."""
    return _move(request, pk, "withdraw")
