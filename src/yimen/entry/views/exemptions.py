"""Pages of the negative list (负面清单)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from yimen.catalog.models import Item
from yimen.common.errors import Refused
from yimen.common.page import page
from yimen.common.text import tidy
from yimen.entry import queries, services
from yimen.entry.forms import ApproveForm, ExemptionForm, WithdrawForm
from yimen.entry.models import Exemption
from yimen.entry.states import APPROVED, DRAFT, EXEMPTION
from yimen.entry.views.items import status_of
from yimen.people.access import SignedRequest, requires
from yimen.people.lifecycle import open_moves
from yimen.people.queries import may

TONES = {DRAFT: "calm", APPROVED: "good"}
FORMS: dict[str, type[forms.Form]] = {"approve": ApproveForm, "withdraw": WithdrawForm}


@requires("entry.read")
def exemptions(request: SignedRequest) -> HttpResponse:
    """The entries of the negative list, by status and reason; `in_force` is told as of today."""
    day = timezone.localdate()
    rows = queries.with_names(queries.visible_exemptions(request.user)).order_by("-valid_from", "-pk")
    status, reason = request.GET.get("status", ""), request.GET.get("reason", "")
    if status == "in_force":
        rows = rows.filter(queries.holds_on(day))
    elif status == "lapsed":
        rows = rows.filter(status=APPROVED, valid_to__lt=day)
    elif status:
        rows = rows.filter(status=status)
    if reason:
        rows = rows.filter(reason=reason)
    context = {
        "page": page(request, rows, load=lambda found: _shown(found)),
        "tabs": [("", "全部"), ("in_force", "生效中"), *EXEMPTION.states.items(), ("lapsed", "已到期")],
        "status": status,
        "reason": reason,
        "reasons": Exemption.Reason.choices,
        "day": day,
        "may_exempt": may(request.user, "entry.exempt"),
    }
    return render(request, "entry/exemptions.html", context)


@requires("entry.read")
def exemption(request: SignedRequest, pk: int) -> HttpResponse:
    """One entry of the negative list with what may be done to it."""
    thing = get_object_or_404(queries.with_names(queries.visible_exemptions(request.user)), pk=pk)
    return _answer(request, thing, {})


@requires("entry.exempt")
def draft(request: SignedRequest) -> HttpResponse:
    """Registers an entry; a refusal shows the form again."""
    form = ExemptionForm(request.POST or None, initial={"item_code": request.GET.get("item", "")})
    status = 200
    if request.method == "POST":
        if form.is_valid():
            data = dict(form.cleaned_data)
            code = tidy(data.pop("item_code"))
            item = Item.objects.filter(region=request.user.region_id, code=code).first()
            if item is None:
                form.add_error("item_code", f"本县事项清单中没有编码 {code}：请从事项清单复制实施编码。")
            else:
                try:
                    row = services.draft_exemption(by=request.user, item=item, **data)
                except Refused as refusal:
                    form.add_error(None, str(refusal))
                    status = status_of(refusal)
                else:
                    messages.success(request, "负面清单条目已登记，待县政府批准后登记批准文号才生效。")
                    return redirect("entry:exemption", pk=row.pk)
        status = 422 if status == 200 else status
    return render(request, "entry/draft_exemption.html", {"form": form}, status=status)


@requires("entry.exempt")
def move(request: SignedRequest, pk: int, move: str) -> HttpResponse:
    """Approves or withdraws an entry; a refusal shows its page again."""
    thing = get_object_or_404(queries.with_names(queries.visible_exemptions(request.user)), pk=pk)
    if move not in FORMS:
        raise Http404
    if request.method != "POST":
        return redirect("entry:exemption", pk=pk)
    form = FORMS[move](request.POST)
    status = 422
    if form.is_valid():
        try:
            if move == "approve":
                services.approve_exemption(by=request.user, exemption=thing, **form.cleaned_data)
                messages.success(request, "已登记批准，条目自批准之日起在有效期内生效。")
            else:
                services.withdraw_exemption(by=request.user, exemption=thing, **form.cleaned_data)
                messages.success(request, "条目已撤回，该事项自今日起应当进驻。")
            return redirect("entry:exemption", pk=pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = status_of(refusal)
    return _answer(request, thing, {move: form}, status)


def _answer(request: SignedRequest, thing: Exemption, bound: dict[str, forms.Form], status: int = 200) -> HttpResponse:
    moves = [(each, bound.get(each.name) or FORMS[each.name]()) for each in open_moves(thing, request.user)]
    state = queries.state_on(timezone.localdate()).filter(item=thing.item_id).first()
    context = {"exemption": _shown([thing])[0], "moves": moves, "state": state}
    return render(request, "entry/exemption.html", context, status=status)


def _shown(rows: Any) -> list[Exemption]:
    """The rows with `tone`, `in_force_now` and `words` of their present standing."""
    day = timezone.localdate()
    found = list(rows)
    for row in found:
        withdrawn = row.withdrawn_on is not None and row.withdrawn_on <= day
        approved = row.approved_on is not None and row.approved_on <= day
        row.holds = row.status != DRAFT and approved and not withdrawn and row.in_force(day)
        row.lapsed = row.status == APPROVED and row.valid_to is not None and row.valid_to < day
        row.words = "已到期" if row.lapsed else row.status_label
        row.tone = "plain" if row.lapsed else TONES.get(row.status, "plain")
    return found
