"""The board: who has signed, who has not, and agreements for many departments in one run."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.common.errors import Refused
from yimen.common.page import page
from yimen.entry.agreements import queries, services
from yimen.entry.agreements.forms import BulkForm, Filter
from yimen.entry.agreements.models import Agreement, BulkDrafting, SigningStep
from yimen.entry.agreements.services import Term
from yimen.entry.agreements.states import SIGNED, SIGNING, TONES
from yimen.entry.agreements.tasks import draft_all
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may, roles_of
from yimen.people.rules import COUNTY_WIDE

Role = SigningStep.Role


@requires("agreement.read")
def board(request: SignedRequest) -> HttpResponse:
    """The agreements that the user may see, whose turn it is, and what waits for the user's own signature."""
    user, today = request.user, timezone.localdate()
    form = Filter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = queries.with_state(queries.visible_to(user), today)
    shown = queries.filtered(
        rows,
        day=today,
        state=chosen.get("state", ""),
        kind=chosen.get("kind", ""),
        department=chosen.get("department", ""),
        text=chosen.get("q", ""),
    )
    departments = queries.units(user.region, today)
    if not roles_of(user) & COUNTY_WIDE:
        departments = departments.filter(pk=user.department_id or 0)
    lines = page(request, shown.order_by("-pk"), load=_lines)
    context = {
        "page": lines,
        "filters": form,
        "figures": queries.figures(rows, departments, today),
        "mine": list(queries.my_turn(user).select_related("department")[:20]),
        "loose": queries.without_agreement(user.region, today).count() if roles_of(user) & COUNTY_WIDE else 0,
        "may_keep": may(user, "agreement.keep"),
        "runs": BulkDrafting.objects.filter(region=user.region_id)[:3] if may(user, "agreement.keep") else [],
    }
    return render(request, "entry/agreements/board.html", context)


def _lines(rows: Any) -> list[dict[str, Any]]:
    """Each agreement with its tone, whether its term is over, and its three places: who, and whether he has signed."""
    found: list[Agreement] = list(rows)
    today = timezone.localdate()
    steps = queries.steps_of(found)
    return [
        {
            "agreement": each,
            "tone": TONES[each.status],
            "over": queries.standing(each, today) == "expired",
            "steps": _steps(each, steps),
        }
        for each in found
    ]


def _steps(agreement: Agreement, steps: dict[int, list[SigningStep]]) -> list[dict[str, Any]]:
    shown = []
    turn = agreement.status == SIGNING
    for step in steps.get(agreement.pk, []):
        if step.signed_at:
            words, tone = "已签", "good"
        elif agreement.track == Agreement.Track.PAPER and agreement.status not in (SIGNING, "draft"):
            words, tone = "纸质", "good" if agreement.status == SIGNED else "plain"
        elif turn:
            words, tone = ("待签" if step.signer_id else "未指定"), "warn"
            turn = False
        else:
            words, tone = "未轮到", "plain"
        shown.append({"step": step, "words": words, "tone": tone})
    return shown


@requires("agreement.read")
def missing(request: SignedRequest) -> HttpResponse:
    """The units that have signed no commitment that is in force, and how far each is."""
    user, today = request.user, timezone.localdate()
    units = queries.units(user.region, today)
    if not roles_of(user) & COUNTY_WIDE:
        units = units.filter(pk=user.department_id or 0)
    context = {"page": page(request, queries.unsigned_units(units, today)), "may_keep": may(user, "agreement.keep")}
    return render(request, "entry/agreements/missing.html", context)


@requires("agreement.keep")
def bulk(request: SignedRequest) -> HttpResponse:
    """Starts a run for many departments."""
    user, today = request.user, timezone.localdate()
    choices: dict[str, Any] = {
        "versions": queries.newest_versions(queries.visible_templates(user)),
        "departments": queries.units(user.region, today),
        "centre": queries.candidates(Role.CENTRE, user.region, today),
        "leading_group": queries.candidates(Role.LEADING_GROUP, user.region, today),
    }
    initial = {"valid_from": today, "valid_to": today.replace(month=12, day=31), "powers": services.ALL_POWERS}
    form = BulkForm(request.POST or None, initial=initial, **choices)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        run = services.start_bulk(
            by=user,
            version=data["version"],
            departments=list(data["departments"]),
            term=Term(data["valid_from"], data["valid_to"]),
            centre=data["centre"],
            leading_group=data["leading_group"],
            powers=data["powers"],
            send=data["send"],
        )
        draft_all.enqueue(run.pk)
        return redirect("agreements:run", run.pk)
    context = {"form": form, "without_templates": not choices["versions"].exists()}
    return render(request, "entry/agreements/bulk.html", context, status=422 if form.errors else 200)


@requires("agreement.keep")
def run(request: SignedRequest, pk: int) -> HttpResponse:
    """How far a run is, and what came of each department."""
    thing = get_object_or_404(BulkDrafting.objects.filter(region=request.user.region_id), pk=pk)
    members = list(thing.members.select_related("department", "agreement").order_by("department__code"))
    seconds = (thing.finished_at - thing.started_at).total_seconds() if thing.finished_at else None
    context = {
        "run": thing,
        "members": members,
        "done": sum(each.done_at is not None for each in members),
        "made": sum(each.agreement_id is not None for each in members),
        "failed": sum(bool(each.failure) for each in members),
        "seconds": seconds,
    }
    return render(request, "entry/agreements/run.html", context)


@require_POST
@requires("agreement.keep")
def run_again(request: SignedRequest, pk: int) -> HttpResponse:
    """Queues what is left of a run: what broke off is tried again, what is done stays as it is."""
    thing = get_object_or_404(BulkDrafting.objects.filter(region=request.user.region_id), pk=pk)
    if thing.finished_at:
        raise Refused("这一批已经办完，没有要重试的部门。")
    draft_all.enqueue(thing.pk)
    messages.success(request, "已重新排队，办完的部门不会重复拟制。")
    return redirect("agreements:run", pk)


@require_POST
@requires("agreement.keep")
def remind_all(request: SignedRequest) -> HttpResponse:
    """Reminds everybody whose turn it is."""
    count = services.remind_all(by=request.user, region=request.user.region)
    messages.success(request, f"已催签 {count} 人：他们登录后在首页看到待签文件。")
    return redirect("agreements:board")
