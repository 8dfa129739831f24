"""大厅空间 in the demonstration: two floors, full until the second was rebuilt in July 2023, and the year's queues.

So an entry for want of room that ended in June is borne out by the plan, and one that went on until December is not;
some departments' windows were crowded and some were not. Every figure is invented.
"""

import random
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from yimen.demonstration.places import ENTERED_ON, SET_UP_ON
from yimen.entry.models import Exemption
from yimen.halls.models import Hall, HallDay, QueueDay, Window
from yimen.halls.space import services as halls
from yimen.halls.space.services import Laid
from yimen.people.models import Department, Region, in_force

REBUILT_ON = date(2023, 7, 1)
"""The day from which the second floor has stations that nobody uses yet."""
FREED = 6
ON_FIRST_FLOOR = 36
FIRST_FLOOR, SECOND_FLOOR = Decimal("960"), Decimal("520")
STATION = Decimal("6.5")
SEED = 7


def load_space(region: Region) -> None:
    """The plans and queues of the county's comprehensive hall."""
    hall = Hall.objects.get(region=region, kind=Hall.Kind.MAIN)
    for day, free in ((SET_UP_ON, 0), (ENTERED_ON, 0), (REBUILT_ON, FREED)):
        halls.lay_out(by=None, hall=hall, valid_from=day, floors=_floors(hall, day, free))
    halls.add_queues(by=None, region=region, rows=list(_queues(hall)))


def _floors(hall: Hall, day: date, free: int) -> list[Laid]:
    """A station for each window that stood there on the day, and some for none."""
    codes = list(Window.objects.filter(in_force(day), hall=hall).order_by("code").values_list("code", flat=True))
    below, above = codes[:ON_FIRST_FLOOR], [*codes[ON_FIRST_FLOOR:], *[""] * free]
    return [
        Laid("一楼", FIRST_FLOOR, [(f"1-{n:02}", STATION, code) for n, code in enumerate(below, 1)]),
        Laid("二楼", SECOND_FLOOR, [(f"2-{n:02}", STATION, code) for n, code in enumerate(above, 1)]),
    ]


def _queues(hall: Hall) -> Iterator[QueueDay]:
    """Each open day of the hall: the whole of it, and the departments that say that there is no room for them."""
    chance = random.Random(SEED)
    days = list(HallDay.objects.filter(hall=hall).order_by("date").values_list("date", flat=True))
    wanting = Exemption.objects.filter(region=hall.region_id, reason=Exemption.Reason.NO_ROOM).values("department")
    yield from _days(hall, None, days, chance, called=210, wait=780)
    for number, department in enumerate(Department.objects.filter(pk__in=wanting).order_by("code")):
        crowded = number % 2 == 0
        yield from _days(hall, department, days, chance, called=14, wait=1150 if crowded else 240)


def _days(
    hall: Hall, department: Department | None, days: Iterable[date], chance: random.Random, *, called: int, wait: int
) -> Iterator[QueueDay]:
    for day in days:
        mean = round(wait * chance.uniform(0.75, 1.25))
        yield QueueDay(
            hall=hall, department=department, date=day, called=round(called * chance.uniform(0.6, 1.4)),
            mean_wait=mean, longest_wait=round(mean * chance.uniform(1.6, 3)),
        )  # fmt: skip
