"""Pages of what was done with a branch hall's items: where, month by month, and whether they moved."""

import re
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from yimen.cases.models import Case
from yimen.common.errors import Refused
from yimen.common.page import Page, page
from yimen.entry.branches.queries import counts_from, newest
from yimen.entry.branches.states import DECIDED
from yimen.evidence.branches import queries, services
from yimen.evidence.branches.places import IN_BRANCH, PLACES, Places, Where
from yimen.halls.branches.queries import visible_branches
from yimen.halls.models import Hall
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may

TONES = {"hall": "1", "branch": "5", "own": "4", "elsewhere": "3", "unknown": "2"}
STATED = "部门自报（分厅）"


def _hall(request: SignedRequest, pk: int) -> Hall:
    return get_object_or_404(visible_branches(request.user), pk=pk)


@requires("evidence.read")
def branch(request: SignedRequest, pk: int) -> HttpResponse:
    """Where the cases of a branch's items were taken in, by month, beside what the department states; and the check."""
    hall = _hall(request, pk)
    rows, places = queries.visible_of_branch(request.user, hall), Places(hall)
    days = queries.by_place(rows, places)
    months = queries.months(hall, days)
    decision = newest([hall]).get(hall.pk)
    until = queries.data_until(hall)
    seen = queries.seen(decision, rows, places, until) if decision else None
    context: dict[str, Any] = {
        "hall": hall,
        "decision": decision,
        "months": [_shown(hall, month) for month in months],
        "heads": [*PLACES.values()],
        "chart": _chart(hall, months),
        "until": until,
        "counts_from": counts_from(decision) if decision else None,
        "seen": seen,
        "tone": _tone(seen.verdict) if seen else "plain",
        "words": queries.Verdict(seen.verdict).label if seen else "",
        "checks": decision.checks.all() if decision else [],
        "may_check": seen is not None and decision is not None and _may_check(request, hall)
        and decision.status in DECIDED,
    }  # fmt: skip
    return render(request, "evidence/branch.html", context)


def _may_check(request: SignedRequest, hall: Hall) -> bool:
    return may(request.user, "entry.branch_examine") and request.user.department_id != hall.department_id


def _tone(verdict: str) -> str:
    return {"moved": "good", "still": "wrong"}.get(verdict, "plain")


def _address(hall: Hall, month: date, place: str) -> str:
    query = urlencode({"month": f"{month:%Y-%m}", "place": place})
    return f"{reverse('evidence:branch_cases', args=[hall.pk])}?{query}"


def _shown(hall: Hall, month: queries.Month) -> dict[str, Any]:
    """A month as a row of the table: each figure with the address of its rows."""
    gap = None if month.stated is None else month.stated - month.counts[IN_BRANCH]
    return {
        "first": month.first,
        "cells": [(month.counts[place], _address(hall, month.first, place), PLACES[place]) for place in PLACES],
        "total": month.total,
        "url": _address(hall, month.first, ""),
        "stated": month.stated,
        "gap": gap,
    }


def _chart(hall: Hall, months: list[queries.Month]) -> dict[str, Any]:
    """The months as columns by place, each opening its rows."""
    return {
        "title": "逐月办件在哪里受理",
        "unit": "件",
        "head": "月份",
        "description": "分厅事项的办件，按受理终端和窗口判断地点",
        "categories": [f"{month.first:%Y-%m}" for month in months],
        "series": [
            {
                "name": words,
                "tone": TONES[place],
                "values": [month.counts[place] for month in months],
                "urls": [_address(hall, month.first, place) for month in months],
            }
            for place, words in PLACES.items()
        ],
    }


@requires("evidence.read")
def branch_cases(request: SignedRequest, pk: int) -> HttpResponse:
    """The rows behind one figure: the cases of a month that were taken in at a place, and why there."""
    hall = _hall(request, pk)
    month, place = _month(request.GET.get("month", "")), request.GET.get("place", "")
    place = place if place in PLACES else ""
    rows, places = queries.visible_of_branch(request.user, hall), Places(hall)
    keys = queries.rows_at(rows, places, month, place) if month else []
    shown: Page[Any] = page(
        request, Case.objects.filter(pk__in=keys).select_related("item").order_by("received_at", "pk"), size=50,
        load=lambda found: [(case, PLACES[places.of(_where(case))]) for case in found],
    )  # fmt: skip
    context = {"hall": hall, "page": shown, "month": month, "place": PLACES.get(place, "全部地点")}
    return render(request, "evidence/branch_cases.html", context)


def _where(case: Case) -> Where:
    day = case.received_at.astimezone(queries.SHANGHAI).date() if case.received_at else date.min
    return Where(day, case.channel, case.window_code, case.terminal)


def _month(text: str) -> date | None:
    found = re.fullmatch(r"(20[0-9]{2})-(0[1-9]|1[0-2])", text)
    return date(int(found[1]), int(found[2]), 1) if found else None


@require_POST
@requires("entry.branch_examine")
def check(request: SignedRequest, pk: int) -> HttpResponse:
    """Keeps what the data say now with the decision, which it may close or reopen."""
    hall = _hall(request, pk)
    decision = newest([hall]).get(hall.pk)
    if decision is None:
        raise Refused("这个分厅还没有处置决定，不能核验是否转入。")
    row = services.check(by=request.user, decision=decision)
    messages.success(request, f"核验结论：{row.get_verdict_display()}。{row.words}")
    return redirect("evidence:branch", pk)
