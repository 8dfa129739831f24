"""What a cockpit speaks of: a county, a day and the week before it, the run of its verdicts and the one before."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from yimen.evidence import queries as evidence
from yimen.evidence.history.queries import before
from yimen.evidence.models import Run
from yimen.overview.queries import Scope
from yimen.people.models import Region

WEEK = timedelta(weeks=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Place:
    """A county as of a day (today for events), with what it is compared with: the state a week before.

    `earlier` is the newest regular run that was finished a week before the present one, or where none was, the run
    before it; None for the first.
    """

    region: Region
    day: date
    since: date
    run: Run | None
    earlier: Run | None

    @property
    def scope(self) -> Scope:
        """The same as the first page speaks of: the rates are those of the run's last day."""
        return Scope(self.region, None, self.run.period_to if self.run else self.day, self.run)

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From the end of `since` to the end of `day`, as moments."""
        first, after = (each + timedelta(days=1) for each in (self.since, self.day))
        return datetime.combine(first, time(), SHANGHAI), datetime.combine(after, time(), SHANGHAI)


def place_of(region: Region, day: date) -> Place:
    """The county on a day."""
    run = evidence.latest_run(region)
    return Place(region, day, day - WEEK, run, _earlier(run) if run else None)


def _earlier(run: Run) -> Run | None:
    rows = evidence.own_runs(run.region).filter(purpose=run.purpose, pk__lt=run.pk)
    if run.finished_at is None:
        return None
    return rows.filter(finished_at__lte=run.finished_at - WEEK).order_by("-pk").first() or before(run)
