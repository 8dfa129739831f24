"""Numbers taken, called, held, sent on, missed and given back; by whom; and across midnight."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from yimen.common.errors import Conflict, Refused
from yimen.common.workdays import SHANGHAI
from yimen.halls import services as halls
from yimen.halls.appointments import services as appointments
from yimen.halls.models import HallDay
from yimen.halls.queue import queries, services
from yimen.halls.queue.models import LineDay, Ticket, TicketCall, Visit
from yimen.halls.queue.tests.conftest import LONG_AGO, NOW, Scene, at
from yimen.people.citizens import services as citizens
from yimen.people.models import Region, User

pytestmark = pytest.mark.django_db


def test_numbers_run_by_line_and_day_and_the_same_request_gets_the_same_one(scene: Scene) -> None:
    assert [scene.take(letter).label for letter in "AAB"] == ["A001", "A002", "B001"]
    assert scene.take(when=at(9, day=2)).label == "A001"
    wish = services.Wish([scene.lines["A"]], "kiosk", key="k1")
    first, again = (services.take_once(by=None, hall=scene.hall, wish=wish, at=NOW) for _ in range(2))
    assert first.tickets == again.tickets and first.secret == again.secret
    assert services.opened(scene.hall, "A003", first.secret.lower(), NOW) == first.tickets[0]
    assert services.opened(scene.hall, "A002", first.secret, NOW) is None
    assert services.opened(scene.hall, "A999", first.secret, NOW) is None


def test_windows_call_what_they_serve_their_own_lines_first(scene: Scene) -> None:
    scene.open(1, 2, 3)
    for letter in "ABAB":
        scene.take(letter)
    assert [scene.call(number) for number in (1, 2, 3)] == ["A001", "B001", "A002"]
    assert {call.window.code: call.ticket.label for call in queries.at_windows(scene.hall, NOW)} == {
        "1": "A001", "2": "B001", "3": "A002",
    }  # fmt: skip
    with pytest.raises(Refused, match="A001 还在本窗口"):
        scene.call(1)
    scene.finish(2)
    assert scene.call(2) == "B002"
    scene.finish(1)
    with pytest.raises(Refused, match="没有人等候"):
        scene.call(1)


def test_a_window_is_one_clerks_and_closes_only_when_nobody_is_there(scene: Scene) -> None:
    scene.open(1)
    with pytest.raises(Refused, match="没有打开"):
        scene.call(2)
    with pytest.raises(Refused, match="正由"):
        services.open_window(by=scene.clerks[2], window=scene.windows[1], at=NOW)
    with pytest.raises(Refused, match="还没有关窗"):
        services.open_window(by=scene.clerks[1], window=scene.windows[2], at=NOW)
    ticket = scene.take()
    scene.call(1)
    sitting = queries.sitting_of(scene.clerks[1])
    assert sitting is not None
    with pytest.raises(Refused, match="A001 还在本窗口"):
        services.close_window(by=scene.clerks[1], sitting=sitting)
    with pytest.raises(Refused, match="只能由那里"):
        services.finish(by=scene.clerks[2], ticket=ticket)
    scene.finish(1)
    services.close_window(by=scene.clerks[1], sitting=sitting, reason="午休")
    with pytest.raises(Conflict):
        services.close_window(by=scene.clerks[1], sitting=sitting)


def test_who_does_not_come_is_called_three_times_then_missed_and_comes_back_behind_three(scene: Scene) -> None:
    scene.open(1)
    waiting = [scene.take(when=at(9, minute)) for minute in range(6)]
    scene.call(1, at(9, 10))
    by = {"by": scene.clerks[1], "ticket": waiting[0]}
    with pytest.raises(Refused, match="叫满 3 次"):
        services.miss(**by, at=at(9, 11))
    for _ in range(2):
        services.recall(**by, at=at(9, 12))
    services.miss(**by, at=at(9, 13))
    services.come_back(by=None, ticket=waiting[0], at=at(9, 14))
    called = []
    for minute in range(15, 20):
        called.append(scene.call(1, at(9, minute)))
        scene.finish(1, at(9, minute))
    assert called == ["A002", "A003", "A004", "A001", "A005"]
    [missed, last] = TicketCall.objects.filter(ticket=waiting[0]).order_by("pk")
    assert (missed.times, missed.end, last.end) == (3, "missed", "done")


def test_who_fetches_something_is_held_and_who_was_sent_on_keeps_his_place(scene: Scene) -> None:
    scene.open(1, 2)
    first, second = scene.take(when=at(9)), scene.take(when=at(9, 1))
    scene.call(1)
    with pytest.raises(Refused, match="须填写"):
        services.set_aside(by=scene.clerks[1], ticket=first, reason="")
    services.set_aside(by=scene.clerks[1], ticket=first, reason="回家取户口簿")
    assert scene.call(1) == "A002"
    services.transfer(by=scene.clerks[1], ticket=second, window=scene.windows[2], reason="要办不动产")
    scene.take("B", when=at(8, 59))
    assert scene.call(2) == "A002"  # sent to this very window: before its own line
    services.call_this(by=scene.clerks[1], ticket=first, window=scene.windows[1])
    assert [call.end for call in first.calls.order_by("pk")] == ["held", ""]
    services.transfer(by=scene.clerks[1], ticket=first, line=scene.lines["B"], reason="取错号")
    first.refresh_from_db()
    assert (first.label, first.line, first.wanted) == ("A001", scene.lines["B"], None)
    shown = [(call.ticket.label, call.end) for call in queries.last_called(scene.hall, NOW, 8)]
    assert sorted(shown) == [("A001", "moved"), ("A002", "")], "each number once, where it was called last"
    for wrong, words in (
        ({"window": scene.windows[3]}, "没有开窗"),
        ({"window": scene.windows[2]}, "就在本窗口"),
        ({}, "请选"),
    ):
        with pytest.raises(Refused, match=words):
            services.transfer(by=scene.clerks[2], ticket=second, reason="错了", **wrong)


def test_of_a_visit_with_two_matters_one_is_called_at_a_time(scene: Scene) -> None:
    scene.open(1, 2)
    wish = services.Wish([scene.lines["A"], scene.lines["B"]], "kiosk")
    a, b = services.take_once(by=None, hall=scene.hall, wish=wish, at=NOW).tickets
    assert a.visit == b.visit and Visit.objects.count() == 1
    scene.call(1)
    with pytest.raises(Refused, match="没有人等候"):
        scene.call(2)
    with pytest.raises(Refused, match="正在别的窗口"):
        services.call_this(by=scene.clerks[2], ticket=b, window=scene.windows[2])
    scene.finish(1)
    assert scene.call(2) == "B001"


def test_priority_groups_go_first_in_the_share_that_the_rules_set(scene: Scene) -> None:
    services.set_rules(by=None, hall=scene.hall, day=LONG_AGO, run=1, patience=600)
    scene.open(1)
    kinds = ["", "", "old", "soldier", "pregnant"]
    for minute, group in enumerate(kinds):
        scene.take(when=at(9, minute), group=group)
    called = []
    for minute in range(10, 15):
        called.append(scene.call(1, at(9, minute)))
        scene.finish(1, at(9, minute))
    assert called == ["A003", "A001", "A004", "A002", "A005"]


def test_an_appointment_checks_in_once_and_goes_first_from_its_half_hour_on(scene: Scene, hall_manager: User) -> None:
    offer = appointments.Offer("综合窗口", 2, lead_hours=0)
    desk = appointments.add_desk(by=None, hall=scene.hall, offer=offer, valid_from=LONG_AGO)
    visitor = appointments.Visitor("某甲", "居住证")
    made = appointments.book(by=None, desk=desk, starts_at=at(9, 30), visitor=visitor, at=at(8)).appointment
    scene.open(1)
    [ticket] = services.check_in(by=None, appointment=made, line=scene.lines["A"], at=at(9)).tickets
    scene.take(when=at(9, 1))
    scene.take(when=at(9, 2))
    assert scene.call(1, at(9, 29)) == "A002"
    scene.finish(1, at(9, 29))
    assert scene.call(1, at(9, 30)) == ticket.label == "A001"
    with pytest.raises(Refused, match="已经取过号"):
        services.check_in(by=None, appointment=made, line=scene.lines["A"], at=at(9, 5))


def test_what_cannot_be_taken_is_refused_in_words(scene: Scene, county: Region) -> None:
    a = scene.lines["A"]
    citizen = citizens.sign_in(region=county, phone=citizens.ProvedPhone("13800001234"))
    scene.take(citizen=citizen, channel="online")
    with pytest.raises(Refused, match="已有这项业务的号 A001"):
        scene.take(citizen=citizen, channel="online")
    for wish, words in (
        (services.Wish([], "kiosk"), "请选"), (services.Wish([a, a], "kiosk"), "请选"),
        (services.Wish([a], "kiosk", "emperor"), "人群"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=words):
            services.take_once(by=None, hall=scene.hall, wish=wish, at=NOW)
    services.set_rules(by=None, hall=scene.hall, day=LONG_AGO, online=False, paper_from=100)
    with pytest.raises(Refused, match="取号机"):
        scene.take(channel="online")
    LineDay.objects.filter(line=a).update(last=98)
    assert scene.take().label == "A099"
    with pytest.raises(Refused, match="已经取完"):
        scene.take()
    services.end_line(by=None, line=a, day=NOW.date() - timedelta(days=1))
    with pytest.raises(Refused, match="不取号"):
        scene.take()


def test_a_closed_hall_gives_out_no_numbers_and_says_when_it_opens(scene: Scene) -> None:
    def opened(day: int, closes: time = time(17)) -> None:
        row = HallDay(hall=scene.hall, date=date(2023, 6, day), opens_at=time(8, 30), closes_at=closes)
        halls.add_hall_days(by=None, region=scene.hall.region, days=[row])

    assert scene.take(when=at(10, day=3)).number == 1, "a hall whose days nobody registers"
    opened(2)
    assert scene.take(when=at(11, day=3)).number == 2, "a register that was not kept up stops nobody"
    opened(5)
    for channel in ("kiosk", "online"):
        with pytest.raises(Refused, match=r"今天不开放，不取号。下次开门：6 月 5 日（周一）08:30"):
            scene.take(when=at(12, day=3), channel=channel)
    with pytest.raises(Refused, match="今天已经下班，不取号。下次开门：6 月 5 日"):
        scene.take(when=at(17, 0, day=2))
    assert scene.take(when=at(16, 59, day=2)).number == 1
    assert scene.take(when=at(12, 1, day=3), channel="clerk").number == 3
    scene.open(1, when=at(12, 5, day=3))
    assert scene.take(when=at(12, 6, day=3)).number == 4, "overtime: a window is open"
    with pytest.raises(Refused, match="今天不开放"):  # a window that was left open the day before keeps no hall open
        scene.take(when=at(0, 1, day=4))


def test_numbers_are_not_wiped_at_night_and_those_of_yesterday_are_not_called(scene: Scene) -> None:
    """17:30 and 23:59 in Shanghai are the same day; 00:00 is the next one, at the turn of the year too."""
    eve = datetime(2023, 12, 31, 17, 30, tzinfo=SHANGHAI)
    scene.open(1, when=eve)
    assert scene.take(when=eve).label == "A001"
    assert scene.take(when=eve.replace(hour=23, minute=59)).label == "A002"
    assert scene.call(1, eve.replace(hour=23, minute=59)) == "A001"
    scene.finish(1, eve.replace(hour=23, minute=59))
    new_year = eve.replace(hour=23, minute=59, second=59) + timedelta(seconds=1)
    assert scene.take(when=new_year).label == "A001"
    assert scene.call(1, new_year) == "A001"
    assert Ticket.objects.get(number=2).status == "waiting"  # as it ended, for the record
    scene.finish(1, new_year)
    services.set_rules(by=None, hall=scene.hall, day=LONG_AGO, overnight=True)
    assert scene.call(1, new_year + timedelta(minutes=1)) == "A002"  # of the evening before, at a hall open at night


def test_only_the_halls_own_people_serve_and_keep(
    scene: Scene, liaison: User, make_user: Any, neighbour: Region
) -> None:
    ticket = scene.take()
    for who in (liaison, make_user("neighbour_clerk", "clerk", neighbour)):
        for act in (
            lambda who=who: services.open_window(by=who, window=scene.windows[1]),
            lambda who=who: services.leave(by=who, ticket=ticket),
            lambda who=who: services.add_line(by=who, hall=scene.hall, prefix="C", name="社保", valid_from=LONG_AGO),
            lambda who=who: services.set_rules(by=who, hall=scene.hall, day=LONG_AGO, run=3),
            lambda who=who: services.set_servings(by=who, window=scene.windows[1], lines={}, day=LONG_AGO),
        ):
            with pytest.raises(Refused, match="只有本县的"):
                act()
    assert services.leave(by=None, ticket=ticket).status == "left"


def test_what_is_told_rests_on_like_waits_and_is_measured_afterwards(scene: Scene) -> None:
    scene.open(1, when=at(8, day=1))
    scene.take(when=at(8, 58))
    scene.call(1, at(8, 59))
    for n in range(40):
        when = at(9, day=1) + timedelta(minutes=3 * n)
        told = scene.take(when=when)
        assert told.low is None  # nothing is known yet, so nothing is published
        scene.finish(1, when + timedelta(minutes=2))
        scene.call(1, when + timedelta(minutes=2))
    # Each took 120 seconds where 150 were guessed; now 180 at the window are known, so 90 are guessed: 72, rounded.
    today = scene.take(when=at(9, day=2))
    assert (today.ahead, today.guess, today.low, today.high) == (0, 90, 60, 120)
    assert scene.take(when=at(9, day=2), group="old").low is None  # no like wait of a priority group


def test_whoever_finds_a_window_free_is_told_no_interval(scene: Scene) -> None:
    def at_once(letter: str) -> bool:
        states = queries.line_states(scene.hall, NOW, queries.rules_of(scene.hall, NOW.date()))
        return next(each.at_once for each in states if each.line.prefix == letter)

    assert not at_once("A")  # no window is open
    scene.open(1)
    assert at_once("A") and not at_once("B")
    assert scene.take().guess is None  # his wait is none of the like ones
    assert not at_once("A")  # somebody waits for the one that is free
    assert scene.take().guess is not None
    scene.open(3)
    scene.call(1)
    scene.call(3)
    assert not at_once("A")  # nobody waits, but somebody is at each window
    scene.finish(3)
    assert at_once("A") and at_once("B")  # 3 is comprehensive


def test_a_number_of_another_hall_is_not_called_here(scene: Scene, county: Region) -> None:
    other = halls.add_hall(by=None, region=county, code="H2", name="便民中心", kind="township")
    line = services.add_line(by=None, hall=other, prefix="A", name="综合业务", valid_from=LONG_AGO)
    ticket = services.take(by=None, hall=other, wish=services.Wish([line], "kiosk"), at=NOW).tickets[0]
    scene.open(1)
    with pytest.raises(Refused, match="别的大厅"):
        services.call_this(by=scene.clerks[1], ticket=ticket, window=scene.windows[1], at=NOW)
