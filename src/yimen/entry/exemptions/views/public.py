"""The public's pages of the negative list: anybody reads it, prints it, takes it as a table, and objects."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.common.text import mask_within
from yimen.entry.exemptions import queries, services
from yimen.entry.exemptions.forms import ObjectionForm
from yimen.entry.exemptions.models import Objection
from yimen.entry.exemptions.rules import REASONS
from yimen.entry.exemptions.states import OPEN
from yimen.exchange import writing
from yimen.people.access import public
from yimen.people.models import Region

MOST_ROWS = 5000
HEADINGS = ("实施编码", "事项名称", "部门", "理由", "依据", "厅内如何办理", "生效日期", "终止日期", "批准文号", "状态")
NOT_SHOWN = "依规定不予公布"
ANSWERS_SHOWN = 200


@public
def counties(request: HttpRequest) -> HttpResponse:
    """The counties that publish a list; straight to it where there is one."""
    found = list(queries.publishing_regions(timezone.localdate()))
    if len(found) == 1:
        return redirect("entry:public_list", region=found[0].code)
    return render(request, "entry/exemptions/public_counties.html", {"counties": found})


@public
def public_list(request: HttpRequest, region: str) -> HttpResponse:
    """The county's negative list as it stands today, with the answers to objections."""
    county = get_object_or_404(Region, code=region, level=Region.Level.COUNTY)
    day = timezone.localdate()
    lines = _lines(county)
    figures: dict[str, int] = {}
    for line in lines:
        figures[line["reason"]] = figures.get(line["reason"], 0) + 1
    context = {
        "region": county,
        "day": day,
        "lines": lines,
        "figures": figures,
        "answers": _answers(county),
        "waiting": queries.objections_of(county).filter(status=OPEN).count(),
        "late": queries.overdue(queries.objections_of(county), day).count(),
    }
    return render(request, "entry/exemptions/public_list.html", context)


@public
def public_table(request: HttpRequest, region: str) -> HttpResponse:
    """The same list as a table for other programs (CSV)."""
    county = get_object_or_404(Region, code=region, level=Region.Level.COUNTY)
    day = timezone.localdate()
    rows = (tuple(line["cells"]) for line in _lines(county))
    content = writing.delimited(writing.Table(f"负面清单 {day}", HEADINGS, rows))
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f"attachment; filename=negative-list-{region}-{day}.csv"
    return answer


@public
def object_to(request: HttpRequest, pk: int) -> HttpResponse:
    """The form to object to an entry of the public list, and what becomes of it."""
    entry = get_object_or_404(queries.published(timezone.localdate()), pk=pk)
    form = ObjectionForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            sender = request.META.get("REMOTE_ADDR", "")
            try:
                made = services.raise_objection(by=None, exemption=entry, sender=sender, **form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"异议已收到，编号 {made.reference}，将于 {made.due} 前答复。请记下编号。")
                return redirect("entry:public_objection", reference=made.reference)
    context = {"form": form, "entry": entry, "line": _line(entry, timezone.localdate())}
    return render(request, "entry/exemptions/public_object.html", context, status=status)


@public
def public_objection(request: HttpRequest, reference: str) -> HttpResponse:
    """What became of an objection, for whoever has its reference; how to reach the person is never shown."""
    rows = Objection.objects.select_related("exemption__department", "exemption__region", "exemption__item")
    thing = get_object_or_404(rows, reference=reference)
    context = {
        "objection": thing,
        "name": queries.names_of([thing.exemption.item_id]).get(thing.exemption.item_id, ""),
        "words": mask_within(thing.words),
        "late": thing.status == OPEN and thing.due < timezone.localdate(),
        "region": thing.exemption.region,
    }
    return render(request, "entry/exemptions/public_objection.html", context)


def _lines(county: Region) -> list[dict[str, Any]]:
    day = timezone.localdate()
    return [_line(row, day) for row in queries.public_list(county, day)[:MOST_ROWS]]


def _line(row: Any, day: Any) -> dict[str, Any]:
    """One entry as anybody may read it: of a secret nothing but that it is one, of people nothing at all."""
    rule = REASONS[row.reason]
    basis = NOT_SHOWN if rule.reference_only else row.basis
    _, words, tone = queries.standing(row, day)
    in_hall = row.meanwhile or rule.in_hall
    number = row.approval_number or "—"
    until = row.valid_to.isoformat() if row.valid_to else "长期"
    cells = (row.item.code, row.name, row.department.name, rule.label, basis, in_hall, row.holds_from.isoformat(),
             until, number, words)  # fmt: skip
    return {"row": row, "reason": rule.label, "basis": basis, "in_hall": in_hall, "words": words, "tone": tone,
            "cells": cells}  # fmt: skip


def _answers(county: Region) -> list[dict[str, Any]]:
    """The objections that were answered, the newest first, without a word on who objected."""
    rows = list(queries.objections_of(county).exclude(status=OPEN).order_by("-answered_at")[:ANSWERS_SHOWN])
    names = queries.names_of(each.exemption.item_id for each in rows)
    return [
        {"row": each, "name": names.get(each.exemption.item_id, ""), "words": mask_within(each.words)} for each in rows
    ]
