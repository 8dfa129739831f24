"""Pages of handing over: what waits here to go on, the slips of both sides, one slip to confirm and to print."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.cases.handling.models import Dossier
from yimen.cases.handovers import queries, services
from yimen.cases.handovers.forms import TakeForm
from yimen.cases.handovers.models import Handover
from yimen.cases.handovers.states import HANDED, TONES
from yimen.cases.queries import shown_name
from yimen.common.errors import Refused, said_in
from yimen.common.page import SCREEN, Page, page
from yimen.common.services import kept_file
from yimen.people.access import SignedRequest, requires
from yimen.people.models import User
from yimen.people.queries import may

TABS = {queries.INCOMING: "待本部门接收", "waiting": "全部待接收", "all": "全部交接单"}
MOST_TO_CHOOSE = 100


@requires("cases.read")
def handovers(request: SignedRequest) -> HttpResponse:
    """What can be handed over now, by destination, and the slips."""
    acts = may(request.user, "cases.hand_over")
    tabs = {name: title for name, title in TABS.items() if acts or name != queries.INCOMING}
    tab = request.GET.get("tab", "")
    tab = tab if tab in tabs else "waiting"
    rows: Page[Any] = page(request, queries.listed(request.user, tab), SCREEN)
    today = timezone.localdate()
    # Keys alone are found and counted: with all their columns, thousands would be joined to list a hundred.
    keys = sorted(queries.keys_to_hand_over(request.user)) if acts else []
    context = {
        "tabs": list(tabs.items()),
        "tab": tab,
        "page": rows,
        "rows": [(each, TONES[each.status], each.status == HANDED and each.due_on < today) for each in rows.rows],
        "groups": _groups(request.user, keys[:MOST_TO_CHOOSE]),
        "more": max(len(keys) - MOST_TO_CHOOSE, 0),
        "may_hand_over": acts,
        "late": queries.overdue(request.user, today).count(),
    }
    return render(request, "cases/handovers.html", context)


def _groups(user: User, keys: list[int]) -> list[tuple[object, list[tuple[Dossier, str]]]]:
    """Destination -> the cases that go there, with the applicant as he is shown."""
    groups: dict[object, list[tuple[Dossier, str]]] = {}
    for each in queries.with_desks(keys):
        target = queries.destination(each, user)
        groups.setdefault(target, []).append((each, shown_name(each.case.applicant_name)))
    return list(groups.items())


@require_POST
@requires("cases.hand_over")
def hand_over(request: SignedRequest) -> HttpResponse:
    """The slip for the cases that were ticked."""
    keys = [int(key) for key in request.POST.getlist("case") if key.isdigit()]
    slip = services.hand_over(by=request.user, dossiers=list(Dossier.objects.filter(pk__in=keys)))
    messages.success(request, f"交接单 {slip.number} 已开出，等对方确认接收。")
    return redirect("cases:handover", slip.pk)


@requires("cases.read")
def handover(request: SignedRequest, pk: int) -> HttpResponse:
    """One slip."""
    return _show(request, pk)


def _show(request: SignedRequest, pk: int, status: int = 200, form: TakeForm | None = None) -> HttpResponse:
    slip = get_object_or_404(queries.with_cases(queries.visible_to(request.user)), pk=pk)
    lines = list(slip.cases.all())
    takes = slip.status == HANDED and slip.taker_id == request.user.department_id
    context = {
        "slip": slip,
        "tone": TONES[slip.status],
        "late": slip.status == HANDED and slip.due_on < timezone.localdate(),
        "lines": [(each, shown_name(each.dossier.case.applicant_name)) for each in lines],
        "form": form or TakeForm(lines=lines),
        "may_take": takes and may(request.user, "cases.hand_over"),
    }
    return render(request, "cases/handover.html", context, status=status)


@require_POST
@requires("cases.hand_over")
def take(request: SignedRequest, pk: int) -> HttpResponse:
    """The taker's word: taken over, but for what is sent back."""
    slip = get_object_or_404(queries.with_cases(queries.visible_to(request.user)), pk=pk)
    form = TakeForm(request.POST, lines=slip.cases.all())
    if form.is_valid():
        whole = request.POST.get("press") == "return"
        returned = dict.fromkeys((line.pk for line in form.lines), form.cleaned_data["whole"]) if whole else {}
        with said_in(form):
            done = services.take_over(by=request.user, slip=slip, returned={**returned, **form.returned})
            messages.success(request, f"交接单 {done.number} {done.status_label}。")
            return redirect("cases:handover", pk)
    return _show(request, pk, 422, form)


@requires("cases.read")
def slip_file(request: SignedRequest, pk: int) -> HttpResponse:
    """The slip as a paper with both names; applicants are masked on it."""
    slip: Handover = get_object_or_404(queries.visible_to(request.user), pk=pk)
    if slip.document is None:
        raise Refused("接收确认之后才有交接单正本，现在可以打印本页。")
    name = f'inline; filename="handover-{slip.pk}.pdf"'
    return HttpResponse(
        kept_file(slip.document.digest), content_type="application/pdf", headers={"Content-Disposition": name}
    )
