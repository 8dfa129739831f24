"""How a matter runs: in the hall as it should, or outside it. Schemes start from these and bend them."""

from __future__ import annotations

import random

from benchmarks.counties import calendar
from benchmarks.counties.calendar import DAY, FIRST, LAST
from benchmarks.counties.dials import Dials
from benchmarks.counties.items import Item
from benchmarks.counties.people import Applicant, Population
from benchmarks.counties.world import World

LIVELY_FROM = calendar.number(2023, 1, 3)
HOUR, MINUTE = 3600, 60


class Matter:
    """One application of one person: what the hall's register and the department's ledger may show of it.

    `received` is None where the hall has no case; `seen` tells whether the ledger has a row.
    """

    __slots__ = (
        "accepted",
        "applicant",
        "applied",
        "case_no",
        "channel",
        "decided",
        "document",
        "finished",
        "holder",
        "issued",
        "item",
        "operator",
        "origin",
        "received",
        "recorded",
        "result",
        "seen",
        "show_applied",
        "show_document",
        "terminal",
        "truth",
        "window",
    )

    def __init__(self, item: Item, applicant: Applicant) -> None:
        self.item, self.applicant, self.holder = item, applicant, applicant
        self.channel = self.window = self.operator = self.terminal = ""
        self.received: int | None = None
        self.accepted: int | None = None
        self.decided: int | None = None
        self.finished: int | None = None
        self.recorded: int | None = None
        self.applied: int = 0
        self.issued: int | None = None
        self.result, self.truth, self.document, self.origin, self.case_no = "granted", "", "", "issued", ""
        self.seen = True
        self.show_applied = self.show_document = False


class Stage:
    """Where the year happens; collects all matters."""

    def __init__(self, world: World, population: Population, rng: random.Random, dials: Dials) -> None:
        self.world, self.population, self.rng, self.dials = world, population, rng, dials
        self.matters: list[Matter] = []
        self.borrowed: dict[int, Matter] = {}
        self._branch_days = {hall: frozenset(days) for hall, days in world.open_days.items()}

    def attended_days(self, item: Item) -> frozenset[int]:
        """The days on which the branch hall of the item's department was open."""
        return self._branch_days[item.department.branch]

    def office_second(self, saturday: bool = False) -> int:
        """A second of the day in opening hours, with a lull at noon."""
        rng = self.rng
        if saturday:
            return 32_400 + int(rng.random() * 10_200)
        if rng.random() < 0.55:
            return 30_700 + int(rng.random() * 10_700)
        if rng.random() < 0.12:
            return 41_400 + int(rng.random() * 5_400)
        return 46_800 + int(rng.random() * 13_600)

    def applicant(self, item: Item) -> Applicant:
        """Who comes with a matter of this item."""
        if item.giant and self.rng.random() < 0.6:
            return item.giant
        return self.population.pick(item.firm_share)

    def case(
        self,
        item: Item,
        first: int = FIRST,
        last: int = LAST,
        channel: str = "",
        applicant: Applicant | None = None,
        day: int | None = None,
    ) -> Matter:
        """A matter in the hall as it should be; the caller may bend it afterwards."""
        rng = self.rng
        chance = rng.random
        matter = Matter(item, applicant or self.applicant(item))
        if not channel:
            channel = "online" if chance() < item.online_share else "post" if chance() < 0.06 else "window"
        matter.channel = channel
        first = max(first, item.entry_from)
        if channel == "online":
            day = self.world.day("any", rng, first, last) if day is None else day
            second = self.office_second() if chance() < 0.7 else int(chance() * (DAY - 1))
        else:
            day = self.world.day("hall", rng, first, last) if day is None else day
            second = self.office_second(calendar.WEEKDAY[day] == 5 and not calendar.WORKS[day])
        matter.received = received = day * DAY + second
        accepted = received + 60 + int(chance() * 840)
        if not item.instant and chance() < 0.14:
            accepted = received + 60 + int(chance() * 172_000)
            if not item.round_the_clock:
                accepted = max(calendar.working(accepted // DAY) * DAY + self.office_second(), received + 90)
        matter.accepted = accepted
        if item.instant:
            matter.decided = accepted + 30 + int(chance() * 3500)
            matter.finished = matter.decided + 30 + int(chance() * 560)
        else:
            matter.decided = self._decided(item, accepted)
            matter.finished = matter.decided + int(chance() * chance() * 172_000)
        matter.recorded = accepted + 1 + int(chance() * 238)
        if channel != "online":
            self._seat(matter, accepted // DAY)
            if not item.instant and chance() < self.dials.typed_late:
                late = accepted + int(chance() * chance() * 30 * HOUR)
                if matter.recorded < late < matter.decided:
                    matter.recorded = late
        matter.applied, matter.issued = day, matter.decided // DAY
        draw = chance()
        if draw > 0.988 or matter.decided // DAY > LAST + 6:
            matter.result, matter.decided, matter.finished = "pending", None, None
        elif draw > 0.927:
            matter.result = "refused" if draw < 0.957 else "withdrawn"
        self.matters.append(matter)
        item.last_seen.append(matter.applicant)
        return matter

    def _decided(self, item: Item, accepted: int) -> int:
        rng = self.rng
        span = item.promised * (0.1 + 0.9 * rng.random())
        if rng.random() < 0.03:
            span *= 1.6
        if item.round_the_clock:
            return accepted + 1200 + int(span * 1.4 * DAY)
        day = calendar.working(accepted // DAY, max(1, round(span)))
        return max(day * DAY + self.office_second(), accepted + 600)

    def _seat(self, matter: Matter, day: int) -> None:
        """Fill in window, operator and machine; on a stand-in day a posted colleague sits at another window."""
        world, rng = self.world, self.rng
        item = matter.item
        if item.mode == "branch_hall" and item.department.branch:
            windows = item.department.branch_windows
        else:
            windows = world.general if item.mode == "entrusted" else item.department.windows
        window = windows[int(rng.random() * len(windows))]
        matter.operator = world.at_window(window, day, rng)
        if rng.random() < self.dials.stand_in and item.mode != "branch_hall":
            window = rng.choice(item.department.windows if rng.random() < 0.6 else list(world.windows)[:20])
            if world.windows[window].hall != "H0":
                window = item.department.windows[0]
        matter.window, matter.terminal = window, world.windows[window].terminal(day)
        if rng.random() < self.dials.seat_unknown:
            setattr(matter, rng.choice(("operator", "terminal", "window")), "")

    def seat_in_branch(self, matter: Matter) -> None:
        """Move the matter to a window of its department's branch hall."""
        assert matter.accepted is not None
        window = self.rng.choice(matter.item.department.branch_windows)
        day = matter.accepted // DAY
        matter.window, matter.terminal = window, self.world.windows[window].terminal(day)
        matter.operator = self.world.at_window(window, day, self.rng)

    def outside(
        self,
        item: Item,
        first: int = LIVELY_FROM,
        last: int = LAST,
        truth: str = "off_hall",
        applicant: Applicant | None = None,
        applied: int | None = None,
        issued: int | None = None,
    ) -> Matter:
        """A matter handled with no case in the hall, applied for and issued within the period."""
        rng = self.rng
        if applicant is None and item.last_seen and rng.random() < self.dials.confusers:
            applicant = item.last_seen[-1 - int(rng.random() * min(40, len(item.last_seen)))]
        matter = Matter(item, applicant or self.applicant(item))
        if applied is None:
            applied = self.world.day("office", rng, first, last)
        if issued is None:
            issued = applied
            if not item.instant:
                issued = calendar.working(applied, max(1, round(item.promised * rng.random())))
                if item.round_the_clock:
                    issued = applied + int(item.promised * 1.4 * rng.random())
            if applied <= LAST < issued:
                issued = LAST - int(rng.random() * 3)
                applied = min(applied, issued)
        matter.applied, matter.issued, matter.truth = applied, issued, truth
        self.matters.append(matter)
        return matter
