"""核验页: for everybody, without signing in. Says what is valid, who signed, and what replaced it; nothing personal."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from yimen.documents.signing.checking import MOST_BYTES
from yimen.entry.agreements import checking, queries
from yimen.entry.agreements.forms import CheckForm
from yimen.entry.agreements.models import Agreement
from yimen.entry.agreements.services.drafting import check_address
from yimen.people.access import public


@public
def check(request: HttpRequest, code: str) -> HttpResponse:
    """The check page that the code on the paper leads to; a file handed in there is held against this agreement."""
    rows = Agreement.objects.select_related("region", "department", "version", "prior")
    return _answer(request, get_object_or_404(rows, check_code=code.upper()))


@public
def check_any(request: HttpRequest) -> HttpResponse:
    """The same for somebody who has only a file."""
    return _answer(request, None)


def _answer(request: HttpRequest, expected: Agreement | None) -> HttpResponse:
    form = CheckForm(request.POST or None, request.FILES or None)
    outcome, now = None, timezone.now()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        if file.size > MOST_BYTES:
            form.add_error("file", "文件超过 20 MB，不是本系统签署的文件。")
        else:
            outcome = checking.check(file.read(), now, expected)
    shown = expected or (outcome.agreement if outcome and outcome.good else None)
    context = {"form": form, "outcome": outcome, "expected": expected, **(_facts(shown) if shown else {})}
    return render(request, "entry/agreements/check.html", context, status=422 if form.errors else 200)


def _facts(agreement: Agreement) -> dict[str, object]:
    standing, tone = queries.STANDINGS[queries.standing(agreement, timezone.localdate())]
    signed = [
        (step.get_role_display(), timezone.localtime(step.signed_at).strftime("%Y-%m-%d %H:%M") if step.signed_at
         else "纸质签署" if agreement.track == Agreement.Track.PAPER and agreement.signed_on else "尚未签署")
        for step in agreement.steps.all()
    ]  # fmt: skip
    file = queries.newest_file(agreement)
    paper = getattr(agreement, "scan", None)
    facts = [
        ("文号", agreement.number),
        ("种类", agreement.get_kind_display()),
        ("部门", agreement.department.name),
        ("期限", f"{agreement.valid_from} 至 {agreement.valid_to}"),
        ("附件事项", f"{agreement.lines.count()} 项"),
        *signed,
        ("SHA-256", paper.digest if paper else file.digest),
        ("SM3", paper.digest_sm3 if paper else file.digest_sm3),
    ]
    renewed = agreement.renewals.filter(status="signed").first()
    return {
        "agreement": agreement,
        "standing": standing,
        "tone": tone,
        "facts": facts,
        "renewed": renewed,
        "address": check_address(agreement),
    }
