"""Whether a branch's cases really moved: where each was taken in, and what can and cannot be said of it."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yimen.cases.models import Case
from yimen.catalog.models import Item
from yimen.common.errors import Refused
from yimen.entry.branches.models import BranchDecision
from yimen.evidence.branches import queries, services
from yimen.evidence.branches.places import ELSEWHERE, IN_BRANCH, IN_HALL, OWN_PLACE, UNKNOWN, Places, Where
from yimen.evidence.branches.tests.conftest import BRANCH, CLOSED_ON, HALL, LENT, MOVED, OFFICE
from yimen.halls.branches import services as register
from yimen.halls.models import Hall
from yimen.people.models import User

pytestmark = pytest.mark.django_db
BEFORE, AFTER = date(2023, 3, 1), CLOSED_ON + timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "channel", "window", "terminal", "place"),
    [
        (BEFORE, "window", "B01", BRANCH, IN_BRANCH),
        (AFTER, "window", "W01", HALL, IN_HALL),
        (AFTER, "window", "W01", BRANCH, IN_BRANCH),  # the window is typed, the machine is not
        (AFTER, "window", "W01", OFFICE, OWN_PLACE),
        (BEFORE, "window", "B02", MOVED, IN_BRANCH),
        (AFTER, "window", "", MOVED, IN_HALL),  # carried into the hall and registered there: nobody's fault
        (AFTER, "window", "", BRANCH, IN_BRANCH),  # the branch closed, its machine works on
        (date(2023, 2, 3), "window", "", LENT, IN_BRANCH),
        (BEFORE, "window", "", LENT, IN_HALL),
        (AFTER, "window", "W01", "", IN_HALL),
        (BEFORE, "window", "B01", "", IN_BRANCH),
        (AFTER, "window", "T01", "10.0.5.1", ELSEWHERE),
        (AFTER, "online", "", OFFICE, ELSEWHERE),
        (AFTER, "post", "B01", BRANCH, ELSEWHERE),
        (AFTER, "window", "", "", UNKNOWN),
        (AFTER, "window", "X99", "", UNKNOWN),
    ],
)
def test_the_machine_tells_the_place_before_the_window(
    places: Hall, day: date, channel: str, window: str, terminal: str, place: str
) -> None:
    assert Places(places).of(Where(day, channel, window, terminal)) == place


def verdict(decision: BranchDecision, officer: User) -> tuple[str, str]:
    """What a check says, and the decision's status after it."""
    row = services.check(by=officer, decision=decision)
    decision.refresh_from_db()
    return row.verdict, decision.status


def test_cases_that_moved_close_the_decision(reported: BranchDecision, take_in: Any, officer: User) -> None:
    take_in(BEFORE, 60, terminal=BRANCH)
    take_in(AFTER, 60, terminal=HALL)
    assert verdict(reported, officer) == ("moved", "closed")


def test_cases_still_at_the_branch_reopen_it(reported: BranchDecision, take_in: Any, officer: User) -> None:
    take_in(BEFORE, 60, terminal=BRANCH)
    take_in(AFTER, 60, terminal=HALL)
    take_in(AFTER, 7, terminal=BRANCH, window="W01")
    assert verdict(reported, officer) == ("still", "reopened")


def test_cases_at_the_department_s_own_machines_have_not_moved(
    reported: BranchDecision, take_in: Any, officer: User
) -> None:
    take_in(BEFORE, 60, terminal=BRANCH)
    take_in(AFTER, 60, terminal=OFFICE, window="W01")
    row = services.check(by=officer, decision=reported)
    assert (row.verdict, row.in_own_place, row.in_branch) == ("still", 60, 0)


def test_a_closed_one_is_reopened_when_later_data_contradict(
    reported: BranchDecision, take_in: Any, officer: User
) -> None:
    take_in(BEFORE, 60, terminal=BRANCH)
    take_in(AFTER, 60, terminal=HALL)
    services.check(by=officer, decision=reported)
    take_in(AFTER + timedelta(days=60), 40, terminal=BRANCH)
    reported.refresh_from_db()
    assert verdict(reported, officer) == ("still", "reopened")


@pytest.mark.parametrize(
    ("after", "why"),
    [
        ({"days": 20, "terminal": HALL}, "不足 30 天"),
        ({"days": 40, "each": 1, "channel": "online"}, "不足 5 件"),
        ({"days": 60, "each": 1, "terminal": HALL, "lost": 30}, "超过两成"),
        ({"days": 40, "each": 1, "terminal": HALL, "before": 5}, "其余去了哪里"),
    ],
)
def test_what_cannot_be_known_is_held_against_nobody(
    reported: BranchDecision, take_in: Any, officer: User, after: dict[str, Any], why: str
) -> None:
    take_in(BEFORE, 60, terminal=BRANCH, each=after.pop("before", 1))
    take_in(AFTER, after.pop("lost", 0))
    take_in(AFTER, **after)
    row = services.check(by=officer, decision=reported)
    reported.refresh_from_db()
    assert (row.verdict, reported.status) == ("thin", "finished")
    assert why in row.words


def test_without_data_of_before_nobody_can_say_that_the_traffic_moved(
    reported: BranchDecision, take_in: Any, officer: User
) -> None:
    take_in(AFTER, 60, terminal=HALL)
    assert "关停以前的数据不足" in services.check(by=officer, decision=reported).words


def test_without_later_data_there_is_nothing_to_check(reported: BranchDecision, take_in: Any, officer: User) -> None:
    take_in(BEFORE, 60, terminal=BRANCH)
    with pytest.raises(Refused, match="还没有关停以后的办件数据"):
        services.check(by=officer, decision=reported)


def test_a_case_soon_after_midnight_belongs_to_its_day_in_shanghai(
    reported: BranchDecision, take_in: Any, officer: User, places: Hall
) -> None:
    take_in(AFTER, 1, terminal=BRANCH)
    Case.objects.update(received_at=datetime.combine(AFTER, time(0, 30), queries.SHANGHAI))
    days = queries.by_place(queries.visible_of_branch(officer, places), Places(places))
    assert list(days) == [AFTER]


def test_every_figure_opens_exactly_its_rows(
    reported: BranchDecision, take_in: Any, officer: User, places: Hall, client_of: Any
) -> None:
    take_in(BEFORE, 50, terminal=BRANCH)
    take_in(AFTER, 40, terminal=HALL, each=2)
    take_in(AFTER, 9, terminal=OFFICE)
    take_in(AFTER, 3, channel="online")
    take_in(AFTER, 2)
    client = client_of(officer)
    page = client.get(f"/evidence/branches/{places.pk}/").content.decode()
    links = re.findall(r'<a href="(/evidence/branches/\d+/cases/\?[^"]+)">([\d,]+)</a>', page)
    assert len(links) > 10
    for address, figure in links:
        rows = client.get(address.replace("&amp;", "&")).content.decode()
        assert f"共 {figure} 件" in rows


def test_what_the_department_states_stands_beside_the_data(
    reported: BranchDecision, take_in: Any, officer: User, places: Hall, client_of: Any
) -> None:
    take_in(BEFORE, 31, terminal=BRANCH)
    register.state_traffic(by=None, hall=places, month=BEFORE, matters=50, source="统计")
    register.state_traffic(by=None, hall=places, month=date(2023, 1, 1), matters=9, source="统计")
    page = client_of(officer).get(f"/evidence/branches/{places.pk}/").content.decode()
    assert "较分厅办件 多 19" in page
    months = queries.months(places, queries.by_place(queries.visible_of_branch(officer, places), Places(places)))
    assert [(f"{each.first:%m}", each.total, each.stated) for each in months] == [
        ("01", 0, 9), ("02", 0, None), ("03", 31, 50),
    ]  # fmt: skip


def test_the_page_says_when_there_is_no_evidence(passport: Item, places: Hall, officer: User, client_of: Any) -> None:
    page = client_of(officer).get(f"/evidence/branches/{places.pk}/").content.decode()
    assert "证据不足：没有可以看的办件" in page
    assert "不作判断" in page


def test_the_page_asks_no_more_for_many_cases(
    reported: BranchDecision, take_in: Any, officer: User, places: Hall, client_of: Any
) -> None:
    client, address = client_of(officer), f"/evidence/branches/{places.pk}/"

    def asked() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    take_in(AFTER, 2, terminal=HALL)
    few = asked()
    take_in(AFTER, 100, terminal=HALL, each=5)
    assert asked() == few


def test_an_officer_keeps_the_check_and_others_cannot(
    reported: BranchDecision, take_in: Any, officer: User, liaison: User, places: Hall, client_of: Any
) -> None:
    take_in(BEFORE, 60, terminal=BRANCH)
    take_in(AFTER, 60, terminal=HALL)
    address = f"/evidence/branches/{places.pk}/"
    assert "记录核验结论" not in client_of(liaison).get(address).content.decode()
    assert client_of(liaison).post(f"{address}check/").status_code == 403
    answer = client_of(officer).post(f"{address}check/", follow=True).content.decode()
    assert "核验结论：已转入" in answer
    reported.refresh_from_db()
    assert reported.status == "closed"
