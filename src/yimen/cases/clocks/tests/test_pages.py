"""预警与逾期 and the part of a case's page: what presses is listed, and every figure opens its rows."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.template import engines
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from yimen.cases.clocks import charts, queries
from yimen.cases.clocks.models import RunningClock
from yimen.cases.clocks.services import follow
from yimen.cases.clocks.watching import remind_all
from yimen.cases.handling.models import Dossier, Pause
from yimen.cases.handling.tests import house
from yimen.catalog.models import ItemVersion
from yimen.halls.models import Window
from yimen.people.models import User

pytestmark = pytest.mark.django_db
ADDRESS = "/cases/deadlines/"


@pytest.fixture
def officers(client_of: Any, officer: User) -> Client:
    return client_of(officer)


def test_each_figure_opens_as_many_rows(officers: Client, accepted: Dossier) -> None:
    list(remind_all(as_of=timezone.localdate()))
    page = officers.get(ADDRESS)
    assert len(page.context["page"].rows) == 2
    for _, figure, address, _, _ in page.context["tiles"]:
        assert officers.get(address).context["page"].total == figure
    assert [figure for _, figure, _, _, _ in page.context["tiles"]] == [0, 2, 2, 0]
    chart = page.context["chart"]
    assert [part["values"] for part in chart["series"]] == [[2], [0]]
    assert officers.get(chart["series"][0]["urls"][0]).context["page"].total == 2


def test_a_row_names_case_days_holder_and_level(officers: Client, accepted: Dossier) -> None:
    list(remind_all(as_of=timezone.localdate()))
    text = officers.get(ADDRESS).content.decode()
    assert accepted.number in text
    assert "待领办" not in text and "公安局" in text
    assert "报营商局" in text
    assert "逾期" in text


def test_filters_narrow_and_a_wrong_one_is_said(officers: Client, accepted: Dossier, client_of: Any) -> None:
    assert officers.get(ADDRESS, {"kind": "promised"}).context["page"].total == 1
    assert officers.get(ADDRESS, {"whose": "mine"}).context["page"].total == 0
    assert "没有符合条件的时限" in officers.get(ADDRESS, {"standing": "paused"}).content.decode()
    assert officers.get(ADDRESS, {"standing": "nonsense"}).status_code == 422


def test_without_clocks_the_page_says_what_to_do_next(officers: Client) -> None:
    assert "看全部计时" in officers.get(ADDRESS).content.decode()


def test_another_department_does_not_see_them(accepted: Dossier, tax_liaison: User, liaison: User) -> None:
    assert queries.visible_clocks(liaison).count() == 2
    assert queries.visible_clocks(tax_liaison).count() == 0


def test_the_page_asks_no_more_for_more_rows(
    officers: Client, clerk: User, window: Window, version: ItemVersion
) -> None:
    def asked() -> int:
        officers.get(ADDRESS)
        with CaptureQueriesContext(connection) as captured:
            assert officers.get(ADDRESS).status_code == 200
        return len(captured)

    house.accepted(clerk, version)
    few = asked()
    for _ in range(8):
        house.accepted(clerk, version)
    assert RunningClock.objects.count() == 18
    assert asked() == few <= 22


def test_the_part_of_a_case_shows_day_n_of_m_and_every_line(accepted: Dossier) -> None:
    template = engines["django"].from_string("{% load clocks %}{% clocks_of dossier day %}")
    text = template.render({"dossier": accepted, "day": date(2023, 6, 6)})
    assert "第 3 天 / 共 5 天" in text
    assert "行政许可法第八十二条" in text
    assert "受理当日不计入" in text
    assert 'aria-label="承诺办结时限共 5 个工作日，已计 3 个工作日，剩余 2 天"' in text


def test_a_procedure_is_hatched_and_said(accepted: Dossier) -> None:
    Pause.objects.create(
        dossier=accepted,
        kind="hearing",
        needed_days=20,
        told="听证",
        started_on=date(2023, 6, 2),
        served_on=date(2023, 6, 2),
    )
    found = queries.clocks_of(accepted, date(2023, 6, 12))
    bar = next(charts.bar(each) for each in found if each.history.clock.kind == "promised")
    assert [(part.look, part.width) for part in bar.segments] == [("gone", 1), ("paused", 10)]
    assert bar.says.endswith("剩余 4 天，暂停计时")


def test_a_bar_of_an_overdue_clock_goes_on_behind_its_last_day(accepted: Dossier) -> None:
    found = queries.clocks_of(accepted, date(2023, 6, 12))
    bar = next(charts.bar(each) for each in found if each.history.clock.kind == "promised")
    assert (bar.segments[-1].look, bar.segments[-1].width, bar.today, bar.length) == ("late", 4, 11, 11)


def test_the_days_of_a_bar_are_the_days_of_the_clock(accepted: Dossier) -> None:
    follow(accepted, as_of=date(2023, 6, 2))
    for found in queries.clocks_of(accepted, date(2023, 6, 2)):
        bar = charts.bar(found)
        assert sum(part.width for part in bar.segments) == bar.length
        assert found.history.start + timedelta(days=len(found.days)) == (found.due or found.history.start)


def test_the_address_of_the_list(officers: Client) -> None:
    assert reverse("cases:deadlines") == ADDRESS


def test_the_clocks_of_a_case_can_be_seen_as_of_any_day(officers: Client, accepted: Dossier) -> None:
    address = reverse("cases:clocks", args=[accepted.pk])
    assert "第 3 天 / 共 5 天" in officers.get(address, {"on": "2023-06-06"}).content.decode()
    assert "逾期" in officers.get(address).content.decode()
    assert "还没有开始计时" in officers.get(address, {"on": "2023-05-01"}).content.decode()
    late = officers.get(address, {"on": "2999-01-01"})
    assert late.status_code == 422
    assert "只能重放今天和以前的日期" in late.content.decode()


def test_the_clocks_of_another_department_are_absent(accepted: Dossier, tax_liaison: User, client_of: Any) -> None:
    assert client_of(tax_liaison).get(reverse("cases:clocks", args=[accepted.pk])).status_code == 404
