"""The counter: find the item, take the applicant and his papers, accept. Made to be quick by keyboard alone."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from yimen.cases.handling import services
from yimen.cases.handling.desk import Desk, desk_of
from yimen.cases.handling.forms import CounterForm, ItemSearch
from yimen.cases.handling.models import Dossier
from yimen.cases.handling.queries import twins_of, visible_to
from yimen.cases.handling.services.accepting import doubts_at, lessons_at
from yimen.cases.handling.services.receiving import Application
from yimen.cases.models import Case
from yimen.cases.papers import queries as papers
from yimen.cases.papers import services as writing
from yimen.catalog.guides.queries import materials_for, told
from yimen.catalog.models import ItemVersion
from yimen.catalog.search.queries import found, public_items
from yimen.common.errors import said_in
from yimen.common.picture import qr_path
from yimen.common.text import code_key, id_key
from yimen.exchange.uploads import keep_upload
from yimen.halls.queue.queries import served_by
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may

SHOWN_TWINS = 5
SLIP = "slip"  # where the session keeps a secret until its slip is shown


@requires("cases.accept")
def counter(request: SignedRequest) -> HttpResponse:
    """The first step at the counter: the item, found by name, pinyin, code or what people call it."""
    form = ItemSearch(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    hits = [hit.version for hit in found(request.user.region, text)] if text.strip() else []
    if not hits:
        form.fields["q"].widget.attrs["autofocus"] = True
    context = {"form": form, "text": text, "hits": hits, "desk": desk_of(request)}
    return render(request, "cases/counter.html", context)


@requires("cases.accept")
def receive(request: SignedRequest, pk: int) -> HttpResponse:
    """The second step: who applies and with what. `accept` takes it up, `ask` asks for what is missing."""
    version = get_object_or_404(public_items(request.user.region), pk=pk)
    desk = desk_of(request)
    materials, served = _needed(version), served_by(request.user)
    form = CounterForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        materials=materials,
        served=served.label if served else "",
        doubts=doubts_at(desk, version),
        initial={f"reason_{kind}": text for kind, text in request.session.get("reasons", {}).items()},
    )
    ready = request.method == "POST" and form.is_valid()
    press = request.POST.get("press", "")
    if ready and press in ("accept", "finish", "ask"):
        with said_in(form):
            dossier = _take(request, version, desk, form, press)
        ready = form.is_valid()
        if ready:
            writing.issue_all(by=request.user, dossier=dossier)  # after the act, which it must not hold up
            return redirect("cases:slip", dossier.pk)
    form.take_focus()
    missing = form.missing if ready else []
    number = _number_of(form)
    context = {
        "version": version,
        "form": form,
        "desk": desk,
        "materials": materials,
        "lessons": lessons_at(desk, version),
        "ready": ready,
        "checking": press == "check",
        "missing": missing,
        "missing_words": f"尚缺 {len(missing)} 份材料：{'、'.join(missing)}。",
        "twins": list(twins_of(version.item_id, number)[:SHOWN_TWINS]),
        "may_finish": version.handling == ItemVersion.Handling.INSTANT and may(request.user, "cases.decide"),
    }
    return render(request, "cases/receive.html", context, status=200 if ready or request.method == "GET" else 422)


def _number_of(form: CounterForm) -> str:
    """The applicant's number as it would be written; empty while the form does not have it."""
    number = str(form.cleaned_data.get("number", "")) if form.is_bound else ""
    return id_key(number) if form.is_bound and form.data.get("kind") == Dossier.Applicant.PERSON else code_key(number)


def _needed(version: ItemVersion) -> list[str]:
    content = told(version, timezone.localdate()).content
    return list(dict.fromkeys(each.name for each in materials_for(content, ()) if each.need != "optional"))


@transaction.atomic
def _take(request: SignedRequest, version: ItemVersion, desk: Desk, form: CounterForm, press: str) -> Dossier:
    """The case, received and, as was pressed, accepted, decided or asked to be completed."""
    taken = services.receive(
        by=request.user, application=_application(version, form), channel=Case.Channel.WINDOW, desk=desk
    )
    dossier = taken.dossier
    request.session["reasons"] = form.reasons
    if press == "ask":
        services.ask_once(by=request.user, dossier=dossier, missing="、".join(form.missing) or "见窗口说明")
        messages.success(request, "已收件，并一次性告知补正。")
    else:
        dossier = services.accept(by=request.user, dossier=dossier, desk=desk, reasons=form.reasons)
        messages.success(request, "已受理。")
    if press == "finish":
        services.decide(by=request.user, dossier=dossier, granted=True, outcome="当场办结", terminal=desk.terminal)
    request.session[SLIP] = {str(dossier.pk): [taken.secret, taken.receipt]}
    return dossier


def _application(version: ItemVersion, form: CounterForm) -> Application:
    data: dict[str, Any] = form.cleaned_data
    applicant = services.Applicant(
        data["kind"], data["name"], data["number"], data["phone"], data["agent_name"], data["agent_id"]
    )
    papers = [services.Handed(name) for name in form.looked_at]
    papers += [services.Handed("扫描件", kept.name, kept.digest, kept.size) for kept in map(keep_upload, data["scans"])]
    return Application(version, applicant, papers, (), data["delivery"], data["ticket"])


@requires("cases.accept")
def slip(request: SignedRequest, pk: int) -> HttpResponse:
    """The slip (收件凭证) to print: number, deadline, and, this one time, the secret to ask by."""
    dossier = get_object_or_404(visible_to(request.user), pk=pk)
    secret, receipt = request.session.pop(SLIP, {}).get(str(pk), ("", ""))
    address = request.build_absolute_uri(reverse("portal:receipt", args=[dossier.region_id]))
    context = {"dossier": dossier, "secret": secret, "receipt": receipt, "documents": papers.rows_of(dossier),
               "may_reveal": may(request.user, "cases.reveal"),
               "drawing": qr_path(f"{address}?code={receipt}") if receipt else None}  # fmt: skip
    return render(request, "cases/slip.html", context)
