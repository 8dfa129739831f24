"""Questions about the traffic of a branch hall: month by month, by place, before and after it should be empty."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, Max, Min, QuerySet
from django.db.models.functions import TruncDate

from yimen.cases import queries as cases
from yimen.cases.imports import SHANGHAI
from yimen.cases.models import Case
from yimen.entry.branches.models import BranchCheck, BranchDecision
from yimen.entry.branches.queries import counts_from, items_ever
from yimen.entry.branches.services import Seen
from yimen.evidence.branches.places import ELSEWHERE, IN_BRANCH, IN_HALL, OWN_PLACE, PLACES, UNKNOWN, Places, Where
from yimen.halls.branches.queries import stated_by_month
from yimen.halls.models import Hall
from yimen.halls.queries import month_of
from yimen.people.queries import Somebody

Verdict = BranchCheck.Verdict
LEAST = 5
"""Fewer matters at known counters than this say nothing (证据不足), as in the verdicts of the engine."""
STILL_FROM = 0.10
"""From this share off the hall on the branch is not empty, as the engine's threshold of 体外循环."""
MOST_UNKNOWN = 0.20
"""With more than this share of no known place nothing can be said."""
LEAST_SHARE = 0.50
"""Monthly traffic under this share of what it was before leaves open where the rest went."""
DAYS = 30
"""So many days of data are needed after the branch should be empty, and are compared at least from before."""


@dataclass(frozen=True)
class Month:
    """One month of a branch's items: cases by place, and what the department itself states (None: nothing)."""

    first: date
    counts: Counter[str]
    stated: int | None

    @property
    def total(self) -> int:
        """All cases of the month, wherever."""
        return self.counts.total()


def visible_of_branch(user: Somebody, hall: Hall) -> QuerySet[Case]:
    """The cases of the branch's items by its department that the user may see, with the days told in Shanghai."""
    rows = cases.visible_cases(user).filter(region=hall.region_id, department=hall.department_id)
    return rows.filter(item__in=list(items_ever(hall).values_list("pk", flat=True)), received_at__isnull=False)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def between(rows: QuerySet[Case], first: date, last: date) -> QuerySet[Case]:
    """The cases received from the first day to the last."""
    return rows.filter(received_at__gte=_midnight(first), received_at__lt=_midnight(last + timedelta(days=1)))


def _grouped(rows: QuerySet[Case]) -> Iterator[tuple[Where, int]]:
    """(where, how many) of all cases, put together by the database."""
    found = (
        rows.order_by()
        .annotate(day=TruncDate("received_at", tzinfo=SHANGHAI))
        .values_list("day", "channel", "window_code", "terminal")
        .annotate(n=Count("pk"))
    )
    for day, channel, window, terminal, n in found:
        yield Where(day, channel, window, terminal), n


def by_place(rows: QuerySet[Case], places: Places) -> dict[date, Counter[str]]:
    """Day -> how many cases of that day were taken in at each place."""
    found: dict[date, Counter[str]] = {}
    for where, n in _grouped(rows):
        found.setdefault(where.day, Counter())[places.of(where)] += n
    return found


def months(hall: Hall, days: dict[date, Counter[str]]) -> list[Month]:
    """The months that have cases or a stated figure, without a gap between."""
    stated = stated_by_month(hall)
    counts: dict[date, Counter[str]] = {}
    for day, some in days.items():
        counts.setdefault(day.replace(day=1), Counter()).update(some)
    known = [*counts, *stated]
    if not known:
        return []
    found, month = [], min(known)
    while month <= max(known):
        row = stated.get(month)
        found.append(Month(month, counts.get(month, Counter()), row.matters if row else None))
        month = month_of(month)[1] + timedelta(days=1)
    return found


def rows_at(rows: QuerySet[Case], places: Places, month: date, place: str) -> list[int]:
    """The keys of the cases of a month that were taken in at a place: the rows behind one figure."""
    some = between(rows, *month_of(month)).annotate(day=TruncDate("received_at", tzinfo=SHANGHAI))
    told = some.order_by("received_at", "pk").values_list("pk", "day", "channel", "window_code", "terminal")
    return [
        key
        for key, day, channel, window, terminal in told
        if not place or places.of(Where(day, channel, window, terminal)) == place
    ]


def data_until(hall: Hall) -> date | None:
    """The last day of which the county has a case: later nothing can be known."""
    last = Case.objects.filter(region=hall.region_id).aggregate(last=Max("received_at"))["last"]
    return last.astimezone(SHANGHAI).date() if last else None


def seen(decision: BranchDecision, rows: QuerySet[Case], places: Places, until: date | None) -> Seen | None:
    """What the cases say of a decision up to a day: moved, still there, or not enough to say; None before it counts."""
    first = counts_from(decision)
    if first is None or until is None or until < first:
        return None
    days = by_place(rows, places)
    after: Counter[str] = Counter()
    before: Counter[str] = Counter()
    for day, some in days.items():
        (after if first <= day <= until else before if day < first else Counter()).update(some)
    verdict, words = _judged(after, _monthly(before, min(days, default=first), first), first, until)
    return Seen(
        verdict=verdict, words=words, data_from=first, data_to=until, in_hall=after[IN_HALL],
        in_branch=after[IN_BRANCH], in_own_place=after[OWN_PLACE], elsewhere=after[ELSEWHERE], unknown=after[UNKNOWN],
    )  # fmt: skip


def _monthly(counts: Counter[str], start: date, end: date) -> float | None:
    """Cases in thirty days between two days; None when there are fewer than thirty."""
    days = (end - start).days
    return counts.total() / days * 30 if days >= DAYS else None


def _judged(after: Counter[str], monthly_before: float | None, first: date, until: date) -> tuple[str, str]:
    """The verdict and the sentence for it. What cannot be known is 证据不足: it is held against nobody."""
    off, known = after[IN_BRANCH] + after[OWN_PLACE], after[IN_BRANCH] + after[OWN_PLACE] + after[IN_HALL]
    told = "、".join(f"{PLACES[place]} {after[place]} 件" for place in PLACES if after[place]) or "没有办件"
    span = (until - first).days + 1
    if known >= LEAST and off / known >= STILL_FROM:
        return Verdict.STILL, f"{told}；分厅和部门自有场所占窗口办件的 {off / known:.1%}。"
    if span < DAYS:
        return Verdict.THIN, f"{told}；关停以后只有 {span} 天的数据，不足 {DAYS} 天。"
    if known < LEAST:
        return Verdict.THIN, f"{told}；能看出地点的窗口办件不足 {LEAST} 件。"
    if after[UNKNOWN] > MOST_UNKNOWN * after.total():
        return Verdict.THIN, f"{told}；未载明地点的超过两成。"
    monthly = after.total() / span * 30
    if monthly_before is None:
        return Verdict.THIN, f"{told}；关停以前的数据不足 {DAYS} 天，看不出业务量是否转入。"
    if monthly < LEAST_SHARE * monthly_before:
        return Verdict.THIN, (
            f"{told}；每 30 天 {monthly:.0f} 件，关停以前 {monthly_before:.0f} 件，其余去了哪里数据里看不到。"
        )
    return Verdict.MOVED, (f"{told}；每 30 天 {monthly:.0f} 件，关停以前 {monthly_before:.0f} 件，业务量已在大厅。")


def span_of(rows: QuerySet[Case]) -> tuple[date, date] | None:
    """The first and the last day on which a case of the branch's items was received."""
    found = rows.order_by().aggregate(first=Min(F("received_at")), last=Max(F("received_at")))
    if not found["first"]:
        return None
    return found["first"].astimezone(SHANGHAI).date(), found["last"].astimezone(SHANGHAI).date()
