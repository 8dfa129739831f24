"""Pages of what changed between two runs: of a county, and of one item."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from yimen.common.page import Page, page
from yimen.evidence import queries as evidence
from yimen.evidence.history import queries
from yimen.evidence.history.forms import ChangeFilter
from yimen.evidence.models import Clue, Run, Verdict, VerdictValue
from yimen.evidence.rows import with_places
from yimen.evidence.states import DONE
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may
from yimen.verify.contract import TABLES


@requires("evidence.read")
def changes(request: SignedRequest, pk: int) -> HttpResponse:
    """What a run says otherwise than the one before (or another earlier one, `before`), item by item, and why."""
    run = get_object_or_404(evidence.visible_runs(request.user), pk=pk)
    runs = queries.comparable(request.user, run)
    form = ChangeFilter(request.GET, request.user, runs)
    valid = form.is_valid()
    chosen = form.cleaned_data if valid else {}
    earlier = chosen.get("before") or queries.before(run)
    context: dict[str, object] = {"run": run, "form": form, "before": earlier}
    if run.status != DONE or run.purpose == Run.Purpose.FOREIGN or earlier is None:
        return render(request, "evidence/changes.html", {**context, "before": None}, status=200 if valid else 422)
    turned = queries.turnover(run, earlier)
    rows = queries.filtered(queries.compared(request.user, run, earlier), chosen, turned)
    shown: Page[Any] = page(request, rows if valid else rows.none(), size=50)
    context |= {
        "page": shown,
        "rows": [(each, _label(each.was), turned.get(each.item_code, queries.Turnover())) for each in shown.rows],
        "moves": _moves(request, run, earlier),
        "dropped": queries.dropped(request.user, run, earlier)[:50],
        "reasons": queries.reasons(run, earlier),
        "late": [(TABLES[name].title, n) for name, n in queries.handed_in_late(run, earlier).items()],
        "may_see_batches": may(request.user, "exchange.read"),
        "query": urlencode({"before": earlier.pk}),
    }
    return render(request, "evidence/changes.html", context, status=200 if valid else 422)


def _label(value: str | None) -> str:
    return VerdictValue(value).label if value else ""


def _moves(request: SignedRequest, run: Run, earlier: Run) -> list[tuple[str, str, int]]:
    """(Words, address of the rows, number) of each change of verdict."""
    base = reverse("evidence:changes", args=[run.pk])
    return [
        (
            f"{VerdictValue(was).label} → {VerdictValue(now).label}",
            f"{base}?{urlencode({'before': earlier.pk, 'change': 'verdict', 'was': was, 'verdict': now})}",
            n,
        )
        for was, now, n in queries.moves(request.user, run, earlier)
    ]


@requires("evidence.read")
def verdict_changes(request: SignedRequest, pk: int) -> HttpResponse:
    """One item: its verdict and share in both runs, and its findings new, gone or still there (`sort`) with why."""
    thing = get_object_or_404(Verdict.objects.select_related("run__region", "department"), pk=pk)
    run = get_object_or_404(evidence.visible_runs(request.user), pk=thing.run_id)
    get_object_or_404(evidence.visible_verdicts(request.user, run), pk=pk)
    asked, sort = request.GET.get("before", ""), request.GET.get("sort", queries.NEW)
    runs = queries.comparable(request.user, run)
    earlier = runs.filter(pk=int(asked)).first() if asked.isascii() and asked.isdigit() else queries.before(run)
    if sort not in queries.SORTS:
        raise Http404
    context: dict[str, object] = {"verdict": thing, "run": run, "before": earlier}
    if run.purpose == Run.Purpose.FOREIGN or earlier is None:
        return render(request, "evidence/verdict_changes.html", {**context, "before": None})
    then = evidence.visible_verdicts(request.user, earlier).filter(item_code=thing.item_code).first()
    rows = queries.clues_of(request.user, run, earlier, thing.item_code, sort)
    whose = earlier if sort == queries.GONE else run
    shown: Page[Clue] = page(request, rows, size=50)
    explained = queries.explained(shown.rows, sort, run, earlier)
    places = with_places(whose)(shown.rows)
    counts = queries.turnover(run, earlier).get(thing.item_code, queries.Turnover())
    context |= {
        "then": then,
        "page": shown,
        "rows": list(zip(explained, places, strict=True)),
        "sort": sort,
        "title": queries.SORTS[sort],
        "sorts": [
            (f"?{urlencode({'before': earlier.pk, 'sort': name})}", words, getattr(counts, name))
            for name, words in queries.SORTS.items()
        ],
        "causes": queries.causes_of(rows, sort, run, earlier) if sort != queries.STILL else [],
        "whole": _runs_of(thing),
    }
    return render(request, "evidence/verdict_changes.html", context)


def _runs_of(thing: Verdict) -> list[Verdict]:
    """What the county's last twelve regular runs said of the item, newest first."""
    runs = evidence.own_runs(thing.run.region).filter(purpose=Run.Purpose.REGULAR).order_by("-pk")[:12]
    rows = Verdict.objects.filter(run__in=[run.pk for run in runs], item_code=thing.item_code)
    return list(rows.select_related("run").order_by("-run_id"))
