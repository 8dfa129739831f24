"""Scenes of the queue: numbers taken, called, held, sent on, missed, given back, entered from paper."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from yimen.config.tests.mutation_scenes import Arguments, Cast, given, scene
from yimen.halls.appointments import services as appointments
from yimen.halls.queue import services
from yimen.halls.queue.models import Ticket
from yimen.halls.queue.services import taking
from yimen.halls.queue.tests.conftest import LONG_AGO, Scene, furnish


def hall(the: Cast) -> Scene:
    """A hall whose first window is the clerk's, its second the manager's."""
    return furnish(the.county, {1: the.clerk, 2: the.hall_manager})


def opened(the: Cast) -> tuple[Scene, Ticket]:
    """Both windows are open, and somebody with a phone waits."""
    made = hall(the)
    made.open(1, 2, when=timezone.now())
    return made, made.take(when=timezone.now(), phone="13800001234")


def called(the: Cast, **more: Any) -> Arguments:
    made, ticket = opened(the)
    made.call(1, timezone.now())
    return given(by=the.clerk, ticket=ticket, **more)


def served(the: Cast) -> Arguments:
    arguments = called(the)
    services.begin_serving(**arguments)
    return arguments


def to_miss(the: Cast) -> Arguments:
    arguments = called(the)
    for _ in range(2):
        services.recall(**arguments)
    return arguments


def missed(the: Cast) -> Arguments:
    arguments = to_miss(the)
    services.miss(**arguments)
    return arguments


def to_transfer(the: Cast) -> Arguments:
    arguments = called(the, reason="要办不动产")
    return {**arguments, "line": arguments["ticket"].hall.lines.get(prefix="B")}


def to_call(the: Cast, **more: Any) -> Arguments:
    made, _ = opened(the)
    return given(by=the.clerk, window=made.windows[1], **more)


def to_call_this(the: Cast) -> Arguments:
    made, ticket = opened(the)
    return given(by=the.clerk, window=made.windows[1], ticket=ticket)


def to_take(the: Cast) -> Arguments:
    made = hall(the)
    return given(by=None, hall=made.hall, wish=services.Wish(list(made.lines.values()), "kiosk", "old"))


def to_check_in(the: Cast) -> Arguments:
    made, now = hall(the), timezone.now()
    offer = appointments.Offer("综合窗口", 2, weekdays="1234567", lead_hours=0)
    desk = appointments.add_desk(by=None, hall=made.hall, offer=offer, valid_from=LONG_AGO)
    starts_at = timezone.localtime(now).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=14)
    while starts_at.date() not in appointments.queries.free_days(desk, now):
        starts_at -= timedelta(days=1)
    visitor = appointments.Visitor("某甲", "居住证")
    booked = appointments.book(by=None, desk=desk, starts_at=starts_at, visitor=visitor).appointment
    return given(by=the.clerk, appointment=booked, line=made.lines["A"], at=starts_at)


def to_enter(the: Cast) -> Arguments:
    made, now = hall(the), timezone.now()
    line = made.lines["A"]
    block = services.keep_block(by=the.clerk, line=line, many=10, day=timezone.localdate(now))
    entry = services.Entry(line, block.first, now, window=made.windows[1], called_at=now, ended_at=now)
    return given(by=the.clerk, hall=made.hall, entries=[entry], now=now)


def to_close(the: Cast) -> Arguments:
    made = hall(the)
    return given(by=the.clerk, sitting=services.open_window(by=the.clerk, window=made.windows[1]))


def to_keep(the: Cast, **more: Any) -> Arguments:
    return given(by=the.hall_manager, hall=hall(the).hall, **more)


scene(services.add_line, lambda the: to_keep(the, prefix="C", name="社保", valid_from=LONG_AGO, item_codes=["1", "2"]))
scene(services.end_line, lambda the: given(by=the.hall_manager, line=hall(the).lines["A"], day=timezone.localdate()))
scene(
    services.set_servings,
    lambda the: given(by=the.hall_manager, window=hall(the).windows[1], lines={None: 1}, day=timezone.localdate()),
)
scene(services.set_rules, lambda the: to_keep(the, day=timezone.localdate(), run=3))
scene(services.give_kiosk_key, lambda the: to_keep(the, day=timezone.localdate()))
scene(taking.take, to_take)
scene(services.check_in, to_check_in)
scene(services.leave, lambda the: given(by=None, ticket=opened(the)[1]))
scene(services.open_window, lambda the: given(by=the.clerk, window=hall(the).windows[1]))
scene(services.close_window, to_close)
scene(services.call_next, to_call)
scene(services.call_this, to_call_this)
scene(services.recall, called)
scene(services.begin_serving, called)
scene(services.finish, served)
scene(services.set_aside, lambda the: called(the, reason="回家取户口簿"))
scene(services.transfer, to_transfer)
scene(services.miss, to_miss)
scene(services.come_back, missed)
scene(services.mark_told, lambda the: given(ticket=opened(the)[1], at=timezone.now()))
scene(
    services.forget_phones,
    lambda the: (opened(the), given(region=the.county, before=timezone.localdate() + timedelta(days=1)))[1],
)
scene(
    services.keep_block,
    lambda the: given(by=the.clerk, line=hall(the).lines["A"], many=20, day=timezone.localdate()),
)
scene(services.enter, to_enter)
