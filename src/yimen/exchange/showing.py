"""导入计划 as a page: the second of the three steps of an import looks and behaves the same in every room."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, Protocol

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yimen.exchange import mapping
from yimen.exchange.mapping import ColumnMap, Field
from yimen.exchange.models import ImportBatch
from yimen.exchange.planning import RefusedRows
from yimen.exchange.sheets import Row, Sheet
from yimen.exchange.states import PLANNED

PREVIEWED, FAULTS_SHOWN = 10, 50
HIDDEN = "不在此显示"


class Planned(Protocol):
    """What a room's plan has for the page: the rows that would be taken, and those refused."""

    taken: Any
    refused: RefusedRows


def settled_elsewhere(batch: ImportBatch) -> HttpResponse | None:
    """Where to look instead when there is nothing to confirm any more; None while there is."""
    return None if batch.status == PLANNED else redirect("exchange:batch", batch.pk)


def plan_page(
    request: HttpRequest,
    template: str,
    batch: ImportBatch,
    table: tuple[Sheet, ColumnMap],
    plan: Planned,
    *,
    form: Form,
    back: str,
    apply_url: str = "",
    private: Collection[str] = (),
) -> HttpResponse:
    """What would be taken in and what refused, with the form that confirms it; 422 when that has errors.

    `template` extends exchange/plan.html. Cells of `private` fields are not shown. Ask `settled_elsewhere` first.
    """
    sheet, columns = table
    context = {
        "batch": batch,
        "sheet": sheet,
        "plan": plan,
        "matches": columns.matches,
        "preview": [_shown(reading.row, columns, private) for reading in mapping.preview(columns, sheet, PREVIEWED)],
        "faults": [
            replace(fault, value=HIDDEN) if fault.field in private else fault
            for _, _, fault in plan.refused[:FAULTS_SHOWN]
        ],
        "form": form,
        "back": back,
        "apply_url": apply_url,
    }
    return render(request, template, context, status=422 if form.errors else 200)


def _shown(row: Row, columns: ColumnMap, private: Collection[str]) -> Row:
    """The row with cells of private fields covered, and of columns that no field takes: nobody knows what they hold."""
    if not private:
        return row
    open_to_all = {match.column for match in columns.matches if match.field.name not in private}
    cells = (cell if place in open_to_all or not cell else HIDDEN for place, cell in enumerate(row.cells))
    return replace(row, cells=tuple(cells))


def columns_page(
    request: HttpRequest,
    template: str,
    batch: ImportBatch,
    table: tuple[Sheet, ColumnMap],
    fields: Sequence[Field],
    *,
    status: int = 200,
    **forms: Form,
) -> HttpResponse:
    """The columns to settle, the first rows as they would be read, and the forms of the room by their names."""
    sheet, columns = table
    matched = {match.field.name for match in columns.matches}
    shown = [each for each in fields if each.name in matched]
    preview = [] if columns.missing else mapping.preview(columns, sheet)
    context = {
        "batch": batch,
        "sheet": sheet,
        "columns": columns,
        "fields": shown,
        "preview": [(each, [each.values.get(field.name, "") for field in shown]) for each in preview],
        **forms,
    }
    return render(request, template, context, status=status)
