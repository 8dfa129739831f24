"""单位核对 at the window: what waits, one paper beside the card of whoever brought it, and the answer."""

import io

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.cases.firms import queries, services
from yimen.cases.firms.forms import ConfirmForm, DeclineForm
from yimen.cases.firms.models import Representative
from yimen.cases.firms.states import ASKED, TONES
from yimen.common.errors import said_in
from yimen.common.page import Page, page
from yimen.common.services import kept_file
from yimen.people.access import SignedRequest, requires


@requires("cases.firm")
def representatives(request: SignedRequest) -> HttpResponse:
    """Who says that he represents a firm, what waits first; those that waited alone unless all are asked for."""
    everything = request.GET.get("show") == "all"
    rows = queries.visible_representatives(request.user)
    found: Page[Representative] = page(request, rows if everything else rows.filter(status=ASKED), 50)
    today = timezone.localdate()
    lines = [(each, TONES[each.status], each.holds(today)) for each in found.rows]
    return render(request, "cases/representatives.html", {"page": found, "lines": lines, "everything": everything})


@requires("cases.firm")
def representative(request: SignedRequest, pk: int) -> HttpResponse:
    """One right with its paper; the post answers it: the card compared, or sent back with what is wrong."""
    found = get_object_or_404(queries.visible_representatives(request.user), pk=pk)
    declines = request.POST.get("press") == "decline"
    posted = request.method == "POST"
    confirm = ConfirmForm(request.POST if posted and not declines else None)
    decline = DeclineForm(request.POST if declines else None)
    form = decline if declines else confirm
    if posted and form.is_valid():
        verb = services.decline if declines else services.confirm
        with said_in(form):
            done = verb(by=request.user, representative=found, **form.cleaned_data)
            messages.success(request, f"{done.number} {done.status_label}，本人在门户上看得到。")
            return redirect("cases:representatives")
    context = {"found": found, "tone": TONES[found.status], "waits": found.status == ASKED, "confirm": confirm,
               "decline": decline, "today": timezone.localdate()}  # fmt: skip
    return render(request, "cases/representative.html", context, status=422 if posted else 200)


@require_POST
@requires("cases.firm")
def take_paper(request: SignedRequest, pk: int) -> FileResponse:
    """The paper as it was uploaded; who took it stands in the ledger."""
    found = get_object_or_404(queries.visible_representatives(request.user).exclude(digest=""), pk=pk)
    services.take_file(by=request.user, representative=found)
    return FileResponse(io.BytesIO(kept_file(found.digest)), as_attachment=True, filename=found.file_name)
