"""窗口业务量 by tickets: who came when, and how long a matter took at the window from begin to end.

`config` registers it with the planner of the halls before the source that only knows cases: there a minute between
receipt and acceptance stands for the work, here somebody stood at the window.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from yimen.cases.visits.models import CaseVisit
from yimen.catalog.models import ItemVersion
from yimen.common.workdays import SHANGHAI
from yimen.halls.models import TicketCall
from yimen.halls.planning.measuring import ItemWork, Key, Times, Work
from yimen.people.models import Region

ENOUGH = 30
"""A window at which fewer people were served in the span is left to the source that knows cases."""
LONGEST = 120.0
"""Minutes; who is longer at a window was not ended when he left."""
SLOT = 30
SOURCE = "号票（开始办理至结束）"
UNTIED = ("", "未连到办件")


@dataclass
class _Tally:
    """What is added up of one department at one window."""

    slots: Counter[int] = field(default_factory=Counter)
    served: int = 0
    minutes: dict[int | None, list[float]] = field(default_factory=lambda: defaultdict(list))


def work_by_tickets(region: Region, windows: Collection[str], first: date, last: date) -> Mapping[Key, Work]:
    """The people of each department's clerks at each window that served enough, by the half hour in which they came.

    Three queries. Numbers entered from paper are left out: their times were declared.
    """
    begin = datetime.combine(first, time(), SHANGHAI)
    rows = TicketCall.objects.filter(
        hall__region=region, window__code__in=windows, begun_at__isnull=False, end=TicketCall.End.DONE,
        called_at__gte=begin, called_at__lt=begin + (last - first + timedelta(days=1)), by__department__isnull=False,
    ).exclude(ticket__channel="paper")  # fmt: skip
    columns = ("ticket", "by__department", "window__code", "ticket__taken_at", "begun_at", "ended_at")
    calls = list(rows.order_by("pk").values_list(*columns))
    items = _items(each[0] for each in calls)
    tallies: dict[Key, _Tally] = defaultdict(_Tally)
    days: dict[str, set[date]] = defaultdict(set)
    for ticket, department, window, taken, begun, ended in calls:
        if department is None or begun is None or ended is None:
            continue
        came = taken.astimezone(SHANGHAI)
        days[window].add(came.date())
        tally = tallies[department, window]
        tally.served += 1
        tally.slots[(came.hour * 60 + came.minute) // SLOT * SLOT] += 1
        if (minutes := (ended - begun) / timedelta(minutes=1)) <= LONGEST:
            tally.minutes[items.get(ticket)].append(minutes)
    served: Counter[str] = Counter()
    for (_, window), tally in tallies.items():
        served[window] += tally.served
    names = _names({item for tally in tallies.values() for item in tally.minutes if item})
    known = {key: tally for key, tally in tallies.items() if served[key[1]] >= ENOUGH}
    return {key: _work(tally, len(days[key[1]]), names) for key, tally in known.items()}


def _items(tickets: Iterable[int]) -> dict[int, int | None]:
    """Key of a ticket -> the item of the first case that was received on it."""
    rows = CaseVisit.objects.filter(ticket__in=list(tickets), act=CaseVisit.Act.RECEIVED).order_by("-pk")
    return dict(rows.values_list("ticket", "dossier__case__item"))


def _names(items: Collection[int]) -> dict[int | None, tuple[str, str]]:
    rows = ItemVersion.objects.filter(item__in=items).order_by("valid_from")
    return {key: (code, name) for key, code, name in rows.values_list("item_id", "item__code", "name")}


def _work(tally: _Tally, days: int, names: Mapping[int | None, tuple[str, str]]) -> Work:
    items = tuple(
        ItemWork(*names.get(item, UNTIED), len(minutes), Times.of(minutes))
        for item, minutes in sorted(tally.minutes.items(), key=lambda each: -len(each[1]))
    )
    slots = {slot: count / days for slot, count in sorted(tally.slots.items())}
    return Work(slots, tally.served, sum((item.times for item in items), start=Times()), items, SOURCE)
