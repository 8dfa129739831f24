"""Pages of what a comparison found: all of them, one with its lines, the files, and the decisions."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from yimen.catalog.comparison import queries, services
from yimen.catalog.comparison.forms import CompareForm, LineFilter
from yimen.catalog.comparison.models import ComparedLine, ListComparison
from yimen.common.page import page
from yimen.exchange import writing
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may, visible_departments

TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
HEADINGS = (
    "结果", "部门", "县级事项", "县级编码", "省级事项", "省级编码", "配对依据", "把握（%）", "不一致的要素",
    "县级清单", "省级清单",
)  # fmt: skip


@requires("catalog.read")
def comparisons(request: SignedRequest) -> HttpResponse:
    """All comparisons with the province's lists they rest on, and the start of a new one."""
    lists = queries.visible_lists(request.user)
    context = {
        "page": page(request, queries.visible_comparisons(request.user), size=30),
        "lists": lists[:20],
        "pushed": queries.pushed_counts(request.user),
        "may_compare": may(request.user, "catalog.compare"),
        "form": CompareForm(lists=lists.filter(region=request.user.region_id)),
    }
    return render(request, "catalog/comparisons.html", context)


@require_POST
@requires("catalog.compare")
def compare(request: SignedRequest) -> HttpResponse:
    """Compares, and shows what was found."""
    form = CompareForm(request.POST, lists=queries.visible_lists(request.user).filter(region=request.user.region_id))
    if not form.is_valid():
        messages.error(request, "请选择省级清单和基准日；还没有省级清单的，请先导入。")
        return redirect("catalog:comparisons")
    done = services.compare(by=request.user, **form.cleaned_data)
    messages.success(request, "比对完成，请先逐条确认“待人工确认”的事项。")
    return redirect("catalog:comparison", done.pk)


@requires("catalog.read")
def comparison(request: SignedRequest, pk: int) -> HttpResponse:
    """One comparison: its figures, each with its rows below, and what is otherwise than in the last one."""
    thing = _comparison(request, pk)
    form = LineFilter(request.GET, departments=visible_departments(request.user).filter(region=thing.region_id))
    mine = _lines(request, thing)
    counted = queries.counts(mine)
    changed = request.GET.get("view") == "changes" and thing.previous is not None
    context = {
        "comparison": thing,
        "filter": form,
        "tiles": [(show, queries.SHOWS[show], number) for show, number in counted.by_show.items()],
        "counts": counted.by_show,
        "fields": [(name, queries.ELEMENTS[name].label, number) for name, number in counted.fields.items()],
        "departments": queries.by_department(mine)[:12],
        "may_compare": may(request.user, "catalog.compare") and thing.region_id == request.user.region_id,
        "changed": changed,
    }
    if changed and thing.previous:
        before = queries.with_differences(_lines(request, thing.previous))
        context["changes"] = queries.changes(queries.with_differences(mine), before)
    else:
        rows = queries.narrowed(mine, **form.chosen())
        context["page"] = page(request, queries.with_differences(rows))
    return render(request, "catalog/comparison.html", context)


@requires("catalog.read")
def download(request: SignedRequest, pk: int, kind: str) -> HttpResponse:
    """The lines that the filters show, one row a difference, as .xlsx or .csv."""
    thing = _comparison(request, pk)
    form = LineFilter(request.GET, departments=visible_departments(request.user).filter(region=thing.region_id))
    rows = queries.with_differences(queries.narrowed(_lines(request, thing), **form.chosen()))
    table = writing.Table(f"第{thing.number}次比对", HEADINGS, _cells(rows))
    content = writing.delimited(table) if kind == "csv" else writing.workbook([table])
    answer = HttpResponse(content, content_type=TYPES[kind])
    answer["Content-Disposition"] = f"attachment; filename=comparison-{thing.region_id}-{thing.number}.{kind}"
    return answer


@requires("catalog.read")
def decisions(request: SignedRequest) -> HttpResponse:
    """What people decided about pairs, who and when; each can be withdrawn."""
    rows = queries.visible_decisions(request.user)
    context = {"page": page(request, rows), "may_compare": may(request.user, "catalog.compare")}
    return render(request, "catalog/pair_decisions.html", context)


@require_POST
@requires("catalog.compare")
def withdraw(request: SignedRequest, pk: int) -> HttpResponse:
    """Withdraws a decision."""
    decision = get_object_or_404(queries.visible_decisions(request.user), pk=pk)
    services.withdraw(by=request.user, decision=decision)
    messages.success(request, "已撤回，下一次比对会重新提请确认。")
    return redirect("catalog:pair_decisions")


def _comparison(request: SignedRequest, pk: int) -> ListComparison:
    return get_object_or_404(queries.visible_comparisons(request.user), pk=pk)


def _lines(request: SignedRequest, thing: ListComparison) -> Any:
    return queries.visible_lines(request.user).filter(comparison=thing)


def _cells(rows: Any) -> Iterator[tuple[Any, ...]]:
    for line in rows:
        start = _start(line)
        found = list(line.differences.all())
        if not found:
            yield (*start, "", "", "")
        for each in found:
            yield (*start, each.get_field_display(), each.ours, each.theirs)


def _start(line: ComparedLine) -> tuple[Any, ...]:
    ours, theirs = line.ours, line.theirs
    return (
        line.status_label, str(line.department or ""), ours.name if ours else "", ours.code if ours else "",
        theirs.name if theirs else "", theirs.code if theirs else "", line.get_way_display() if line.way else "",
        line.percent,
    )  # fmt: skip
