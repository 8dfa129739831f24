"""Signing in at the certified provider of ops/standins/oidc in a browser, for which it is another site."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from yimen.demonstration import identity_stand_in
from yimen.exchange.identity.provider import provider
from yimen.people.citizens.models import Citizen
from yimen.people.models import Region

pytestmark = [
    pytest.mark.browser,
    pytest.mark.oidc,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not identity_stand_in.installed(), reason="the provider is not installed (bin/oidc)"),
]


@pytest.fixture
def home(live_server: Any, settings: Any, county: Region) -> Iterator[str]:
    """The county's portal at localhost, with the provider at 127.0.0.1 as its province's identity service."""
    stand_in = identity_stand_in.start(live_server.url)
    settings.ALLOWED_HOSTS, settings.PUBLIC_URL = ["localhost"], live_server.url
    settings.IDENTITY_LEVELS = ["level2"]
    for name in ("URL", "CLIENT", "SECRET"):
        setattr(settings, f"IDENTITY_{name}", stand_in.environment[f"YIMEN_IDENTITY_{name}"])
    yield f"{live_server.url}/portal/{county.pk}/"
    stand_in.process.terminate()
    stand_in.process.communicate()
    provider.cache_clear()


def choose(page: Page, home: str, who: str) -> None:
    """From the sign-in page to the provider, and there who one is."""
    page.set_default_timeout(10_000)
    page.goto(f"{home}sign-in/")
    page.get_by_role("link", name="去省统一身份认证登录").click()
    page.get_by_role("button", name=who).click()


def test_a_citizen_goes_to_another_site_and_comes_back_signed_in_without_a_script(browser: Browser, home: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = context.new_page()
    choose(page, home, "孙某某")
    expect(page.get_by_role("heading", name="我的办件")).to_be_visible()
    citizen = Citizen.objects.get()
    assert (citizen.name, citizen.person_id, citizen.level) == ("孙某某", "230522198803150024", "level2")
    page.get_by_role("button", name="退出登录").click()
    page.get_by_role("link", name="退出省统一身份认证").click()
    expect(page.get_by_role("heading")).to_contain_text("127.0.0.1")  # the provider's own page asks once more
    context.close()


def test_who_does_not_agree_or_is_not_known_well_enough_is_told_what_to_do(page: Page, home: str) -> None:
    for who, told in (("不同意登录", "您没有同意登录"), ("何某某", "认证等级不够")):
        choose(page, home, who)
        expect(page.get_by_role("alert")).to_contain_text(told)
    assert not Citizen.objects.exists()


def test_a_secret_that_begins_with_a_dash_is_a_secret_like_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity_stand_in.secrets, "token_urlsafe", lambda size: "-" + "x" * size)
    stand_in = identity_stand_in.start("http://localhost:1")
    stand_in.process.terminate()
    stand_in.process.communicate()
    assert stand_in.environment["YIMEN_IDENTITY_SECRET"].startswith("-x")
