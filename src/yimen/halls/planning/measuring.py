"""业务量实测: who knows how many people come to which windows, when, and how long one takes. Rooms above register.

Halls may not know cases; whoever has figures adds a function here when the system starts, and the first that knows
anything of a window is believed for it.
"""

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from yimen.halls.planning.engine.student import half_width
from yimen.people.models import Region


@dataclass(frozen=True)
class Times:
    """用时: how long matters took at a window, in minutes, as sums, so that those of several windows can be added."""

    sample: int = 0
    total: float = 0.0
    squares: float = 0.0

    @classmethod
    def of(cls, minutes: Iterable[float]) -> "Times":
        """The times of some matters."""
        some = list(minutes)
        return cls(len(some), math.fsum(some), math.fsum(each * each for each in some))

    def __add__(self, other: "Times") -> "Times":
        return Times(self.sample + other.sample, self.total + other.total, self.squares + other.squares)

    @property
    def mean(self) -> float:
        """Minutes that one matter takes; nought without any."""
        return self.total / self.sample if self.sample else 0.0

    @property
    def _variance(self) -> float:
        return max(0.0, (self.squares - self.total * self.mean) / (self.sample - 1)) if self.sample > 1 else 0.0

    @property
    def variation(self) -> float:
        """The square of the coefficient of variation; 1, as for exponential times, where too few are known."""
        return self._variance / self.mean**2 if self.sample > 1 and self.mean else 1.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the mean; the mean itself twice for fewer than two."""
        if self.sample < 2:
            return self.mean, self.mean
        reach = half_width(self._variance, self.sample)
        return max(0.0, self.mean - reach), self.mean + reach


@dataclass(frozen=True)
class ItemWork:
    """One item's work: how many cases in the span, and how long those took that were timed."""

    code: str
    name: str
    cases: int
    times: Times


@dataclass(frozen=True)
class Work:
    """业务量: people a day by half hour (minutes after midnight), cases in the span, and how long they took."""

    slots: Mapping[int, float]
    cases: int
    times: Times
    items: tuple[ItemWork, ...]
    source: str

    @property
    def a_day(self) -> float:
        """People a day."""
        return sum(self.slots.values())

    def __add__(self, other: "Work") -> "Work":
        slots = {slot: self.slots.get(slot, 0.0) + other.slots.get(slot, 0.0) for slot in (*self.slots, *other.slots)}
        items: dict[tuple[str, str], ItemWork] = {(each.code, each.name): each for each in self.items}
        for each in other.items:
            known = items.get((each.code, each.name), ItemWork(each.code, each.name, 0, Times()))
            both = ItemWork(each.code, each.name, known.cases + each.cases, known.times + each.times)
            items[each.code, each.name] = both
        most = sorted(items.values(), key=lambda item: (-item.cases, item.code))
        return Work(slots, self.cases + other.cases, self.times + other.times, tuple(most), self.source)


Key = tuple[int, str]
"""(Key of a department, code of a window)."""
Source = Callable[[Region, Collection[str], date, date], Mapping[Key, Work]]
"""(county, codes of windows, first and last day) -> the work of each department at each of the windows."""
SOURCES: list[Source] = []


def work_at(region: Region, windows: Collection[str], first: date, last: date) -> dict[Key, Work]:
    """The work of each department at each window in the span; of a window, from the first source that knows it."""
    found: dict[Key, Work] = {}
    for source in SOURCES if windows else ():
        known = {window for _, window in found}
        for key, work in source(region, windows, first, last).items():
            if key[1] not in known:
                found[key] = work
    return found


def added(works: Iterable[Work]) -> Work | None:
    """The works as one; None for none."""
    total: Work | None = None
    for work in works:
        total = work if total is None else total + work
    return total
