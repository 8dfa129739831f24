"""The pages of branch halls in headless Chromium: nothing hinders a reader, wide or narrow, in any state."""

from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from yimen.common.tests.browsing import WIDTHS
from yimen.entry.branches.models import BranchDecision
from yimen.evidence.branches import services
from yimen.evidence.branches.tests.conftest import BRANCH, CLOSED_ON, HALL
from yimen.halls.branches import services as register
from yimen.halls.models import Hall
from yimen.people.models import Staff, User
from yimen.people.tests.test_in_browser import address, enter, hindrances

__all__ = ["address"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_hinders_a_reader(
    page: Page, address: str, reported: BranchDecision, take_in: Any, places: Hall, officer: User, client_of: Any,
    width: int,
) -> None:  # fmt: skip
    take_in(date(2023, 3, 1), 60, terminal=BRANCH)
    take_in(CLOSED_ON + timedelta(days=1), 60, terminal=HALL)
    take_in(CLOSED_ON + timedelta(days=1), 20, terminal=BRANCH)
    register.state_size(by=None, hall=places, as_of=CLOSED_ON, source="现场清点", staff=4)
    register.state_traffic(by=None, hall=places, month=date(2023, 3, 1), matters=50, source="统计")
    services.check(by=officer, decision=reported)
    enter(page.context, client_of(officer), address)
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    rows = f"/evidence/branches/{places.pk}/cases/?month=2023-06&place=branch"
    for each in ("/entry/branches/", f"/entry/branches/{places.pk}/", "/halls/branches/",
                 f"/halls/branches/{places.pk}/", f"/evidence/branches/{places.pk}/", rows):  # fmt: skip
        page.goto(address + each)
        expect(page.locator("h1")).to_be_visible()
        assert hindrances(page) == [], each


@pytest.mark.parametrize("width", WIDTHS)
def test_a_liaison_proposes_without_a_hindrance(
    page: Page, address: str, places: Hall, staff: dict[str, Staff], liaison: User, client_of: Any, width: int
) -> None:
    enter(page.context, client_of(liaison), address)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}/entry/branches/{places.pk}/")
    page.get_by_role("link", name="拟报处置").click()
    assert hindrances(page) == []
    page.get_by_label("并入综合大厅").check()
    page.get_by_label("理由").fill("没有法律法规要求单独设立分厅")
    page.get_by_label("完成或到期日期").fill("2027-05-13")
    page.get_by_label("进驻方式").select_option("own_window")
    page.get_by_label("需要窗口（个）").fill("2")
    page.locator("[name=step_1]").fill("停止受理并公告")
    page.locator("[name=who_1]").select_option(str(staff["P1"].pk))
    page.locator("[name=due_1]").fill("2027-05-01")
    page.get_by_role("button", name="保存拟报").click()
    expect(page.get_by_text("处置已拟报")).to_be_visible()
    page.get_by_role("button", name="报营商局审核").click()
    expect(page.get_by_text("已报营商局审核。")).to_be_visible()
    assert BranchDecision.objects.get().status == "submitted"
