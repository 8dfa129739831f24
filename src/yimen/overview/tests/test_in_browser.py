"""Cockpit, counties side by side, wall, open data: nothing hinders a reader, light or dark, narrow or wide."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from yimen.common.tests.browsing import LOOKS, enter, hindrances
from yimen.evidence.models import Run
from yimen.people.models import Region, User
from yimen.people.tests.test_in_browser import address
from yimen.rectification.models import Order

__all__ = ["address"]
pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_nothing_hinders_a_reader(
    page: Page, address: str, runs: tuple[Run, Run], declared: None, late_orders: list[Order], county: Region,
    officer: User, make_user: Any, client_of: Any, width: int, theme: Any,
) -> None:  # fmt: skip
    assert county.parent
    city = make_user("city_leader", "leader", county.parent)
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    for user, paths in (
        (officer, ("/cockpit/?day=2026-03-02", "/cockpit/rows/?what=late_reminder&day=2026-03-02",
                   f"/wall/{county.pk}/", "/evidence/open-data/", f"/portal/{county.pk}/data/")),
        (city, ("/cockpit/", f"/cockpit/?county={county.pk}")),
    ):  # fmt: skip
        enter(page.context, client_of(user), address)
        for path in paths:
            page.goto(address + path)
            expect(page.locator("h1")).to_be_visible()
            assert hindrances(page) == [], path
