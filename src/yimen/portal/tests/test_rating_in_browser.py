"""In headless Chromium: a bad rating put right, from search to rating, and what axe says of the new pages at 390."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from yimen.cases.handling import services as handling
from yimen.cases.handling.models import Dossier
from yimen.cases.handling.services.numbering import digest_of
from yimen.cases.handling.tests import house
from yimen.catalog.models import ItemVersion
from yimen.common.tests.browsing import enter, hindrances
from yimen.evaluation.followups.models import Survey, SurveyedCase
from yimen.evaluation.hindrances import services as reports
from yimen.evaluation.models import BadRating, Rating
from yimen.evaluation.tests import scenes
from yimen.people.models import Department, User
from yimen.portal.tests.test_in_browser import apply, find, home

__all__ = ["home"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SECRET = "ABCDEFGHJK"
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def served(clerk: User, approver: User, police: Department, version: ItemVersion) -> Dossier:
    """A case whose result was handed out; its applicant has the slip with number and secret."""
    scenes.window_of(clerk)
    dossier = scenes.delivered(clerk, approver, house.version_of(police, "I1", "instant"))
    Dossier.objects.filter(pk=dossier.pk).update(secret=digest_of(dossier.number, SECRET))
    return dossier


def rate(page: Page, home: str, dossier: Dossier, grade: str, reason: str) -> None:
    """By number and secret, the delivery, without a script."""
    page.goto(f"{home}rate/")
    page.get_by_role("textbox", name="办件编号").fill(dossier.number)
    page.get_by_role("textbox", name="查询码").fill(SECRET)
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("link", name="领取结果").click()
    page.get_by_role("link", name=grade, exact=True).click()
    if reason:
        page.get_by_label(reason).check()
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_role("heading", name="谢谢您的评价")).to_be_visible()


def press(page: Page, button: str, **words: str) -> None:
    """The form of one step, filled in and sent."""
    for label, text in words.items():
        page.get_by_role("textbox", name=label).first.fill(text)
    page.get_by_role("button", name=button).first.click()


def test_a_bad_rating_is_called_back_put_right_fed_back_and_rated_again(
    browser: Browser, home: str, served: Dossier, officer: User, liaison: User, client_of: Any, live_server: Any
) -> None:
    citizen = browser.new_context(java_script_enabled=False, viewport=PHONE, locale="zh-CN").new_page()
    rate(citizen, home, served, "非常不满意", "多头跑窗口和部门")
    address = f"{live_server.url}/evaluation/bad/{BadRating.objects.get().pk}/"
    at = {}
    for name, user in (("bureau", officer), ("department", liaison)):
        context = browser.new_context(locale="zh-CN")
        enter(context, client_of(user), live_server.url)
        at[name] = context.new_page()
    bureau, department = at["bureau"], at["department"]
    assert department.goto(address).status == 404  # type: ignore[union-attr]
    bureau.goto(address)
    bureau.get_by_role("button", name="由我回访").click()
    bureau.get_by_label("联系上", exact=True).check()
    press(bureau, "登记回访", 回访情况="本人说三个窗口来回跑")
    press(bureau, "属实，交部门整改", 整改要求="窗口之间内部流转，不让群众来回跑")
    expect(bureau.get_by_text("已交部门整改")).to_be_visible()
    department.goto(address)
    assert served.number not in department.content() and "董义之" not in department.content()
    press(department, "提交整改结果", 整改结果="已改为综合窗口一次收件，内部流转")
    expect(department.get_by_text("整改结果已提交")).to_be_visible()
    bureau.goto(address)
    press(bureau, "已向评价人反馈", 反馈内容="已电话告知改为一个窗口收件")
    expect(bureau.get_by_text("已反馈待再评")).to_be_visible()
    rate(citizen, home, served, "满意", "")
    bureau.goto(address)
    expect(bureau.get_by_text("已再次评价").first).to_be_visible()
    assert sorted(Rating.objects.values_list("turn", "grade")) == [(1, "very_poor"), (2, "good")]


def test_a_citizen_goes_from_search_to_rating(
    browser: Browser, home: str, clerk: User, approver: User, version: ItemVersion
) -> None:
    page = browser.new_context(java_script_enabled=False, viewport=PHONE, locale="zh-CN").new_page()
    find(page, home)
    apply(page)
    scenes.window_of(clerk)
    dossier = handling.accept(by=clerk, dossier=Dossier.objects.get(), desk=scenes.desk(clerk))
    while dossier.steps.get(closed_at__isnull=True).kind != "decide":
        handling.pass_step(by=approver, dossier=dossier, opinion="材料齐全")
    handling.decide(by=approver, dossier=dossier, granted=True, outcome="准予许可")
    page.get_by_role("navigation", name="主要栏目").get_by_role("link", name="我的办件").click()
    page.get_by_role("link", name="旅馆业特种行业许可证核发").click()
    page.get_by_role("link", name="评价这次服务").click()
    page.get_by_role("link", name="非常满意", exact=True).click()
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_role("heading", name="谢谢您的评价")).to_be_visible()
    assert Rating.objects.get().service == "matter"


def test_nothing_hinders_a_reader_of_the_new_pages_at_390(
    page: Page, home: str, served: Dossier, officer: User, liaison: User, client_of: Any, live_server: Any
) -> None:
    page.set_viewport_size(PHONE)
    wrong = {}
    for address in ("rate/", "rate/device/", "hindrances/", "hindrances/new/", "hindrances/ask/"):
        page.goto(home + address)
        wrong[address] = hindrances(page)
    rate(page, home, served, "非常不满意", "服务态度差效率低")
    wrong["rated"] = hindrances(page)
    told = reports.Told("窗口说要到局里三楼办，大厅不收材料", "李某", "13800000009", "off_hall")
    report = reports.report(by=None, region=served.region, told=told).hindrance
    scenes.history(served, 12)
    today = timezone.localdate()
    survey = Survey.objects.create(
        region=served.region, closed_from=today, closed_to=today, frame=1, size=1, seed="5eed", by=officer
    )
    SurveyedCase.objects.create(survey=survey, dossier=served, place=1, rated=False)
    enter(page.context, client_of(officer), live_server.url)
    bad = BadRating.objects.get()
    inside = ("", "ratings/", f"ratings/{bad.rating_id}/", "suspicions/", "staff/", "terms/", "bad/", f"bad/{bad.pk}/",
              "hindrances/", f"hindrances/{report.pk}/", "hindrances/new/", "surveys/",
              f"surveys/{survey.pk}/")  # fmt: skip
    for address in inside:
        page.goto(f"{live_server.url}/evaluation/{address}")
        wrong[address or "overview"] = hindrances(page)
    enter(page.context, client_of(liaison), live_server.url)
    for address in ("", "released/"):
        page.goto(f"{live_server.url}/evaluation/{address}")
        wrong[f"department {address}"] = hindrances(page)
    assert {address: found for address, found in wrong.items() if found} == {}
