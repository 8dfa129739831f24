"""Pages of import batches and of what was refused."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from yimen.common.page import page
from yimen.exchange import queries, services
from yimen.exchange.models import ImportBatch
from yimen.exchange.states import PLANNED
from yimen.exchange.writing import workbook
from yimen.people.access import SignedRequest, requires
from yimen.people.lifecycle import open_moves

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires("exchange.read")
def batches(request: SignedRequest) -> HttpResponse:
    """The list of batches, newest first."""
    rows = queries.visible_batches(request.user)
    kind = request.GET.get("kind", "")
    if kind in ImportBatch.Kind.values:
        rows = rows.filter(kind=kind)
    context = {"page": page(request, rows.order_by("-pk"), 50), "kind": kind, "kinds": ImportBatch.Kind.choices}
    return render(request, "exchange/batches.html", context)


@requires("exchange.read")
def batch(request: SignedRequest, pk: int) -> HttpResponse:
    """One batch: what came in, what was refused and why."""
    thing = get_object_or_404(queries.visible_batches(request.user), pk=pk)
    facts = [
        ("文件", thing.file_name),
        ("类别", thing.get_kind_display()),
        ("上传人", thing.uploaded_by or "系统"),
        ("工作表", thing.sheet or "—"),
        ("字符编码", thing.encoding or "—"),
        ("生效日期", thing.effective_on or "—"),
        ("文件摘要（SHA-256）", thing.digest),
    ]
    context = {
        "batch": thing,
        "facts": facts,
        "page": page(request, queries.refused(thing)),
        "may_discard": any(move.name == "discard" for move in open_moves(thing, request.user)),
        "planned": thing.status == PLANNED,
    }
    return render(request, "exchange/batch.html", context)


@require_POST
@requires("exchange.read")
def refused(request: SignedRequest, pk: int) -> HttpResponse:
    """The refused rows as .xlsx, to be corrected and handed in again; whole rows, so the look is recorded."""
    thing = get_object_or_404(queries.visible_batches(request.user), pk=pk)
    services.note_download(by=request.user, batch=thing)
    response = HttpResponse(workbook([queries.as_table(thing)]), content_type=SPREADSHEET)
    response["Content-Disposition"] = f'attachment; filename="refused-{thing.pk}.xlsx"'
    return response


@require_POST
@requires("exchange.apply")
def discard(request: SignedRequest, pk: int) -> HttpResponse:
    """A planned batch, given up."""
    thing = get_object_or_404(queries.visible_batches(request.user), pk=pk)
    services.discard(by=request.user, batch=thing)
    messages.success(request, "已放弃，没有导入任何内容；原始文件仍留存。")
    return redirect("exchange:batches")
