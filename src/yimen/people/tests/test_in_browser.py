"""Every page of this room in headless Chromium: nothing hinders a reader, and the forms need no script."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from yimen.common.tests.browsing import LOOKS, enter, hindrances
from yimen.people import services
from yimen.people.models import Department, Region, Staff, User
from yimen.people.tests.test_standing import MAY, NEW_YEAR

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ("", "departments/new/", "departments/{police}/", "staff/", "staff/new/", "sets/", "sets/new/", "sets/{set}/",
         "group/")  # fmt: skip


@pytest.fixture
def address(live_server: Any, settings: Any) -> str:
    """Where the server of the test answers."""
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    return str(live_server.url)


@pytest.fixture
def keys(county: Region, police: Department, tax: Department) -> dict[str, int]:
    """A set with a member, a leading group with a succession, and staff."""
    made = services.define_set(
        by=None, region=county, code="units", name="各政务服务单位", departments=[police, tax], valid_from=NEW_YEAR
    )
    services.give_code(by=None, department=police, code="11999999MB2200102B", valid_from=NEW_YEAR)
    first = services.appoint(by=None, region=county, position="分管副县长", place="leader", valid_from=NEW_YEAR)
    services.appoint(by=None, region=county, position="县委常委", place="leader", valid_from=MAY, succeeds=first)
    staff = [Staff(region=county, department=police, code="P1", name="欧阳修")]
    services.register_staff(by=None, region=county, staff=staff)
    return {"police": police.pk, "set": made.pk}


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_nothing_hinders_a_reader(
    page: Page, address: str, keys: dict[str, int], officer: User, client_of: Any, width: int, theme: Any
) -> None:
    enter(page.context, client_of(officer), address)
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    for each in PAGES:
        page.goto(f"{address}/people/{each.format(**keys)}")
        expect(page.locator("h1")).to_be_visible()
        assert hindrances(page) == [], each


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_hinders_the_security_administrator(
    page: Page, address: str, officer: User, security_administrator: User, client_of: Any, width: int
) -> None:
    client_of(officer)  # has a second factor then
    enter(page.context, client_of(security_administrator), address)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}/people/accounts/{officer.pk}/")
    assert hindrances(page) == []
    page.get_by_role("button", name="重置动态码").click()
    expect(page.get_by_text("尚未绑定")).to_be_visible()
    page.get_by_role("button", name="给出临时密码").click()
    expect(page.get_by_text("临时密码只显示这一次")).to_be_visible()
    assert hindrances(page) == []


def test_the_forms_work_without_a_script(
    browser: Browser, address: str, keys: dict[str, int], officer: User, client_of: Any
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    enter(context, client_of(officer), address)
    page = context.new_page()
    page.goto(f"{address}/people/sets/{keys['set']}/")
    leave = page.locator("form[action$='/leave/']")
    leave.locator("select").select_option(index=1)
    leave.locator("input[type=date]").fill("2023-09-01")
    leave.get_by_role("button").click()
    expect(page.get_by_text("最后一天为 2023-08-31")).to_be_visible()
    page.goto(f"{address}/people/sets/{keys['set']}/?day=2023-08-31")
    expect(page.locator("#members tbody tr")).to_have_count(2)
    page.locator(".filters input[name=day]").fill("2023-09-01")
    page.locator(".filters button[type=submit]").click()
    expect(page.locator("#members tbody tr")).to_have_count(1)
    context.close()
