"""Questions about open data: what was released, what could be, and whether a release can be counted again."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from yimen.common.services import kept_file
from yimen.evidence.models import Run
from yimen.evidence.opening import packaging
from yimen.evidence.opening.counting import counted
from yimen.evidence.opening.models import OpenRelease
from yimen.evidence.opening.suppression import Release, suppressed
from yimen.evidence.queries import own_runs
from yimen.people.models import Region
from yimen.people.queries import Somebody, may, of_regions


def released_of(region: Region) -> QuerySet[OpenRelease]:
    """What a county released, newest first; public."""
    return OpenRelease.objects.filter(region=region)


def visible_releases(user: Somebody) -> QuerySet[OpenRelease]:
    """The releases of the user's county and those below, for the page on which they are made."""
    if isinstance(user, AnonymousUser) or not may(user, "data.publish"):
        return OpenRelease.objects.none()
    return OpenRelease.objects.filter(of_regions(user)).select_related("region", "published_by")


def run_for(region: Region, year: int) -> Run | None:
    """The newest regular run that covers the whole year; None where there is none."""
    rows = own_runs(region).filter(purpose=Run.Purpose.REGULAR)
    covering = rows.filter(period_from__lte=date(year, 1, 1), period_to__gte=date(year, 12, 31))
    return covering.order_by("-pk").first()


def years_of(region: Region) -> list[int]:
    """The whole years that some regular run covers, newest first."""
    found = set()
    for first, last in own_runs(region).filter(purpose=Run.Purpose.REGULAR).values_list("period_from", "period_to"):
        years = range(first.year if (first.month, first.day) == (1, 1) else first.year + 1, last.year + 1)
        found |= {year for year in years if date(year, 12, 31) <= last}
    return sorted(found, reverse=True)


def earlier(region: Region, year: int, version: int) -> list[Release]:
    """What the versions before this one of the same year published, oldest first."""
    rows = released_of(region).filter(year=year, version__lt=version).order_by("version")
    return [packaging.released(packaging.file_in(kept_file(each.digest), "counts.csv")) for each in rows]


def counts_again(release: OpenRelease) -> bytes:
    """The counts of a release worked out anew from the kept set of its run; they must have its digest.

    Errors: Refused when that set is kept no longer.
    """
    found = counted(release.run, release.year)
    hidden = suppressed(found.cells, release.threshold, earlier(release.region, release.year, release.version))
    return packaging.counts_file(packaging.counts_rows(found.cells, hidden))
