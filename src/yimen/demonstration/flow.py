"""How a matter runs when nobody cheats: the clerk's minutes, the applicant's day, the limits kept or overrun."""

import random
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate

from yimen.demonstration import days
from yimen.demonstration.items import Item
from yimen.demonstration.people import Applicant, Population
from yimen.demonstration.places import Places, Window
from yimen.demonstration.staffing import Staffing

MONTHS = (0.8, 0.85, 1.15, 1.05, 1.0, 1.05, 0.95, 0.95, 1.05, 0.9, 1.1, 1.15)
"""How busy each month is."""
SATURDAY_SHARE = 0.25
_MIDNIGHT = time()


@dataclass(slots=True)
class Case:
    """办件: one row of the hall's case register, with the truth about it."""

    matter: int
    item: Item
    applicant: Applicant
    channel: str
    received: datetime
    accepted: datetime
    decided: datetime | None
    finished: datetime | None
    recorded: datetime
    window: str
    operator: str
    terminal: str
    result: str
    truth: str = ""
    issued_on: date | None = None
    """What the ledger says, where that differs from the decision's day."""
    number: str = ""
    document: str = ""
    document_shown: bool = False
    unrecorded: bool = False
    """An empty case: nobody was ever given anything, so no ledger knows it."""


@dataclass(slots=True)
class Outside:
    """厅外办理: one matter handled with no case. `truth` is empty where nobody is to blame for that."""

    matter: int
    item: Item
    applicant: Applicant
    applied_on: date
    issued_on: date
    truth: str
    origin: str = "issued"
    lends_from: Case | None = None
    """The case whose document number this matter borrows."""
    show_applied: bool = False
    """The ledger must state the day of application, or the matter could not be judged fairly."""
    document: str = ""


class Stage:
    """Where matters happen: collects cases and matters outside while the story of the year is told."""

    def __init__(self, places: Places, staffing: Staffing, population: Population, rng: random.Random) -> None:
        self.places, self.staffing, self.population, self.rng = places, staffing, population, rng
        self.cases: list[Case] = []
        self.outside: list[Outside] = []
        self._matters = 0
        self._calendar: dict[tuple[bool, date, date], tuple[list[date], list[float]]] = {}
        self._by_item: dict[str, list[Window]] = {}
        self.outages: set[date] = set()

    def matter(self) -> int:
        """A new matter's number."""
        self._matters += 1
        return self._matters

    def day(self, saturdays: bool, first: date = days.FIRST, last: date = days.LAST) -> date:
        """A day on which the main hall is open, busy months more often."""
        key = (saturdays, first, last)
        if key not in self._calendar:
            opens = self.places.halls["H1"].opens
            chosen = [d for d in opens if first <= d <= last and (saturdays or opens[d][0] == "08:30")]
            weights = [MONTHS[d.month - 1] * (1.0 if opens[d][0] == "08:30" else SATURDAY_SHARE) for d in chosen]
            self._calendar[key] = (chosen, list(accumulate(weights)))
        chosen, sums = self._calendar[key]
        return chosen[min(bisect_right(sums, self.rng.random() * sums[-1]), len(chosen) - 1)]

    def applicant(self, item: Item) -> Applicant:
        """Somebody who has not yet applied for this item this year."""
        for _ in range(40):
            one = self.population.draw(item.firm_share)
            if one.identity not in item.holders:
                break
        else:
            one = self.population.newcomer(self.rng.random() < item.firm_share)
        item.holders.add(one.identity)
        return one

    def windows(self, item: Item) -> list[Window]:
        """The counters of the main hall that take this item."""
        if item.code not in self._by_item:
            shared = self.places.windows_of(f"{self.places.region}D02", "main")
            own = self.places.windows_of(item.department.code, "main")
            takers = own if own and item.entry_mode == "hall" else shared
            if len(takers) > 3:
                start = sum(map(ord, item.base_code)) % len(takers)
                takers = [takers[(start + step) % len(takers)] for step in range(3)]
            self._by_item[item.code] = takers
        return self._by_item[item.code]

    def moment(self, day: date, opens: str = "08:30", closes: str = "17:00") -> datetime:
        """A time of day within opening hours, few of them at noon, twenty minutes before closing at the latest."""
        start, end = int(opens[:2]) * 3600 + int(opens[3:]) * 60, int(closes[:2]) * 3600 + int(closes[3:]) * 60
        chance = self.rng.random
        second = start + int(chance() * (end - start - 1500)) + 30
        if end > 50000 and 41400 < second < 48600 and chance() < 0.8:
            second = second - 10800 if chance() < 0.55 else second + 7200
        return datetime.combine(day, _MIDNIGHT) + timedelta(seconds=second)

    def case(
        self,
        item: Item,
        first: date = days.FIRST,
        last: date = days.LAST,
        *,
        channel: str = "",
        window: Window | None = None,
        instant: bool | None = None,
    ) -> Case:
        """One matter that ran as it should, taken in between two days."""
        rng, chance = self.rng, self.rng.random
        draw = chance()
        channel = channel or ("window" if draw < 0.62 else "online" if draw < 0.96 else "post")
        instant = item.instant if instant is None else instant
        if channel == "online":
            received, accepted = self._online(first, last)
            code = operator = terminal = ""
        else:
            hall = self.places.halls[window.hall_code if window else "H1"]
            day = self.day(hall.kind == "main" and channel == "window", first, last)
            opens, closes = hall.opens.get(day, ("08:30", "17:00"))
            received = self.moment(day, opens, closes)
            accepted = received + timedelta(seconds=int(60 + 900 * chance() ** 2))
            taker = window or self.windows(item)[int(chance() * len(self.windows(item)))]
            code, terminal, operator = self._at(taker, day)
        recorded = accepted + timedelta(seconds=int(8 + 260 * chance() ** 3))
        decided: datetime | None
        finished: datetime | None
        decided, finished = closed_at, handed_at = self._decide(item, accepted, instant)
        draw = chance()
        result = "granted" if draw < 0.945 else "refused" if draw < 0.97 else "withdrawn"
        if closed_at.year > 2023:
            decided, finished, result = None, None, "pending"
        elif handed_at.year > 2023:
            finished = closed_at
        case = Case(
            self.matter(),
            item,
            self.applicant(item),
            channel,
            received,
            accepted,
            decided,
            finished,
            recorded,
            code,
            operator,
            terminal,
            result,
        )
        case.document_shown = item.numbered and rng.random() < 0.55
        self.cases.append(case)
        return case

    def _online(self, first: date, last: date) -> tuple[datetime, datetime]:
        """Sent at any hour of any day; accepted within the next office hours, or at once by the platform."""
        chance = self.rng.random
        day = self.day(False, first, last)
        if chance() < 0.2 and (weekend := day + days.ONE_DAY) <= last and weekend.weekday() > 4:
            day = weekend
        second = int(chance() * 86000) if chance() < 0.15 else 25200 + int(chance() * 54000)
        received = datetime.combine(day, _MIDNIGHT) + timedelta(seconds=second)
        return received, received + timedelta(seconds=int(120 + 900 * chance()))

    def _at(self, window: Window, day: date) -> tuple[str, str, str]:
        """Window, machine and operator: mostly of that window, sometimes a colleague posted at another one there."""
        present = self.staffing.present
        there = present.get((window.code, day))
        if not there or self.rng.random() < 0.025:
            for _ in range(20):
                other = self.rng.choice(self.places.windows_of(window.department, "main") or self.windows_shared())
                if self.places.windows[window.code].hall_code == "H1" and (there2 := present.get((other.code, day))):
                    there = there2
                    break
        if not there:
            there = [p.operator for p in self.staffing.postings if p.window == window.code][:1]
        return window.code, window.terminal_on(day), there[int(self.rng.random() * len(there))]

    def windows_shared(self) -> list[Window]:
        """The shared counters (综合窗口)."""
        return self.places.windows_of(f"{self.places.region}D02", "main")

    def _decide(self, item: Item, accepted: datetime, instant: bool) -> tuple[datetime, datetime]:
        chance = self.rng.random
        if instant:
            decided = accepted + timedelta(seconds=int(240 + 2400 * chance() ** 2))
            return decided, decided + timedelta(seconds=int(60 + 600 * chance()))
        limit = item.promised_days
        spent = limit + 1 + int(chance() * 4) if chance() < 0.012 else max(1, round(limit * (0.25 + 0.75 * chance())))
        decided = self.moment(days.plus(accepted.date(), spent))
        handed = decided + timedelta(seconds=int(300 + 3000 * chance()))
        if chance() < 0.35:
            handed = self.moment(days.plus(decided.date(), 1 + int(chance() * 3)))
        return decided, handed

    def out(
        self,
        item: Item,
        first: date = days.FIRST,
        last: date = days.LAST,
        *,
        issued_on: date | None = None,
        applicant: Applicant | None = None,
        truth: str = "off_hall",
        origin: str = "issued",
    ) -> Outside:
        """One matter handled at the department with no case, applied for between two days."""
        applied = self.day(False, first, last)
        if issued_on is None:
            spent = 0 if item.instant else max(1, round(item.promised_days * (0.2 + 0.8 * self.rng.random())))
            issued_on = days.plus(applied, spent)
        else:
            applied = min(applied, issued_on)
        if issued_on > days.LAST:
            issued_on = days.plus(days.LAST, -1)
            applied = min(applied, issued_on)
        matter = Outside(self.matter(), item, applicant or self.applicant(item), applied, issued_on, truth, origin)
        self.outside.append(matter)
        return matter
