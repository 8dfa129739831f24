"""Pages of what presses: service on paper, more time, assistance, and the rungs of the ladder."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from yimen.common.errors import Conflict, said_in
from yimen.common.page import page
from yimen.documents.serving.forms import ServeForm
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may
from yimen.rectification.models import Order
from yimen.rectification.pressing import services
from yimen.rectification.pressing.beside import others
from yimen.rectification.pressing.forms import (
    AssistAnswerForm,
    AssistForm,
    DecisionForm,
    MoreTimeForm,
    RungFilter,
)
from yimen.rectification.pressing.queries import visible_assistance, visible_escalations
from yimen.rectification.pressing.states import ASKED, TONES
from yimen.rectification.queries import visible_orders
from yimen.rectification.views import show_order


def _order(request: SignedRequest, pk: int) -> Order:
    return get_object_or_404(visible_orders(request.user), pk=pk)


def _done(request: SignedRequest, pk: int, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("rectification:order", pk)


@require_POST
@requires("order.issue")
def serve(request: SignedRequest, pk: int) -> HttpResponse:
    """An order served on paper, with the scan of its receipt; with `step` the letter of one of its rungs."""
    if request.POST.get("step"):
        return _serve_rung(request, pk, request.POST["step"])
    order, form = _order(request, pk), ServeForm(request.POST, request.FILES, prefix="serve")
    if form.is_valid():
        with said_in(form):
            services.serve(by=request.user, order=order, **form.cleaned_data)
    if not form.is_valid():
        return show_order(request, order, 422, serve_form=form)
    return _done(request, pk, "送达已登记，整改期限照整改单计算。")


def _serve_rung(request: SignedRequest, pk: int, asked: str) -> HttpResponse:
    order = _order(request, pk)
    step = get_object_or_404(order.escalations, pk=int(asked) if asked.isdecimal() else 0)
    form = ServeForm(request.POST, request.FILES, prefix=f"rung-{step.pk}")
    if form.is_valid():
        with said_in(form):
            services.serve_rung(by=request.user, step=step, **form.cleaned_data)
    if not form.is_valid():
        return show_order(request, order, 422, failed_serve=(step.pk, form))
    return _done(request, pk, "送达回证已登记；期限照文书所载，不因送达方式改变。")


@require_POST
@requires("order.extend")
def extend(request: SignedRequest, pk: int) -> HttpResponse:
    """More time: asked for by the department, or with `move=grant` or `decline` decided by another officer."""
    order, move = _order(request, pk), request.POST.get("move")
    if move in ("grant", "decline"):
        return _settle(request, order, granted=move == "grant")
    form = MoreTimeForm(request.POST, prefix="more")
    if form.is_valid():
        with said_in(form):
            services.ask_more_time(by=request.user, order=order, **form.cleaned_data)
    if not form.is_valid():
        return show_order(request, order, 422, more_time_form=form)
    return _done(request, pk, "延期申请已提交；决定之前不会采取下一步督促措施。")


def _settle(request: SignedRequest, order: Order, *, granted: bool) -> HttpResponse:
    form, thing = DecisionForm(request.POST, prefix="settle"), order.more_time.filter(status=ASKED).first()
    if thing is None:
        raise Conflict("没有待决定的延期申请，请刷新页面查看最新状态。")
    if form.is_valid():
        with said_in(form):
            services.settle_more_time(by=request.user, request=thing, granted=granted, **form.cleaned_data)
    if not form.is_valid():
        return show_order(request, order, 422, settle_form=form)
    return _done(request, order.pk, "已同意延期。" if granted else "未同意延期，原期限不变。")


@require_POST
@requires("order.answer")
def assist(request: SignedRequest, pk: int) -> HttpResponse:
    """What the lead department needs of another one, or of the centre."""
    order = _order(request, pk)
    form = AssistForm(request.POST, prefix="assist", departments=others(order))
    if form.is_valid():
        with said_in(form):
            services.ask_assistance(by=request.user, order=order, **form.cleaned_data)
    if not form.is_valid():
        return show_order(request, order, 422, assist_form=form)
    return _done(request, pk, "协办请求已送达；对方答复之前的等待计入对方。")


@requires("order.assist")
def assistance(request: SignedRequest) -> HttpResponse:
    """Requests for assistance that the user may see, and the answer to those made to his own department."""
    rows = visible_assistance(request.user)
    mine = rows.filter(department=request.user.department_id, answered_at__isnull=True)
    form = AssistAnswerForm(request.POST or None, rows=mine)
    if request.method == "POST" and form.is_valid():
        with said_in(form):
            services.answer_assistance(by=request.user, **form.cleaned_data)
        if form.is_valid():
            messages.success(request, "协办答复已提交。")
            return redirect("rectification:assistance")
    status = 422 if request.method == "POST" else 200
    context = {"page": page(request, rows), "form": form, "open": mine.exists()}
    return render(request, "rectification/assistance.html", context, status=status)


@requires("order.read")
def escalations(request: SignedRequest) -> HttpResponse:
    """The rungs of the county or of the user's own department, newest first."""
    form, rows = RungFilter(request.GET), visible_escalations(request.user).order_by("-pk")
    if form.is_valid() and form.cleaned_data["rung"]:
        rows = rows.filter(rung=form.cleaned_data["rung"])
    context = {"page": page(request, rows), "filter": form, "tones": TONES}
    return render(request, "rectification/escalations.html", context)


@require_POST
@requires("order.extend")
def escalation(request: SignedRequest, pk: int) -> HttpResponse:
    """The department's words on a rung, or with `move=lift` or `uphold` another officer's decision on them."""
    step = get_object_or_404(visible_escalations(request.user), pk=pk)
    order, move = _order(request, step.order_id), request.POST.get("move")
    form = DecisionForm(request.POST, prefix="rung")
    if form.is_valid():
        text = form.cleaned_data["decision"]
        with said_in(form):
            if may(request.user, "order.check") and move in ("lift", "uphold"):
                services.settle_dispute(by=request.user, step=step, lifted=move == "lift", decision=text)
            else:
                services.dispute(by=request.user, step=step, text=text)
    if not form.is_valid():
        return show_order(request, order, 422, rung_form=form)
    decided = move in ("lift", "uphold")
    return _done(request, order.pk, "处理意见已登记。" if decided else "已提交。处理之前不会采取下一步督促措施。")
