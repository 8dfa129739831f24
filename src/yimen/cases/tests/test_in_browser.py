"""A liaison hands in a file in the words of his own department, in headless Chromium: asked once, put right, done."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from yimen.cases.models import RegisterRecord
from yimen.cases.tests.conftest import record_row
from yimen.cases.tests.test_recipes import FOREIGN, hand_in, settle
from yimen.common.tests.browsing import LOOKS
from yimen.exchange import services as exchange
from yimen.exchange.models import ImportBatch, RefusedRow
from yimen.exchange.tests.files import xlsx
from yimen.people.models import User
from yimen.people.tests.test_in_browser import enter, hindrances

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def address(live_server: Any, settings: Any) -> str:
    """Where the server of the test answers."""
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    return str(live_server.url)


def choose_file(page: Page, name: str, content: bytes) -> None:
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})


def column_of(page: Page, heading: str) -> Any:
    """The line of the page that asks about a heading."""
    cell = page.get_by_role("rowheader", name=heading, exact=True)
    return page.locator("#columns-table tbody tr").filter(has=cell)


def walk(page: Page, address: str, downloads: Path) -> None:
    """Upload, map, see what was refused, correct it, hand it in again, and the next file without a question."""
    page.goto(f"{address}/cases/import/?kind=register")
    page.get_by_label("部门台账").check()
    choose_file(page, "台账.csv", FOREIGN.encode("gb18030"))
    page.get_by_role("button", name="导入").click()

    expect(page.get_by_role("heading", name="核对列对应")).to_be_visible()
    expect(page.get_by_text("不是系统的用语")).to_be_visible()
    expect(page.get_by_text("将退回 3 行")).to_be_visible()  # the days of 2023 are written day first
    assert "230522197905182014" not in page.content()
    for heading in ("受理日期", "办结时间"):
        column_of(page, heading).get_by_label(f"“{heading}”的日期写法").select_option("day_first")
    column_of(page, "登记类型").get_by_label("“首发”的含义").select_option("issued")
    page.get_by_role("button", name="重新预览").click()
    expect(page.get_by_text("全文件能读 2 行，将退回 1 行")).to_be_visible()
    expect(page.get_by_role("cell", name="2023-01-07")).to_be_visible()
    page.get_by_role("button", name="确认导入并记住").click()

    expect(page.get_by_text("接收 2 行，退回 1 行")).to_be_visible()
    expect(page.get_by_role("cell", name="办结时间（发证日期）")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载退回行").click()
    download.value.save_as(downloads / "refused.xlsx")
    page.get_by_role("link", name="提交更正后的行").click()
    choose_file(page, "更正.xlsx", corrected(downloads / "refused.xlsx"))
    page.get_by_role("button", name="导入").click()
    expect(page.get_by_text("接收 1 行，退回 0 行")).to_be_visible()

    page.goto(f"{address}/cases/import/?kind=register")
    page.get_by_label("部门台账").check()
    choose_file(page, "台账六月.csv", FOREIGN.replace("G00", "H00").encode("gb18030"))
    page.get_by_role("button", name="导入").click()
    expect(page.get_by_text("接收 2 行，退回 1 行")).to_be_visible()
    page.goto(f"{address}/exchange/recipes/")
    expect(page.get_by_role("link", name="3 次")).to_be_visible()


def corrected(file: Path) -> bytes:
    """The refused rows as somebody puts them right in a spreadsheet."""
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    right = {"31/02/2023": "09/01/2023", "不详": "新办"}
    return xlsx([[right.get(str(cell), cell) for cell in row] for row in rows])


@pytest.mark.parametrize("script", [True, False])
def test_a_liaison_maps_corrects_and_hands_in_again(
    browser: Browser,
    address: str,
    liaison: User,
    client_of: Any,
    tmp_path: Path,
    script: bool,
) -> None:
    context = browser.new_context(java_script_enabled=script, locale="zh-CN")
    enter(context, client_of(liaison), address)
    walk(context.new_page(), address, tmp_path)
    context.close()
    assert RegisterRecord.objects.count() == 5
    first = ImportBatch.objects.order_by("pk").first()
    assert RefusedRow.objects.get(batch=first).corrected_in is not None


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_nothing_hinders_a_reader(
    page: Page, address: str, liaison: User, officer: User, security_administrator: User, client_of: Any,
    width: int, theme: Any,
) -> None:  # fmt: skip
    department = liaison.department
    assert department is not None
    done = settle(liaison, hand_in(liaison))
    waiting = hand_in(liaison, FOREIGN.replace("办结时间", "出证时间"))
    given = {"by": security_administrator, "department": department, "purpose": "户政系统"}
    exchange.give_token(**given, secret="ym_for_the_page")
    exchange.promise(
        by=officer, department=department, kind="cases.register", rhythm="weekly", valid_from=date(2023, 1, 1)
    )
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    pages = {
        liaison: ("cases/import/", f"cases/import/{waiting.pk}/columns/", f"cases/import/?corrects={done.pk}",
                  f"exchange/{done.pk}/", f"exchange/recipes/{done.recipe_id}/"),
        officer: ("cases/feeds/", "exchange/recipes/", "exchange/tokens/", "exchange/promises/",
                  "exchange/promises/new/", "exchange/"),
        security_administrator: ("exchange/tokens/", "exchange/tokens/new/"),
    }  # fmt: skip
    for user, paths in pages.items():
        page.context.clear_cookies()
        enter(page.context, client_of(user), address)
        for path in paths:
            page.goto(f"{address}/{path}")
            expect(page.locator("h1")).to_be_visible()
            assert hindrances(page) == [], path


@pytest.mark.parametrize("width", [1440, 1000])
def test_a_year_of_feeds_lies_side_by_side_or_is_scrolled_in_its_own_box(
    page: Page, address: str, bring_records: Any, make_item: Any, police: Any, officer: User, client_of: Any, width: int
) -> None:
    make_item("I1", "户口迁移")
    days = [f"2023-{month:02}-1{day}" for month in range(1, 13) for day in (0, 2, 3)]
    bring_records(*(record_row(turn, issued_on=day) for turn, day in enumerate(days)))
    page.set_viewport_size({"width": width, "height": 900})
    enter(page.context, client_of(officer), address)
    page.goto(f"{address}/cases/feeds/?kind=register&year=2023")
    expect(page.locator("td.feed-month a", has_text="3 天")).to_have_count(12)
    box = page.get_by_role("group", name="各部门报送情况")
    hidden = box.evaluate("box => box.scrollWidth - box.clientWidth")
    assert (hidden == 0) == (width == 1440)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
