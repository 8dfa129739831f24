"""One agreement: what it says, who has signed, and what may be done now."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.common.errors import Refused
from yimen.documents.signing import queries as certificates
from yimen.entry.agreements import queries, services, writing
from yimen.entry.agreements.forms import DelegateForm, PaperForm, Reason, SignForm, TermForm, TerminateForm
from yimen.entry.agreements.models import Agreement, SigningStep
from yimen.entry.agreements.services import Signers, Term
from yimen.entry.agreements.states import SIGNED, SIGNING, TONES
from yimen.entry.agreements.views.shared import found
from yimen.exchange import services as exchange
from yimen.people.access import SignedRequest, requires
from yimen.people.lifecycle import open_moves
from yimen.people.models import User
from yimen.people.queries import may

Role = SigningStep.Role


@requires("agreement.read")
def agreement(request: SignedRequest, pk: int) -> HttpResponse:
    """The page of one agreement."""
    return _show(request, found(request.user, pk))


def _show(request: SignedRequest, thing: Agreement, status: int = 200, **forms_: Any) -> HttpResponse:
    today, user = timezone.localdate(), request.user
    step = queries.current_step(thing)
    mine = thing.status == SIGNING and step is not None and step.signer_id == user.pk
    keeps = may(user, "agreement.keep")
    standing, tone = queries.STANDINGS[queries.standing(thing, today)]
    context = {
        "agreement": thing,
        "tone": TONES[thing.status],
        "standing": standing,
        "standing_tone": tone,
        "facts": _facts(thing),
        "timeline": _timeline(thing),
        "lines": thing.lines.select_related("version")[:300],
        "lines_count": thing.lines.count(),
        "changes": queries.changes(thing, today) if thing.status in ("draft", SIGNING, SIGNED) else [],
        "fallen": queries.fallen_back(thing, today).count(),
        "promises": thing.version.promises.all(),
        "scan": getattr(thing, "scan", None),
        "moves": {move.name for move in open_moves(thing, user)},
        "may_sign": mine and may(user, "agreement.sign"),
        "may_name": thing.status == SIGNING and (mine or keeps),
        "may_keep": keeps,
        "reason_form": Reason(),
        "terminate_form": TerminateForm(initial={"ended_on": today}, prefix="end"),
        "term_form": TermForm(initial=_next_term(thing), prefix="next"),
        "delegate_form": DelegateForm(candidates=_candidates(thing, step), prefix="to"),
        "paper_form": PaperForm(witnesses=_witnesses(request), prefix="paper"),
        **forms_,
    }
    return render(request, "entry/agreements/agreement.html", context, status=status)


def _facts(thing: Agreement) -> list[tuple[str, object]]:
    file = thing.files.order_by("-place").first()
    powers = "、".join(each.get_power_display() for each in thing.powers.order_by("pk"))
    facts: list[tuple[str, object]] = [
        ("部门", thing.department.name),
        ("种类", thing.get_kind_display()),
        ("期限", f"{thing.valid_from} 至 {thing.valid_to}"),
        ("范本", thing.version),
        ("签署途径", thing.get_track_display()),
        ("签署日期", thing.signed_on or "—"),
        ("文件 SHA-256", file.digest if file else "—"),
        ("文件 SM3", file.digest_sm3 if file else "—"),
    ]
    if powers:
        facts.append(("委托环节", powers))
    if thing.ended_reason:
        facts.append(("终止或作废", f"{thing.ended_on or ''} {thing.ended_reason}"))
    if thing.declined_reason:
        facts.append(("拒签原因", thing.declined_reason))
    return facts


def _timeline(thing: Agreement) -> list[dict[str, Any]]:
    """Drafting, delegations, reminders and signatures in the order of time."""
    events: list[dict[str, Any]] = [
        {"what": "拟制", "who": thing.drafted_by or "系统", "when": thing.recorded_at, "tone": "calm"}
    ]
    for step in thing.steps.select_related("signer", "certificate").prefetch_related(
        "delegations__to", "delegations__by", "reminders__user"
    ):
        role = step.get_role_display()
        for row in step.delegations.all():
            events.append({"what": f"{role}改由“{row.to}”签署", "who": row.by or "系统", "when": row.recorded_at,
                           "note": row.reason, "tone": "plain"})  # fmt: skip
        for reminder in step.reminders.all():
            events.append({"what": f"催签：{reminder.user}", "who": reminder.by or "系统",
                           "when": reminder.recorded_at, "tone": "warn"})  # fmt: skip
        if step.signed_at and step.certificate:
            note = f"证书 {step.certificate.serial[:16].upper()}，挑战码 {step.challenge}"
            events.append({"what": f"{role}签署", "who": step.signer, "when": step.signed_at, "note": note,
                           "tone": "good"})  # fmt: skip
    return sorted(events, key=lambda event: event["when"])


def _next_term(thing: Agreement) -> dict[str, object]:
    start = max(thing.valid_to + timedelta(days=1), timezone.localdate())
    return {"valid_from": start, "valid_to": start + timedelta(days=364)}


def _candidates(thing: Agreement, step: SigningStep | None) -> list[User]:
    if step is None or thing.status != SIGNING:
        return []
    signing = set(thing.steps.values_list("signer", flat=True))
    rows = queries.candidates(step.role, thing.region, timezone.localdate(), thing.department)
    return [each for each in rows if each.pk not in signing]


def _witnesses(request: SignedRequest) -> Any:
    rows = User.objects.filter(region=request.user.region_id, is_active=True).exclude(pk=request.user.pk)
    return rows.filter(grants__role__in=["officer", "inspector", "hall_manager"]).distinct().order_by("username")


@requires("agreement.sign")
def sign(request: SignedRequest, pk: int) -> HttpResponse:
    """Shows the challenge for the very bytes; signs when it comes back with the confirmation."""
    thing = found(request.user, pk)
    if request.method == "POST":
        form = SignForm(request.POST)
        if form.is_valid():
            services.sign(by=request.user, agreement=thing, code=form.cleaned_data["code"])
            thing.refresh_from_db()
            done = "文件已由各方签署完毕，开始生效。" if thing.status == SIGNED else "您已签署，文件已转给下一方。"
            messages.success(request, done)
            return redirect("agreements:agreement", pk)
    shown = services.challenge(by=request.user, agreement=thing)
    certificate = certificates.in_use(request.user, timezone.now())
    context = {
        "agreement": thing,
        "shown": shown,
        "step": queries.current_step(thing),
        "certificate": certificate,
        "soon": certificate is not None and certificate.valid_to < timezone.now() + timedelta(days=30),
        "lines": thing.lines.count(),
        "form": SignForm(initial={"code": shown.code}),
        "unread": request.method == "POST",
    }
    return render(request, "entry/agreements/sign.html", context, status=422 if request.method == "POST" else 200)


def _verb(act: str, form_of: Callable[[SignedRequest, Agreement], forms.Form], name: str,
          verb: Callable[[SignedRequest, Agreement, dict[str, Any]], str]) -> Any:  # fmt: skip
    """A view for a verb with a form: does it, says what happened, goes back to the agreement."""

    @require_POST
    @requires(act)
    def view(request: SignedRequest, pk: int) -> HttpResponse:
        thing = found(request.user, pk)
        form = form_of(request, thing)
        if not form.is_valid():
            return _show(request, thing, 422, **{name: form})
        messages.success(request, verb(request, thing, form.cleaned_data))
        return redirect("agreements:agreement", pk)

    view.permission = act  # type: ignore[attr-defined]
    return view


def _nothing(request: SignedRequest, thing: Agreement) -> forms.Form:
    return forms.Form(request.POST)


def _reason(request: SignedRequest, thing: Agreement) -> forms.Form:
    return Reason(request.POST)


def _send(request: SignedRequest, thing: Agreement, data: dict[str, Any]) -> str:
    services.send(by=request.user, agreement=thing)
    return "已送签，等待部门负责人签署。"


def _remind(request: SignedRequest, thing: Agreement, data: dict[str, Any]) -> str:
    return f"已催签：{services.remind(by=request.user, agreement=thing).user}。"


def _decline(request: SignedRequest, thing: Agreement, data: dict[str, Any]) -> str:
    services.decline(by=request.user, agreement=thing, **data)
    return "已拒签，营商局会按您的意见重新拟制。"


def _void(request: SignedRequest, thing: Agreement, data: dict[str, Any]) -> str:
    services.void(by=request.user, agreement=thing, **data)
    return "已作废，文号不再使用；可以重新拟制。"


def _delegate(request: SignedRequest, thing: Agreement, data: dict[str, Any]) -> str:
    return f"已改由“{services.delegate(by=request.user, agreement=thing, **data).to}”签署。"


def _terminate(request: SignedRequest, thing: Agreement, data: dict[str, Any]) -> str:
    ended = services.terminate(by=request.user, agreement=thing, **data)
    count = queries.fallen_back(ended, data["ended_on"] or timezone.localdate()).count()
    return f"已终止。{count} 项委托事项重新列为未进驻，请部门以其他方式进驻。" if count else "已终止。"


def _renew(request: SignedRequest, thing: Agreement, data: dict[str, Any]) -> str:
    signers = {step.role: step.signer for step in thing.steps.select_related("signer")}
    centre, group = signers[Role.CENTRE], signers[Role.LEADING_GROUP]
    if centre is None or group is None:
        raise Refused("原文件没有指定全部签署人，请从“批量拟制”重新拟制。")
    newest = thing.version.template.versions.order_by("-number").first() or thing.version
    renewed = services.draft(
        by=request.user,
        department=thing.department,
        version=newest,
        term=Term(data["valid_from"], data["valid_to"]),
        signers=Signers(signers[Role.DEPARTMENT_HEAD], centre, group),
        prior=thing,
    )
    return f"续签文件 {renewed.number} 已拟制，请送签。新文件签署完毕之前，本文件继续有效。"


def _paper(request: SignedRequest, thing: Agreement, data: dict[str, Any]) -> str:
    wanted = {name: data[name] for name in ("scan", "signed_on", "witness", "lines")}
    services.register_paper(by=request.user, agreement=thing, **wanted)
    return "纸质签署已登记，附件已逐行与清单比对，请查看比对结果。"


send = _verb("agreement.keep", _nothing, "reason_form", _send)
remind = _verb("agreement.keep", _nothing, "reason_form", _remind)
decline = _verb("agreement.sign", _reason, "reason_form", _decline)
void = _verb("agreement.keep", _reason, "reason_form", _void)
delegate = _verb(
    "agreement.sign",
    lambda request, thing: DelegateForm(
        request.POST, candidates=_candidates(thing, queries.current_step(thing)), prefix="to"
    ),
    "delegate_form",
    _delegate,
)
terminate = _verb(
    "agreement.keep", lambda request, thing: TerminateForm(request.POST, prefix="end"), "terminate_form", _terminate
)
renew = _verb("agreement.keep", lambda request, thing: TermForm(request.POST, prefix="next"), "term_form", _renew)
register_paper = _verb(
    "agreement.keep",
    lambda request, thing: PaperForm(request.POST, request.FILES, witnesses=_witnesses(request), prefix="paper"),
    "paper_form",
    _paper,
)


@requires("agreement.read")
def file(request: SignedRequest, pk: int) -> HttpResponse:
    """The PDF as it stands now."""
    thing = found(request.user, pk)
    response = HttpResponse(exchange.kept_file(queries.newest_file(thing).digest), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="agreement-{thing.pk}.pdf"'
    return response


@requires("agreement.read")
def scan(request: SignedRequest, pk: int) -> HttpResponse:
    """The scan of a paper, always as a download."""
    thing = found(request.user, pk)
    kept = getattr(thing, "scan", None)
    if kept is None:
        raise Refused("这份文件不是纸质签署的，没有扫描件。")
    response = HttpResponse(exchange.kept_file(kept.digest), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="scan-{thing.pk}"'
    return response


@requires("agreement.read")
def word(request: SignedRequest, pk: int) -> HttpResponse:
    """The filled Word file, where the template is one: a copy to read, not the signed original."""
    thing = found(request.user, pk)
    if not thing.version.document:
        raise Refused("这份文件的范本不是 Word 文件，没有 Word 副本。")
    content = writing.word_copy(thing, list(thing.lines.select_related("version")))
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="agreement-{thing.pk}.docx"'
    return response
