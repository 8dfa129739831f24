"""Questions about thresholds: what is in force at a moment, and what a run was or will be made with."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from yimen.evidence.thresholds.models import ThresholdChange
from yimen.evidence.thresholds.rules import ENGINE, LEAST_PRECISION, REVIEW, Threshold, threshold, thresholds
from yimen.people.models import Region
from yimen.people.queries import Somebody, may, of_regions
from yimen.people.tuning.states import CONFIRMED, PROPOSED
from yimen.verify.engine import SETTINGS

if TYPE_CHECKING:
    from yimen.evidence.models import Run


def visible_changes(user: Somebody) -> QuerySet[ThresholdChange]:
    """The changes of the user's county, or of those below, newest first."""
    if isinstance(user, AnonymousUser) or not may(user, "evidence.quality"):
        return ThresholdChange.objects.none()
    rows = ThresholdChange.objects.filter(of_regions(user))
    return rows.select_related("region", "proposed_by", "decided_by", "run").order_by("-pk")


def in_force(region: Region, at: datetime | None = None) -> dict[tuple[str, str], ThresholdChange]:
    """(scope, name) -> the last change confirmed up to a moment (until now without one)."""
    rows = ThresholdChange.objects.filter(region=region, status=CONFIRMED).select_related("decided_by", "run")
    if at is not None:
        rows = rows.filter(decided_at__lte=at)
    return {(each.scope, each.name): each for each in rows.order_by("decided_at", "pk")}


def parameters_for(run: "Run") -> dict[str, dict[str, float]]:
    """What `verify` is to be told for a run: changes confirmed before it was asked for, of thresholds still there.

    One confirmed later, even while the run waits or is taken up again, belongs to the next.
    """
    chosen: dict[str, dict[str, float]] = {}
    for (scope, name), change in in_force(run.region, run.requested_at).items():
        known = threshold(scope, name)
        if known is not None and scope != REVIEW:
            chosen.setdefault(scope, {})[name] = as_number(known, change.value)
    return chosen


def as_number(known: Threshold, value: float) -> float:
    """The value as the rule's SELECT wants it: whole numbers stay whole."""
    return int(value) if known.whole else value


def convicts_at(run: "Run") -> float:
    """From which probability a clue of the run counts: as its report says, or will say."""
    settings = run.report.get("settings", {})
    if "convict_at" in settings:
        return float(settings["convict_at"])
    return parameters_for(run).get(ENGINE, {}).get("convict_at", SETTINGS["convict_at"])


def least_precision(region: Region) -> float:
    """The precision that the county wants of what convicts, between 0 and 1."""
    change = in_force(region).get((REVIEW, LEAST_PRECISION))
    known = threshold(REVIEW, LEAST_PRECISION)
    return change.value if change else known.value if known else 1.0


@dataclass(frozen=True)
class Row:
    """One threshold of a county: what it is, its value now, by which change, and the change that waits."""

    threshold: Threshold
    value: float
    change: ThresholdChange | None
    waiting: ThresholdChange | None

    @property
    def differs(self) -> bool:
        """Whether the county set it otherwise than it comes."""
        return self.value != self.threshold.value


def table(region: Region) -> list[Row]:
    """Every threshold with its value in the county, in two queries."""
    changes = in_force(region)
    waiting = {(each.scope, each.name): each for each in ThresholdChange.objects.filter(region=region, status=PROPOSED)}
    rows = []
    for each in thresholds():
        change = changes.get((each.scope, each.name))
        value = as_number(each, change.value) if change else each.value
        rows.append(Row(each, value, change, waiting.get((each.scope, each.name))))
    return rows


def set_otherwise(run: "Run") -> list[tuple[Threshold, float]]:
    """(threshold, value) of a finished run's settings that differ from what the engine and its rules bring along."""
    told = {ENGINE: run.report.get("settings", {}), **run.report.get("parameters", {})}
    return [
        (each, told[each.scope][each.name])
        for each in thresholds()
        if each.name in told.get(each.scope, {}) and told[each.scope][each.name] != each.value
    ]
