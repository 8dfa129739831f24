"""The frames of a run: every member of every stratum, streamed in one order, so that a draw can be repeated.

Findings: one member for each matter and class, believed as its surest clue. Besides what the engine let pass: links,
lone records without a clue, cases without a clue of handling off the hall. Left out, and said so on the page: records
that had no case near them and are out of scope anyway (migrated, ex officio, exempt items).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Exists, Max, Min, OuterRef, QuerySet

from yimen.cases.models import Case, RegisterRecord
from yimen.evidence.dataset import cases_of
from yimen.evidence.models import Clue, Comparison, Link, Run, Verdict, VerdictValue
from yimen.evidence.review.models import Stratum
from yimen.evidence.review.sampling import band_of, edges
from yimen.evidence.rows import record_keys
from yimen.evidence.thresholds.queries import convicts_at
from yimen.verify import OFF_CLASSES

AT_ONCE = 2000


class Key(NamedTuple):
    """What a stratum is: its frame, class of finding, kind of subject, and band of belief."""

    frame: str
    kind: str
    subject_kind: str
    low: float
    high: float

    @property
    def text(self) -> str:
        """The key as the draw knows it; the same for the same stratum for ever."""
        return f"{self.frame}/{self.kind}/{self.subject_kind}/{self.low:g}"

    @property
    def group(self) -> str:
        """What is estimated together: a class of findings, or one kind of what was let pass."""
        return f"{self.frame}/{self.kind}/{'item' if self.subject_kind == Clue.Subject.ITEM else ''}"


@dataclass(frozen=True)
class Member:
    """One that can be drawn: its number, the case of a link, what the engine believed, and its department if known."""

    subject: str
    other: str = ""
    believed: float | None = None
    department: int | None = None


def members(run: Run) -> Iterator[tuple[Key, Member]]:
    """Every member of every frame of a finished run, one frame after the other, each in a fixed order."""
    borders = edges(convicts_at(run))
    yield from _findings(run, borders)
    yield from _links(run, borders)
    yield from _lone(run)
    yield from _cases(run)


def _findings(run: Run, borders: list[float]) -> Iterator[tuple[Key, Member]]:
    grouped = (
        Clue.objects.filter(run=run)
        .order_by("kind", "subject_kind", "subject")
        .values_list("kind", "subject_kind", "subject")
        .annotate(believed=Max("probability"), whose=Min("department"))
    )
    for kind, subject_kind, subject, believed, whose in grouped.iterator(chunk_size=AT_ONCE):
        key = Key(Stratum.Frame.FINDING, kind, subject_kind, *band_of(believed, borders))
        yield key, Member(subject, "", believed, whose)


def _links(run: Run, borders: list[float]) -> Iterator[tuple[Key, Member]]:
    rows = Link.objects.filter(run=run).order_by("pk").values_list("record_number", "case_number", "probability")
    for record, case, believed in rows.iterator(chunk_size=AT_ONCE):
        yield (
            Key(Stratum.Frame.LINK, "", Clue.Subject.RECORD, *band_of(believed, borders)),
            Member(record, case, believed),
        )


def _lone(run: Run) -> Iterator[tuple[Key, Member]]:
    """Records with a case near them that were neither linked nor made a clue of."""
    linked = Link.objects.filter(run=run, record_number=OuterRef("record_number"))
    said = Clue.objects.filter(run=run, subject=OuterRef("record_number"), subject_kind=Clue.Subject.RECORD)
    rows = Comparison.objects.filter(~Exists(linked), ~Exists(said), run=run).order_by("pk")
    for record in rows.values_list("record_number", flat=True).iterator(chunk_size=AT_ONCE):
        yield Key(Stratum.Frame.LONE, "", Clue.Subject.RECORD, 0, 1), Member(record)


def _cases(run: Run) -> Iterator[tuple[Key, Member]]:
    """Cases of the items that were judged, without any clue of handling off the hall."""
    exempt = Verdict.objects.filter(run=run, verdict=VerdictValue.EXEMPT).order_by().values("item_code")
    said = Clue.objects.filter(
        run=run, subject=OuterRef("case_number"), subject_kind=Clue.Subject.CASE, kind__in=OFF_CLASSES
    )
    rows = cases_of(run.region, run.period_from, run.period_to).filter(~Exists(said)).exclude(item_code__in=exempt)
    for case, whose in rows.order_by("pk").values_list("case_number", "department").iterator(chunk_size=AT_ONCE):
        yield Key(Stratum.Frame.CASE, "", Clue.Subject.CASE, 0, 1), Member(case, "", None, whose)


def departments_of(run: Run, drawn: list[tuple[Key, Member]]) -> dict[str, int]:
    """Record number -> department, of those drawn whose frame does not say; none for what is not in our database."""
    numbers = [
        each.subject for key, each in drawn if key.subject_kind == Clue.Subject.RECORD and each.department is None
    ]
    keys = record_keys(run, numbers)
    whose = _department_of(RegisterRecord.objects.filter(pk__in=keys.values()))
    return {number: whose[key] for number, key in keys.items() if key in whose}


def _department_of(rows: QuerySet[Any]) -> dict[int, int]:
    return dict(rows.order_by().values_list("pk", "department"))


def case_of(run: Run, number: str) -> QuerySet[Case]:
    """The case of that number in the run's county."""
    return Case.objects.filter(region=run.region_id, case_number=number)
