"""大厅的一天 in headless Chromium: a kiosk, three windows and a board, the database away in between, and midnight."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import OperationalError, connections
from django.utils import timezone
from playwright.sync_api import Page, expect

from yimen.halls.queue import services
from yimen.halls.queue.models import Ticket
from yimen.halls.queue.tests.conftest import LONG_AGO, Scene, at
from yimen.people.tests.test_in_browser import address
from yimen.people.tests.test_in_browser import enter as sign_in

__all__ = ["address"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AFTERNOON, MIDNIGHT = at(16, 40), at(0, 0, 30, day=2)
SLOW = 15_000
"""Milliseconds; a board that hears nothing asks ever more slowly."""


@pytest.fixture
def clock() -> Iterator[Any]:
    """The server's clock, on the afternoon of a Thursday."""
    with time_machine.travel(AFTERNOON, tick=True) as moved:
        yield moved


class Hall:
    """The pages that are open in the hall: the kiosk, the board, and each window's console."""

    def __init__(self, scene: Scene, address: str, new_context: Any, client_of: Any) -> None:
        self.scene, self.address, self.new_context, self.client_of = scene, address, new_context, client_of
        self.base = f"{address}/halls/{scene.hall.pk}"
        self.kiosk, self.board = (new_context().new_page() for _ in range(2))
        key = services.give_kiosk_key(by=None, hall=scene.hall, day=LONG_AGO)
        self.kiosk.goto(f"{self.base}/kiosk/?key={key}")
        self.board.goto(f"{self.base}/board/")
        self.windows: dict[int, Page] = {}

    def take(self, letter: str) -> str:
        """The number that the kiosk gives out for a line."""
        self.kiosk.goto(f"{self.base}/kiosk/")
        return self.press_take(letter)

    def press_take(self, letter: str) -> str:
        """The number after a press on the page as it stands there."""
        self.kiosk.locator(f"[data-letter={letter}]").check()
        self.kiosk.get_by_role("button", name="取号", exact=True).click()
        return self.kiosk.locator(".kiosk-number").inner_text(timeout=SLOW)

    def open(self, number: int) -> None:
        """The window, opened by its clerk."""
        page = self.windows[number] = self.new_context().new_page()
        sign_in(page.context, self.client_of(self.scene.clerks[number]), self.address)
        page.goto(f"{self.address}/halls/console/")
        page.get_by_role("button", name=f"开 {number} 窗口").click()
        expect(page.get_by_text("窗口已开")).to_be_visible()

    def press(self, number: int, button: str) -> None:
        """A press at the window."""
        self.windows[number].get_by_role("button", name=button, exact=True).click()

    def sent(self, number: int, button: str, reason: str, to: str = "") -> None:
        """Whoever is at the window, held or sent on for a reason."""
        page = self.windows[number]
        page.get_by_text("挂起或转走").click()
        page.get_by_label("原因").fill(reason)
        if to:
            page.get_by_label("转到").select_option(to)
        self.press(number, button)

    def serves(self, number: int, label: str) -> None:
        """Nothing, once the window's page shows the number."""
        expect(self.windows[number].locator(".queue-number")).to_have_text(label)


def wait_for_kept(page: Page, key: str, wanted: str = "") -> None:
    """Nothing, once the page keeps that under the key; anything at all where nothing is named.

    Asked from here: what a page asks of itself again and again is stopped by its own content security policy.
    """
    for _ in range(SLOW // 100):
        kept = page.evaluate("key => localStorage.getItem(key)", key)
        if kept == wanted or (kept and not wanted):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"{key}: {kept}")


@contextmanager
def database_away() -> Iterator[None]:
    """No thread of the server reaches the database: the connections that it had are dead, and none is made anew."""

    def refused(_: Any) -> None:
        raise OperationalError("the database system is starting up")

    kind: Any = type(connections["default"])
    with pytest.MonkeyPatch.context() as moved:
        moved.setattr(kind, "close_if_health_check_failed", kind.close)
        moved.setattr(kind, "connect", refused)
        yield


def test_a_day_with_an_outage_and_midnight(
    clock: Any, scene: Scene, address: str, new_context: Any, client_of: Any
) -> None:
    hall = Hall(scene, address, new_context, client_of)
    assert [hall.take(letter) for letter in "AAB"] == ["A001", "A002", "B001"]
    for number in (1, 2, 3):
        hall.open(number)
    hall.press(1, "叫下一位")
    hall.serves(1, "A001")
    called = hall.board.locator("[data-call]", has_text="A001")
    expect(called).to_contain_text("1", timeout=SLOW)
    hall.press(1, "人到了，开始办理")
    hall.sent(1, "挂起", "回家取户口簿")
    hall.press(2, "叫下一位")
    hall.serves(2, "B001")
    hall.press(2, "人到了，开始办理")
    hall.sent(2, "转走", "先办综合业务", f"line:{scene.lines['A'].pk}")
    hall.windows[3].reload()
    hall.press(3, "叫下一位")
    hall.serves(3, "A002")
    hall.press(3, "人到了，开始办理")
    hall.kiosk.goto(f"{hall.base}/kiosk/")
    wait_for_kept(hall.kiosk, f"spare-{scene.hall.pk}")
    with database_away():
        lost = hall.board.locator("#lost")
        expect(lost).to_contain_text("连接中断", timeout=SLOW)
        expect(called).to_be_visible()  # what it cannot learn it goes on showing
        hall.press(3, "办完")
        expect(hall.windows[3].get_by_text("刚才这一步没有保存")).to_be_visible()
        assert hall.press_take("A") == "A901"
        expect(hall.kiosk.get_by_text("备用号", exact=False).first).to_be_visible()
    expect(lost).to_be_hidden(timeout=SLOW)
    hall.windows[3].goto(f"{address}/halls/console/")
    hall.serves(3, "A002")
    hall.press(3, "办完")
    expect(hall.windows[3].get_by_text("A002 已办完")).to_be_visible()
    hall.kiosk.goto(f"{hall.base}/kiosk/")  # enters by itself what it gave out by itself
    wait_for_kept(hall.kiosk, f"given-{scene.hall.pk}", "[]")
    hall.press(3, "叫下一位")
    hall.serves(3, "B001")  # it was taken before, and keeps its turn in the other line
    clock.move_to(MIDNIGHT)
    expect(hall.board.get_by_text("还没有叫号")).to_be_visible(timeout=SLOW)
    assert hall.take("A") == "A001"
    days = {str(each.day) for each in Ticket.objects.filter(prefix="A", number=1)}
    assert days == {"2023-06-01", str(MIDNIGHT.date())}
    paper = Ticket.objects.get(channel="paper")
    assert (paper.label, str(paper.day), paper.status) == ("A901", "2023-06-01", "waiting")
    assert paper.recorded_at - paper.taken_at < timedelta(minutes=5)


def test_a_kiosk_renews_itself_only_while_nobody_touches_it(scene: Scene, address: str, new_context: Any) -> None:
    page = new_context().new_page()
    page.clock.install()
    key = services.give_kiosk_key(by=None, hall=scene.hall, day=LONG_AGO)
    page.goto(f"{address}/halls/{scene.hall.pk}/kiosk/?key={key}")
    waits = page.locator(".kiosk-wait").first
    expect(waits).to_have_text("前面 0 人")
    scene.take(when=timezone.now())
    page.clock.run_for(30_000)
    page.locator("[data-letter=B]").check()
    page.clock.run_for(31_000)
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-letter=B]")).to_be_checked()  # somebody is choosing
    page.clock.run_for(60_000)
    expect(waits).to_have_text("前面 1 人", timeout=SLOW)
    expect(page.locator("[data-letter=B]")).not_to_be_checked()
