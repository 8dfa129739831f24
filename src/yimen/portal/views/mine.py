"""My cases: what stands where, supplement when asked, withdraw, and the notices with their words."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from yimen.cases.applying import queries
from yimen.cases.applying import services as applying
from yimen.cases.applying.files import Taken, checked
from yimen.cases.firms.queries import acting
from yimen.cases.handling import services as handling
from yimen.cases.handling.models import Dossier, Notice
from yimen.cases.handling.states import ACCEPTED, ASKED, RECEIVED
from yimen.cases.papers import services as writing
from yimen.cases.papers.queries import in_force
from yimen.cases.posting import services as posting
from yimen.cases.posting.queries import posted_in
from yimen.common.errors import Refused
from yimen.common.page import Page
from yimen.common.page import page as paged
from yimen.common.services import keep_file
from yimen.evaluation.hindrances.queries import objections_to
from yimen.evaluation.queries import chances
from yimen.halls.appointments.queries import coming
from yimen.people.models import Region
from yimen.portal.citizens import CitizenRequest, for_citizen
from yimen.portal.forms import SupplementForm, WithdrawForm
from yimen.portal.papers import sent, to_fetch
from yimen.portal.status import standing_of
from yimen.portal.views.shared import page


@for_citizen
def mine(request: CitizenRequest, region: Region) -> HttpResponse:
    """The citizen's drafts and cases."""
    today = timezone.localdate()
    rows: Page[Dossier] = paged(request, queries.handed_in_by(request.citizen, today), size=20)
    context: dict[str, Any] = {
        "page": rows,
        "drafts": queries.drafts_of(request.citizen),
        "citizen": request.citizen,
        "appointments": coming(request.citizen, timezone.now()),
        "rights": acting(request.citizen, today),
    }
    return page(request, "portal/mine.html", region, **context)


def dossier_of(request: CitizenRequest, pk: int) -> Dossier:
    """The case, if the citizen may open it today: his own, or one of a firm for which he acts; 404 for all others."""
    return get_object_or_404(queries.dossiers_of(request.citizen, timezone.localdate()), pk=pk)


@for_citizen
def case(request: CitizenRequest, region: Region, pk: int) -> HttpResponse:
    """One case: standing with its derivation, what was asked, what was handed in, what was told."""
    return _show(request, region, pk)


def _show(request: CitizenRequest, region: Region, pk: int, status: int = 200, **forms: object) -> HttpResponse:
    dossier = dossier_of(request, pk)
    context = {
        "application": getattr(dossier, "online", None),
        "right": queries.right_in(request.citizen, dossier, timezone.localdate()),
        "acts": dossier.firm_acts.select_related("representative"),
        "dossier": dossier,
        "standing": standing_of(dossier, timezone.localdate()),
        "notices": dossier.notices.exclude(kind=Notice.Kind.RECEIPT),
        "papers": dossier.papers.all(),
        "answers": dossier.answers.all(),
        "documents": to_fetch(dossier),
        "posted": posted_in(dossier, timezone.now()),
        "may_supplement": dossier.status == ASKED,
        "may_withdraw": dossier.status in (RECEIVED, ASKED, ACCEPTED),
        "chances": chances(dossier, timezone.now()),
        "objections": objections_to(dossier.pk),
        "supplement_form": SupplementForm(),
        "withdraw_form": WithdrawForm(),
        **forms,
    }
    return page(request, "portal/case.html", region, status, **context)


@for_citizen
def paper(request: CitizenRequest, region: Region, pk: int, paper: int) -> HttpResponse:
    """A paper of his case for the citizen; the first time counts as having got it."""
    dossier = dossier_of(request, pk)
    if request.method != "POST":
        return redirect("portal:case", region.pk, pk)
    found = get_object_or_404(in_force(dossier).exclude(notice__kind=Notice.Kind.RECEIPT), pk=paper)
    return sent(found, applying.fetch(citizen=request.citizen, paper=found))


@for_citizen
def follow(request: CitizenRequest, region: Region, pk: int) -> HttpResponse:
    """The carrier asked where a posted letter is."""
    dossier = dossier_of(request, pk)
    if request.method == "POST":
        try:
            posting.follow(dossier=dossier, tracking=request.POST.get("tracking", ""), now=timezone.now())
        except Refused as refusal:
            messages.warning(request, str(refusal))
    return redirect("portal:case", region.pk, pk)


@for_citizen
def supplement(request: CitizenRequest, region: Region, pk: int) -> HttpResponse:
    """What was asked for, handed in."""
    dossier = dossier_of(request, pk)
    if request.method != "POST":
        return redirect("portal:case", region.pk, pk)
    form = SupplementForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            taken = [checked(each) for each in form.cleaned_data["papers"]]
            handed = [_handed(form.cleaned_data["name"], each) for each in taken]
            applying.supplement(citizen=request.citizen, dossier=dossier, papers=handed)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "补正材料已提交，等待受理。")
            return redirect("portal:case", region.pk, pk)
    return _show(request, region, pk, 422, supplement_form=form)


def _handed(name: str, file: Taken) -> handling.Handed:
    return handling.Handed(name, file.name, keep_file(file.content), len(file.content), file.original)


@for_citizen
def withdraw(request: CitizenRequest, region: Region, pk: int) -> HttpResponse:
    """The application withdrawn, with the reason."""
    dossier = dossier_of(request, pk)
    if request.method != "POST":
        return redirect("portal:case", region.pk, pk)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            done = applying.withdraw(citizen=request.citizen, dossier=dossier, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            writing.issue_all(by=None, dossier=done)
            messages.success(request, "申请已撤回。")
            return redirect("portal:case", region.pk, pk)
    return _show(request, region, pk, 422, withdraw_form=form)
