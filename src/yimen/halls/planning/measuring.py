"""业务量实测: who knows how many people come to which windows, when, and how long one takes. Rooms above register.

Halls may not know cases; whoever has figures adds a function here when the system starts, and the first that knows
anything of a department is believed.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

from yimen.people.models import Region


@dataclass(frozen=True)
class Taken:
    """用时: how long one matter takes at a window, in minutes: mean, its 95 % interval, and over how many matters.

    `variation` is the square of the coefficient of variation.
    """

    minutes: float
    low: float
    high: float
    sample: int
    variation: float


@dataclass(frozen=True)
class ItemWork:
    """One item's work: how many cases in the span, and how long one took; None where none was timed."""

    code: str
    name: str
    cases: int
    taken: Taken | None


@dataclass(frozen=True)
class Work:
    """业务量 of one department at some windows: people a day by half hour (minutes after midnight), and times."""

    slots: Mapping[int, float]
    days: int
    cases: int
    taken: Taken | None
    items: tuple[ItemWork, ...]
    source: str

    @property
    def a_day(self) -> float:
        """People a day."""
        return sum(self.slots.values())


Source = Callable[[Region, Collection[str], date, date], Mapping[int, Work]]
"""(county, codes of windows, first and last day) -> key of a department -> its work there."""
SOURCES: list[Source] = []


def work_at(region: Region, windows: Collection[str], first: date, last: date) -> dict[int, Work]:
    """Key of a department -> its work at the windows in the span, from the first source that knows of it."""
    found: dict[int, Work] = {}
    if windows:
        for source in SOURCES:
            for department, work in source(region, windows, first, last).items():
                found.setdefault(department, work)
    return found
