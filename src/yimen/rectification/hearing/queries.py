"""Questions about hearing: until when, what is wanting, what a finding weighs, and which causes feed which plan."""

from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from yimen.people.models import Region, User
from yimen.people.queries import Somebody, may, roles_of
from yimen.people.rules import INSPECTOR
from yimen.rectification.models import Finding
from yimen.rectification.queries import UNJUDGED
from yimen.rectification.rules import causes, severity_of, term, wanting, witnesses
from yimen.rectification.states import ACCEPTED, RAISED


def in_hearing(finding: Finding, day: date) -> bool:
    """Whether the department may still be waited for: it has not spoken, and its time (申辩期) is not over.

    Silence is no consent, but once the time is over the matter goes on.
    """
    return finding.status == RAISED and finding.hear_by is not None and day <= finding.hear_by


def standing_in_the_way(finding: Finding, user: User, day: date) -> str:
    """Why this user cannot accept the finding on this day, as a sentence; empty when he can."""
    if finding.found_by_id == user.pk:
        return "疑点由您提出，须由另一人认定或排除。"
    if in_hearing(finding, day):
        return f"部门申辩期到 {finding.hear_by} 止：请等部门说明，或者期满后再认定。"
    return wanting(finding.grounds.all())


def takes(finding: Finding, source: str) -> bool:
    """Whether the finding still takes a ground from that source: it is not judged, and was not told before."""
    return finding.status in UNJUDGED and not finding.grounds.filter(source=source).exists()


def relapsed(finding: Finding) -> bool:
    """Whether the same wrong was accepted once before."""
    earlier = Finding.objects.filter(region=finding.region_id, subject=finding.subject, status=ACCEPTED)
    return earlier.filter(pk__lt=finding.pk).exists()


def weighed(finding: Finding) -> tuple[str, str]:
    """(severity, why) as the table says it of the finding now."""
    return severity_of(finding.kind, relapsed(finding), finding.grounds.all())


def may_add(user: Somebody) -> list[tuple[str, str]]:
    """The kinds of ground that the user may add by hand: what was seen on the spot only he who inspects."""
    if not may(user, "finding.ground"):
        return []
    eyes = INSPECTOR in roles_of(user)
    return [(each.code, each.title) for each in witnesses().values() if each.by_hand and (eyes or not each.eyes)]


def findings_feeding(region: Region, plan: str, since: date) -> QuerySet[Finding]:
    """The accepted findings since a day whose cause feeds a plan: `training` (培训) or `space` (场地)."""
    codes = [code for code, cause in causes().items() if cause.feeds == plan]
    rows = Finding.objects.filter(region=region, status=ACCEPTED, cause__in=codes, status_at__date__gte=since)
    return rows.select_related("department").order_by("department", "pk")


def causes_by_department(region: Region, plan: str, since: date) -> list[Any]:
    """Rows of `department`, `cause` and `n`, how many accepted findings it has for a cause that feeds the plan."""
    rows = findings_feeding(region, plan, since).order_by()
    return list(rows.values("department", "cause").annotate(n=Count("pk")).order_by("-n", "department", "cause"))


def hearing_days() -> int:
    """Working days that a department has to explain itself."""
    return term("hearing_days")
