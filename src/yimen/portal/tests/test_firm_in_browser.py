"""A firm in headless Chromium without a script: an agent by one code or by a mandate, a supplement, a checked paper."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from yimen.cases.applying.tests.pictures import photo
from yimen.cases.firms import services as firms
from yimen.cases.handling import services as handling
from yimen.cases.handling.desk import Desk
from yimen.cases.handling.models import Dossier, Notice
from yimen.cases.papers import services as papers
from yimen.cases.papers.models import Served
from yimen.common.services import kept_file
from yimen.common.tests.browsing import hindrances
from yimen.documents.models import IssuedDocument
from yimen.people.citizens import services as citizens
from yimen.people.models import Citizen, Region, User
from yimen.portal.tests.test_in_browser import ME, find, home, sign_in

__all__ = ["home"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIRM, NAME = "91110000600037341L", "友谊县禾丰米业有限公司"
BOSS = "110101199003070038"


def apply_for_the_firm(page: Page) -> None:
    """The agent signs in, says for which firm he acts, whose head agrees by phone, and hands the application in."""
    page.get_by_role("link", name="网上申请").click()
    sign_in(page)
    page.get_by_role("button", name="开始填写").click()
    page.get_by_label("为单位").check()
    page.get_by_label("被代办人姓名或单位名称").fill("友谊县禾丰米业有限公司")
    page.get_by_label("被代办人公民身份号码或单位统一社会信用代码").fill(FIRM)
    page.get_by_label("被代办人或法定代表人手机").fill("13900005678")
    page.get_by_role("button", name="下一步").click()
    code = page.locator("main strong").inner_text().rsplit(" ", 1)[-1].rstrip("。")
    page.get_by_label("短信验证码").fill(code)
    page.get_by_role("button", name="确认").click()
    page.get_by_label("不做").check()
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("店名").fill("友谊旅馆")
    page.get_by_label("零售").check()
    page.get_by_label("电话").fill("13800001234")
    page.get_by_role("button", name="保存，下一步").click()
    page.get_by_role("link", name="下一步：核对提交").click()
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("heading", name="申请已提交")).to_be_visible()


def decided(clerk: User, approver: User) -> None:
    """What the office does in the meantime: accepts, examines, grants."""
    desk = Desk(timezone.now(), "127.0.0.1", None, None, {})
    reasons = {"unauthorised": "授权书正在换发，已报大厅管理员"}
    handling.accept(by=clerk, dossier=Dossier.objects.get(), desk=desk, reasons=reasons)
    handling.pass_step(by=approver, dossier=Dossier.objects.get(), opinion="材料齐全")
    dossier = handling.decide(by=approver, dossier=Dossier.objects.get(), granted=True, outcome="准予经营旅馆业")
    papers.issue_all(by=approver, dossier=dossier, editable=False)


def test_an_agent_of_a_firm_supplements_and_downloads_the_decision(
    browser: Browser, home: str, clerk: User, approver: User
) -> None:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 390, "height": 844}, locale="zh-CN", accept_downloads=True
    )
    page = context.new_page()
    find(page, home)
    apply_for_the_firm(page)
    dossier = Dossier.objects.get()
    assert (dossier.applicant_kind, dossier.case.applicant_id, dossier.agent_name) == ("firm", FIRM, "某甲")
    handling.ask_once(by=clerk, dossier=dossier, missing="营业场所平面图一份，须标明消防通道")
    papers.issue_all(by=clerk, dossier=dossier, editable=False)
    page.goto(f"{home}mine/")
    page.get_by_role("link", name="旅馆业特种行业许可证核发").click()
    expect(page.get_by_text("营业场所平面图一份").first).to_be_visible()
    page.get_by_label("补的是什么材料").fill("平面图")
    page.get_by_label("文件").set_input_files({"name": "图.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    page.get_by_role("button", name="提交补正").click()
    expect(page.get_by_text("补正材料已提交")).to_be_visible()
    decided(clerk, approver)
    page.reload()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载准予决定书").click()
    issued = IssuedDocument.objects.get(kind="case_granted")
    assert waiting.value.path().read_bytes() == kept_file(issued.digest)
    served = Served.objects.get(notice__kind=Notice.Kind.GRANTED)
    assert served.by is None and timezone.now() - served.at < timedelta(minutes=1)
    page.get_by_role("link", name=re.compile("核验.*准予决定书")).click()
    expect(page.get_by_text("确由本机关制发，现在有效")).to_be_visible()
    assert "禾丰" not in page.content() and "某甲" not in page.content()
    context.close()


def test_the_case_with_its_papers_hinders_no_reader(page: Page, home: str, clerk: User, approver: User) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    find(page, home)
    apply_for_the_firm(page)
    decided(clerk, approver)
    page.goto(f"{home}mine/")
    page.get_by_role("link", name="旅馆业特种行业许可证核发").click()
    expect(page.get_by_role("heading", name="旅馆业特种行业许可证核发", level=1)).to_be_visible()
    assert hindrances(page) == []


def by_phone(browser: Browser, home: str, phone: str) -> Page:
    """The firm's page in a browser of its own, signed in by the code of the phone."""
    page = browser.new_context(
        java_script_enabled=False, viewport={"width": 390, "height": 844}, locale="zh-CN", base_url=home
    ).new_page()
    page.goto(f"{home}firms/")
    page.get_by_label("手机号码").fill(phone)
    page.get_by_role("button", name="获取验证码").click()
    code = page.locator("main strong").inner_text().rsplit(" ", 1)[-1].rstrip("。")
    page.get_by_label("短信验证码").fill(code)
    page.get_by_role("button", name="登录").click()
    return page


def registered(county: Region, clerk: User) -> None:
    """A legal representative whose papers the window has compared, and a citizen who has said who he is."""
    for phone, name, person_id in (("13900000001", "王某", BOSS), ("13800001234", "某甲", ME)):
        citizen = citizens.sign_in(region=county, phone=citizens.ProvedPhone(phone))
        citizens.say_who(citizen=citizen, name=name, person_id=person_id)
    boss = Citizen.objects.get(phone="13900000001")
    licence = firms.Upload("执照.pdf", b"%PDF-1.7 licence")
    asked = firms.hand_in_papers(citizen=boss, code=FIRM, name=NAME, upload=licence)
    firms.confirm(by=clerk, representative=asked, person_id=BOSS)


def test_an_agent_applies_by_a_mandate_until_the_legal_representative_ends_it(
    browser: Browser, home: str, county: Region, clerk: User
) -> None:
    registered(county, clerk)
    boss = by_phone(browser, home, "13900000001")
    boss.get_by_role("link", name=NAME).click()
    boss.get_by_label("受托人姓名").fill("某甲")
    boss.get_by_label("受托人公民身份号码").fill(ME)
    boss.get_by_label("受托人手机").fill("13800001234")
    boss.get_by_label("授权到哪一天").fill((timezone.localdate() + timedelta(days=30)).isoformat())
    boss.get_by_label("限于哪些事项").fill("旅馆业特种行业许可证核发")
    boss.get_by_role("button", name="委托").click()
    expect(boss.get_by_text("现在就有效")).to_be_visible()
    agent = by_phone(browser, home, "13800001234")
    find(agent, home)
    agent.get_by_role("link", name="网上申请").click()
    agent.get_by_role("button", name="开始填写").click()
    agent.get_by_label(f"为{NAME}（受托人）").check()
    agent.get_by_role("button", name="下一步").click()
    agent.get_by_label("不做").check()
    agent.get_by_role("button", name="下一步").click()
    agent.get_by_label("店名").fill("友谊旅馆")
    agent.get_by_label("零售").check()
    agent.get_by_label("电话").fill("13800001234")
    agent.get_by_role("button", name="保存，下一步").click()
    agent.get_by_role("link", name="下一步：核对提交").click()
    agent.get_by_role("button", name="提交申请").click()
    agent.get_by_role("link", name="查看办件").click()
    expect(agent.get_by_text(f"正在以{NAME}的名义办理")).to_be_visible()
    boss.reload()
    boss.get_by_role("region", name="单位的办件").get_by_role("link").click()
    expect(boss.get_by_role("region", name="谁替单位办的")).to_contain_text("受托人 DB")
    boss.go_back()
    boss.get_by_role("row", name=re.compile("受托人")).get_by_role("button", name=re.compile("终止")).click()
    expect(boss.get_by_text("从现在起不能再用")).to_be_visible()
    agent.reload()
    expect(agent.get_by_role("heading", name="找不到这个页面")).to_be_visible()
    for page in (boss, agent):
        page.context.close()
