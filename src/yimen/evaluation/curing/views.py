"""Pages of bad ratings: the work list of bureau and department, and one of them with what may be done now."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.common.page import Page, page
from yimen.evaluation.curing import charts, queries, services
from yimen.evaluation.curing.models import BadRating
from yimen.evaluation.curing.states import BAD_RATING, TONES, WAITING
from yimen.evaluation.curing.verbs import VERBS, Verb, open_verbs
from yimen.evaluation.forms import StatusFilter
from yimen.evaluation.queries import item_names
from yimen.evaluation.rules import indicators
from yimen.people.access import SignedRequest, View, requires
from yimen.people.acting import answering
from yimen.people.models import User
from yimen.people.queries import may, visible_departments


@requires("evaluation.read")
def bad_ratings(request: SignedRequest) -> HttpResponse:
    """The bad ratings, the nearest deadline first, and how many are late, open, at the bureau and at departments."""
    today = timezone.localdate()
    form = StatusFilter(
        request.GET, states=[*queries.GROUPS.items(), *BAD_RATING.choices],
        departments=visible_departments(request.user),
    )  # fmt: skip
    shown: Page[BadRating] = page(request, queries.chosen_bad_ratings(request.user, form.chosen(), today), size=50)
    items = {each.pk: queries.item_of(request.user, each) for each in shown.rows}
    names = item_names(items.values())
    context = {
        "page": shown,
        "filter": form,
        "rows": [
            (each, TONES[each.status], queries.deadline_of(each, today), names.get(items[each.pk] or 0, ""))
            for each in shown.rows
        ],
        "figures": charts.tiles(queries.figures(request.user, today)),
    }
    return render(request, "evaluation/bad_ratings.html", context)


@requires("evaluation.read")
def bad_rating(request: SignedRequest, pk: int) -> HttpResponse:
    """One bad rating: where it stands, who owes what until when, what may be done now, what happened."""
    return _show(request, get_object_or_404(queries.visible_bad_ratings(request.user), pk=pk))


def _show(
    request: SignedRequest, thing: BadRating, given: dict[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    user, whole = request.user, queries.whole(request.user, thing)
    verbs = [(name, verb, (given or {}).get(name) or verb.form_of()) for name, verb in open_verbs(user, thing).items()]
    codes = thing.rating.indicators.values_list("code", flat=True) if whole else []
    context = {
        "thing": thing,
        "tone": TONES[thing.status],
        "whole": whole,
        "item": item_names([queries.item_of(user, thing)]),
        "deadline": queries.deadline_of(thing, timezone.localdate()),
        "said": [indicators()[code] for code in codes],
        "verbs": verbs[:1],
        "more": verbs[1:],
        "events": charts.timeline(thing, whole=whole),
        "may_take": whole and _takeable(user, thing),
    }
    return render(request, "evaluation/bad_rating.html", context, status=status)


def _takeable(user: User, thing: BadRating) -> bool:
    return thing.status == WAITING and thing.handler_id != user.pk and may(user, "evaluation.call_back")


@require_POST
@requires("evaluation.call_back")
def take(request: SignedRequest, pk: int) -> HttpResponse:
    """The bad rating, for which the account answers by name from now on."""
    thing = get_object_or_404(queries.visible_bad_ratings(request.user), pk=pk)
    services.take(by=request.user, thing=thing)
    messages.success(request, "已领办，请在期限内回访。")
    return redirect("evaluation:bad_rating", pk)


def _view(name: str, verb: Verb) -> View:
    return answering(
        verb.act, rows=queries.visible_bad_ratings, done=verb.done, back="evaluation:bad_rating",
        form_of=lambda request, thing: verb.form_of(request.POST),
        run=lambda request, thing, form: verb.run(request.user, thing, form.cleaned_data),
        show=lambda request, thing, form: _show(request, thing, {name: form}, 422),
    )  # fmt: skip


ACTS: dict[str, View] = {name: _view(name, verb) for name, verb in VERBS.items()}
"""Name of a verb -> the view that answers its form."""
