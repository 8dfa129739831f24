"""An appointment in headless Chromium: keyboard alone, no script, the page at two and four times its size, on paper."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from unicodedata import normalize

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader

from yimen.common.tests.browsing import hindrances
from yimen.halls.appointments import services
from yimen.halls.appointments.models import Appointment
from yimen.halls.models import Hall
from yimen.people.models import Region

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ZOOMED = {"200 %": (640, 512), "400 %": (320, 256)}
"""What a window of 1280 by 1024 has room for at that zoom (WCAG 1.4.4 and 1.4.10)."""


@pytest.fixture
def home(live_server: Any, settings: Any, hall: Hall) -> str:
    """The portal of a county whose hall takes appointments on every day."""
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    offer = services.Offer("综合窗口", 3, weekdays="1234567", lead_hours=0)
    services.add_desk(by=None, hall=hall, offer=offer, valid_from=timezone.localdate())
    return f"{live_server.url}/portal/230522000000/"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page at the strongest zoom, without a script."""
    width, height = ZOOMED["400 %"]
    context = browser.new_context(
        java_script_enabled=False, locale="zh-CN", viewport={"width": width, "height": height}
    )
    yield context.new_page()
    context.close()


def hindered(page: Page) -> list[Any]:
    """What hinders a reader of the page at its size; axe needs a script, so it reads the page in a browser that has."""
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert page.context.browser
    other = page.context.browser.new_context(storage_state=page.context.storage_state(), viewport=page.viewport_size)
    with_script = other.new_page()
    with_script.goto(page.url)
    found = hindrances(with_script)
    other.close()
    return found + ([wide] if wide > 0 else [])


def reach(page: Page, wanted: Locator) -> None:
    """The focus on it, by Tab alone, and where one sees it."""
    expect(wanted).to_be_visible()
    for _ in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("each => each === document.activeElement"):
            break
    expect(wanted).to_be_focused()
    expect(wanted).to_be_in_viewport()
    assert wanted.evaluate("each => parseFloat(getComputedStyle(each).outlineWidth)") >= 2


def follow(page: Page, wanted: Locator, shown: str) -> None:
    """What Enter on it opens, once its main heading says so."""
    reach(page, wanted)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(shown)


def fill(page: Page, label: str, words: str) -> None:
    """The field with these words, typed."""
    reach(page, page.get_by_label(label))
    page.keyboard.type(words)


def sign_in(page: Page) -> None:
    """A phone and its code, which the demonstration shows."""
    fill(page, "手机号码", "13800001234")
    page.keyboard.press("Enter")
    code = page.locator("main strong").inner_text().rsplit(" ", 1)[-1].rstrip("。")
    fill(page, "短信验证码", code)
    page.keyboard.press("Enter")


def test_an_appointment_is_made_moved_and_cancelled_by_keyboard_without_a_script_at_any_size(
    page: Page, home: str
) -> None:
    page.goto(home)
    follow(page, page.get_by_role("link", name="大字版"), "友谊县政务服务，只进一扇门")
    expect(page.get_by_role("link", name="标准字号")).to_be_visible()
    follow(page, page.get_by_role("link", name="预约", exact=True), "预约到大厅办事")
    found = {"desks": hindered(page)}
    follow(page, page.get_by_role("link", name="综合窗口"), "登录")
    sign_in(page)
    first = page.get_by_role("radio").first
    reach(page, first)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")  # the second half hour
    expect(page.get_by_role("radio").nth(1)).to_be_checked()
    fill(page, "姓名", "某甲")
    page.keyboard.press("Enter")  # too early: nothing says what for
    expect(page.get_by_role("alert").first).to_be_visible()
    found["refused"] = hindered(page)
    fill(page, "办什么事", "居住证")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="预约好了")).to_be_visible()
    booked = Appointment.objects.get()
    for zoom, (width, height) in ZOOMED.items():
        page.set_viewport_size({"width": width, "height": height})
        found[f"slip at {zoom}"] = hindered(page)
    assert_on_paper(page, booked)
    reach(page, page.get_by_role("radio").first)
    page.keyboard.press("ArrowUp")  # round to the last half hour
    expect(page.get_by_role("radio").last).to_be_checked()
    follow(page, page.get_by_role("button", name="改到这个时段"), "我的预约")
    expect(page.get_by_text("已改约")).to_be_visible()
    follow(page, page.get_by_role("button", name="取消这个预约"), "我的预约")
    expect(page.get_by_text("预约已取消")).to_be_visible()
    moved = Appointment.objects.get()
    assert (moved.status, moved.number) == ("cancelled", booked.number)
    assert moved.starts_at != booked.starts_at
    assert {where: wrong for where, wrong in found.items() if wrong} == {}


def assert_on_paper(page: Page, booked: Appointment) -> None:
    """One sheet with when, where, number and secret, and nothing that only a screen can use."""
    secret = page.locator("#secret").inner_text()
    sheet = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    words = normalize("NFKC", "".join("".join(each.extract_text().split()) for each in sheet.pages))  # ⼼ is 心
    hour = f"{timezone.localtime(booked.starts_at):%H:%M}"
    assert len(sheet.pages) == 1
    assert all(each in words for each in (booked.number, secret, "政务服务中心", hour))
    assert not any(each in words for each in ("大字版", "取消这个预约", "改到这个时段", "跳到正文"))
