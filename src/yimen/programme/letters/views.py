"""Pages of supervision letters: the list by department, and one with its tasks, answers and evidence."""

import io
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.common.errors import said_in
from yimen.common.page import Page, page
from yimen.common.services import kept_file
from yimen.documents.serving.forms import ServeForm
from yimen.documents.serving.papers import empty_form, receipt
from yimen.documents.serving.views import pdf, scan_of
from yimen.people.access import SignedRequest, requires
from yimen.people.lifecycle import open_moves
from yimen.people.queries import may
from yimen.programme.letters import queries, services
from yimen.programme.letters.forms import AnswerForm, DecisionForm, LetterFilter
from yimen.programme.letters.models import LetterDelivery, SupervisionLetter
from yimen.programme.letters.papers import paper_of
from yimen.programme.letters.states import OWED, TONES


@requires("programme.read")
def letters(request: SignedRequest) -> HttpResponse:
    """The letters, newest first, narrowed by state and department; above them a line for each department."""
    day, rows = timezone.localdate(), queries.visible_to(request.user)
    lines = queries.by_department(rows, day)
    form = LetterFilter(request.GET, departments=[line.department for line in lines])
    chosen = form.cleaned_data if form.is_valid() else {}
    if chosen.get("status"):
        rows = queries.with_standing(rows, chosen["status"], day)
    if chosen.get("department"):
        rows = rows.filter(department=chosen["department"])
    shown: Page[SupervisionLetter] = page(request, rows, size=30)
    context = {
        "page": shown,
        "lines": [(row, TONES[row.status], row.status in OWED and row.answer_by < day) for row in shown.rows],
        "by_department": lines,
        "filter": form,
        "may_report": may(request.user, "overview.report"),
        "keeps": may(request.user, "programme.keep"),
        "day": day,
    }
    return render(request, "programme/letters.html", context)


@requires("programme.read")
def letter(request: SignedRequest, pk: int) -> HttpResponseBase:
    """One letter: what it demands, how that stands today, each answer; `?answer=7` hands out its file.

    `?paper=form` is the receipt (送达回证) to be printed and signed, `receipt` what was registered of it, `scan` the
    receipt as it was signed.
    """
    row = get_object_or_404(queries.visible_to(request.user), pk=pk)
    if (paper := request.GET.get("paper")) in ("form", "receipt", "scan"):
        return _receipt(row, paper)
    if asked := request.GET.get("answer", ""):
        return _file(request, row, asked)
    return _page(request, row)


def _file(request: SignedRequest, row: SupervisionLetter, asked: str) -> FileResponse:
    """The evidence file of an answer, always as a download."""
    answers = queries.visible_answers(request.user).filter(letter=row).exclude(digest="")
    found = get_object_or_404(answers, pk=int(asked) if asked.isdecimal() else 0)
    content = io.BytesIO(kept_file(found.digest))
    return FileResponse(content, as_attachment=True, filename=found.file_name, content_type="application/octet-stream")


def _receipt(row: SupervisionLetter, paper: str) -> HttpResponseBase:
    if paper == "form":
        return pdf(empty_form(paper_of(row)), f"receipt-form-{row.pk}.pdf")
    served = get_object_or_404(LetterDelivery, letter=row)
    return scan_of(served) if paper == "scan" else pdf(receipt(served, paper_of(row)), f"receipt-{row.pk}.pdf")


@require_POST
@requires("programme.letter")
def move(request: SignedRequest, pk: int) -> HttpResponse:
    """The next step of a letter, named by `move`: receive, serve, answer, send_back or settle."""
    row = get_object_or_404(queries.visible_to(request.user), pk=pk)
    step = STEPS.get(request.POST.get("move", ""))
    return step(request, row) if step else redirect("programme:letter", pk)


def _receive(request: SignedRequest, row: SupervisionLetter) -> HttpResponse:
    services.receive(by=request.user, letter=row)
    return _done(request, row, f"已签收，请于 {row.answer_by} 前上报成果并答复。")


def _answer(request: SignedRequest, row: SupervisionLetter) -> HttpResponse:
    form = AnswerForm(request.POST, request.FILES)
    if form.is_valid():
        with said_in(form):
            services.answer(by=request.user, letter=row, **form.cleaned_data)
            return _done(request, row, "答复已提交，营商局将对照任务的上报和数据审查。")
    return _page(request, row, answer_form=form)


def _decide(request: SignedRequest, row: SupervisionLetter) -> HttpResponse:
    form = DecisionForm(request.POST)
    settled = request.POST["move"] == "settle"
    if form.is_valid():
        with said_in(form):
            verb = services.settle if settled else services.send_back
            verb(by=request.user, letter=row, decision=form.cleaned_data["decision"])
            return _done(request, row, "已办结。" if settled else "已退回，请部门重新答复；答复期限不变。")
    return _page(request, row, decision_form=form)


def _serve(request: SignedRequest, row: SupervisionLetter) -> HttpResponse:
    form = ServeForm(request.POST, request.FILES)
    if form.is_valid():
        with said_in(form):
            services.serve(by=request.user, letter=row, **form.cleaned_data)
            return _done(request, row, "送达已登记；答复期限照函件所载。")
    return _page(request, row, serve_form=form)


STEPS = {"receive": _receive, "serve": _serve, "answer": _answer, "send_back": _decide, "settle": _decide}


def _done(request: SignedRequest, row: SupervisionLetter, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("programme:letter", row.pk)


def _page(request: SignedRequest, row: SupervisionLetter, **bound: Any) -> HttpResponse:
    user, day = request.user, timezone.localdate()
    mine = user.department_id == row.department_id
    moves = {each.name for each in open_moves(row, user)}
    answers = row.answers.select_related("by").order_by("pk")
    context = {
        "letter": row,
        "tone": TONES[row.status],
        "late": row.status in OWED and row.answer_by < day,
        "evidence": queries.evidence_of(user, row, day),
        "answers": answers,
        "reads_documents": may(user, "documents.read"),
        "receives": "receive" in moves and mine,
        "delivery": LetterDelivery.objects.filter(letter=row).first(),
        "serve_form": (bound.get("serve_form") or ServeForm()) if "serve" in moves else None,
        "answer_form": (bound.get("answer_form") or AnswerForm()) if "answer" in moves and mine else None,
        "decision_form": (bound.get("decision_form") or DecisionForm()) if "settle" in moves else None,
        "day": day,
    }
    return render(request, "programme/letter.html", context, status=422 if bound else 200)
