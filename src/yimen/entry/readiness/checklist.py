"""就绪清单: each line of each item's checklist on a day, from data where there are data, else from a person's word.

One derivation for the item's page, the lists, the figures and the warning of a round; see docs/adr/0012.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from yimen.entry.authorisation.coverage import Coverage, Letters, letters_on
from yimen.entry.authorisation.subjects import Subject, needs_people
from yimen.entry.modes import Power
from yimen.entry.readiness.models import Confirmation, Preparation
from yimen.entry.readiness.rules import CONFIRMED, Check, State
from yimen.halls.models import Hall, Window
from yimen.halls.queries import posted_on
from yimen.people.models import Staff, in_force

Where = tuple[int, str]
"""A hall's primary key and a window's code, empty where the declaration names none."""
_GRAVEST = (State.LACKING, State.UNKNOWN, State.DONE)


@dataclass(frozen=True)
class Line:
    """就绪清单的一行: its state and, in words, what it rests on or what is wanting; `waiting` are places to confirm."""

    check: Check
    state: State
    words: str
    waiting: tuple[Where, ...] = ()


@dataclass(frozen=True)
class Checklist:
    """就绪清单 of one item; ready when every line is there, for absent data prove nothing."""

    subject: Subject
    lines: tuple[Line, ...]
    coverage: Coverage
    places: tuple[Where, ...]

    @property
    def is_ready(self) -> bool:
        """True when nothing is missing and nothing unproven."""
        return all(line.state == State.DONE for line in self.lines)

    @property
    def state(self) -> State:
        """The gravest state of its lines: missing before unproven before there."""
        found = {line.state for line in self.lines}
        return next((state for state in _GRAVEST if state in found), State.UNKNOWN)

    @property
    def open(self) -> list[Line]:
        """The lines that are not there."""
        return [line for line in self.lines if line.state != State.DONE]

    def state_of(self, check: str) -> str:
        """The state of one line, empty where the item does not need it."""
        return next((line.state for line in self.lines if line.check == check), "")


@dataclass
class County:
    """What checklists are held against, as of a day: asked once, in ten queries, for however many items."""

    letters: Letters
    main: dict[str, list[int]] = field(default_factory=dict)
    windows: dict[int, set[str]] = field(default_factory=dict)
    posted: set[tuple[int, str, int]] = field(default_factory=set)
    posted_at: set[tuple[int, int]] = field(default_factory=set)
    confirmed: dict[tuple[int, int, str, str], Confirmation] = field(default_factory=dict)
    codes: dict[int, str] = field(default_factory=dict)

    def checklist(self, subject: Subject) -> Checklist:
        """The item's checklist; online from end to end it needs its guide only."""
        coverage, places = self.letters.coverage(subject), self.places(subject)
        if not needs_people(subject):
            return Checklist(subject, (_guide(subject),), coverage, ())
        lines = (
            self._people(subject, coverage, places),
            self._seat(places),
            *(self._word(subject, places, check) for check in CONFIRMED),
            self._authorisation(coverage),
            _guide(subject),
        )
        return Checklist(subject, lines, coverage, places)

    def places(self, subject: Subject) -> tuple[Where, ...]:
        """Where it is handled: the declared windows of the declared hall, the comprehensive hall when none is named."""
        hall = subject.hall_id or next(iter(self.main.get(subject.version.region_id, ())), None)
        return tuple((hall, code) for code in subject.windows or ("",)) if hall is not None else ()

    def _people(self, subject: Subject, coverage: Coverage, places: Sequence[Where]) -> Line:
        if not (coverage.a or coverage.b or subject.from_round):
            return Line(Check.PEOPLE, State.UNKNOWN, "梳理表和授权书都没有写明A、B岗")
        wanting = [f"没有{label}岗" for label, staff in (("A", coverage.a), ("B", coverage.b)) if not staff]
        wanting += [
            f"{label}岗 {self.codes.get(one, '')} 没有在声明的窗口派驻"
            for label, staff in (("A", coverage.a), ("B", coverage.b))
            for one in staff
            if not self._stands(one, places)
        ]
        if wanting:
            return Line(Check.PEOPLE, State.LACKING, "；".join(wanting))
        return Line(Check.PEOPLE, State.DONE, f"A岗 {self._names(coverage.a)}，B岗 {self._names(coverage.b)}")

    def _stands(self, staff: int, places: Sequence[Where]) -> bool:
        """Whether somebody is posted at one of the places; at any window of the hall where none is named."""
        return any(
            (hall, code, staff) in self.posted if code else (hall, staff) in self.posted_at for hall, code in places
        )

    def _names(self, staff: Sequence[int]) -> str:
        return "、".join(self.codes.get(one, "") for one in staff)

    def _seat(self, places: Sequence[Where]) -> Line:
        if not places:
            return Line(Check.SEAT, State.UNKNOWN, "没有登记大厅")
        missing = [code for hall, code in places if code and code not in self.windows.get(hall, ())]
        if missing:
            return Line(Check.SEAT, State.LACKING, f"窗口 {'、'.join(missing)} 不在大厅登记中或已停用")
        if not any(self.windows.get(hall) for hall, _ in places):
            return Line(Check.SEAT, State.UNKNOWN, "所选大厅没有登记窗口")
        named = "、".join(code for _, code in places if code)
        return Line(Check.SEAT, State.DONE, f"窗口 {named}" if named else "大厅的任一窗口")

    def _word(self, subject: Subject, places: Sequence[Where], check: Check) -> Line:
        department = subject.version.department_id
        said = {(hall, code): self.confirmed.get((department, hall, code, check)) for hall, code in places}
        waiting = tuple(place for place, each in said.items() if each is None)
        if waiting:
            named = "、".join(code for _, code in waiting if code)
            return Line(check, State.UNKNOWN, f"{f'窗口 {named} ' if named else ''}尚未确认", waiting)
        if not said:
            return Line(check, State.UNKNOWN, "没有登记大厅")
        last = max((each for each in said.values() if each), key=lambda each: each.valid_from)
        return Line(check, State.DONE, f"{last.valid_from} 确认：{last.evidence}")

    def _authorisation(self, coverage: Coverage) -> Line:
        if not coverage.known:
            return Line(Check.AUTHORISATION, State.UNKNOWN, "部门还没有登记任何授权书")
        if coverage.complete:
            return Line(Check.AUTHORISATION, State.DONE, f"A、B岗均持有{labels(sorted_powers(coverage.needed))}")
        wanting = []
        if coverage.lacks_a:
            wanting.append(f"A岗缺{labels(coverage.lacks_a)}")
        if coverage.lacks_b:
            wanting.append(f"B岗缺{labels(coverage.lacks_b)}")
        if coverage.unappointed:
            wanting.append("首席事务代表没有任命书")
        return Line(Check.AUTHORISATION, State.LACKING, "；".join(wanting))


def labels(powers: Sequence[str]) -> str:
    """The steps in words."""
    return "、".join(Power(each).label for each in powers)


def sorted_powers(powers: frozenset[str]) -> list[str]:
    """The steps in their order."""
    return [each for each in Power.values if each in powers]


def _guide(subject: Subject) -> Line:
    version = subject.version
    if version.in_hall is None:
        return Line(Check.GUIDE, State.UNKNOWN, "事项清单没有“是否进驻”要素")
    if version.in_hall and version.place:
        return Line(Check.GUIDE, State.DONE, f"第 {version.number} 版：{version.place}")
    wanting = "没有写办理地点" if version.in_hall else "仍写作未进驻"
    return Line(Check.GUIDE, State.LACKING, f"办事指南（第 {version.number} 版）{wanting}")


def county_on(day: date, subjects: Sequence[Subject]) -> County:
    """What the county had on a day, as far as these items may need it."""
    found = County(letters_on(day, subjects))
    regions = {each.version.region_id for each in subjects}
    for key, region in Hall.objects.filter(region__in=regions, kind=Hall.Kind.MAIN).values_list("pk", "region"):
        found.main.setdefault(region, []).append(key)
    windows = Window.objects.filter(in_force(day), hall__region__in=regions).order_by()
    for hall, code in windows.values_list("hall_id", "code"):
        found.windows.setdefault(hall, set()).add(code)
    posted = posted_on(day).filter(window__hall__region__in=regions).order_by()
    found.posted = set(posted.values_list("window__hall_id", "window__code", "staff_id"))
    found.posted_at = {(hall, staff) for hall, _, staff in found.posted}
    departments = {each.version.department_id for each in subjects}
    said = Confirmation.objects.filter(in_force(day), preparation__department__in=departments)
    for each in said.select_related("preparation"):
        row = each.preparation
        found.confirmed[row.department_id, row.hall_id, row.window, row.check_code] = each
    found.codes = dict(Staff.objects.filter(region__in=regions).order_by().values_list("pk", "code"))
    return found


def checklists_on(day: date, subjects: Sequence[Subject]) -> dict[int, Checklist]:
    """Item -> its checklist on a day, with as many queries for ten items as for a thousand."""
    county = county_on(day, subjects)
    return {each.item_id: county.checklist(each) for each in subjects}


def preparations_of(departments: set[int]) -> dict[tuple[int, int, str, str], Preparation]:
    """(department, hall, window, line) -> its preparation, for owner and due date."""
    rows = Preparation.objects.filter(department__in=departments)
    return {(row.department_id, row.hall_id, row.window, row.check_code): row for row in rows}
