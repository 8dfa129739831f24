"""From registers to the planner's question: zones of the layout, needs of the departments, streams of people.

What nobody has registered is assumed in the department's favour or not at all, and said: a floor without traits has no
lines, no safe and no quiet zone; a department without cases keeps the windows that it has.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from yimen.halls.models import Hall, Station, Window
from yimen.halls.planning import queries
from yimen.halls.planning.engine.problem import Need, Problem, Wish
from yimen.halls.planning.engine.problem import Zone as Run
from yimen.halls.planning.engine.simulating import STEP, Stream
from yimen.halls.planning.engine.sizing import Limit, size
from yimen.halls.planning.measuring import Key, Times, Work, work_at
from yimen.halls.planning.models import Arrangement, ArrangementNeed, DemandItem, PlaceTraits, SpaceDemand
from yimen.halls.planning.rules import STATIONS_A_RUN, WORKDAYS_A_MONTH
from yimen.halls.space.models import SpacePlan, Zone
from yimen.people.models import Department, in_force

PITCH = 180
"""Centimetres from one station to the next where a floor was not drawn."""
ROW = 150
MORNING = range(9 * 60, 11 * 60, STEP)
"""When those come of whom only a number was stated: spread over the two hours in which most people come."""


@dataclass
class Frame:
    """Everything that a plan is made from; `where` is (floor's number, floor, zone, x, y) of each station."""

    problem: Problem
    streams: list[Stream]
    today: dict[str, int]
    needs: list[ArrangementNeed]
    where: dict[str, tuple[int, str, str, int, int]]
    owners: dict[str, int]
    names: dict[int, str]


@dataclass(frozen=True)
class _Piece:
    """One department as the registers know it: its demand, work here and at branches, and stations."""

    department: Department
    demand: SpaceDemand | None
    here: Work | None
    merged: Work | None
    stations: tuple[str, ...]


def frame(arrangement: Arrangement) -> Frame:
    """The question that the plan puts. The number of queries does not grow with departments, windows or cases."""
    hall, day = arrangement.hall, arrangement.day
    layout = queries.plan_on(hall, day)
    runs, where = _runs(hall, layout) if layout else ((), {})
    standing = queries.standing_on(hall, day)
    stations = (
        Station.objects.filter(floor__plan=layout).exclude(window="").values_list("window", "floor__name", "code")
    )
    owners = {
        _key(floor, code): standing.departments[window]
        for window, floor, code in stations if window in standing.departments
    }  # fmt: skip
    span = (arrangement.first, arrangement.last)
    demands = queries.counted_demands(hall)
    here = _by_queue(work_at(hall.region, standing.windows, *span), standing.departments, demands)
    merged = _by_queue(work_at(hall.region, _branch_windows(arrangement), *span), {}, demands)
    keys = {*owners.values(), *here, *merged, *demands}
    departments = {each.pk: each for each in Department.objects.filter(pk__in=keys).order_by("code")}
    pieces = [
        _Piece(each, demands.get(key), here.get(key), merged.get(key),
               tuple(sorted(code for code, owner in owners.items() if owner == key)))
        for key, each in departments.items()
    ]  # fmt: skip
    framed = [_framed(arrangement, piece) for piece in pieces]
    weights = {row.rule: row.weight for row in arrangement.weights.all()}
    return Frame(
        Problem(runs, tuple(need for need, _, _ in framed), weights),
        [stream for _, stream, _ in framed],
        {str(piece.department.pk): len(piece.stations) for piece in pieces},
        [row for _, _, row in framed],
        where,
        owners,
        {key: each.short_name for key, each in departments.items()},
    )


def _by_queue(
    works: Mapping[Key, Work], owners: Mapping[str, int], demands: Mapping[int, SpaceDemand]
) -> dict[int, Work]:
    """Key of a department -> the work for which people queue at its windows.

    A comprehensive window (综合窗口) takes cases of many departments, and its people are one queue: the work is that of
    whose window it is, but for departments that ask for windows of their own.
    """
    found: dict[int, Work] = {}
    for (department, window), work in works.items():
        queue = department if department in demands else owners.get(window, department)
        found[queue] = found[queue] + work if queue in found else work
    return found


def _branch_windows(arrangement: Arrangement) -> list[str]:
    """The windows of the branch halls that the plan takes in."""
    branches = [row.branch_id for row in arrangement.branches.all()]
    rows = Window.objects.filter(in_force(arrangement.day), hall__in=branches)
    return list(rows.values_list("code", flat=True))


def _key(floor: str, code: str) -> str:
    """How the planner names a station: floors may number theirs alike."""
    return f"{floor}·{code}"


def _runs(hall: Hall, layout: SpacePlan) -> tuple[tuple[Run, ...], dict[str, tuple[int, str, str, int, int]]]:
    """Zones of stations side by side, and where each station is."""
    traits = queries.traits_of(hall)
    rows = Station.objects.filter(floor__plan=layout).select_related("floor").order_by("floor__number", "code")
    zones: dict[int, list[Zone]] = defaultdict(list)
    for zone in Zone.objects.filter(floor__plan=layout):
        zones[zone.floor_id].append(zone)
    groups: dict[tuple[int, str, str], list[Station]] = defaultdict(list)
    for station in rows:
        names = (each.name for each in zones[station.floor_id] if _within(station, each))
        groups[station.floor.number, station.floor.name, next(names, "")].append(station)
    found: list[Run] = []
    where: dict[str, tuple[int, str, str, int, int]] = {}
    for (number, floor, zone_name), some in groups.items():
        for run, part in _parts(zone_name, some):
            stated = traits.get((floor, zone_name)) or traits.get((floor, ""))
            keys = tuple(_key(floor, station.code) for station in part)
            for row, (key, station) in enumerate(zip(keys, part, strict=True)):
                x, y = station.x, station.y
                if x is None or y is None:
                    x, y = row * PITCH, (len(found) + 1) * ROW
                where[key] = (number, floor, run, x, y)
            found.append(_run(f"{floor}{run}", number, floor, keys, stated))
    return tuple(found), where


def _within(station: Station, zone: Zone) -> bool:
    """Whether the middle of the station lies within the zone's lines."""
    if station.x is None or station.y is None:
        return False
    x, y = station.x + (station.width or 0) / 2, station.y + (station.depth or 0) / 2
    return zone.x <= x <= zone.x + zone.width and zone.y <= y <= zone.y + zone.depth


def _parts(zone: str, stations: list[Station]) -> Iterator[tuple[str, list[Station]]]:
    """A zone as it is drawn; stations outside every zone in runs of a few, in the order of their codes."""
    if zone:
        yield zone, sorted(stations, key=lambda each: (each.y or 0, each.x or 0, each.code))
        return
    count = -(-len(stations) // STATIONS_A_RUN)
    even = -(-len(stations) // count)
    for number in range(count):
        yield f"第{number + 1}组", stations[number * even : (number + 1) * even]


def _run(code: str, number: int, floor: str, stations: tuple[str, ...], stated: PlaceTraits | None) -> Run:
    if stated is None:
        return Run(code, number, floor, stations, walk=20.0 * number, step_free=number == 1)
    return Run(
        code, number, floor, stations, walk=float(stated.walk), safe=stated.safe, quiet=stated.quiet,
        step_free=stated.step_free, lines=frozenset(each.line for each in stated.lines.all()),
    )  # fmt: skip


def _framed(arrangement: Arrangement, piece: _Piece) -> tuple[Need, Stream, ArrangementNeed]:
    """(What the planner is asked, who comes, the row that says on what both rest)."""
    stream, typed = _stream(piece)
    limit = Limit(arrangement.limit_minutes, arrangement.limit_percent / 100)
    here = len(piece.stations)
    windows = size(stream, limit).windows or here
    if arrangement.sizing == Arrangement.Sizing.KEEP:
        windows = max(windows, here)
    if piece.demand is not None:
        windows = max(windows, 1)
    key = str(piece.department.pk)
    times = sum((work.times for work in _works(piece)), start=Times())
    row = ArrangementNeed(
        arrangement=arrangement, department=piece.department, demand=piece.demand, source=_source(piece),
        windows_today=here, windows=windows, arrivals=stream.a_day, busiest=stream.busiest * STEP,
        minutes=stream.service if stream.a_day else None, low=times.interval[0] if times.sample else None,
        high=times.interval[1] if times.sample else None, sample=times.sample, typed=typed,
        branch_arrivals=piece.merged.a_day if piece.merged else 0.0,
    )  # fmt: skip
    return _need(key, piece, windows, round(stream.a_day)), stream, row


def _source(piece: _Piece) -> str:
    if piece.demand is not None:
        return ArrangementNeed.Source.DEMAND
    return ArrangementNeed.Source.CASES if piece.here or piece.merged else ArrangementNeed.Source.TODAY


def _works(piece: _Piece) -> list[Work]:
    """The work here and at the branches that was timed."""
    return [work for work in (piece.here, piece.merged) if work is not None and work.times.sample]


def _need(key: str, piece: _Piece, windows: int, visits: int) -> Need:
    demand = piece.demand
    if demand is None:
        return Need(key, piece.department.short_name, windows, today=piece.stations, visits=visits)
    near = ((str(demand.near_id), 1),) if demand.near_id else ()
    return Need(
        key, piece.department.short_name, windows, today=piece.stations, visits=visits, near=near,
        lines=frozenset({demand.line} if demand.line else ()), safe=demand.safe, quiet=demand.quiet,
        noisy=demand.noisy, step_free=demand.step_free, fixed=demand.fixed,
        wishes=(Wish(demand.wish, demand.wish_weight),) if demand.wish else (),
    )  # fmt: skip


def _stream(piece: _Piece) -> tuple[Stream, float]:
    """(Who comes to the department, how many of them a day only by its own word)."""
    slots: dict[int, float] = defaultdict(float)
    load = squares = 0.0
    for work in _works(piece):
        for slot, count in work.slots.items():
            slots[slot] += count
        load += work.a_day * work.times.mean
        squares += work.a_day * work.times.mean * work.times.variation
    people = sum(slots.values())
    stated = _stated(piece.demand)
    for item in stated:
        a_day = float(item.cases_a_month) / WORKDAYS_A_MONTH
        for slot in MORNING:
            slots[slot] += a_day / len(MORNING)
        load, squares = load + a_day * float(item.minutes), squares + a_day * float(item.minutes)
    everybody = sum(slots.values())
    if not everybody or not load:
        return Stream(str(piece.department.pk), {}, 1.0), 0.0
    stream = Stream(str(piece.department.pk), dict(sorted(slots.items())), load / everybody, squares / load)
    return stream, everybody - people


def _stated(demand: SpaceDemand | None) -> list[DemandItem]:
    """Items of a demand for which there is nothing but the department's own figure."""
    if demand is None:
        return []
    return [item for item in demand.items.all() if item.source == DemandItem.Source.TYPED]
