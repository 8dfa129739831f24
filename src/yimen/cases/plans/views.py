"""Pages of step plans: whose items have one, and one item's with its versions and a preview of every deadline."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from yimen.cases.clocks.charts import bar
from yimen.cases.plans import preview, queries, services
from yimen.cases.plans.forms import PlanFilter, PlanForm, StepRows
from yimen.cases.plans.services import RETENTIONS
from yimen.catalog.models import ItemVersion
from yimen.common.errors import Refused
from yimen.common.page import Page, page
from yimen.people.access import SignedRequest, requires


@requires("cases.steps")
def plans(request: SignedRequest) -> HttpResponse:
    """The items with the day from which their plan holds."""
    form = PlanFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    today = timezone.localdate()
    found = queries.with_plans(request.user, today, chosen.get("q", "").strip(), chosen.get("missing", False))
    rows: Page[ItemVersion] = page(request, found, 50)
    return render(request, "cases/plans.html", {"page": rows, "filter": form, "narrowed": any(chosen.values())})


@requires("cases.steps")
def plan(request: SignedRequest, pk: int) -> HttpResponse:
    """One item's plan: what holds, what will, what held; the form previews the deadlines and saves a new version."""
    version = get_object_or_404(queries.visible_to(request.user), pk=pk)
    today = timezone.localdate()
    now = queries.plan_on(version.item_id, today)
    steps = queries.steps_on(version, today)
    data = request.POST if request.method == "POST" else None
    form = PlanForm(data, initial={"retention_years": now.retention_years if now else queries.RETENTION_YEARS})
    rows = StepRows(data, steps)
    seen = preview.chain(version, [_planned(step) for step in steps], today)
    status = 200
    if data is not None:
        status = 422
        if form.is_valid() and rows.is_valid():
            given = {"steps": rows.steps(), **form.cleaned_data}
            try:
                if request.POST.get("press") == "save":
                    services.set_steps(by=request.user, version=version, **given)
                    messages.success(request, f"步骤方案已保存，自 {given['valid_from']} 起受理的办件按此办理。")
                    return redirect("cases:plan", pk)
                services.check(given["steps"])
                seen, status = preview.chain(version, given["steps"], given["valid_from"]), 200
            except Refused as refused:
                form.add_error(None, str(refused))
    context: dict[str, Any] = {
        "version": version,
        "now": now,
        "form": form,
        "rows": rows.forms,
        "chain": seen,
        "links": [(link, bar(link.found) if link.found else None) for link in seen.links],
        "limits": [(found, bar(found)) for found in seen.limits],
        "previewed": data is not None and status == 200,
        "versions": [(each, RETENTIONS[each.retention_years]) for each in queries.plans_of(version.item_id)],
        "today": today,
    }
    return render(request, "cases/plan.html", context, status=status)


def _planned(step: Any) -> services.Planned:
    return services.Planned(step.kind, step.name, step.days, step.role)
