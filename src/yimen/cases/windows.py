"""窗口业务量: how many cases windows took, at which half hour, and how long from receipt to acceptance.

`config` registers it with the planner of the halls, which may not know this room.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from yimen.cases.models import Case
from yimen.catalog.models import ItemVersion
from yimen.common.workdays import SHANGHAI
from yimen.halls.planning.measuring import ItemWork, Key, Times, Work
from yimen.people.models import Region

SHORTEST, LONGEST = 0.5, 120.0
"""Minutes from receipt to acceptance that are taken to be work at the window; what lies outside was entered later."""
SLOT = 30
SOURCE = "办件（收件至受理）"


@dataclass
class _Tally:
    """What is added up of one department at one window."""

    slots: Counter[int] = field(default_factory=Counter)
    cases: Counter[int | None] = field(default_factory=Counter)
    minutes: dict[int | None, list[float]] = field(default_factory=lambda: defaultdict(list))


def work_of_windows(region: Region, windows: Collection[str], first: date, last: date) -> Mapping[Key, Work]:
    """The cases of each department taken at each window in the span, by half hour, with the time that they took.

    Two queries. A day counts where any of the windows took a case. Only what was received there in person is counted.
    """
    tallies: dict[Key, _Tally] = defaultdict(_Tally)
    days: set[date] = set()
    for department, window, item, received, accepted in _rows(region, windows, first, last):
        moment = received.astimezone(SHANGHAI)
        days.add(moment.date())
        tally = tallies[department, window]
        tally.slots[(moment.hour * 60 + moment.minute) // SLOT * SLOT] += 1
        tally.cases[item] += 1
        minutes = (accepted - received) / timedelta(minutes=1) if accepted else 0.0
        if SHORTEST <= minutes <= LONGEST:
            tally.minutes[item].append(minutes)
    names = _names({item for tally in tallies.values() for item in tally.cases if item})
    return {key: _work(tally, len(days), names) for key, tally in tallies.items()}


def _names(items: Collection[int]) -> dict[int | None, tuple[str, str]]:
    """Key of an item -> its code and its newest name."""
    rows = ItemVersion.objects.filter(item__in=items).order_by("valid_from")
    return {key: (code, name) for key, code, name in rows.values_list("item_id", "item__code", "name")}


def _rows(
    region: Region, windows: Collection[str], first: date, last: date
) -> Iterator[tuple[int, str, int | None, datetime, datetime | None]]:
    begin = datetime.combine(first, time.min, SHANGHAI)
    end = datetime.combine(last + timedelta(days=1), time.min, SHANGHAI)
    rows = Case.objects.filter(
        region=region, channel=Case.Channel.WINDOW, window_code__in=windows, received_at__gte=begin, received_at__lt=end
    )
    columns = ("department_id", "window_code", "item_id", "received_at", "accepted_at")
    return rows.order_by().values_list(*columns).iterator(chunk_size=5_000)


def _work(tally: _Tally, days: int, names: Mapping[int | None, tuple[str, str]]) -> Work:
    items = tuple(
        ItemWork(*names.get(item, ("", "未载明事项")), count, Times.of(tally.minutes[item]))
        for item, count in tally.cases.most_common()
    )
    slots = {slot: count / days for slot, count in sorted(tally.slots.items())}
    times = sum((item.times for item in items), start=Times())
    return Work(slots, tally.cases.total(), times, items, SOURCE)
