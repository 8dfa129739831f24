"""Pages of space planning: demands, what places offer, and plans."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.common.errors import Refused
from yimen.common.page import Page, page
from yimen.documents import layout
from yimen.halls import queries as halls
from yimen.halls.models import Hall
from yimen.halls.planning import merging, paper, queries, services, showing, tasks
from yimen.halls.planning.forms import ArrangementForm, DemandForm, MoveForm, TraitsForm
from yimen.halls.planning.models import Arrangement
from yimen.halls.planning.rules import LINES
from yimen.halls.planning.states import (
    AGREED,
    CANCELLED,
    CHECKED,
    DEMAND,
    DONE,
    FAILED,
    FILED,
    QUEUED,
    RETURNED,
    RUNNING,
    UNDER_WAY,
    WITHDRAWN,
)
from yimen.people.access import SignedRequest, requires
from yimen.people.lifecycle import open_moves
from yimen.people.models import Department
from yimen.people.queries import may

TONES = {
    FILED: "warn", CHECKED: "calm", AGREED: "good", RETURNED: "wrong", WITHDRAWN: "plain",
    QUEUED: "calm", RUNNING: "calm", DONE: "good", FAILED: "wrong", CANCELLED: "plain",
}  # fmt: skip
SAID = {"check": "已核对。", "agree": "已同意，测算方案时计入。", "return": "已退回部门。", "withdraw": "已撤回。"}


def _hall(request: SignedRequest, pk: int) -> Hall:
    return get_object_or_404(halls.visible_to(request.user), pk=pk)


@requires("halls.read")
def planning(request: SignedRequest, pk: int) -> HttpResponse:
    """A hall's demands and plans."""
    hall = _hall(request, pk)
    demands = queries.with_amounts(queries.visible_demands(request.user).filter(hall=hall)).order_by("-pk")
    plans: Page[Arrangement] = page(request, queries.visible_arrangements(request.user).filter(hall=hall), size=20)
    context = {
        "hall": hall,
        "demands": [(each, TONES[each.status]) for each in demands[:200]],
        "page": plans,
        "plans": [(each, TONES[each.status], showing.gap(each), showing.verdict(each)[1]) for each in plans.rows],
        "layout": queries.plan_on(hall, timezone.localdate()),
        "traits": len(queries.traits_of(hall)),
        "may_file": may(request.user, "planning.file"),
        "may_run": may(request.user, "planning.run"),
        "may_state": may(request.user, "planning.check"),
    }
    return render(request, "halls/planning.html", context)


@requires("planning.file")
def file_demand(request: SignedRequest, pk: int) -> HttpResponse:
    """The department's demand: what was measured of its work, and what it adds."""
    hall = _hall(request, pk)
    department = request.user.department
    if department is None:
        raise Http404
    day = queries.day_for(hall, timezone.localdate())
    layout = queries.plan_on(hall, day)
    places = queries.places_of(layout) if layout else []
    form = DemandForm(request.POST or None, department=department, places=places)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.file_demand(
                by=request.user,
                hall=hall,
                department=department,
                wants=form.wants(),
                typed=form.cleaned_data["typed"],
                day=day,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已申报，等待大厅管理员核对。")
            return redirect("halls:demand", made.pk)
    context = {
        "hall": hall,
        "form": form,
        "work": queries.work_of(hall, department, day),
        "department": department,
    }
    return render(request, "halls/demand_form.html", context, status=422 if form.errors else 200)


@requires("halls.read")
def demand(request: SignedRequest, pk: int) -> HttpResponse:
    """One demand: what it asks for, on which figures, and what can be done with it."""
    return _demand(request, pk)


def _demand(request: SignedRequest, pk: int, form: MoveForm | None = None, status: int = 200) -> HttpResponse:
    thing = get_object_or_404(queries.visible_demands(request.user), pk=pk)
    own = thing.department_id == request.user.department_id
    moves = [each for each in open_moves(thing, request.user) if (each.name == "withdraw") <= own]
    context = {
        "demand": thing,
        "tone": TONES[thing.status],
        "items": thing.items.all(),
        "moves": moves,
        "returns": any(each.name == "return" for each in moves),
        "form": form or MoveForm(),
        "answer": queries.answer_for(thing.department, timezone.localdate()),
    }
    return render(request, "halls/demand.html", context, status=status)


@require_POST
@requires("planning.decide")
def move_demand(request: SignedRequest, pk: int, verb: str) -> HttpResponse:
    """A demand checked, agreed to, returned or withdrawn."""
    thing = get_object_or_404(queries.visible_demands(request.user), pk=pk)
    if verb not in {each.name for each in DEMAND.moves}:
        raise Http404
    form = MoveForm(request.POST)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    try:
        services.move_demand(by=request.user, demand=thing, move=verb, words=words)
    except Refused as refusal:
        form.is_valid()
        form.add_error(None, str(refusal))
        return _demand(request, pk, form, 422)
    messages.success(request, SAID[verb])
    return redirect("halls:demand", pk)


@requires("planning.check")
def traits(request: SignedRequest, pk: int) -> HttpResponse:
    """What floors and zones offer."""
    hall = _hall(request, pk)
    layout = queries.plan_on(hall, timezone.localdate())
    places = queries.places_of(layout) if layout else []
    form = TraitsForm(request.POST or None, places=places, stated=queries.traits_of(hall))
    if request.method == "POST" and places and form.is_valid():
        if changed := form.traits():
            services.state_traits(by=request.user, hall=hall, traits=changed)
            messages.success(request, f"已登记 {len(changed)} 处分区条件，此后测算的方案按它计算。")
        else:
            messages.info(request, "没有改动。")
        return redirect("halls:planning", hall.pk)
    context = {"hall": hall, "form": form, "lines": LINES.values(), "rows": form.rows(), "layout": layout}
    return render(request, "halls/traits.html", context, status=422 if form.errors else 200)


@requires("planning.run")
def request_arrangement(request: SignedRequest, pk: int) -> HttpResponse:
    """A plan asked for; it is worked out in the background."""
    hall = _hall(request, pk)
    day = queries.day_for(hall, timezone.localdate())
    form = ArrangementForm(request.POST or None, hall=hall, day=day)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.request_arrangement(
                by=request.user, hall=hall, day=form.cleaned_data["day"], asked=form.asked(),
                branches=list(form.cleaned_data["branches"]), weights=form.weights(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            tasks.arrange.enqueue(made.pk)
            return redirect("halls:arrangement", made.pk)
    return render(
        request, "halls/arrangement_form.html", {"hall": hall, "form": form}, status=422 if form.errors else 200
    )


@requires("halls.read")
def arrangement(request: SignedRequest, pk: int) -> HttpResponse:
    """One plan; asked again by htmx until it is over. `?with=` another beside it, `?department=` whose hours,
    `?download=pdf` in official layout.
    """
    thing = get_object_or_404(queries.visible_arrangements(request.user), pk=pk)
    finished = thing.status not in UNDER_WAY
    context: dict[str, Any] = {
        "plan": thing,
        "tone": TONES[thing.status],
        "finished": finished,
        "may_cancel": not finished and may(request.user, "planning.run"),
    }
    if thing.status == DONE and request.GET.get("download") == "pdf":
        return _paper(thing)
    if thing.status == DONE:
        context |= _answered(request, thing)
    answer = render(request, "halls/arrangement.html", context)
    if finished and request.htmx:
        answer["HX-Refresh"] = "true"
    return answer


def _paper(thing: Arrangement) -> HttpResponse:
    """The plan in official layout, to be printed."""
    answer = HttpResponse(layout.letter(paper.letter(thing)), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="plan-{thing.pk}.pdf"'
    return answer


def _answered(request: SignedRequest, thing: Arrangement) -> dict[str, Any]:
    found = showing.shown(thing)
    chosen = _chosen(request, [need.department for need in found.needs])
    others = queries.visible_arrangements(request.user).filter(hall=thing.hall_id, status=DONE).exclude(pk=thing.pk)
    beside = others.filter(pk=_number(request, "with")).first() if _number(request, "with") else None
    tone, title, words = showing.verdict(thing)
    return {
        "shown": found,
        "verdict": {"tone": tone, "title": title, "words": words},
        "tiles": showing.tiles(found),
        "pictures": list(showing.pictures(found.places, planned=found.planned)),
        "chart": showing.chart(found, chosen),
        "hours": showing.hours(found, chosen),
        "chosen": chosen,
        "departments": sorted((need.department for need in found.needs), key=lambda each: each.code),
        "clashes": found.said("clash"),
        "reliefs": found.said("relief"),
        "assumed": showing.ASSUMED,
        "merged": merging.merged(thing),
        "others": others[:50],
        "beside": beside,
        "compared": showing.compared(found, showing.shown(beside)) if beside else [],
        "again": reverse("halls:request_arrangement", args=[thing.hall_id]),
        "may_run": may(request.user, "planning.run"),
    }


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _chosen(request: HttpRequest, departments: list[Department]) -> Department | None:
    return next((each for each in departments if each.pk == _number(request, "department")), None)


@require_POST
@requires("planning.run")
def cancel(request: SignedRequest, pk: int) -> HttpResponse:
    """A plan given up while it is worked on."""
    thing = get_object_or_404(queries.visible_arrangements(request.user), pk=pk)
    services.cancel(by=request.user, arrangement=thing)
    messages.success(request, "已取消，没有保存任何结果。")
    return redirect("halls:arrangement", pk)
