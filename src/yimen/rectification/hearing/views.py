"""Pages of findings: the list, one finding with its grounds and its hearing, and the whole chain around it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.common.errors import said_in
from yimen.common.page import page
from yimen.people.access import SignedRequest, requires
from yimen.people.lifecycle import open_moves
from yimen.people.queries import visible_departments
from yimen.rectification import services
from yimen.rectification.chain import chain_of
from yimen.rectification.forms import (
    ExplanationForm,
    Filter,
    GroundForm,
    Judgement,
    OrderForm,
    PaperOrderForm,
    PaperWords,
)
from yimen.rectification.hearing.queries import may_add, standing_in_the_way
from yimen.rectification.models import Finding
from yimen.rectification.queries import FINDING_GROUPS, UNJUDGED, chosen_findings, may_issue, visible_findings
from yimen.rectification.rules import UNKNOWN, witness_of_source, witnesses
from yimen.rectification.states import FINDING, TONES


@requires("finding.read")
def findings(request: SignedRequest) -> HttpResponse:
    """The list of findings, filtered by status, department and words."""
    form = Filter(
        request.GET, states=[*FINDING_GROUPS.items(), *FINDING.choices], departments=visible_departments(request.user)
    )
    rows = chosen_findings(request.user, form.chosen())
    return render(request, "rectification/findings.html", {"page": page(request, rows), "filter": form, "tones": TONES})


@requires("finding.read")
def finding(request: SignedRequest, pk: int) -> HttpResponse:
    """One finding: what was seen, its innocent explanation, what the department said, and what may be done now."""
    return _show_finding(request, get_object_or_404(visible_findings(request.user), pk=pk))


def named(thing: Finding) -> str:
    return "承诺条款" if thing.kind == Finding.Kind.PROMISE else "事项编码"


def _source(thing: Finding) -> str:
    """Where it came from, in words, with its code."""
    witness = witnesses().get(witness_of_source(thing.source))
    return f"{witness.title}（{thing.source}）" if witness else thing.source


def _facts(thing: Finding) -> list[tuple[str, object]]:
    return [
        ("部门", thing.department),
        (named(thing), thing.subject),
        ("类别", thing.get_kind_display()),
        ("数据期间", f"{thing.period_from} 至 {thing.period_to}"),
        ("来源", _source(thing)),
        ("登记时间", timezone.localtime(thing.recorded_at).strftime("%Y-%m-%d %H:%M")),
        ("申辩期限", str(thing.hear_by or "—")),
        ("提出人", thing.found_by or "核验引擎"),
        *([("严重程度", thing.get_severity_display()), ("原因", thing.get_cause_display())] if thing.severity else []),
    ]


def _show_finding(request: SignedRequest, thing: Finding, status: int = 200, **forms: object) -> HttpResponse:
    today = timezone.localdate()
    moves = {move.name for move in open_moves(thing, request.user)}
    own = thing.department_id == request.user.department_id
    run = thing.source.split(":")
    context = {
        "finding": thing,
        "tone": TONES[thing.status],
        "facts": _facts(thing),
        "explanations": thing.explanations.select_related("by"),
        "grounds": thing.grounds.select_related("by"),
        "in_the_way": standing_in_the_way(thing, request.user, today) if thing.status in UNJUDGED else "",
        "order": getattr(thing, "order", None),
        "may_explain": "explain" in moves and own,
        "may_judge": "accept" in moves,
        "may_withdraw": "withdraw" in moves and not hasattr(thing, "order") and thing.status_by_id != request.user.pk,
        "may_order": may_issue(request.user, thing),
        "verdict_run": run[-1] if run[0] == "evidence" else "",
        "words": ExplanationForm(),
        "judgement": Judgement(withdrawing="withdraw" in moves),
        "paper_words": PaperWords(prefix="paper_words"),
        "ground_form": _ground_form(request, thing),
        "order_form": OrderForm(),
        "paper_form": PaperOrderForm(prefix="paper"),
        **forms,
    }
    return render(request, "rectification/finding.html", context, status=status)


def _ground_form(request: SignedRequest, thing: Finding) -> GroundForm | None:
    kinds = may_add(request.user)
    open_now = thing.status in UNJUDGED and request.user.department_id != thing.department_id
    return GroundForm(prefix="ground", kinds=kinds) if kinds and open_now else None


@requires("finding.read")
def chain(request: SignedRequest, pk: int) -> HttpResponse:
    """Everything on record about the matter of a finding, from the duty to the relapse, each step opening its page."""
    thing = get_object_or_404(visible_findings(request.user), pk=pk)
    stages = chain_of(request.user, thing, timezone.localdate())
    context = {"finding": thing, "tone": TONES[thing.status], "stages": stages, "order": getattr(thing, "order", None)}
    return render(request, "rectification/chain.html", context)


@require_POST
@requires("finding.ground")
def ground(request: SignedRequest, pk: int) -> HttpResponse:
    """Another ground, from an officer who looked at originals or an inspector who was there."""
    thing = get_object_or_404(visible_findings(request.user), pk=pk)
    form = GroundForm(request.POST, prefix="ground", kinds=may_add(request.user))
    if form.is_valid():
        with said_in(form):
            services.add_ground(by=request.user, finding=thing, **form.cleaned_data)
    if not form.is_valid():
        return _show_finding(request, thing, 422, ground_form=form)
    messages.success(request, "依据已补充。")
    return redirect("rectification:finding", pk)


@require_POST
@requires("finding.explain")
def explain(request: SignedRequest, pk: int) -> HttpResponse:
    """The department's words on a finding."""
    thing = get_object_or_404(visible_findings(request.user), pk=pk)
    form = ExplanationForm(request.POST)
    if not form.is_valid():
        return _show_finding(request, thing, 422, words=form)
    services.explain(by=request.user, finding=thing, **form.cleaned_data)
    messages.success(request, "说明已提交，营商局将据此认定或排除。")
    return redirect("rectification:finding", pk)


@require_POST
@requires("finding.judge")
def judge(request: SignedRequest, pk: int) -> HttpResponse:
    """The officer's judgement: `accept` or `dismiss`; `withdraw` takes another's back, `paper` registers a paper."""
    thing = get_object_or_404(visible_findings(request.user), pk=pk)
    if request.POST.get("move") == "paper":
        return _on_paper(request, thing)
    move = request.POST.get("move")
    form = Judgement(request.POST, withdrawing=move == "withdraw")
    if not form.is_valid():
        return _show_finding(request, thing, 422, judgement=form)
    said = form.cleaned_data
    with said_in(form):
        if move == "withdraw":
            services.withdraw(by=request.user, finding=thing, reason=said["judgement"])
        else:
            services.judge(by=request.user, finding=thing, accept=move == "accept", judgement=said["judgement"],
                           cause=said["cause"] or UNKNOWN)  # fmt: skip
    if not form.is_valid():
        return _show_finding(request, thing, 422, judgement=form)
    messages.success(request, _JUDGED.get(move or "", "已排除，疑点办结。"))
    return redirect("rectification:finding", pk)


def _on_paper(request: SignedRequest, thing: Finding) -> HttpResponse:
    form = PaperWords(request.POST, prefix="paper_words")
    if form.is_valid():
        with said_in(form):
            services.explain_on_paper(by=request.user, finding=thing, **form.cleaned_data)
    if not form.is_valid():
        return _show_finding(request, thing, 422, paper_words=form)
    messages.success(request, "部门书面说明已登记。")
    return redirect("rectification:finding", thing.pk)


_JUDGED = {"accept": "已认定，可下达整改单。", "withdraw": "认定已撤回，疑点在列表中标明为“已撤回”。"}


@require_POST
@requires("order.issue")
def issue(request: SignedRequest, pk: int) -> HttpResponse:
    """A new order from an accepted finding."""
    thing = get_object_or_404(visible_findings(request.user), pk=pk)
    form = OrderForm(request.POST)
    if not form.is_valid():
        return _show_finding(request, thing, 422, order_form=form)
    order = services.issue_order(by=request.user, finding=thing, **form.cleaned_data)
    messages.success(request, f"整改单 {order.number} 已下达，等待 {order.department} 签收。")
    return redirect("rectification:order", order.pk)


@require_POST
@requires("order.issue")
def register(request: SignedRequest, pk: int) -> HttpResponse:
    """An order of paper of before this system, with the department's answer on paper."""
    thing = get_object_or_404(visible_findings(request.user), pk=pk)
    form = PaperOrderForm(request.POST, request.FILES, prefix="paper")
    if not form.is_valid():
        return _show_finding(request, thing, 422, paper_form=form)
    files = form.cleaned_data.pop("materials")
    order = services.register_paper_order(by=request.user, finding=thing, files=files, **form.cleaned_data)
    messages.success(request, f"纸质整改单 {order.number} 已补登，请受理复核。")
    return redirect("rectification:order", order.pk)
