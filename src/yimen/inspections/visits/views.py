"""Pages of visits: plans and their draw, one visit, scripts, and what anybody needs to draw again."""

import io
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.common.errors import said_in
from yimen.common.page import Page, page
from yimen.common.pictures import cleaned
from yimen.exchange import services as exchange
from yimen.inspections.visits import draw as drawing
from yimen.inspections.visits import queries, rules, services
from yimen.inspections.visits.forms import DrawForm, PlanForm, ReasonForm, ScriptForm, SignForm
from yimen.inspections.visits.models import Visit, VisitPlan, Where
from yimen.inspections.visits.phone.services import media_type
from yimen.inspections.visits.states import COMMITTED, DRAWN, OPENED, REVEALED, SEALED, TONES
from yimen.people.access import SignedRequest, public, requires
from yimen.people.queries import may

REPLAY = Path(__file__).parent / "standalone" / "replay_draw.py"


@requires("visit.read")
def plans(request: SignedRequest) -> HttpResponse:
    """The plans, whether enough was asked, what the inspector has to do; POST commits a plan's seed."""
    plans_ = may(request.user, "visit.plan")
    form: PlanForm | None = None
    if plans_:
        form = PlanForm(request.POST or None, scripts=queries.visible_scripts(request.user))
    if request.method == "POST" and form is not None and form.is_valid():
        with said_in(form):
            made = services.commit(by=request.user, region=request.user.region, **form.content)
            messages.success(request, f"种子已封存：{made.beacon_on} 公开随机数公布后即可抽签。")
            return redirect("inspections:plan", made.pk)
    shown: Page[VisitPlan] = page(request, queries.visible_plans(request.user), size=20)
    today = timezone.localdate()
    since = queries.year_before(today)
    mine = queries.visible_visits(request.user).filter(status__in=(SEALED, OPENED))
    context = {
        "page": shown,
        "rows": [(each, TONES[each.status]) for each in shown.rows],
        "form": form,
        "scripts": queries.visible_scripts(request.user),
        "stop": queries.stop_of(request.user.region, since),
        "stops": queries.stops_by_department(queries.visible_visits(request.user)),
        "rules": rules,
        "mine": [each for each in mine if request.user.pk in (each.first_id, each.second_id)],
        "goes": may(request.user, "visit.go"),
    }
    return render(request, "inspections/plans.html", context, status=422 if form and form.errors else 200)


def _plan(request: SignedRequest, pk: int) -> VisitPlan:
    return get_object_or_404(queries.visible_plans(request.user), pk=pk)


@requires("visit.read")
def plan(request: SignedRequest, pk: int) -> HttpResponse:
    """One plan: its seed, the departments in the draw with their weights, its visits."""
    return _show_plan(request, _plan(request, pk))


def _show_plan(request: SignedRequest, thing: VisitPlan, status: int = 200, **forms: Any) -> HttpResponse:
    visits = list(queries.visible_visits(request.user).filter(plan=thing))
    own = thing.region_id == request.user.region_id and may(request.user, "visit.plan")
    candidates = list(thing.candidates.select_related("department"))
    total = sum(each.weight for each in candidates) or 1
    context = {
        "plan": thing,
        "tone": TONES[thing.status],
        "visits": [(each, TONES[each.status]) for each in visits],
        "candidates": [(each, each.weight / total) for each in candidates],
        "may_draw": own and thing.status == COMMITTED,
        "may_reveal": own and thing.status == DRAWN,
        "may_call_off": own,
        "still": sum(each.status == SEALED for each in visits),
        "kept": thing.status == REVEALED and drawing.commitment(thing.secret) == thing.commitment,
        "today": timezone.localdate(),
        "form": DrawForm(),
        "reason_form": ReasonForm(),
        **forms,
    }
    return render(request, "inspections/plan.html", context, status=status)


@require_POST
@requires("visit.plan")
def draw(request: SignedRequest, pk: int) -> HttpResponse:
    """The plan drawn, its targets sealed."""
    thing = _plan(request, pk)
    form = DrawForm(request.POST)
    if form.is_valid():
        with said_in(form):
            services.draw(by=request.user, plan=thing, beacon=form.cleaned_data["beacon"])
            messages.success(request, "已抽签：对象封存，只有抽到的两名督查人员到期才能启封。")
            return redirect("inspections:plan", pk)
    return _show_plan(request, thing, 422, form=form)


@require_POST
@requires("visit.plan")
def reveal(request: SignedRequest, pk: int) -> HttpResponse:
    """The seed made public."""
    services.reveal(by=request.user, plan=_plan(request, pk))
    messages.success(request, "种子已公开，任何人都可以用重抽脚本核对。")
    return redirect("inspections:plan", pk)


@public
def published(request: HttpRequest, pk: int) -> JsonResponse:
    """What anybody needs to draw a revealed plan again; absent before, so that nothing tells of a target."""
    thing = get_object_or_404(VisitPlan, pk=pk, status=REVEALED)
    answer = JsonResponse(queries.published(thing), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="draw-{pk}.json"'
    return answer


@public
def replay(request: HttpRequest) -> HttpResponse:
    """The stand-alone script that draws again."""
    answer = HttpResponse(REPLAY.read_bytes(), content_type="text/x-python; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="replay_draw.py"'
    return answer


def _visit(request: SignedRequest, pk: int) -> Visit:
    return get_object_or_404(queries.visible_visits(request.user), pk=pk)


@requires("visit.read")
def visit(request: SignedRequest, pk: int) -> HttpResponse:
    """One visit: sealed, or with what was seen, who signed it and what came of it."""
    return _show_visit(request, _visit(request, pk))


def _show_visit(request: SignedRequest, thing: Visit, status: int = 200, **forms: Any) -> HttpResponse:
    today = timezone.localdate()
    goes = may(request.user, "visit.go") and request.user.pk in (thing.first_id, thing.second_id)
    digest = queries.digest_of(thing)
    signatures = list(thing.signatures.select_related("by"))
    records = queries.standing_observations(thing) if thing.department_id else []
    context = {
        "visit": thing,
        "plan": thing.plan,
        "tone": TONES[thing.status],
        "records": [(each, each.outcome in rules.AGAINST, abs(each.drift) > rules.DRIFT) for each in records],
        "missing": queries.missing_photos(thing),
        "signatures": [(each, each.digest == digest) for each in signatures],
        "findings": thing.findings.select_related("finding"),
        "may_open": goes and thing.status == SEALED and thing.plan.period_from <= today <= thing.plan.period_to,
        "may_sign": goes
        and thing.status == OPENED
        and bool(records)
        and not any(each.by_id == request.user.pk and each.digest == digest for each in signatures),
        "goes": goes,
        "form": SignForm(initial={"seen": digest}),
        "digest": digest,
        **forms,
    }
    return render(request, "inspections/visit.html", context, status=status)


@require_POST
@requires("visit.go")
def open_visit(request: SignedRequest, pk: int) -> HttpResponse:
    """The target opened by one of the two."""
    done = services.open_visit(by=request.user, visit=_visit(request, pk))
    messages.success(request, f"已启封：{done.department}。请在手机上打开“现场记录”，没有网络也能用。")
    return redirect("inspections:visit", pk)


@require_POST
@requires("visit.plan")
def call_off(request: SignedRequest, pk: int) -> HttpResponse:
    """An unopened visit given up."""
    thing = _visit(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _show_plan(request, thing.plan, 422, reason_form=form)
    services.call_off(by=request.user, visit=thing, reason=form.cleaned_data["reason"])
    messages.success(request, "已取消，对象保持封存。")
    return redirect("inspections:plan", thing.plan_id)


@require_POST
@requires("visit.go")
def sign_visit(request: SignedRequest, pk: int) -> HttpResponse:
    """The visit signed by one of the two."""
    thing = _visit(request, pk)
    form = SignForm(request.POST)
    if not form.is_valid():
        return _show_visit(request, thing, 422, form=form)
    done = services.sign(by=request.user, visit=thing, seen=form.cleaned_data["seen"])
    found = done.findings.count()
    said = f"两人已签字，{found} 条疑点已转入“疑点”。" if done.status != OPENED else "已签字，等待另一名督查人员签字。"
    messages.success(request, said)
    return redirect("inspections:visit", pk)


@requires("visit.read")
def photo(request: SignedRequest, pk: int) -> FileResponse:
    """A photograph without what the camera wrote beside it; as it was taken it stays in the store, by its digest."""
    row = get_object_or_404(queries.visible_photos(request.user), pk=pk)
    if row.whole_at is None:
        raise Http404
    content = exchange.kept_file(row.digest)
    shown = io.BytesIO(cleaned(content, "这张照片"))
    return FileResponse(shown, filename=f"photo-{row.pk}", content_type=media_type(content))


@requires("visit.plan")
def scripts(request: SignedRequest) -> HttpResponse:
    """The scripts with their steps; POST makes a new edition."""
    places = dict(Where.choices)
    ours = "\n".join(f"{places[where]}｜{ask}｜{look}" for where, ask, look in rules.SCRIPT)
    form = ScriptForm(request.POST or None, initial={"lines": ours})
    if request.method == "POST" and form.is_valid():
        with said_in(form):
            data = form.cleaned_data
            services.make_script(by=request.user, region=request.user.region, name=data["name"], steps=data["lines"])
            messages.success(request, "脚本已保存为新的一版。")
            return redirect("inspections:scripts")
    context = {"scripts": queries.visible_scripts(request.user), "form": form}
    return render(request, "inspections/scripts.html", context, status=422 if form.errors else 200)
