"""How the figures of a verdict come about from its rows: all together, and by month or week.

One matter is a case of the period, or an application that only the ledger knows. What the ledger has of one
application in several rows counts once; which rows are the further ones a run keeps in its report (`repeated`).
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate

from yimen.evidence.dataset import SHANGHAI, cases_of
from yimen.evidence.models import Clue, Run, Verdict, VerdictValue
from yimen.evidence.rows import records
from yimen.evidence.thresholds.queries import convicts_at
from yimen.verify import OFF_CLASSES


@dataclass(frozen=True)
class Reckoning:
    """怎样数出来的: what the two figures of a verdict are made of.

    cases: of the hall in the period, `off_cases` of them handled off it. clues: rows of the ledger without a case that
    count; `repeated` of them are further rows of one application, so `records` matters are left. doubtful: rows that
    are not sure enough to count, which is no acquittal either; a row counts from probability `sure_from` on.
    """

    cases: int
    off_cases: int
    records: int
    clues: int
    doubtful: int
    sure_from: float

    @property
    def repeated(self) -> int:
        """Rows that another row of the same application already stands for."""
        return self.clues - self.records

    @property
    def notes(self) -> list[str]:
        """Why the rows that the rules point at are more than the matters counted; mostly nothing."""
        found = []
        if self.repeated:
            found.append(f"台账里有{self.repeated}行与另一行是同一人的同一次申请，只算一件。")
        if self.doubtful:
            found.append(f"另有{self.doubtful}条台账记录没有找到办件，但把握不到{self.sure_from:.0%}，两边都不计入。")
        return found

    def __str__(self) -> str:
        parts = f"大厅办件{self.cases}件，其中厅外{self.off_cases}件；台账有记录而大厅无办件{self.records}件。"
        return parts + "".join(self.notes)


def reckoning(verdict: Verdict) -> Reckoning:
    """From the rows that the run stored, so whatever was handed in since changes nothing; one query."""
    sure_from = convicts_at(verdict.run)
    counts, in_case = Q(probability__gte=sure_from), Q(subject_kind=Clue.Subject.CASE)
    about = Clue.objects.filter(run=verdict.run_id, item_code=verdict.item_code, kind__in=OFF_CLASSES).order_by()
    found = about.aggregate(
        off_cases=Count("subject", distinct=True, filter=in_case & counts),
        clues=Count("subject", distinct=True, filter=~in_case & counts),
        rows=Count("subject", distinct=True, filter=~in_case),
    )
    lone = verdict.off_matters - found["off_cases"]
    return Reckoning(
        verdict.matters - lone, found["off_cases"], lone, found["clues"], found["rows"] - found["clues"], sure_from
    )


def matters_by(run: Run, first_of: Callable[[date], date], item_code: str = "") -> tuple[Counter[date], Counter[date]]:
    """(First day of a month or week -> matters of the item, or of all items verified; -> those off the hall).

    first_of: the first day of the month, or of the week, that a day belongs to. A matter belongs to the day of its
    application: of a case the day it was received (else accepted), of a record without a case the day applied for
    (else issued), and where that is before the period to the period's first day.
    Sets from outside have none: their rows are not ours.
    """
    if run.purpose == Run.Purpose.FOREIGN:
        return Counter(), Counter()
    kept: dict[str, list[str]] = run.report.get("repeated", {})
    cases = cases_of(run.region, run.period_from, run.period_to).order_by()
    convicting = Clue.objects.filter(run=run, kind__in=OFF_CLASSES, probability__gte=convicts_at(run)).order_by()
    if item_code:
        cases, convicting = cases.filter(item_code=item_code), convicting.filter(item_code=item_code)
        further = set(kept.get(item_code, ()))
    else:
        verdicts = Verdict.objects.filter(run=run).exclude(verdict=VerdictValue.EXEMPT).order_by()
        cases = cases.filter(item_code__in=verdicts.values("item_code"))
        further = set(chain.from_iterable(kept.values()))
    received = TruncDate(Coalesce("received_at", "accepted_at"), tzinfo=SHANGHAI)
    cases = cases.annotate(day=received).filter(day__isnull=False)
    in_cases = cases.filter(case_number__in=convicting.filter(subject_kind=Clue.Subject.CASE).values("subject"))
    matters, off = _counted(cases, first_of), _counted(in_cases, first_of)
    lone = set(convicting.filter(subject_kind=Clue.Subject.RECORD).values_list("subject", flat=True)) - further
    for _, _, day in records(run, lone):
        first = first_of(max(day or run.period_from, run.period_from))
        matters[first] += 1
        off[first] += 1
    return matters, off


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def months(first: date, last: date) -> Iterator[date]:
    """The first day of each month that has a day between these two."""
    month = month_of(first)
    while month <= last:
        yield month
        month = month_of(month + timedelta(days=32))


def _counted(cases: QuerySet[Any], first_of: Callable[[date], date]) -> Counter[date]:
    found: Counter[date] = Counter()
    for day, n in cases.values_list("day").annotate(n=Count("pk")):
        found[first_of(day)] += n
    return found
