"""附条件确认 on a sheet: what its items lack, and the bureau's word that they may enter all the same, until a day."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.common.errors import Refused
from yimen.entry.readiness import services as readiness
from yimen.entry.readiness.checklist import Checklist
from yimen.entry.readiness.conditions import barred, newest, wanting
from yimen.entry.readiness.queries import unready_lines
from yimen.entry.readiness.rules import Check, State
from yimen.entry.rounds import queries
from yimen.entry.rounds.forms import ConditionsForm
from yimen.entry.rounds.models import SheetLine
from yimen.entry.rounds.views.showing import Looked
from yimen.people.access import SignedRequest, requires


@require_POST
@requires("entry.round")
def set_conditions(request: SignedRequest, pk: int) -> HttpResponse:
    """Sets one condition for the items that are ticked, else for all that lack the chosen line and have none."""
    sheet = get_object_or_404(queries.visible_sheets(request.user), pk=pk)
    form = ConditionsForm(request.POST)
    if not form.is_valid():
        raise Refused("请写明附条件的原因和补齐期限。")
    said = form.cleaned_data
    lines = list(queries.lines_of(sheet))
    item_of = {line.item_id: line.item for line in lines}
    chosen = _chosen(_split(lines)[0], set(request.POST.getlist("chosen")), said["check"])
    rows = readiness.set_conditions(
        by=request.user,
        items=[(item_of[each.subject.item_id], sheet.department, wanting(each)) for each in chosen],
        reason=said["reason"],
        due_on=said["due_on"],
    )
    messages.success(request, f"已为 {len(rows)} 项附条件；到期仍未补齐的，在“进驻就绪”列为逾期。")
    return redirect(f"{reverse('entry:sheet', args=[pk])}#decide")


def conditions_of(looked: Looked) -> dict[str, Any]:
    """What the page of a sheet says of readiness: what is missing with its condition, and what is only unproven."""
    lacking, unproven = _split(looked.lines)
    granted = newest(each.subject.item_id for each in lacking)
    still = {each.subject.item_id for each in barred(timezone.localdate(), lacking)}
    return {
        "unready": unproven,
        "lacking": [
            (each, wanting(each), granted.get(each.subject.item_id), each.subject.item_id in still) for each in lacking
        ],
        "barred": len(still),
        "condition_form": ConditionsForm(),
    }


def _split(lines: list[SheetLine]) -> tuple[list[Checklist], list[Checklist]]:
    """The checklists of what the sheet would enter: those with a line missing, and those with one unproven only."""
    unready = unready_lines(lines, timezone.localdate())
    lacking = [each for each in unready if each.state == State.LACKING]
    return lacking, [each for each in unready if each.state != State.LACKING]


def _chosen(lacking: list[Checklist], ticked: set[str], check: str) -> list[Checklist]:
    if ticked:
        return [each for each in lacking if str(each.subject.item_id) in ticked]
    still = barred(timezone.localdate(), lacking)
    return [each for each in still if not check or each.state_of(Check(check)) == State.LACKING]
