"""每日对账: which day is to be reconciled, and what else is done once a night."""

from datetime import date, datetime, timedelta

from django.utils.timezone import localtime

from yimen.exchange.platform import queries, services
from yimen.exchange.platform.client import Platform
from yimen.exchange.platform.models import Reconciliation
from yimen.people.models import Region

HOUR = 2
"""From this hour on (Asia/Shanghai) the day before is over on both sides."""


def counties() -> list[Region]:
    """The counties whose messages are exchanged: those with departments."""
    rows = Region.objects.filter(level=Region.Level.COUNTY, departments__isnull=False)
    return list(rows.distinct().order_by("pk"))


def owed(region: Region, now: datetime) -> date | None:
    """The day that is still to be reconciled by now, None when it is done or not yet time."""
    here = localtime(now)
    day = here.date() - timedelta(days=1)
    if here.hour < HOUR or queries.reconciled(region, day):
        return None
    return day


def reconcile(platform: Platform, region: Region, day: date, now: datetime) -> Reconciliation:
    """The day's reconciliation. Errors: Unreachable; then nothing is written, and it is simply done later."""
    lines = list(platform.day(region.pk, day))
    return services.reconcile(region=region, day=day, lines=lines, now=now)
