"""What the review's pages draw and list: strata with what they buy, the reliability curve, the trend, drawn rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from yimen.evidence.models import Clue, Link
from yimen.evidence.review import measures, sampling
from yimen.evidence.review.models import ReviewPlan, Sampled, Stratum
from yimen.evidence.review.queries import State, state_of

SIDE, EDGE = 200.0, 10.0
"""The curve's square and the room around it, in units of its view box."""
KINDS = dict(Clue.Class.choices)


def title_of(stratum: Stratum) -> str:
    """What a stratum holds, in words."""
    if stratum.frame != Stratum.Frame.FINDING:
        return str(stratum.get_frame_display())
    return KINDS.get(stratum.kind, stratum.kind) + ("（事项层面）" if stratum.subject_kind == measures.ITEM else "")


@dataclass(frozen=True)
class StratumRow:
    """A stratum with its title, its band in words, and the half width of the interval that its sample buys."""

    stratum: Stratum
    title: str
    band: str
    buys: float | None


def strata_rows(plan: ReviewPlan) -> list[StratumRow]:
    """The strata of a drawn plan."""
    rows = []
    for each in Stratum.objects.filter(plan=plan):
        spread = sampling.spread(each.low, each.high)
        buys = sampling.half_width({"it": each.size}, {"it": spread}, {"it": each.drawn})
        rows.append(StratumRow(each, title_of(each), band(each), buys))
    return rows


def band(stratum: Stratum) -> str:
    """The band of belief in words; what the engine gave no probability has none."""
    if stratum.frame in (Stratum.Frame.LONE, Stratum.Frame.CASE):
        return "—"
    return f"{stratum.low * 100:g}%–{stratum.high * 100:g}%"


@dataclass(frozen=True)
class Point:
    """A point of the curve with its whisker, in units of the view box (the origin is at the top)."""

    x: float
    y: float
    low: float
    high: float
    radius: float


def curve(rows: Iterable[measures.Row]) -> list[Point]:
    """The bands with answers: belief to the right, labelled share upwards; a point grows with its answers."""
    points = []
    for row in rows:
        if row.estimate and row.believed is not None:
            found = row.estimate
            points.append(
                Point(
                    _across(row.believed), _up(found.share), _up(found.low), _up(found.high),
                    round(min(6.0, 2 + sqrt(found.answered) / 2), 1),
                )
            )  # fmt: skip
    return points


def _across(share: float) -> float:
    return round(EDGE + SIDE * share, 1)


def _up(share: float) -> float:
    return round(EDGE + SIDE * (1 - share), 1)


@dataclass(frozen=True)
class Trend:
    """One class over the runs: its title, and for each run the row or None where that run's sample has none."""

    title: str
    rows: list[measures.Row | None]


@dataclass(frozen=True)
class Trends:
    """The runs from the oldest, and the classes over them."""

    plans: list[ReviewPlan]
    classes: list[Trend]


def trend(plans: Sequence[ReviewPlan], target: float) -> Trends:
    """The precision of what convicts, class by class, over the drawn plans; a handful of queries for each."""
    ordered = sorted(plans, key=lambda each: each.run_id)
    found = [{row.title: row for row in measures.measure(each, target).classes} for each in ordered]
    titles = list(dict.fromkeys(title for rows in found for title in rows))
    return Trends(ordered, [Trend(title, [rows.get(title) for rows in found]) for title in titles])


@dataclass(frozen=True)
class SampledRow:
    """A drawn matter, how far it is read, and where it is explained ("" while it is not settled)."""

    sampled: Sampled
    state: State
    title: str
    band: str
    clue: int | None
    link: int | None


def sampled_rows(plan: ReviewPlan, rows: Sequence[Sampled]) -> list[SampledRow]:
    """The rows of one page, in two queries besides their own."""
    subjects = [each.subject for each in rows]
    clues: dict[tuple[str, str], int] = {}
    for key, kind, subject in (
        Clue.objects.filter(run=plan.run_id, subject__in=subjects)
        .order_by("probability", "pk")
        .values_list("pk", "kind", "subject")
    ):
        clues[kind, subject] = key  # the surest comes last and stays
    links = dict(Link.objects.filter(run=plan.run_id, record_number__in=subjects).values_list("record_number", "pk"))
    found = []
    for each in rows:
        state, stratum = state_of(each), each.stratum
        shown = bool(state.settled)
        clue = clues.get((stratum.kind, each.subject)) if shown and stratum.frame == Stratum.Frame.FINDING else None
        link = links.get(each.subject) if shown and stratum.frame == Stratum.Frame.LINK else None
        found.append(SampledRow(each, state, title_of(stratum), band(stratum) if shown else "", clue, link))
    return found
