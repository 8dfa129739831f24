"""The page of a dossier, and the answers to its forms."""

import io
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.cases.handling import services
from yimen.cases.handling.forms import ConsultationAnswer, Words
from yimen.cases.handling.models import AcceptanceException, Answer, Consultation, Dossier, Extension, Paper, Pause
from yimen.cases.handling.queries import history, holder_words, twins_of, unchecked_exceptions, visible_to
from yimen.cases.handling.states import TONES
from yimen.cases.handling.verbs import VERBS, Verb, open_verbs, present
from yimen.cases.handovers.queries import legs_of
from yimen.cases.papers import queries as papers
from yimen.cases.papers import services as writing
from yimen.cases.posting.queries import posted_in
from yimen.cases.queries import shown_name
from yimen.common.errors import Refused
from yimen.common.page import page
from yimen.common.services import kept_file
from yimen.common.text import mask_id, mask_name, mask_phone
from yimen.people.access import SignedRequest, View, requires
from yimen.people.acting import answering
from yimen.people.queries import may

SHOWN_TWINS = 5


@requires("cases.read")
def dossier(request: SignedRequest, pk: int) -> HttpResponse:
    """One dossier: where it stands, what can be done now, what it holds, what happened."""
    return show(request, get_object_or_404(visible_to(request.user), pk=pk))


@require_POST
@requires("cases.reveal")
def read_form(request: SignedRequest, pk: int) -> HttpResponse:
    """The page with the application's form as it was filled in: whoever decides has to read it, and it is on record."""
    thing = get_object_or_404(visible_to(request.user), pk=pk)
    return show(request, thing, answers=services.read_form(by=request.user, dossier=thing))


def show(
    request: SignedRequest,
    thing: Dossier,
    given: dict[str, forms.Form] | None = None,
    status: int = 200,
    answers: list[Answer] | None = None,
) -> HttpResponse:
    """The page; `given` are forms with errors, by the name of their verb, `answers` the form that may be read now."""
    now = present(thing, request.user)
    verbs = [
        (name, verb, _apart((given or {}).get(name) or verb.form(request, thing, None), name))
        for name, verb in open_verbs(request, now).items()
    ]
    own = request.user.department_id == thing.department_id
    context = {
        "dossier": thing,
        "case": thing.case,
        "tone": TONES[thing.status],
        "step": now.step,
        "verbs": [each for each in verbs if each[1].primary],
        "more": [each for each in verbs if not each[1].primary],
        "facts": _facts(thing),
        "person": _person(thing),
        "papers": list(thing.papers.all()),
        "answers": [(each.label, each.value or "—") for each in answers or []],
        "may_read_form": answers is None and may(request.user, "cases.reveal") and thing.answers.exists(),
        "consultations": [
            (each, _may_answer(request, each), _apart(ConsultationAnswer(), f"answer{each.pk}"))
            for each in _consultations(thing)
        ],
        "pauses": [(each, _apart(Words(label="特别程序的结果"), f"pause{each.pk}")) for each in thing.pauses.all()],
        "extensions": list(thing.extensions.all()),
        "exceptions": list(thing.exceptions.select_related("by", "checked_by")),
        "may_ask_to_rate": may(request.user, "evaluation.issue_code"),
        "may_examine": own and may(request.user, "cases.examine"),
        "may_extend": own and may(request.user, "cases.extend"),
        "documents": (documents := papers.rows_of(thing)),
        "posted": posted_in(thing, timezone.now()),
        "lacking": any(row.paper is None for row in documents),
        "may_write": may(request.user, "cases.deliver"),
        "who": holder_words(thing),
        "legs": list(legs_of(thing)),
        "events": history(thing),
        "twins": list(twins_of(thing.case.item_id, thing.case.applicant_id, besides=thing.pk)[:SHOWN_TWINS]),
    }
    return render(request, "cases/dossier.html", context, status=status)


def _apart(form: forms.Form, name: str) -> forms.Form:
    """The form with ids of its own: many on one page have a field of the same name, and a label leads by the id."""
    form.auto_id = f"id_{name}_%s"
    return form


def _consultations(thing: Dossier) -> Any:
    return thing.consultations.select_related("department", "answered_by")


def _may_answer(request: SignedRequest, each: Consultation) -> bool:
    waits = each.answered_at is None and each.department_id == request.user.department_id
    return waits and may(request.user, "cases.examine")


def _facts(thing: Dossier) -> list[tuple[str, object]]:
    return [
        ("事项", thing.version.name),
        ("承办部门", thing.department),
        ("收件渠道", thing.case.get_channel_display()),
        ("收件窗口", thing.window or "—"),
        ("收件人", thing.received_by or "申请人网上提交"),
        ("排队号", thing.ticket or "—"),
        ("领取方式", thing.get_delivery_display()),
        ("结果", thing.case.get_result_display()),
        ("证照或文书号", thing.case.document_number or "—"),
    ]


def _person(thing: Dossier) -> list[tuple[str, str]]:
    found = [
        ("申请人", shown_name(thing.case.applicant_name)),
        ("证件号码", mask_id(thing.case.applicant_id)),
        ("联系电话", mask_phone(thing.phone) if thing.phone else "—"),
    ]
    if thing.agent_name:
        found += [("代办人", mask_name(thing.agent_name)), ("代办人证件号码", mask_id(thing.agent_id))]
    return found


def _view(name: str, verb: Verb) -> View:
    return answering(
        verb.act, rows=visible_to, run=verb.run, done=verb.done, back="cases:dossier",
        form_of=lambda request, thing: verb.form(request, thing, request.POST),
        show=lambda request, thing, form: show(request, thing, {name: form}, 422),
        then=lambda request, thing: writing.issue_all(by=request.user, dossier=thing),
    )  # fmt: skip


ACTS: dict[str, View] = {name: _view(name, verb) for name, verb in VERBS.items()}
"""Name of a verb -> the view that answers its form."""


@require_POST
@requires("cases.examine")
def answer_consultation(request: SignedRequest, pk: int) -> HttpResponse:
    """The answer of a department that was asked about another one's case."""
    rows = Consultation.objects.filter(dossier__in=visible_to(request.user)).select_related("dossier")
    consultation = get_object_or_404(rows, pk=pk)
    form = ConsultationAnswer(request.POST)
    if not form.is_valid():
        raise Refused("请选择同意或不同意，并写明说明。")
    agrees = form.cleaned_data["agrees"] == "yes"
    services.answer_consultation(
        by=request.user, consultation=consultation, agrees=agrees, opinion=form.cleaned_data["opinion"]
    )
    messages.success(request, "会办意见已答复。")
    return redirect("cases:dossier", consultation.dossier_id)


@require_POST
@requires("cases.examine")
def end_pause(request: SignedRequest, pk: int) -> HttpResponse:
    """The end of a special procedure with its result."""
    pause = get_object_or_404(Pause.objects.filter(dossier__in=visible_to(request.user)), pk=pk)
    services.end_pause(by=request.user, pause=pause, result=request.POST.get("text", ""))
    messages.success(request, "特别程序已结束，时限继续计算。")
    return redirect("cases:dossier", pause.dossier_id)


@require_POST
@requires("cases.extend")
def settle_extension(request: SignedRequest, pk: int) -> HttpResponse:
    """The head's word on an extension."""
    extension = get_object_or_404(Extension.objects.filter(dossier__in=visible_to(request.user)), pk=pk)
    approved = request.POST.get("approved") == "yes"
    services.settle_extension(by=request.user, extension=extension, approved=approved)
    writing.issue_all(by=request.user, dossier=extension.dossier)
    messages.success(request, "已批准延长，并告知申请人。" if approved else "已驳回延长。")
    return redirect("cases:dossier", extension.dossier_id)


@requires("cases.countersign")
def exceptions(request: SignedRequest) -> HttpResponse:
    """The exceptions that wait for a second person, the oldest first."""
    return render(request, "cases/exceptions.html", {"page": page(request, unchecked_exceptions(request.user), 50)})


@require_POST
@requires("cases.countersign")
def check_exception(request: SignedRequest, pk: int) -> HttpResponse:
    """The second person's word on an exception."""
    rows = AcceptanceException.objects.filter(dossier__in=visible_to(request.user)).select_related("dossier__case")
    exception = get_object_or_404(rows, pk=pk)
    services.check_exception(by=request.user, exception=exception, justified=request.POST.get("justified") == "yes")
    messages.success(request, "例外已复核。")
    return redirect("cases:exceptions")


@require_POST
@requires("cases.reveal")
def paper(request: SignedRequest, pk: int) -> FileResponse:
    """A file that was handed in. It may hold personal data in clear, so the ledger keeps who took it."""
    rows = Paper.objects.filter(dossier__in=visible_to(request.user)).exclude(digest="").select_related("dossier")
    found = get_object_or_404(rows, pk=pk)
    services.take_paper(by=request.user, paper=found)
    return FileResponse(io.BytesIO(kept_file(found.digest)), as_attachment=True, filename=found.file_name)
