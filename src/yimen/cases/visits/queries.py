"""跑动次数: how often people came to the hall for a case, and for the cases of an item; derived from what was done.

Only what was handled here from receipt to end is counted: of a case that another system hands in nobody knows how often
its people came. A visit is seen when something of the case was done on it, so a count is a lower bound: whoever was
sent away with nothing written down is in no figure.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet

from yimen.cases.handling.models import Delivery, Dossier, Paper
from yimen.cases.models import Case
from yimen.cases.visits.models import CaseVisit
from yimen.common.workdays import SHANGHAI
from yimen.halls.planning.engine.student import half_width
from yimen.people.models import Region, User
from yimen.people.queries import Somebody, may, of_departments
from yimen.verify.chance import wilson

ENOUGH = 10
"""Of fewer cases of an item no mean and no share is told: 证据不足."""
MOST_LISTED = 3
"""From so many visits on cases are told of together."""


def visible_to(user: Somebody) -> QuerySet[Dossier]:
    """The cases handled here that the user may count: the county's, or those of his own department."""
    if not isinstance(user, User) or not may(user, "cases.read"):
        return Dossier.objects.none()
    return Dossier.objects.filter(of_departments(user))


def visible_visits(user: Somebody) -> QuerySet[CaseVisit]:
    """The visits tied to those cases."""
    return CaseVisit.objects.filter(dossier__in=visible_to(user).values("pk")).select_related("ticket", "dossier__case")


def finished(rows: QuerySet[Dossier], first: date, last: date) -> QuerySet[Dossier]:
    """Those of the cases whose result reached their people in the span, both days included."""
    begin = datetime.combine(first, time(), SHANGHAI)
    end = datetime.combine(last + timedelta(days=1), time(), SHANGHAI)
    return rows.filter(delivered__isnull=False, case__finished_at__gte=begin, case__finished_at__lt=end)


@dataclass(frozen=True)
class Counted:
    """一件办件的到厅: each time of coming as its day and what was done; how many of them a ticket proves."""

    dossier: Dossier
    times: int
    by_ticket: int
    declared: int | None
    words: str

    @property
    def is_more(self) -> bool:
        """Whether they came more often than is declared for the item."""
        return self.declared is not None and self.times > self.declared


Deed = tuple[date, str]
"""The day in Shanghai on which something was done at a window, and what."""


def counted(rows: QuerySet[Dossier]) -> list[Counted]:
    """Each of the cases with how often its people came; four queries for however many."""
    dossiers = list(rows.select_related("case", "version", "department").order_by("-case__finished_at", "-pk"))
    keys = [each.pk for each in dossiers]
    tied: dict[int, list[CaseVisit]] = defaultdict(list)
    for row in CaseVisit.objects.filter(dossier__in=keys).select_related("ticket"):
        tied[row.dossier_id].append(row)
    deeds = _deeds(dossiers, keys)
    return [_count(each, tied[each.pk], deeds[each.pk]) for each in dossiers]


def _deeds(dossiers: Sequence[Dossier], keys: list[int]) -> dict[int, list[Deed]]:
    """Key of a case -> what was done of it at a window, with or without a number; two queries."""
    found: dict[int, list[Deed]] = defaultdict(list)
    for each in dossiers:
        if each.case.channel == Case.Channel.WINDOW and each.case.received_at:
            found[each.pk].append((_day(each.case.received_at), "收件"))
    papers = Paper.objects.filter(dossier__in=keys, after_asked=True, by__isnull=False)
    for key, at in papers.values_list("dossier", "at"):
        found[key].append((_day(at), "补正"))
    fetched = Delivery.objects.filter(dossier__in=keys, way=Dossier.Way.WINDOW)
    for key, at in fetched.values_list("dossier", "at"):
        found[key].append((_day(at), "领取"))
    return found


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


def _count(dossier: Dossier, tied: list[CaseVisit], deeds: list[Deed]) -> Counted:
    """Visits that tickets tell apart, and each other day on which something was done at a window without a number."""
    visits: dict[int, list[CaseVisit]] = defaultdict(list)
    for row in tied:
        visits[row.visit_id].append(row)
    days = {_day(row.at) for row in tied}
    alone: dict[date, list[str]] = defaultdict(list)
    for day, what in sorted(set(deeds)):
        if day not in days:
            alone[day].append(what)
    told = [
        (_day(some[0].at), f"{some[0].ticket} {'、'.join(each.get_act_display() for each in some)}")
        for some in visits.values()
    ] + [(day, "、".join(what)) for day, what in alone.items()]
    words = "；".join(f"{day:%m-%d} {what}" for day, what in sorted(told))
    return Counted(dossier, len(visits) + len(alone), len(visits), dossier.version.visits, words)


@dataclass(frozen=True)
class ItemVisits:
    """一个事项的跑动次数: declared and counted side by side."""

    item: int
    code: str
    name: str
    department: str
    declared: int | None
    cases: int
    once: int
    more: int
    by_ticket: int
    mean: float
    reach: float

    @property
    def is_known(self) -> bool:
        """Whether there are enough cases to tell of."""
        return self.cases >= ENOUGH

    @property
    def span(self) -> tuple[float, float]:
        """The 95 % interval of the mean; no mean lies below the fewest times that anybody came."""
        return max(0.0, self.mean - self.reach), self.mean + self.reach

    @property
    def once_span(self) -> tuple[float, float]:
        """The 95 % interval of the share that came at most once."""
        return wilson(self.once, self.cases)

    @property
    def gap(self) -> float | None:
        """By how much the mean lies above what is declared; None where nothing is declared or too little is known."""
        return None if self.declared is None or not self.is_known else self.mean - self.declared


def by_item(some: Iterable[Counted]) -> list[ItemVisits]:
    """The items of the cases, those that were come for more often than declared first; no query."""
    found: dict[int, list[Counted]] = defaultdict(list)
    for each in some:
        found[each.dossier.version.item_id].append(each)
    rows = [_item(key, cases) for key, cases in found.items()]
    return sorted(rows, key=lambda row: (-row.more, -row.cases, row.code))


def _item(key: int, cases: list[Counted]) -> ItemVisits:
    version = cases[0].dossier.version  # the newest case's: what is declared now
    times = [each.times for each in cases]
    mean = math.fsum(times) / len(times)
    variance = math.fsum((each - mean) ** 2 for each in times) / (len(times) - 1) if len(times) > 1 else 0.0
    return ItemVisits(
        key, version.code, version.name, cases[0].dossier.department.short_name, version.visits, len(cases),
        sum(each <= 1 for each in times), sum(each.is_more for each in cases),
        sum(each.by_ticket == each.times for each in cases), mean,
        half_width(variance, len(times)) if len(times) > 1 else 0.0,
    )  # fmt: skip


def distribution(some: Iterable[Counted]) -> dict[int, int]:
    """Times of coming (3 stands for 3 and more) -> cases."""
    found = dict.fromkeys(range(MOST_LISTED + 1), 0)
    for each in some:
        found[min(each.times, MOST_LISTED)] += 1
    return found


def once_by_department(region: Region, day: date) -> dict[int, tuple[int, int]]:
    """Key of a department -> (cases that took at most one visit, cases finished), of the year up to the day."""
    rows = finished(Dossier.objects.filter(region=region), day - timedelta(days=365), day)
    found: dict[int, tuple[int, int]] = {}
    for each in counted(rows):
        once, whole = found.get(each.dossier.department_id, (0, 0))
        found[each.dossier.department_id] = once + (each.times <= 1), whole + 1
    return found
