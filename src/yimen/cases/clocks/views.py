"""Pages of clocks: what is near its last day or behind it."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from yimen.cases.clocks import charts, queries
from yimen.cases.clocks.forms import ClockFilter, DayFilter
from yimen.cases.clocks.models import RunningClock
from yimen.cases.handling.queries import visible_to
from yimen.common.page import SCREEN, Page, page
from yimen.people.access import SignedRequest, requires

TILES = (
    ("warned", "即将到期", "最后五分之一的期限内"),
    ("overdue", "已逾期", "逾期次日起报部门负责人"),
    ("raised", "已报营商局", "逾期满三天仍未办结"),
    ("paused", "暂停计时", "特别程序进行中，剩余天数不变"),
)


@requires("cases.read")
def deadlines(request: SignedRequest) -> HttpResponse:
    """预警与逾期: the clocks that press, the nearest first, each with its days and who has it."""
    today = timezone.localdate()
    form = ClockFilter(request.GET, request.user)
    rows = queries.visible_clocks(request.user)
    valid = form.is_valid()
    narrowed = _narrowed(rows, form, request) if valid else rows.none()
    found: Page[queries.ShownClock] = page(
        request,
        queries.in_order(narrowed, form.cleaned_data.get("standing", "")),
        size=SCREEN,
        load=lambda part: queries.shown(part, today),
        keys_first=True,
    )
    figures = queries.figures(rows, today)
    context = {
        "page": found,
        "form": form,
        "today": today,
        "tiles": [(label, figures[name], charts.address(standing=name), note, name) for name, label, note in TILES],
        "chart": charts.department_chart(queries.by_department(rows, today)),
    }
    return render(request, "cases/deadlines.html", context, status=200 if valid else 422)


@requires("cases.read")
def clocks(request: SignedRequest, pk: int) -> HttpResponse:
    """时限推算: every clock of one case with how it was counted, as it stood today or on any day before."""
    dossier = get_object_or_404(visible_to(request.user), pk=pk)
    today = timezone.localdate()
    form = DayFilter(request.GET, today)
    valid = form.is_valid()
    context = {"dossier": dossier, "form": form, "as_of": form.cleaned_data["on"] if valid else today}
    return render(request, "cases/clocks.html", context, status=200 if valid else 422)


def _narrowed(rows: QuerySet[RunningClock], form: ClockFilter, request: SignedRequest) -> QuerySet[RunningClock]:
    asked = form.cleaned_data
    rows = queries.standing(rows, asked["standing"], timezone.localdate())
    if asked["kind"]:
        rows = rows.filter(kind=asked["kind"])
    if asked["department"]:
        rows = rows.filter(department=asked["department"])
    if asked["whose"]:
        rows = rows.filter(holder=request.user)
    return rows
