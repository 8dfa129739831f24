"""Task, supervision letter, order and ladder, every form unfolded, receipts among them: nothing hinders a reader."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from yimen.common.tests.browsing import LOOKS, enter, hindrances
from yimen.people.models import Department, User
from yimen.people.tests.test_in_browser import address
from yimen.programme.letters.tests.test_letters import report, sent
from yimen.programme.models import Notice, Task
from yimen.programme.tests.conftest import departments, notice
from yimen.rectification.ladder.tests.test_ladder import proposed
from yimen.rectification.models import Order
from yimen.rectification.pressing import services as pressing
from yimen.rectification.tests.test_referral import TODAY, order

__all__ = ["address", "departments", "notice", "order", "report"]
pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_nothing_hinders_a_reader_with_every_form_unfolded(
    page: Page, address: str, notice: Notice, report: Task, order: Order, police: Department, officer: User,
    second_officer: User, client_of: Any, width: int, theme: Any,
) -> None:  # fmt: skip
    letter = sent(officer, notice, police)
    pressing.escalate(by=None, order=order, day=TODAY)
    proposed(officer)
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    for user, path, form in (
        (officer, f"/programme/tasks/{report.pk}/", "发督办函"),
        (officer, f"/programme/letters/{letter.pk}/", "登记签收"),
        (officer, f"/rectification/orders/{order.pk}/", "登记签收"),
        (officer, "/rectification/ladder/", "提出调整"),
        (second_officer, "/rectification/ladder/", "从提醒到移交"),
    ):
        enter(page.context, client_of(user), address)
        page.goto(address + path)
        expect(page.locator("main")).to_contain_text(form)
        page.locator("details").evaluate_all("all => all.forEach(each => { each.open = true })")
        assert hindrances(page) == [], path
