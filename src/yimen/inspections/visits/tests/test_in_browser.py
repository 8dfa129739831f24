"""A visit on an emulated phone: the network cut, the page killed in between, and all of it handed in once."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from yimen.common.tests.browsing import enter, hindrances
from yimen.inspections.visits import queries
from yimen.inspections.visits.models import Observation, Photo, Visit
from yimen.inspections.visits.tests.conftest import JPEG
from yimen.people.tests.test_in_browser import address

__all__ = ["address"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A phone that knows where it is."""
    phone = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
    place = {"geolocation": {"latitude": 46.77, "longitude": 131.8}, "permissions": ["geolocation"]}
    return {**browser_context_args, **phone, **place}


def note(page: Page, outcome: str, words: str, photo: Path | None = None) -> None:
    """One record, saved on the phone."""
    before = page.locator("[data-record]").count()
    page.get_by_label(outcome, exact=True).check()
    page.get_by_label("情况").fill(words)
    if photo is not None:
        page.locator("#photos").set_input_files(photo)
    page.get_by_role("button", name="保存").click()
    expect(page.locator("[data-record]")).to_have_count(before + 1)


def correct(page: Page, outcome: str, words: str) -> None:
    """The record of that outcome, its words put right on the phone."""
    page.get_by_role("button", name=f"更正：{outcome}").click()
    page.get_by_label("情况").fill(words)
    page.get_by_role("button", name="保存").click()
    expect(page.locator("[data-correcting]")).to_be_hidden()


def test_a_visit_without_a_network_loses_and_doubles_nothing(
    page: Page, address: str, opened: Visit, client_of: Any, tmp_path: Path
) -> None:
    picture = tmp_path / "window.jpg"
    picture.write_bytes(JPEG * 700)  # several pieces
    context = page.context
    enter(context, client_of(opened.first), address)
    phone = f"{address}/inspections/visits/phone/"
    page.goto(phone)
    expect(page.locator("[data-phone][data-ready=yes]")).to_be_attached()
    expect(page.get_by_text("全部已同步。")).to_be_visible()
    assert hindrances(page) == []
    note(page, "大厅窗口让到部门去办", "三号窗口让去局里办")
    expect(page.locator("[data-standing=done]")).to_have_count(1)

    context.set_offline(True)
    note(page, "部门自行收件办理", "二楼收下材料", picture)
    page.close()  # killed: the battery, the system, a thumb
    page = context.new_page()
    page.goto(phone)  # from the phone itself
    expect(page.locator("[data-record]")).to_have_count(2)
    note(page, "大厅窗口无人", "五号窗口没有人")
    expect(page.get_by_text("2 条记录存在这部手机里，不会丢")).to_be_visible()
    correct(page, "大厅窗口无人", "五号窗口离岗牌，无人")
    expect(page.locator("[data-record]")).to_have_count(3)  # it never left the phone: changed where it lies
    correct(page, "大厅窗口让到部门去办", "四号窗口让去局里办")
    expect(page.locator("[data-record]")).to_have_count(4)  # the server has it: another record replaces it
    assert Observation.objects.count() == 1

    context.set_offline(False)
    page.get_by_role("button", name="立即同步").click()
    expect(page.locator("[data-standing=done]")).to_have_count(4)
    page.get_by_role("button", name="立即同步").click()
    expect(page.get_by_text("全部已同步。")).to_be_visible()
    words = ["三号窗口让去局里办", "二楼收下材料", "五号窗口离岗牌，无人", "四号窗口让去局里办"]
    assert list(Observation.objects.order_by("taken_at").values_list("words", flat=True)) == words
    assert [each.words for each in queries.standing_observations(opened)] == words[1:]
    kept = Photo.objects.get()
    assert (kept.whole_at is not None, kept.size, kept.observation.words) == (True, len(JPEG) * 700, words[1])
    assert (kept.latitude, kept.longitude) == (46.77, 131.8)
