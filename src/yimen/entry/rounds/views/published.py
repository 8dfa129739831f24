"""公开页: the published lists and their differences, for anybody, without an account."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from yimen.common.page import Page, page
from yimen.entry.modes import Mode
from yimen.entry.rounds import queries, texts
from yimen.entry.rounds.models import ListPublication, PublishedLine
from yimen.exchange import writing
from yimen.people.access import public

TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
MOST_DIFFERENCES = 300


@public
def lists(request: HttpRequest) -> HttpResponse:
    """The lists of every county of the installation, newest first."""
    shown: Page[ListPublication] = page(request, queries.publications(), size=30)
    return render(request, "entry/lists.html", {"page": shown})


@public
def published(request: HttpRequest, pk: int) -> HttpResponse:
    """One list: its items, a hundred on a page, or what it has otherwise than the one before."""
    thing = get_object_or_404(queries.publications(), pk=pk)
    differing = request.GET.get("show") == "differences"
    context = {
        "publication": thing,
        "differing": differing,
        "q": request.GET.get("q", ""),
        "mode": request.GET.get("mode", ""),
        "modes": [*Mode.choices, ("none", texts.NOT_SAID)],
    }
    if differing:
        found = texts.differences(queries.published_lines(thing.previous), queries.published_lines(thing))
        context |= {"differences": found, "most": MOST_DIFFERENCES}
    else:
        lines = PublishedLine.objects.filter(publication=thing)
        context["kept"] = texts.publication_digest(thing, lines) == thing.digest
        context["page"] = page(request, _narrowed(request, thing), load=_shown)
    return render(request, "entry/published.html", context)


def _narrowed(request: HttpRequest, thing: ListPublication) -> QuerySet[PublishedLine]:
    rows = PublishedLine.objects.filter(publication=thing).order_by("code")
    if mode := request.GET.get("mode", ""):
        rows = rows.filter(mode="" if mode == "none" else mode)
    for word in request.GET.get("q", "").lower().split():
        rows = rows.filter(search_text__contains=word)
    return rows


def _shown(rows: QuerySet[PublishedLine]) -> list[tuple[PublishedLine, dict[str, str]]]:
    return [(line, texts.row_of(line)) for line in rows]


@public
def download(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The whole list as .xlsx, with a second sheet of the differences, or as .csv."""
    thing = get_object_or_404(queries.publications(), pk=pk)
    now = queries.published_lines(thing)
    headings = ("实施编码", *texts.PUBLISHED.values())
    whole = writing.Table(
        f"第{thing.number}期清单",
        headings,
        ((code, *texts.row_of(line).values()) for code, line in sorted(now.items())),
    )
    if kind == "csv":
        content = writing.delimited(whole)
    else:
        found = texts.differences(queries.published_lines(thing.previous), now)
        rows = [
            *((line.code, line.name, "新增", "", "", "") for line in found.new),
            *((line.code, line.name, "减少", "", "", "") for line in found.gone),
            *((each.line.code, each.line.name, "变化", *field) for each in found.changed for field in each.fields),
        ]
        columns = ("实施编码", "事项名称", "类别", "字段", "上一期", "本期")
        content = writing.workbook([whole, *([writing.Table("与上一期比较", columns, rows)] if thing.previous else [])])
    answer = HttpResponse(content, content_type=TYPES[kind])
    answer["Content-Disposition"] = f"attachment; filename=list-{thing.region_id}-{thing.number}.{kind}"
    return answer
