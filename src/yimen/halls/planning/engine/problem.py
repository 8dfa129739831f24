"""What the planner is asked, and what it answers: zones with stations, what each department needs, a plan."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Zone:
    """分区: a run of stations side by side on a floor, alike in what they offer. Coordinates are in metres.

    `stations` stand in order from (x, y) to the right, `pitch` metres apart; `walk` is the way from the entrance.
    """

    code: str
    floor: int
    floor_name: str
    stations: tuple[str, ...]
    x: float = 0.0
    y: float = 0.0
    pitch: float = 1.8
    walk: float = 0.0
    lines: frozenset[str] = frozenset()
    safe: bool = False
    quiet: bool = False
    step_free: bool = False

    @property
    def size(self) -> int:
        """How many stations it has."""
        return len(self.stations)


@dataclass(frozen=True)
class Wish:
    """部门意愿: a zone or a floor (by name) where a department would like to stand; `weight` from 1 to 5."""

    place: str
    weight: int = 1


@dataclass(frozen=True)
class Need:
    """空间需求 of one department: how many windows, and what must be true of where they stand.

    `today` are the stations it has now; `near` names departments of one joint matter (一件事) with their weights.
    `fixed`: its windows hang on built-in equipment and stay in their zones.
    """

    department: str
    name: str
    windows: int
    today: tuple[str, ...] = ()
    lines: frozenset[str] = frozenset()
    safe: bool = False
    quiet: bool = False
    noisy: bool = False
    step_free: bool = False
    fixed: bool = False
    visits: int = 0
    near: tuple[tuple[str, int], ...] = ()
    wishes: tuple[Wish, ...] = ()


@dataclass(frozen=True)
class Problem:
    """Everything that one plan rests on."""

    zones: tuple[Zone, ...]
    needs: tuple[Need, ...]
    weights: Mapping[str, int] = field(default_factory=dict)

    @property
    def stations(self) -> int:
        """How many stations there are to allot."""
        return sum(zone.size for zone in self.zones)

    @property
    def windows(self) -> int:
        """How many windows are wanted."""
        return sum(need.windows for need in self.needs)

    def zone_of(self, station: str) -> Zone | None:
        """The zone in which a station stands."""
        return next((zone for zone in self.zones if station in zone.stations), None)

    def owned(self) -> Mapping[tuple[str, str], tuple[int, ...]]:
        """(department, zone) -> positions within the zone that the department has today."""
        where = {code: (zone.code, place) for zone in self.zones for place, code in enumerate(zone.stations)}
        found: dict[tuple[str, str], list[int]] = {}
        for need in self.needs:
            for code in need.today:
                if code in where:
                    zone, place = where[code]
                    found.setdefault((need.department, zone), []).append(place)
        return {key: tuple(sorted(places)) for key, places in found.items()}

    def pairs(self) -> Iterator[tuple[Need, Need, int]]:
        """Each pair of departments that one joint matter wants near each other, once, with its weight."""
        by_key = {need.department: need for need in self.needs}
        seen: dict[frozenset[str], int] = {}
        for need in self.needs:
            for other, weight in need.near:
                if other in by_key and other != need.department:
                    key = frozenset((need.department, other))
                    seen[key] = max(weight, seen.get(key, 0))
        for key, weight in sorted(seen.items(), key=lambda each: sorted(each[0])):
            first, second = sorted(key)
            yield by_key[first], by_key[second], weight

    def without(self, code: str) -> "Problem":
        """The same with a soft rule that weighs nothing."""
        return replace(self, weights={**self.weights, code: 0})


@dataclass(frozen=True)
class Block:
    """A department's run of stations side by side in one zone: from position `start`, `size` of them."""

    department: str
    zone: str
    start: int
    size: int


@dataclass(frozen=True)
class Plan:
    """规划方案: which department stands where. `price` is what each soft rule's breaches cost, in tenths of a point."""

    blocks: tuple[Block, ...]
    price: Mapping[str, int]
    kept: frozenset[str]

    @property
    def cost(self) -> int:
        """The sum of all prices: what the planner makes small."""
        return sum(self.price.values())

    def stations(self, problem: Problem) -> dict[str, str]:
        """Station -> department."""
        zones = {zone.code: zone for zone in problem.zones}
        return {
            zones[block.zone].stations[place]: block.department
            for block in self.blocks
            for place in range(block.start, block.start + block.size)
        }


@dataclass(frozen=True)
class Answer:
    """What came of it: a plan with its bound, or the proof that there is none, or neither within the time.

    `bound`: no plan costs less, in tenths of a point.
    """

    state: str
    plan: Plan | None
    bound: float
    seconds: float

    @property
    def gap(self) -> float | None:
        """How far at most the plan is from the best one there is, as a share of its own cost; None without a plan."""
        if self.plan is None:
            return None
        cost = self.plan.cost
        return 0.0 if cost <= 0 else max(0.0, (cost - self.bound) / cost)


OPTIMAL, FEASIBLE, INFEASIBLE, UNKNOWN, STOPPED = "optimal", "feasible", "infeasible", "unknown", "stopped"
