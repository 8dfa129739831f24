"""The pages of the review in headless Chromium: read by keyboard alone, and nothing hinders a reader."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from yimen.common.tests.browsing import WIDTHS
from yimen.evidence.review.models import Reading, ReviewPlan
from yimen.evidence.review.tests.conftest import read_all
from yimen.evidence.thresholds import services as thresholds
from yimen.people.models import User
from yimen.people.tests.test_in_browser import address, enter, hindrances

__all__ = ["address"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_officer_reads_by_keyboard_alone(
    page: Page, address: str, drawn: ReviewPlan, officer: User, client_of: Any
) -> None:
    enter(page.context, client_of(officer), address)
    page.goto(f"{address}/evidence/review/reading/")
    page.get_by_role("button", name="领取下一件").press("Enter")
    for turn, (key, value) in enumerate((("1", "real"), ("2", "not_real"), ("3", "unclear")), start=1):
        expect(page.get_by_label("依据")).to_be_visible()
        page.keyboard.press(key)
        page.keyboard.type(f"第 {turn} 件已核对 123 号原件")  # figures in the sentence are no answers
        page.keyboard.press("Enter")
        expect(page.get_by_text(f"：{Reading.Answer(value).label}。")).to_be_visible()
        kept = Reading.objects.get(sampled__turn=turn)
        assert (kept.answer, kept.words) == (value, f"第 {turn} 件已核对 123 号原件")
    assert Reading.objects.get(answer="").sampled.turn == 4


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_hinders_a_reader(
    page: Page, address: str, drawn: ReviewPlan, officer: User, second: User, client_of: Any, width: int
) -> None:
    read_all(second)
    thresholds.propose(by=second, scope="engine", name="convict_at", value=0.95, reason="抽样复核的准确率低于目标。")
    client = client_of(officer)
    enter(page.context, client, address)
    client.post("/evidence/review/take/")
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    plan = f"/evidence/review/{drawn.pk}/"
    for each in ("/evidence/review/", plan, f"{plan}sampled/", "/evidence/review/reading/", "/evidence/quality/",
                 "/evidence/thresholds/?threshold=engine.sure_at"):  # fmt: skip
        page.goto(address + each)
        expect(page.locator("h1")).to_be_visible()
        assert hindrances(page) == [], each
