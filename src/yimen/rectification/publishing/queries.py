"""Questions about published counts: how findings stand now, and what was published."""

from collections import Counter
from datetime import date, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from yimen.people.models import Region
from yimen.people.queries import Somebody, may, of_regions
from yimen.rectification.models import Finding
from yimen.rectification.publishing.models import MonthlyCount
from yimen.rectification.referral.models import Referral
from yimen.rectification.referral.states import SENT
from yimen.rectification.states import ACCEPTED, CLOSED, DISMISSED, EXPLAINED, RAISED, TAKEN_BACK, WITHDRAWN

COLUMNS = ("raised", "unjudged", "accepted", "closed", "dismissed", "withdrawn", "referred")


def standing_now(region: Region) -> dict[str, int]:
    """COLUMNS -> how many findings of the county stand so now; two queries."""
    found: Counter[str] = Counter()
    rows = Finding.objects.filter(region=region).values_list("status", "order__status")
    for status, order in rows.iterator():
        found["raised"] += 1
        found[column(status, order)] += 1
    found["referred"] = Referral.objects.filter(region=region, status=SENT).count()
    return {column: found[column] for column in COLUMNS}


def column(status: str, order: str | None) -> str:
    """The column of COLUMNS in which a finding stands, by its own status and that of its order."""
    settled = {CLOSED: "closed", WITHDRAWN: "withdrawn"}
    if status == ACCEPTED:
        return settled.get(order or "", "accepted")
    return {RAISED: "unjudged", EXPLAINED: "unjudged", DISMISSED: "dismissed", TAKEN_BACK: "withdrawn"}[status]


def published(region: Region) -> QuerySet[MonthlyCount]:
    """What was published of a county, newest month first; public."""
    return MonthlyCount.objects.filter(region=region).order_by("-month")


def visible_counts(user: Somebody) -> QuerySet[MonthlyCount]:
    """The published counts of the user's county and those below."""
    if isinstance(user, AnonymousUser) or not may(user, "finding.read"):
        return MonthlyCount.objects.none()
    return MonthlyCount.objects.filter(of_regions(user)).select_related("region", "published_by").order_by("-month")


def month_before(day: date) -> date:
    """The first day of the last month that is over on a day: the one to publish."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)
