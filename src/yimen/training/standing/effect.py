"""培训效果: how often things went wrong at the hands of those who passed a course, before and after, beside the county.

A comparison, never a cause: others changed in the same time too, so their figures stand beside it. Where there are too
few cases on a side the answer is 证据不足.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import sqrt

from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.utils import timezone

from yimen.cases.models import Case
from yimen.common.workdays import ONE_DAY, SHANGHAI
from yimen.rectification.models import Finding
from yimen.rectification.states import ACCEPTED
from yimen.training.courses.models import CourseVersion
from yimen.training.standing.models import Qualification
from yimen.verify.chance import wilson

LEAST_CASES, LEAST_DAYS = 50, 14
"""Fewer cases on a side, or fewer days of data after the training, say nothing."""
BEFORE, AFTER = "before", "after"
SIDES = {BEFORE: "培训前", AFTER: "培训后"}


@dataclass(frozen=True)
class Indicator:
    """指标: what counts as gone wrong, of which cases."""

    code: str
    label: str
    says: str
    wrong: Q
    of: Q = field(default_factory=Q)


INDICATORS = {
    each.code: each
    for each in (
        Indicator(
            "late", "补录", "受理后超过 24 小时才录入系统",
            Q(recorded_at__gt=F("accepted_at") + ONE_DAY), Q(recorded_at__isnull=False, accepted_at__isnull=False),
        ),
        Indicator(
            "order", "时间颠倒", "受理早于收件，或决定早于受理",
            Q(accepted_at__lt=F("received_at")) | Q(decided_at__lt=F("accepted_at")), Q(accepted_at__isnull=False),
        ),
        Indicator(
            "asked", "补正告知", "材料不齐，一次性告知补正（本系统办理的件）",
            Q(dossier__asked_at__isnull=False), Q(dossier__isnull=False),
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Rate:
    """发生率: how many of how many."""

    hits: int = 0
    total: int = 0

    @property
    def enough(self) -> bool:
        """Whether there are cases enough to say anything."""
        return self.total >= LEAST_CASES

    @property
    def per_thousand(self) -> float:
        """Of a thousand cases."""
        return 1000 * self.hits / self.total if self.total else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval (Wilson), of a thousand cases."""
        low, high = wilson(self.hits, self.total)
        return 1000 * low, 1000 * high

    def __add__(self, other: "Rate") -> "Rate":
        return Rate(self.hits + other.hits, self.total + other.total)


def difference(before: Rate, after: Rate) -> tuple[float, float, float]:
    """(change, low, high) of a thousand cases: after less before, with its 95 % interval (Newcombe 1998, method 10)."""
    (low_before, high_before), (low_after, high_after) = before.interval, after.interval
    was, now = before.per_thousand, after.per_thousand
    change = now - was
    low = change - sqrt((now - low_after) ** 2 + (high_before - was) ** 2)
    high = change + sqrt((high_after - now) ** 2 + (was - low_before) ** 2)
    return change, low, high


@dataclass
class Compared:
    """前后对照: an indicator of the trained, before and after, and of all others in the same days."""

    indicator: Indicator
    trained: dict[str, Rate] = field(default_factory=lambda: defaultdict(Rate))
    others: dict[str, Rate] = field(default_factory=lambda: defaultdict(Rate))

    @property
    def enough(self) -> bool:
        """Whether both sides of the trained have cases enough."""
        return self.trained[BEFORE].enough and self.trained[AFTER].enough

    @property
    def change(self) -> tuple[float, float, float]:
        """The change of the trained with its interval."""
        return difference(self.trained[BEFORE], self.trained[AFTER])

    @property
    def county_change(self) -> tuple[float, float, float]:
        """The change of all others with its interval."""
        return difference(self.others[BEFORE], self.others[AFTER])

    @property
    def words(self) -> tuple[str, str]:
        """(what the interval says, tone): fewer, more, or no difference that chance would not make."""
        if not self.enough:
            return "证据不足", "plain"
        _, low, high = self.change
        if high < 0:
            return "减少", "good"
        return ("增多", "wrong") if low > 0 else ("没有可分辨的变化", "calm")


@dataclass(frozen=True)
class Cohort:
    """同批合格人员: who passed on one day, and how many days of data lie on each side of it."""

    day: date
    codes: tuple[str, ...]
    span: int

    def days(self, side: str) -> Q:
        """The condition for cases received on that side."""
        first = self.day if side == AFTER else self.day - self.span * ONE_DAY
        begin = datetime.combine(first, time(), SHANGHAI)
        return Q(received_at__gte=begin, received_at__lt=begin + timedelta(days=self.span))


def cohorts(version: CourseVersion, span: int) -> list[Cohort]:
    """Those who first passed the course, day by day, as far as there are data of them afterwards."""
    region = version.course.region_id
    newest = Case.objects.filter(region=region).order_by().aggregate(last=Max("received_at"))["last"]
    if newest is None:
        return []
    rows = Qualification.objects.filter(version__course=version.course_id).order_by()
    first = rows.values("staff__code").annotate(day=Min("valid_from")).values_list("staff__code", "day")
    people: dict[date, list[str]] = defaultdict(list)
    for code, day in first:
        people[day].append(code)
    last = timezone.localdate(newest)
    spans = {day: min(span, (last - day).days + 1) for day in people}
    found = [Cohort(day, tuple(sorted(people[day])), spans[day]) for day in sorted(people) if spans[day] >= LEAST_DAYS]
    return [each for each in found if _worked(version, each)]


def _worked(version: CourseVersion, group: Cohort) -> bool:
    """Whether any of them took a case of the course's items afterwards, as far as the data tell."""
    return scope(version).filter(group.days(AFTER), operator_code__in=group.codes).exists()


def scope(version: CourseVersion) -> QuerySet[Case]:
    """The county's cases of the items that the course is for; of one for everybody all of them."""
    rows = Case.objects.filter(region=version.course.region_id).order_by()
    return rows if version.everyone else rows.filter(item__in=[each.item_id for each in version.items.all()])


def compared(version: CourseVersion, groups: Iterable[Cohort]) -> list[Compared]:
    """Each indicator before and after, summed over the days on which people passed; two queries a day and side."""
    found = {code: Compared(each) for code, each in INDICATORS.items()}
    for group in groups:
        for side in SIDES:
            rows = scope(version).filter(group.days(side))
            trained, others = _rates(rows, group.codes)
            for code, each in found.items():
                each.trained[side] += trained[code]
                each.others[side] += others[code]
    return list(found.values())


def _rates(rows: QuerySet[Case], codes: tuple[str, ...]) -> tuple[dict[str, Rate], dict[str, Rate]]:
    """The rates of cases that these people took, and of all others."""
    counted = {f"{code}_all": Count("pk", filter=each.of) for code, each in INDICATORS.items()}
    counted |= {f"{code}_wrong": Count("pk", filter=each.of & each.wrong) for code, each in INDICATORS.items()}
    own = rows.filter(operator_code__in=codes).aggregate(**counted)
    rest = rows.exclude(operator_code__in=codes).aggregate(**counted)
    return _as_rates(own), _as_rates(rest)


def _as_rates(figures: dict[str, int]) -> dict[str, Rate]:
    return {code: Rate(figures[f"{code}_wrong"], figures[f"{code}_all"]) for code in INDICATORS}


def rows_behind(
    rows: QuerySet[Case], version: CourseVersion, groups: Iterable[Cohort], code: str, side: str
) -> QuerySet[Case]:
    """Of the given cases those that an indicator's figure of the trained counts as gone wrong."""
    condition = Q(pk__in=[])
    for group in groups:
        condition |= group.days(side) & Q(operator_code__in=group.codes)
    indicator = INDICATORS[code]
    found = rows.filter(condition, indicator.of & indicator.wrong)
    if not version.everyone:
        found = found.filter(item__in=[each.item_id for each in version.items.all()])
    return found.order_by("-received_at")


def findings(version: CourseVersion, groups: Iterable[Cohort]) -> dict[str, QuerySet[Finding]]:
    """Side -> confirmed findings of the course's items whose data ended in those days: of items, not of persons."""
    codes = [each.item.code for each in version.items.select_related("item")]
    rows = Finding.objects.filter(region=version.course.region_id, status=ACCEPTED)
    rows = rows if version.everyone else rows.filter(subject__in=codes)
    listed = list(groups)
    return {
        side: rows.filter(_ended_in(listed, side)).select_related("department").order_by("-period_to") for side in SIDES
    }


def _ended_in(groups: list[Cohort], side: str) -> Q:
    condition = Q(pk__in=[])
    for group in groups:
        first = group.day if side == AFTER else group.day - group.span * ONE_DAY
        condition |= Q(period_to__gte=first, period_to__lt=first + group.span * ONE_DAY)
    return condition


def chart(rows: list[Compared], address: str) -> dict[str, object] | None:
    """Before and after of each indicator with cases enough, beside the others'; None when all are thin."""
    shown = [each for each in rows if each.enough]
    if not shown:
        return None
    series = [
        ("培训前", "2", "trained", BEFORE),
        ("培训后", "1", "trained", AFTER),
        ("全县其他前", "3", "others", BEFORE),
        ("全县其他后", "4", "others", AFTER),
    ]
    return {
        "title": "每千件发生数",
        "unit": "件",
        "head": "指标",
        "description": "培训前后同样长的日子；“全县其他”为同一事项、同期、未参加培训的人。",
        "categories": [each.indicator.label for each in shown],
        "series": [
            {
                "name": name, "tone": tone,
                "values": [round(getattr(each, whose)[side].per_thousand, 1) for each in shown],
                "urls": [
                    f"{address}&rows={each.indicator.code}&side={side}#rows" if whose == "trained" else "#figures"
                    for each in shown
                ],
            }
            for name, tone, whose, side in series
        ],
    }  # fmt: skip
