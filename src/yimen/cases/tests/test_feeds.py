"""The page of feeds: what came in for which days, gaps in sight, and nothing missing called clean."""

from datetime import date
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from yimen.cases import feeds
from yimen.cases.models import RegisterRecord
from yimen.cases.tests.conftest import case_row, record_row
from yimen.common.workdays import china

TODAY = date(2023, 12, 31)
PAGE = "cases:feeds"


def feed_of(user: Any, kind: str, department: Any, today: date = TODAY) -> feeds.Feed:
    found = feeds.feeds(user, kind, 2023, today, china())
    return next(each for each in found if each.department == department)


def test_days_with_rows_stand_in_their_month(bring_records: Any, police: Any, officer: Any) -> None:
    days = ("2023-01-07", "2023-01-07", "2023-01-31", "2023-03-01", "2024-01-01")
    bring_records(*(record_row(number, issued_on=day) for number, day in enumerate(days)))
    feed = feed_of(officer, feeds.REGISTER, police)
    assert [(month.rows, month.days) for month in feed.months[:4]] == [(3, 2), (0, 0), (1, 1), (0, 0)]
    assert feed.months[0].strip == "M6 0h.8v6h-.8zM30 0h.8v6h-.8z"
    assert (feed.rows, feed.empty_months, feed.missing) == (4, 10, False)


def test_the_longest_gap_counts_working_days_of_the_year_so_far(bring_records: Any, police: Any, officer: Any) -> None:
    bring_records(record_row(1, issued_on="2023-01-03"), record_row(2, issued_on="2023-01-10"))
    feed = feed_of(officer, feeds.REGISTER, police, today=date(2023, 1, 11))
    assert (feed.gap, feed.gap_from, feed.gap_to) == (4, date(2023, 1, 4), date(2023, 1, 9))
    assert feed.months[1].to_come


def test_a_case_received_after_midnight_in_china_counts_on_its_own_day(
    bring_cases: Any, police: Any, officer: Any, make_item: Any
) -> None:
    make_item("I1", "户口迁移")
    bring_cases(case_row(1, received_at="2023-02-01 00:30:00"), case_row(2, received_at="2023-01-31 23:30:00"))
    feed = feed_of(officer, feeds.CASES, police)
    assert [month.days for month in feed.months[:3]] == [1, 1, 0]


def test_a_missing_feed_is_thin_evidence_and_never_clean(
    client_of: Any, make_item: Any, police: Any, officer: Any
) -> None:
    make_item("I1", "户口迁移")
    answer = client_of(officer).get(reverse(PAGE), {"kind": "register", "year": "2023"})
    page = answer.content.decode()
    assert [feed.department for feed in answer.context["missing"]] == [police]
    assert "证据不足" in page
    assert "月月有数据" not in page
    assert "请营商局催报" in page


def test_without_items_the_page_says_what_to_do_next(client_of: Any, police: Any, officer: Any) -> None:
    page = client_of(officer).get(reverse(PAGE)).content.decode()
    assert "先导入事项清单" in page
    assert "还没有报送过" in page


def test_rows_without_a_day_are_counted_and_named(
    client_of: Any, bring_records: Any, police: Any, officer: Any
) -> None:
    bring_records(record_row(1, issued_on=""), record_row(2))
    feed = feed_of(officer, feeds.REGISTER, police)
    assert (feed.rows, feed.undated) == (1, 1)
    assert "其中无日期 1" in client_of(officer).get(reverse(PAGE)).content.decode()


def test_each_sees_his_own_department_or_county(
    client_of: Any, bring_records: Any, make_item: Any, police: Any, officer: Any, liaison: Any, tax_liaison: Any,
    neighbour_officer: Any, system_administrator: Any,
) -> None:  # fmt: skip
    bring_records(record_row())

    def seen(user: Any) -> list[Any]:
        return [feed.department for feed in client_of(user).get(reverse(PAGE)).context["feeds"]]

    assert seen(officer) == seen(liaison) == [police]
    assert police not in seen(tax_liaison)
    assert police not in seen(neighbour_officer)
    assert client_of(system_administrator).get(reverse(PAGE)).status_code == 403


def test_every_figure_opens_its_rows(client_of: Any, bring_records: Any, police: Any, officer: Any) -> None:
    bring_records(record_row(1), record_row(2, issued_on="2023-01-08"))
    client = client_of(officer)
    page = client.get(reverse(PAGE)).content.decode()
    query = {"department": police.pk, "month": "2023-01"}
    assert f"{reverse('cases:records')}?department={police.pk}&amp;month=2023-01" in page
    assert client.get(reverse("cases:records"), query).context["page"].total == 2


def test_a_year_that_is_none_shows_the_newest(client_of: Any, bring_records: Any, police: Any, officer: Any) -> None:
    bring_records(record_row())
    for year in ("", "abc", "9", "2999", "99999999"):
        assert client_of(officer).get(reverse(PAGE), {"year": year}).context["year"] == 2023


def test_the_page_costs_the_same_for_a_few_rows_and_for_many(
    client_of: Any, bring_records: Any, police: Any, officer: Any
) -> None:
    bring_records(record_row())
    client = client_of(officer)

    def queries() -> int:
        client.get(reverse(PAGE))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(PAGE)).status_code == 200
        return len(captured)

    before = queries()
    bring_records(*(record_row(n, issued_on=f"2023-{n % 12 + 1:02d}-{n % 28 + 1:02d}") for n in range(2, 302)))
    assert RegisterRecord.objects.count() == 301
    assert queries() == before
    assert before <= 20
