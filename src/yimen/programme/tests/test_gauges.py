"""What a task has come to is counted from rows; what was handed in is no word against them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from yimen.people.models import Department, Region, User
from yimen.programme import queries, services
from yimen.programme.gauges import GAUGES, Reached
from yimen.programme.models import Task
from yimen.programme.rules import Dates, light

DAY = date(2023, 6, 1)
SERVED, TODAY = date(2023, 6, 2), date(2023, 6, 20)


@pytest.fixture
def task(county: Region, officer: User, police: Department, tax: Department, make_item: Any) -> Task:
    """A task of the police and the tax office, served, counted by declared entry; only the police has items."""
    make_item("11230522MB1A2B3C4D4002001001000", "户口登记")
    measure = services.Measure("1", "应进必进", "逐项进驻", date(2023, 6, 30), gauge="entered", lead=[police, tax])
    notice = services.register_notice(
        by=officer, region=county, number="友政办发〔2023〕15号", title="通知", issuer="县政府办", issued_on=DAY,
        measures=[measure],
    )  # fmt: skip
    row: Task = notice.tasks.get()
    services.serve(by=officer, task=row, declared_on=SERVED)
    return row


def test_a_report_does_not_turn_the_light_green_while_data_are_short(
    task: Task, liaison: User, officer: User, client_of: Callable[[User], Client]
) -> None:
    services.submit(by=liaison, task=task, text="已全部进驻", declared_on=SERVED)
    police, tax = queries.standings(officer, TODAY, task=task)
    assert (police.light, police.reached) == ("behind", Reached(0, 1))
    assert (tax.light, tax.reached) == ("open", None)
    page = client_of(officer).get(reverse("programme:task", args=[task.pk])).content.decode()
    assert "0/1 项" in page and "已上报，数据未到位" in page and "证据不足" in page
    assert police.rows_url in page.replace("&amp;", "&")


def test_what_is_counted_opens_as_many_rows(task: Task, officer: User, client_of: Callable[[User], Client]) -> None:
    police = queries.standings(officer, TODAY, task=task)[0]
    page = client_of(officer).get(police.rows_url)
    assert police.reached is not None and len(page.context["page"].rows) == police.reached.whole


def test_nothing_to_count_is_neither_done_nor_short() -> None:
    assert not Reached(0, 0).is_full and not Reached(0, 0).is_short
    assert light(Dates(DAY, TODAY, SERVED, SERVED, Reached(0, 0).is_short), TODAY) == "handed_in"
    assert light(Dates(DAY, TODAY, SERVED, SERVED, Reached(1, 2).is_short), TODAY) == "behind"


@pytest.mark.django_db
@pytest.mark.parametrize("gauge", GAUGES)
def test_every_gauge_counts_an_empty_county_as_nothing_and_its_page_is_there(
    gauge: Task.Gauge, county: Region, police: Department, officer: User, client_of: Callable[[User], Client]
) -> None:
    assert dict(GAUGES[gauge].count(county, TODAY)) == {}
    assert client_of(officer).get(GAUGES[gauge].url(police)).status_code == 200


def test_gauges_cost_the_same_for_many_departments(
    task: Task, officer: User, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(8):
        queries.standings(officer, TODAY + timedelta(days=1), task=task)
