"""Whether the people named for want of room (场地受限) accepted the item's cases in the hall while the entry held."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, QuerySet

from yimen.cases.models import Case
from yimen.common.workdays import SHANGHAI
from yimen.entry.exemptions import queries as exemptions
from yimen.entry.exemptions.models import Collector, Exemption
from yimen.halls.models import Hall, Window
from yimen.people.queries import Somebody, may


@dataclass(frozen=True)
class Collected:
    """收件核对 of one entry: the item's cases while it held, and those that a named collector accepted in the hall."""

    entry: Any
    first: date
    last: date
    named: tuple[str, ...]
    total: int
    by_named: int

    @property
    def words(self) -> tuple[str, str]:
        """(sentence, tone). Without a single case nothing is proven either way."""
        if not self.named:
            return "没有指定专人", "wrong"
        if not self.total:
            return "证据不足：期间没有办件数据", "plain"
        if not self.by_named:
            return f"{self.total} 件办件，没有一件由专人在厅受理", "wrong"
        return f"专人在厅受理 {self.by_named} / {self.total} 件", "good" if 2 * self.by_named >= self.total else "warn"


def visible_entries(user: Somebody, day: date) -> QuerySet[Any]:
    """The entries for want of room that have begun to hold by a day, as far as the user may see verdicts at all."""
    if isinstance(user, AnonymousUser) or not may(user, "evidence.read"):
        return Exemption.objects.none()
    rows = exemptions.with_names(exemptions.visible_exemptions(user))
    held = Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day)
    return rows.filter(held, reason=Exemption.Reason.NO_ROOM, holds_from__lte=day).order_by("-holds_from", "-pk")


def collected(entries: Sequence[Any], day: date) -> list[Collected]:
    """Each entry with what its collectors accepted, up to a day: three queries however many there are."""
    spans = {each.pk: (each.holds_from, min(each.valid_to, day)) for each in entries}
    if not spans:
        return []
    named: dict[int, set[str]] = defaultdict(set)
    version = {each.pk: each.version for each in entries}
    people = Collector.objects.filter(exemption__in=spans).values_list("exemption", "version", "staff__code")
    for entry, of, code in people:
        if of == version[entry]:
            named[entry].add(code)
    region = entries[0].region_id
    in_hall = set(Window.objects.filter(hall__region=region, hall__kind=Hall.Kind.MAIN).values_list("code", flat=True))
    figures = _figures(entries, spans)
    return [
        Collected(
            each,
            *spans[each.pk],
            tuple(sorted(named[each.pk])),
            sum(figures[each.pk].values()),
            sum(n for (who, at), n in figures[each.pk].items() if who in named[each.pk] and at in in_hall),
        )
        for each in entries
    ]


def _figures(entries: Sequence[Any], spans: dict[int, tuple[date, date]]) -> dict[int, dict[tuple[str, str], int]]:
    """Key of an entry -> (work number, window) -> how many of the item's cases were received while it held.

    An item may have several entries one after the other, so cases are asked for by day and counted to their entry.
    """
    wanted = reduce(or_, (_received(each.item_id, *spans[each.pk]) for each in entries))
    rows = Case.objects.filter(wanted).order_by()
    counted = rows.values_list("item", "operator_code", "window_code", "received_at__date").annotate(n=Count("pk"))
    by_item: dict[int, list[tuple[date, str, str, int]]] = defaultdict(list)
    for item, who, at, received, n in counted:
        by_item[item].append((received, who, at, n))
    found: dict[int, dict[tuple[str, str], int]] = {}
    for each in entries:
        mine: dict[tuple[str, str], int] = defaultdict(int)
        first, last = spans[each.pk]
        for received, who, at, n in by_item[each.item_id]:
            if first <= received <= last:
                mine[who, at] += n
        found[each.pk] = mine
    return found


def _received(item: int, first: date, last: date) -> Q:
    begin = datetime.combine(first, time.min, SHANGHAI)
    end = datetime.combine(last + timedelta(days=1), time.min, SHANGHAI)
    return Q(item=item, received_at__gte=begin, received_at__lt=end)
