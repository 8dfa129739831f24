"""Pages of branch halls: the board of all, and of each what is decided, who does what by when, and with what proof."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.common.errors import Refused
from yimen.common.page import page
from yimen.entry.branches import queries, services
from yimen.entry.branches.forms import (
    AddStepForm,
    ArrangeForm,
    DecideForm,
    OpinionForm,
    ProposalForm,
    ReportForm,
    ReturnForm,
    initial_of,
)
from yimen.entry.branches.models import BranchDecision
from yimen.entry.branches.queries import Standing
from yimen.entry.branches.states import CLOSED, DECIDED, EXAMINED, SUBMITTED, UNDER_WAY, WITH_DEPARTMENT
from yimen.entry.modes import Mode
from yimen.entry.views.items import status_of
from yimen.exchange import services as exchange
from yimen.halls.branches import queries as register
from yimen.halls.models import Hall
from yimen.people.access import SignedRequest, View, requires
from yimen.people.lifecycle import open_moves
from yimen.people.queries import may

SHOWN: dict[str, tuple[str, Callable[[Standing], bool]]] = {
    "": ("全部", lambda row: True),
    "undecided": ("待处置", lambda row: row.decision is None or row.words.startswith("已到期")),
    "deciding": ("拟报、审核和决定中", lambda row: _is(row, *WITH_DEPARTMENT, SUBMITTED, EXAMINED)),
    "executing": ("执行和核验中", lambda row: _is(row, *(set(DECIDED) - {CLOSED}))),
    "overdue": ("逾期", lambda row: row.overdue > 0),
    "closed": ("已办结", lambda row: _is(row, CLOSED)),
}
MODES = dict(Mode.choices)
PANELS = {"return": ReturnForm, "examine": OpinionForm, "decide": DecideForm, "confirm": OpinionForm}
"""Moves that ask for words -> their form."""
NOTES = {
    "examine": "审核通过后由县政府决定；审核人不能登记决定。",
    "return": "写明要改什么，部门修改后重报。",
    "decide": "登记决定文件的成文日期和文号；并入、关停的，分厅按完成日期关停。",
    "confirm": "只用于纳入统一管理的分厅：窗口、人员、评价已由政务服务中心统一管理。",
}


def _is(row: Standing, *states: str) -> bool:
    return row.decision is not None and row.decision.status in states and not row.words.startswith("已到期")


@requires("entry.read")
def branches(request: SignedRequest) -> HttpResponse:
    """The board: every branch hall with how it stands, who has to do what next, and what is overdue."""
    rows = queries.board(request.user, timezone.localdate())
    asked = request.GET.get("show", "")
    asked = asked if asked in SHOWN else ""
    context = {
        "rows": [row for row in rows if SHOWN[asked][1](row)],
        "counts": {key: sum(1 for row in rows if chosen(row)) for key, (_, chosen) in SHOWN.items()},
        "total": len(rows),
        "shown": [(key, label) for key, (label, _) in SHOWN.items()],
        "asked": asked,
    }
    return render(request, "entry/branches.html", context)


@requires("entry.read")
def branch(request: SignedRequest, pk: int) -> HttpResponse:
    """One branch hall: how it stands, its decision with steps and evidence, and what may be done now."""
    return _show(request, _hall(request, pk))


def _hall(request: SignedRequest, pk: int) -> Hall:
    return get_object_or_404(register.visible_branches(request.user), pk=pk)


def _decision(request: SignedRequest, pk: int) -> BranchDecision:
    return get_object_or_404(queries.visible_decisions(request.user), pk=pk)


def _show(request: SignedRequest, thing: Hall, status: int = 200, **bound: forms.Form) -> HttpResponse:
    day = timezone.localdate()
    [known] = register.known(register.visible_branches(request.user).filter(pk=thing.pk), day)
    decision = queries.newest([thing]).get(thing.pk)
    declared = queries.declared_there(thing, day)
    context: dict[str, Any] = {
        "hall": thing,
        "row": queries.standing(known, decision, day),
        "decision": decision,
        "items": page(request, declared, size=20, load=_with_words),
        "listed": queries.on_the_list(thing.department, day) if thing.department else 0,
        "former": queries.visible_decisions(request.user).filter(hall=thing).exclude(pk=decision.pk)
        if decision
        else [],
        "may_propose": _may_propose(request, thing, decision, day),
        "may_state": may(request.user, "halls.state_branch"),
    }
    if decision is not None:
        context |= _acts(request, decision, day, bound)
    return render(request, "entry/branch.html", context, status=status)


def _with_words(rows: Any) -> list[Any]:
    """The rows with `mode_words`, the mode as it is called."""
    found = list(rows)
    for row in found:
        row.mode_words = MODES.get(row.mode, "")
    return found


def _own(request: SignedRequest, thing: Hall | BranchDecision) -> bool:
    return request.user.department_id == thing.department_id and may(request.user, "entry.branch_propose")


def _may_propose(request: SignedRequest, thing: Hall, decision: BranchDecision | None, day: date) -> bool:
    free = decision is None or decision.status in (*WITH_DEPARTMENT, CLOSED) or queries.lapsed(decision, day)
    return free and _own(request, thing)


def _acts(request: SignedRequest, decision: BranchDecision, day: date, bound: dict[str, forms.Form]) -> dict[str, Any]:
    """What the account may do with the decision now: bare buttons, panels with forms, reports of steps."""
    moves = {move.name: move for move in open_moves(decision, request.user)}
    own, other = _own(request, decision), request.user.department_id != decision.department_id
    panels = [
        (moves[name], bound.get(name) or form(auto_id=f"{name}-%s"), NOTES[name])
        for name, form in PANELS.items()
        if name in moves and other and not (name == "confirm" and decision.moves_cases)
    ]
    under_way = decision.status in UNDER_WAY
    asked = getattr(decision, "request", None)
    arranging = asked is not None and may(request.user, "entry.branch_arrange") and other and decision.status != CLOSED
    return {
        "panels": panels,
        "steps": [
            (row, bound.get(f"report-{row.step.pk}") or ReportForm(auto_id=f"report-{row.step.pk}-%s"))
            for row in queries.step_rows(decision, day)
        ],
        "may_report": own and under_way,
        "may_submit": own and "submit" in moves,
        "may_finish": own and "finish" in moves,
        "asked": asked,
        "arrange_form": (bound.get("arrange") or ArrangeForm(auto_id="arrange-%s")) if arranging else None,
        "add_step_form": (bound.get("step") or AddStepForm(decision=decision, auto_id="step-%s"))
        if under_way and other and may(request.user, "entry.branch_examine")
        else None,
        "checks": decision.checks.all(),
        "counts_from": queries.counts_from(decision),
    }


@requires("entry.branch_propose")
def propose(request: SignedRequest, pk: int) -> HttpResponse:
    """The form of a proposal; a refusal shows it again with the sentence."""
    thing, day = _hall(request, pk), timezone.localdate()
    former = queries.open_decision(thing)
    form = ProposalForm(request.POST or None, hall=thing, day=day, initial=initial_of(former))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.propose(by=request.user, hall=thing, proposal=form.proposal)
            except Refused as refusal:
                form.add_error(None, str(refusal))
                status = status_of(refusal)
            else:
                messages.success(request, "处置已拟报。请核对后点“报营商局审核”。")
                return redirect("entry:branch", pk)
    return render(request, "entry/propose_branch.html", {"hall": thing, "form": form}, status=status)


def _doing(act: str, name: str, form: type[forms.Form] | None, verb: Callable[..., Any], said: str) -> View:
    """A view of one verb on a decision: takes its form if it has one; a refusal shows the page again with it."""

    @require_POST
    @requires(act)
    def view(request: SignedRequest, pk: int) -> HttpResponse:
        thing = _decision(request, pk)
        if form is None:
            verb(by=request.user, decision=thing)
            messages.success(request, said)
            return redirect("entry:branch", thing.hall_id)
        return _taken(
            request, thing.hall, name, form(request.POST, auto_id=f"{name}-%s"),
            lambda data: verb(by=request.user, decision=thing, **data), said,
        )  # fmt: skip

    view.permission = act  # type: ignore[attr-defined]
    return view


def _taken(
    request: SignedRequest, thing: Hall, name: str, form: forms.Form, verb: Callable[[dict[str, Any]], Any], said: str
) -> HttpResponse:
    """Calls the verb with a valid form; else, or when it is refused, the page with the form under its name."""
    status = 422
    if form.is_valid():
        try:
            verb(form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = status_of(refusal)
        else:
            messages.success(request, said)
            return redirect("entry:branch", thing.pk)
    return _show(request, thing, status, **{name: form})


submit = _doing("entry.branch_propose", "submit", None, services.submit, "已报营商局审核。")
return_decision = _doing("entry.branch_examine", "return", ReturnForm, services.return_decision, "已退回部门修改。")
examine = _doing("entry.branch_examine", "examine", OpinionForm, services.examine, "审核通过，待县政府决定。")
decide = _doing("entry.branch_decide", "decide", DecideForm, services.decide, "县政府决定已登记，进入执行。")
arrange = _doing("entry.branch_arrange", "arrange", ArrangeForm, services.arrange, "窗口安排已登记，部门可以看到。")
finish = _doing("entry.branch_propose", "finish", None, services.finish, "已报告完成，由营商局以办件数据核验。")
confirm = _doing("entry.branch_examine", "confirm", OpinionForm, services.confirm, "已确认到位，处置办结。")


@require_POST
@requires("entry.branch_examine")
def add_step(request: SignedRequest, pk: int) -> HttpResponse:
    """Adds a step to a decision under way."""
    thing = _decision(request, pk)
    form = AddStepForm(request.POST, decision=thing, auto_id="step-%s")

    def add(data: dict[str, Any]) -> None:
        services.add_step(by=request.user, decision=thing, **data)

    return _taken(request, thing.hall, "step", form, add, "步骤已补充。")


@require_POST
@requires("entry.branch_propose")
def report_step(request: SignedRequest, pk: int) -> HttpResponse:
    """Takes the evidence of a step."""
    step = get_object_or_404(queries.visible_steps(request.user), pk=pk)
    name = f"report-{step.pk}"
    form = ReportForm(request.POST, request.FILES, auto_id=f"{name}-%s")

    def report(data: dict[str, Any]) -> None:
        services.report_step(
            by=request.user, step=step, done_on=data["done_on"], words=data["words"], upload=form.upload
        )

    return _taken(request, step.decision.hall, name, form, report, "步骤完成情况已登记，文件摘要已记入存证账本。")


@requires("entry.read")
def evidence(request: SignedRequest, pk: int) -> FileResponse:
    """An evidence file, always as a download."""
    row = get_object_or_404(queries.visible_evidence(request.user), pk=pk)
    content = io.BytesIO(exchange.kept_file(row.digest))
    return FileResponse(content, as_attachment=True, filename=row.file_name, content_type="application/octet-stream")
