"""From registers to a department's answer, in a browser: uploaded, verified, explained row by row, answered, read."""

import io
import re
import zipfile
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, expect

from yimen.catalog.models import Item
from yimen.config.tests.test_walk import (
    CASE_COLUMNS,
    CODE,
    RECORD_COLUMNS,
    YEAR,
    Somebody,
    case,
    hall,
    record,
    sheet,
    working_days,
)
from yimen.entry import services as entry
from yimen.people.models import User

__all__ = ["hall"]  # a fixture of the longer walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def issued(make_item: Any, liaison: User) -> Item:
    """The police's item, declared to run at its own window in the hall."""
    item: Item = make_item(CODE, "居住证签发")
    entry.declare(by=liaison, item=item, claim=entry.Claim("own_window", YEAR[0]))
    return item


@pytest.fixture
def two(
    browser: Browser, live_server: Any, settings: Any, hall: None, issued: Item, officer: User, liaison: User
) -> tuple[Somebody, Somebody]:
    """The officer and the police's liaison, each at his own browser."""
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    return Somebody(browser, live_server.url, officer), Somebody(browser, live_server.url, liaison)


def taken(somebody: Somebody, button: str) -> bytes:
    """The file that a button of the page hands out."""
    with somebody.page.expect_download() as download:
        somebody.press(button)
    return download.value.path().read_bytes()


def test_from_registers_to_a_departments_answer(two: tuple[Somebody, Somebody]) -> None:
    officer, liaison = two

    # 台账四十件，大厅只有三十件
    days = list(enumerate(working_days(YEAR[0].replace(month=2), 40)))
    officer.hands_in("办件", "办件.csv", sheet(CASE_COLUMNS, [case(n, day) for n, day in days if n % 4]))
    officer.reads("30")
    officer.hands_in("部门台账", "台账.csv", sheet(RECORD_COLUMNS, [record(n, day) for n, day in days]))
    officer.reads("40")

    # 发起核验：排队、进度、结论
    officer.go("/evidence/runs/")
    officer.page.get_by_label("数据起始日期").first.fill(str(YEAR[0]))
    officer.page.get_by_label("数据截止日期").first.fill(str(YEAR[1]))
    officer.press("开始核验")
    expect(officer.page.get_by_role("progressbar")).to_be_visible()
    officer.reads("排队中")
    call_command("db_worker", batch=True, interval=0, verbosity=0, startup_delay=False, reload=False)
    expect(officer.page.get_by_text("已完成")).to_be_visible(timeout=15_000)  # the page loads anew by itself
    officer.page.get_by_role("link", name="查看结论").click()
    officer.page.get_by_role("link", name="居住证签发").first.click()
    officer.reads("疑似体外循环")
    officer.reads("办理件数40 件")
    assert taken(officer, "下载结论书（PDF）").startswith(b"%PDF")
    officer.page.get_by_role("link", name="与上次比较").click()
    officer.reads("没有可以比较的核验")

    # 联络员：先看到本部门的数据，再看一条线索的两边各行
    liaison.go("/evidence/verdicts/")
    expect(liaison.page.locator("#rows tbody tr")).to_have_count(1)
    liaison.page.get_by_role("link", name="居住证签发").first.click()
    liaison.reads("R2023")
    liaison.page.locator("a[title=逐项比对]").first.click()
    liaison.reads("有证照无办件")
    expect(liaison.page).to_have_url(re.compile(r"/evidence/(clues|links)/\d+/"))
    liaison.page.go_back()
    with zipfile.ZipFile(io.BytesIO(taken(liaison, "下载全部依据（zip，可离线复算）"))) as archive:
        assert {"matters.csv", "findings.csv", "recompute.py", "verdict.pdf"} <= set(archive.namelist())

    # 疑点：部门说明，营商局看到
    liaison.go("/rectification/findings/")
    liaison.page.get_by_role("link", name=re.compile("居住证签发")).first.click()
    liaison.page.get_by_label("内容").fill("十件系派出所窗口受理，受理凭证已附在台账后，下月起改由大厅受理。")
    liaison.press("提交说明")
    officer.go("/rectification/findings/")
    officer.page.get_by_role("link", name=re.compile("居住证签发")).first.click()
    officer.reads("十件系派出所窗口受理")
