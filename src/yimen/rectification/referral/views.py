"""Pages of referrals: the list, one referral with what may be done now, and its file."""

import io
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.common.errors import Refused, said_in
from yimen.common.page import page
from yimen.common.services import kept_file
from yimen.ledger import seals
from yimen.people.access import SignedRequest, requires
from yimen.people.lifecycle import open_moves
from yimen.people.models import User
from yimen.rectification.queries import visible_orders
from yimen.rectification.referral import services
from yimen.rectification.referral.forms import SendForm, SupportForm, TextForm
from yimen.rectification.referral.models import Referral
from yimen.rectification.referral.queries import addressee, chosen, in_the_way, visible_referrals
from yimen.rectification.referral.states import OPEN, REFERRAL, TONES


@requires("referral.read")
def referrals(request: SignedRequest) -> HttpResponse:
    """The list of referrals, by status."""
    status = request.GET.get("status", "")
    status = status if status in {"open", *REFERRAL.states} else ""
    context = {"page": page(request, chosen(request.user, status)), "tones": TONES, "status": status,
               "choices": [("", "全部"), ("open", "办理中"), *REFERRAL.choices]}  # fmt: skip
    return render(request, "rectification/referrals.html", context)


@requires("referral.read")
def referral(request: SignedRequest, pk: int) -> HttpResponse:
    """One referral: why, what the department says, who agreed, its file and how that is checked."""
    return _show(request, get_object_or_404(visible_referrals(request.user), pk=pk))


def _show(request: SignedRequest, thing: Referral, status: int = 200, **forms: Any) -> HttpResponse:
    moves = _moves(thing, request.user)
    context = {
        "referral": thing,
        "order": thing.order,
        "tone": TONES[thing.status],
        "moves": moves,
        "addressee": addressee(thing) if thing.authority else "",
        "in_the_way": in_the_way(thing, timezone.localdate()) if thing.status in OPEN else "",
        "public_key": seals.public_key().hex(),
        "text_form": TextForm(),
        "support_form": SupportForm(region=thing.region),
        "send_form": SendForm(),
        **forms,
    }
    return render(request, "rectification/referral.html", context, status=status)


def _moves(thing: Referral, user: User) -> set[str]:
    """What the user may do now: the department speaks for itself, and two others than who proposed it agree."""
    moves = {each.name for each in open_moves(thing, user)}
    if user.department_id != thing.order.department_id:
        moves.discard("reply")
    if user.pk == thing.proposed_by_id:
        moves -= {"support", "approve", "drop"}
    if user.pk == thing.first_by_id:
        moves.discard("approve")
    if not thing.digest:
        moves.discard("send")
        if thing.status == "sealed":
            moves.add("seal")
    return moves


def _text(verb: Callable[..., Any], name: str) -> Callable[[SignedRequest, Referral, dict[str, Any]], Any]:
    return lambda request, thing, said: verb(by=request.user, referral=thing, **{name: said["text"]})


_VERBS: dict[str, tuple[str, Callable[[SignedRequest, Referral, dict[str, Any]], Any], str]] = {
    "reply": ("text_form", _text(services.reply, "text"), "说明已提交，将全文附卷。"),
    "drop": ("text_form", _text(services.drop, "judgement"), "已决定不移交，理由留存。"),
    "support": (
        "support_form",
        lambda request, thing, said: services.support(by=request.user, referral=thing, **said),
        "已同意移交，等待第二人决定。",
    ),
    "approve": (
        "",
        lambda request, thing, _: services.approve(by=request.user, referral=thing),
        "两人已同意，请封存案卷。",
    ),
    "seal": (
        "",
        lambda request, thing, _: services.close_file(by=request.user, referral=thing),
        "案卷已封存并由账本签名，可以下载、核验和移交。",
    ),
    "send": (
        "send_form",
        lambda request, thing, said: services.send(by=request.user, referral=thing, **said),
        "移交已登记。",
    ),
}
"""Move -> the form that it reads (empty for none), the verb, and what is said when it is done."""


@require_POST
@requires("referral.move")
def move(request: SignedRequest, pk: int) -> HttpResponse:
    """One step of a referral, named by `move`; who may do which stands in the lifecycle's table."""
    thing = get_object_or_404(visible_referrals(request.user), pk=pk)
    name, verb, done = _VERBS.get(request.POST.get("move", ""), _VERBS["reply"])
    form = _form(request, name, thing)
    if form.is_valid():
        with said_in(form):
            verb(request, thing, form.cleaned_data)
    if not form.is_valid():
        if not name:
            raise Refused(" ".join(map(str, form.non_field_errors())))
        return _show(request, thing, 422, **{name: form})
    messages.success(request, done)
    return redirect("rectification:referral", pk)


def _form(request: SignedRequest, name: str, thing: Referral) -> Form:
    if name == "support_form":
        return SupportForm(request.POST, region=thing.region)
    kinds: dict[str, type[Form]] = {"text_form": TextForm, "send_form": SendForm, "": Form}
    return kinds[name](request.POST)


@require_POST
@requires("referral.send")
def refer(request: SignedRequest, pk: int) -> HttpResponse:
    """A referral proposed by an officer; two others must agree."""
    order = get_object_or_404(visible_orders(request.user), pk=pk)
    text = request.POST.get("text", "").strip()
    reason = {"reason": text} if text else {}
    thing = services.propose(by=request.user, order=order, day=timezone.localdate(), **reason)
    messages.success(request, f"已提出移交，先听取部门说明，期限 {thing.reply_by}。")
    return redirect("rectification:referral", thing.pk)


@requires("referral.read")
def file(request: SignedRequest, pk: int) -> FileResponse:
    """The whole file, always as a download; refused while it is not whole."""
    thing = get_object_or_404(visible_referrals(request.user), pk=pk)
    if not thing.digest:
        raise Refused("案卷还没有装订完成：两人同意后由营商局封存。")
    content = io.BytesIO(kept_file(thing.digest))
    return FileResponse(
        content, as_attachment=True, filename=f"移交案卷-{thing.pk}.zip", content_type="application/zip"
    )
