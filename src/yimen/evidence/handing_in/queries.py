"""Questions about foreign sets; `visible_sets` first."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from yimen.evidence.handing_in import places
from yimen.evidence.handing_in.models import ForeignSet, SetFile
from yimen.evidence.handing_in.states import ACCEPTED, CHECKING, OPEN
from yimen.evidence.states import QUEUED, RUNNING
from yimen.people.models import Region
from yimen.people.queries import Somebody, may, of_regions

SILENT_SECONDS = 120


def visible_sets(user: Somebody) -> QuerySet[ForeignSet]:
    """The foreign sets of the user's county, for those who may verify them."""
    if isinstance(user, AnonymousUser) or not may(user, "evidence.run"):
        return ForeignSet.objects.none()
    rows = ForeignSet.objects.filter(of_regions(user)).select_related("region", "opened_by", "batch")
    return rows.annotate(bytes=Sum("files__size"), file_count=Count("files"))


def files_of(the_set: ForeignSet) -> list[tuple[SetFile, int]]:
    """Each file with the bytes of it that have come."""
    return [(file, places.received(file)) for file in the_set.files.select_related("set")]


def lacking(the_set: ForeignSet) -> list[str]:
    """Names of the files that have not come whole."""
    return [file.name for file, there in files_of(the_set) if there < file.size]


def unchecked() -> list[ForeignSet]:
    """The sets whose check gives no sign of life any more, oldest first."""
    now = timezone.now()
    rows = ForeignSet.objects.filter(status=CHECKING).order_by("pk")
    return [each for each in rows if each.seen_at is None or (now - each.seen_at).total_seconds() > SILENT_SECONDS]


def to_clear(region: Region, kept: int) -> list[ForeignSet]:
    """Sets whose run has ended and that are older than the newest so many of the county."""
    rows = ForeignSet.objects.filter(region=region, status=ACCEPTED).order_by("-pk")
    return [each for each in rows[kept:] if not each.batch or not _under_way(each)]


def left_lying(region: Region, before: datetime) -> list[ForeignSet]:
    """Sets that nobody went on handing in since a moment."""
    return list(ForeignSet.objects.filter(region=region, status__in=OPEN, status_at__lt=before))


def _under_way(the_set: ForeignSet) -> bool:
    return the_set.batch is not None and the_set.batch.runs.filter(status__in=(QUEUED, RUNNING)).exists()
