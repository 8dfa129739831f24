"""Pages of guides: which items have one, writing one, and taking in a file of them."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.catalog import queries as catalog
from yimen.catalog.forms import ColumnsForm, ItemFilter
from yimen.catalog.guides import queries, services
from yimen.catalog.guides.content import gathered, in_order
from yimen.catalog.guides.forms import ApplyForm, GuideFileForm, GuideForm
from yimen.catalog.guides.imports import FIELDS
from yimen.catalog.guides.services.writing import may_write
from yimen.catalog.models import ItemVersion
from yimen.common.page import page
from yimen.exchange import writing
from yimen.exchange.models import ImportBatch
from yimen.exchange.queries import visible_batches
from yimen.exchange.showing import columns_page, settled_elsewhere
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may, visible_departments

TABLE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires("catalog.read")
def guides(request: SignedRequest) -> HttpResponse:
    """The items on application, each with whether somebody wrote its guide; `?guided=no` shows those without."""
    form = ItemFilter(request.GET, departments=visible_departments(request.user))
    del form.fields["day"], form.fields["initiation"]
    rows = catalog.chosen(catalog.visible_to(request.user), form.chosen()).filter(initiation="on_application")
    guided = queries.with_guides(rows.defer("legal_basis"))
    figures = {"all": guided.count(), "guided": guided.filter(guided=True).count()}
    if request.GET.get("guided") in ("yes", "no"):
        guided = guided.filter(guided=request.GET["guided"] == "yes")
    context = {
        "page": page(request, guided), "filter": form, "figures": figures,
        "may_write": may(request.user, "catalog.guide"),
    }  # fmt: skip
    return render(request, "catalog/guides.html", context)


@requires("catalog.read")
def guide(request: SignedRequest, pk: int) -> HttpResponse:
    """What the public is told of an item, and the guides before."""
    version = _version(request, pk)
    told = queries.told(version, timezone.localdate())
    history = queries.visible_guides(request.user).filter(item=version.item_id).order_by("-number")
    labels = {each.key: each.label for each in told.content.options}
    context = {
        "version": version, "told": told, "history": history,
        "materials": [(row, [labels[key] for key in row.options]) for row in told.content.materials],
        "situations": [
            (row, labels.get(row.under, ""), [each for each in told.content.options if each.situation == row.key])
            for row in told.content.situations
        ],
        "may_write": may_write(request.user, version),
    }  # fmt: skip
    return render(request, "catalog/guide.html", context)


@requires("catalog.guide")
def write(request: SignedRequest, pk: int) -> HttpResponse:
    """The whole guide on one page; saving begins the next one from today."""
    version = _version(request, pk)
    told = queries.told(version, timezone.localdate())
    posted = request.method == "POST"
    form = GuideForm(told.content, request.POST if posted else None, request.FILES if posted else None)
    if not posted:
        return render(request, "catalog/write_guide.html", {"version": version, "form": form})
    if form.is_valid():
        content, wrong = gathered(in_order(form.lines(lambda upload: _kept(request, version, upload))))
        form.errors = [f"编号 {line.key}：{sentence}" for line, sentence in wrong]
        if not wrong:
            services.publish(by=request.user, version=version, content=content)
            messages.success(request, "指南已保存，从今天起公众看到的就是这一版。")
            return redirect("catalog:guide", version.pk)
    return render(request, "catalog/write_guide.html", {"version": version, "form": form}, status=422)


def _kept(request: SignedRequest, version: ItemVersion, upload: object) -> tuple[str, str]:
    kept = services.keep_sample(by=request.user, version=version, upload=upload)  # type: ignore[arg-type]
    return kept.digest, kept.name


def _version(request: SignedRequest, pk: int) -> ItemVersion:
    """The open version of an item on application that the user may see; 404 for any other."""
    rows = catalog.visible_to(request.user).filter(valid_to__isnull=True, initiation="on_application")
    return get_object_or_404(rows.select_related("region"), pk=pk)


@requires("catalog.read")
def table(request: SignedRequest) -> HttpResponse:
    """The headings of a file of guides, with a row of each kind as an example."""
    headings = tuple(field.label for field in FIELDS)
    content = writing.workbook([writing.Table("办事指南", headings, EXAMPLE)])
    answer = HttpResponse(content, content_type=TABLE)
    answer["Content-Disposition"] = "attachment; filename=guides.xlsx"
    return answer


EXAMPLE = (
    ("（实施编码）", "情形", "q1", "申请人是个人还是单位？", *[""] * 11),
    ("（实施编码）", "选项", "o1", "个人", "q1", *[""] * 10),
    ("（实施编码）", "材料", "m1", "身份证", "o1", "原件", "政府部门核发", "必要", "1", "", "", "", "", "当场退还", ""),
    ("（实施编码）", "受理条件", "c1", "是否已取得营业执照？", *[""] * 8, "否", "请先办理营业执照。", ""),
    ("（实施编码）", "表单字段", "f1", "姓名", *[""] * 5, "文字", "是", "", "", "", "person.name"),
)


@requires("catalog.guide")
def new_file(request: SignedRequest) -> HttpResponse:
    """Taking in a file of guides, step one: the file."""
    posted = request.method == "POST"
    form = GuideFileForm(request.POST, request.FILES) if posted else GuideFileForm()
    if not posted or not form.is_valid():
        return render(request, "catalog/guides_new.html", {"form": form}, status=422 if posted else 200)
    upload = form.cleaned_data["file"]
    batch = services.read_file(by=request.user, name=upload.name, content=upload.read())
    return redirect("catalog:guides_plan", batch.pk)


@requires("catalog.guide")
def plan(request: SignedRequest, pk: int) -> HttpResponse:
    """Step two: the columns, the first rows, and what would begin."""
    return _show(request, _batch(request, pk))


@require_POST
@requires("catalog.guide")
def columns(request: SignedRequest, pk: int) -> HttpResponse:
    """The columns as a person settled them."""
    batch = _batch(request, pk)
    sheet, _ = services.opened(batch)
    form = ColumnsForm(request.POST, headings=sheet.headings, mapping=batch.mapping, fields=FIELDS)
    if not form.is_valid():
        return _show(request, batch, 422, columns_form=form)
    services.settle_columns(by=request.user, batch=batch, choices=form.cleaned_data)
    messages.success(request, "列对应已更新，计划已重新计算。")
    return redirect("catalog:guides_plan", pk)


@require_POST
@requires("catalog.guide")
def apply(request: SignedRequest, pk: int) -> HttpResponse:
    """Step three: the guides begun as planned."""
    batch, form = _batch(request, pk), ApplyForm(request.POST)
    if not form.is_valid():
        return _show(request, batch, 422, apply_form=form)
    done = services.apply_file(by=request.user, batch=batch, **form.cleaned_data)
    messages.success(request, f"已启用 {len(done.contents)} 份指南，退回 {len(done.refused)} 行。")
    return redirect("exchange:batch", pk)


def _batch(request: SignedRequest, pk: int) -> ImportBatch:
    return get_object_or_404(visible_batches(request.user).filter(kind=ImportBatch.Kind.GUIDES), pk=pk)


def _show(request: SignedRequest, batch: ImportBatch, status: int = 200, **forms: Form) -> HttpResponse:
    if (elsewhere := settled_elsewhere(batch)) is not None:
        return elsewhere
    table = services.opened(batch)
    forms = {
        "columns_form": ColumnsForm(headings=table[0].headings, mapping=batch.mapping, fields=FIELDS),
        "apply_form": ApplyForm(),
        **forms,
    }
    return columns_page(request, "catalog/guides_plan.html", batch, table, FIELDS, status=status, **forms)
