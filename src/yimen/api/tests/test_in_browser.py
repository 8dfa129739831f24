"""The page that describes the interface, in headless Chromium: read by a stranger, on a telephone too."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from yimen.common.tests.browsing import LOOKS
from yimen.people.tests.test_in_browser import address, hindrances

__all__ = ["address"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_nothing_hinders_a_reader(page: Page, address: str, width: int, theme: Any) -> None:
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}/api/")
    expect(page.get_by_role("heading", name="接口说明")).to_be_visible()
    page.get_by_text("CSV 示例").first.click()
    assert hindrances(page) == []
