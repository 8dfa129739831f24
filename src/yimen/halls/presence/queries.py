"""Questions about presence: what each window did half hour by half hour, what explains it, what was asked of whom."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, Q, QuerySet

from yimen.common.workdays import SHANGHAI
from yimen.halls.attendance.queries import wrong_clocks
from yimen.halls.keeping.queries import closures_between
from yimen.halls.models import Attendance, Closure, Hall, HallDay, Posting, Window
from yimen.halls.presence import rules
from yimen.halls.presence.activity import Activity, Deed, activity
from yimen.halls.presence.models import IdleSpell
from yimen.halls.presence.states import ASKED, EXCUSED, HEARD, UPHELD
from yimen.halls.queries import posted_on, with_people
from yimen.halls.rostering.queries import planned
from yimen.halls.rostering.rules import Day, Turn, turn_at
from yimen.halls.staffing.models import Leave
from yimen.halls.staffing.queries import away_on
from yimen.people.models import Department, User, in_force
from yimen.people.queries import Somebody, may, of_departments, roles_of
from yimen.people.rules import COUNTY_WIDE


def visible_spells(user: Somebody) -> QuerySet[IdleSpell]:
    """The idle spells of departments that the user may see."""
    if not may(user, "halls.read"):
        return IdleSpell.objects.none()
    rows = IdleSpell.objects.filter(of_departments(user, "department__region", "department"))
    return rows.select_related("window__hall__region", "department", "asked_by")


def waiting_spells(user: User, today: date) -> QuerySet[IdleSpell]:
    """The spells that wait for this user: to be explained, or to be judged once heard or overdue."""
    wanted = Q(pk__in=[])
    if may(user, "staffing.agree"):
        wanted |= Q(status=ASKED)
    if may(user, "presence.judge"):
        wanted |= Q(status=HEARD) | Q(status=ASKED, due_on__lt=today)
    return visible_spells(user).filter(wanted)


def by_department(spells: QuerySet[IdleSpell]) -> QuerySet[IdleSpell, Any]:
    """Department -> how many spells were asked about, explained, excused and upheld."""
    rows = spells.order_by().values("department", "department__short_name")
    counted = {name: Count("pk", filter=Q(status=name)) for name in (ASKED, HEARD, EXCUSED, UPHELD)}
    return rows.annotate(**counted).order_by(f"-{UPHELD}", "department__short_name")


@dataclass(frozen=True)
class Cell:
    """半小时: one half hour of one window."""

    at: time
    state: str
    deeds: tuple[Deed, ...]
    signed_in: tuple[str, ...]

    @property
    def words(self) -> str:
        """What is told of it in one line."""
        words = rules.STATES[self.state]
        return f"{words}（{len(self.deeds)} 件）" if self.deeds else words


@dataclass
class Row:
    """一个窗口的一天: its people, its half hours, and its spells worth a question."""

    window: Window
    postings: list[Posting]
    cells: list[Cell]
    runs: list[rules.Run]
    leaves: list[Leave]

    @property
    def department(self) -> Department | None:
        """Whose people stand here: that of the first of them."""
        return self.postings[0].staff.department if self.postings else None


@dataclass
class Strip:
    """在岗条: a hall's day, window by window; what it rests on and what is wanting."""

    hall: Hall
    day: date
    opening: HallDay | None
    times: list[time]
    rows: list[Row]
    activity: Activity
    attendance_fed: bool
    rostered: bool
    closures: list[Closure]

    def count(self, state: str) -> int:
        """How many half hours are in a state."""
        return sum(cell.state == state for row in self.rows for cell in row.cells)

    def windows(self, state: str) -> int:
        """How many windows have a half hour in a state."""
        return sum(any(cell.state == state for cell in row.cells) for row in self.rows)


def strip(hall: Hall, day: date, now: datetime, user: User) -> Strip:
    """A hall's day as it stands now, of the windows whose people the user may see; a dozen queries for any hall."""
    opening = HallDay.objects.filter(hall=hall, date=day).first()
    times = rules.half_hours(opening.opens_at, opening.closes_at) if opening else []
    known = activity(hall, day)
    everybody = posted_on(day).filter(window__hall=hall)
    fed = Attendance.objects.filter(date=day, staff__in=everybody.values("staff"), arrived_at__isnull=False).exists()
    seen = everybody.filter(of_departments(user, "staff__region", "staff__department"))
    postings = _by_window(seen.select_related("staff__department", "window").order_by("part", "staff__code"))
    staff = {each.staff_id for some in postings.values() for each in some}
    windows = with_people(Window.objects.filter(in_force(day), hall=hall)).order_by("code")
    if not roles_of(user) & COUNTY_WIDE:
        windows = windows.filter(pk__in=postings)
    today = _Day(
        hall, day, now, opening, planned(hall, day), list(closures_between(hall.region, day, day).filter(hall=hall)),
        {row.staff_id: row for row in Attendance.objects.filter(date=day, staff__in=staff)},
        _by_code(known.deeds), fed, bool(known.fed),
        {leave.staff_id: leave for leave in away_on(day, staff)},
        [f"考勤机“{each.machine}”时钟偏差 {each.seconds} 秒" for each in wrong_clocks(hall.region, day)],
    )  # fmt: skip
    rows = [today.row(window, postings.get(window.pk, []), times) for window in windows]
    return Strip(hall, day, opening, times, rows, known, fed, bool(today.roster), today.closures)


def _by_window(postings: Iterable[Posting]) -> dict[int, list[Posting]]:
    found: dict[int, list[Posting]] = defaultdict(list)
    for posting in postings:
        found[posting.window_id].append(posting)
    return found


def _by_code(deeds: Iterable[Deed]) -> dict[str, list[Deed]]:
    found: dict[str, list[Deed]] = defaultdict(list)
    for deed in deeds:
        found[deed.window].append(deed)
    return found


@dataclass
class _Day:
    """What is known of a hall's day, looked up once for all its windows."""

    hall: Hall
    day: date
    now: datetime
    opening: HallDay | None
    roster: Mapping[int, set[Turn]]
    closures: list[Closure]
    came: Mapping[int, Attendance]
    deeds: Mapping[str, list[Deed]]
    attendance_fed: bool
    activity_fed: bool
    away: Mapping[int, Leave]
    clocks: list[str]

    def row(self, window: Window, postings: list[Posting], times: list[time]) -> Row:
        """One window's day."""
        cells = [self._cell(window, postings, at) for at in times]
        found = rules.runs([(cell.at, cell.state) for cell in cells])
        leaves = [self.away[each.staff_id] for each in postings if each.staff_id in self.away]
        for run in found:
            run.hints = self._hints(window, leaves, run)
        return Row(window, postings, cells, found, leaves)

    def _cell(self, window: Window, postings: list[Posting], at: time) -> Cell:
        start, end = rules.span(self.day, at)
        deeds = tuple(deed for deed in self.deeds.get(window.code, ()) if start <= deed.at < end)
        there = tuple(each.staff.code for each in postings if self._there(each.staff_id, at, end))
        seen = rules.Seen(
            planned=self._planned(window, postings, at), shut=self._shut(window, start, end), people=len(postings),
            signed_in=len(there), deeds=len(deeds), attendance_fed=self.attendance_fed,
            activity_fed=self.activity_fed, over=end <= self.now,
        )  # fmt: skip
        return Cell(at, rules.state_of(seen), deeds, there)

    def _planned(self, window: Window, postings: list[Posting], at: time) -> bool:
        """By the published roster; without one, by the postings, but neither at noon nor on half-day weekends."""
        turn = turn_at(at)
        if self.roster:
            return turn in self.roster.get(window.pk, ())
        weekend = self.opening is not None and Day(self.day, self.opening.opens_at, self.opening.closes_at).weekend
        return bool(postings) and turn != Turn.NOON and not weekend

    def _there(self, staff: int, at: time, end: datetime) -> bool:
        """Whether he had come and not gone; on the day itself the last punch need not be the last one."""
        row = self.came.get(staff)
        if row is None or row.arrived_at is None or row.arrived_at >= end.time():
            return False
        return self._going_on() or row.left_at is None or row.left_at > at

    def _going_on(self) -> bool:
        """Whether the hall is still open."""
        return self.opening is not None and self.now < datetime.combine(self.day, self.opening.closes_at, SHANGHAI)

    def _shut(self, window: Window, start: datetime, end: datetime) -> bool:
        return any(
            each.window in ("", window.code) and each.starts_at < end and (each.ends_at is None or each.ends_at > start)
            for each in self.closures
        )

    def _hints(self, window: Window, leaves: list[Leave], run: rules.Run) -> list[str]:
        """What might explain a spell innocently, as far as the system knows."""
        hints = [f"工号 {leave.staff.code} {leave.get_kind_display()}{leave.get_half_display()}" for leave in leaves]
        hints += self.clocks
        hints += [f"登记过{each.get_kind_display()}" for each in self.closures if each.window in ("", window.code)]
        if run.state == rules.IDLE:
            hints.append("可能没有群众来办")
        return hints


def departments_in(rows: Iterable[Row]) -> list[Department]:
    """The departments whose people stand in the rows, by name."""
    found = {row.department.pk: row.department for row in rows if row.department is not None}
    return sorted(found.values(), key=lambda each: each.short_name)
