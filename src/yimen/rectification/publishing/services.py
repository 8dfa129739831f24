"""The verb by which a month's count is published."""

from datetime import date

from django.utils import timezone

from yimen.common.errors import Refused
from yimen.ledger import services as ledger
from yimen.ledger.recording import locked_head
from yimen.people.models import Region, User
from yimen.people.queries import may
from yimen.rectification.publishing.models import MonthlyCount
from yimen.rectification.publishing.queries import month_before, standing_now


@ledger.mutation("rectification.counts_published")
def publish_counts(*, by: User | None, region: Region, day: date | None = None) -> MonthlyCount:
    """The count of the month that is over, as all findings stand at this moment; the ledger holds the same figures.

    Errors: Refused for a month that was published already: what is published is never changed.
    """
    if by is not None and (not may(by, "finding.publish") or by.region_id != region.pk):
        raise Refused("只有本县营商局业务人员可以公布。")
    month = month_before(day or timezone.localdate())
    locked_head(region.pk, "default")  # so that the count and its place in the ledger agree
    if MonthlyCount.objects.filter(region=region, month=month).exists():
        raise Refused(f"{month:%Y 年 %m 月}的数已经公布，公布后不再改动；有变化的计入下一个月。")
    figures = standing_now(region)
    row = MonthlyCount.objects.create(region=region, month=month, published_by=by, **figures)
    ledger.record(
        chain=region.pk,
        kind="rectification.counts_published",
        by=by,
        changed=[row],
        facts={"month": f"{month:%Y-%m}", **figures},
    )
    return row
