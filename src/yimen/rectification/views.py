"""Pages of orders."""

import io
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.common.errors import Refused
from yimen.common.page import Page, page
from yimen.documents.models import IssuedDocument
from yimen.documents.serving.models import Served
from yimen.documents.serving.papers import empty_form, receipt
from yimen.documents.serving.views import pdf, scan_of
from yimen.exchange import services as exchange
from yimen.people.access import SignedRequest, View, requires
from yimen.people.lifecycle import open_moves
from yimen.people.queries import visible_departments
from yimen.rectification import letters, services
from yimen.rectification.forms import Filter, ReplyForm, Words
from yimen.rectification.hearing.views import named
from yimen.rectification.models import Attachment, Order
from yimen.rectification.pressing.beside import beside
from yimen.rectification.pressing.letters import order_paper, rung_paper
from yimen.rectification.pressing.models import Delivery, RungDelivery
from yimen.rectification.queries import (
    ORDER_GROUPS,
    chosen_orders,
    days_left,
    decided_from,
    timeline,
    visible_orders,
)
from yimen.rectification.states import ORDER, TONES


def _order_facts(thing: Order) -> list[tuple[str, object]]:
    return [
        ("责任部门", thing.department),
        (named(thing.finding), thing.finding.subject),
        ("整改期限", f"{thing.deadline}（顺延至 {thing.extended_to}）" if thing.extended_to else thing.deadline),
        *_served(thing),
        ("销号依据", thing.clean_source or "—"),
    ]


def _served(thing: Order) -> list[tuple[str, object]]:
    if thing.issued_on is None:
        return [("下达人", thing.issued_by), ("签收", "已签收" if thing.served_at else "尚未签收")]
    registered = timezone.localtime(thing.recorded_at).strftime("%Y-%m-%d %H:%M")
    return [("纸质下达日期", thing.issued_on), ("补登", f"{thing.issued_by}，{registered}")]


@requires("order.read")
def orders(request: SignedRequest) -> HttpResponse:
    """The list of orders, filtered by status (or `late`), department and words."""
    today = timezone.localdate()
    states = [*ORDER_GROUPS.items(), *ORDER.choices]
    form = Filter(request.GET, states=states, departments=visible_departments(request.user))
    shown: Page[Order] = page(request, chosen_orders(request.user, form.chosen(), today))
    lines = [{"order": each, "days_left": days_left(each, today), "tone": TONES[each.status]} for each in shown.rows]
    return render(request, "rectification/orders.html", {"page": shown, "lines": lines, "filter": form})


@requires("order.read")
def order(request: SignedRequest, pk: int) -> HttpResponse:
    """One order: its duty, its history, and what may be done now."""
    return show_order(request, get_object_or_404(visible_orders(request.user), pk=pk))


def show_order(request: SignedRequest, thing: Order, status: int = 200, **forms: object) -> HttpResponse:
    own = thing.department_id == request.user.department_id
    department_moves = {"receive", "answer", "object"}
    moves = {move.name for move in open_moves(thing, request.user) if own or move.name not in department_moves}
    context = {
        "order": thing,
        "tone": TONES[thing.status],
        "facts": _order_facts(thing),
        "days_left": days_left(thing, timezone.localdate()),
        "decided_from": decided_from(thing),
        "timeline": timeline(thing),
        "attachments": Attachment.objects.filter(reply__order=thing).select_related("reply"),
        "rechecks": thing.rechecks.all(),
        "moves": moves,
        "reply_form": ReplyForm(),
        "objection_form": ReplyForm(prefix="objection"),
        "decision_form": Words(),
        **beside(request, thing),
        **forms,
    }
    return render(request, "rectification/order.html", context, status=status)


def _verb(act: str, verb: Callable[[SignedRequest, Order], str]) -> View:
    """A view for a verb without words of its own: does it, says what happened, goes back to the order."""

    @require_POST
    @requires(act)
    def view(request: SignedRequest, pk: int) -> HttpResponse:
        thing = get_object_or_404(visible_orders(request.user), pk=pk)
        messages.success(request, verb(request, thing))
        return redirect("rectification:order", pk)

    view.permission = act  # type: ignore[attr-defined]
    return view


def _receive(request: SignedRequest, thing: Order) -> str:
    services.receive(by=request.user, order=thing)
    return "已签收，请在期限前提交整改答复；有异议可提出异议。"


def _check(request: SignedRequest, thing: Order) -> str:
    services.check(by=request.user, order=thing)
    return "已受理复核：请按本页写明的期间发起一次整改复核，结果无问题时系统自动销号。"


receive = _verb("order.receive", _receive)
check = _verb("order.check", _check)


@require_POST
@requires("order.answer")
def answer(request: SignedRequest, pk: int) -> HttpResponse:
    """The department's answer (or, with `move=object`, its objection) with files."""
    thing = get_object_or_404(visible_orders(request.user), pk=pk)
    objecting = request.POST.get("move") == "object"
    form = ReplyForm(request.POST, request.FILES, prefix="objection" if objecting else None)
    if not form.is_valid():
        return show_order(request, thing, 422, **{"objection_form" if objecting else "reply_form": form})
    verb = services.object_to if objecting else services.answer
    verb(by=request.user, order=thing, text=form.cleaned_data["text"], files=form.cleaned_data["materials"])
    messages.success(request, "异议已提交，等待营商局处理。" if objecting else "整改答复已提交，等待营商局复核。")
    return redirect("rectification:order", pk)


@require_POST
@requires("order.check")
def decide(request: SignedRequest, pk: int) -> HttpResponse:
    """The officer's decision with reasons: `withdraw` or `uphold` an objection, or `send_back` an answer."""
    thing = get_object_or_404(visible_orders(request.user), pk=pk)
    form = Words(request.POST)
    if not form.is_valid():
        return show_order(request, thing, 422, decision_form=form)
    text, move = form.cleaned_data["text"], request.POST.get("move")
    if move == "send_back":
        services.send_back(by=request.user, order=thing, text=text)
    else:
        services.decide_objection(by=request.user, order=thing, upheld=move == "withdraw", text=text)
    messages.success(request, "处理意见已送达部门。")
    return redirect("rectification:order", pk)


@requires("order.read")
def attachment(request: SignedRequest, pk: int) -> FileResponse:
    """An evidence file, always as a download."""
    rows = Attachment.objects.filter(reply__order__in=visible_orders(request.user))
    row = get_object_or_404(rows, pk=pk)
    content = io.BytesIO(exchange.kept_file(row.digest))
    return FileResponse(content, as_attachment=True, filename=row.file_name, content_type="application/octet-stream")


@requires("order.read")
def letter(request: SignedRequest, pk: int) -> HttpResponse | FileResponse:
    """The order as an official letter (责令整改通知书), PDF; none for an order of paper, which has its own.

    With `paper=form` the receipt to be printed and signed (送达回证), with `paper=receipt` what was registered,
    with `paper=scan` the receipt as it was signed; with `step=7` those of the letter of one of its rungs.
    """
    thing = get_object_or_404(visible_orders(request.user), pk=pk)
    if (paper := request.GET.get("paper")) in ("form", "receipt", "scan"):
        return _receipt(thing, paper, request.GET.get("step", ""))
    if thing.issued_on is not None:
        raise Refused("这是补登的纸质整改单，以所附扫描件为准，系统不另制通知书。")
    issued = IssuedDocument.objects.filter(source=letters.source_of(thing), kind=IssuedDocument.Kind.ORDER).first()
    # An order of before its notice was issued with it has none that is kept.
    return _pdf(exchange.kept_file(issued.digest) if issued else letters.letter(thing), f"order-{thing.pk}.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _receipt(order: Order, paper: str, step: str) -> HttpResponse | FileResponse:
    """A receipt of the order's notice, or of the letter of one of its rungs."""
    served: QuerySet[Any]
    if step:
        rung = get_object_or_404(order.escalations, pk=int(step) if step.isdecimal() else 0)
        found, served = rung_paper(rung), RungDelivery.objects.filter(step=rung)
    else:
        found, served = order_paper(order), Delivery.objects.filter(order=order)
    if paper == "form":
        return pdf(empty_form(found), f"receipt-form-{order.pk}.pdf")
    row: Served = get_object_or_404(served)
    if paper == "receipt":
        return pdf(receipt(row, found), f"receipt-{order.pk}.pdf")
    return scan_of(row)
