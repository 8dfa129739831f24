"""The pages of reports in headless Chromium: nothing hinders a reader, and a refusal is put right at the counter."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from yimen.cases.handling.tests import house
from yimen.cases.reporting import queries
from yimen.common.tests.browsing import enter, hindrances
from yimen.exchange.platform import services
from yimen.exchange.platform.answers import Rejected
from yimen.people.models import Department, Region, User
from yimen.people.tests.test_in_browser import address

__all__ = ["address"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_clerk_reads_what_was_refused_and_puts_it_right(
    page: Page, address: str, linked: Region, police: Department, clerk: User, approver: User, client_of: Any
) -> None:
    house.post(clerk)
    dossier = house.at_decision(clerk, approver, house.version_of(police))
    message = queries.of_case(dossier.case)[0]
    refusal = Rejected(message.key, "E101", "实施编码不在省平台事项库中")
    services.settle(answers=[refusal], now=timezone.now())
    enter(page.context, client_of(clerk), address)
    page.emulate_media(reduced_motion="reduce")
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        for where in ("reports/", f"reports/{message.pk}/", f"dossiers/{dossier.pk}/", "work/"):
            page.goto(f"{address}/cases/{where}")
            assert hindrances(page) == [], where
    page.get_by_role("link", name="受理", exact=True).first.click()
    page.get_by_role("textbox", name="实施编码").fill("I2")
    page.get_by_role("button", name="更正并重报").click()
    expect(page.get_by_text("已更正，按原来的次序重新报送")).to_be_visible()
    message.refresh_from_db()
    assert (message.status, message.revision) == ("waiting", 2)
