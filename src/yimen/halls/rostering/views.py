"""Pages of rosters: those of a hall, and one of them beside the one that holds."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.common.page import page
from yimen.halls.models import Hall
from yimen.halls.moving import NoWords, attempt_move, steps
from yimen.halls.queries import visible_to as visible_halls
from yimen.halls.rostering import queries, services, solving, tasks
from yimen.halls.rostering.forms import RosterForm, TermsForm, WishForm
from yimen.halls.rostering.models import Roster, RosterTurn
from yimen.halls.rostering.rules import Turn
from yimen.halls.rostering.solving import Problem, Slot
from yimen.halls.rostering.states import DRAFT, FAILED, QUEUED, TONES
from yimen.halls.staffing.queries import askable_staff
from yimen.people.access import SignedRequest, requires
from yimen.people.models import User
from yimen.people.queries import may
from yimen.people.views.shared import attempt

MOVES = {"publish": NoWords, "drop": NoWords}
WEEKDAYS = "一二三四五六日"


def _coming_week(today: date) -> dict[str, date]:
    monday = today + timedelta(days=7 - today.weekday())
    return {"first_on": monday, "last_on": monday + timedelta(days=6)}


@requires("halls.read")
def rosters(request: SignedRequest, pk: int) -> HttpResponse:
    """The rosters of a hall, what people wish, and the forms: POST with `verb` make, terms or wish."""
    hall = get_object_or_404(visible_halls(request.user), pk=pk)
    today = timezone.localdate()
    people = askable_staff(request.user).select_related("department")
    shown: dict[str, Any] = {
        "make": RosterForm(initial=_coming_week(today), auto_id="make-%s"),
        "terms": TermsForm(instance=queries.terms_of(hall), auto_id="terms-%s"),
        "wish": WishForm(staff=people, auto_id="wish-%s"),
    }
    status = 200
    if request.method == "POST":
        made, status = _posted(request, hall, shown)
        if status == 302:
            messages.success(request, "已登记。")
            return redirect("halls:roster", made.pk) if isinstance(made, Roster) else redirect("halls:rosters", pk)
    wishes = queries.visible_wishes(request.user, hall, today, today + timedelta(days=60))
    context = {
        "hall": hall,
        "page": page(request, queries.visible_rosters(request.user).filter(hall=hall)),
        "wishes": wishes[:100],
        "terms": queries.terms_of(hall),
        "tones": TONES,
        "forms": shown,
        "keeps": may(request.user, "halls.keep"),
        "asks": may(request.user, "staffing.ask") and people.exists(),
    }
    return render(request, "halls/rosters.html", context, status=status)


def _posted(request: SignedRequest, hall: Hall, shown: dict[str, Any]) -> tuple[Any, int]:
    verb, by = request.POST.get("verb", ""), request.user
    if verb == "make":
        shown[verb] = RosterForm(request.POST, auto_id="make-%s")
        return attempt(shown[verb], lambda given: _made(by, hall, **given))
    if verb == "terms":
        shown[verb] = TermsForm(request.POST, instance=queries.terms_of(hall), auto_id="terms-%s")
        return attempt(shown[verb], lambda given: services.set_terms(by=by, hall=hall, **given))
    if verb == "wish":
        people = askable_staff(by).select_related("department")
        shown[verb] = WishForm(request.POST, staff=people, auto_id="wish-%s")
        today = timezone.localdate()
        return attempt(shown[verb], lambda given: services.wish(by=by, today=today, **given))
    raise Refused("没有这个操作，请刷新页面后重试。")


def _made(by: User, hall: Hall, *, way: str, **given: Any) -> Roster:
    """A roster by rule at once, one by the solver asked for: it takes longer than anybody waits for a page."""
    if way == Roster.Way.RULE:
        return services.make(by=by, hall=hall, way=way, **given)
    asked = services.ask(by=by, hall=hall, **given)
    tasks.solve.enqueue(asked.pk)
    return asked


@requires("halls.read")
def roster(request: SignedRequest, pk: int) -> HttpResponse:
    """One roster as a table of windows and days, its gaps with what binds, and its figures beside those that hold."""
    thing = get_object_or_404(queries.visible_rosters(request.user), pk=pk)
    bound, status = None, 200
    if request.method == "POST":
        bound, status = attempt_move(
            request, thing, MOVES, lambda move: services.move_roster(by=request.user, roster=thing, move=move)
        )
        if status == 302:
            messages.success(request, "已办理。")
            return redirect("halls:roster", pk)
    if thing.status in (QUEUED, FAILED):
        return _unmade(request, thing, steps(thing, request, MOVES, bound), status)
    turns = list(queries.visible_turns(request.user, thing))
    day_list = queries.days_of(thing.hall, thing.first_on, thing.last_on)
    only = request.GET.get("only", "")
    today = queries.holding(thing.hall, thing.first_on, thing.last_on) if thing.status == DRAFT else {}
    grid = _grid(turns, today)
    context = {
        "roster": thing,
        "tone": TONES[thing.status],
        "days": [(day.date, WEEKDAYS[day.date.weekday()]) for day in day_list],
        "grid": _rows(grid, [day.date for day in day_list], only == "changed"),
        "changes": sum(cell["changed"] for cells in grid.values() for cell in cells.values()),
        "gaps": queries.gaps_of(thing),
        "compared": _compared(thing) if may(request.user, "halls.keep") else [],
        "steps": steps(thing, request, MOVES, bound),
        "only": only,
        "seconds": thing.milliseconds / 1000,
    }
    answer = render(request, "halls/roster.html", context, status=status)
    return _renewed(request, answer)


def _unmade(request: SignedRequest, thing: Roster, open_steps: Any, status: int) -> HttpResponse:
    """The page while the solver works, asked again by htmx; or why there is no roster."""
    spent = round((timezone.now() - thing.status_at).total_seconds())
    context = {
        "roster": thing,
        "tone": TONES[thing.status],
        "working": thing.status == QUEUED,
        "spent": min(spent, round(solving.SECONDS)),
        "most": round(solving.SECONDS),
        "steps": open_steps,
    }
    answer = render(request, "halls/roster_working.html", context, status=status)
    return answer if thing.status == QUEUED else _renewed(request, answer)


def _renewed(request: SignedRequest, answer: HttpResponse) -> HttpResponse:
    """The answer; whoever still asks how far the solver is gets the whole page anew."""
    if request.htmx:
        answer["HX-Refresh"] = "true"
    return answer


def _grid(turns: list[RosterTurn], today: Mapping[Slot, int]) -> dict[str, dict[date, dict[str, Any]]]:
    """Window -> day -> its people by turn, and whether one of them is another one than today."""
    grid: dict[str, dict[date, dict[str, Any]]] = defaultdict(dict)
    for row in turns:
        cell = grid[row.window.code].setdefault(row.date, {"turns": {}, "changed": 0})
        cell["turns"][Turn(row.turn).label] = row.staff.code
        cell["changed"] += today.get((row.date, Turn(row.turn), row.window_id), row.staff_id) != row.staff_id
    return grid


def _rows(
    grid: dict[str, dict[date, dict[str, Any]]], days: list[date], changed: bool
) -> list[tuple[str, list[tuple[date, dict[str, Any] | None]]]]:
    return [
        (window, [(day, cells.get(day)) for day in days])
        for window, cells in sorted(grid.items())
        if not changed or any(cell["changed"] for cell in cells.values())
    ]


def _compared(thing: Roster) -> list[tuple[str, str, str, str]]:
    """Name of a figure -> by this roster, by the rosters that hold (else by the postings), and by rule."""
    problem = queries.problem_of(thing.hall, thing.first_on, thing.last_on, thing.frozen_to)
    own = {(row.date, Turn(row.turn), row.window_id): row.staff_id for row in thing.turns.all()}
    ruled = solving.by_rule(problem).turns
    sets: list[Mapping[Slot, int]] = [own, problem.today, ruled]
    figures = [_figures(problem, turns) for turns in sets]
    names = [name for name, _ in figures[0]]
    columns = [dict(each) for each in figures]
    empty = not problem.today
    return [(name, columns[0][name], "—" if empty else columns[1][name], columns[2][name]) for name in names]


def _figures(problem: Problem, turns: Mapping[Slot, int]) -> list[tuple[str, str]]:
    return queries.figures(problem, turns, queries.open_turns(problem, turns)).rows()
