"""The pages of authorisation and readiness in headless Chromium: nothing hinders a reader, on a telephone either."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from yimen.catalog.models import Item
from yimen.common.tests.browsing import WIDTHS
from yimen.entry.readiness.models import Confirmation
from yimen.halls.models import Window
from yimen.people.models import Department, Staff, User
from yimen.people.tests.test_in_browser import address, hindrances
from yimen.people.tests.test_in_browser import enter as sign_in

__all__ = ["address"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pages(
    enter: Any, give: Any, passport: Item, residence: Item, staff: dict[str, Staff], window: Window, police: Department
) -> list[str]:
    """Every page, with gaps to show."""
    enter(passport, residence)
    letter = give(staff["P1"], [passport])
    give(staff["P2"], [passport], post="b", powers=["accept"])
    letters = [f"/entry/authorisations/{each}" for each in ("", "matrix/", "announced/", f"{letter.pk}/")]
    ready = [
        f"/entry/readiness/{each}" for each in ("", "items/", f"items/{passport.pk}/", f"departments/{police.pk}/")
    ]
    return [*letters, f"/entry/readiness/halls/{window.hall_id}/", *ready, "/entry/"]


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_hinders_a_reader(
    page: Page, address: str, pages: list[str], liaison: User, head: User, client_of: Any, width: int
) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    for user, places in ((liaison, pages), (head, ["/entry/authorisations/new/", pages[3]])):
        sign_in(page.context, client_of(user), address)
        for each in places:
            page.goto(address + each)
            expect(page.locator("h1")).to_be_visible()
            assert hindrances(page) == [], each


def test_a_liaison_confirms_a_seal_at_the_window(
    page: Page, address: str, pages: list[str], liaison: User, client_of: Any
) -> None:
    sign_in(page.context, client_of(liaison), address)
    page.goto(address + pages[-2])
    row = page.locator("tr", has_text="印章").first
    row.get_by_text("确认已具备").click()
    row.get_by_label("依据").fill("印章交接登记单 3 号")
    row.get_by_role("button", name="确认").click()
    expect(page.get_by_text("已确认。")).to_be_visible()
    assert Confirmation.objects.get().evidence == "印章交接登记单 3 号"
