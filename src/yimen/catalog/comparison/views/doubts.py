"""The one fast page for doubtful items: the province's beside ours, decided by keyboard."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from yimen.catalog import queries as catalog
from yimen.catalog.comparison import queries, services
from yimen.catalog.comparison.models import ComparedLine, ListComparison
from yimen.catalog.comparison.rules import ELEMENTS, marked
from yimen.catalog.comparison.states import ABSENT, DOUBTFUL, MATCHED
from yimen.catalog.models import ItemVersion
from yimen.common.errors import Conflict, Refused
from yimen.people.access import SignedRequest, requires

SAME, OTHER, ABSENT_HERE, SPLIT = "same", "other", "absent", "split"
KEYS = (
    ("1—5", "选定候选事项"),
    ("s", "是同一事项"),
    ("o", "是另一县级事项（填编码或名称）"),
    ("n", "县里没有"),
    ("p", "省级一项拆成县里多项（勾选多个）"),
    ("j / k", "下一项 / 上一项"),
)


@requires("catalog.compare")
def doubts(request: SignedRequest, pk: int) -> HttpResponse:
    """The doubtful items of a comparison, one at hand."""
    thing = get_object_or_404(queries.visible_comparisons(request.user), pk=pk)
    return _show(request, thing, request.GET.get("line", ""))


@require_POST
@requires("catalog.compare")
def decide(request: SignedRequest, pk: int) -> HttpResponse:
    """Writes what was decided of a line; then the next doubtful one is at hand."""
    line = get_object_or_404(queries.visible_lines(request.user), pk=pk)
    try:
        services.decide(by=request.user, line=line, same=_chosen(request, line))
    except Refused as refusal:
        status = 409 if isinstance(refusal, Conflict) else 422
        return _show(request, line.comparison, str(pk), status=status, refusal=str(refusal))
    messages.success(request, f"已确认“{line.theirs}”，下次比对会记得。")
    return redirect("catalog:doubts", line.comparison_id)


def _chosen(request: SignedRequest, line: ComparedLine) -> list[ItemVersion]:
    """The versions that the answer names. Errors: Refused for an answer that does not say which."""
    answer = request.POST.get("answer", "")
    if answer == ABSENT_HERE:
        return []
    versions = catalog.as_of(catalog.visible_to(request.user), line.comparison.as_of).filter(region=line.region_id)
    if answer == OTHER:
        return [_named(versions, request.POST.get("other", ""))]
    keys = [int(key) for key in request.POST.getlist("candidate") if key.isdecimal()]
    found = list(versions.filter(pk__in=keys))
    if answer == SAME and len(found) == 1:
        return found
    if answer == SPLIT and len(found) > 1:
        return found
    raise Refused("请选定一个候选事项；一拆多的请勾选两个以上。" if answer in (SAME, SPLIT) else "请选择一种答案。")


def _named(versions: Any, text: str) -> ItemVersion:
    text = text.strip()
    found = list(versions.filter(code=text)[:2] or versions.filter(name=text)[:2]) if text else []
    if len(found) != 1:
        raise Refused("请填写县级事项的完整编码，或唯一的完整名称。")
    return found[0]


def _show(
    request: SignedRequest, thing: ListComparison, asked: str, status: int = 200, refusal: str = ""
) -> HttpResponse:
    mine = queries.visible_lines(request.user).filter(comparison=thing, status__in=(DOUBTFUL, ABSENT))
    waiting = list(mine.filter(status=DOUBTFUL).order_by("pk"))
    line = (
        next((each for each in queries.with_differences(mine).filter(pk=int(asked))), None)
        if asked.isdecimal()
        else None
    )
    if line is None and waiting:
        line = queries.with_differences(mine).get(pk=waiting[0].pk)
    place = next((place for place, each in enumerate(waiting) if line and each.pk == line.pk), 0)
    address = reverse("catalog:doubts", args=[thing.pk])
    context = {
        "comparison": thing,
        "line": line,
        "waiting": waiting[max(0, place - 5) : place + 15],
        "left": len(waiting),
        "candidates": _candidates(line) if line else [],
        "facts": _facts(line) if line else [],
        "before": f"{address}?line={waiting[place - 1].pk}" if place else "",
        "after": f"{address}?line={waiting[place + 1].pk}" if place + 1 < len(waiting) else "",
        "refusal": refusal,
        "keys": KEYS,
        "page_shortcuts": KEYS,
        "ticked": set(request.POST.getlist("candidate")),
        "other": request.POST.get("other", ""),
    }
    return render(request, "catalog/doubts.html", context, status=status)


def _candidates(line: ComparedLine) -> list[dict[str, Any]]:
    """Each candidate that is not paired meanwhile, with both names in marked pieces and what else differs."""
    keys = [each.ours_id for each in line.candidates.all()]
    paired = set(
        ComparedLine.objects.filter(comparison=line.comparison_id, status=MATCHED, ours__in=keys).values_list(
            "ours", flat=True
        )
    )
    theirs = line.theirs
    return [
        {
            "candidate": each,
            "ours": marked(each.ours.name, theirs.name if theirs else ""),
            "theirs": marked(theirs.name if theirs else "", each.ours.name),
            "facts": [
                (element.label, element.say(each.ours) or "—") for name, element in ELEMENTS.items() if name != "name"
            ],
        }
        for each in line.candidates.all()
        if each.ours_id not in paired
    ]


def _facts(line: ComparedLine) -> list[tuple[str, str]]:
    theirs = line.theirs
    if theirs is None:
        return []
    said = {name: element.say(theirs) for name, element in ELEMENTS.items() if name not in ("name", "department")}
    said["department"] = theirs.body
    return [(ELEMENTS[name].label, text or "—") for name, text in said.items()] + [
        ("主项名称", theirs.parent_name or "—")
    ]
