"""Questions about promises kept: by department, by letter, and where the department is heard."""

from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When

from yimen.evidence.keeping.models import PromiseCheck, PromiseRow
from yimen.evidence.models import Run
from yimen.evidence.states import DONE
from yimen.people.models import Region
from yimen.people.queries import Somebody, may, of_departments
from yimen.rectification.models import Finding
from yimen.rectification.queries import UNJUDGED
from yimen.rectification.states import ACCEPTED

STANDINGS = {
    "kept": ("履行", "good"),
    "broken": ("疑似未履行，待听取部门说明", "warn"),
    "counted": ("未履行（已认定）", "wrong"),
    "dismissed": ("疑似未履行，已排除", "plain"),
    "thin": ("证据不足", "plain"),
}
"""How a promise stands -> words and tone. Only `counted` is held against the department."""


def finding_subject(code: str, agreement: Any) -> str:
    """How a finding names a promise: by department, since a renewed letter promises the same."""
    return f"promise:{code}:{agreement.department.code}"


def findings_of(region: Region, first: date) -> dict[str, Finding]:
    """Item or promise -> its newest finding that speaks of data from a day on."""
    rows = Finding.objects.filter(region=region, period_to__gte=first).order_by("pk")
    return {each.subject: each for each in rows}


def visible_checks(user: Somebody, run: Run | None = None) -> QuerySet[Any]:
    """The checks of finished runs that the user may see: the county's, or his own department's; with `standing`."""
    if isinstance(user, AnonymousUser) or not may(user, "evidence.read"):
        return PromiseCheck.objects.none()
    rows = PromiseCheck.objects.filter(
        of_departments(user, "agreement__region", "agreement__department"), run__status=DONE
    )
    if run is not None:
        rows = rows.filter(run=run)
    return with_standing(rows).select_related("agreement__department", "agreement__version", "run")


def with_standing(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The checks with how each stands after the department was heard; see STANDINGS."""
    heard = PromiseRow.objects.filter(check_of=OuterRef("pk"), finding__isnull=False)
    judged = ~Exists(heard.filter(finding__status__in=UNJUDGED)) & Exists(heard)
    return rows.annotate(
        standing=Case(
            When(~Q(outcome=PromiseCheck.Outcome.BROKEN), then=F("outcome")),
            When(Exists(heard.filter(finding__status=ACCEPTED)), then=Value("counted")),
            When(judged, then=Value("dismissed")),
            default=Value("broken"),
            output_field=CharField(),
        )
    )


def filtered(rows: QuerySet[Any], *, standing: str = "", code: str = "", department: str = "") -> QuerySet[Any]:
    """Rows narrowed down; what is no value narrows to nothing rather than to everything."""
    if standing:
        rows = rows.filter(standing=standing)
    if code:
        rows = rows.filter(code=code)
    if department:
        rows = rows.filter(agreement__department=department) if department.isdecimal() else rows.none()
    return rows


def by_department(rows: QuerySet[Any]) -> dict[tuple[int, str], dict[str, int]]:
    """(department, its short name) -> standing -> how many promises; one query."""
    found: dict[tuple[int, str], dict[str, int]] = {}
    grouped = rows.order_by().values_list("agreement__department", "agreement__department__short_name", "standing")
    for department, name, standing, n in grouped.annotate(n=Count("pk")).order_by("agreement__department__code"):
        found.setdefault((department, name), dict.fromkeys(STANDINGS, 0))[standing] += n
    return found


def history(user: Somebody, agreement: Any) -> QuerySet[Any]:
    """All checks of a letter that the user may see, newest run first."""
    return visible_checks(user).filter(agreement=agreement).order_by("-run_id", "pk")
