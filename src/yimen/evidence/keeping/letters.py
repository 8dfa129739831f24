"""Letters in force during a verification, each with the days on which it bound the department, and its items."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Min, Q

from yimen.entry.agreements.models import Agreement
from yimen.entry.agreements.states import SIGNED, SUPERSEDED, TERMINATED
from yimen.evidence.models import Run


@dataclass(frozen=True)
class Letter:
    """A signed agreement and the part of a run's period in which it held: both days in."""

    agreement: Agreement
    first: date
    last: date
    codes: tuple[str, ...]
    items: frozenset[str]

    @property
    def department(self) -> int:
        """The department's key."""
        return self.agreement.department_id


def letters_of(run: Run) -> list[Letter]:
    """The letters that held on some day of the run's period, by department; three queries however many there are.

    A letter binds from the day it was signed, however early its term began, until it ended or another replaced it.
    """
    renewed = Q(renewals__status__in=(SIGNED, SUPERSEDED, TERMINATED))
    rows = (
        Agreement.objects.filter(region=run.region_id, status__in=(SIGNED, SUPERSEDED, TERMINATED))
        .filter(valid_from__lte=run.period_to, valid_to__gte=run.period_from, signed_on__lte=run.period_to)
        .annotate(replaced_on=Min("renewals__valid_from", filter=renewed))
        .select_related("department__region", "version")
        .prefetch_related("version__promises", "lines")
        .order_by(F("department__code").asc(), "pk")
    )
    found = []
    for row in rows:
        first, last = max(run.period_from, row.valid_from, row.signed_on or row.valid_from), _last(row, run.period_to)
        if first <= last:
            codes = tuple(each.code for each in row.version.promises.all())
            found.append(Letter(row, first, last, codes, frozenset(each.code for each in row.lines.all())))
    return found


def _last(row: Agreement, until: date) -> date:
    """The last day on which the letter held, at most `until`."""
    ends = [until, row.valid_to]
    ends += [day - timedelta(days=1) for day in (row.ended_on, getattr(row, "replaced_on", None)) if day]
    return min(ends)
