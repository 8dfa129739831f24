"""The pages of clocks in headless Chromium: nothing hinders a reader, on a telephone or in the dark."""

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from yimen.cases.clocks.services import follow
from yimen.cases.clocks.watching import remind_all
from yimen.cases.handling.models import Dossier, Pause
from yimen.common.tests.browsing import LOOKS
from yimen.people.models import User
from yimen.people.tests.test_in_browser import address, enter, hindrances

__all__ = ["address"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_nothing_hinders_a_reader(
    page: Page, address: str, accepted: Dossier, officer: User, client_of: Any, width: int, theme: Any
) -> None:
    Pause.objects.create(
        dossier=accepted,
        kind="hearing",
        needed_days=9,
        told="听证",
        started_on=date(2023, 6, 2),
        served_on=date(2023, 6, 2),
        ended_on=date(2023, 6, 9),
    )
    follow(accepted, as_of=date(2023, 6, 12))
    list(remind_all(as_of=date(2023, 6, 30)))
    enter(page.context, client_of(officer), address)
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}/cases/deadlines/")
    expect(page.get_by_role("img", name="法定办结时限共 20 个工作日")).to_be_visible()
    assert hindrances(page) == []
    page.goto(f"{address}/cases/dossiers/{accepted.pk}/clocks/?on=2023-06-12")
    for details in page.locator("details").all():
        details.locator("summary").click()
    expect(page.get_by_text("听证期间，不计入期限").first).to_be_visible()
    assert hindrances(page) == []
    page.goto(f"{address}/cases/deadlines/")
    page.get_by_role("link", name="已报营商局").click()
    expect(page.locator("#rows tbody tr")).to_have_count(1)
