"""A window drawn on a plan in headless Chromium, undone, drawn again, saved, and seen on the public map."""

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from yimen.common.tests.browsing import hindrances
from yimen.halls import services as registers
from yimen.halls.models import Hall, Station, Window
from yimen.people.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def window(hall: Hall) -> Window:
    """A01, of which no plan knows where it stands."""
    rows = [Window(hall=hall, code="A01", terminal="10.1.1.1", valid_from=date(2023, 1, 1))]
    return registers.add_windows(by=None, region=hall.region, windows=rows)[0]


@pytest.fixture
def board(page: Page, live_server: Any, settings: Any, window: Window, hall_manager: User, client_of: Any) -> Page:
    """The drawing board of a new floor, as the hall's manager sees it."""
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    session = client_of(hall_manager).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page.set_viewport_size({"width": 1440, "height": 1200})
    page.goto(f"{live_server.url}/halls/{window.hall_id}/space/draw/")
    return page


def drag(page: Page, across: tuple[float, float], down: tuple[float, float]) -> None:
    """Draws from a corner to the other, both as shares of the picture."""
    box = page.locator("[data-picture]").bounding_box()
    assert box
    page.mouse.move(box["x"] + across[0] * box["width"], box["y"] + down[0] * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + across[1] * box["width"], box["y"] + down[1] * box["height"], steps=5)
    page.mouse.up()


def test_a_window_drawn_on_the_plan_is_seen_on_the_public_map(
    board: Page, browser: Browser, live_server: Any, hall: Hall
) -> None:
    board.get_by_label("对外开放面积").fill("200")
    board.get_by_label("图宽").fill("20")
    board.get_by_label("图深").fill("10")
    board.get_by_label("图深").blur()
    drag(board, (0.25, 0.35), (0.2, 0.35))
    shapes = board.locator("[data-picture] g")
    expect(shapes).to_have_count(1)
    board.keyboard.press("Control+z")
    expect(shapes).to_have_count(0)
    drag(board, (0.25, 0.35), (0.2, 0.35))
    board.locator('[data-of="window"]').select_option("A01")
    shapes.first.focus()
    board.keyboard.press("ArrowRight")
    assert hindrances(board) == []
    board.get_by_role("button", name="保存这一层").click()
    expect(board.get_by_text("已保存：席位 1 个")).to_be_visible()
    station = Station.objects.get()
    # Five metres of twenty and one step of a quarter to the right; two metres of ten down.
    assert (station.window, station.x, station.y, station.width, station.depth) == ("A01", 525, 200, 200, 150)
    public = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}).new_page()
    public.goto(f"{live_server.url}/portal/{hall.region_id}/halls/{hall.pk}/")
    expect(public.locator(".floor-taken text")).to_have_text("A01")
    public.close()
