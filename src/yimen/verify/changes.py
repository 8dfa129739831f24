"""变化点: from which day an item ran otherwise than before, and whether a new policy explains it; accuses nobody.

Four things are watched of each item: the share handled off the hall, the share applied for online, the share that took
longer than usual, and the number. A series is parted where that explains it best (binomial likelihood, dynamic
programming, a penalty for each part); a parting counts only when its exact chance, times all partings of all series
that might have been tried, stays within one false alarm in twenty sets.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import duckdb

from yimen.verify import reasons_for_change as reasons
from yimen.verify.chance import binomial_log_likelihood, hypergeometric_tails
from yimen.verify.estimates import Change

SQL = Path(__file__).parent / "sql/changes.sql"
MEASURES = {
    "off_share": "厅外占比",
    "online_share": "网办占比",
    "slow_share": "慢件占比",
    "number": "办理量",
}
"""What is watched, in Chinese."""
BUDGET = 0.05
"""Over all series of a set, how often any parting may be found where nothing changed."""
PART_OF_BUDGET = {"off_share": 0.5, "online_share": 0.2, "slow_share": 0.1, "number": 0.2}
"""How the budget is shared among the measures."""
MOST_BINS = 26
LEAST_BINS = 2
"""A new way that lasts less is a bundle, not a change."""
LEAST_SIDE = 5
"""So many matters must lie on either side of a change."""
LEAST_DIFFERENCE = 0.1
"""A share must move by this much to be told; a number by half."""
LEAST_RATIO = 1.5


@dataclass
class Series:
    """One measure of one item by day: day number -> (matters, those that are so); days count from `first`."""

    item_code: str
    measure: str
    first: date
    days: int
    n: list[int]
    hits: list[int]
    width: int = 7
    lot: float = 1.0

    def __post_init__(self) -> None:
        self.width = max(7, -(-self.days // MOST_BINS))
        self.sum_n, self.sum_hits = [0], [0]
        for n, hits in zip(self.n, self.hits, strict=True):
            self.sum_n.append(self.sum_n[-1] + n)
            self.sum_hits.append(self.sum_hits[-1] + hits)

    @property
    def edges(self) -> list[int]:
        """Days on which a part may begin or end, before the day itself is looked for."""
        return [*range(0, self.days - self.width // 2, self.width), self.days]

    def counts(self, start: int, stop: int) -> tuple[int, int]:
        """Matters and hits from a day to before another."""
        return self.sum_n[stop] - self.sum_n[start], self.sum_hits[stop] - self.sum_hits[start]

    def fit(self, start: int, stop: int) -> float:
        """Log-likelihood of a part under its own share."""
        n, hits = self.counts(start, stop)
        return binomial_log_likelihood(hits, n)


@dataclass
class Found:
    """A change of a series: the first day of the new way, between which days that lies, and both sides."""

    series: Series
    day: int
    low: int
    high: int
    before: tuple[int, int]
    after: tuple[int, int]
    chance: float

    def on(self, day: int) -> date:
        """A day of the series as a date."""
        return self.series.first + timedelta(days=day)

    @property
    def rises(self) -> bool:
        """Whether the share, or the number, is higher afterwards."""
        return self.after[1] * self.before[0] > self.before[1] * self.after[0]


def detect(connection: duckdb.DuckDBPyConnection, convict_at: float) -> list[Change]:
    """The changes of a verified set by item and day; leaves table `change_point`."""
    connection.execute(SQL.read_text(encoding="utf-8").replace("$convict_at", str(float(convict_at))))
    series = series_of(connection)
    rows = reasons.explain(connection, search(series), series)
    connection.execute(
        "CREATE TABLE change_point (item_code VARCHAR, measure VARCHAR, changed_on DATE, low_on DATE, high_on DATE,"
        " before_n BIGINT, before_hits BIGINT, after_n BIGINT, after_hits BIGINT, chance DOUBLE, kind VARCHAR,"
        " explanation VARCHAR)"
    )
    if rows:
        connection.executemany(f"INSERT INTO change_point VALUES ({', '.join('?' * 12)})", rows)
    return rows


def series_of(connection: duckdb.DuckDBPyConnection) -> list[Series]:
    """Every series with enough on it to show a change at all; reads table `daily`."""
    asked = "SELECT measure, item_code, day, n, hits FROM daily ORDER BY ALL"
    by_key: dict[tuple[str, str], dict[date, tuple[int, int]]] = defaultdict(dict)
    for measure, item, day, n, hits in connection.execute(asked).fetchall():
        by_key[measure, item][day] = (n, int(hits))
    county = by_key.pop(("number", ""), {})
    found = []
    for (measure, item), counts in by_key.items():
        one = _series(
            item,
            measure,
            {**{day: (n, 0) for day, (n, _) in county.items()}, **counts} if measure == "number" else counts,
        )
        n, hits = one.counts(0, one.days)
        if one.days >= 28 and hits >= LEAST_SIDE and n - hits >= LEAST_SIDE and n >= 4 * LEAST_SIDE:
            found.append(one)
    return found


def _series(item: str, measure: str, counts: Mapping[date, tuple[int, int]]) -> Series:
    first, last = min(counts), max(counts)
    days = (last - first).days + 1
    n, hits = [0] * days, [0] * days
    for day, (all_of, some) in counts.items():
        n[(day - first).days], hits[(day - first).days] = all_of, some
    return Series(item, measure, first, days, n, hits)


def search(series: Sequence[Series]) -> list[Found]:
    """The changes of all series that stand the test, within the budget over all of them.

    Which series are looked at follows from how much there is on them, never from when it was: so their number is fixed
    before any test.
    """
    tests = Counter(one.measure for one in series)
    return [change for one in series for change in parted(one, tests[one.measure] / PART_OF_BUDGET[one.measure])]


def parted(one: Series, tests: float) -> list[Found]:
    """The changes of one series, where `tests` series are looked at in all.

    Half of its budget goes to one single change, half to changes between any two others: a change lies between two
    parts, and so many ways are there to choose where they begin, meet and end.
    """
    edges = one.edges
    once, many = 2 * tests * max(1, len(edges) - 2), 2 * tests * max(1, math.comb(len(edges), 3))
    penalty = max(4.0, math.log(once / BUDGET) - 2)
    # What the parting into single bins would win is more than any other parting can.
    if sum(one.fit(a, b) for a, b in pairwise(edges)) - one.fit(0, one.days) < penalty:
        return []
    one.lot = _lot(one)
    cuts = _best_parts(one, edges, max(4.0, math.log(many / BUDGET) - 2) * one.lot)
    return _standing(one, cuts, many) or _standing(one, _best_single(one, edges), once)


def _best_single(one: Series, edges: Sequence[int]) -> list[int]:
    inner = edges[LEAST_BINS:-LEAST_BINS]
    return [max(inner, key=lambda cut: (one.fit(0, cut) + one.fit(cut, one.days), -cut))] if inner else []


def _standing(one: Series, cuts: list[int], ways: float) -> list[Found]:
    """The changes at these cuts, without those that fall: the least sure is taken out until the rest stands."""
    while cuts:
        bounds = [0, *cuts, one.days]
        changes = [_change(one, bounds[place], cut, bounds[place + 2], ways) for place, cut in enumerate(cuts)]
        fallen = [place for place, change in enumerate(changes) if change.chance > BUDGET or not _matters(change)]
        if not fallen:
            return changes
        del cuts[max(fallen, key=lambda place: (changes[place].chance, place))]
    return []


def _best_parts(one: Series, edges: Sequence[int], penalty: float) -> list[int]:
    """Where the series is best parted: the days on which a new part begins (optimal partitioning, Jackson 2005)."""
    best, came = [0.0], [0]
    for stop in range(1, len(edges)):
        score, start = max(
            (
                (best[start] + one.fit(edges[start], edges[stop]) - (penalty if start else 0.0), -start)
                for start in range(stop - LEAST_BINS + 1)
            ),
            default=(-math.inf, 0),
        )
        best.append(score)
        came.append(-start)
    cuts, stop = [], len(edges) - 1
    while came[stop]:
        stop = came[stop]
        cuts.append(edges[stop])
    return cuts[::-1]


def _lot(one: Series) -> float:
    """How many matters come as one lot: how far neighbouring weeks differ, over what single matters would; at least 1.

    A lasting change makes one pair of weeks unlike, bundles make many: the two most unlike pairs are left out.
    """
    weeks = [one.counts(start, min(start + 7, one.days)) for start in range(0, one.days, 7)]
    pairs = []
    for (n1, hits1), (n2, hits2) in pairwise([week for week in weeks if week[0]]):
        total, hits = n1 + n2, hits1 + hits2
        spread = (hits2 - n2 * hits / total) ** 2
        pairs.append((spread, n1 * n2 * hits * (total - hits) / (total * total * max(1, total - 1))))
    usual = sorted(pairs)[:-2]
    expected = sum(one for _, one in usual)
    return max(1.0, sum(one for one, _ in usual) / expected) if expected else 1.0


def _change(one: Series, start: int, cut: int, stop: int, ways: float) -> Found:
    """The change between two neighbouring parts: its day by day likelihood, and its exact chance."""
    before, after = one.counts(start, cut), one.counts(cut, stop)
    part, hits, total, all_hits = (
        round(count / one.lot) for count in (after[0], after[1], before[0] + after[0], before[1] + after[1])
    )
    hits = max(hits, part - (total - all_hits), 0)
    chance = min(1.0, hypergeometric_tails(part, min(hits, part, all_hits), total, all_hits) * ways)
    margin = 2 * one.width
    days = range(max(start + 1, cut - margin), min(stop, cut + margin + 1))
    gains = [(one.fit(start, day) + one.fit(day, stop)) / one.lot for day in days]
    highest = max(gains)
    weights = [math.exp(gain - highest) for gain in gains]
    # Of days that are equally likely the last is the one on which the first matter of the new kind came.
    order = sorted(range(len(days)), key=lambda place: (-weights[place], -place))
    mass, kept, whole = 0.0, [], sum(weights)
    for place in order:
        kept.append(days[place])
        mass += weights[place]
        if mass >= 0.95 * whole:
            break
    day = days[order[0]]
    return Found(one, day, min(kept), max(kept), one.counts(start, day), one.counts(day, stop), chance)


def _matters(change: Found) -> bool:
    """Whether the change is large enough to be told."""
    (n1, hits1), (n2, hits2) = change.before, change.after
    if change.series.measure == "number":
        low, high = sorted((hits1 / max(n1, 1), hits2 / max(n2, 1)))
        return high >= LEAST_RATIO * low and hits1 + hits2 >= 2 * LEAST_SIDE
    return min(n1, n2) >= LEAST_SIDE and abs(hits1 / n1 - hits2 / n2) >= LEAST_DIFFERENCE
