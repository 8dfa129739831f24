"""The notice of 友谊县 in a browser, over its dates with a moving clock: from paste to the final report."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from yimen.common.tests.browsing import enter
from yimen.common.workdays import SHANGHAI
from yimen.documents.signing import services as signing
from yimen.entry import services as entry
from yimen.inspections.self_inspection import services as self_inspection
from yimen.inspections.self_inspection.models import SelfSheet
from yimen.inspections.self_inspection.queries import answers_of
from yimen.inspections.self_inspection.services import Said
from yimen.ledger.models import Event
from yimen.people.models import Department, LeadingGroupMember, Region, User
from yimen.programme.models import Task
from yimen.programme.notices import tests as notices
from yimen.programme.tests.conftest import departments

__all__ = ["departments"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NOTICE = (Path(notices.__file__).parent / "notices" / "00-友谊县.txt").read_text("utf-8")
ISSUED, SERVED, MET, PRESSED, ENDED = "2023-05-31", "2023-06-02", "2023-06-09", "2023-06-20", "2023-07-31"
STEPS = {
    "programme.draft_handed_in", "programme.noticedraft.register", "programme.served", "programme.submitted",
    "inspections.selfsheet.sign", "programme.meeting_called", "programme.meeting.hold", "programme.decided",
    "programme.meeting.issue", "programme.letter_sent", "programme.supervisionletter.receive",
    "programme.supervisionletter.answer", "programme.supervisionletter.settle", "programme.digest_sent",
    "programme.report_made",
}  # fmt: skip


def on(day: str) -> Any:
    return time_machine.travel(datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=SHANGHAI))


@pytest.fixture(autouse=True)
def begun() -> Iterator[None]:
    """The ledger begins on the day of the notice."""
    with on(ISSUED):
        yield


class Desk:
    """A person at his own browser, signed in on the day that it is."""

    def __init__(self, browser: Browser, address: str, client: Client) -> None:
        context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
        enter(context, client, address)
        self.page: Page = context.new_page()
        self.page.set_default_timeout(8000)
        self.address = address

    def go(self, path: str) -> Page:
        self.page.goto(f"{self.address}{path}")
        return self.page

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            self.page.locator(f"main [name={name}]").fill(value)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def reads(self, words: str) -> None:
        expect(self.page.locator("body")).to_contain_text(words)


@pytest.fixture
def desk(browser: Browser, live_server: Any, settings: Any, client_of: Any) -> Callable[[User], Desk]:
    """Sits somebody down at his browser."""
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    return lambda user: Desk(browser, live_server.url, client_of(user))


@pytest.fixture
def sheet(county: Region, police: Department, officer: User, liaison: User, head: User, make_item: Any) -> SelfSheet:
    """The police's self-inspection, filled by its liaison and waiting for its head, who holds a certificate."""
    item = make_item("P1", "居住证签发")
    entry.declare(by=liaison, item=item, claim=entry.Claim("own_window", date(2023, 1, 4)))
    signing.open_authority(by=None, region=county)
    signing.issue(by=None, holder=head)
    questions = self_inspection.starting_questions()
    version = self_inspection.make_checklist(by=officer, region=county, name="通用清单", questions=questions)
    self_inspection.open_round(
        by=officer, region=county, version=version, title="全面自查", period_from=date(2023, 1, 1),
        period_to=date(2023, 5, 31), deadline=date(2023, 6, 9),
    )  # fmt: skip
    found = SelfSheet.objects.select_related("round__version", "department", "region").get(department=police)
    said = {row.pk: Said("yes") for row in answers_of(found)}
    self_inspection.answer(by=liaison, sheet=found, said=said)
    return self_inspection.submit(by=liaison, sheet=found, explained=dict.fromkeys(said, "承诺书已报县政府，待盖章。"))


def test_the_whole_notice_from_paste_to_final_report(
    desk: Callable[[User], Desk], county: Region, departments: None, sheet: SelfSheet, officer: User, liaison: User,
    tax_liaison: User, head: User, leader: User,
) -> None:  # fmt: skip
    # 五月三十一日：粘贴通知，核对后登记
    office = desk(officer)
    office.go("/programme/notices/")
    office.fill(text=NOTICE)
    office.press("识读")
    office.press("核对无误，登记")
    office.reads("任务 4 项")
    tasks = {task.number: task for task in Task.objects.all()}
    assert LeadingGroupMember.objects.filter(region=county).count() > 5

    # 六月二日：逐项送达；公安局签发自查报告并上报
    with on(SERVED):
        office = desk(officer)
        for task in tasks.values():
            office.go(f"/programme/tasks/{task.pk}/")
            office.press("送达全部未送达部门")
            office.reads("已送达")
        bureau = desk(head)
        bureau.go(reverse("inspections:sheet", args=[sheet.pk]))
        bureau.page.get_by_label("我已核对全部答案").check()
        bureau.press("签发")
        bureau.reads("已签发")
        police = desk(liaison)
        police.go(f"/programme/tasks/{tasks['2.1'].pk}/")
        police.fill(text="自查报告已由负责人签发，进驻事项全部由窗口受理。")
        police.press("上报")
        police.reads("已上报")

    # 六月九日：领导小组开会，议定事项成为任务，印发纪要
    with on(MET):
        office = desk(officer)
        office.go("/programme/meetings/")
        office.fill(held_on=MET, begins_at="09:00", place="县政府三楼会议室", agenda="研究分厅整合")
        office.press("通知开会")
        office.fill(minutes="听取各部门自查情况汇报。")
        office.press("登记会议情况")
        office.fill(text="税务局办税专厅进驻政务服务中心", lead="税务局", cooperating="公安局", due="2023-06-16")
        office.press("登记为任务")
        office.reads("议1-1")
        office.press("印发纪要")
        office.reads("纪要已印发")

    # 六月二十日：税务局逾期，灯红；督办函发出、签收、答复、办结
    with on(PRESSED):
        office = desk(officer)
        office.go(f"/programme/tasks/{tasks['2.1'].pk}/?light=overdue")
        office.reads("逾期 18 天")
        office.page.locator("#press > summary").click()
        office.page.locator("#press").get_by_label("税务局", exact=True).check()
        office.press("发督办函")
        call_command("send_digests", verbosity=0)
        tax = desk(tax_liaison)
        tax.go("/programme/digests/")
        tax.page.get_by_role("link", name="待签收的督办函").click()
        tax.page.get_by_role("link", name="友营商督〔2023〕1号").click()
        tax.press("签收")
        tax.fill(text="专厅六月十九日起停止收件，窗口已在中心开放。")
        tax.page.get_by_label("同时作为所督任务的上报成果").check()
        tax.press("提交答复")
        tax.reads("06-20 上报")
        office.go("/programme/letters/?status=answered")
        office.page.get_by_role("link", name="友营商督〔2023〕1号").click()
        office.fill(decision="经核对上报材料，同意办结。")
        office.press("办结")
        office.reads("已办结")

    # 七月三十一日：下次会议列出遗留事项；总结报告
    with on(ENDED):
        office = desk(officer)
        office.go("/programme/meetings/")
        office.fill(held_on=ENDED, begins_at="15:00", place="县政府三楼会议室", agenda="总结")
        office.press("通知开会")
        office.reads("公安局（逾期 45 天）")
        office.go("/programme/reports/")
        office.press("编制并发文")
        office.reads("已编制，文号 友营商专报〔2023〕1号")
        top = desk(leader)
        top.go("/programme/reports/")
        top.page.get_by_role("link", name="总结报告（截至 2023-07-31）").click()
        top.page.get_by_role("link", name="按账本状态重算核对").click()
        top.reads("重算一致")
        file = top.page.get_by_role("link", name="报告（PDF）").get_attribute("href")
        paper = top.page.request.get(f"{top.address}{file}")
        assert paper.body().startswith(b"%PDF-")

    assert set(Event.objects.values_list("kind", flat=True)) >= STEPS
