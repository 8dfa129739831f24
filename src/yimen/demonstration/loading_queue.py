"""排队叫号 in the demonstration: the main hall's lines and rules, its queue of three days, and today's, going on.

Reckoned from the moment at which the demonstration is loaded. Of the first of the days nothing is published, for want
of like waits; from the second on intervals are, so the page of their hit rate has something to measure.
"""

import random
from collections.abc import Mapping
from datetime import datetime, time, timedelta

from django.utils import timezone

from yimen.common.workdays import SHANGHAI
from yimen.demonstration.loading_visits import load_visits
from yimen.halls.appointments.models import AppointmentDesk
from yimen.halls.models import Hall, Window
from yimen.halls.queue import queries, services
from yimen.halls.queue.models import QueueLine, Ticket
from yimen.people.models import Region, User, in_force

SEED = 33
LINES = (
    ("A", "综合业务", "营业执照、食品经营、个体户登记", "综合窗口"),
    ("B", "不动产登记", "过户、抵押、查询", "不动产登记"),
    ("C", "社保医保", "参保、转移、养老认证", "社保医保"),
)
CLERKS = ("centre_clerk", "clerk", "hall_manager")
LASTED, MORNING = timedelta(hours=2), timedelta(hours=3)
EARLIER, OPENS, LAST_NUMBER = 3, time(8, 30), time(16, 30)
"""Days before today that had a queue, and between when numbers were taken then."""
CALM, BUSY = (2.5, 5.5), (2, 5)
"""Between how many minutes the next one comes: on the days before, and today."""
GROUPS = ("", "", "", "", "", "old", "soldier", "pregnant")


def load_queue(region: Region, users: Mapping[str, User]) -> None:
    """The lines, the windows that serve them, and the day so far."""
    hall = Hall.objects.filter(region=region, kind=Hall.Kind.MAIN).order_by("code")[0]
    now = timezone.now()
    today, manager = timezone.localdate(now), users["hall_manager"]
    desks = {desk.name: desk for desk in AppointmentDesk.objects.filter(hall=hall)}
    first = today - timedelta(days=EARLIER)
    lines = [
        services.add_line(
            by=manager, hall=hall, prefix=letter, name=name, note=note, valid_from=first, desk=desks.get(tied)
        )
        for letter, name, note, tied in LINES
    ]
    services.set_rules(by=manager, hall=hall, day=first, run=2, patience=30)
    windows = list(Window.objects.filter(in_force(today), hall=hall).order_by("code")[: len(CLERKS)])
    for number, window in enumerate(windows):
        # The first is comprehensive; the others have a line of their own and help with the first.
        served: dict[QueueLine | None, int] = {lines[number]: 1, lines[0]: 2} if number else {None: 1}
        services.set_servings(by=manager, window=window, lines=served, day=first)
    clerks = {window: users[name] for window, name in zip(windows, CLERKS, strict=False)}
    chance = random.Random(SEED)
    for day in (first + timedelta(days=n) for n in range(EARLIER)):
        opens, ends = (datetime.combine(day, clock, SHANGHAI) for clock in (OPENS, LAST_NUMBER))
        _evening(clerks, _queue(lines, clerks, opens, ends, chance, CALM), chance)
    midnight = datetime.combine(today, time(0, 1), SHANGHAI)
    began = max(now - LASTED, midnight)
    morning = began - min(MORNING, (began - midnight) / 2)
    load_visits(lines[CLERKS.index("clerk")], windows[CLERKS.index("clerk")], users, morning, began)
    _queue(lines, clerks, began, now, random.Random(SEED), BUSY)


def _queue(
    lines: list[QueueLine], clerks: Mapping[Window, User], began: datetime, until: datetime, chance: random.Random,
    every: tuple[float, float],
) -> datetime:  # fmt: skip
    """When the last one came: people come every few minutes, windows call when they are free; some are still there."""
    at = began
    for window, clerk in clerks.items():
        services.open_window(by=clerk, window=window, at=began)
    free = dict.fromkeys(clerks, began)
    while at < until:
        for window, clerk in clerks.items():
            if free[window] <= at:
                free[window] = at + timedelta(minutes=chance.uniform(6, 14))
                _next(window, clerk, at)
        line = chance.choices(lines, (5, 3, 2))[0]
        wish = services.Wish([line], Ticket.Channel.KIOSK, chance.choice(GROUPS))
        services.take(by=None, hall=line.hall, wish=wish, at=at)
        at += timedelta(minutes=chance.uniform(*every))
    return at


def _evening(clerks: Mapping[Window, User], at: datetime, chance: random.Random) -> None:
    """Whoever still waits is served, and the windows are shut."""
    while any(queries.call_at(window) for window in clerks):
        at += timedelta(minutes=chance.uniform(6, 10))
        for window, clerk in clerks.items():
            _next(window, clerk, at)
    for clerk in clerks.values():
        sitting = queries.sitting_of(clerk)
        if sitting is not None:
            services.close_window(by=clerk, sitting=sitting, reason="下班", at=at)


def _next(window: Window, clerk: User, at: datetime) -> None:
    """Whoever is there is done, and the next one is called, who is there a minute later; nobody, if nobody waits."""
    call = queries.call_at(window)
    if call is not None:
        services.finish(by=clerk, ticket=call.ticket, at=at)
    if queries.callable_at(window, at, queries.rules_of(window.hall, at.astimezone(SHANGHAI).date())):
        called = services.call_next(by=clerk, window=window, at=at)
        services.begin_serving(by=clerk, ticket=called.ticket, at=at + timedelta(minutes=1))
