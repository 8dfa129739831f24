"""排班 as a problem and its solution: pure, without database and without a clock.

Hard: nobody stands at two windows in one turn, works while away, or more days running than the hall allows; frozen
turns stay. What cannot be covered is left open, counted first of all, and explained. Then is weighed: wishes, that
noon and weekend duties fall on everybody alike, A before B, one person at a window all day, and what changes against
the roster that holds.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from yimen.halls.rostering.rules import Day, Turn

Slot = tuple[date, Turn, int]
"""A day, a turn, and the key of a window."""
UNCOVERED = 10_000
"""What one turn left open costs: more than all wishes of a month."""
DEPUTY, STAND_IN, UNFAIR, CHANGED, SPLIT = 2, 1, 6, 1, 3
SECONDS = 20.0


@dataclass(frozen=True)
class Poster:
    """在册人员: one person who may stand at a window, and what it costs that it is he and not A."""

    staff: int
    window: int
    cost: int
    first_on: date
    last_on: date | None

    def on(self, day: date) -> bool:
        """Whether he is posted there on the day."""
        return self.first_on <= day and (self.last_on is None or day <= self.last_on)


@dataclass
class Problem:
    """排班问题: the open days, who may stand where, who is away, what is wished, what stays."""

    days: list[Day]
    windows: list[int]
    posters: list[Poster]
    noon_windows: int = 0
    weekend_windows: int = 0
    days_running: int = 6
    away: Mapping[int, set[tuple[date, Turn]]] = field(default_factory=dict)
    wishes: Mapping[tuple[int, date, Turn], int] = field(default_factory=dict)
    frozen: Mapping[Slot, int] = field(default_factory=dict)
    frozen_to: date | None = None
    today: Mapping[Slot, int] = field(default_factory=dict)
    worked: Mapping[int, set[date]] = field(default_factory=dict)
    """Person -> the days before the period on which he was there: they count towards his days running."""

    def settled(self) -> dict[int, set[date]]:
        """Person -> the days that nobody can change any more: those before, and the frozen ones."""
        found = defaultdict(set, {staff: set(days) for staff, days in self.worked.items()})
        for (day, _, _), staff in self.frozen.items():
            found[staff].add(day)
        return found

    def rested(self, day: date, worked: set[date]) -> bool:
        """Whether somebody who worked on those days may work on this one too."""
        return not all(day - timedelta(days=n) in worked for n in range(1, self.days_running + 1))

    def slots(self) -> Iterator[tuple[Day, Turn]]:
        """Each open turn."""
        for day in self.days:
            for turn in day.turns():
                yield day, turn

    def duty(self, day: Day, turn: Turn) -> int | None:
        """How many windows of the hall are on duty in the turn; None when every window is open."""
        if day.weekend:
            return min(self.weekend_windows, len(self.windows))
        return min(self.noon_windows, len(self.windows)) if turn == Turn.NOON else None

    def able(self, day: date, turn: Turn) -> list[Poster]:
        """Who may stand somewhere in the turn."""
        return [each for each in self.posters if each.on(day) and (day, turn) not in self.away.get(each.staff, ())]

    def stays(self, day: date) -> bool:
        """Whether the day's turns are settled already."""
        return self.frozen_to is not None and day <= self.frozen_to


@dataclass(frozen=True)
class Gap:
    """缺口: a turn that nobody covers; without a window a duty of the hall."""

    day: date
    turn: Turn
    window: int | None
    missing: int


@dataclass
class Solution:
    """排班结果: slot -> person, what stays open, what it costs, and what no roster can undercut."""

    turns: dict[Slot, int]
    gaps: list[Gap]
    cost: int = 0
    bound: int = 0


def by_rule(problem: Problem) -> Solution:
    """The roster by rule: A unless away, then B, then who stands in; duties go round by who had fewest."""
    turns: dict[Slot, int] = dict(problem.frozen)
    gaps: list[Gap] = []
    had: dict[int, int] = defaultdict(int)
    worked = problem.settled()
    for day, turn in problem.slots():
        if problem.stays(day.date):
            continue
        rested = [each for each in problem.able(day.date, turn) if problem.rested(day.date, worked[each.staff])]
        able = sorted(rested, key=lambda each: (each.cost, each.staff))
        busy: set[int] = set()
        duty = problem.duty(day, turn)
        if duty is not None:
            able.sort(key=lambda each: (had[each.staff], each.cost, each.staff))
        for window in _windows_in_turn(problem, able, duty):
            found = next((each for each in able if each.window == window and each.staff not in busy), None)
            if found is not None:
                turns[day.date, turn, window] = found.staff
                busy.add(found.staff)
                worked[found.staff].add(day.date)
                had[found.staff] += duty is not None
            elif duty is None:
                gaps.append(Gap(day.date, turn, window, 1))
        if duty is not None and len(busy) < duty:
            gaps.append(Gap(day.date, turn, None, duty - len(busy)))
    return Solution(turns, gaps, weigh(problem, turns, gaps))


def _windows_in_turn(problem: Problem, able: list[Poster], duty: int | None) -> list[int]:
    if duty is None:
        return problem.windows
    people: dict[int, int] = {}
    for each in able:
        if each.window not in people and each.staff not in people.values():
            people[each.window] = each.staff
    return list(people)[:duty]


def duties(problem: Problem, turns: Mapping[Slot, int]) -> dict[int, int]:
    """Person -> how many noon and weekend duties fall on him; also those on whom none falls."""
    days = {day.date: day for day in problem.days}
    found = {each.staff: 0 for each in problem.posters}
    for (day, turn, _), staff in turns.items():
        if day in days and problem.duty(days[day], turn) is not None:
            found[staff] = found.get(staff, 0) + 1
    return found


def weigh(problem: Problem, turns: Mapping[Slot, int], gaps: list[Gap]) -> int:
    """What a roster costs by the same measure as the solver's."""
    cost = UNCOVERED * sum(gap.missing for gap in gaps)
    costs = {(each.staff, each.window): each.cost for each in problem.posters}
    for (day, turn, window), staff in turns.items():
        if problem.stays(day):
            continue
        cost += costs.get((staff, window), 0) + max(0, problem.wishes.get((staff, day, turn), 0))
        cost += CHANGED * (problem.today.get((day, turn, window), staff) != staff)
    cost += sum(-weight for (staff, day, turn), weight in problem.wishes.items()
                if weight < 0 and not _works(turns, staff, day, turn))  # fmt: skip
    shares = duties(problem, turns)
    cost += UNFAIR * (max(shares.values()) - min(shares.values())) if shares else 0
    return cost + SPLIT * len(split_days(problem, turns))


def _works(turns: Mapping[Slot, int], staff: int, day: date, turn: Turn) -> bool:
    return any(who == staff and (on, at) == (day, turn) for (on, at, _), who in turns.items())


def split_days(problem: Problem, turns: Mapping[Slot, int]) -> list[tuple[date, int]]:
    """The days on which a window has one person in the morning and another in the afternoon."""
    return [
        (day.date, window)
        for day in problem.days
        if not problem.stays(day.date)
        for window in problem.windows
        if _differ(turns.get((day.date, Turn.MORNING, window)), turns.get((day.date, Turn.AFTERNOON, window)))
    ]


def _differ(one: int | None, other: int | None) -> bool:
    return one is not None and other is not None and one != other


class _Model:
    """The problem in the words of the solver (OR-Tools CP-SAT)."""

    def __init__(self, problem: Problem) -> None:
        from ortools.sat.python import cp_model  # takes half a second to load, and only whoever solves needs it

        self.cp = cp_model
        self.problem = problem
        self.model = cp_model.CpModel()
        self.terms: list[Any] = []
        self.stands: dict[tuple[Slot, int], Any] = {}
        self.missing: dict[tuple[date, Turn, int | None], Any] = {}
        for day, turn in problem.slots():
            if not problem.stays(day.date):
                self._turn(day, turn)
        self._whole_days()
        self._days_running()
        self._fair()
        self.model.minimize(sum(self.terms))

    def _turn(self, day: Day, turn: Turn) -> None:
        problem, duty = self.problem, self.problem.duty(day, turn)
        of_staff: dict[int, list[Any]] = defaultdict(list)
        of_window: dict[int, list[Any]] = {window: [] for window in problem.windows}
        for each in problem.able(day.date, turn):
            if each.window not in of_window:
                continue
            slot = (day.date, turn, each.window)
            if (slot, each.staff) in self.stands:
                continue  # posted twice at one window, as B and standing in
            one = self.model.new_bool_var("")
            self.stands[slot, each.staff] = one
            of_staff[each.staff].append(one)
            of_window[each.window].append(one)
            self.terms.append(one * self._cost(each, slot))
        for some in of_staff.values():
            self.model.add_at_most_one(some)
        self._want(day, turn, of_staff)
        if duty is None:
            for window, some in of_window.items():
                gap = self.missing[day.date, turn, window] = self.model.new_bool_var("")
                self.model.add_exactly_one([*some, gap])
        else:
            for some in of_window.values():
                self.model.add_at_most_one(some)
            gap = self.missing[day.date, turn, None] = self.model.new_int_var(0, duty, "")
            self.model.add(sum(one for some in of_window.values() for one in some) + gap == duty)
        self.terms += [UNCOVERED * each for key, each in self.missing.items() if key[:2] == (day.date, turn)]

    def _cost(self, each: Poster, slot: Slot) -> int:
        day, turn, _ = slot
        wish = max(0, self.problem.wishes.get((each.staff, day, turn), 0))
        changed = CHANGED * (self.problem.today.get(slot, each.staff) != each.staff)
        return each.cost + wish + changed

    def _want(self, day: Day, turn: Turn, of_staff: Mapping[int, list[Any]]) -> None:
        """Whoever would rather work costs when he does not."""
        for (staff, on, at), weight in self.problem.wishes.items():
            if weight < 0 and (on, at) == (day.date, turn):
                self.terms.append(-weight * (1 - sum(of_staff.get(staff, []))))

    def _whole_days(self) -> None:
        """Costs where the one in the morning is not the one in the afternoon."""
        for day in self.problem.days:
            if self.problem.stays(day.date) or Turn.AFTERNOON not in day.turns():
                continue
            for window in self.problem.windows:
                morning, afternoon = (day.date, Turn.MORNING, window), (day.date, Turn.AFTERNOON, window)
                early, late = self._at(morning), self._at(afternoon)
                if not early or not late:
                    continue
                split = self.model.new_bool_var("")
                for staff, one in early.items():
                    others = [other for who, other in late.items() if who != staff]
                    if others:
                        self.model.add(one + sum(others) <= 1 + split)
                self.terms.append(SPLIT * split)

    def _at(self, slot: Slot) -> dict[int, Any]:
        if not hasattr(self, "_by_slot"):
            self._by_slot: dict[Slot, dict[int, Any]] = defaultdict(dict)
            for (at, staff), one in self.stands.items():
                self._by_slot[at][staff] = one
        return self._by_slot.get(slot, {})

    def _days_running(self) -> None:
        """Nobody works more days running than the hall allows, those before the period and the frozen ones counted."""
        most = self.problem.days_running
        works: dict[int, dict[date, Any]] = defaultdict(dict)
        by_day: dict[tuple[int, date], list[Any]] = defaultdict(list)
        for ((day, _, _), staff), one in self.stands.items():
            by_day[staff, day].append(one)
        for (staff, day), some in by_day.items():
            works[staff][day] = self.model.new_bool_var("")
            self.model.add_max_equality(works[staff][day], some)
        settled = self.problem.settled()
        for staff, worked in works.items():
            for first in {day - timedelta(days=n) for day in worked for n in range(most + 1)}:
                run = [first + timedelta(days=n) for n in range(most + 1)]
                free = [worked[each] for each in run if each in worked]
                if all(each in worked or each in settled[staff] for each in run):
                    self.model.add(sum(free) <= most - (len(run) - len(free)))

    def _fair(self) -> None:
        """Costs by how much the one with most duties has more than the one with fewest."""
        of_staff: dict[int, list[Any]] = {each.staff: [] for each in self.problem.posters}
        days = {day.date: day for day in self.problem.days}
        for ((day, turn, _), staff), one in self.stands.items():
            if self.problem.duty(days[day], turn) is not None:
                of_staff[staff].append(one)
        if not any(of_staff.values()):
            return
        settled = duties(self.problem, self.problem.frozen)
        top = 3 * len(days)
        most, least = self.model.new_int_var(0, top, ""), self.model.new_int_var(0, top, "")
        for staff, some in of_staff.items():
            share = sum(some) + settled.get(staff, 0)
            self.model.add(most >= share)
            self.model.add(least <= share)
        # What follows from the sums is said too, for whole numbers: the solver proves its bound so much the sooner.
        everything = sum(one for some in of_staff.values() for one in some) + sum(settled.values())
        self.model.add(len(of_staff) * most >= everything)
        self.model.add(len(of_staff) * least <= everything)
        self.terms.append(UNFAIR * (most - least))

    def hint(self, solution: Solution) -> None:
        """Begins at a roster that is known."""
        for (slot, staff), one in self.stands.items():
            self.model.add_hint(one, solution.turns.get(slot) == staff)

    def solve(self, seconds: float) -> Solution | None:
        """The best roster found in the time; None when none was."""
        solver = self.cp.CpSolver()
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2  # without it the bound of the fair shares is hardly found
        solver.parameters.random_seed = 1
        solver.parameters.relative_gap_limit = 0.001
        if solver.solve(self.model) not in (self.cp.OPTIMAL, self.cp.FEASIBLE):
            return None
        turns = dict(self.problem.frozen)
        turns |= {slot: staff for (slot, staff), one in self.stands.items() if solver.value(one)}
        gaps = [Gap(day, turn, window, solver.value(gap))
                for (day, turn, window), gap in self.missing.items() if solver.value(gap)]  # fmt: skip
        return Solution(turns, gaps, round(solver.objective_value), max(0, round(solver.best_objective_bound)))


def by_solver(problem: Problem, *, seconds: float = SECONDS) -> Solution:
    """The best roster that the solver finds in so many seconds, with its bound; never worse than the one by rule."""
    start = by_rule(problem)
    model = _Model(problem)
    model.hint(start)
    found = model.solve(seconds)
    return start if found is None else found


def why(problem: Problem, gap: Gap, turns: Mapping[Slot, int], name: Mapping[int, str]) -> str:
    """What binds where nobody covers: of each who might, whether he is away or stands elsewhere, in one sentence."""
    posted = [each for each in problem.posters if each.on(gap.day) and gap.window in (None, each.window)]
    if not posted:
        return "没有派驻任何人，请先登记A岗、B岗。" if gap.window else "没有派驻任何人，无人可以值班。"
    busy = {who: window for (day, turn, window), who in turns.items() if (day, turn) == (gap.day, gap.turn)}
    parts = []
    for each in {each.staff: each for each in posted}.values():
        if (gap.day, gap.turn) in problem.away.get(each.staff, ()):
            parts.append(f"{name[each.staff]}请假")
        elif each.staff in busy and busy[each.staff] != gap.window:
            parts.append(f"{name[each.staff]}在别的窗口")
        else:
            parts.append(f"{name[each.staff]}连续上班已满 {problem.days_running} 天")
    shown = "，".join(parts[:6]) + (f"，另有 {len(parts) - 6} 人" if len(parts) > 6 else "")
    return f"{shown}。请安排顶岗、调整请假，或增派人员。"
