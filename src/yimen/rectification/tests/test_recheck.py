"""Which verification closes an order: one that leaves out no day between the answer and the newest data."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from yimen.ledger.models import Event
from yimen.people.models import Department, User
from yimen.rectification import services
from yimen.rectification.models import Order, Recheck
from yimen.rectification.queries import covers_all, decided_from, timeline, under_check
from yimen.rectification.tests.making import accept

pytestmark = pytest.mark.django_db
ANSWERED = date(2023, 9, 20)
FIRST, NEWEST = date(2023, 9, 21), date(2023, 12, 31)
DAY = timedelta(days=1)


@pytest.fixture
def order(police: Department, officer: User, settings: Any, tmp_path: Any) -> Order:
    """An order answered on ANSWERED, under check."""
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": files}
    raised = services.raise_finding(
        by=None, region=police.region, department=police, source="evidence:run:1", subject="I1",
        title="居住证签发：疑似体外循环", kind="bypassed", seen="看到", innocent="可能",
        period_from=date(2023, 1, 1), period_to=NEWEST,
    )  # fmt: skip
    finding = accept(officer, raised)
    paper = services.register_paper_order(
        by=officer, finding=finding, number="旧整改1号", issued_on=date(2023, 9, 15), demand="全部改由大厅受理",
        deadline=date(2023, 10, 15), answered=ANSWERED, answer="已全部改由大厅受理",
        files=[SimpleUploadedFile("扫描.pdf", b"x")],
    )  # fmt: skip
    return services.check(by=officer, order=paper)


def verified(order: Order, first: date, last: date, verdict: str = "runs", newest: date = NEWEST) -> Recheck:
    try:
        return services.recheck(
            by=None, order=order, source=f"evidence:run:{first}:{last}", clean=verdict == "runs", verdict=verdict,
            note="共 8 件，厅外 0 件", data_from=first, data_to=last, newest=newest,
        )  # fmt: skip
    finally:
        order.refresh_from_db()


def test_clean_from_the_day_after_the_answer_to_the_newest_closes(order: Order) -> None:
    assert verified(order, FIRST, NEWEST).found_clean
    assert (order.status, timeline(order)[-1]["what"]) == ("closed", "再核验：未再发现")


def test_clean_data_of_less_than_four_weeks_close_nothing(order: Order) -> None:
    short = FIRST + 28 * DAY - 2 * DAY
    row = verified(order, FIRST, short, newest=short)
    assert (order.status, row.found_clean) == ("checking", False)
    assert row.note.endswith("期间不足，销号须有答复后满 4 周的数据")
    assert verified(order, FIRST, short + DAY, newest=short + DAY).found_clean
    assert order.status == "closed"


def test_later_days_without_data_do_no_harm(order: Order) -> None:
    verified(order, FIRST, NEWEST + 90 * DAY)
    assert order.status == "closed"


@pytest.mark.parametrize(("first", "last"), [(FIRST, NEWEST - DAY), (FIRST + DAY, NEWEST), (FIRST + DAY, NEWEST - DAY)])
def test_a_day_left_out_at_either_end_says_not_yet(order: Order, first: date, last: date) -> None:
    row = verified(order, first, last)
    assert (order.status, order.clean_source, row.found_clean, row.verdict) == ("checking", "", False, "runs")
    assert row.note == "共 8 件，厅外 0 件；期间不足，须核验 2023-09-21 至 2023-12-31 的全部数据，尚不能销号"
    assert (timeline(order)[-1]["what"], timeline(order)[-1]["tone"]) == ("再核验：尚不能销号", "warn")
    assert not Event.objects.filter(kind="rectification.order.close").exists()


def test_data_that_come_in_later_move_the_end(order: Order) -> None:
    verified(order, FIRST, date(2023, 11, 14), newest=NEWEST)
    assert order.status == "checking"
    verified(order, FIRST, NEWEST, "bypassed")
    assert (order.status, timeline(order)[-1]["what"]) == ("checking", "再核验：仍有问题")


def test_two_short_periods_do_not_add_up(order: Order) -> None:
    verified(order, FIRST, date(2023, 11, 14))
    verified(order, date(2023, 11, 15), NEWEST)
    assert order.status == "checking"


def test_a_short_period_in_which_the_wrong_is_seen_again_reopens(order: Order) -> None:
    verified(order, FIRST, NEWEST)
    verified(order, NEWEST + DAY, NEWEST + 30 * DAY, "hollow", newest=NEWEST + 60 * DAY)
    assert order.status == "reopened"


def test_the_officer_cannot_close_it_with_a_short_period_either(order: Order, officer: User) -> None:
    services.recheck(
        by=officer, order=order, source="evidence:run:9", clean=True, verdict="runs", note="核验",
        data_from=FIRST, data_to=FIRST, newest=NEWEST,
    )  # fmt: skip
    order.refresh_from_db()
    assert order.status == "checking"


def test_without_an_answer_no_period_decides(order: Order) -> None:
    unanswered = Order(region=order.region)
    unanswered.pk = order.pk + 1
    assert decided_from(unanswered) is None
    assert not covers_all(unanswered, date(2000, 1, 1), NEWEST, NEWEST)


def test_orders_wait_by_the_day_after_their_answer(order: Order) -> None:
    assert under_check(order.region) == {FIRST: [order]}


def test_the_orders_page_says_which_period_decides(order: Order, officer: User, client_of: Any) -> None:
    address = reverse("rectification:order", args=[order.pk])
    verified(order, FIRST, date(2023, 11, 14))
    page = client_of(officer).get(address).content.decode()
    assert "2023-09-21（答复次日）至本县已导入数据的最后一天" in page
    assert "期间不足，须核验 2023-09-21 至 2023-12-31" in page
