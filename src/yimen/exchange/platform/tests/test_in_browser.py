"""The pages of the exchange in headless Chromium: nothing hinders a reader, and a refusal is put right by a person."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from yimen.common.tests.browsing import WIDTHS, enter, hindrances
from yimen.exchange.platform import services
from yimen.exchange.platform.client import own_key
from yimen.exchange.platform.models import Difference, InboxMessage, OutboxMessage
from yimen.exchange.platform.tests.test_pages import accepted, refused, some_of_each
from yimen.people.models import Region, User
from yimen.people.tests.test_in_browser import address

__all__ = ["address"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_hinders_a_reader(
    page: Page, address: str, county: Region, officer: User, client_of: Any, width: int
) -> None:
    some_of_each(county, 1)
    accepted(county, "C9")
    services.make(by=officer, region=county, key=own_key(), now=timezone.now())
    enter(page.context, client_of(officer), address)
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    rejected = OutboxMessage.objects.get(status="rejected")
    for each in (
        "",
        "messages/",
        f"messages/{rejected.pk}/",
        "arrivals/",
        f"arrivals/{InboxMessage.objects.first().pk}/",
        "differences/",
        f"differences/{Difference.objects.get().pk}/",
        "packages/",
    ):
        page.goto(f"{address}/exchange/platform/{each}")
        expect(page.locator("h1")).to_be_visible()
        assert hindrances(page) == [], each


def test_an_officer_finds_a_refusal_and_puts_it_right(
    page: Page, address: str, county: Region, officer: User, client_of: Any
) -> None:
    message = refused(accepted(county))
    enter(page.context, client_of(officer), address)
    page.goto(f"{address}/exchange/platform/")
    page.get_by_role("link", name=str(message)).click()
    page.get_by_role("textbox", name="实施编码").fill("I2")
    page.get_by_role("button", name="更正并重报").click()
    expect(page.get_by_text("已更正")).to_be_visible()
    message.refresh_from_db()
    assert (message.status, message.revision) == ("waiting", 2)
