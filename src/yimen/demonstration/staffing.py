"""Who stands where: staff, postings, attendance, and who was present at which window on which day."""

import random
from dataclasses import dataclass, field
from datetime import date

from yimen.demonstration.people import person_name
from yimen.demonstration.places import Places

TURNOVER_ON = date(2023, 9, 1)
COLLEAGUES = 5


@dataclass(slots=True)
class Staff:
    """工作人员: `posted` ones stand at a window, the others sit in their department."""

    code: str
    name: str
    department: str
    position: str
    posted: bool


@dataclass(slots=True)
class Posting:
    """派驻: this operator is stationed at that window from, to."""

    operator: str
    department: str
    window: str
    from_date: date
    to_date: date | None


@dataclass(slots=True)
class Staffing:
    """All staff of a county and who was where."""

    staff: dict[str, Staff] = field(default_factory=dict)
    postings: list[Posting] = field(default_factory=list)
    attendance: list[tuple[str, date, str, str]] = field(default_factory=list)
    present: dict[tuple[str, date], list[str]] = field(default_factory=dict)
    colleagues: dict[str, list[str]] = field(default_factory=dict)
    departed: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """By department: operators whose posting ended on the eve of TURNOVER_ON, with their window."""


def build(places: Places, rng: random.Random) -> Staffing:
    """Two operators a window (one of them a chief representative in each department), colleagues and heads."""
    staffing = Staffing()
    for department in places.departments.values():
        _staff_department(places, staffing, department.code, rng)
    _attend(places, staffing, rng)
    return staffing


def _staff_department(places: Places, staffing: Staffing, department: str, rng: random.Random) -> None:
    serial, counter = department[-2:], 0

    def hire(position: str, posted: bool) -> str:
        nonlocal counter
        counter += 1
        code = f"{places.region[4:]}{serial}{counter:02d}"
        staffing.staff[code] = Staff(code, person_name(rng, rng.random() < 0.5), department, position, posted)
        return code

    hire("分管负责人", False)
    chief_needed = True
    for window in [w for w in places.windows.values() if w.department == department]:
        for place in range(2):
            position = "首席事务代表" if chief_needed else "窗口工作人员"
            chief_needed = False
            operator = hire(position, True)
            leaves = place == 1 and window.to_date is None and rng.random() < 0.25
            last = date(2023, 8, 31) if leaves else window.to_date
            staffing.postings.append(Posting(operator, department, window.code, window.from_date, last))
            if leaves:
                staffing.departed.setdefault(department, []).append((operator, window.code))
                successor = hire("窗口工作人员", True)
                staffing.postings.append(Posting(successor, department, window.code, TURNOVER_ON, None))
    staffing.colleagues[department] = [hire("科员", False) for _ in range(COLLEAGUES)]


def _attend(places: Places, staffing: Staffing, rng: random.Random) -> None:
    """Fill in attendance. A few were at work though the clock did not record them; somebody is always there."""
    by_window: dict[str, list[Posting]] = {}
    for posting in staffing.postings:
        by_window.setdefault(posting.window, []).append(posting)
    chance = rng.random
    for code, postings in by_window.items():
        opens = places.halls[places.windows[code].hall_code].opens
        for day, (opening, _) in opens.items():
            posted = [p.operator for p in postings if p.from_date <= day and (p.to_date is None or day <= p.to_date)]
            short = opening == "09:00"
            there = [operator for operator in posted if chance() < (0.55 if short else 0.93)] or posted[:1]
            if not there:
                continue
            staffing.present[code, day] = there
            for operator in there:
                if chance() < 0.015:
                    continue
                early, late = int(chance() * 25), int(chance() * 25)
                start = f"08:{35 + early:02d}" if short else f"08:{5 + early:02d}"
                end = f"12:{late:02d}" if short else f"17:{late:02d}"
                staffing.attendance.append((operator, day, start, end))
