"""The page of a county's ladder: what each rung gives, the changes, and the form to propose one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from yimen.common.errors import Refused, said_in
from yimen.common.page import Page, page
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import Somebody, may
from yimen.people.tuning.deciding import Button, moves_for
from yimen.people.tuning.states import DONE_WORDS, TONES
from yimen.rectification.ladder import queries, services
from yimen.rectification.ladder.forms import ChangeForm, WordsForm
from yimen.rectification.ladder.models import LadderChange


@requires("order.read")
def ladder(request: SignedRequest) -> HttpResponse:
    """Every rung of the county with its days, and the changes, newest first."""
    return _show(request, ChangeForm())


@require_POST
@requires("order.tune")
def propose(request: SignedRequest) -> HttpResponse:
    """A change proposed."""
    form = ChangeForm(request.POST)
    if form.is_valid():
        (rung, name), said = form.cleaned_data["days"], form.cleaned_data
        with said_in(form):
            services.propose(by=request.user, rung=rung, name=name, value=said["value"], reason=said["reason"])
            messages.success(request, "已提出，等待另一人确认；确认之前一切照旧。")
            return redirect("rectification:ladder")
    return _show(request, form, 422)


@require_POST
@requires("order.confirm")
def decide(request: SignedRequest, pk: int) -> HttpResponse:
    """The change confirmed, declined or, by its own proposer, withdrawn, as `move` says."""
    change, form = get_object_or_404(queries.visible_to(request.user), pk=pk), WordsForm(request.POST)
    words, move = form.cleaned_data["words"] if form.is_valid() else "", request.POST.get("move", "")
    if move == "confirm":
        services.confirm(by=request.user, change=change, words=words)
    elif move == "decline":
        services.decline(by=request.user, change=change, words=words)
    elif move == "withdraw":
        services.withdraw(by=request.user, change=change)
    else:
        raise Refused("请选择确认、不同意或者撤回。")
    messages.success(request, DONE_WORDS[move])
    return redirect("rectification:ladder")


def _show(request: SignedRequest, form: ChangeForm, status: int = 200) -> HttpResponse:
    user, steps = request.user, queries.steps(request.user.region_id)
    shown: Page[LadderChange] = page(request, queries.visible_to(user), size=30)
    context = {
        "steps": steps,
        "longest": max(each.cells[0].value for each in steps),
        "page": shown,
        "rows": [(each, TONES[each.status], _moves(each, user)) for each in shown.rows],
        "form": form if may(user, "order.tune") else None,
        "proposing": status != 200,
    }
    return render(request, "rectification/ladder.html", context, status=status)


def _moves(change: LadderChange, user: Somebody) -> list[Button]:
    return moves_for(change, user, lambda _: reverse("rectification:decide_ladder", args=[change.pk]))
