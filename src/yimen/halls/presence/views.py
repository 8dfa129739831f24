"""Pages of presence: the strip of a hall's day, one half hour with its rows, and the spells that were asked about."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_time

from yimen.common.errors import Refused
from yimen.common.page import page
from yimen.halls.attendance.queries import punches_on
from yimen.halls.models import Hall, Punch
from yimen.halls.moving import attempt_move, steps
from yimen.halls.presence import queries, rules, services
from yimen.halls.presence.forms import Explanation, Ruling
from yimen.halls.presence.models import IdleSpell
from yimen.halls.presence.states import TONES
from yimen.halls.queries import latest_clocked_day
from yimen.halls.queries import visible_to as visible_halls
from yimen.halls.staffing.views import EVERYTHING, MINE, TABS, day_of
from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may

MOVES = {"explain": Explanation, "excuse": Ruling, "uphold": Ruling}
SHOWN = (rules.ACTIVE, rules.IDLE, rules.ABSENT, rules.UNSIGNED, rules.UNKNOWN, rules.CLOSED, rules.UNPLANNED)


@requires("halls.read")
def presence(request: SignedRequest, pk: int) -> HttpResponse:
    """A hall's day (`?day=`), today as it goes on; a half hour opens with `window` and `at`.

    POST asks the department about a spell that stands on the strip.
    """
    hall = get_object_or_404(visible_halls(request.user), pk=pk)
    day = day_of(request) if request.GET.get("day") else _usual_day(hall)
    found = queries.strip(hall, day, timezone.now(), request.user)
    asks = may(request.user, "halls.keep") or may(request.user, "presence.judge")
    if request.method == "POST":
        spell = _ask(request, found)
        messages.success(request, f"已请{spell.department.short_name}在 {spell.due_on} 前说明。")
        return redirect("halls:spell", spell.pk)
    chosen = request.GET.get("department", "")
    rows = [row for row in found.rows if not chosen or (row.department and str(row.department.pk) == chosen)]
    state = request.GET.get("state", "")
    context = {
        "hall": hall,
        "day": day,
        "strip": found,
        "rows": [row for row in rows if not state or any(cell.state == state for cell in row.cells)],
        "departments": queries.departments_in(found.rows),
        "chosen": chosen,
        "state": state,
        "tiles": _tiles(found),
        "key": [(name, rules.STATES[name]) for name in SHOWN],
        "doubts": [(row, run) for row in rows for run in row.runs],
        "words": rules.STATES,
        "cell": _cell(request, found),
        "asks": asks,
        "now_on": day == timezone.localdate(),
        "today": timezone.localdate(),
        "fell_back": not request.GET.get("day") and day != timezone.localdate(),
    }
    return render(request, "halls/presence.html", context)


def _usual_day(hall: Hall) -> date:
    """The last day of which anybody's sign-in is known: today, where machines tell it at once."""
    return latest_clocked_day(hall) or timezone.localdate()


def _tiles(found: queries.Strip) -> list[dict[str, Any]]:
    def tile(state: str, note: str, wrong: bool = False) -> dict[str, Any]:
        figure = found.count(state)
        url = f"?{urlencode({'day': found.day.isoformat(), 'state': state})}#strips"
        return {"label": rules.STATES[state], "figure": figure, "unit": "个半小时", "url": url,
                "note": f"{found.windows(state)} 个窗口；{note}", "wrong": wrong and figure > 0}  # fmt: skip

    return [
        tile(rules.ACTIVE, "签到和办理都看得到"),
        tile(rules.IDLE, "可能没有群众来"),
        tile(rules.ABSENT, "先听部门说明", True),
        tile(rules.UNSIGNED, "漏打卡，或有人代签代办"),
        tile(rules.UNKNOWN, "缺数据不算没有人"),
    ]


def _ask(request: SignedRequest, found: queries.Strip) -> IdleSpell:
    """The spell asked about. Errors: Refused for one that is not on the strip."""
    asked = request.POST.get("window", ""), request.POST.get("at", "")
    for row in found.rows:
        for run in row.runs:
            if (row.window.code, f"{run.starts_at:%H:%M}") == asked and row.department is not None:
                seen = f"{rules.STATES[run.state]}，连续 {run.length} 个半小时"
                return services.ask(
                    by=request.user, window=row.window, department=row.department, day=found.day,
                    starts_at=run.starts_at, ends_at=run.ends_at, seen=seen, today=timezone.localdate(),
                )  # fmt: skip
    raise Refused("没有这样的空窗时段，或者数据已经更新，请刷新页面。")


def _cell(request: SignedRequest, found: queries.Strip) -> dict[str, Any] | None:
    """The half hour that the address names, with everything behind it."""
    window, text = request.GET.get("window", ""), request.GET.get("at", "")
    try:
        at = parse_time(text)
    except ValueError:
        return None
    row = next((each for each in found.rows if each.window.code == window), None)
    cell = next((each for each in row.cells if each.at == at), None) if row and at else None
    if row is None or cell is None:
        return None
    _, end = rules.span(found.day, cell.at)
    staff = [each.staff_id for each in row.postings]
    return {"row": row, "cell": cell, "until": end, "punches": _punches(found, staff)}


def _punches(found: queries.Strip, staff: list[int]) -> list[Punch]:
    return list(punches_on(found.day, staff).select_related("staff").order_by("at"))


@requires("halls.read")
def spells(request: SignedRequest) -> HttpResponse:
    """The spells that wait for the user, or all that he sees, and how departments stand."""
    tab = request.GET.get("tab", MINE)
    tab = tab if tab in dict(TABS) else MINE
    seen = queries.visible_spells(request.user)
    waiting = queries.waiting_spells(request.user, timezone.localdate())
    rows = seen if tab == EVERYTHING else waiting
    if department := request.GET.get("department", ""):
        rows = rows.filter(department=int(department)) if department.isdecimal() else rows.none()
    context = {"page": page(request, rows), "tab": tab, "tabs": TABS, "tones": TONES,
               "departments": queries.by_department(seen), "today": timezone.localdate()}  # fmt: skip
    return render(request, "halls/spells.html", context)


@requires("halls.read")
def spell(request: SignedRequest, pk: int) -> HttpResponse:
    """One spell: what was seen, what the department says, and what was ruled."""
    thing = get_object_or_404(queries.visible_spells(request.user), pk=pk)
    bound, status = None, 200
    if request.method == "POST":
        bound, status = attempt_move(
            request, thing, MOVES,
            lambda move, **given: services.move_spell(
                by=request.user, spell=thing, move=move, today=timezone.localdate(), **given
            ),
        )  # fmt: skip
        if status == 302:
            messages.success(request, "已办理。")
            return redirect("halls:spell", pk)
    where = {"day": thing.date.isoformat(), "window": thing.window.code, "at": f"{thing.starts_at:%H:%M}"}
    link = f"{reverse('halls:presence', args=[thing.window.hall_id])}?{urlencode(where)}#cell"
    context = {
        "thing": thing,
        "tone": TONES[thing.status],
        "heading": f"{thing.window} 窗口 {thing.date} {thing.starts_at:%H:%M} 至 {thing.ends_at:%H:%M}",
        "facts": [
            ("窗口", f"{thing.window.hall} {thing.window}"),
            ("部门", thing.department.name),
            ("系统所见", thing.seen),
            ("提出", f"{thing.asked_by or '系统'}，{timezone.localtime(thing.asked_at):%Y-%m-%d %H:%M}"),
            ("说明期限", f"{thing.due_on}"),
            ("部门说的原因", thing.get_cause_display()),
            ("部门说明", thing.answer),
            ("认定理由", thing.ruling),
        ],
        "rows_url": link,
        "steps": steps(thing, request, MOVES, bound),
        "next_words": "部门说明后由营商局认定；原因正当的不计入，没有听过部门说明的不计入。",
        "above": reverse("halls:spells"),
        "above_label": "空窗时段",
    }
    return render(request, "halls/thing.html", context, status=status)
