"""Objections as officers see them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.common.errors import Refused
from yimen.common.page import Page, page
from yimen.common.text import mask_within
from yimen.entry.exemptions import queries, services
from yimen.entry.exemptions.forms import AnswerForm, RevealForm
from yimen.entry.exemptions.models import Objection
from yimen.entry.exemptions.states import DISMISSED, OBJECTION, OPEN, UPHELD
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may

TONES = {OPEN: "warn", UPHELD: "wrong", DISMISSED: "good"}
OVERDUE = "overdue"


@requires("entry.read")
def objections(request: SignedRequest) -> HttpResponse:
    """The objections to the entries that the user may see, by status; overdue ones stand out."""
    day = timezone.localdate()
    status = request.GET.get("status", "")
    rows = queries.visible_objections(request.user)
    if status == OVERDUE:
        rows = queries.overdue(rows, day)
    elif status:
        rows = rows.filter(status=status)
    shown: Page[Objection] = page(request, rows.order_by("-pk"))
    names = queries.names_of(each.exemption.item_id for each in shown.rows)
    context = {
        "page": shown,
        "lines": [
            (each, names.get(each.exemption.item_id, ""), TONES[each.status], each.status == OPEN and each.due < day)
            for each in shown.rows
        ],
        "tabs": [("", "全部"), *OBJECTION.choices, (OVERDUE, "逾期未答复")],
        "status": status,
    }
    return render(request, "entry/exemptions/objections.html", context)


@requires("entry.read")
def objection(request: SignedRequest, pk: int) -> HttpResponse:
    """One objection, masked, and the form to answer it."""
    return _show(request, _found(request, pk))


@require_POST
@requires("entry.answer_objection")
def answer(request: SignedRequest, pk: int) -> HttpResponse:
    """Answers an objection: `move=uphold` or `dismiss`."""
    thing = _found(request, pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            upheld = request.POST.get("move") == "uphold"
            services.answer_objection(
                by=request.user, objection=thing, upheld=upheld, answer=form.cleaned_data["answer"]
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            follow = "请据此撤回或修改条目。" if upheld else ""
            messages.success(request, f"已答复并公开。{follow}")
            return redirect("entry:objection", pk=pk)
    return _show(request, thing, 422, form=form)


@require_POST
@requires("entry.answer_objection")
def reveal(request: SignedRequest, pk: int) -> HttpResponse:
    """Shows once how to reach whoever objected; the ledger keeps who asked and why."""
    thing = _found(request, pk)
    form = RevealForm(request.POST)
    if not form.is_valid():
        return _show(request, thing, 422, reveal_form=form)
    contact = services.reveal_contact(by=request.user, objection=thing, reason=form.cleaned_data["reason"])
    return _show(request, thing, contact=contact or "未留联系方式")


def _found(request: SignedRequest, pk: int) -> Objection:
    return get_object_or_404(queries.visible_objections(request.user), pk=pk)


def _show(request: SignedRequest, thing: Objection, status: int = 200, **context: object) -> HttpResponse:
    answers = may(request.user, "entry.answer_objection")
    page_context = {
        "objection": thing,
        "name": queries.names_of([thing.exemption.item_id]).get(thing.exemption.item_id, ""),
        "words": mask_within(thing.words),
        "tone": TONES[thing.status],
        "late": thing.status == OPEN and thing.due < timezone.localdate(),
        "may_answer": answers and thing.status == OPEN,
        "may_reveal": answers and bool(thing.contact),
        "form": AnswerForm(),
        "reveal_form": RevealForm(),
        **context,
    }
    return render(request, "entry/exemptions/objection.html", page_context, status=status)
