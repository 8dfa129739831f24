"""Pages of surveys: those that were drawn with a form for the next, and one with its estimate and whom to call."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from yimen.cases.queries import shown_name
from yimen.common.code_lists import Satisfaction
from yimen.common.errors import Refused, said_in
from yimen.common.page import SCREEN, Page, page
from yimen.common.text import mask_phone
from yimen.evaluation.followups import queries, services
from yimen.evaluation.followups.forms import OUTCOMES, CallForm, SurveyForm
from yimen.evaluation.followups.models import Survey
from yimen.people.access import SignedRequest, requires

TONES = {"": "warn", "answered": "good", "declined": "plain", "away": "plain"}


@requires("evaluation.call_back")
def surveys(request: SignedRequest) -> HttpResponse:
    """The surveys so far; posted to, the next one is drawn."""
    today = timezone.localdate()
    form = SurveyForm(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        with said_in(form):
            survey = services.draw(by=request.user, seed=secrets.token_hex(16), today=today, **form.cleaned_data)
            messages.success(request, f"已从 {survey.frame:,} 件里抽出 {survey.size} 件，请逐件回访。")
            return redirect("evaluation:survey", survey.pk)
    rows: Page[Any] = page(request, queries.listed(request.user), SCREEN)
    status = 422 if form.errors else 200
    return render(request, "evaluation/surveys.html", {"page": rows, "form": form}, status=status)


@requires("evaluation.call_back")
def survey(request: SignedRequest, pk: int) -> HttpResponse:
    """One survey; posted to, what came of one call is written down."""
    found: Survey = get_object_or_404(queries.visible_to(request.user), pk=pk)
    if request.method == "POST":
        return _called(request, found)
    rows: Page[Any] = page(request, queries.drawn_in(found), SCREEN)
    context = {
        "survey": found,
        "estimates": queries.estimates(found),
        "page": rows,
        "rows": [
            (each, TONES[each.outcome], shown_name(each.dossier.case.applicant_name), mask_phone(each.dossier.phone))
            for each in rows.rows
        ],
        "outcomes": OUTCOMES,
        "grades": Satisfaction.choices(),
    }
    return render(request, "evaluation/survey.html", context)


def _called(request: SignedRequest, found: Survey) -> HttpResponse:
    form = CallForm(request.POST)
    if not form.is_valid():
        raise Refused("请选择回访的结果。")
    key = request.POST.get("case", "")
    case = get_object_or_404(found.cases.select_related("survey"), pk=int(key) if key.isdigit() else 0)
    done = services.call(by=request.user, case=case, today=timezone.localdate(), **form.cleaned_data)
    said = done.case.get_outcome_display() if done.case.outcome else "未接通，请改日再打一次"
    messages.success(request, f"{done.case.dossier.number}：{said}。")
    if done.filed:
        number, secret = done.filed.hindrance.number, done.filed.secret
        messages.success(
            request,
            f"已登记为办不成事 {number}，查询码 {secret}：请现在告诉本人，凭它们看答复；查询码只显示这一次。",
        )
    return redirect("evaluation:survey", found.pk)
