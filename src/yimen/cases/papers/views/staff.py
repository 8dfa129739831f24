"""One paper of a case for staff: what it is worth, how it was served, and its files, each look at which is recorded."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.cases.handling.queries import visible_to as visible_dossiers
from yimen.cases.papers import queries, services
from yimen.cases.papers.forms import ServeForm, WithdrawForm
from yimen.cases.papers.models import CaseDocument
from yimen.common.errors import said_in
from yimen.documents.word import MEDIA_TYPE
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may


@requires("cases.read")
def document(request: SignedRequest, pk: int) -> HttpResponse:
    """One paper with what can be done with it."""
    return _show(request, get_object_or_404(queries.visible_to(request.user), pk=pk))


def _show(request: SignedRequest, paper: CaseDocument, status: int = 200, **given: forms.Form) -> HttpResponse:
    served = queries.served_of(paper.notice)
    words, tone = queries.standing(paper)
    own = request.user.department_id == paper.notice.dossier.department_id
    servable = served is None and paper.withdrawn_at is None and not queries.goes_with_result(paper.notice)
    context = {
        "paper": paper,
        "dossier": paper.notice.dossier,
        "standing": words,
        "tone": tone,
        "facts": _facts(paper),
        "served": served,
        "served_words": queries.served_words(served) if served else "",
        "may_reveal": may(request.user, "cases.reveal"),
        "serve_form": given.get("serve") or ServeForm(),
        "may_serve": servable and may(request.user, "cases.deliver"),
        "withdraw_form": given.get("withdraw") or WithdrawForm(),
        "may_withdraw": own and paper.withdrawn_at is None and may(request.user, "cases.decide"),
    }
    return render(request, "cases/document.html", context, status=status)


def _facts(paper: CaseDocument) -> list[tuple[str, object]]:
    issued = paper.document
    return [
        ("文种", issued.get_kind_display()),
        ("文号", issued.number),
        ("办件编号", paper.notice.dossier.number),
        ("成文日期", issued.issued_on),
        ("登记时间", timezone.localtime(issued.recorded_at).strftime("%Y-%m-%d %H:%M")),
        ("核验码", queries.shown_code(paper)),
        ("PDF 摘要（SHA-256）", issued.digest),
        ("数字签名", queries.signature_words(paper) or "没有签名（制发人没有签名证书）"),
    ]


@require_POST
@requires("cases.reveal")
def take(request: SignedRequest, pk: int) -> HttpResponse:
    """The PDF as it was issued, or its editable copy; the ledger keeps who took it."""
    paper = get_object_or_404(queries.visible_to(request.user), pk=pk)
    editable = request.POST.get("as") == "docx"
    content = services.take(by=request.user, paper=paper, editable=editable)
    kind, ending = (MEDIA_TYPE, "docx") if editable else ("application/pdf", "pdf")
    name = f"document-{paper.document_id}.{ending}"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_POST
@requires("cases.deliver")
def serve(request: SignedRequest, pk: int) -> HttpResponse:
    """How the paper reached the applicant."""
    paper = get_object_or_404(queries.visible_to(request.user), pk=pk)
    form = ServeForm(request.POST)
    if form.is_valid():
        with said_in(form):
            services.serve(by=request.user, notice=paper.notice, **form.cleaned_data)
            services.issue_all(by=request.user, dossier=paper.notice.dossier)  # the receipt of service
            messages.success(request, "送达已登记，送达回证已制发。")
            return redirect("cases:document", pk)
    return _show(request, paper, 422, serve=form)


@require_POST
@requires("cases.decide")
def withdraw(request: SignedRequest, pk: int) -> HttpResponse:
    """The paper withdrawn, with a new one in its place if that was asked for."""
    paper = get_object_or_404(queries.visible_to(request.user), pk=pk)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        with said_in(form):
            done = services.withdraw(by=request.user, paper=paper, **form.cleaned_data)
            messages.success(request, "文书已撤销，核验页已注明。")
            return redirect("cases:document", done.replaced_by_id or pk)
    return _show(request, paper, 422, withdraw=form)


@require_POST
@requires("cases.deliver")
def write(request: SignedRequest, pk: int) -> HttpResponse:
    """The papers that a case still lacks, issued: an interrupted act left them open."""
    dossier = get_object_or_404(visible_dossiers(request.user), pk=pk)
    made = services.issue_all(by=request.user, dossier=dossier)
    messages.success(request, f"已制发 {len(made)} 份文书。" if made else "文书都已制发。")
    return redirect("cases:dossier", pk)
