"""Pages of bundles: those that were made, and one of them: its plan, what was done, what was taken back."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from yimen.cases.bundles import queries, services
from yimen.cases.bundles.acts import ACTS
from yimen.cases.bundles.forms import BundleForm
from yimen.cases.bundles.models import Bundle, BundledCase
from yimen.cases.bundles.states import DONE, PLANNED, TONES
from yimen.cases.queries import shown_name
from yimen.common.errors import Refused
from yimen.common.page import SCREEN, Page, page
from yimen.people.access import SignedRequest, requires

LINE_TONES = {"done": "good", "left": "wrong", "undone": "plain"}


@requires("cases.bundle")
def bundles(request: SignedRequest) -> HttpResponse:
    """The bundles so far; posted to, one more is planned and shown."""
    if request.method == "POST":
        return _plan(request)
    rows: Page[Any] = page(request, queries.listed(request.user), SCREEN)
    return render(request, "cases/bundles.html", {"page": rows, "rows": [(e, TONES[e.status]) for e in rows.rows]})


def _plan(request: SignedRequest) -> HttpResponse:
    form = BundleForm(request.POST, user=request.user, day=timezone.localdate())
    if not form.is_valid():
        raise Refused("请选择要成批办理的动作。")
    chosen = "shown" if request.POST.get("which") == "shown" else "case"
    keys = [int(key) for key in request.POST.getlist(chosen) if key.isdigit()]
    bundle = services.plan(by=request.user, keys=keys, **form.cleaned_data)
    return redirect("cases:bundle", bundle.pk)


@requires("cases.bundle")
def bundle(request: SignedRequest, pk: int) -> HttpResponse:
    """One bundle, case by case; posted to, it is carried out (`press` is `carry_out`) or taken back (`undo`)."""
    found: Bundle = get_object_or_404(queries.with_cases(queries.visible_to(request.user)), pk=pk)
    if request.method == "POST":
        return _pressed(request, found)
    lines = list(found.cases.all())
    count = Counter(line.outcome or ("possible" if not line.hindrance else "hindered") for line in lines)
    doing = ACTS[found.act]
    own = found.by_id == request.user.pk
    context = {
        "bundle": found,
        "tone": TONES[found.status],
        "lines": [(each, shown_name(each.dossier.case.applicant_name), *_said(each)) for each in lines],
        "count": count,
        "may_carry_out": own and found.status == PLANNED and count["possible"] > 0,
        "may_undo": own and found.status == DONE and doing.takes_back is not None,
        "why_not": doing.why_not,
        "planned": found.status == PLANNED,
    }
    return render(request, "cases/bundle.html", context)


def _said(line: BundledCase) -> tuple[str, str, str]:
    """How a case in a bundle is marked, in which tone, and what is said beside it."""
    if line.outcome:
        return line.get_outcome_display(), LINE_TONES[line.outcome], line.remark or line.foreseen
    if line.hindrance:
        return "办不了", "wrong", line.hindrance
    return "可以办", "good", line.foreseen


def _pressed(request: SignedRequest, found: Bundle) -> HttpResponse:
    if request.POST.get("press") == "undo":
        done = services.undo(by=request.user, bundle=found)
        number = done.cases.filter(outcome=BundledCase.Outcome.UNDONE).count()
        messages.success(request, f"已撤销 {number} 件，办件回到执行以前。")
    else:
        done = services.carry_out(by=request.user, bundle=found)
        number = done.cases.filter(outcome=BundledCase.Outcome.DONE).count()
        messages.success(request, f"已办 {number} 件。")
    return redirect("cases:bundle", found.pk)
