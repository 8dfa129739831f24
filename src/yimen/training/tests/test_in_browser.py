"""An exam from the first question to the key without a single script, and no page that hinders a reader."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from yimen.common.tests.browsing import LOOKS, enter, hindrances
from yimen.people.models import Staff, User
from yimen.people.tests.test_in_browser import address
from yimen.training.courses.models import CourseVersion
from yimen.training.exams import services as exams
from yimen.training.exams.models import Exam, ExamPaper
from yimen.training.standing import certificate
from yimen.training.standing.models import Qualification
from yimen.training.tests import making

__all__ = ["address"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = ("", "new/", "terms/", "{course}/", "{course}/bank/", "exams/{exam}/", "sessions/{session}/", "standing/",
         "qualifications/", "effect/")  # fmt: skip


@pytest.fixture
def open_now(version: CourseVersion, learner: Staff, officer: User) -> Exam:
    """An exam that the learner may sit now."""
    now = timezone.now()
    making.taught(version, [learner], officer, now - timedelta(days=1))
    return making.an_exam(version, now - timedelta(minutes=5))


def test_an_exam_needs_no_script(
    browser: Browser, address: str, open_now: Exam, clerk: User, officer: User, client_of: Any
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN", timezone_id="Asia/Shanghai")
    enter(context, client_of(clerk), address)
    page = context.new_page()
    page.goto(f"{address}/training/mine/")
    page.get_by_role("button", name="开始考试").click()
    rows = list(ExamPaper.objects.get().questions.select_related("version").order_by("place"))
    for row in rows[:-1]:
        expect(page.get_by_text(row.version.stem)).to_be_visible()
        texts = {each.letter: each.text for each in row.version.options.all()}
        for letter in row.version.key:
            page.get_by_label(texts[letter], exact=True).check()
        page.get_by_role("button", name="保存，下一题").click()
    page.get_by_role("link", name="去交卷").click()
    expect(page.get_by_text("还有 1 题没有答")).to_be_visible()
    page.get_by_role("button", name="交卷").click()
    expect(page.get_by_text("已交卷。考试结束后统一阅卷")).to_be_visible()
    assert "正确答案" not in page.content()
    exams.close(by=officer, exam=open_now, at=open_now.closes_at)
    page.goto(f"{address}/training/papers/{ExamPaper.objects.get().pk}/")
    expect(page.get_by_role("columnheader", name="正确答案")).to_be_visible()
    assert page.get_by_text("没有答").count() == 1
    context.close()


@pytest.mark.long
@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_nothing_hinders_a_reader(
    page: Page, address: str, open_now: Exam, learner: Staff, officer: User, client_of: Any, width: int, theme: Any
) -> None:
    making.write(open_now, learner, open_now.opens_at + timedelta(minutes=6))
    exams.close(by=officer, exam=open_now, at=open_now.closes_at)
    keys = {
        "course": open_now.version.course_id, "exam": open_now.pk, "session": open_now.version.sessions.get().pk,
    }  # fmt: skip
    enter(page.context, client_of(officer), address)
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    for each in PAGES:
        page.goto(f"{address}/training/{each.format(**keys)}")
        expect(page.locator("h1")).to_be_visible()
        assert hindrances(page) == [], each
    enter(page.context, client_of(learner.account), address)
    held = Qualification.objects.get()
    asked = certificate.address_of(held).partition("/training/")[2]
    for each in ("mine/", f"papers/{ExamPaper.objects.get().pk}/", "check/", asked, asked + "X"):
        page.goto(f"{address}/training/{each}")
        assert hindrances(page) == [], each
