"""Pages of a hall's space: the plan of a day, the queue of a month, and the files that both come in."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST

from yimen.common.errors import Refused
from yimen.common.text import code_key
from yimen.exchange.models import ImportBatch
from yimen.exchange.showing import plan_page, settled_elsewhere
from yimen.exchange.writing import Table, delimited
from yimen.halls import queries as halls
from yimen.halls.models import Hall, QueueDay
from yimen.halls.space import queries, services
from yimen.halls.space.drawing import DEPTH, WIDTH, ground, in_rows, pictures
from yimen.halls.space.forms import (
    CENTIMETRES,
    ApplyForm,
    ApplyPlanForm,
    FloorForm,
    ShapeFormSet,
    SpaceFileForm,
    laid,
    rows_of,
)
from yimen.halls.space.imports import FIELDS
from yimen.halls.space.queries import FREE, IDLE, STANDINGS, TAKEN
from yimen.halls.space.services import Box, Laid
from yimen.people.access import SignedRequest, requires
from yimen.people.models import in_force
from yimen.people.queries import may

TONES = {TAKEN: "good", IDLE: "warn", FREE: "calm"}
ALL = "all"
STATES = {"": "按部门", **STANDINGS, ALL: "逐个席位"}
"""What the page lists below the picture: how many stations each department has, or stations one by one."""
SHAPE = "shape"
"""The prefix of the rows of shapes in the form of the drawing board."""
ROOM = 36
"""A hall of which no floor is drawn gets paper for so many stations."""


def _hall(request: SignedRequest, pk: int) -> Hall:
    return get_object_or_404(halls.visible_to(request.user), pk=pk)


def _asked(text: str) -> date | None:
    """The day written as 2023-05-31; None for anything else."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def _latest(hall: Hall) -> date:
    """Today where a plan holds; of a hall that was shut, the last day that it was open."""
    today = timezone.localdate()
    held = hall.plans.filter(in_force(today)).exists()
    return today if held else halls.latest_open_day(hall, today) or today


@requires("halls.read")
def space(request: SignedRequest, pk: int) -> HttpResponse:
    """The floors of a hall on a day (`?day=2023-05-31`), which stations are taken, by whom, and which are free."""
    hall = _hall(request, pk)
    day = _asked(request.GET.get("day", "")) or _latest(hall)
    found = queries.space_on(hall, day)
    wanted = request.GET.get("state", "")
    places = [place for place in found.places if wanted in (ALL, place.state)] if found else []
    context: dict[str, Any] = {
        "hall": hall,
        "day": day,
        "space": found,
        "pictures": list(pictures(found)) if found else [],
        "users": queries.users(found) if found else [],
        "rows": [(place, TONES[place.state]) for place in places],
        "tiles": _space_tiles(day, found) if found else [],
        "states": STATES.items(),
        "wanted": wanted if wanted in STATES else "",
        "plans": hall.plans.order_by("-valid_from"),
        "may_keep": may(request.user, "halls.keep"),
    }
    return render(request, "halls/space.html", context)


def _space_tiles(day: date, found: queries.Space) -> list[dict[str, Any]]:
    """What the first line of the page says; each figure opens its stations."""

    def address(state: str) -> str:
        return f"?{urlencode({'day': day.isoformat(), 'state': state})}#stations"

    area = sum({place.station.floor: place.station.floor.area for place in found.places}.values())
    return [
        {"label": "席位", "figure": found.count(), "unit": "个", "url": address(ALL),
         "note": f"对外开放面积 {area} 平方米"},
        *({"label": words, "figure": found.count(state), "unit": "个", "url": address(state),
           "note": f"{found.area(state)} 平方米"} for state, words in STANDINGS.items()),
    ]  # fmt: skip


@requires("halls.read")
def queue(request: SignedRequest, pk: int) -> HttpResponse:
    """How long people waited, day by day in a month (`?month=2023-05`), in the hall or at a department's windows."""
    hall = _hall(request, pk)
    month = _asked(f"{request.GET.get('month', '')}-01") or queries.latest_day(hall) or timezone.localdate()
    first, last = halls.month_of(month)
    rows = queries.queues([hall], first, last)
    book = queries.Book([hall], first, last)
    departments = {row.department_id: row.department for row in rows if row.department_id}
    asked = request.GET.get("department", "")
    chosen = departments.get(int(asked)) if asked.isdecimal() else None
    some = queries.of_department(rows, chosen.pk, book) if chosen else queries.of_hall(rows)
    days = _by_day(some)
    context: dict[str, Any] = {
        "hall": hall,
        "first": first,
        "previous_month": first - timedelta(days=1),
        "next_month": last + timedelta(days=1),
        "departments": departments.values(),
        "chosen": chosen,
        "days": days,
        "month": queries.waited(some),
        "rows": rows if request.GET.get("rows") else [],
        "all_rows": len(rows),
        "chart": _queue_chart(days, chosen),
        "may_keep": may(request.user, "halls.keep"),
    }
    return render(request, "halls/queue.html", context)


def _by_day(rows: Sequence[QueueDay]) -> list[tuple[date, queries.Wait]]:
    by_day: dict[date, list[QueueDay]] = defaultdict(list)
    for row in rows:
        by_day[row.date].append(row)
    found = ((day, queries.waited(some)) for day, some in sorted(by_day.items()))
    return [(day, wait) for day, wait in found if wait is not None]


def _queue_chart(days: list[tuple[date, queries.Wait]], chosen: Any) -> dict[str, Any]:
    return {
        "title": f"{chosen.short_name if chosen else '全厅'}每日等候（分钟）",
        "description": "平均等候按叫号数加权；没有报送的日子不画",
        "head": "日期",
        "categories": [f"{day:%m-%d}" for day, _ in days],
        "series": [
            {"name": "平均等候", "values": [round(wait.mean / 60, 1) for _, wait in days]},
            {"name": "最长等候", "tone": "2",
             "values": [None if wait.longest is None else round(wait.longest / 60, 1) for _, wait in days]},
        ],
    }  # fmt: skip


@requires("halls.keep")
def draw(request: SignedRequest, pk: int) -> HttpResponse:
    """The drawing board of one floor (`?floor=一楼`, without it a new one); saved, it is the plan from a day on."""
    hall = _hall(request, pk)
    present = services.floors_of(hall)
    former = next((floor for floor in present if floor.name == request.GET.get("floor")), None)
    if request.method != "POST":
        return _board(request, hall, present, former, *_filled(former or _another(present)))
    form, shapes = FloorForm(request.POST), ShapeFormSet(request.POST, prefix=SHAPE)
    if form.is_valid() and shapes.is_valid():
        windows = {code_key(code): code for code in hall.windows.values_list("code", flat=True)}
        floor = laid(form, shapes, windows)
        try:
            services.draw_floor(
                by=request.user, hall=hall, floor=floor, valid_from=form.cleaned_data["valid_from"],
                former=former.name if former else "",
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{floor.name}已保存：席位 {len(floor.stations)} 个。群众现在就能看到。")
            return redirect("halls:space", pk)
    return _board(request, hall, present, former, form, shapes, 422)


def _another(present: list[Laid]) -> Laid:
    """An empty floor to draw on, as large as one that is drawn already."""
    drawn = next((floor for floor in present if floor.width), None)
    across, down = ground(ROOM)
    name = f"{'一二三四五六七八九十'[len(present)]}楼" if len(present) < 10 else f"{len(present) + 1}楼"
    return Laid(name, Decimal(0), [], drawn.width if drawn else across, drawn.depth if drawn else down)


def _filled(floor: Laid) -> tuple[FloorForm, Any]:
    """The forms as a floor fills them; what nobody has drawn yet is proposed in rows."""
    across, down = ground(len(floor.stations))
    form = FloorForm(
        initial={
            "name": floor.name,
            "area": floor.area or None,
            "width": Decimal(floor.width or across) / CENTIMETRES,
            "depth": Decimal(floor.depth or down) / CENTIMETRES,
            "valid_from": timezone.localdate(),
        }
    )
    boxes = {code: Box(*in_rows(n), WIDTH, DEPTH) for n, (code, _, _) in enumerate(floor.stations)}
    return form, ShapeFormSet(initial=rows_of(floor, boxes), prefix=SHAPE)


def _board(
    request: SignedRequest, hall: Hall, present: list[Laid], former: Laid | None, form: FloorForm, shapes: Any,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {
        "hall": hall,
        "floors": [floor.name for floor in present],
        "former": former,
        "form": form,
        "shapes": shapes,
        "lengths": [("x", "横"), ("y", "纵"), ("width", "宽"), ("depth", "深")],
        "windows": hall.windows.filter(in_force(timezone.localdate())).order_by("code").values_list("code", flat=True),
    }
    return render(request, "halls/draw.html", context, status=status)


@requires("halls.keep")
def import_space(request: SignedRequest) -> HttpResponse:
    """Step one: a file of stations or of queue figures."""
    posted = request.method == "POST"
    form = SpaceFileForm(request.POST, request.FILES) if posted else SpaceFileForm(initial=request.GET.dict())
    if not posted or not form.is_valid():
        return render(request, "halls/space_import.html", {"form": form}, status=422 if posted else 200)
    upload = form.cleaned_data["file"]
    try:
        batch = services.read_file(
            by=request.user, kind=form.cleaned_data["kind"], name=upload.name, content=upload.read()
        )
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return render(request, "halls/space_import.html", {"form": form}, status=422)
    return redirect("halls:space_plan", batch.pk)


@requires("halls.keep")
def blank(request: SignedRequest, name: str) -> HttpResponse:
    """An empty table of a kind, to fill in."""
    kind = f"halls.{name}"
    if kind not in FIELDS:
        raise Http404
    content = delimited(Table("空表", [each.label for each in FIELDS[kind]], []))
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


@requires("halls.keep")
def space_plan(request: SignedRequest, pk: int) -> HttpResponse:
    """Step two: what would be taken in and what would be refused; nothing is written yet."""
    return _plan(request, _batch(request, pk))


@require_POST
@requires("halls.keep")
def apply_space(request: SignedRequest, pk: int) -> HttpResponse:
    """Step three: taken in; the batch's page shows the rows that were refused."""
    batch = _batch(request, pk)
    form = _form_of(batch)(request.POST)
    if not form.is_valid():
        return _plan(request, batch, form)
    try:
        done = services.apply_file(by=request.user, batch=batch, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _plan(request, batch, form)
    messages.success(request, f"已导入 {done.rows_accepted} 行，退回 {done.rows_refused} 行。")
    return redirect("exchange:batch", pk)


def _batch(request: SignedRequest, pk: int) -> ImportBatch:
    return get_object_or_404(queries.visible_imports(request.user), pk=pk)


def _form_of(batch: ImportBatch) -> type[ApplyForm]:
    return ApplyPlanForm if batch.kind == ImportBatch.Kind.SPACE else ApplyForm


def _plan(request: SignedRequest, batch: ImportBatch, form: forms.Form | None = None) -> HttpResponse:
    return settled_elsewhere(batch) or plan_page(
        request,
        "halls/space_plan.html",
        batch,
        services.opened(batch),
        services.plan_of(batch),
        form=form or _form_of(batch)(),
        back=reverse("halls:halls"),
        apply_url=reverse("halls:apply_space", args=[batch.pk]),
    )
