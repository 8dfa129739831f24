"""Questions about rosters: which hold, what a hall's problem is, and how two rosters compare."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from yimen.halls.models import Attendance, Hall, HallDay, Posting, Window
from yimen.halls.queries import with_people
from yimen.halls.rostering import solving
from yimen.halls.rostering.models import Roster, RosterGap, RosterTerms, RosterTurn, Wish
from yimen.halls.rostering.rules import Day, Turn
from yimen.halls.rostering.solving import DEPUTY, STAND_IN, Poster, Problem, Slot
from yimen.halls.rostering.states import PUBLISHED
from yimen.halls.staffing.models import Leave
from yimen.halls.staffing.queries import away_between
from yimen.people.models import User
from yimen.people.queries import Somebody, may, of_departments, of_regions

COSTS = {Posting.Part.MAIN: 0, Posting.Part.DEPUTY: DEPUTY, Posting.Part.STAND_IN: STAND_IN}
OFF = {
    Leave.Half.WHOLE: tuple(Turn),
    Leave.Half.MORNING: (Turn.MORNING, Turn.NOON),
    Leave.Half.AFTERNOON: (Turn.AFTERNOON,),
}


def visible_rosters(user: Somebody) -> QuerySet[Roster]:
    """The rosters of the halls of the user's county: those published for everybody, drafts for whoever keeps halls."""
    if not may(user, "halls.read"):
        return Roster.objects.none()
    rows = Roster.objects.filter(of_regions(user, "hall__region")).select_related("hall__region", "made_by")  # type: ignore[arg-type]
    return rows if may(user, "halls.keep") else rows.filter(status=PUBLISHED)


def visible_turns(user: Somebody, roster: Roster) -> QuerySet[RosterTurn]:
    """The turns of a roster of people whom the user may see."""
    rows = roster.turns.filter(of_departments(user, "staff__region", "staff__department"))
    return rows.select_related("window", "staff__department")


def terms_of(hall: Hall) -> RosterTerms:
    """The hall's terms; the usual ones where none are set."""
    return RosterTerms.objects.filter(hall=hall).first() or RosterTerms(hall=hall)


def days_of(hall: Hall, first: date, last: date) -> list[Day]:
    """The open days of a hall between two days."""
    rows = HallDay.objects.filter(hall=hall, date__range=(first, last)).order_by("date")
    return [Day(row.date, row.opens_at, row.closes_at) for row in rows]


def holding(hall: Hall, first: date, last: date) -> dict[Slot, int]:
    """Slot -> person by the rosters that hold; the later published prevails."""
    rows = RosterTurn.objects.filter(
        roster__hall=hall, roster__status=PUBLISHED, date__range=(first, last)
    ).order_by("roster")  # fmt: skip
    return {(day, Turn(turn), window): staff
            for day, turn, window, staff in rows.values_list("date", "turn", "window", "staff")}  # fmt: skip


def problem_of(hall: Hall, first: date, last: date, frozen_to: date | None) -> Problem:
    """The hall's problem between two days: ten queries, however many windows."""
    terms, days = terms_of(hall), days_of(hall, first, last)
    whole = Q(valid_to__isnull=True) | Q(valid_to__gte=last)
    windows = list(with_people(Window.objects.filter(whole, hall=hall, valid_from__lte=first)).order_by("code"))
    postings = Posting.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=first), valid_from__lte=last)
    rows = list(postings.filter(window__in=windows).order_by("window__code", "part", "staff__code"))
    posters = [Poster(row.staff_id, row.window_id, COSTS[Posting.Part(row.part)], row.valid_from, row.valid_to)
               for row in rows]  # fmt: skip
    staff = {row.staff_id for row in rows}
    today = holding(hall, first, last)
    frozen = {slot: who for slot, who in today.items() if frozen_to is not None and slot[0] <= frozen_to}
    wishes = Wish.objects.filter(date__range=(first, last), staff__in=staff)
    return Problem(
        days=days, windows=[window.pk for window in windows], posters=posters, noon_windows=terms.noon_windows,
        weekend_windows=terms.weekend_windows, days_running=terms.days_running,
        away=turns_away(away_between(first, last, staff)),
        wishes={(row.staff_id, row.date, Turn(row.turn)): -row.weight if row.wanted else row.weight
                for row in wishes},
        frozen=frozen, frozen_to=frozen_to, today=today, worked=worked_before(hall, staff, first, terms.days_running),
    )  # fmt: skip


def worked_before(hall: Hall, staff: Collection[int], first: date, days: int) -> dict[int, set[date]]:
    """Person -> on which of so many days before the period he was there.

    Told by attendance; of a day without any attendance of these people, for example one to come, by the roster.
    """
    before = (first - timedelta(days=days), first - timedelta(days=1))
    found: dict[int, set[date]] = defaultdict(set)
    came = Attendance.objects.filter(staff__in=staff, date__range=before, arrived_at__isnull=False)
    for who, day in came.values_list("staff", "date"):
        found[who].add(day)
    fed = {day for of in found.values() for day in of}
    for (day, _, _), who in holding(hall, *before).items():
        if day not in fed:
            found[who].add(day)
    return found


def turns_away(leaves: Iterable[Leave]) -> dict[int, set[tuple[date, Turn]]]:
    """Person -> the turns in which he is away."""
    found: dict[int, set[tuple[date, Turn]]] = defaultdict(set)
    for leave in leaves:
        for number in range(leave.first_on.toordinal(), leave.last_on.toordinal() + 1):
            found[leave.staff_id].update((date.fromordinal(number), turn) for turn in OFF[Leave.Half(leave.half)])
    return found


@dataclass(frozen=True)
class Figures:
    """排班表的好坏: open turns, B instead of A, windows that change hands at noon, most and fewest duties, changes."""

    gaps: int
    deputies: int
    splits: int
    most: int
    least: int
    changed: int

    def rows(self) -> list[tuple[str, str]]:
        """Each figure with its name."""
        return [
            ("缺口（班次）", str(self.gaps)),
            ("由B岗或顶岗上（班次）", str(self.deputies)),
            ("上下午换人（窗口日）", str(self.splits)),
            ("午间和周末值班最多／最少（次）", f"{self.most}／{self.least}"),
            ("与现行不同（班次）", str(self.changed)),
        ]


def figures(problem: Problem, turns: Mapping[Slot, int], gaps: int) -> Figures:
    """How good a roster is, in figures for people."""
    costs = {(each.staff, each.window): each.cost for each in problem.posters}
    shares = solving.duties(problem, turns).values()
    return Figures(
        gaps=gaps,
        deputies=sum(costs.get((who, slot[2]), 0) > 0 for slot, who in turns.items()),
        splits=len(solving.split_days(problem, turns)),
        most=max(shares, default=0),
        least=min(shares, default=0),
        changed=sum(problem.today.get(slot, who) != who for slot, who in turns.items()),
    )


def open_turns(problem: Problem, turns: Mapping[Slot, int]) -> int:
    """How many turns of windows and duties nobody covers."""
    missing = 0
    for day, turn in problem.slots():
        filled = {window for (on, at, window) in turns if (on, at) == (day.date, turn)}
        duty = problem.duty(day, turn)
        missing += max(0, duty - len(filled)) if duty is not None else len(set(problem.windows) - filled)
    return missing


def planned(hall: Hall, day: date) -> dict[int, set[Turn]]:
    """Key of a window -> the turns in which the published roster has it open on a day; empty without a roster."""
    found: dict[int, set[Turn]] = defaultdict(set)
    rows = RosterTurn.objects.filter(roster__hall=hall, roster__status=PUBLISHED, date=day)
    for window, turn in rows.values_list("window", "turn"):
        found[window].add(Turn(turn))
    return found


def visible_wishes(user: User, hall: Hall, first: date, last: date) -> QuerySet[Wish]:
    """The wishes of people posted in the hall for the days between two days, of those whom the user may see."""
    rows = Wish.objects.filter(of_departments(user, "staff__region", "staff__department"))
    rows = rows.filter(date__range=(first, last), staff__postings__window__hall=hall)
    return rows.select_related("staff__department").distinct()


@dataclass(frozen=True)
class Gap:
    """同一窗口、同一原因的缺口: how many turns nobody covers there for one reason, and day -> which of its turns."""

    window: Window | None
    binds: str
    missing: int
    when: dict[date, list[str]]


def gaps_of(roster: Roster) -> list[Gap]:
    """What the roster leaves open, the most turns first; one query."""
    found: dict[tuple[int | None, str], list[RosterGap]] = defaultdict(list)
    for row in roster.gaps.select_related("window"):
        found[row.window_id, row.binds].append(row)
    gaps = []
    for (_, binds), rows in found.items():
        when: dict[date, list[str]] = defaultdict(list)
        for row in rows:
            when[row.date].append(row.get_turn_display())
        gaps.append(Gap(rows[0].window, binds, sum(row.missing for row in rows), dict(when)))
    return sorted(gaps, key=lambda gap: -gap.missing)
