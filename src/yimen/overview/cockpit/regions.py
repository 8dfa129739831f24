"""市县并列: the counties below a city or province side by side, with intervals; never ranked on noise.

Two counties are told apart only where Fisher's exact test does so with the error of all pairs together held to five
percent (Bonferroni). Groups are the counties linked by pairs that cannot be told apart, so that any two counties of
different groups do differ; within a group no order means anything.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from string import ascii_uppercase

from django.db.models import Count, Max

from yimen.evidence.models import Run, Verdict
from yimen.evidence.states import DONE
from yimen.people.models import Region, User
from yimen.people.queries import covers
from yimen.verify.chance import hypergeometric_tails, wilson

ERROR = 0.05
"""The chance that any two counties are wrongly told apart."""


@dataclass(frozen=True)
class County:
    """A county with its newest verification: items that run, can be judged, and of which the evidence is too thin."""

    region: Region
    run: Run | None
    runs: int
    judged: int
    thin: int

    @property
    def share(self) -> float | None:
        """The share that truly runs; None before a verification, or where nothing can be judged."""
        return self.runs / self.judged if self.judged else None

    @property
    def low(self) -> float:
        """The lower end of its 95 % interval."""
        return wilson(self.runs, self.judged)[0]

    @property
    def high(self) -> float:
        """The upper end of its 95 % interval."""
        return wilson(self.runs, self.judged)[1]


@dataclass(frozen=True)
class Row:
    """A county with the name of its group; empty where there is nothing to compare."""

    county: County
    group: str


def counties_of(user: User) -> list[County]:
    """The counties below the user's city or province (or his own), by code; three queries."""
    below = Region.objects.filter(level=Region.Level.COUNTY).select_related("parent").order_by("code")
    regions = [region for region in below if covers(user, region)]
    done = Run.objects.filter(region__in=regions, status=DONE, purpose=Run.Purpose.REGULAR).order_by()
    newest = [row["newest"] for row in done.values("region").annotate(newest=Max("pk"))]
    runs = {run.region_id: run for run in Run.objects.filter(pk__in=newest).defer("report")}
    counts: dict[int, dict[str, int]] = {}
    found = Verdict.objects.filter(run__in=newest).order_by().values_list("run", "verdict").annotate(n=Count("pk"))
    for run, verdict, n in found:
        counts.setdefault(run, {})[verdict] = n
    return [_county(region, runs.get(region.pk), counts) for region in regions]


def _county(region: Region, run: Run | None, counts: dict[int, dict[str, int]]) -> County:
    told = counts.get(run.pk, {}) if run else {}
    runs = told.get("runs", 0)
    return County(region, run, runs, runs + told.get("hollow", 0) + told.get("bypassed", 0), told.get("thin", 0))


def differ(one: County, other: County, error: float) -> bool:
    """Whether the shares of two counties differ by more than chance (Fisher's exact test, two-sided)."""
    both = one.judged + other.judged
    return hypergeometric_tails(one.judged, one.runs, both, one.runs + other.runs) < error


def grouped(counties: Sequence[County]) -> list[Row]:
    """The counties in their own order, each with its group: A has the highest share, but only groups differ."""
    shown = [each for each in counties if each.judged]
    pairs = list(combinations(range(len(shown)), 2))
    links: dict[int, set[int]] = {place: set() for place in range(len(shown))}
    for first, second in pairs:
        if not differ(shown[first], shown[second], ERROR / len(pairs)):
            links[first].add(second)
            links[second].add(first)
    parts = sorted(_components(links), key=lambda part: -_share([shown[place] for place in part]))
    names = {shown[place].region.pk: _name(n) for n, part in enumerate(parts) for place in part}
    return [Row(each, names.get(each.region.pk, "")) for each in counties]


def _name(n: int) -> str:
    """A, B, … Z, AA, AB and so on, so that no two groups share a name."""
    return (_name(n // 26 - 1) if n >= 26 else "") + ascii_uppercase[n % 26]


def _components(links: dict[int, set[int]]) -> Iterator[set[int]]:
    left = set(links)
    while left:
        part, edge = set[int](), {left.pop()}
        while edge:
            part |= edge
            edge = {other for place in edge for other in links[place]} - part
        left -= part
        yield part


def _share(counties: Sequence[County]) -> float:
    return sum(each.runs for each in counties) / sum(each.judged for each in counties)
