"""The pages of space planning in headless Chromium: nothing hinders a reader of demands, their table and a plan."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from playwright.sync_api import FilePayload, Page, expect

from yimen.common.tests.browsing import LOOKS, enter, hindrances
from yimen.common.workdays import SHANGHAI
from yimen.halls.models import Hall
from yimen.halls.planning import execution, services
from yimen.halls.planning.measuring import Work
from yimen.halls.planning.models import SpaceDemand
from yimen.halls.planning.tests.conftest import DAY
from yimen.halls.planning.tests.test_demands import TABLE
from yimen.people.models import User
from yimen.people.tests.test_in_browser import address

__all__ = ["address"]
pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    """The day of the layout."""
    with time_machine.travel(datetime(2023, 6, 1, 9, tzinfo=SHANGHAI), tick=True):
        yield


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_nothing_hinders_a_reader(
    page: Page, address: str, laid: Hall, work: dict[str, Work], hall_manager: User, client_of: Any, width: int,
    theme: Any,
) -> None:  # fmt: skip
    enter(page.context, client_of(hall_manager), address)
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})

    def unhindered() -> None:
        expect(page.locator("h1")).to_be_visible()
        assert hindrances(page) == [], page.url

    page.goto(f"{address}/halls/space/import/?kind=halls.demands")
    unhindered()
    page.locator("[name=file]").set_input_files(
        FilePayload(name="需求.csv", mimeType="text/csv", buffer=TABLE.encode())
    )
    page.locator("main form button[type=submit]").click()
    expect(page.get_by_text("本县没有这个部门")).to_be_visible()
    unhindered()
    page.get_by_role("button", name="导入").click()
    expect(page.get_by_text("已导入 3 行，退回 7 行")).to_be_visible()
    unhindered()
    pages = ["", "traits/", "new/"]
    for each in pages:
        page.goto(f"{address}/halls/{laid.pk}/planning/{each}")
        unhindered()
    page.goto(f"{address}/halls/planning/demands/{SpaceDemand.objects.order_by('pk')[0].pk}/")
    unhindered()


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_the_letters_of_a_plans_floors_can_be_read(
    page: Page, address: str, laid: Hall, work: dict[str, Work], hall_manager: User, client_of: Any, width: int,
    theme: Any,
) -> None:  # fmt: skip
    asked = services.Asked("布局方案", seconds=5, days=2)
    plan = execution.arrange(services.request_arrangement(by=hall_manager, hall=laid, day=DAY, asked=asked), workers=1)
    place = plan.places.order_by("-x")[0]
    plan.places.filter(pk=place.pk).update(x=place.x + 1800)  # centimetres: a row of more than fifteen stations
    enter(page.context, client_of(hall_manager), address)
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}/halls/planning/plans/{plan.pk}/")
    assert hindrances(page) == [], page.url
    letters = "all => all.map(each => parseFloat(getComputedStyle(each).fontSize) * each.getScreenCTM().a)"
    sizes = page.locator(".floor-plan text").evaluate_all(letters)
    assert sizes and min(sizes) >= 9, min(sizes)  # pixels of the screen
