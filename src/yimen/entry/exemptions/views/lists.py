"""The list of entries and what waits to be done about them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from yimen.common.page import page
from yimen.entry.exemptions import duties as waiting
from yimen.entry.exemptions import queries
from yimen.entry.exemptions.models import Exemption
from yimen.entry.exemptions.rules import REASONS
from yimen.entry.exemptions.states import EXEMPTION
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may

REPEATED = "repeated"
TABS = {"": "全部", **queries.BY_DATE, **EXEMPTION.states, REPEATED: "反复续期或更换理由"}
HIDDEN_TABS = {"published"}  # told by its dates
DUTY_TONES = {"lapsed": "wrong", "expiring": "warn", "unheeded": "wrong", "objection": "calm", "step": "calm"}


@requires("entry.read")
def exemptions(request: SignedRequest) -> HttpResponse:
    """The entries of the negative list by how they stand today and by reason, with what each was before."""
    day = timezone.localdate()
    everything = queries.with_names(queries.visible_exemptions(request.user))
    status, reason = request.GET.get("status", ""), request.GET.get("reason", "")
    rows = everything
    if status == REPEATED:
        rows = queries.repeated(rows)
    elif status:
        rows = queries.in_standing(rows, status, day)
    if reason:
        rows = rows.filter(reason=reason)
    shown = page(request, rows.order_by("-valid_from", "-pk"), load=lambda found: _shown(list(found)))
    figures = queries.by_reason(everything, day)
    tiles = queries.tile_counts(request.user, day)
    context = {
        "page": shown,
        "tabs": [(key, label) for key, label in TABS.items() if key not in HIDDEN_TABS],
        "status": status,
        "reason": reason,
        "reasons": Exemption.Reason.choices,
        "day": day,
        "tiles": tiles,
        "chart": _chart(figures) if sum(figures.values()) else None,
        "may_draft": may(request.user, "entry.draft_exemption"),
        "region": request.user.region,
        "longest": {each.code: each for each in REASONS.values()},
    }
    return render(request, "entry/exemptions/list.html", context)


@requires("entry.read")
def duties(request: SignedRequest) -> HttpResponse:
    """What waits about the entries that the user may see: lapsed, expiring, steps, decisions, objections."""
    day = timezone.localdate()
    kind = request.GET.get("kind", "")
    found = waiting.duties(request.user, day)
    kinds: dict[str, tuple[str, int]] = {}
    for each in found:
        label, figure = kinds.get(each.kind, (_group(each), 0))
        kinds[each.kind] = (label, figure + 1)
    lines = [(each, each.late(day), DUTY_TONES.get(each.kind, "plain")) for each in found if kind in ("", each.kind)]
    return render(request, "entry/exemptions/duties.html", {"lines": lines, "kinds": kinds, "kind": kind, "day": day})


def _group(duty: waiting.Duty) -> str:
    return "签批中" if duty.kind == "under_way" else duty.label


def _shown(rows: list[Any]) -> list[Any]:
    """The rows with `words` and `tone` of how they stand today, and `creep` of their item."""
    day = timezone.localdate()
    creep = queries.creep_of((row.item_id for row in rows), day)
    for row in rows:
        row.code, row.words, row.tone = queries.standing(row, day)
        row.creep = creep.get(row.item_id)
    return rows


def _chart(figures: dict[str, int]) -> dict[str, Any]:
    """The entries in force by reason; every bar opens its rows."""
    codes = [each.code for each in REASONS.values() if each.may_hold]
    address = reverse("entry:exemptions")
    return {
        "title": "生效中的条目（按理由）",
        "unit": "条",
        "description": "场地受限只是临时理由，应当越来越少。",
        "head": "理由",
        "categories": [REASONS[code].label for code in codes],
        "series": [
            {
                "name": "条目数",
                "tone": "accent",
                "values": [figures.get(code, 0) for code in codes],
                "urls": [f"{address}?status=in_force&reason={code}" for code in codes],
            }
        ],
    }
