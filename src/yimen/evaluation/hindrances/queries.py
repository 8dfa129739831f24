"""Questions about what could not be done; `visible_*` first; and the counts that everybody may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, QuerySet, When
from django.db.models.functions import TruncMonth

from yimen.cases.handling.services.numbering import matches
from yimen.common.workdays import SHANGHAI, working_days_between
from yimen.evaluation.hindrances.models import Cause, Hindrance, Kind
from yimen.evaluation.hindrances.states import FOR_DEPARTMENT, HINDRANCE, OPEN, RECEIVED
from yimen.people.models import Region
from yimen.people.queries import Somebody, may, of_departments

NOBODY = "0" * 64
SMALL = 5
"""Of fewer than so many the public is not told how many."""
GROUPS = {"late": "已逾期", "open": "未答复", RECEIVED: HINDRANCE.states[RECEIVED]}
MONTHS_SHOWN = 12


def visible_hindrances(user: Somebody) -> QuerySet[Hindrance]:
    """The reports that the user may see: the county's for county-wide roles, else those given to his department."""
    if not may(user, "hindrance.read"):
        return Hindrance.objects.none()
    rows = Hindrance.objects.filter(of_departments(user))
    return rows.select_related("department", "region", "item", "case", "answered_by", "received_by")


def overdue(rows: QuerySet[Hindrance], day: date) -> QuerySet[Hindrance]:
    """Those that should have been answered before a day."""
    return rows.filter(status__in=OPEN, due_on__lt=day)


def chosen_hindrances(user: Somebody, chosen: dict[str, Any], day: date) -> QuerySet[Hindrance]:
    """The visible ones under `status` (or a group), `department`, `kind`, `cause`, `item`; open ones first, by day."""
    rows = visible_hindrances(user)
    status = chosen.get("status", "")
    if status == "late":
        rows = overdue(rows, day)
    elif status == "open":
        rows = rows.filter(status__in=OPEN)
    elif status in HINDRANCE.states:
        rows = rows.filter(status=status)
    for name in ("department", "kind", "cause", "item"):
        if chosen.get(name):
            rows = rows.filter(**{name: chosen[name]})
    answered = Case(When(status__in=OPEN, then=0), default=1)
    return rows.order_by(answered, "due_on", "pk")


def figures(user: Somebody, day: date) -> dict[str, int]:
    """Group of GROUPS -> how many of the visible ones are in it."""
    return {name: chosen_hindrances(user, {"status": name}, day).count() for name in GROUPS}


def standing(thing: Hindrance, day: date) -> tuple[str, str]:
    """(who owes the answer and how it stands, tone): names the late one; empty when nothing is owed."""
    if thing.status not in OPEN:
        return "", ""
    owes = str(thing.department) if thing.status in FOR_DEPARTMENT else "营商局"
    if thing.due_on < day:
        late = max(1, working_days_between(thing.due_on, day))
        return f"{owes} 逾期 {late} 个工作日", "wrong"
    left = working_days_between(day, thing.due_on)
    return (f"{owes} 还剩 {left} 个工作日", "calm") if left else (f"{owes} 今天到期", "warn")


def opened(region: Region, number: str, secret: str) -> Hindrance | None:
    """The report that the secret opens; None for a wrong one as for a number that nobody has."""
    rows = Hindrance.objects.filter(region=region, number=number)
    pk, digest = rows.values_list("pk", "secret").first() or (0, NOBODY)
    if not matches(number, secret, digest):
        return None
    return Hindrance.objects.select_related("department", "region", "item", "case").get(pk=pk)


def objections_to(case: int) -> QuerySet[Hindrance]:
    """What was objected to the handling of a case, newest first."""
    return Hindrance.objects.filter(case=case, kind=Kind.OBJECTION).select_related("department").order_by("-pk")


def suppressed(cells: Mapping[str, int], least: int = SMALL) -> dict[str, int | None]:
    """The counts as the public may see them: of fewer than `least`, but of some, None.

    A lone hidden cell would follow from the total, so then the next smallest is hidden too.
    """
    hidden = {name for name, count in cells.items() if 0 < count < least}
    if len(hidden) == 1:
        others = [name for name, count in cells.items() if count and name not in hidden]
        hidden |= set(sorted(others, key=lambda name: cells[name])[:1])
    return {name: None if name in hidden else count for name, count in cells.items()}


@dataclass(frozen=True)
class Month:
    """One month of the public's table: the total, and each cause's count or None where it is not told."""

    month: date
    total: int | None
    causes: dict[str, int | None]

    @property
    def labelled(self) -> list[tuple[str, int | None]]:
        """(cause in words, its count) in the order of the causes."""
        return [(cause.label, self.causes.get(cause)) for cause in Cause]


def public_months(region: Region, today: date) -> list[Month]:
    """The months that are over, newest first, as the public may see them; open causes are 其他. Two queries at most."""
    rows = (
        Hindrance.objects.filter(region=region, kind=Kind.HINDRANCE)
        .order_by()
        .annotate(month=TruncMonth("received_at", tzinfo=SHANGHAI))
        .values_list("month", "cause")
        .annotate(n=Count("pk"))
    )
    found: dict[date, dict[str, int]] = {}
    for month, cause, number in rows:
        cells = found.setdefault(month.date(), dict.fromkeys(Cause.values, 0))
        cells[cause or Cause.OTHER] += number
    over = [month for month in sorted(found, reverse=True) if month < today.replace(day=1)]
    return [_month(month, found[month]) for month in over[:MONTHS_SHOWN]]


def _month(month: date, cells: dict[str, int]) -> Month:
    total = sum(cells.values())
    return Month(month, total if total >= SMALL else None, suppressed(cells))


@dataclass(frozen=True)
class Hint:
    """线索: an item of which people say that they had to go outside the hall; information for who looks into it."""

    item: Any
    code: str
    department: Any
    name: str
    number: int


def hints(user: Somebody) -> list[Hint]:
    """The items with reports of being sent outside the hall, the most first."""
    rows = (
        visible_hindrances(user)
        .filter(cause=Cause.OFF_HALL, item__isnull=False)
        .order_by()
        .values("item", "item__code", "department", "department__short_name")
        .annotate(n=Count("pk"))
        .order_by("-n", "item")
    )
    return [
        Hint(row["item"], row["item__code"], row["department"], row["department__short_name"] or "", row["n"])
        for row in rows[:20]
    ]
