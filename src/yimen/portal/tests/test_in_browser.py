"""A citizen in headless Chromium, from the search to the slip and the query, without a script; and what axe says."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from yimen.cases.applying.tests.pictures import photo
from yimen.cases.handling.models import Dossier
from yimen.catalog.models import ItemVersion
from yimen.common.tests.browsing import LOOKS, hindrances

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ME = "11010519491231002X"


@pytest.fixture
def home(live_server: Any, settings: Any, version: ItemVersion, hall: Any) -> str:
    """The county's portal on the server of the test."""
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    return f"{live_server.url}/portal/230522000000/"


def sign_in(page: Page) -> None:
    """A phone for the first time, its code (the demonstration shows it), and who one is."""
    page.get_by_label("手机号码").fill("13800001234")
    page.get_by_role("button", name="获取验证码").click()
    code = page.locator("main strong").inner_text().rsplit(" ", 1)[-1].rstrip("。")
    page.get_by_label("短信验证码").fill(code)
    page.get_by_role("button", name="登录").click()
    page.get_by_label("姓名").fill("某甲")
    page.get_by_label("公民身份号码").fill(ME)
    page.get_by_role("button", name="保存").click()


def find(page: Page, home: str) -> None:
    """From a question to the guide, told what to bring."""
    page.goto(home)
    page.get_by_label("您要办什么？").fill("开宾馆要办什么证")
    page.get_by_role("button", name="搜索").click()
    page.get_by_role("link", name="旅馆业特种行业许可证核发").click()
    page.get_by_role("group", name="有营业执照吗？").get_by_label("是", exact=True).check()
    page.get_by_label("餐饮").check()
    page.get_by_role("button", name="看结果").click()
    expect(page.get_by_text("符合受理条件")).to_be_visible()
    expect(page.get_by_role("rowheader", name="健康证")).to_be_visible()


def apply(page: Page) -> str:
    """From the guide to the slip; the secret on it."""
    page.get_by_role("link", name="网上申请").click()
    sign_in(page)
    page.get_by_role("button", name="开始填写").click()
    page.get_by_role("button", name="下一步").click()  # for oneself
    page.get_by_label("不做").check()
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("店名").fill("友谊旅馆")
    page.get_by_label("餐饮").check()
    page.get_by_label("电话").fill("13800001234")
    page.get_by_role("button", name="保存，下一步").click()
    page.get_by_label("餐位数").fill("三十")
    page.get_by_role("button", name="保存，下一步").click()
    expect(page.get_by_role("alert").first).to_contain_text("应是数字")
    page.get_by_label("餐位数").fill("30")
    page.get_by_role("button", name="保存，下一步").click()
    picture = {"name": "健康证.jpg", "mimeType": "image/jpeg", "buffer": photo(place=True)}
    page.get_by_label("为“健康证”选择文件").set_input_files(picture)
    page.get_by_role("button", name="上传健康证").click()
    expect(page.get_by_text("文件已上传")).to_be_visible()
    page.get_by_role("link", name="下一步：核对提交").click()
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("heading", name="申请已提交")).to_be_visible()
    return page.locator("#secret").inner_text()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_citizen_goes_from_search_to_submission_and_query(browser: Browser, home: str, script: bool) -> None:
    mine = browser.new_context(java_script_enabled=script, viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = mine.new_page()
    find(page, home)
    secret = apply(page)
    number = Dossier.objects.get().number
    stranger = browser.new_context(java_script_enabled=script, viewport={"width": 390, "height": 844})
    asking = stranger.new_page()
    asking.goto(f"{home}query/")
    asking.get_by_label("办件编号").fill(number)
    asking.get_by_label("查询码").fill(secret)
    asking.get_by_role("button", name="查询").click()
    expect(asking.get_by_text("待受理")).to_be_visible()
    assert "某甲" not in asking.content()
    mine.close()
    stranger.close()


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_nothing_hinders_a_reader(page: Page, home: str, version: ItemVersion, width: int, theme: Any) -> None:
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    item = f"items/{version.item_id}/"
    shown = ["", "search/?q=宾馆", "search/?q=火星", "themes/all/", "halls/", f"{item}?c.c1=no&q.q1=o2"]
    asked = [f"{item}checklist/", "query/", "receipts/?code=000000000000", "sign-in/"]
    found = {}
    for address in [*shown, *asked]:
        page.goto(home + address)
        found[address] = hindrances(page)
    find(page, home)
    secret = apply(page)
    assert secret
    for address in ("mine/", "me/"):
        page.goto(home + address)
        found[address] = hindrances(page)
    page.get_by_role("navigation", name="主要栏目").get_by_role("link", name="我的办件").click()
    page.get_by_role("link", name="旅馆业特种行业许可证核发").click()
    expect(page.get_by_role("heading", name="旅馆业特种行业许可证核发", level=1)).to_be_visible()
    found["case"] = hindrances(page)
    assert {address: wrong for address, wrong in found.items() if wrong} == {}


def test_large_type_enlarges_every_page_and_nothing_is_cut_off(page: Page, home: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(home)
    before = page.locator("h1").evaluate("each => parseFloat(getComputedStyle(each).fontSize)")
    page.get_by_role("link", name="大字版").click()
    expect(page.get_by_role("link", name="标准字号")).to_be_visible()
    assert page.locator("h1").evaluate("each => parseFloat(getComputedStyle(each).fontSize)") > 1.2 * before
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_the_search_is_reached_and_sent_by_keyboard_alone(page: Page, home: str) -> None:
    page.goto(home)
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "q":
            break
    page.keyboard.type("旅馆")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="旅馆业特种行业许可证核发")).to_be_visible()
