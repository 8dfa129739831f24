"""The pages of the negative list in headless Chromium: nothing hinders a reader, signed in or not."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from yimen.catalog.models import Item
from yimen.common.tests.browsing import WIDTHS
from yimen.entry.exemptions import services
from yimen.entry.exemptions.models import Objection
from yimen.entry.exemptions.tests.conftest import law, room
from yimen.people.models import Region, Staff, User
from yimen.people.tests.test_in_browser import address, enter, hindrances

__all__ = ["address"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_hinders_a_reader(
    page: Page, address: str, published: Any, approved: Any, passport: Item, residence: Item, collector: Staff,
    officer: User, county: Region, client_of: Any, width: int,
) -> None:  # fmt: skip
    today = timezone.localdate()
    steps = ((today + timedelta(days=20), "腾出档案室"),)
    row = published(passport, room(today, today + timedelta(days=25), steps=steps))
    under_way = approved(residence, law(today))
    made = services.raise_objection(by=None, exemption=row, words="五月三日到大厅办理，窗口说只能到派出所办。")
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    outside = ("", f"entries/{row.pk}/object/", f"objections/{made.reference}/", f"{county.code}/")
    _look(page, [f"{address}/entry/public/{each}" for each in outside])
    enter(page.context, client_of(officer), address)
    own = ("", "duties/", "new/", f"{row.pk}/", f"{under_way.pk}/", "objections/", f"objections/{made.pk}/")
    _look(page, [f"{address}/entry/exemptions/{each}" for each in own] + [f"{address}/evidence/collectors/"])


def test_anybody_objects_without_an_account(
    page: Page, address: str, published: Any, passport: Item, county: Region
) -> None:
    published(passport, law(timezone.localdate()))
    page.goto(f"{address}/entry/public/{county.code}/")
    page.get_by_role("link", name="提出异议").click()
    page.get_by_label("异议内容").fill("五月三日到大厅办理，窗口说只能到派出所办。")
    page.get_by_role("button", name="提交异议").click()
    expect(page.get_by_text("尚未答复")).to_be_visible()
    assert Objection.objects.get().reference in page.url


def _look(page: Page, addresses: list[str]) -> None:
    for each in addresses:
        page.goto(each)
        expect(page.locator("h1")).to_be_visible()
        assert hindrances(page) == [], each
