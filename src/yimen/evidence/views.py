"""Pages of runs, verdicts and rules."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.common.page import Page, page
from yimen.evidence import counting, downloads, estimates, explanations, queries, services, tasks
from yimen.evidence import rows as rows_behind
from yimen.evidence.answers import blind_spots
from yimen.evidence.forms import Period, VerdictFilter, Words
from yimen.evidence.handing_in.models import ForeignSet
from yimen.evidence.models import Clue, Link, Run, Verdict, VerdictValue
from yimen.evidence.states import DONE, FAILED, QUEUED, RUNNING
from yimen.evidence.thresholds.queries import set_otherwise
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may
from yimen.verify.contract import ENTRY_MODE, TABLES

# As the evidence contract words a declaration.
ENTRY_MODES = {word: titles[0] for word, titles in ENTRY_MODE.items()}
TONES = {DONE: "good", RUNNING: "calm", QUEUED: "warn", FAILED: "wrong"}


@requires("evidence.read")
def runs(request: SignedRequest) -> HttpResponse:
    """The list of runs, and for officers the forms that start one."""
    return _show_runs(request)


def _show_runs(request: SignedRequest, status: int = 200, **forms: object) -> HttpResponse:
    rows = queries.visible_runs(request.user).select_related("review_plan").defer("report").order_by("-pk")
    shown: Page[Run] = page(request, rows, size=50)
    first, last = services.default_period(timezone.localdate())
    purpose, waiting = Run.Purpose.REGULAR, queries.recheck_periods(request.user.region, timezone.localdate())
    for each in waiting:
        if each.last and request.GET.get("recheck") == each.first.isoformat():
            first, last, purpose = each.first, each.last, Run.Purpose.RECHECK
    context = {
        "page": shown,
        "rows": [(run, TONES[run.status]) for run in shown.rows],
        "may_run": may(request.user, "evidence.run"),
        "may_see_quality": may(request.user, "evidence.quality"),
        "period": Period(initial={"period_from": first, "period_to": last, "purpose": purpose}),
        "waiting": waiting,
        **forms,
    }
    return render(request, "evidence/runs.html", context, status=status)


@require_POST
@requires("evidence.run")
def start(request: SignedRequest) -> HttpResponse:
    """A new run over the county's own data."""
    form = Period(request.POST)
    if not form.is_valid():
        return _show_runs(request, 422, period=form)
    run = services.request_run(by=request.user, region=request.user.region, **form.cleaned_data)
    tasks.execute.enqueue(run.pk)
    messages.success(request, "核验已排队，完成后本页会自动更新。")
    return redirect("evidence:run", run.pk)


@requires("evidence.read")
def run(request: SignedRequest, pk: int) -> HttpResponse:
    """One run: how far it is, or what it answered. Asked again by htmx until it ends, then the page loads anew."""
    return _show_run(request, get_object_or_404(queries.visible_runs(request.user), pk=pk))


def _show_run(request: SignedRequest, thing: Run, status: int = 200, **forms: object) -> HttpResponse:
    finished = thing.status in (DONE, FAILED)
    counts = queries.verdict_counts(thing, request.user) if thing.status == DONE else {}
    context = {
        "run": thing,
        "tone": TONES[thing.status],
        "finished": finished,
        "resumed_words": _resumed_words(thing),
        "tiles": _tiles(thing, counts),
        "links": queries.link_count(thing) if thing.status == DONE else 0,
        "rules": queries.rule_rows(thing),
        "inputs": [(TABLES[name].title, each["rows"]) for name, each in thing.report.get("inputs", {}).items()],
        "blind": blind_spots(thing),
        "set_otherwise": set_otherwise(thing) if thing.status == DONE else [],
        "may_see_quality": may(request.user, "evidence.quality"),
        "foreign_set": _foreign_set(request, thing),
        "may_give_up": not finished and may(request.user, "evidence.run"),
        "may_start": services.may_start_again(thing) and may(request.user, "evidence.run"),
        "words": Words(),
        **forms,
    }
    response = render(request, "evidence/run.html", context, status=status)
    if finished and request.htmx:
        response["HX-Refresh"] = "true"
    return response


def _foreign_set(request: SignedRequest, thing: Run) -> ForeignSet | None:
    """The set from outside that the run was over, for who may open it."""
    return getattr(thing.handed_in, "foreign_set", None) if may(request.user, "evidence.run") else None


def _resumed_words(thing: Run) -> str:
    """When the run was last cut off, and that it went on by itself; "" for one that never was."""
    if thing.interrupted_at is None:
        return ""
    often = f"（共 {thing.resumed} 次）" if thing.resumed > 1 else ""
    return f"上次中断于 {timezone.localtime(thing.interrupted_at):%Y-%m-%d %H:%M}，已自动续跑{often}"


def _tiles(thing: Run, counts: dict[str, int]) -> list[tuple[str, str, int]]:
    """Address of the rows, words, and number of each verdict."""
    address = f"{reverse('evidence:verdicts')}?run={thing.pk}&verdict="
    return [(address + value, VerdictValue(value).label, n) for value, n in counts.items()]


@require_POST
@requires("evidence.run")
def start_again(request: SignedRequest, pk: int) -> HttpResponse:
    """The run handed to the background once more."""
    thing = get_object_or_404(queries.visible_runs(request.user), pk=pk)
    if not services.may_start_again(thing):
        messages.info(request, "该批次正在进行或已经完成，不需要重新开始。")
    else:
        tasks.execute.enqueue(thing.pk)
        messages.success(request, "已重新排队。")
    return redirect("evidence:run", pk)


@require_POST
@requires("evidence.run")
def give_up(request: SignedRequest, pk: int) -> HttpResponse:
    """The run, ended by hand."""
    thing = get_object_or_404(queries.visible_runs(request.user), pk=pk)
    form = Words(request.POST)
    if not form.is_valid():
        return _show_run(request, thing, 422, words=form)
    services.give_up(by=request.user, run=thing, reason=form.cleaned_data["reason"])
    messages.success(request, "已中止。")
    return redirect("evidence:run", pk)


@requires("evidence.read")
def download(request: SignedRequest, pk: int, name: str) -> StreamingHttpResponse:
    """The verdicts, clues or links of a run as CSV in the contract's columns, those that the user may see."""
    thing = get_object_or_404(queries.visible_runs(request.user), pk=pk, status=DONE)
    if name not in downloads.TABLES:
        raise Http404
    response = StreamingHttpResponse(downloads.lines(name, thing, request.user), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{thing.pk}.csv"'
    return response


def _chosen_run(request: SignedRequest, pk: int | None) -> Run | None:
    if pk is None:
        return queries.latest_run(request.user.region)
    return get_object_or_404(queries.visible_runs(request.user), pk=pk, status=DONE)


@requires("evidence.read")
def verdicts(request: SignedRequest) -> HttpResponse:
    """The verdicts of a run (the latest unless `run` says otherwise), most matters handled off the hall first."""
    form = VerdictFilter(request.GET, request.user)
    valid = form.is_valid()
    chosen = form.cleaned_data if valid else {}
    thing = _chosen_run(request, chosen.get("run"))
    if thing is None:
        return render(request, "evidence/verdicts.html", {"may_run": may(request.user, "evidence.run")})
    rows = queries.filtered(queries.visible_verdicts(request.user, thing), chosen)
    shown: Page[Verdict] = page(request, rows if valid else rows.none())
    counts = queries.verdict_counts(thing, request.user)
    context = {
        "run": thing,
        "form": form,
        "page": shown,
        "tiles": _tiles(thing, counts),
        "blind": blind_spots(thing),
        **estimates.for_county(thing, request.user),
    }
    return render(request, "evidence/verdicts.html", context, status=200 if valid else 422)


def _visible_verdict(request: SignedRequest, pk: int) -> Verdict:
    thing = get_object_or_404(Verdict.objects.select_related("run__region", "department"), pk=pk)
    if not queries.visible_runs(request.user).filter(pk=thing.run_id).exists():
        raise Http404
    get_object_or_404(queries.visible_verdicts(request.user, thing.run), pk=pk)
    return thing


@require_POST
@requires("evidence.read")
def verdict_file(request: SignedRequest, pk: int) -> HttpResponse:
    """What the verdict rests on, to compute it anew without us; the ledger keeps who took it."""
    thing = _visible_verdict(request, pk)
    response = HttpResponse(services.take_file(by=request.user, verdict=thing), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="verdict-{thing.pk}.zip"'
    return response


@require_POST
@requires("evidence.read")
def verdict_paper(request: SignedRequest, pk: int) -> HttpResponse:
    """The verdict as a document (PDF/A), rows masked; the ledger keeps who took it."""
    thing = _visible_verdict(request, pk)
    content = services.take_file(by=request.user, verdict=thing, form=services.PDF)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="verdict-{thing.pk}.pdf"'
    return response


@requires("evidence.read")
def verdict(request: SignedRequest, pk: int) -> HttpResponse:
    """One item's verdict with everything it rests on: clues by rule, and the rows themselves."""
    thing = _visible_verdict(request, pk)
    rows: Page[rows_behind.Matter] = page(
        request, rows_behind.cases_behind(thing), size=50, load=rows_behind.matters(thing)
    )
    context = {
        "verdict": thing,
        "run": thing.run,
        "mode": ENTRY_MODES.get(thing.entry_mode, ""),
        "groups": rows_behind.clues_by_rule(thing),
        "page": rows,
        "finding": rows_behind.finding_about(request.user, thing),
        "blind": blind_spots(thing.run),
        "estimates": estimates.of_verdict(thing),
        "counted": counting.reckoning(thing) if thing.matters else None,
    }
    return render(request, "evidence/verdict.html", context)


@requires("evidence.read")
def item(request: SignedRequest, pk: int) -> HttpResponse:
    """Leads to what a run says of an item (`code`); where it says nothing, to the verdicts under that code."""
    thing = get_object_or_404(queries.visible_runs(request.user), pk=pk)
    code = request.GET.get("code", "")[:80]
    found = queries.visible_verdicts(request.user, thing).filter(item_code=code).first()
    if found is None:
        return redirect(f"{reverse('evidence:verdicts')}?{urlencode({'run': pk, 'q': code})}")
    return redirect("evidence:verdict", found.pk)


def _of_visible_run(request: SignedRequest, thing: Clue | Link) -> Run:
    if not queries.visible_runs(request.user).filter(pk=thing.run_id).exists():
        raise Http404
    return thing.run


@requires("evidence.read")
def clue(request: SignedRequest, pk: int) -> HttpResponse:
    """One clue explained: its rule's words, and the record and the case that it rests on side by side."""
    thing = get_object_or_404(Clue.objects.select_related("run__region"), pk=pk)
    run = _of_visible_run(request, thing)
    get_object_or_404(queries.visible_clues(request.user, run), pk=pk)
    explained = explanations.of_clue(request.user, thing)
    verdict = queries.visible_verdicts(request.user, run).filter(item_code=thing.item_code).first()
    context = {
        "clue": thing,
        "run": run,
        "each": explained,
        "verdict": verdict,
        "rule": rows_behind.rule_of(thing.rule),
    }
    if verdict is not None:
        context["finding"] = rows_behind.finding_about(request.user, verdict)
    return render(request, "evidence/explained.html", context)


@requires("evidence.read")
def link(request: SignedRequest, pk: int) -> HttpResponse:
    """One link explained: the record and the case side by side, and what each comparison weighs."""
    thing = get_object_or_404(Link.objects.select_related("run__region"), pk=pk)
    run = _of_visible_run(request, thing)
    get_object_or_404(queries.visible_links(request.user, run), pk=pk)
    explained = explanations.of_link(request.user, thing)
    verdict = queries.visible_verdicts(request.user, run).filter(item_code=explained.item_code).first()
    context = {"link": thing, "run": run, "each": explained, "verdict": verdict}
    return render(request, "evidence/explained.html", context)


@requires("evidence.read")
def rule(request: SignedRequest, code: str) -> HttpResponse:
    """One rule in words, and what it hit in a run (`run`, else the latest) for an item (`item`) or all."""
    found = rows_behind.rule_of(code)
    if found is None:
        raise Http404
    asked = request.GET.get("run", "")
    thing = _chosen_run(request, int(asked) if asked.isascii() and asked.isdigit() else None)
    item = request.GET.get("item", "")[:80]
    rows = queries.visible_clues(request.user, thing) if thing else Clue.objects.none()
    rows = rows.filter(rule=code, **({"item_code": item} if item else {})).order_by("pk")
    shown = page(request, rows, size=50, load=rows_behind.with_places(thing) if thing else list)
    context = {"rule": found, "run": thing, "item": item, "page": shown}
    return render(request, "evidence/rule.html", context)
