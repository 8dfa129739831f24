"""估计 beside the verdicts: matters that no source shows, days from which an item ran otherwise. They accuse nobody."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from yimen.evidence.counting import matters_by, month_of, months
from yimen.evidence.models import Run, Verdict
from yimen.people.models import Department
from yimen.people.queries import Somebody, roles_of
from yimen.people.rules import COUNTY_WIDE
from yimen.verify import Result
from yimen.verify.hidden import ASSUMPTIONS
from yimen.verify.reasons_for_change import TITLES

TONES = {"policy": "calm", "improved": "good", "check": "warn"}
WIDTH, HEIGHT = 720, 120
WIDEST = 44
"""Of the chart of an item's months and of a month in it, in its own units."""


def kept(result: Result) -> dict[str, Any]:
    """What a run keeps of the estimates in its report: county, departments, items with something to tell, changes."""
    volumes: dict[str, dict[str, Any]] = {"department": {}, "item": {}, "county": {}}
    for row in result.volumes:
        # An item of which the ledger shows nothing beside the hall has nothing to tell but its department's figures.
        if row.level in volumes and (row.level != "item" or row.alone >= 1):
            names = ("hidden", "hidden_low", "hidden_high", "capture", "enough", "explanation")
            volumes[row.level][row.code] = {name: getattr(row, name) for name in names}
    changes: dict[str, list[dict[str, Any]]] = {}
    for change in result.changes:
        names = ("measure", "changed_on", "low_on", "high_on", "kind", "explanation")
        changes.setdefault(change.item_code, []).append({name: getattr(change, name) for name in names})
    return {"volume": volumes, "changes": changes}


@dataclass(frozen=True)
class Volume:
    """What is believed to stand in neither source, as the run said it; without figures where evidence is wanting."""

    explanation: str
    enough: bool
    hidden: float | None
    low: float | None
    high: float | None
    capture: float | None
    department: Department | None = None


@dataclass(frozen=True)
class Change:
    """A day from which the item ran otherwise: what it is taken for, the sentence, and where the chart marks it."""

    title: str
    tone: str
    explanation: str
    day: date
    x: float
    left: float
    width: float


@dataclass(frozen=True)
class Bar:
    """One month of the chart: its first day, matters, those handled off the hall, and the measures of the bar."""

    first: date
    matters: int
    off_matters: int
    x: float
    width: float
    height: float
    off_height: float

    @property
    def top(self) -> float:
        """Where the bar begins, from above."""
        return HEIGHT - self.height

    @property
    def off_top(self) -> float:
        """Where the part off the hall begins."""
        return HEIGHT - self.off_height

    @property
    def middle(self) -> float:
        """Where the month's name stands."""
        return self.x + self.width / 2


@dataclass(frozen=True)
class Estimates:
    """What a verdict's page shows beside the verdict."""

    volume: Volume | None
    of_department: bool
    changes: list[Change]
    bars: list[Bar]
    assumptions: tuple[tuple[str, str], ...] = ASSUMPTIONS
    width: int = WIDTH
    height: int = HEIGHT


def of_verdict(verdict: Verdict) -> Estimates | None:
    """The estimates about the verdict's item; its department's volume where it has none; None before there were any."""
    found = verdict.run.report.get("estimates")
    if found is None or verdict.verdict == "exempt":
        return None
    own = found["volume"]["item"].get(verdict.item_code)
    code = verdict.department.code if verdict.department else ""
    volume = own or found["volume"]["department"].get(code)
    changes = [_change(verdict.run, each) for each in found["changes"].get(verdict.item_code, [])]
    return Estimates(_volume(volume) if volume else None, own is None, changes, _bars(verdict))


def for_county(run: Run, user: Somebody) -> dict[str, Any]:
    """For the list of verdicts: county_volume, departments, assumptions; nothing for who sees less."""
    found = run.report.get("estimates")
    if found is None or "" not in found["volume"]["county"] or not roles_of(user) & COUNTY_WIDE:
        return {}
    # The codes of a set from outside mean its own county's departments, not ours.
    ours = None if run.purpose == Run.Purpose.FOREIGN else run.region_id
    departments = {one.code: one for one in Department.objects.filter(region=ours)}
    rows = [_volume(each, departments.get(code)) for code, each in found["volume"]["department"].items()]
    rows.sort(key=lambda row: (not row.enough, -(row.hidden or 0)))
    return {"county_volume": _volume(found["volume"]["county"][""]), "departments": rows, "assumptions": ASSUMPTIONS}


def _volume(kept: dict[str, Any], department: Department | None = None) -> Volume:
    figures = (kept["hidden"], kept["hidden_low"], kept["hidden_high"], kept["capture"])
    return Volume(kept["explanation"], kept["enough"], *figures, department)


def _place(run: Run, day: date) -> float:
    days = (run.period_to - run.period_from).days + 1
    return round(WIDTH * min(max((day - run.period_from).days, 0), days) / days, 1)


def _change(run: Run, kept: dict[str, Any]) -> Change:
    day, low, high = (date.fromisoformat(kept[name]) for name in ("changed_on", "low_on", "high_on"))
    left = _place(run, low)
    width = max(2.0, _place(run, high + timedelta(days=1)) - left)
    return Change(TITLES[kept["kind"]], TONES[kept["kind"]], kept["explanation"], day, _place(run, day), left, width)


def _bars(verdict: Verdict) -> list[Bar]:
    """The item's months; none for a set from outside, whose rows we do not have."""
    run = verdict.run
    if run.purpose == Run.Purpose.FOREIGN:
        return []
    matters, off = matters_by(run, month_of, verdict.item_code)
    most = max(matters.values(), default=0)
    if not most:
        return []
    bars = []
    for first in months(run.period_from, run.period_to):
        after = (first + timedelta(days=32)).replace(day=1)
        left, right = _place(run, first), _place(run, after)
        # A month without a matter keeps its place.
        heights = [round(HEIGHT * counted.get(first, 0) / most, 1) for counted in (matters, off)]
        width = min(WIDEST, max(2.0, right - left - 4))
        bars.append(Bar(first, matters[first], off[first], (left + right - width) / 2, width, *heights))
    return bars
