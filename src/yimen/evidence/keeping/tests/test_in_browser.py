"""The pages of promises in headless Chromium: nothing hinders a reader, wide or narrow."""

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from yimen.common.tests.browsing import WIDTHS
from yimen.exchange.models import FeedPromise
from yimen.people.models import Department, Region, User
from yimen.people.tests.test_in_browser import address, enter, hindrances

__all__ = ["address"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_hinders_a_reader(
    page: Page, address: str, filled: Region, police: Department, tax: Department, make_letter: Any, make_run: Any,
    officer: User, client_of: Any, width: int,
) -> None:  # fmt: skip
    FeedPromise.objects.create(department=police, kind="cases.cases", rhythm="daily", valid_from=date(2023, 1, 1))
    letter = make_letter(police)
    make_letter(tax, ["I6"])
    make_run(filled)
    enter(page.context, client_of(officer), address)
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    for each in ("/evidence/promises/", "/evidence/promises/?standing=broken", f"/evidence/promises/{letter.pk}/"):
        page.goto(address + each)
        expect(page.locator("h1")).to_be_visible()
        assert hindrances(page) == [], each
    page.get_by_role("link", name="友营商承", exact=False).first.click()
    expect(page.locator("h1")).to_contain_text("疑似未履行")
    assert hindrances(page) == []
