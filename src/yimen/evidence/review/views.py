"""Pages of the review: plans, one matter at a time, what it says of the engine."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from yimen.common.page import Page, page
from yimen.evidence.models import Clue
from yimen.evidence.review import asking, charts, measures, queries, sampling, services
from yimen.evidence.review.forms import Answer, Draw, Recusal, SampledFilter
from yimen.evidence.review.models import Reading, ReviewPlan, Sampled
from yimen.evidence.review.states import DRAWN
from yimen.evidence.thresholds.queries import least_precision
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may

RUNS_OF_TREND = 6


@requires("evidence.quality")
def plans(request: SignedRequest) -> HttpResponse:
    """The plans of the county's runs, and the runs that have none yet."""
    shown: Page[ReviewPlan] = page(request, queries.visible_plans(request.user), size=20)
    reading = may(request.user, "evidence.review")
    context = {
        "page": shown,
        "without": list(queries.runs_without_plan(request.user)[:20]),
        "may_read": reading,
        "open": queries.open_reading(request.user) if reading else None,
        "waiting": sum(1 for _ in queries.waiting_for(request.user)) if reading else 0,
    }
    return render(request, "evidence/review_plans.html", context)


@require_POST
@requires("evidence.run")
def commit(request: SignedRequest, pk: int) -> HttpResponse:
    """A seed committed for a run of before seeds were committed with each run."""
    run = get_object_or_404(queries.runs_without_plan(request.user), pk=pk)
    plan = services.commit_seed(by=request.user, run=run)
    messages.success(request, "抽样种子已封存，现在可以抽样。")
    return redirect("evidence:review_plan", plan.pk)


@requires("evidence.quality")
def plan(request: SignedRequest, pk: int) -> HttpResponse:
    """One plan: how it was or will be drawn, its strata, and how far it is read."""
    return _show_plan(request, get_object_or_404(queries.visible_plans(request.user), pk=pk))


def _show_plan(request: SignedRequest, thing: ReviewPlan, status: int = 200, **forms: object) -> HttpResponse:
    drawn = thing.status == DRAWN
    run = thing.run
    context = {
        "plan": thing,
        "run": run,
        "late": bool(run.finished_at and thing.committed_at > run.finished_at),
        "kept": drawn and sampling.commitment(thing.secret) == thing.commitment,
        "strata": charts.strata_rows(thing) if drawn else [],
        "progress": queries.progress(queries.visible_sampled(request.user, thing)) if drawn else None,
        "may_draw": not drawn and may(request.user, "evidence.run") and run.region_id == request.user.region_id,
        "may_read": drawn and may(request.user, "evidence.review"),
        "form": Draw(),
        **forms,
    }
    return render(request, "evidence/review_plan.html", context, status=status)


@require_POST
@requires("evidence.run")
def draw(request: SignedRequest, pk: int) -> HttpResponse:
    """The plan's sample drawn."""
    thing = get_object_or_404(queries.visible_plans(request.user), pk=pk)
    form = Draw(request.POST)
    if not form.is_valid():
        return _show_plan(request, thing, 422, form=form)
    services.draw(by=request.user, plan=thing, each=form.cleaned_data["each"])
    messages.success(request, "已抽样，种子已公开，可以开始判读。")
    return redirect("evidence:review_plan", pk)


@requires("evidence.review")
def reading(request: SignedRequest) -> HttpResponse:
    """The one matter that the reader has in hand, or the button that hands him the next."""
    return _show_reading(request)


def _show_reading(request: SignedRequest, status: int = 200, **forms: object) -> HttpResponse:
    thing = queries.open_reading(request.user)
    context: dict[str, Any] = {"reading": thing, "form": Answer(), "recusal": Recusal(), **forms}
    if thing is None:
        context["waiting"] = sum(1 for _ in queries.waiting_for(request.user))
    else:
        context["question"] = asking.question(request.user, thing.sampled)
        context["run"] = thing.sampled.plan.run
    return render(request, "evidence/review_reading.html", context, status=status)


@require_POST
@requires("evidence.review")
def take(request: SignedRequest) -> HttpResponse:
    """The next matter taken in hand."""
    services.take(by=request.user)
    return redirect("evidence:review_reading")


@require_POST
@requires("evidence.review")
def answer(request: SignedRequest, pk: int) -> HttpResponse:
    """The reading answered, and the next one in hand if there is any."""
    thing = get_object_or_404(queries.own_readings(request.user), pk=pk)
    form = Answer(request.POST)
    if not form.is_valid():
        return _show_reading(request, 422, form=form)
    services.answer(by=request.user, reading=thing, **form.cleaned_data)
    messages.success(request, f"已记下“{thing.sampled.subject}”：{Reading.Answer(form.cleaned_data['answer']).label}。")
    return _onward(request)


@require_POST
@requires("evidence.review")
def recuse(request: SignedRequest, pk: int) -> HttpResponse:
    """The reading given back for cause."""
    thing = get_object_or_404(queries.own_readings(request.user), pk=pk)
    form = Recusal(request.POST)
    if not form.is_valid():
        return _show_reading(request, 422, recusal=form)
    services.recuse(by=request.user, reading=thing, words=form.cleaned_data["words"])
    messages.success(request, "已回避，此件由他人判读；今后不再向您分配该部门的对象。")
    return _onward(request)


def _onward(request: SignedRequest) -> HttpResponse:
    if queries.next_for(request.user) is not None:
        services.take(by=request.user)
    return redirect("evidence:review_reading")


@requires("evidence.quality")
def sampled(request: SignedRequest, pk: int) -> HttpResponse:
    """The drawn matters behind a figure; of one that is not settled neither answers nor the engine's belief."""
    thing = get_object_or_404(queries.visible_plans(request.user), pk=pk)
    form = SampledFilter(request.GET)
    valid = form.is_valid()
    rows = _narrowed(queries.visible_sampled(request.user, thing), thing, form.cleaned_data if valid else {})
    shown: Page[Sampled] = page(request, rows if valid else rows.none(), size=50)
    context = {
        "plan": thing,
        "run": thing.run,
        "page": shown,
        "rows": charts.sampled_rows(thing, shown.rows),
    }
    return render(request, "evidence/review_sampled.html", context, status=200 if valid else 422)


def _narrowed(rows: QuerySet[Sampled], thing: ReviewPlan, chosen: dict[str, Any]) -> QuerySet[Sampled]:
    for name in ("frame", "kind", "subject_kind", "low"):
        if chosen.get(name) not in (None, ""):
            rows = rows.filter(**{f"stratum__{name}": chosen[name]})
    if chosen.get("convicts"):
        rows = rows.filter(stratum__convicts=chosen["convicts"] == "1")
    if chosen.get("stratum"):
        rows = rows.filter(stratum=chosen["stratum"])
    if chosen.get("rule"):
        hit = Clue.objects.filter(run=thing.run_id, rule=chosen["rule"]).order_by()
        rows = rows.filter(subject__in=hit.values("subject"), stratum__kind__in=hit.values("kind"))
    return rows


@requires("evidence.quality")
def quality(request: SignedRequest) -> HttpResponse:
    """What the readings say of the engine: precision, what it missed, calibration, and how that went over the runs."""
    drawn = queries.visible_plans(request.user).filter(status=DRAWN, run__region=request.user.region)
    asked = request.GET.get("plan", "")
    thing = get_object_or_404(drawn, pk=int(asked)) if asked.isascii() and asked.isdigit() else drawn.first()
    if thing is None:
        return render(request, "evidence/quality.html", {})
    target = least_precision(request.user.region)
    found = measures.measure(thing, target)
    context = {
        "plan": thing,
        "run": thing.run,
        "measures": found,
        "progress": queries.progress(queries.visible_sampled(request.user, thing)),
        "rows": f"?plan={thing.pk}",
        "curve": charts.curve(found.reliability),
        "curve_links": charts.curve(found.links),
        "trend": charts.trend(list(drawn[:RUNS_OF_TREND]), target),
        "may_tune": may(request.user, "evidence.tune"),
    }
    return render(request, "evidence/quality.html", context)
