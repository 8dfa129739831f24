"""The pages of agreements in headless Chromium: nothing hinders a reader, and the sign page needs no script."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from yimen.common.tests.browsing import LOOKS, enter, hindrances
from yimen.documents.signing import pades
from yimen.people.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def address(live_server: Any, settings: Any) -> str:
    """Where the server of the test answers."""
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    return str(live_server.url)


@pytest.fixture(autouse=True)
def signing_apart(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Signatures are made in a thread of their own: pyHanko wants an event loop, and the browser's runs in this one."""
    sign = pades.sign
    with ThreadPoolExecutor(1) as apart:
        monkeypatch.setattr(pades, "sign", lambda *given, **named: apart.submit(sign, *given, **named).result())
        yield


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_nothing_hinders_a_reader(
    page: Page, address: str, make_signed: Any, officer: User, client_of: Any, width: int, theme: Any
) -> None:
    agreement = make_signed()
    enter(page.context, client_of(officer), address)
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    for name in ("board", "missing", "bulk", "templates", "check_any"):
        page.goto(f"{address}{reverse(f'agreements:{name}')}")
        expect(page.locator("h1")).to_be_visible()
        assert hindrances(page) == [], name
    for name, key in (("agreement", agreement.pk), ("check", agreement.check_code)):
        page.goto(f"{address}{reverse(f'agreements:{name}', args=[key])}")
        assert hindrances(page) == [], name


@pytest.mark.parametrize("width", [390, 1440])
def test_a_signer_signs_without_a_script(
    browser: Browser, address: str, make_sent: Any, certified: Any, approver: User, client_of: Any, width: int
) -> None:
    agreement = make_sent()
    context = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 900})
    enter(context, client_of(approver), address)
    page = context.new_page()
    page.goto(f"{address}{reverse('agreements:sign', args=[agreement.pk])}")
    page.locator("input[name=read]").check()
    page.locator("form:has(input[name=code]) button[type=submit]").first.click()
    expect(page.locator("h1")).to_be_visible()
    assert agreement.steps.filter(signed_at__isnull=False).count() == 1
    context.close()


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_hinders_a_signer(
    page: Page, address: str, make_sent: Any, certified: Any, approver: User, client_of: Any, width: int
) -> None:
    agreement = make_sent()
    enter(page.context, client_of(approver), address)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}{reverse('agreements:sign', args=[agreement.pk])}")
    expect(page.locator("h1")).to_be_visible()
    assert hindrances(page) == []
