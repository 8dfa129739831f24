"""The counter in headless Chromium: by keyboard alone, in seconds; and that nothing hinders a reader."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from yimen.cases.handling.models import Dossier
from yimen.cases.handling.tests import house
from yimen.catalog.models import ItemVersion
from yimen.common.tests.browsing import LOOKS, enter, hindrances
from yimen.halls.models import Window
from yimen.people.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def address(live_server: Any, settings: Any, clerk: User, version: ItemVersion) -> str:
    """The running server; the browser's own machine is the clerk's window."""
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    window = house.post(clerk)
    Window.objects.filter(pk=window.pk).update(terminal="127.0.0.1")
    return str(live_server.url)


def test_a_simple_case_is_accepted_by_keyboard_alone_in_under_thirty_seconds(
    page: Page, address: str, clerk: User, client_of: Callable[[User], Any], version: ItemVersion,
    record_property: Callable[[str, object], None],
) -> None:  # fmt: skip
    """As a card reader types: the number and Enter. Keys at four a second, as a clerk who types Chinese would."""
    enter(page.context, client_of(clerk), address)
    page.goto(address + reverse("cases:counter"))
    began = time.monotonic()
    page.keyboard.type("事项I1", delay=250)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=version.name)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("证件号码").first).to_be_focused()
    page.keyboard.type(house.PERSON.id + "\n")  # the reader: nothing is taken in, the name is asked for
    page.get_by_label("姓名或名称").wait_for()
    assert not Dossier.objects.exists()
    expect(page.get_by_label("姓名或名称")).to_be_focused()
    page.keyboard.type("董义之", delay=250)
    page.keyboard.press("Enter")
    expect(page.get_by_text("按回车即受理").or_(page.get_by_text("尚缺"))).to_be_visible()
    if page.get_by_text("尚缺").is_visible():
        page.get_by_label("所列必要材料均已核验").focus()
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="受理", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="收件凭证")).to_be_visible()
    seconds = time.monotonic() - began
    record_property("一件受理用秒", (seconds, f"{seconds:.1f} 秒，{version.name}"))
    assert seconds < 30
    assert Dossier.objects.get().status == "accepted"
    expect(page.get_by_role("link", name="下一位")).to_be_focused()


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_nothing_hinders_a_reader(
    page: Page, address: str, clerk: User, approver: User, hall_manager: User, client_of: Any, version: ItemVersion,
    width: int, theme: Any,
) -> None:  # fmt: skip
    Window.objects.update(terminal=house.TERMINAL)
    dossier = house.accepted(clerk, version)
    waiting = house.received(clerk, version).dossier
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    seen = {}
    for user, routes in (
        (clerk, [reverse("cases:counter") + "?q=事项", reverse("cases:receive", args=[version.pk]),
                 reverse("cases:work"), reverse("cases:dossier", args=[waiting.pk]),
                 reverse("cases:slip", args=[dossier.pk])]),
        (approver, [reverse("cases:dossier", args=[dossier.pk])]),
        (hall_manager, [reverse("cases:exceptions")]),
    ):  # fmt: skip
        enter(page.context, client_of(user), address)
        for route in routes:
            page.goto(address + route)
            seen[route] = hindrances(page)
    assert seen == {key: [] for key in seen}
