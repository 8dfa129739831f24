"""A day in the hall, simulated: people come as on real days, wait for a window of their department, are served.

Each department is one queue with so many windows, first come, first served. Days are drawn beforehand: the same people,
at the same moments, with the same matters, meet every plan that is compared (common random numbers), so that what
differs is the plan. Intervals are over independent days. Times are in minutes after midnight.
"""

import math
import random
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import simpy

from yimen.halls.planning.engine.student import half_width

STEP = 30
"""Minutes in a slot of arrivals."""
Person = tuple[float, float]
"""(Moment of arrival, minutes of service)."""
Course = Generator[simpy.Event, Any, None]


@dataclass(frozen=True)
class Stream:
    """来办事的人 of one department: how many come in each half hour of a day, and how long one takes.

    `arrivals`: minute at which a slot begins -> mean number of people who come within it. `variation`: the square of
    the coefficient of variation of the service time, drawn log-normally; 1 by `exponential` for Erlang's formulas.
    """

    department: str
    arrivals: Mapping[int, float]
    service: float
    variation: float = 1.0
    exponential: bool = False

    @property
    def busiest(self) -> float:
        """People a minute in the busiest slot."""
        return max(self.arrivals.values(), default=0.0) / STEP

    @property
    def a_day(self) -> float:
        """People a day."""
        return sum(self.arrivals.values())

    def day(self, seed: str) -> list[tuple[float, float]]:
        """(moment of arrival, minutes of service) of each of a day's people: the same for the same seed."""
        chance = random.Random(seed)  # noqa: S311 - no secret hangs on it
        people = [
            begin + chance.random() * STEP
            for begin, mean in sorted(self.arrivals.items())
            for _ in range(_poisson(mean, chance))
        ]
        return [(moment, self._service(chance)) for moment in sorted(people)]

    def _service(self, chance: random.Random) -> float:
        if self.exponential:
            return chance.expovariate(1 / self.service)
        spread = math.log(1 + self.variation)
        return chance.lognormvariate(math.log(self.service) - spread / 2, math.sqrt(spread))


def _poisson(mean: float, chance: random.Random) -> int:
    """A Poisson number, as arrivals of rate one until the mean is spent."""
    count, spent = 0, chance.expovariate(1)
    while spent < mean:
        count, spent = count + 1, spent + chance.expovariate(1)
    return count


@dataclass
class Queue:
    """What one day of one department came to: when each came and how long he waited; who was turned away."""

    waits: list[tuple[float, float]] = field(default_factory=list)
    turned_away: int = 0
    last: float = 0.0


def one_day(people: Iterable[Person], windows: int, room: int | None = None) -> Queue:
    """The day of one queue with so many windows; `room`: windows and waiting places together, unlimited if None."""
    day, clock = Queue(), simpy.Environment()
    counter = simpy.Resource(clock, capacity=windows)
    clock.process(_arriving(clock, counter, list(people), room, day))
    clock.run()
    day.last = clock.now
    return day


def _arriving(
    clock: simpy.Environment,
    counter: simpy.Resource,
    people: Sequence[Person],
    room: int | None,
    day: Queue,
) -> Course:
    for moment, service in people:
        yield clock.timeout(max(0.0, moment - clock.now))
        if room is not None and counter.count + len(counter.queue) >= room:
            day.turned_away += 1
            continue
        clock.process(_served(clock, counter, service, day))


def _served(clock: simpy.Environment, counter: simpy.Resource, service: float, day: Queue) -> Course:
    came = clock.now
    with counter.request() as turn:
        yield turn
        day.waits.append((came, clock.now - came))
        yield clock.timeout(service)


@dataclass(frozen=True)
class Interval:
    """区间: a mean over simulated days with its 95 % interval (Student), and over how many days."""

    mean: float
    low: float
    high: float
    days: int

    @classmethod
    def of(cls, figures: Sequence[float]) -> "Interval | None":
        """The interval over the figures of independent days; None for fewer than two."""
        if len(figures) < 2:
            return None
        mean = sum(figures) / len(figures)
        variance = sum((each - mean) ** 2 for each in figures) / (len(figures) - 1)
        reach = half_width(variance, len(figures))
        return cls(mean, mean - reach, mean + reach, len(figures))


@dataclass(frozen=True)
class Waits:
    """Waits in minutes under one plan: of the whole day and of each hour, by department and of all ("")."""

    day: Mapping[str, Interval]
    hours: Mapping[tuple[str, int], Interval]
    people: Mapping[str, float]
    closing: Mapping[str, float]
    by_day: Mapping[str, tuple[float, ...]]


ALL = ""
Told = Callable[[int, int], bool]
"""Told (days simulated, days in all); answers whether to go on."""


def simulate(
    streams: Sequence[Stream], windows: Mapping[str, int], *, days: int, seed: int, tell: Told | None = None
) -> Waits:
    """The waits of a plan, over so many simulated days; the same seed brings the same people to every plan.

    A department without windows is left out, as is one to which nobody comes. tell: False ends it with the days so far.
    """
    means: dict[str, list[float]] = defaultdict(list)
    hours: dict[tuple[str, int], list[float]] = defaultdict(list)
    people: dict[str, int] = defaultdict(int)
    closing: dict[str, float] = defaultdict(float)
    done = 0
    for number in range(days):
        for key, waits, last in _whole_day(streams, windows, partial(_seed, seed, number)):
            means[key].append(_mean(wait for _, wait in waits))
            people[key] += len(waits)
            closing[key] = max(closing[key], last)
            for hour, some in _by_hour(waits).items():
                hours[key, hour].append(_mean(some))
        done += 1
        if tell is not None and not tell(done, days):
            break
    return Waits(
        {key: found for key, figures in means.items() if (found := Interval.of(figures))},
        {key: found for key, figures in hours.items() if (found := Interval.of(figures))},
        {key: count / done for key, count in people.items()},
        dict(closing),
        {key: tuple(figures) for key, figures in means.items()},
    )


def _seed(seed: int, number: int, department: str) -> str:
    return f"{seed}/{number}/{department}"


def _whole_day(
    streams: Sequence[Stream], windows: Mapping[str, int], seed: Callable[[str], str]
) -> Iterator[tuple[str, list[tuple[float, float]], float]]:
    """(department, its waits, when its last matter ended) of each that had people, and last of the whole hall."""
    everybody: list[tuple[float, float]] = []
    latest = 0.0
    for stream in streams:
        count = windows.get(stream.department, 0)
        if not count:
            continue
        day = one_day(stream.day(seed(stream.department)), count)
        everybody += day.waits
        latest = max(latest, day.last)
        if day.waits:
            yield stream.department, day.waits, day.last
    if everybody:
        yield ALL, everybody, latest


def _by_hour(waits: Iterable[tuple[float, float]]) -> dict[int, list[float]]:
    found: dict[int, list[float]] = defaultdict(list)
    for came, wait in waits:
        found[int(came // 60)].append(wait)
    return found


def _mean(figures: Iterable[float]) -> float:
    some = list(figures)
    return sum(some) / len(some)


def difference(before: Waits, after: Waits, department: str = ALL) -> Interval | None:
    """How much longer one waits under the second plan, day against the same day; None where either has no days."""
    pairs = zip(before.by_day.get(department, ()), after.by_day.get(department, ()), strict=False)
    return Interval.of([second - first for first, second in pairs])
