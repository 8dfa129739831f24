"""The answer to one promise, and how figures become kept, broken or 证据不足."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from yimen.evidence.keeping.models import PromiseCheck, PromiseRow
from yimen.evidence.keeping.rules import Measure

KEPT, BROKEN, THIN = PromiseCheck.Outcome.KEPT, PromiseCheck.Outcome.BROKEN, PromiseCheck.Outcome.THIN


@dataclass(frozen=True)
class Row:
    """One row behind a figure; `weight` is how many units it stands for."""

    subject: str
    first: date
    last: date
    weight: int
    words: str
    kind: str = PromiseRow.Kind.AGAINST


@dataclass(frozen=True)
class Answer:
    """What data say of a promise."""

    outcome: str
    words: str
    known: int = 0
    unknown: int = 0
    rows: list[Row] = field(default_factory=list)

    @property
    def against(self) -> int:
        """The units that speak against the promise."""
        return sum(row.weight for row in self.rows if row.kind == PromiseRow.Kind.AGAINST)


def nothing(why: str) -> Answer:
    """An answer without a figure: nothing is held against anybody."""
    return Answer(THIN, why)


def judged(measure: Measure, known: int, unknown: int, rows: Sequence[Row], blind: Sequence[str] = ()) -> Answer:
    """The answer to figures. What cannot be known is 证据不足: it is neither called kept nor held against anybody.

    blind: the checks that could not be made; while there is one, nothing found is no proof.
    """
    against = sum(row.weight for row in rows if row.kind == PromiseRow.Kind.AGAINST)
    told = f"可核对 {known} {measure.unit}，不符 {against} {measure.unit}"
    told += f"，不能核对 {unknown} {measure.unit}" if unknown else ""
    if against and against > measure.most * known:
        return Answer(BROKEN, f"{told}。", known, unknown, list(rows))
    if blind:
        return Answer(THIN, f"{told}；{'、'.join(blind)}未能核对。"[:300], known, unknown, list(rows))
    if known < measure.least:
        return Answer(THIN, f"{told}；少于 {measure.least} {measure.unit}。", known, unknown, list(rows))
    if unknown > measure.most_unknown * (known + unknown):
        return Answer(THIN, f"{told}；不能核对的超过 {measure.most_unknown:.0%}。", known, unknown, list(rows))
    return Answer(KEPT, f"{told}。", known, unknown, list(rows))
