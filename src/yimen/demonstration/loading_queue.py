"""排队叫号 in the demonstration: the main hall's lines and rules, and its queue of the last two hours, still going on.

Reckoned from the moment at which the demonstration is loaded. There is no history: what is published of waiting begins
with real waits, so the page of its hit rate says 证据不足, as a new hall's does.
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
GROUPS = ("", "", "", "", "", "old", "soldier", "pregnant")


def load_queue(region: Region, users: Mapping[str, User]) -> None:
    """The lines, the windows that serve them, and the day so far."""
    hall = Hall.objects.filter(region=region, kind=Hall.Kind.MAIN).order_by("code")[0]
    now = timezone.now()
    today, manager = timezone.localdate(now), users["hall_manager"]
    desks = {desk.name: desk for desk in AppointmentDesk.objects.filter(hall=hall)}
    lines = [
        services.add_line(
            by=manager, hall=hall, prefix=letter, name=name, note=note, valid_from=today, desk=desks.get(tied)
        )
        for letter, name, note, tied in LINES
    ]
    services.set_rules(by=manager, hall=hall, day=today, run=2, patience=30)
    windows = list(Window.objects.filter(in_force(today), hall=hall).order_by("code")[: len(CLERKS)])
    for number, window in enumerate(windows):
        # The first is comprehensive; the others have a line of their own and help with the first.
        served: dict[QueueLine | None, int] = {lines[number]: 1, lines[0]: 2} if number else {None: 1}
        services.set_servings(by=manager, window=window, lines=served, day=today)
    midnight = datetime.combine(today, time(0, 1), SHANGHAI)
    clerks = {window: users[name] for window, name in zip(windows, CLERKS, strict=False)}
    began = max(now - LASTED, midnight)
    morning = began - min(MORNING, (began - midnight) / 2)
    load_visits(lines[CLERKS.index("clerk")], windows[CLERKS.index("clerk")], users, morning, began)
    _day_so_far(lines, clerks, began, now)


def _day_so_far(lines: list[QueueLine], clerks: Mapping[Window, User], began: datetime, now: datetime) -> None:
    """People come every few minutes, each window calls when it is free; whoever is served now is still there."""
    chance, at = random.Random(SEED), began
    for window, clerk in clerks.items():
        services.open_window(by=clerk, window=window, at=began)
    free = dict.fromkeys(clerks, began)
    while at < now:
        for window, clerk in clerks.items():
            if free[window] <= at:
                free[window] = at + timedelta(minutes=chance.uniform(6, 14))
                _next(window, clerk, at)
        line = chance.choices(lines, (5, 3, 2))[0]
        wish = services.Wish([line], Ticket.Channel.KIOSK, chance.choice(GROUPS))
        services.take(by=None, hall=line.hall, wish=wish, at=at)
        at += timedelta(minutes=chance.uniform(2, 5))


def _next(window: Window, clerk: User, at: datetime) -> None:
    """Whoever is there is done, and the next one is called, who is there a minute later; nobody, if nobody waits."""
    call = queries.call_at(window)
    if call is not None:
        services.finish(by=clerk, ticket=call.ticket, at=at)
    if queries.callable_at(window, at, queries.rules_of(window.hall, at.astimezone(SHANGHAI).date())):
        called = services.call_next(by=clerk, window=window, at=at)
        services.begin_serving(by=clerk, ticket=called.ticket, at=at + timedelta(minutes=1))
