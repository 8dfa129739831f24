"""Questions about runs and verdicts; `visible_*` first. Figures are derived from a run's rows, never counted up."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db.models import Count, Max, Q, QuerySet, Sum

from yimen.cases.models import Case, RegisterRecord
from yimen.evidence.answers import in_words
from yimen.evidence.counting import matters_by, month_of, months
from yimen.evidence.dataset import SHANGHAI
from yimen.evidence.models import Clue, Link, Run, Verdict, VerdictValue
from yimen.evidence.states import DONE
from yimen.people.models import Region
from yimen.people.queries import Somebody, may, of_departments, of_regions, roles_of
from yimen.people.rules import COUNTY_WIDE
from yimen.rectification.models import Order
from yimen.rectification.queries import under_check
from yimen.verify import CLASS_TITLES

DAYS_KEPT = 30 * 86_400
MUST = "must"
"""How a filter names all verdicts on items that must come in (应进事项): every one but 不在应进范围."""
ACCUSED = (VerdictValue.HOLLOW, VerdictValue.BYPASSED)


def visible_runs(user: Somebody) -> QuerySet[Run]:
    """The runs of the user's county; foreign sets only for county-wide roles, since their rows have no department."""
    if isinstance(user, AnonymousUser) or not may(user, "evidence.read"):
        return Run.objects.none()
    rows = Run.objects.filter(of_regions(user)).select_related("region", "requested_by", "handed_in")
    return rows if roles_of(user) & COUNTY_WIDE else rows.exclude(purpose=Run.Purpose.FOREIGN)


def visible_verdicts(user: Somebody, run: Run) -> QuerySet[Verdict]:
    """The verdicts of a finished run that the user may see: all for county-wide roles, else his own department's.

    What an unfinished run has stored so far is no answer, so nobody sees it.
    """
    if run.status != DONE or not may(user, "evidence.read"):
        return Verdict.objects.none()
    return Verdict.objects.filter(of_departments(user, region="run__region"), run=run).select_related("department")


def visible_clues(user: Somebody, run: Run) -> QuerySet[Clue]:
    """The clues of a run that the user may see, as its verdicts."""
    if run.status != DONE or not may(user, "evidence.read"):
        return Clue.objects.none()
    return Clue.objects.filter(of_departments(user, region="run__region"), run=run)


def visible_links(user: Somebody, run: Run) -> QuerySet[Link]:
    """The links of a run that the user may see: all for county-wide roles, else of his own department's cases."""
    if run.status != DONE or isinstance(user, AnonymousUser) or not may(user, "evidence.read"):
        return Link.objects.none()
    rows = Link.objects.filter(of_regions(user, "run__region"), run=run)
    if roles_of(user) & COUNTY_WIDE:
        return rows
    own = Case.objects.filter(of_departments(user), region=run.region_id)
    return rows.filter(case_number__in=own.order_by().values("case_number"))


def own_runs(region: Region) -> QuerySet[Run]:
    """The finished runs over the county's own data."""
    return Run.objects.filter(region=region, status=DONE).exclude(purpose=Run.Purpose.FOREIGN)


def latest_run(region: Region) -> Run | None:
    """The run that the county's figures come from: the newest finished regular one; None before the first."""
    return own_runs(region).filter(purpose=Run.Purpose.REGULAR).order_by("-pk").first()


def counted_verdicts(run: Run, user: Somebody | None) -> QuerySet[Verdict]:
    """What a figure counts: the user's verdicts, or all of the run's where it is for everybody and names nobody."""
    return Verdict.objects.filter(run=run) if user is None else visible_verdicts(user, run)


def verdict_counts(run: Run, user: Somebody | None = None) -> dict[str, int]:
    """Verdict -> how many items, every verdict present; of those that `user` may see when one is given."""
    rows = counted_verdicts(run, user)
    found = dict(rows.order_by().values_list("verdict").annotate(n=Count("pk")))
    return {value: found.get(value, 0) for value in VerdictValue.values}


@dataclass(frozen=True)
class DepartmentRow:
    """One department's verdicts: verdict -> items; matters and off matters of the items that are verified."""

    department_id: int | None
    name: str
    counts: dict[str, int]
    matters: int
    off_matters: int


def verdicts_by_department(run: Run, user: Somebody | None = None) -> list[DepartmentRow]:
    """One row for each department, most off matters first; in one query."""
    rows = counted_verdicts(run, user)
    grouped = (
        rows.order_by()
        .values("department", "department__short_name", "verdict")
        .annotate(n=Count("pk"), all=Sum("matters"), off=Sum("off_matters"))
    )
    found: dict[int | None, DepartmentRow] = {}
    for each in grouped:
        key = each["department"]
        before = found.get(key)
        counts = before.counts if before else dict.fromkeys(VerdictValue.values, 0)
        counts[each["verdict"]] = each["n"]
        counted = each["verdict"] != VerdictValue.EXEMPT
        found[key] = DepartmentRow(
            key,
            each["department__short_name"] or "未载明部门",
            counts,
            (before.matters if before else 0) + (each["all"] if counted else 0),
            (before.off_matters if before else 0) + (each["off"] if counted else 0),
        )
    return sorted(found.values(), key=lambda row: (-row.off_matters, row.name))


@dataclass(frozen=True)
class Rate:
    """实质运行率: items that run, of those that may be judged (exempt ones and those without business left out)."""

    running: int
    judged: int
    unproven: int

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None when no item could be judged at all."""
        return self.running / self.judged if self.judged else None


def truly_running_rate(run: Run) -> Rate:
    """Running of those with a verdict either way; `unproven` are the 证据不足, which count for neither."""
    counts = verdict_counts(run)
    judged = counts["runs"] + counts["hollow"] + counts["bypassed"]
    return Rate(counts["runs"], judged, counts["thin"])


@dataclass(frozen=True)
class Month:
    """One month (or week) of a run: its first day, the matters of the items verified, those handled off the hall."""

    first: date
    matters: int
    off_matters: int

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None for a month without matters."""
        return self.off_matters / self.matters if self.matters else None


def trend_by_month(region: Region, run: Run | None = None) -> list[Month]:
    """The months of the latest run with the share handled off the hall, as its rows said when it was made."""
    run = run or latest_run(region)
    if run is None:
        return []
    return [Month(date.fromisoformat(first), matters, off) for first, matters, off in run.report.get("months", [])]


def months_of(run: Run) -> list[Month]:
    """The months of a run from its rows and the cases; reads every case of the period, so it is asked once a run."""
    matters, off = matters_by(run, month_of)
    return [Month(first, matters[first], off[first]) for first in months(run.period_from, run.period_to)]


def weeks_of(run: Run) -> list[Month]:
    """The same by week, each under its Monday. A finished run never changes, so what was counted once is kept."""
    key = f"evidence:weeks:{run.pk}"
    kept: list[tuple[date, int, int]] | None = cache.get(key)
    if kept is None:
        matters, off = matters_by(run, monday)
        first = monday(run.period_from)
        days = (first + timedelta(weeks=n) for n in range((run.period_to - first).days // 7 + 1))
        kept = [(day, matters[day], off[day]) for day in days]
        cache.set(key, kept, DAYS_KEPT)
    return [Month(*each) for each in kept]


def monday(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def newest_day(region: Region, day: date) -> date | None:
    """The last day for which the county handed in cases or records; of rows dated after `day` (typing errors) none."""
    end = datetime.combine(day + timedelta(days=1), time(), SHANGHAI)
    cases, register = Case.objects.filter(region=region), RegisterRecord.objects.filter(region=region)
    moments = (
        _newest(cases.filter(received_at__lt=end), "received_at"),
        _newest(cases.filter(received_at__isnull=True, accepted_at__lt=end), "accepted_at"),
    )
    days = [moment.astimezone(SHANGHAI).date() for moment in moments if moment]
    days += [
        _newest(register.filter(issued_on__lte=day), "issued_on"),
        _newest(register.filter(issued_on__isnull=True, applied_on__lte=day), "applied_on"),
    ]
    return max((each for each in days if each), default=None)


def _newest(rows: QuerySet[Any], column: str) -> Any:
    return rows.order_by().aggregate(last=Max(column))["last"]


@dataclass(frozen=True)
class RecheckPeriod:
    """The days that one verification must cover to close these orders; `last` is None while no such data are in."""

    first: date
    last: date | None
    orders: list[Order]


def recheck_periods(region: Region, day: date) -> list[RecheckPeriod]:
    """What to verify so that the orders under check can be decided on a day: one period for each day of answers."""
    waiting = under_check(region)
    newest = newest_day(region, day) if waiting else None
    return [
        RecheckPeriod(first, newest if newest and newest >= first else None, orders)
        for first, orders in waiting.items()
    ]


def filtered(rows: QuerySet[Verdict], chosen: dict[str, Any]) -> QuerySet[Verdict]:
    """The verdicts under the filters: verdict (or all that must come in), department, name or code."""
    if chosen.get("verdict") == MUST:
        rows = rows.exclude(verdict=VerdictValue.EXEMPT)
    elif chosen.get("verdict"):
        rows = rows.filter(verdict=chosen["verdict"])
    if chosen.get("department"):
        rows = rows.filter(department=chosen["department"])
    if chosen.get("q"):
        rows = rows.filter(Q(item_name__icontains=chosen["q"]) | Q(item_code__startswith=chosen["q"]))
    return rows


def link_count(run: Run) -> int:
    """How many records were linked to a case."""
    return Link.objects.filter(run=run).count()


def rule_rows(run: Run) -> list[dict[str, Any]]:
    """What became of each rule in a finished run, as its report says, with the rule's class in Chinese."""
    rows = run.report.get("rules", [])
    return [
        {**each, "class_title": CLASS_TITLES[each["finding_class"]], "reason": in_words(each.get("reason", ""))}
        for each in rows
    ]
