"""An approver with a paused clock, in headless Chromium: begun in writing, served, still, resumed, decided in time."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from yimen.cases.handling.models import Dossier, Pause
from yimen.cases.handling.tests import house
from yimen.cases.papers import services
from yimen.cases.papers.models import CaseDocument
from yimen.common.tests.browsing import enter, hindrances
from yimen.halls.models import Hall, HallDay
from yimen.people.models import Department, User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def address(live_server: Any, settings: Any) -> str:
    """The running server."""
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    return str(live_server.url)


@pytest.fixture
def accepted(clerk: User, approver: User, police: Department) -> Dossier:
    """A case with a promise, accepted two days ago."""
    at = timezone.now() - timedelta(days=2)
    house.post(clerk, at.date())
    if not HallDay.objects.filter(date=timezone.localdate(at)).exists():
        hall = Hall.objects.get(code="HW01")
        house.kept(HallDay(hall=hall, date=timezone.localdate(at), opens_at="00:00", closes_at="23:59"))
    HallDay.objects.update(opens_at="00:00", closes_at="23:59")
    limits = {"statutory_days": 20, "statutory_unit": "working", "promised_days": 8, "promised_unit": "working"}
    return house.accepted(clerk, house.version_of(police, **limits), at=at)


def standing(page: Page) -> str:
    """What the page says of the promised clock."""
    clock = page.locator(".clock", has=page.get_by_role("heading", name="承诺办结时限"))
    return clock.locator(".clock-says").inner_text()


def open_verb(page: Page, name: str) -> Any:
    panel = page.locator("details.panel", has=page.locator("summary", has_text=name))
    panel.locator("summary").click()
    return panel


def test_an_approver_pauses_the_clock_in_writing_and_decides_in_time(
    page: Page, address: str, approver: User, clerk: User, accepted: Dossier, client_of: Any
) -> None:
    home = address + reverse("cases:dossier", args=[accepted.pk])
    enter(page.context, client_of(approver), address)
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(home)
    panel = open_verb(page, "启动特别程序")
    panel.get_by_label("种类").select_option("experts")
    panel.get_by_label("所需天数").fill("15")
    panel.get_by_label("告知申请人的内容").fill("由三名专家评审设计方案")
    panel.get_by_role("button", name="启动特别程序").click()
    expect(page.get_by_text("告知书尚未送达，仍在计时")).to_be_visible()
    assert "到期日" in standing(page), "begun is not yet served: the clock runs"
    page.get_by_role("link", name=re.compile("待送达.*特别程序告知书")).click()
    expect(page.get_by_label("送达方式")).to_be_visible()
    assert hindrances(page) == []
    page.get_by_label("送达方式").select_option("window")
    page.get_by_label("签收人").fill("董义之")
    page.get_by_role("button", name="登记送达").click()
    expect(page.get_by_text("已送达")).to_be_visible()
    page.goto(home)
    expect(page.get_by_text("进行中，不计入时限")).to_be_visible()
    still = standing(page)
    assert "特别程序如期结束的" in still
    page.locator("summary", has_text="承诺办结时限怎么算的").click()
    lines = page.get_by_role("group", name="承诺办结时限推算过程")
    expect(lines.get_by_text("行政许可法第四十五条").first).to_be_visible()
    assert hindrances(page) == []
    Pause.objects.update(started_on=timezone.localdate() - timedelta(days=1))
    page.get_by_label("特别程序的结果").fill("评审通过，设计符合规范")
    page.get_by_role("button", name="登记结果").click()
    expect(page.get_by_text("特别程序已结束")).to_be_visible()  # the same field stands on the page before and after
    page.get_by_label("审查意见").fill("材料齐全，符合条件")
    page.get_by_role("button", name="通过本环节").click()
    page.get_by_label("准予", exact=True).check()
    page.get_by_label("决定内容").fill("准予许可，有效期三年")
    page.get_by_role("button", name="作出决定").click()
    expect(page.get_by_text("待送达").first).to_be_visible()
    assert "完成" in standing(page) and "逾期" not in standing(page)
    assert CaseDocument.objects.filter(notice__kind="granted").count() == 1


def test_the_new_pages_hinder_no_reader_at_390(
    page: Page, address: str, clerk: User, liaison: User, accepted: Dossier, client_of: Any
) -> None:
    paper = services.issue(by=clerk, notice=accepted.notices.get(), editable=False)
    page.set_viewport_size({"width": 390, "height": 900})
    seen = {}
    for user, routes in (
        (clerk, [reverse("cases:document", args=[paper.pk]), reverse("cases:handovers")]),
        (liaison, [reverse("cases:plans"), reverse("cases:plan", args=[accepted.version_id])]),
    ):
        enter(page.context, client_of(user), address)
        for route in [*routes, reverse("cases:check_any_paper"), reverse("cases:check_paper", args=[paper.check_code])]:
            page.goto(address + route)
            seen[route] = hindrances(page)
    assert seen == {key: [] for key in seen}
