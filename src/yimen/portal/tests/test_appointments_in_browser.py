"""An appointment by keyboard alone and without a script, in large type and magnified four times, and on paper."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from yimen.common.tests.browsing import enter, hindrances
from yimen.halls.appointments import services
from yimen.halls.appointments.models import Appointment, AppointmentDesk
from yimen.people.models import Region
from yimen.portal.tests.browsers import browser_of
from yimen.portal.views.shared import SIZE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
COUNTY = "230522000000"
MOST_TABS = 80
# WCAG 2.1, 1.4.10: a window of 1280 points at 400 % is one of 320; at 200 % it is one of 640.
FOURFOLD, TWOFOLD = {"width": 320, "height": 256}, {"width": 640, "height": 512}


@pytest.fixture
def home(live_server: Any, settings: Any, county: Region, hall: Any) -> str:
    """The county's portal on the server of the test, with a desk that takes appointments every day."""
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    offer = services.Offer("综合窗口", 3, weekdays="1234567", lead_hours=0)
    services.add_desk(by=None, hall=hall, offer=offer, valid_from=timezone.localdate())
    return f"{live_server.url}/portal/{COUNTY}/"


def page_of(browser: Browser, county: Region, home: str, window: dict[str, int], *, script: bool) -> Page:
    """The page of a citizen who has signed in and asked for large type."""
    mine = browser.new_context(
        java_script_enabled=script,
        viewport=window,
        locale="zh-CN",
        reduced_motion="reduce",  # type: ignore[arg-type]
    )
    enter(mine, browser_of(county), home)
    mine.add_cookies([{"name": SIZE, "value": "large", "url": home}])
    return mine.new_page()


def reach(page: Page, wanted: Locator) -> None:
    """Tab after Tab until the focus is on what is wanted, as somebody without a mouse gets there."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("each => each === document.activeElement || each.contains(document.activeElement)"):
            return
    raise AssertionError(f"{wanted} is not reached by Tab")


def book(page: Page, home: str) -> None:
    """From the list of desks to the slip, by keyboard alone; every page as wide as the window."""
    page.goto(f"{home}appointments/")
    seen(page)
    reach(page, page.get_by_role("link", name="综合窗口"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="预约：综合窗口")).to_be_visible()
    seen(page)
    reach(page, page.locator("nav[aria-label=选日期] a").last)
    page.keyboard.press("Enter")
    expect(page.locator("a[aria-current=date]")).to_have_count(1)
    reach(page, page.locator("[name=starts_at]").first)
    page.keyboard.press("Space")
    reach(page, page.get_by_label("办什么事"))
    page.keyboard.type("居住证办理")
    name = page.get_by_label("姓名")
    if not name.input_value():
        reach(page, name)
        page.keyboard.type("某甲")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="预约好了")).to_be_visible()
    seen(page)


def seen(page: Page) -> None:
    """Nothing. Fails when something is cut off at the side. Evaluating works where the page's own scripts do not."""
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, page.url


def test_an_appointment_is_booked_moved_and_cancelled_by_keyboard_magnified_and_without_a_script(
    browser: Browser, county: Region, home: str
) -> None:
    page = page_of(browser, county, home, FOURFOLD, script=False)
    book(page, home)
    first = Appointment.objects.get().starts_at
    reach(page, page.get_by_role("button", name="改到这个时段"))
    page.keyboard.press("Shift+Tab")  # back onto the half hours
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_text("已改约")).to_be_visible()
    assert Appointment.objects.get().starts_at != first
    reach(page, page.get_by_role("button", name="取消这个预约"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("预约已取消")).to_be_visible()
    assert Appointment.objects.get().status == "cancelled"
    page.context.close()


@pytest.mark.long
@pytest.mark.parametrize("window", [FOURFOLD, TWOFOLD], ids=["400 %", "200 %"])
def test_nothing_hinders_a_reader_of_appointments_in_large_type(
    browser: Browser, county: Region, home: str, window: dict[str, int]
) -> None:
    page = page_of(browser, county, home, window, script=True)
    found = {}
    for address in ("appointments/", f"appointments/at/{AppointmentDesk.objects.get().pk}/", "appointments/find/"):
        page.goto(home + address)
        found[address] = hindrances(page)
    book(page, home)
    found["slip"] = hindrances(page)
    Appointment.objects.update(starts_at=timezone.now() - timedelta(hours=20))
    page.reload()
    expect(page.get_by_text("已经错过")).to_be_visible()
    found["missed"] = hindrances(page)
    assert {address: wrong for address, wrong in found.items() if wrong} == {}
    page.context.close()


@pytest.mark.long
def test_the_slip_on_paper_has_number_secret_time_and_place_and_no_buttons(
    browser: Browser, county: Region, home: str
) -> None:
    page = page_of(browser, county, home, {"width": 1280, "height": 900}, script=True)
    book(page, home)
    page.emulate_media(media="print")
    number = Appointment.objects.get().number
    for text in (number, page.locator("#secret").inner_text(), "政务服务中心", "居住证办理"):
        expect(page.get_by_role("definition").filter(has_text=text)).to_be_visible()
    for hidden in ("取消这个预约", "改到这个时段", "打印凭条"):
        expect(page.get_by_role("button", name=hidden)).to_have_count(0)
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1, "one sheet"
    page.context.close()
