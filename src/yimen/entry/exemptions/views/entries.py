"""One entry: its text, who decided what about it, what was promised meanwhile, and the moves that are open."""

import io
from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.catalog.models import Item
from yimen.common.errors import Conflict, Refused
from yimen.common.text import tidy
from yimen.entry import queries as entry_queries
from yimen.entry.exemptions import queries, services
from yimen.entry.exemptions.forms import (
    ApproveForm,
    EvidenceForm,
    ExemptionForm,
    NewExemptionForm,
    ReviewForm,
    SeenForm,
    SignForm,
    StepForm,
    WithdrawForm,
    initial_of,
)
from yimen.entry.exemptions.models import CureStep, Exemption, ExemptionEvidence
from yimen.entry.exemptions.room import rooms_of
from yimen.entry.exemptions.rules import REASONS
from yimen.entry.exemptions.states import DRAFT
from yimen.entry.exemptions.wording import digest_of
from yimen.exchange import services as exchange
from yimen.halls.planning.queries import answer_for
from yimen.people.access import SignedRequest, View, requires
from yimen.people.lifecycle import open_moves
from yimen.people.queries import may

FORMS: dict[str, type[forms.Form]] = {
    "sign": SignForm,
    "review": ReviewForm,
    "approve": ApproveForm,
    "publish": SeenForm,
    "withdraw": WithdrawForm,
}
"""Panels of a page, in the order of the way; `review` stands for passing and returning."""
TITLES = {
    "sign": "部门签署",
    "review": "合法性审查",
    "approve": "登记政府批准",
    "publish": "公布",
    "withdraw": "撤回条目",
}
NOTES = {
    "sign": "签署即确认本页文本和佐证；文本以后有任何改动，签署失效。",
    "review": "审查的是部门签署的这一文本。",
    "approve": "批准只对本页文本有效；文本改动后须重新批准。",
    "publish": "公布后自次日（或起始日期，取较晚者）起生效，不追溯此前的办理。",
    "withdraw": "撤回自今日起生效，此前生效的日期不改写。",
}


def _found(request: SignedRequest, pk: int) -> Exemption:
    return get_object_or_404(queries.with_names(queries.visible_exemptions(request.user)), pk=pk)


@requires("entry.read")
def exemption(request: SignedRequest, pk: int) -> HttpResponse:
    """One entry of the negative list with what may be done to it."""
    return _answer(request, _found(request, pk))


@requires("entry.draft_exemption")
def draft(request: SignedRequest) -> HttpResponse:
    """Drafts an entry; a refusal shows the form again."""
    form = NewExemptionForm(request.POST or None, initial={"item_code": request.GET.get("item", "")})
    if request.method != "POST":
        return _form_page(request, form, "起草负面清单条目")
    if form.is_valid():
        code = tidy(form.cleaned_data["item_code"])
        item = Item.objects.filter(region=request.user.region_id, code=code).first()
        if item is None:
            form.add_error("item_code", f"本县事项清单中没有编码 {code}：请从事项清单复制实施编码。")
        elif row := _tried(form, lambda: services.draft(by=request.user, item=item, content=form.content)):
            messages.success(request, "条目已起草。请上传佐证，再由部门签署；公布之前不产生效力。")
            return redirect("entry:exemption", pk=row.pk)
    return _form_page(request, form, "起草负面清单条目", _status(form))


@requires("entry.draft_exemption")
def revise(request: SignedRequest, pk: int) -> HttpResponse:
    """Rewrites an entry that was not published; signatures of the old text lapse."""
    thing = _found(request, pk)
    form = ExemptionForm(request.POST or None, initial=initial_of(thing))
    verb = partial(_tried, form, lambda: services.revise(by=request.user, exemption=thing, content=form.content))
    if request.method == "POST" and form.is_valid() and verb():
        messages.success(request, "文本已修改，条目回到起草；原来的签署、审查和批准不再有效。")
        return redirect("entry:exemption", pk=pk)
    status = _status(form) if request.method == "POST" else 200
    return _form_page(request, form, "修改负面清单条目", status, thing)


@requires("entry.draft_exemption")
def renew(request: SignedRequest, pk: int) -> HttpResponse:
    """Drafts an entry that continues this one from the day after its end."""
    thing = _found(request, pk)
    start = {**initial_of(thing), "valid_from": services.following(thing), "valid_to": None}
    form = ExemptionForm(request.POST or None, initial=start)
    verb = partial(_tried, form, lambda: services.renew(by=request.user, exemption=thing, content=form.content))
    if request.method == "POST" and form.is_valid() and (row := verb()):
        messages.success(request, "续期条目已起草，须重新经过签署、审查、批准和公布。")
        return redirect("entry:exemption", pk=row.pk)
    status = _status(form) if request.method == "POST" else 200
    return _form_page(request, form, "续期负面清单条目", status, thing)


@require_POST
@requires("entry.draft_exemption")
def attach(request: SignedRequest, pk: int) -> HttpResponse:
    """Adds an evidence file to a draft."""
    thing = _found(request, pk)
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        data = form.cleaned_data
        if _tried(
            form,
            lambda: services.attach(by=request.user, exemption=thing, kind=data["kind"], upload=data["material"]),
        ):
            messages.success(request, "佐证已收存，成为条目文本的一部分。")
            return redirect("entry:exemption", pk=pk)
    return _answer(request, thing, _status(form), evidence_form=form)


@requires("entry.read")
def evidence(request: SignedRequest, pk: int) -> FileResponse:
    """An evidence file, always as a download."""
    rows = ExemptionEvidence.objects.filter(exemption__in=queries.visible_exemptions(request.user))
    row = get_object_or_404(rows, pk=pk)
    content = io.BytesIO(exchange.kept_file(row.digest))
    return FileResponse(content, as_attachment=True, filename=row.file_name, content_type="application/octet-stream")


@require_POST
@requires("entry.draft_exemption")
def finish_step(request: SignedRequest, pk: int) -> HttpResponse:
    """Tells a step of the cure plan as done."""
    steps = CureStep.objects.filter(exemption__in=queries.visible_exemptions(request.user))
    step = get_object_or_404(steps.select_related("exemption__department"), pk=pk)
    form = StepForm(request.POST)
    if not form.is_valid():
        raise Refused("请写明完成情况，至少四个字。")
    services.finish_step(by=request.user, step=step, note=form.cleaned_data["note"])
    messages.success(request, "整改步骤已登记完成。")
    return redirect("entry:exemption", pk=step.exemption_id)


Verb = Callable[[SignedRequest, Exemption, dict[str, Any]], str]


def _decision(act: str, name: str, verb: Verb) -> View:
    """A view for one decision: takes its form, does it, says what happened; a refusal shows the page again."""

    @require_POST
    @requires(act)
    def view(request: SignedRequest, pk: int) -> HttpResponse:
        thing = _found(request, pk)
        form = FORMS[name](request.POST)
        if form.is_valid() and (said := _tried(form, lambda: verb(request, thing, form.cleaned_data))):
            messages.success(request, said)
            return redirect("entry:exemption", pk=pk)
        return _answer(request, _found(request, pk), _status(form), {name: form})

    view.permission = act  # type: ignore[attr-defined]
    return view


def _sign(request: SignedRequest, thing: Exemption, data: dict[str, Any]) -> str:
    services.sign(by=request.user, exemption=thing, **data)
    return "已签署，等待合法性审查。"


def _review(request: SignedRequest, thing: Exemption, data: dict[str, Any]) -> str:
    passes = request.POST.get("move") != "return"
    services.review(by=request.user, exemption=thing, passes=passes, **data)
    return "审查通过，报县政府批准后由另一位人员登记。" if passes else "已退回部门修改。"


def _approve(request: SignedRequest, thing: Exemption, data: dict[str, Any]) -> str:
    services.approve(by=request.user, exemption=thing, **data)
    return "已登记批准，公布后生效。"


def _publish(request: SignedRequest, thing: Exemption, data: dict[str, Any]) -> str:
    done = services.publish(by=request.user, exemption=thing, **data)
    return f"已公布，自 {done.holds_from} 起生效，此前的办理不受影响。"


def _withdraw(request: SignedRequest, thing: Exemption, data: dict[str, Any]) -> str:
    services.withdraw(by=request.user, exemption=thing, **data)
    return "条目已撤回，该事项自今日起应当进驻。"


sign = _decision("entry.sign_exemption", "sign", _sign)
review = _decision("entry.review_exemption", "review", _review)
approve = _decision("entry.approve_exemption", "approve", _approve)
publish = _decision("entry.exempt", "publish", _publish)
withdraw = _decision("entry.exempt", "withdraw", _withdraw)


def _tried(form: forms.Form, verb: Callable[[], Any]) -> Any:
    """What the verb returns; None when it refused, with the sentence in the form."""
    try:
        return verb()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        form.conflict = isinstance(refusal, Conflict)  # type: ignore[attr-defined]
        return None


def _status(form: forms.Form) -> int:
    return 409 if getattr(form, "conflict", False) else 422


def _form_page(
    request: SignedRequest, form: forms.Form, title: str, status: int = 200, thing: Exemption | None = None
) -> HttpResponse:
    context = {"form": form, "title": title, "exemption": thing, "rules": REASONS.values()}
    return render(request, "entry/exemptions/draft.html", context, status=status)


def _answer(
    request: SignedRequest,
    thing: Exemption,
    status: int = 200,
    bound: dict[str, forms.Form] | None = None,
    **context: Any,
) -> HttpResponse:
    day = timezone.localdate()
    code, words, tone = queries.standing(thing, day)
    moves = {move.name for move in open_moves(thing, request.user)}
    own = thing.department_id == request.user.department_id
    mine = may(request.user, "entry.draft_exemption") and (own or may(request.user, "entry.exempt"))
    creep = queries.creep_of([thing.item_id], day).get(thing.item_id)
    page = {
        "exemption": thing,
        "standing": (code, words, tone),
        "holds": thing.holds(day),
        "day": day,
        "digest": digest_of(thing),
        "timeline": _timeline(queries.signatures(thing)),
        "creep": creep,
        "earlier": _others(request, thing),
        "presence": queries.presence_of([thing], day).get(thing.pk, []),
        "room": rooms_of([thing], day).get(thing.pk),
        "planned": answer_for(thing.department, day) if thing.rule.names_collectors else None,
        "steps": queries.steps_of(thing),
        "objections": thing.objections.all(),
        "state": entry_queries.state_on(day).filter(item=thing.item_id).first(),
        "panels": _panels(thing, moves, own=own, bound=bound or {}),
        "may_revise": mine and "revise" in moves,
        "may_attach": mine and thing.status == DRAFT and not thing.rule.reference_only,
        "may_renew": mine and services.may_renew(thing),
        "may_finish": own and may(request.user, "entry.draft_exemption"),
        "may_read_evidence": may(request.user, "evidence.read"),
        "evidence_form": EvidenceForm(),
        "step_form": StepForm(),
        **context,
    }
    return render(request, "entry/exemptions/entry.html", page, status=status)


def _others(request: SignedRequest, thing: Exemption) -> list[tuple[Exemption, str, str]]:
    """(entry, words, tone) of the item's other entries, the newest first."""
    rows = queries.with_names(queries.visible_exemptions(request.user)).filter(item=thing.item_id).exclude(pk=thing.pk)
    day = timezone.localdate()
    return [(row, *queries.standing(row, day)[1:]) for row in rows.order_by("-valid_from", "-pk")]


def _panels(thing: Exemption, moves: set[str], *, own: bool, bound: dict[str, forms.Form]) -> list[dict[str, Any]]:
    """The decisions that are open to the user now, each with its form."""
    digest = digest_of(thing)
    open_now = {"review" if name in ("pass", "return") else name for name in moves}
    # A department signs its own entries and decides nothing else about them.
    barred = {"review", "approve"} if own else {"sign"}
    return [
        {
            "name": name,
            "title": TITLES[name],
            "note": NOTES[name],
            "form": bound.get(name) or form(initial={"seen": digest}),
            "url": f"entry:{name}_exemption",
        }
        for name, form in FORMS.items()
        if name in open_now - barred
    ]


def _timeline(signatures: list[queries.Signature]) -> list[dict[str, Any]]:
    return [
        {
            "what": each.row.get_part_display() + ("（文本已改，此签批失效）" if each.stale else ""),
            "who": str(each.row.by),
            "when": each.row.recorded_at,
            "note": f"{each.row.words} · 文本摘要 {each.row.digest[:12]}",
            "tone": "plain" if each.stale else "warn" if each.row.part == "return" else "good",
        }
        for each in signatures
    ]
