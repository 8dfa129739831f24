"""How often people came is counted from numbers and from what was done at windows; what is declared stands beside."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from yimen.cases.handling import services as handling
from yimen.cases.handling.models import Dossier
from yimen.cases.handling.tests import house
from yimen.cases.visits import measuring, queries
from yimen.cases.visits.measuring import work_by_tickets
from yimen.cases.visits.models import CaseVisit
from yimen.halls.models import Ticket, Window
from yimen.halls.planning import measuring as planning
from yimen.halls.queue import services as queue
from yimen.people.models import Department, User

pytestmark = pytest.mark.django_db
SECOND, THIRD = house.MORNING + timedelta(days=1), house.MORNING + timedelta(days=4)


def serving(clerk: User, window: Window, at: datetime, visit: Any = None) -> Ticket:
    """A number whose people stand at the clerk's window; the line is made with the first."""
    line = window.hall.lines.first()
    if line is None:
        day = date(2023, 1, 1)
        line = queue.add_line(by=None, hall=window.hall, prefix="A", name="综合业务", valid_from=day)
        queue.set_servings(by=None, window=window, lines={None: 1}, day=day)
        queue.open_window(by=clerk, window=window, at=at)
    queue.take(by=None, hall=window.hall, wish=queue.Wish([line], "kiosk", visit=visit), at=at)
    call = queue.call_next(by=clerk, window=window, at=at)
    return queue.begin_serving(by=clerk, ticket=call.ticket, at=at)


def done(clerk: User, ticket: Ticket, at: datetime) -> None:
    queue.finish(by=clerk, ticket=ticket, at=at + timedelta(minutes=12))


@pytest.fixture
def walked(clerk: User, approver: User, police: Department) -> Dossier:
    """A case for which somebody came three times: received and completed on numbers, fetched without one."""
    window, version = house.post(clerk), house.version_of(police, visits=1)
    with time_machine.travel(house.MORNING):
        first = serving(clerk, window, house.MORNING)
        dossier = house.received(clerk, version).dossier
        handling.ask_once(by=clerk, dossier=dossier, missing="缺少经营场所证明一份")
        done(clerk, first, house.MORNING)
    with time_machine.travel(SECOND):
        again = serving(clerk, window, SECOND)
        handling.supplement(by=clerk, dossier=dossier, papers=[house.PAPER])
        done(clerk, again, SECOND)
    dossier = handling.accept(by=clerk, dossier=dossier, desk=house.desk(clerk))
    handling.pass_step(by=approver, dossier=dossier, opinion="材料齐全，符合条件")
    dossier = handling.decide(by=approver, dossier=dossier, granted=True, outcome="准予许可")
    with time_machine.travel(THIRD):
        return handling.deliver(by=clerk, dossier=dossier, way="window", receiver="董义之")


def test_the_served_number_is_tied_by_the_server_and_days_without_one_count_once(
    walked: Dossier, clerk: User, tax: Department, make_user: Any
) -> None:
    tied = [(str(each.ticket), each.act) for each in CaseVisit.objects.order_by("pk")]
    assert tied == [("A001", "received"), ("A001", "supplemented")] and Ticket.objects.count() == 2
    (found,) = queries.counted(queries.visible_to(clerk))
    assert (found.times, found.by_ticket, found.declared, found.is_more) == (3, 2, 1, True)
    assert found.words == "06-01 A001 收件；06-02 A001 补正；06-05 领取"
    colleague = make_user("clerk_tax", "clerk", clerk.region, tax)
    assert not queries.visible_to(colleague).exists() and not queries.visible_visits(colleague).exists()
    assert queries.visible_visits(clerk).count() == 2


def test_nothing_is_tied_to_a_number_that_was_only_called_or_is_over(clerk: User, police: Department) -> None:
    window, version = house.post(clerk), house.version_of(police)
    with time_machine.travel(house.MORNING):
        ticket = serving(clerk, window, house.MORNING)
        done(clerk, ticket, house.MORNING)
        house.received(clerk, version)
        line, later = window.hall.lines.get(), house.MORNING + timedelta(minutes=20)
        queue.take(by=None, hall=window.hall, wish=queue.Wish([line], "kiosk"), at=later)
        queue.call_next(by=clerk, window=window, at=later)
        house.received(clerk, version)
    assert not CaseVisit.objects.exists()


def test_few_cases_are_no_evidence_and_every_figure_opens_its_rows(
    walked: Dossier, clerk: User, officer: User, client_of: Any, monkeypatch: pytest.MonkeyPatch,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    span = {"first": "2023-06-01", "last": "2023-06-30"}
    client = client_of(officer)
    client.get("/cases/visits/", span)
    with django_assert_max_num_queries(18):
        page = client.get("/cases/visits/", span)
    (item,) = page.context["items"]
    assert (item.cases, item.once, item.more, item.declared, item.gap) == (1, 0, 1, 1, None)
    assert "证据不足" in page.content.decode()
    for behind in page.context["chart"]["series"][0]["urls"]:
        rows = client.get(f"/cases/visits/{behind.removesuffix('#rows')}").context["rows"]
        assert [each.times for each in rows] == ([3] if "times=3" in behind else [])
    assert walked.number in client.get("/cases/visits/", {**span, "more": "1"}).content.decode()
    assert "没有可数的办件" in client.get("/cases/visits/", {"last": "2020-01-01"}).content.decode()
    assert client.get("/cases/visits/", {"first": "x"}).status_code == 422
    monkeypatch.setattr(queries, "ENOUGH", 1)
    told = client.get("/cases/visits/", span).context["items"][0]
    assert told.gap == 2 and told.once_span[0] == 0 and 0 < told.once_span[1] < 1
    assert queries.once_by_department(walked.region, date(2023, 6, 30)) == {walked.department_id: (0, 1)}


def test_the_planner_believes_numbers_before_cases_when_there_are_enough(
    walked: Dossier, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = (walked.region, ["W01"], date(2023, 6, 1), date(2023, 6, 30))
    assert dict(work_by_tickets(*asked)) == {}
    assert {each.source for each in planning.work_at(*asked).values()} == {"办件（收件至受理）"}
    monkeypatch.setattr(measuring, "ENOUGH", 2)
    found = planning.work_at(*asked)
    work = found[clerk.department_id, "W01"]
    assert (work.source, work.cases, work.slots) == (measuring.SOURCE, 2, {570: 1.0})
    assert round(work.times.mean) == 12
    assert {(each.code, each.cases) for each in work.items} == {("I1", 1), ("", 1)}
