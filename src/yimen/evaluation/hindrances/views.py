"""Pages of what could not be done: the ledger, one report with what may be done now, and taking one down."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.catalog.models import Item
from yimen.common.page import Page, page
from yimen.common.text import mask_name, mask_phone, mask_within, tidy
from yimen.evaluation.forms import Reason, Words
from yimen.evaluation.hindrances import charts, queries, services
from yimen.evaluation.hindrances.forms import AnswerForm, Assign, HindranceFilter, TakeDown
from yimen.evaluation.hindrances.models import Hindrance, Kind
from yimen.evaluation.hindrances.rules import remedy
from yimen.evaluation.hindrances.states import HINDRANCE, TONES
from yimen.evaluation.queries import item_names
from yimen.people.access import SignedRequest, View, requires
from yimen.people.acting import answering
from yimen.people.lifecycle import open_moves
from yimen.people.queries import may, visible_departments

FILED = "hindrance_filed"  # where the session keeps a secret until it is shown


@requires("hindrance.read")
def hindrances(request: SignedRequest) -> HttpResponse:
    """The ledger, the nearest deadline first, with causes as a chart and what points outside the hall."""
    today = timezone.localdate()
    departments = visible_departments(request.user)
    form = HindranceFilter(
        request.GET, states=list(({**queries.GROUPS, **HINDRANCE.states}).items()), departments=departments
    )
    rows = queries.chosen_hindrances(request.user, form.chosen(), today)
    shown: Page[Hindrance] = page(request, rows, size=50)
    names = item_names(each.item_id for each in shown.rows)
    hints = queries.hints(request.user)
    titles = item_names(each.item for each in hints)
    context = {
        "page": shown,
        "filter": form,
        "rows": [
            (each, TONES[each.status], queries.standing(each, today), names.get(each.item_id or 0, "未指明事项"))
            for each in shown.rows
        ],
        "hints": [(each, titles.get(each.item, each.code)) for each in hints],
        "tiles": charts.tiles(queries.figures(request.user, today)),
        "chart": charts.causes(queries.visible_hindrances(request.user)),
        "may_take": may(request.user, "hindrance.take"),
    }
    return render(request, "evaluation/hindrances.html", context)


@requires("hindrance.take")
def take_down(request: SignedRequest) -> HttpResponse:
    """A report at the window or on the telephone; the secret is shown once, to be handed over."""
    form = TakeDown(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        code = tidy(given["item"])
        item = Item.objects.filter(region=request.user.region, code=code).first() if code else None
        if code and item is None:
            form.add_error("item", "本县事项清单里没有这个编码；不知道编码的可以不填。")
        else:
            told = services.Told(given["words"], given["name"], given["contact"], given["cause"], item)
            filed = services.report(by=request.user, region=request.user.region, told=told, channel=given["channel"])
            request.session[FILED] = {str(filed.hindrance.pk): filed.secret}
            messages.success(request, f"已登记，编号 {filed.hindrance.number}。")
            return redirect("evaluation:hindrance", filed.hindrance.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "evaluation/take_down.html", {"form": form}, status=status)


@requires("hindrance.read")
def hindrance(request: SignedRequest, pk: int) -> HttpResponse:
    """One report: what was said, who owes the answer until when, and what may be done now."""
    return _show(request, get_object_or_404(queries.visible_hindrances(request.user), pk=pk))


def _show(
    request: SignedRequest, thing: Hindrance, *, given: dict[str, forms.Form] | None = None, status: int = 200,
    plain: bool = False,
) -> HttpResponse:  # fmt: skip
    user, bound = request.user, given or {}
    decided = thing.case.decided_at if thing.case else None
    context = {
        "thing": thing,
        "tone": TONES[thing.status],
        "standing": queries.standing(thing, timezone.localdate()),
        "item": item_names([thing.item_id]).get(thing.item_id or 0, ""),
        "person": thing.name if plain else mask_name(thing.name),
        "contact": thing.contact if plain else mask_phone(thing.contact),
        "words": mask_within(thing.words),
        "plain": plain,
        "secret": request.session.pop(FILED, {}).get(str(thing.pk), ""),
        "remedy": remedy(timezone.localdate(decided) if decided else None) if thing.kind == Kind.OBJECTION else None,
        "disputes": thing.disputes.all(),
        "reason": bound.get("reveal") or Reason(),
        "may_reveal": not plain and bool(thing.contact) and may(user, "hindrance.reveal"),
        "forms": [
            (name, verb.label, bound.get(name) or verb.form(request, None))
            for name, verb in VERBS.items()
            if name in _open(request, thing)
        ],
    }
    return render(request, "evaluation/hindrance.html", context, status=status)


def _open(request: SignedRequest, thing: Hindrance) -> set[str]:
    """The verbs that stand open: the answer only for the department that owes it, closing only for another one."""
    own = thing.department_id is not None and thing.department_id == request.user.department_id
    moves = {move.name for move in open_moves(thing, request.user)} & VERBS.keys()
    return moves - ({"close"} if own else {"answer"})


@require_POST
@requires("hindrance.reveal")
def reveal(request: SignedRequest, pk: int) -> HttpResponse:
    """The report with name and telephone, in this answer only."""
    thing = get_object_or_404(queries.visible_hindrances(request.user), pk=pk)
    form = Reason(request.POST)
    if not form.is_valid():
        return _show(request, thing, given={"reveal": form}, status=422)
    services.reveal(by=request.user, thing=thing, reason=form.cleaned_data["reason"])
    return _show(request, thing, plain=True)


@dataclass(frozen=True)
class Verb:
    """One thing to do with a report: its words, how its form is made, and which service does it."""

    label: str
    form: Callable[[SignedRequest, Any], forms.Form]
    run: Callable[..., object]
    done: str


def _words(label: str) -> Callable[[SignedRequest, Any], forms.Form]:
    return lambda request, data: Words(data, label=label)


VERBS: dict[str, Verb] = {
    "assign": Verb(
        "交办",
        lambda request, data: Assign(data, departments=visible_departments(request.user)),
        services.assign,
        "已交办。",
    ),
    "settle": Verb("当场解决", lambda request, data: AnswerForm(data), services.settle, "已登记解决情况。"),
    "pass_on": Verb(
        "转其他渠道",
        _words("告诉本人到哪里去、为什么"),
        lambda *, by, thing, text: services.pass_on(by=by, thing=thing, answer=text),
        "已告知本人。",
    ),
    "answer": Verb("答复", lambda request, data: AnswerForm(data), services.answer_it, "答复已登记，本人可以看到。"),
    "close": Verb(
        "办结",
        _words("回访情况和办结说明"),
        lambda *, by, thing, text: services.close(by=by, thing=thing, closing=text),
        "已办结。",
    ),
}


def _view(name: str, verb: Verb) -> View:
    return answering(
        HINDRANCE.move(name).act, rows=queries.visible_hindrances, done=verb.done, back="evaluation:hindrance",
        form_of=lambda request, thing: verb.form(request, request.POST),
        run=lambda request, thing, form: verb.run(by=request.user, thing=thing, **form.cleaned_data),
        show=lambda request, thing, form: _show(request, thing, given={name: form}, status=422),
    )  # fmt: skip


ACTS: dict[str, View] = {name: _view(name, verb) for name, verb in VERBS.items()}
"""Name of a verb -> the view that answers its form."""
