"""The pages of rosters in headless Chromium: nothing hinders a reader, nor while the solver works."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from yimen.common.tests.browsing import LOOKS, enter, hindrances
from yimen.halls.models import Hall, Staff
from yimen.halls.rostering import services
from yimen.halls.rostering.tests.conftest import MONDAY
from yimen.people.models import User
from yimen.people.tests.test_in_browser import address

__all__ = ["address"]
pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_nothing_hinders_a_reader(
    page: Page, address: str, hall: Hall, staff: dict[str, Staff], hall_manager: User, client_of: Any, width: int,
    theme: Any,
) -> None:  # fmt: skip
    days = {"hall": hall, "first_on": MONDAY, "last_on": MONDAY}
    holds = services.make(by=hall_manager, way="rule", **days)
    services.move_roster(by=hall_manager, roster=holds, move="publish")
    draft = services.make(by=hall_manager, way="rule", **days)
    solving = services.ask(by=hall_manager, **days)
    enter(page.context, client_of(hall_manager), address)
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    for each in (f"{hall.pk}/rosters/", *(f"rosters/{roster.pk}/" for roster in (holds, draft, solving))):
        page.goto(f"{address}/halls/{each}")
        expect(page.locator("h1")).to_be_visible()
        assert hindrances(page) == [], each
    expect(page.get_by_text("在后台求解")).to_be_visible()
