"""Questions about the negative list: how an entry stands on a day, what it was before, and who may see it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from yimen.catalog.models import ItemVersion
from yimen.entry.exemptions.models import Collector, CureStep, Endorsement, Exemption, Objection, holds_on
from yimen.entry.exemptions.rules import EXPIRING_DAYS, REASONS, months_between
from yimen.entry.exemptions.states import APPROVED, DRAFT, EXEMPTION, OPEN, PASSED, RETURNED, SIGNED, UPHELD, WITHDRAWN
from yimen.entry.exemptions.wording import digest_of
from yimen.halls.models import Attendance, Hall, HallDay
from yimen.halls.queries import posted_on
from yimen.people.models import Region
from yimen.people.queries import Somebody, of_departments

UPCOMING, IN_FORCE, EXPIRING, LAPSED, RENEWED = "upcoming", "in_force", "expiring", "lapsed", "renewed"
BY_DATE = {
    IN_FORCE: "生效中",
    EXPIRING: "即将到期",
    UPCOMING: "待生效",
    RENEWED: "已续期",
    LAPSED: "已到期",
}
"""What follows from dates alone, for entries that were published."""
TONES = {IN_FORCE: "good", EXPIRING: "warn", UPCOMING: "calm", RENEWED: "plain", LAPSED: "wrong", WITHDRAWN: "plain"}
ATTENDANCE_DAYS = 30
MANY_RENEWALS = 2
"""From so many renewals on an entry counts as 反复续期."""


def visible_exemptions(user: Somebody) -> QuerySet[Exemption]:
    """The entries of the negative list that the user may see."""
    return Exemption.objects.filter(of_departments(user)).select_related("item", "department")


def visible_objections(user: Somebody) -> QuerySet[Objection]:
    """The objections to entries that the user may see."""
    rows = Objection.objects.filter(of_departments(user, "exemption__region", "exemption__department"))
    return rows.select_related("exemption__item", "exemption__department")


def with_names(rows: QuerySet[Exemption]) -> QuerySet[Exemption]:
    """The entries with `name`, the newest that the list has for the item, and `continued` (a renewal was published)."""
    versions = ItemVersion.objects.filter(item=OuterRef("item")).order_by("-valid_from", "-number")
    renewals = Exemption.objects.filter(renews=OuterRef("pk"), holds_from__isnull=False).exclude(status=WITHDRAWN)
    return rows.annotate(name=Subquery(versions.values("name")[:1]), continued=Exists(renewals))


def names_of(items: Iterable[int]) -> dict[int, str]:
    """Key of an item -> the newest name that the list has for it."""
    rows = ItemVersion.objects.filter(item__in=set(items)).order_by("valid_from", "number")
    return dict(rows.values_list("item", "name"))


def standing(entry: Any, day: date) -> tuple[str, str, str]:
    """(code, words, tone) of how an entry from `with_names` stands on a day: what was done, or what its dates say."""
    if entry.status == WITHDRAWN or entry.holds_from is None:
        return entry.status, entry.status_label, TONES.get(entry.status, "calm")
    if entry.valid_to is not None and entry.valid_to < day:
        code = RENEWED if entry.continued else LAPSED
    elif entry.holds_from > day:
        code = UPCOMING
    elif entry.valid_to is not None and entry.valid_to <= day + timedelta(days=EXPIRING_DAYS):
        code = EXPIRING
    else:
        code = IN_FORCE
    return code, BY_DATE[code], TONES[code]


def in_standing(rows: QuerySet[Any], code: str, day: date) -> QuerySet[Any]:
    """The rows of `with_names` that stand so on a day: the same answer as `standing`, of the database."""
    published = Q(holds_from__isnull=False) & ~Q(status=WITHDRAWN)
    over = Q(valid_to__lt=day)
    soon = Q(valid_to__gte=day, valid_to__lte=day + timedelta(days=EXPIRING_DAYS))
    begun = Q(holds_from__lte=day)
    conditions = {
        UPCOMING: published & Q(holds_from__gt=day) & ~over,
        IN_FORCE: published & begun & (Q(valid_to__isnull=True) | Q(valid_to__gte=day)),
        EXPIRING: published & begun & soon,
        LAPSED: published & over & Q(continued=False),
        RENEWED: published & over & Q(continued=True),
    }
    if code in conditions:
        return rows.filter(conditions[code])
    return rows.filter(status=code) if code == WITHDRAWN else rows.filter(status=code, holds_from__isnull=True)


def counted(rows: QuerySet[Any], day: date) -> dict[str, int]:
    """Code of a standing -> how many of the rows stand so on the day; `in_force` includes those that expire soon."""
    return {code: in_standing(rows, code, day).count() for code in (*BY_DATE, *EXEMPTION.states)}


@dataclass(frozen=True)
class Tile:
    """A figure of the list's page and the rows that it opens: `route` with the filter `query`."""

    label: str
    figure: int
    route: str
    query: str
    note: str
    wrong: bool = False


def tile_counts(user: Somebody, day: date) -> list[Tile]:
    """What the first line of the list's page says, of what the user may see."""
    found = counted(with_names(visible_exemptions(user)), day)
    objections = visible_objections(user)
    late = overdue(objections, day).count()
    waiting = objections.filter(status=OPEN).count()
    under_way = sum(found[code] for code in (DRAFT, SIGNED, RETURNED, PASSED, APPROVED))
    return [
        Tile("生效中", found[IN_FORCE], "entry:exemptions", f"status={IN_FORCE}", "今日使事项不计入应进范围"),
        Tile("即将到期", found[EXPIRING], "entry:exemptions", f"status={EXPIRING}", f"{EXPIRING_DAYS} 天内到期"),
        Tile("已到期", found[LAPSED], "entry:exemptions", f"status={LAPSED}", "到期次日起应当进驻"),
        Tile("签批中", under_way, "entry:duties", "kind=under_way", "尚未公布，不产生效力"),
        Tile("异议待答复", waiting, "entry:objections", f"status={OPEN}", f"其中逾期 {late} 件", late > 0),
    ]


def by_reason(rows: QuerySet[Any], day: date) -> dict[str, int]:
    """Code of a reason -> how many entries in force on the day rest on it."""
    found = rows.filter(holds_on(day)).order_by().values("reason").annotate(figure=Count("pk"))
    return {row["reason"]: row["figure"] for row in found}


@dataclass(frozen=True)
class Signature:
    """签批 with whether it still binds: `stale` once the text is another than the one that was endorsed."""

    row: Endorsement
    stale: bool


def signatures(entry: Exemption) -> list[Signature]:
    """Every endorsement of the entry, the oldest first."""
    digest = digest_of(entry)
    return [Signature(row, row.digest != digest) for row in entry.endorsements.select_related("by")]


@dataclass(frozen=True)
class Creep:
    """续期与更换理由 of one item: how often it was published anew, for how many months in all, for which reasons."""

    renewals: int
    months: int
    reasons: tuple[str, ...]
    too_long: bool

    @property
    def hops(self) -> int:
        """How often the reason was another than the time before."""
        return sum(first != second for first, second in zip(self.reasons, self.reasons[1:], strict=False))

    @property
    def flagged(self) -> bool:
        """True when somebody should ask whether the item will ever enter."""
        return self.renewals >= MANY_RENEWALS or self.hops > 0 or self.too_long

    @property
    def words(self) -> str:
        """One sentence for people; empty when there was one entry only."""
        parts = [f"已续 {self.renewals} 次，累计 {self.months} 个月"] if self.renewals else []
        if self.hops:
            parts.append(f"更换理由 {self.hops} 次：{' → '.join(REASONS[each].label for each in self.reasons)}")
        if self.too_long and not self.renewals:
            parts.append(f"累计 {self.months} 个月")
        return "；".join(parts)


def creep_of(items: Iterable[int], day: date) -> dict[int, Creep]:
    """Key of an item -> what its published entries show, as of a day; one query for all of them."""
    rows = Exemption.objects.filter(item__in=set(items), holds_from__isnull=False).order_by("holds_from", "pk")
    entries: dict[int, list[Exemption]] = defaultdict(list)
    for row in rows:
        entries[row.item_id].append(row)
    return {item: _creep(found, day) for item, found in entries.items()}


def repeated(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows whose item was published on the list more than once, whoever may see the other times."""
    again = Exemption.objects.filter(holds_from__isnull=False).order_by().values("item")
    return rows.filter(item__in=again.annotate(times=Count("pk")).filter(times__gt=1).values("item"))


def _creep(entries: list[Exemption], day: date) -> Creep:
    months: dict[str, int] = defaultdict(int)
    for row in entries:
        ended = row.withdrawn_on - timedelta(days=1) if row.withdrawn_on else row.valid_to
        last = min(ended or day, max(day, row.valid_to or day))
        if row.holds_from is not None and row.holds_from <= last:
            months[row.reason] += months_between(row.holds_from, last)
    longest = {code: REASONS[code].longest_months for code in months}
    too_long = any(limit is not None and months[code] > limit for code, limit in longest.items())
    return Creep(len(entries) - 1, sum(months.values()), tuple(row.reason for row in entries), too_long)


@dataclass(frozen=True)
class Presence:
    """专人在厅: whether a named collector is posted in the comprehensive hall, and how often he came of late.

    attended and open_days are None where the hall handed in no attendance for the time: 证据不足, not absent.
    """

    collector: Collector
    windows: tuple[str, ...]
    attended: int | None
    open_days: int | None

    @property
    def words(self) -> tuple[str, str]:
        """(sentence, tone) for people."""
        if not self.windows:
            return "未派驻在政务服务中心", "wrong"
        if self.attended is None or self.open_days is None:
            return f"派驻窗口 {'、'.join(self.windows)}；考勤证据不足", "plain"
        tone = "good" if self.attended * 2 >= self.open_days else "wrong"
        return f"派驻窗口 {'、'.join(self.windows)}；到岗 {self.attended} / 开放 {self.open_days} 天", tone


def presence_of(entries: Iterable[Exemption], day: date) -> dict[int, list[Presence]]:
    """Key of an entry -> its named collectors as the hall's own books show them up to a day: four queries at most."""
    wanted = {row.pk: row.version for row in entries}
    named = [
        each
        for each in Collector.objects.filter(exemption__in=wanted).select_related("staff__department")
        if each.version == wanted[each.exemption_id]
    ]
    if not named:
        return {}
    staff = {each.staff_id for each in named}
    windows: dict[int, list[str]] = defaultdict(list)
    posted = posted_on(day).filter(staff__in=staff, window__hall__kind=Hall.Kind.MAIN)
    for one, code in posted.order_by("window__code").values_list("staff", "window__code"):
        windows[one].append(code)
    span = (day - timedelta(days=ATTENDANCE_DAYS - 1), day)
    region = named[0].staff.region_id
    days = set(
        HallDay.objects.filter(hall__region=region, hall__kind=Hall.Kind.MAIN, date__range=span).values_list(
            "date", flat=True
        )
    )
    kept = Attendance.objects.filter(staff__region=region, date__range=span, arrived_at__isnull=False)
    came: dict[int, int] = dict(
        kept.filter(staff__in=staff, date__in=days)
        .order_by()
        .values("staff")
        .annotate(n=Count("pk"))
        .values_list("staff", "n")
    )
    known = bool(days) and kept.exists()
    found: dict[int, list[Presence]] = defaultdict(list)
    for each in named:
        numbers = (came.get(each.staff_id, 0), len(days)) if known else (None, None)
        found[each.exemption_id].append(Presence(each, tuple(windows[each.staff_id]), *numbers))
    return found


def steps_of(entry: Exemption) -> QuerySet[CureStep]:
    """The steps of the entry's present text."""
    return CureStep.objects.filter(exemption=entry, version=entry.version).select_related("done_by")


def published(day: date) -> QuerySet[Any]:
    """The entries on the public lists on a day: published, not withdrawn, not over; those to come are read early."""
    rows = Exemption.objects.filter(holds_from__isnull=False).filter(
        Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day)
    )
    rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    return with_names(rows.select_related("item", "department", "region"))


def public_list(region: Region, day: date) -> QuerySet[Any]:
    """The county's entries on its public list on a day."""
    return published(day).filter(region=region).order_by("department__code", "item__code", "pk")


def publishing_regions(day: date) -> QuerySet[Region]:
    """The counties that have a public list on a day."""
    return Region.objects.filter(pk__in=published(day).order_by().values("region")).order_by("code")


def objections_of(region: Region) -> QuerySet[Objection]:
    """Every objection to an entry of the county, for its public list."""
    return Objection.objects.filter(exemption__region=region).select_related("exemption__item", "exemption__department")


def overdue(rows: QuerySet[Objection], day: date) -> QuerySet[Objection]:
    """The objections whose deadline has passed without an answer."""
    return rows.filter(status=OPEN, due__lt=day)


def unheeded(rows: QuerySet[Objection], day: date) -> QuerySet[Objection]:
    """The objections that were upheld while their entry still exempts."""
    return rows.filter(status=UPHELD).filter(exemption__in=Exemption.objects.filter(holds_on(day)).values("pk"))
