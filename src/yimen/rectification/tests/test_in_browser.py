"""Two findings walked to their ends in the browser: one contested and taken back, one referred with its file.

The days that pass between the rungs pass by a moved clock; the file is checked by its own verifier, started as a
process that can open no connection.
"""

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from playwright.sync_api import Page, expect

from yimen.common.tests.browsing import enter
from yimen.people.models import Department, Region, User
from yimen.people.tests.test_in_browser import address
from yimen.rectification import services
from yimen.rectification.models import Finding, Order
from yimen.rectification.publishing.queries import standing_now
from yimen.rectification.referral.models import Referral

__all__ = ["address"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MONDAY = date(2026, 3, 2)  # holidays of 2026 are known
OFFLINE = """
import runpy, socket, sys
def refuse(*_, **__):
    raise OSError("no network")
socket.socket = socket.create_connection = refuse
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.fixture
def clock() -> Iterator[Any]:
    """The clock of the server, on a Monday morning; `move_to` takes it on."""
    with time_machine.travel(datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))) as traveller:
        yield traveller


@pytest.fixture
def finding(clock: Any, county: Region, police: Department, settings: Any, tmp_path: Path) -> Finding:
    """A finding of the police, raised this morning; letters and files lie in the test's own folder."""
    settings.YIMEN_DATA = tmp_path
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "f")}}
    settings.STORAGES = {**settings.STORAGES, "default": files}
    return services.raise_finding(
        by=None, region=county, department=police, source="evidence:run:1", subject="I1",
        title="居住证签发：疑似体外循环", kind="bypassed", seen="台账 40 件中有 12 件没有大厅办件。",
        innocent="可能是存量证照。", period_from=date(2025, 1, 1), period_to=date(2025, 12, 31),
    )  # fmt: skip


class Walk:
    """One browser that several people use in turn."""

    def __init__(self, page: Page, address: str, client_of: Any) -> None:
        self.page, self.address, self.client_of = page, address, client_of

    def as_(self, user: User, path: str) -> Page:
        """The page of that path, opened by somebody."""
        enter(self.page.context, self.client_of(user), self.address)
        self.page.goto(self.address + path)
        return self.page

    def press(self, button: str, said: str) -> None:
        """A button, and the message that must follow."""
        self.page.get_by_role("button", name=button, exact=True).click()
        expect(self.page.get_by_text(said).first).to_be_visible()


@pytest.fixture
def walk(page: Page, address: str, client_of: Any) -> Walk:
    """A browser of 1440 pixels."""
    page.set_viewport_size({"width": 1440, "height": 900})
    return Walk(page, address, client_of)


def heard_and_accepted(walk: Walk, finding: Finding, liaison: User, officer: User, words: str) -> None:
    """The department speaks, the officer adds what he saw himself, and accepts."""
    path = f"/rectification/findings/{finding.pk}/"
    page = walk.as_(liaison, path)
    page.locator("textarea[name=text]").first.fill(words)
    walk.press("提交说明", "说明已提交")
    page = walk.as_(officer, path)
    expect(page.get_by_text(words)).to_be_visible()
    page.locator("summary", has_text="补充依据").click()
    page.get_by_label("依据来源").select_option("voucher")
    page.get_by_label("说明什么").fill("调阅原始收件材料，逐件核对属实")
    walk.press("补充依据", "依据已补充")
    page.get_by_role("textbox", name="认定意见").fill("逐条核对台账与办件，属实")
    page.get_by_label("原因").select_option(index=1)
    walk.press("认定属实", "已认定，可下达整改单")


def test_a_finding_contested_by_its_department_is_taken_back_by_another_officer(
    walk: Walk, finding: Finding, liaison: User, officer: User, second_officer: User, county: Region
) -> None:
    contest = "这 12 件是 2019 年的存量证照补录，附原始审批件编号"
    heard_and_accepted(walk, finding, liaison, officer, contest)
    path = f"/rectification/findings/{finding.pk}/"
    page = walk.as_(officer, path)
    expect(page.get_by_text("认定有误？")).to_have_count(0)  # who accepted does not take back
    page = walk.as_(second_officer, path)
    page.locator("summary", has_text="认定有误？").click()
    page.get_by_role("textbox", name="撤回原因").fill("调取 2019 年审批件，确为存量补录，撤回认定")
    walk.press("撤回认定", "认定已撤回")
    page = walk.as_(liaison, path)
    expect(page.get_by_text("已撤回").first).to_be_visible()
    expect(page.get_by_text("确为存量补录")).to_be_visible()
    expect(page.get_by_role("button", name="下达整改单")).to_have_count(0)
    assert not Order.objects.exists()
    counts = standing_now(county)
    assert (counts["raised"], counts["withdrawn"], counts["accepted"]) == (1, 1, 0)


@pytest.mark.long
def test_a_finding_is_referred_and_its_file_proves_itself_to_a_process_without_network(
    walk: Walk, finding: Finding, liaison: User, officer: User, second_officer: User, leader: User, clock: Any,
    tmp_path: Path,
) -> None:  # fmt: skip
    heard_and_accepted(walk, finding, liaison, officer, "其中三件为历史数据迁移")
    page = walk.page
    page.get_by_label("整改要求").fill("全部改由大厅受理，补录办件")
    page.get_by_label("整改期限").fill((MONDAY + timedelta(days=14)).isoformat())
    walk.press("下达整改单", "等待")
    order = Order.objects.get()
    walk.as_(liaison, f"/rectification/orders/{order.pk}/")
    walk.press("签收", "整改中")
    climbed = climb(order, clock)
    assert climbed == ["reminder", "supervision", "talk", "circular", "referral"]
    path = f"/rectification/referrals/{Referral.objects.get().pk}/"
    page = walk.as_(liaison, path)
    page.get_by_label("内容").first.fill("窗口人员不足，正在调配，请予宽限。")
    walk.press("提交说明", "将全文附卷")
    page = walk.as_(second_officer, path)
    page.get_by_label("有权部门").select_option("discipline")
    walk.press("同意移交", "等待第二人决定")
    expect(page.get_by_role("button", name="作为第二人同意移交")).to_have_count(0)
    walk.as_(leader, path)
    walk.press("作为第二人同意移交", "请封存案卷")
    page = walk.as_(officer, path)
    walk.press("封存案卷", "可以下载、核验和移交")
    with page.expect_download() as taken:
        page.get_by_role("link", name="下载案卷（zip）").click()
    file = tmp_path / "file.zip"
    taken.value.save_as(file)
    key = page.locator("code, .code", has_text="--key").inner_text().split("--key")[1].strip()
    assert verified(file, key, tmp_path) == (0, True)
    assert verified(changed(file), key, tmp_path) == (1, False)


def climb(order: Order, clock: Any) -> list[str]:
    """The rungs of the daily round, each on the morning after the last day that went by."""
    last = order.due
    for _ in range(5):
        clock.move_to(datetime.combine(last + timedelta(days=1), datetime.min.time(), ZoneInfo("Asia/Shanghai")))
        call_command("escalate", verbosity=0)
        last = order.escalations.latest("pk").finish_by
    return [each.rung for each in order.escalations.order_by("pk")]


def verified(file: Path, key: str, folder: Path) -> tuple[int, bool]:
    """(Exit code, whether it says that it is whole) of the file's own verifier, in a process without network."""
    with zipfile.ZipFile(file) as archive:
        script = Path(archive.extract("verify_evidence.py", folder))
    command = [sys.executable, "-I", "-c", OFFLINE, str(script), str(file), "--key", key]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env={"PYTHONIOENCODING": "utf-8"}, cwd=folder)
    return done.returncode, "核验通过" in done.stdout


def changed(file: Path) -> Path:
    """A copy in which one word of the department's was left out."""
    copy = file.with_name("changed.zip")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace("人员不足".encode(), b"") if name == "index.html" else content)
    return copy
