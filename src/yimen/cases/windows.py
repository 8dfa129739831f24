"""窗口业务量: how many cases windows took, at which half hour, and how long from receipt to acceptance.

`config` registers it with the planner of the halls, which may not know this room.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from yimen.cases.models import Case
from yimen.catalog.models import ItemVersion
from yimen.common.workdays import SHANGHAI
from yimen.halls.planning.engine.student import half_width
from yimen.halls.planning.measuring import ItemWork, Taken, Work
from yimen.people.models import Region

SHORTEST, LONGEST = 0.5, 120.0
"""Minutes from receipt to acceptance that are taken to be work at the window; what lies outside was entered later."""
SLOT = 30
ITEMS = 60
"""Of each department so many items with the most cases."""
SOURCE = "办件（收件至受理）"


@dataclass
class _Tally:
    """What is added up of one department."""

    slots: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    cases: dict[int | None, int] = field(default_factory=lambda: defaultdict(int))
    minutes: dict[int | None, list[float]] = field(default_factory=lambda: defaultdict(list))


def work_of_windows(region: Region, windows: Collection[str], first: date, last: date) -> Mapping[int, Work]:
    """Key of a department -> its cases taken at the windows in the span, by half hour, with the time that they took.

    Two queries. A day counts where any window took a case. Only what was received at a window in person is counted.
    """
    tallies: dict[int, _Tally] = defaultdict(_Tally)
    days: set[date] = set()
    for department, item, received, accepted in _rows(region, windows, first, last):
        moment = received.astimezone(SHANGHAI)
        days.add(moment.date())
        tally = tallies[department]
        tally.slots[(moment.hour * 60 + moment.minute) // SLOT * SLOT] += 1
        tally.cases[item] += 1
        if accepted is not None and SHORTEST <= (accepted - received) / timedelta(minutes=1) <= LONGEST:
            tally.minutes[item].append((accepted - received) / timedelta(minutes=1))
    known = ItemVersion.objects.filter(item__in={item for tally in tallies.values() for item in tally.cases if item})
    names: dict[int | None, tuple[str, str]] = {key: (code, name) for key, code, name in
             known.order_by("valid_from").values_list("item_id", "item__code", "name")}  # fmt: skip
    return {department: _work(tally, len(days), names) for department, tally in tallies.items()}


def _rows(
    region: Region, windows: Collection[str], first: date, last: date
) -> Iterator[tuple[int, int | None, datetime, datetime | None]]:
    begin = datetime.combine(first, time.min, SHANGHAI)
    end = datetime.combine(last + timedelta(days=1), time.min, SHANGHAI)
    rows = Case.objects.filter(
        region=region, channel=Case.Channel.WINDOW, window_code__in=windows, received_at__gte=begin, received_at__lt=end
    )
    columns = ("department_id", "item_id", "received_at", "accepted_at")
    return rows.order_by().values_list(*columns).iterator(chunk_size=5_000)


def _work(tally: _Tally, days: int, names: Mapping[int | None, tuple[str, str]]) -> Work:
    most = sorted(tally.cases.items(), key=lambda each: (-each[1], each[0] or 0))[:ITEMS]
    items = tuple(
        ItemWork(*names.get(item, ("", "未载明事项")), count, taken(tally.minutes[item])) for item, count in most
    )
    everything = [minutes for some in tally.minutes.values() for minutes in some]
    slots = {slot: count / days for slot, count in sorted(tally.slots.items())}
    return Work(slots, days, sum(tally.cases.values()), taken(everything), items, SOURCE)


def taken(minutes: Iterable[float]) -> Taken | None:
    """Mean, 95 % interval and variation of the times; None without one. One alone has no interval but itself."""
    some = list(minutes)
    if not some:
        return None
    mean = math.fsum(some) / len(some)
    if len(some) == 1:
        return Taken(mean, mean, mean, 1, 1.0)
    variance = math.fsum((each - mean) ** 2 for each in some) / (len(some) - 1)
    reach = half_width(variance, len(some))
    return Taken(mean, max(0.0, mean - reach), mean + reach, len(some), variance / mean**2)
