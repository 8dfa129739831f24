"""What was promised and did not come is named 缺报, whatever else is fine; and by which way each feed came."""

from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from yimen.cases import feeds, services
from yimen.cases.tests.conftest import record_row
from yimen.common.errors import Refused
from yimen.common.workdays import SHANGHAI, china
from yimen.exchange import services as exchange
from yimen.exchange.models import FeedPromise, Way

PAGE = "cases:feeds"
REGISTER = "cases.register"


def agree(officer: Any, department: Any, rhythm: str, since: date = date(2023, 1, 1), grace: int = 1) -> FeedPromise:
    return exchange.promise(
        by=officer, department=department, kind=REGISTER, rhythm=rhythm, valid_from=since, grace=grace
    )


def feed_of(user: Any, department: Any, today: date) -> feeds.Feed:
    found = feeds.feeds(user, feeds.REGISTER, 2023, today, china())
    return next(each for each in found if each.department == department)


def missed(user: Any, department: Any, today: date) -> list[str]:
    owed = feed_of(user, department, today).arrears
    assert owed is not None
    return [f"{period.first:%m-%d}" for period in owed.missed]


def test_a_month_that_did_not_come_is_overdue_and_the_others_are_not(
    bring_records: Any, police: Any, officer: Any
) -> None:
    bring_records(record_row(1, issued_on="2023-01-17"), record_row(2, issued_on="2023-03-17"))
    agree(officer, police, "monthly", grace=3)
    assert missed(officer, police, date(2023, 4, 20)) == ["02-01"]
    feed = feed_of(officer, police, date(2023, 4, 20))
    assert feed.overdue and not feed.missing
    assert feed.arrears is not None and (feed.arrears.rhythm, feed.arrears.periods) == ("每月", 3)


def test_a_period_counts_only_when_its_grace_is_over(bring_records: Any, police: Any, officer: Any) -> None:
    agree(officer, police, "monthly", since=date(2023, 4, 1), grace=2)
    # The 1st to the 3rd of May 2023 were holidays: two working days after the 30th of April end on the 5th.
    assert missed(officer, police, date(2023, 5, 5)) == []
    assert missed(officer, police, date(2023, 5, 6)) == ["04-01"]


def test_weeks_are_those_from_monday_to_sunday_with_a_working_day(
    bring_records: Any, police: Any, officer: Any
) -> None:
    bring_records(record_row(1, issued_on="2023-02-08"))
    agree(officer, police, "weekly", since=date(2023, 1, 16))
    # The week of the 23rd of January was the Spring Festival: it had two worked days at its end.
    assert missed(officer, police, date(2023, 2, 20)) == ["01-16", "01-23", "01-30"]


def test_a_week_over_new_year_is_served_by_a_row_of_december(bring_records: Any, police: Any, officer: Any) -> None:
    agree(officer, police, "weekly", since=date(2022, 12, 26))
    assert missed(officer, police, date(2023, 1, 7)) == ["12-26"]
    bring_records(record_row(1, issued_on="2022-12-28"))
    assert missed(officer, police, date(2023, 1, 7)) == []


def test_days_off_are_not_owed(police: Any, officer: Any) -> None:
    agree(officer, police, "daily", since=date(2023, 4, 27), grace=0)
    # Saturday the 29th of April to Wednesday the 3rd of May: holidays.
    assert missed(officer, police, date(2023, 5, 5)) == ["04-27", "04-28", "05-04"]


@pytest.mark.parametrize(("came", "left"), [(4, ["05-01"]), (31, []), (30, ["05-01"])])
def test_a_report_that_there_was_nothing_serves_the_period_that_it_closes(
    police: Any, officer: Any, liaison: Any, came: int, left: list[str]
) -> None:
    agree(officer, police, "monthly", since=date(2023, 5, 1))
    with time_machine.travel(datetime(2023, 5, came, 12, tzinfo=SHANGHAI)):
        services.import_file(by=liaison, kind="register", name="台账.csv", content="台账编号\n".encode())
    assert missed(officer, police, date(2023, 6, 10)) == left


def test_an_agreement_that_ended_is_owed_no_more(police: Any, officer: Any, tax_liaison: Any) -> None:
    promised = agree(officer, police, "monthly")
    with pytest.raises(Refused, match="只有营商局"):
        exchange.end_promise(by=tax_liaison, promised=promised, day=date(2023, 3, 1))
    exchange.end_promise(by=officer, promised=promised, day=date(2023, 3, 1))
    assert missed(officer, police, date(2023, 12, 31)) == ["01-01", "02-01"]


def test_a_new_agreement_ends_the_old_one_the_day_before(police: Any, officer: Any) -> None:
    old = agree(officer, police, "monthly")
    agree(officer, police, "weekly", since=date(2023, 3, 1))
    old.refresh_from_db()
    assert old.valid_to == date(2023, 2, 28)
    with pytest.raises(Refused, match="须晚于"):
        agree(officer, police, "daily", since=date(2023, 3, 1))


def test_a_department_that_promised_and_has_no_items_is_still_on_the_page(
    client_of: Any, tax: Any, officer: Any
) -> None:
    agree(officer, tax, "monthly")
    page = client_of(officer).get(reverse(PAGE), {"year": "2023"}).content.decode()
    assert "缺报" in page and "应报 12 期" in page and "缺 12 期" in page
    assert page.count("截止）") == 12  # each of them is named


def test_what_is_overdue_is_never_shown_as_complete(
    client_of: Any, bring_records: Any, police: Any, officer: Any
) -> None:
    bring_records(*(record_row(month, issued_on=f"2023-{month:02d}-05") for month in range(1, 13)))
    client = client_of(officer)
    assert "月月有数据" in client.get(reverse(PAGE), {"year": "2023"}).content.decode()
    agree(officer, police, "weekly")
    page = client.get(reverse(PAGE), {"year": "2023"}).content.decode()
    assert "月月有数据" not in page
    assert "1 个部门缺报部门台账" in page


def test_the_page_names_the_way_by_which_each_feed_came(
    client_of: Any, police: Any, officer: Any, liaison: Any
) -> None:
    content = "台账编号,发证日期\nR1,2023-05-13\n"
    for way, number in ((Way.FOLDER, "R1"), (Way.API, "R2")):
        arrival = services.Arrival(way=way, department=police, name=f"test:{number}")
        services.import_file(
            by=None, kind="register", name="台账.csv", content=content.replace("R1", number).encode(), arrival=arrival
        )
    assert feed_of(officer, police, date(2023, 12, 31)).ways == ["监测文件夹", "接口"]
    page = client_of(officer).get(reverse(PAGE), {"year": "2023"}).content.decode()
    assert "监测文件夹、接口" in page


def test_a_file_that_waits_for_its_columns_is_shown_as_waiting_and_not_as_come(
    client_of: Any, police: Any, officer: Any, liaison: Any
) -> None:
    with time_machine.travel(datetime(2023, 1, 31, 12, tzinfo=SHANGHAI)):
        services.import_file(by=liaison, kind="register", name="台账.csv", content="流水号\nR1\n".encode())
    agree(officer, police, "monthly")
    page = client_of(liaison).get(reverse(PAGE), {"year": "2023"}).content.decode()
    assert "1 份部门台账文件等人核对列对应，还没有导入" in page
    assert missed(officer, police, date(2023, 2, 20)) == ["01-01"]
