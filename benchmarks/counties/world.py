"""The ground on which a year happens: departments, halls, windows, who is posted where, who came to work."""

from __future__ import annotations

import random
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate

from benchmarks.counties import calendar, words
from benchmarks.counties.calendar import FIRST, LAST
from benchmarks.counties.dials import Dials

LONG_AGO = calendar.number(2022, 1, 1)
CLOSED_FROM = calendar.number(2023, 7, 1)
"""The day from which the branch hall that was ordered to close is closed."""
GENERAL = "DZW"
"""The department of the general windows (综合窗口)."""


@dataclass(slots=True)
class Department:
    """A department: its windows in the main hall, its branch hall's windows, and how it keeps its ledger."""

    code: str
    name: str
    sign: str
    subjects: list[str]
    ledger: str = "full"
    windows: list[str] = field(default_factory=list)
    branch: str = ""
    branch_windows: list[str] = field(default_factory=list)
    habits: dict[str, float] = field(default_factory=dict)

    @property
    def covered(self) -> bool:
        """Whether the ledger handed over is whole."""
        return self.ledger == "full"


@dataclass(slots=True)
class Posting:
    """One operator at one window, both days included."""

    operator: str
    department: str
    window: str
    first: int
    last: int | None


@dataclass(slots=True)
class Window:
    """A window; `terminals` has the machine with the days on which it stood there."""

    code: str
    hall: str
    terminals: list[tuple[str, int, int | None]]
    posted: list[Posting] = field(default_factory=list)

    def terminal(self, day: int) -> str:
        """The machine that stood there on that day."""
        for address, first, last in self.terminals:
            if first <= day and (last is None or day <= last):
                return address
        return self.terminals[-1][0]


class World:
    """Everything that stands still while matters pass."""

    def __init__(self, rng: random.Random, dials: Dials, departments: int, windows: int) -> None:
        self.rng, self.dials = rng, dials
        self.departments = [
            Department(f"D{number:02d}", name, sign, subjects.split())
            for number, (name, sign, subjects) in enumerate(words.DEPARTMENTS[:departments])
        ]
        self.halls: list[tuple[str, str, str]] = [("H0", "友谊县政务服务中心", "main")]
        self.windows: dict[str, Window] = {}
        self.general: list[str] = []
        self.postings: list[Posting] = []
        self.open_days: dict[str, list[int]] = {}
        self.attended: dict[str, set[int]] = {}
        self.departed: dict[str, list[Posting]] = {}
        self.replaced: list[str] = []
        self._windows(windows)
        self._branches()
        self._people()
        self._days()
        self._attendance()
        thin = rng.sample(range(2, len(self.departments)), max(2, len(self.departments) // 8))
        for place in thin:
            if not self.departments[place].branch:
                self.departments[place].ledger = rng.choice(("thin", "thin", "absent", "half"))
        busy = [day for day in self.open_days["H0"] if calendar.WORKS[day]]
        self.outages = set(rng.sample(busy[3:-6], round(dials.outages)))
        self.fridays = [day for day in busy[5:-8] if calendar.WEEKDAY[day] == 4]
        if dials.outages >= 3:
            self.outages.add(rng.choice(self.fridays))
        self._weights()

    def _windows(self, count: int) -> None:
        weights = [3 if number < 16 else 1 for number in range(len(self.departments))]
        owners = list(range(len(self.departments)))
        owners += self.rng.choices(owners, weights=weights, k=max(0, count - len(owners)))
        for number, owner in enumerate(sorted(owners)):
            code = f"W{number:03d}"
            terminals: list[tuple[str, int, int | None]] = [
                (f"172.16.{number // 200}.{number % 200 + 10}", LONG_AGO, None)
            ]
            if self.rng.random() < 0.08:
                day = self.rng.randrange(FIRST + 40, LAST - 60)
                terminals = [(terminals[0][0], LONG_AGO, day), (f"172.16.5.{number + 10}", day + 1, None)]
                self.replaced.append(code)
            self.windows[code] = Window(code, "H0", terminals)
            self.departments[owner].windows.append(code)
        for number in range(14):
            code = f"Z{number:02d}"
            self.windows[code] = Window(code, "H0", [(f"172.16.9.{number + 10}", LONG_AGO, None)])
            self.general.append(code)

    def _branches(self) -> None:
        hosts = [0, 1, 2, 3, 12, 7][: self.rng.choice((3, 4, 5))]
        for number, host in enumerate(hosts):
            department = self.departments[host]
            department.branch = f"B{number}"
            self.halls.append((f"B{number}", f"{department.name}办证分厅", "branch"))
            for place in range(3):
                code = f"B{number}W{place}"
                self.windows[code] = Window(code, f"B{number}", [(f"10.{20 + host}.9.{place + 2}", LONG_AGO, None)])
                department.branch_windows.append(code)
        self.closed_branch = f"B{len(hosts) - 1}"

    def _people(self) -> None:
        for department in self.departments:
            for code in department.windows:
                self._post(code, department.code, 2 if self.rng.random() < 0.7 else 3, f"OP{department.code[1:]}")
            for code in department.branch_windows:
                self._post(code, department.code, 1 if self.rng.random() < 0.6 else 2, f"BR{department.code[1:]}")
        for code in self.general:
            self._post(code, GENERAL, 2, "ZC")
        self._deputies()

    def _post(self, window: str, department: str, count: int, prefix: str) -> None:
        rng = self.rng
        for _ in range(count):
            number = len(self.postings)
            operator = f"{prefix}{number:03d}"
            leaves = None
            if rng.random() < 0.2:
                leaves = calendar.number(2023, 8, 31) if rng.random() < 0.5 else rng.randrange(FIRST + 30, LAST - 60)
            self._add(Posting(operator, department, window, LONG_AGO, leaves))
            if leaves is None:
                continue
            if self.windows[window].hall == "H0":
                self.departed.setdefault(department, []).append(self.postings[-1])
            self._add(Posting(f"{prefix}{number:03d}N", department, window, leaves + 1, None))

    def _deputies(self) -> None:
        """Some operators are posted to another window of their hall for a week or two, besides their own."""
        for posting in self.rng.sample(self.postings, len(self.postings) // 10):
            hall = self.windows[posting.window].hall
            others = [one.code for one in self.windows.values() if one.hall == hall and one.code != posting.window]
            first = self.rng.randrange(max(posting.first, FIRST), LAST - 30)
            last = first + self.rng.randint(4, 15)
            if others and (posting.last is None or last <= posting.last):
                window = self.rng.choice(others)
                self._add(Posting(posting.operator, posting.department, window, first, last))

    def _add(self, posting: Posting) -> None:
        self.postings.append(posting)
        self.windows[posting.window].posted.append(posting)

    def _days(self) -> None:
        saturdays = self.rng.random() < 0.85
        from_day = FIRST if self.rng.random() < 0.5 else calendar.number(2023, 7, 1)
        for hall, _, kind in self.halls:
            days = [day for day in range(FIRST, LAST + 1) if calendar.WORKS[day]]
            if kind == "main" and saturdays:
                days += [
                    day
                    for day in range(from_day, LAST + 1)
                    if calendar.WEEKDAY[day] == 5
                    and not calendar.WORKS[day]
                    and calendar.WORKS[day - 1]
                    and (from_day > FIRST or day // 7 % 2)
                ]
            if hall == self.closed_branch:
                days = [day for day in days if day < CLOSED_FROM]
            self.open_days[hall] = sorted(days)

    def _attendance(self) -> None:
        rng = self.rng
        for posting in self.postings:
            hall = self.windows[posting.window].hall
            if posting.operator in self.attended:
                continue
            seen = self.attended.setdefault(posting.operator, set())
            for day in self.open_days[hall]:
                if day < posting.first or (posting.last is not None and day > posting.last):
                    continue
                if rng.random() < (0.95 if calendar.WORKS[day] else 0.45):
                    seen.add(day)

    def _weights(self) -> None:
        """Where in the year a matter falls: for the main hall's days, for office days and for all days."""
        months = (0, 0.8, 0.85, 1.15, 1.05, 1.0, 1.05, 0.95, 0.95, 1.05, 0.9, 1.1, 1.15)
        kinds = {
            "hall": self.open_days["H0"],
            "office": [day for day in range(FIRST, LAST + 1) if calendar.WORKS[day]],
            "any": list(range(FIRST + 2, LAST + 1)),
        }
        for hall, _, kind in self.halls:
            if kind == "branch":
                kinds[hall] = self.open_days[hall]
        self._days_of = kinds
        self._sums: dict[str, list[float]] = {}
        for kind, days in kinds.items():
            rest = 0.3 if kind != "any" else 0.5
            self._sums[kind] = list(
                accumulate(months[calendar.MONTH[day]] * (1.0 if calendar.WORKS[day] else rest) for day in days)
            )

    def day(self, kind: str, rng: random.Random, first: int = FIRST, last: int = LAST) -> int:
        """A day of that kind between both days."""
        days, sums = self._days_of[kind], self._sums[kind]
        low, high = bisect_right(days, first - 1), bisect_right(days, last) - 1
        if high < low:
            return days[min(low, len(days) - 1)]
        before = sums[low - 1] if low else 0.0
        place = bisect_right(sums, before + rng.random() * (sums[high] - before), low, high)
        return days[min(place, high)]

    def at_window(self, window: str, day: int, rng: random.Random) -> str:
        """The operator who sat there that day: posted to it, and nearly always clocked in."""
        posted = [
            one.operator
            for one in self.windows[window].posted
            if one.first <= day and (one.last is None or day <= one.last)
        ]
        if not posted:
            return self.windows[window].posted[-1].operator
        if rng.random() >= self.dials.no_clock_in:
            there = [one for one in posted if day in self.attended[one]]
            posted = there or posted
        return posted[int(rng.random() * len(posted))]
