"""环境与设备检查 of a hall: one page for what is due, what is wrong, and the rounds; the manager writes on it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.halls.checking import queries, services
from yimen.halls.checking.forms import OutageForm, PointForm, RoundForm, round_forms
from yimen.halls.checking.models import CheckPoint, CheckResult, CheckRound, Defect
from yimen.halls.checking.states import CLOSED, OPEN, TONES
from yimen.halls.models import Hall
from yimen.halls.queries import visible_to as visible_halls
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may

ROUNDS = 12
WANTED = {"late": "逾期未整改", "declared": "已登记停机", "waiting": "待整改和待复查", "all": "全部缺陷"}


@requires("halls.read")
def checks(request: SignedRequest, pk: int) -> HttpResponse:
    """The hall's checks; `round` opens what one found, `defects` the rows behind a figure. POST does one verb."""
    hall = get_object_or_404(visible_halls(request.user), pk=pk)
    if request.method != "POST":
        return _page(request, hall)
    verb = VERBS.get(request.POST.get("verb", ""))
    try:
        said = verb(request, hall) if verb else None
    except Refused as refused:
        messages.error(request, str(refused))
        said = None
    if said is None:
        return _page(request, hall, 422)
    messages.success(request, said)
    return redirect("halls:checks", hall.pk)


def _page(request: SignedRequest, hall: Hall, status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    tasks = queries.tasks(hall, today)
    defects = queries.visible_defects(request.user).filter(result__round__hall=hall)
    rounds = queries.visible_to(request.user).filter(hall=hall).prefetch_related("results")[:ROUNDS]
    opened = _opened(request, hall)
    wanted = request.GET.get("defects", "waiting")
    sent = request.POST if request.POST.get("verb") == "round" else None
    every = "every" in request.GET or sent is not None
    context = {
        "every": every,
        "hall": hall, "today": today, "figures": queries.figures(defects, tasks, today), "tones": TONES,
        "defects": _wanted(defects, wanted, today), "wanted": WANTED.get(wanted, WANTED["waiting"]),
        "rounds": [(each, _wrong(each)) for each in rounds], "opened": opened,
        "results": opened.results.select_related("point", "asset") if opened else [],
        "chart": _chart(hall, opened or next(iter(rounds), None)), "open_state": OPEN,
        "may_keep": may(request.user, "halls.keep"), "round_form": RoundForm(sent, today),
        "forms": round_forms([each for each in tasks if every or each.is_due], sent),
        "point_form": PointForm(auto_id="point-%s"),
        "points": CheckPoint.objects.filter(region=hall.region_id, valid_to__isnull=True),
        "outage_form": OutageForm(auto_id=False),
    }  # fmt: skip
    return render(request, "halls/checks.html", context, status=status)


def _opened(request: HttpRequest, hall: Hall) -> CheckRound | None:
    asked = request.GET.get("round", "")
    return hall.check_rounds.select_related("by").filter(pk=int(asked)).first() if _is_key(asked) else None


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 18


def _wanted(defects: QuerySet[Defect], wanted: str, today: Any) -> QuerySet[Defect]:
    if wanted == "late":
        return defects.exclude(status=CLOSED).filter(due_on__lt=today)
    if wanted == "declared":
        return defects.filter(outage__isnull=False)
    return defects if wanted == "all" else defects.exclude(status=CLOSED)


def _wrong(one: CheckRound) -> int:
    """How many things the round found wrong; its results are there already."""
    return sum(each.value == CheckResult.Value.DEFECT for each in one.results.all())


def _chart(hall: Hall, shown: CheckRound | None) -> dict[str, Any] | None:
    """What a round found, by area; None without a round."""
    if shown is None:
        return None
    areas = queries.by_area(shown.results.all())
    url = [f"?round={shown.pk}#results"] * len(areas)
    return {
        "title": f"{shown.day} 的检查", "unit": "项", "description": "没有查的不在内；点开看逐项结果。", "head": "类别",
        "categories": [CheckPoint.Area(area).label for area in areas],
        "series": [
            {"name": "正常", "tone": "1", "values": [each["fine"] for each in areas.values()], "urls": url},
            {"name": "有缺陷", "tone": "wrong", "values": [each["defect"] for each in areas.values()], "urls": url},
        ],
    }  # fmt: skip


def _round(request: SignedRequest, hall: Hall) -> str | None:
    """A round written down: the whole list at once, or nothing of it."""
    form = RoundForm(request.POST, timezone.localdate())
    if not form.is_valid():
        return None
    rows = round_forms(queries.tasks(hall, form.cleaned_data["day"]), request.POST)
    if not all(each.is_valid() for each in rows):
        raise Refused("有一项没有填对，请看清单里的提示。")
    found = [each for row in rows if (each := row.found()) is not None]
    made = services.record_round(by=request.user, hall=hall, day=form.cleaned_data["day"], found=found)
    return f"{made.day} 的检查已登记，共查 {len(found)} 项。"


def _defect(request: SignedRequest, hall: Hall) -> Defect:
    asked = request.POST.get("defect", "")
    rows = queries.visible_defects(request.user).filter(result__round__hall=hall)
    return get_object_or_404(rows, pk=int(asked) if _is_key(asked) else 0)


def _repair(request: SignedRequest, hall: Hall) -> str:
    services.repair(by=request.user, defect=_defect(request, hall), remedy=request.POST.get("remedy", ""))
    return "整改情况已登记；下一次检查查到正常才算销号。"


def _outage(request: SignedRequest, hall: Hall) -> str | None:
    form = OutageForm(request.POST)
    if not form.is_valid():
        raise Refused("请填写停机从什么时候开始。")
    made = services.declare_outage(
        by=request.user, defect=_defect(request, hall), starts_at=form.cleaned_data["starts_at"]
    )
    return f"停机已登记，从 {timezone.localtime(made.starts_at):%m-%d %H:%M} 起；恢复后请在“大厅登记”里登记恢复时间。"


def _point(request: SignedRequest, hall: Hall) -> str | None:
    form = PointForm(request.POST)
    if not form.is_valid():
        raise Refused("检查项目没有填完整，请填怎样才算正常和几天查一次。")
    services.add_point(by=request.user, region=hall.region, valid_from=timezone.localdate(), **form.cleaned_data)
    return "检查项目已加入清单。"


def _end_point(request: SignedRequest, hall: Hall) -> str:
    asked = request.POST.get("point", "")
    rows = CheckPoint.objects.filter(region=hall.region_id)
    point = get_object_or_404(rows, pk=int(asked) if _is_key(asked) else 0)
    services.end_point(by=request.user, point=point, day=timezone.localdate())
    return f"“{point}”从明天起不再检查。"


VERBS: dict[str, Callable[[SignedRequest, Hall], str | None]] = {
    "round": _round, "repair": _repair, "outage": _outage, "point": _point, "end_point": _end_point,
}  # fmt: skip
