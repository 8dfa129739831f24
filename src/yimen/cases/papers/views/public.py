"""核验页: for everybody, without signing in: whether a paper is genuine and what it is worth now; nothing personal."""

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from yimen.cases.papers import queries
from yimen.cases.papers.forms import CodeForm
from yimen.cases.papers.models import CaseDocument
from yimen.people.access import public

MOST_BYTES = 20 * 1024 * 1024


@public
@never_cache
def check_any(request: HttpRequest) -> HttpResponse:
    """The page for a code typed by hand, or for a file."""
    return _answer(request, request.POST.get("code", ""))


@public
@never_cache
def check(request: HttpRequest, code: str) -> HttpResponse:
    """The page that the QR code on a paper leads to; a file handed in there is held against that paper."""
    return _answer(request, request.POST.get("code") or code)


def _answer(request: HttpRequest, code: str) -> HttpResponse:
    """What is known of the code, of the file, or of both; a code that nobody gave out is said to be unknown."""
    form = CodeForm(request.POST or None, request.FILES or None)
    paper = queries.by_check_code(code) if code.strip() else None
    digest = ""
    if request.method == "POST" and form.is_valid() and (file := form.cleaned_data["file"]):
        if file.size > MOST_BYTES:
            form.add_error("file", "文件超过 20 MB，不是本系统制发的文书。")
        else:
            digest = hashlib.sha256(file.read()).hexdigest()
            paper = paper or queries.by_digest(digest)
    unknown = paper is None and bool(code.strip() or digest)
    context: dict[str, Any] = {"form": form, "unknown": unknown, "digest": digest, **(_facts(paper) if paper else {})}
    if paper and digest:
        context["same"] = digest == paper.document.digest
    return render(request, "cases/check_paper.html", context, status=422 if form.errors else 404 if unknown else 200)


def _facts(paper: CaseDocument) -> dict[str, object]:
    issued = paper.document
    words, tone = queries.standing(paper)
    facts = [
        ("文书种类", issued.get_kind_display()),
        ("文号", issued.number),
        ("制发机关", issued.department),
        ("成文日期", issued.issued_on),
        ("核验码", queries.shown_code(paper)),
        ("PDF 摘要（SHA-256）", issued.digest),
    ]
    if signature := queries.signature_words(paper):
        facts.append(("数字签名", signature))
    if paper.withdrawn_at:
        facts.append(("撤销时间", timezone.localtime(paper.withdrawn_at).strftime("%Y-%m-%d %H:%M")))
    return {"paper": paper, "standing": words, "tone": tone, "facts": facts, "successor": paper.replaced_by}
