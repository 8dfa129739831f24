"""Pages of the bureau: the rounds, the board of one of them, and what ends it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.common.errors import Refused
from yimen.common.page import Page, page
from yimen.entry.rounds import queries, services
from yimen.entry.rounds.forms import ExtendForm, RoundForm, WordsForm
from yimen.entry.rounds.models import Round
from yimen.entry.rounds.states import CONFIRMED, OPEN, OWED, PUBLISHED, SIGNED
from yimen.entry.views.items import status_of
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may

TONES = {OPEN: "calm", PUBLISHED: "good"}
SHOWN = {
    "": ("全部", lambda row: True),
    "late": ("逾期未签发", lambda row: row.late and row.sheet.status in OWED),
    "owed": ("部门办理中", lambda row: row.sheet.status in OWED),
    "signed": ("待确认", lambda row: row.sheet.status == SIGNED),
    "confirmed": ("已确认", lambda row: row.sheet.status == CONFIRMED),
}


@requires("entry.read")
def rounds(request: SignedRequest) -> HttpResponse:
    """The county's rounds, newest first, and the form of a new one."""
    return _rounds(request, RoundForm(initial={"as_of": timezone.localdate()}))


def _rounds(request: SignedRequest, form: RoundForm, status: int = 200) -> HttpResponse:
    shown: Page[Round] = page(request, queries.visible_rounds(request.user), size=20)
    context = {
        "page": shown,
        "rows": [(each, TONES.get(each.status, "plain")) for each in shown.rows],
        "form": form if may(request.user, "entry.round") else None,
        "under_way": any(each.status == OPEN and each.region_id == request.user.region_id for each in shown.rows),
        "own": queries.present_sheet(request.user),
    }
    return render(request, "entry/rounds.html", context, status=status)


@requires("entry.round")
def open_round(request: SignedRequest) -> HttpResponse:
    """Publishes a round; a refusal shows the form again with the sentence."""
    if request.method != "POST":
        return redirect("entry:rounds")
    form = RoundForm(request.POST)
    if not form.is_valid():
        return _rounds(request, form, 422)
    try:
        made = services.open_round(by=request.user, region=request.user.region, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _rounds(request, form, status_of(refusal))
    messages.success(request, f"已发布“{made.title}”，各部门可以开始逐项梳理。")
    return redirect("entry:round", made.pk)


@requires("entry.read")
def round_board(request: SignedRequest, pk: int) -> HttpResponse:
    """How far every department is, the late ones first; a department sees its own row."""
    thing = get_object_or_404(queries.visible_rounds(request.user), pk=pk)
    rows = queries.board(queries.visible_sheets(request.user).filter(round=thing), thing, timezone.localdate())
    reminders = queries.last_reminders(row.sheet for row in rows)
    asked = request.GET.get("show", "")
    chosen = SHOWN.get(asked, SHOWN[""])[1]
    bureau = may(request.user, "entry.round") and thing.region_id == request.user.region_id and thing.status == OPEN
    context: dict[str, Any] = {
        "round": thing,
        "tone": TONES.get(thing.status, "plain"),
        "rows": [(row, reminders.get(row.sheet.pk)) for row in rows if chosen(row)],
        "extensions": thing.extensions.select_related("extended_by"),
        "extend_form": ExtendForm(),
        "counts": {key: sum(1 for row in rows if each(row)) for key, (_, each) in SHOWN.items()},
        "shown": [(key, label) for key, (label, _) in SHOWN.items()],
        "asked": asked if asked in SHOWN else "",
        "departments": len(rows),
        "of_items": f"/ {sum(row.items for row in rows):,} 项",
        "answered": sum(row.answered for row in rows),
        "days_left": (thing.deadline - timezone.localdate()).days,
        "publication": getattr(thing, "publication", None),
        "may_publish": bureau,
        "publish_ready": bureau and all(row.sheet.status == CONFIRMED for row in rows),
        "publish_late": bureau and timezone.localdate() > thing.deadline,
        "words": WordsForm(),
    }
    return render(request, "entry/round.html", context)


@require_POST
@requires("entry.round")
def remind_late(request: SignedRequest, pk: int) -> HttpResponse:
    """Reminds every department that is late."""
    thing = get_object_or_404(queries.visible_rounds(request.user), pk=pk)
    count = services.remind_late(by=request.user, round=thing)
    messages.success(request, f"已催报 {count} 个部门：联络员和负责人登录后在首页看到。")
    return redirect(f"{reverse('entry:round', args=[pk])}?show=late")


@require_POST
@requires("entry.round")
def extend(request: SignedRequest, pk: int) -> HttpResponse:
    """Puts the deadline off."""
    thing = get_object_or_404(queries.visible_rounds(request.user), pk=pk)
    form = ExtendForm(request.POST)
    if not form.is_valid():
        raise Refused("请填写新的截止日期和延期原因。")
    made = services.extend(by=request.user, round=thing, **form.cleaned_data)
    messages.success(request, f"截止日期已延至 {made.deadline}，各部门可见原因。")
    return redirect("entry:round", pk)


@require_POST
@requires("entry.round")
def publish(request: SignedRequest, pk: int) -> HttpResponse:
    """Publishes the round's list."""
    thing = get_object_or_404(queries.visible_rounds(request.user), pk=pk)
    made = services.publish_list(by=request.user, round=thing)
    messages.success(request, f"已公布第 {made.number} 期清单，任何人都可以查看和下载。")
    return redirect("entry:published", made.pk)


@require_POST
@requires("entry.round")
def call_off(request: SignedRequest, pk: int) -> HttpResponse:
    """Calls the round off."""
    thing = get_object_or_404(queries.visible_rounds(request.user), pk=pk)
    services.call_off(by=request.user, round=thing, words=request.POST.get("words", ""))
    messages.success(request, f"已撤销“{thing.title}”。")
    return redirect("entry:round", pk)
