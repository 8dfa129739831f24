"""Pages of issued documents and of the register of numbers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.common.page import Page, page
from yimen.common.services import kept_file
from yimen.documents import queries, services
from yimen.documents.forms import AbandonForm, DocumentFilter, NumberFilter, TakeForm
from yimen.documents.models import DocumentNumber, IssuedDocument
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may, visible_departments

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@requires("documents.read")
def issued(request: SignedRequest) -> HttpResponse:
    """The list of issued documents, filtered by kind, department, year and words."""
    form = DocumentFilter(request.GET, departments=visible_departments(request.user))
    rows: Page[IssuedDocument] = page(request, queries.chosen_documents(request.user, form.chosen()))
    return render(request, "documents/issued.html", {"page": rows, "filter": form})


@requires("documents.read")
def document(request: SignedRequest, pk: int) -> HttpResponse:
    """One issued document: what it is, its files and their digests."""
    thing = get_object_or_404(queries.visible_documents(request.user), pk=pk)
    return render(request, "documents/document.html", {"document": thing, "facts": _facts(thing)})


def _facts(thing: IssuedDocument) -> list[tuple[str, object]]:
    return [
        ("文种", thing.get_kind_display()),
        ("主送机关", thing.recipients or "—"),
        ("所涉部门", thing.department or "全县"),
        ("成文日期", thing.issued_on),
        ("来源", thing.source),
        ("发文经办", thing.issued_by or "系统"),
        ("登记时间", timezone.localtime(thing.recorded_at).strftime("%Y-%m-%d %H:%M")),
    ]


@requires("documents.read")
def file(request: SignedRequest, pk: int) -> HttpResponse:
    """The PDF as it was issued, byte for byte."""
    thing = get_object_or_404(queries.visible_documents(request.user), pk=pk)
    response = HttpResponse(kept_file(thing.digest), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="document-{thing.pk}.pdf"'
    return response


@requires("documents.read")
def word(request: SignedRequest, pk: int) -> HttpResponse:
    """The editable copy (DOCX), as a download."""
    thing = get_object_or_404(queries.visible_documents(request.user), pk=pk)
    if not thing.word_digest:
        raise Refused("这份文件没有可编辑件，请使用 PDF 正本。")
    response = HttpResponse(kept_file(thing.word_digest), content_type=DOCX)
    response["Content-Disposition"] = f'attachment; filename="document-{thing.pk}.docx"'
    return response


@requires("documents.register")
def numbers(request: SignedRequest) -> HttpResponse:
    """The register of numbers, with what became of each, and the totals of each series."""
    return _show_numbers(request)


def _show_numbers(request: SignedRequest, status: int = 200, take_form: TakeForm | None = None) -> HttpResponse:
    totals = queries.series_totals(request.user)
    series, years = sorted({each.series for each in totals}), sorted({each.year for each in totals}, reverse=True)
    form = NumberFilter(request.GET, series=series, years=years)
    shown: Page[DocumentNumber] = page(request, queries.chosen_numbers(request.user, form.chosen()))
    context = {
        "page": shown,
        "lines": [_line(each) for each in shown.rows],
        "totals": totals,
        "lacking": sum(each.lacking for each in totals),
        "filter": form,
        "may_number": may(request.user, "documents.number"),
        "take_form": take_form or TakeForm(),
    }
    return render(request, "documents/numbers.html", context, status=status)


def _line(number: DocumentNumber) -> dict[str, object]:
    key = queries.standing(number)
    return {"number": number, "standing": key, "words": queries.STANDINGS[key], "tone": queries.TONES[key]}


@requires("documents.number")
def take(request: SignedRequest) -> HttpResponse:
    """The next number of a series in this year, for a document that is written outside."""
    if request.method != "POST":
        return redirect("documents:numbers")
    form = TakeForm(request.POST)
    if not form.is_valid():
        return _show_numbers(request, 422, form)
    year = timezone.localdate().year
    number = services.allocate(
        by=request.user, region=request.user.region, year=year, outside=True, **form.cleaned_data
    )
    messages.success(request, f"已取号 {number.text}。文件未发出的，请在登记簿里作废并写明原因。")
    return redirect("documents:numbers")


@requires("documents.number")
def abandon(request: SignedRequest, pk: int) -> HttpResponse:
    """The page on which a number is given up for a reason."""
    number = get_object_or_404(queries.visible_numbers(request.user), pk=pk)
    if not number.outside:
        raise Refused(f"文号{number.text}由系统中的文件使用，不能在登记簿里作废；请在那份文件里办理。")
    form = AbandonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.abandon(by=request.user, number=number, reason=form.cleaned_data["reason"])
        messages.success(request, f"文号 {number.text} 已作废，留在登记簿里。")
        return redirect("documents:numbers")
    status = 422 if request.method == "POST" else 200
    context = {"number": number, "standing": queries.standing(number), "form": form}
    return render(request, "documents/abandon.html", context, status=status)
