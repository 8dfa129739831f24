"""What the wall screen shows: aggregates of a county only; no rows, no persons, and nothing that needs an account."""

from dataclasses import dataclass
from typing import Any

from yimen.entry import queries as entry
from yimen.evidence import queries as evidence
from yimen.evidence.models import VerdictValue
from yimen.evidence.queries import Month
from yimen.overview.cockpit import changes, queries, treemap
from yimen.overview.cockpit.place import Place
from yimen.rectification.models import Finding, Order
from yimen.rectification.pressing.models import Escalation
from yimen.rectification.states import CLOSED, REOPENED

WIDTH, HEIGHT = 1000.0, 300.0
"""The box of the weekly line, in units."""
CAUSES_AT_MOST = 4
"""So many causes of a change are read from afar; how many more there are is said."""


@dataclass(frozen=True)
class Line:
    """The weekly share as a drawing: paths between gaps, the top of its axis in percent, first and last week."""

    paths: list[str]
    top: int
    first: Month
    last: Month


def shown(place: Place) -> dict[str, Any]:
    """Everything on the screen, in a fixed number of queries."""
    declared, staffed = entry.three_rates(place.scope.day, region=place.region)
    counts = evidence.verdict_counts(place.run) if place.run else {}
    judged = sum(counts.get(each, 0) for each in ("runs", "hollow", "bypassed"))
    facts, changed = queries.departments(place), changes.changes(None, place)
    later = [each.now if place.scope.day != place.day else "" for each in changed[:2]]
    return {
        "place": place,
        "rates": [
            ("declared", declared.label, declared.numerator, declared.denominator, later[0]),
            ("staffed", staffed.label, staffed.numerator, staffed.denominator, later[1]),
            ("running", "实质运行率", counts.get("runs", 0), judged, ""),
        ],
        "changes": [(each, each.causes[:CAUSES_AT_MOST], each.causes[CAUSES_AT_MOST:]) for each in changed],
        "verdicts": _stack(counts),
        "maps": [(treemap.WIDE, treemap.tiles_of(facts, treemap.WIDE))] if facts else [],
        "levels": [*((code, words) for _, code, words in treemap.LEVELS), treemap.UNKNOWN],
        "ladder": queries.ladder(place),
        "week": _week(place),
        "line": line_of(evidence.weeks_of(place.run)) if place.run else None,
    }


def _stack(counts: dict[str, int]) -> list[tuple[str, str, int, float, float]]:
    """(Verdict, words, items, where its part of the bar begins, how wide it is), in percent of the bar."""
    parts = [(value, label, counts.get(value, 0)) for value, label in VerdictValue.choices if value != "exempt"]
    whole, at, found = sum(n for _, _, n in parts), 0.0, []
    for value, label, n in parts:
        width = 100 * n / whole if whole else 0.0
        found.append((value, label, n, round(at, 3), round(width, 3)))
        at += width
    return found


def _week(place: Place) -> list[tuple[str, int]]:
    """What was done in the week, in numbers."""
    first, after = place.span
    orders = Order.objects.filter(region=place.region)
    new = {"recorded_at__gte": first, "recorded_at__lt": after}
    moved = orders.filter(status_at__gte=first, status_at__lt=after)
    return [
        ("新提出的疑点", Finding.objects.filter(region=place.region, **new).count()),
        ("新下达的整改单", orders.filter(**new).count()),
        ("发出的督促措施", Escalation.objects.filter(region=place.region, **new).count()),
        ("销号的整改单", moved.filter(status=CLOSED).count()),
        ("反弹重开", moved.filter(status=REOPENED).count()),
    ]


def line_of(weeks: list[Month]) -> Line | None:
    """The drawing of the weekly share; None without any week that had matters."""
    told = [week for week in weeks if week.share is not None]
    if not told:
        return None
    top = min(100, 10 * (int(100 * max(week.share or 0 for week in told)) // 10 + 1))
    step = WIDTH / max(1, len(weeks) - 1)
    runs: list[list[str]] = [[]]
    for place, week in enumerate(weeks):
        if week.share is None:
            runs.append([])
        else:
            runs[-1].append(f"{place * step:.1f} {HEIGHT * (1 - 100 * week.share / top):.1f}")
    return Line(["M" + "L".join(each) for each in runs if each], top, told[0], told[-1])
