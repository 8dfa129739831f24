"""Handing over: both sides confirm, each leg has its clock, and the applicant's clock never waits."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from yimen.cases.clocks.models import RunningClock
from yimen.cases.handling import services as handling
from yimen.cases.handling.models import Dossier
from yimen.cases.handling.queries import holder_words
from yimen.cases.handling.tests import house
from yimen.cases.handovers import queries, services, views
from yimen.catalog.models import ItemVersion
from yimen.common.errors import Refused
from yimen.documents.models import DocumentNumber
from yimen.people.models import Department, User

pytestmark = pytest.mark.django_db
FRIDAY, WEDNESDAY = date(2023, 6, 2), date(2023, 6, 7)


@pytest.fixture
def desk(make_user: Any, tax: Department) -> User:
    """The clerk of another department's window, which takes cases of the police in."""
    found: User = make_user("desk_clerk", "clerk", tax.region, tax)
    house.post(found, code="W09")
    return found


@pytest.fixture
def foreign(desk: User, approver: User, police: Department) -> Dossier:
    """A case of the police that the other desk accepted on the Thursday."""
    case = house.received(desk, house.version_of(police, "I9", promised_days=5, promised_unit="working")).dossier
    return handling.accept(by=desk, dossier=case, desk=house.desk(desk), reasons={"unauthorised": "委托协议正在续签"})


def due(dossier: Dossier, kind: str) -> date | None:
    row = RunningClock.objects.filter(dossier=dossier, kind=kind).first()
    return row.due_on if row else None


def test_a_case_goes_to_its_office_with_a_slip_that_both_confirm(desk: User, approver: User, foreign: Dossier) -> None:
    assert foreign.holder == desk, "until it is taken over it lies at the desk"
    assert holder_words(foreign).startswith("税务局"), "and that is what the page says"
    with time_machine.travel(house.MORNING + timedelta(hours=1), tick=False):
        slip = services.hand_over(by=desk, dossiers=[foreign])
    assert (slip.status, slip.due_on, due(foreign, "handover")) == ("handed", FRIDAY, FRIDAY)
    assert not queries.to_hand_over(desk).exists()
    promised = due(foreign, "promised")
    with time_machine.travel(house.MORNING + timedelta(days=6), tick=False):  # the Wednesday after
        with pytest.raises(Refused, match="只有接收部门"):
            services.take_over(by=desk, slip=slip, returned={})
        assert queries.overdue(approver, WEDNESDAY).get() == slip
        slip = services.take_over(by=approver, slip=slip, returned={})
    foreign.refresh_from_db()
    assert (slip.status, slip.taken_by, foreign.holder) == ("taken", approver, approver)
    assert due(foreign, "handover") is None
    assert due(foreign, "promised") == promised, "the applicant's clock did not wait"
    assert due(foreign, "department") == date(2023, 6, 14), "the department's begins at taking over"
    assert slip.document is not None and slip.document.number.text == slip.number


def test_a_case_sent_back_says_why_and_can_be_handed_over_again(desk: User, approver: User, foreign: Dossier) -> None:
    slip = services.hand_over(by=desk, dossiers=[foreign])
    line = slip.cases.get()
    with pytest.raises(Refused, match="理由"):
        services.take_over(by=approver, slip=slip, returned={line.pk: ""})
    slip = services.take_over(by=approver, slip=slip, returned={line.pk: "缺少身份证明原件的复印件"})
    assert (slip.status, slip.reason) == ("returned", "缺少身份证明原件的复印件")
    assert DocumentNumber.objects.get().abandoned_at is not None
    assert queries.to_hand_over(desk).get() == foreign
    assert services.hand_over(by=desk, dossiers=[foreign]).number != slip.number


def test_the_decision_comes_back_to_the_desk_that_took_the_case_in(
    desk: User, approver: User, foreign: Dossier
) -> None:
    services.take_over(by=approver, slip=services.hand_over(by=desk, dossiers=[foreign]), returned={})
    assert not queries.to_hand_over(approver).exists()
    handling.pass_step(by=approver, dossier=foreign, opinion="材料齐全")
    handling.decide(by=approver, dossier=Dossier.objects.get(), granted=True, outcome="准予许可")
    back = services.hand_over(by=approver, dossiers=list(queries.to_hand_over(approver)))
    assert back.taker == desk.department
    services.take_over(by=desk, slip=back, returned={})
    dossier = Dossier.objects.get()
    assert dossier.holder == desk
    assert handling.deliver(by=desk, dossier=dossier, way="window", receiver="董义之").status == "delivered"


def test_nobody_hands_over_what_does_not_lie_with_him(
    clerk: User, desk: User, foreign: Dossier, version: ItemVersion
) -> None:
    with pytest.raises(Refused, match="不在本部门手中"):
        services.hand_over(by=clerk, dossiers=[foreign])
    with pytest.raises(Refused, match="请选择"):
        services.hand_over(by=desk, dossiers=[])


def test_both_sides_do_it_on_the_page(desk: User, approver: User, foreign: Dossier, client_of: Any) -> None:
    giving, taking = client_of(desk), client_of(approver)
    page = giving.get(reverse("cases:handovers")).content.decode()
    assert "待移交公安局" in page and foreign.number in page
    answer = giving.post(reverse("cases:hand_over"), {"case": [foreign.pk]})
    slip = queries.visible_to(approver).get()
    assert answer.headers["Location"] == reverse("cases:handover", args=[slip.pk])
    refused = taking.post(reverse("cases:take_handover", args=[slip.pk]), {"press": "return", "whole": ""})
    assert refused.status_code == 422
    taking.post(reverse("cases:take_handover", args=[slip.pk]), {"press": "take"})
    slip.refresh_from_db()
    assert slip.status == "taken"
    assert giving.get(reverse("cases:handover_file", args=[slip.pk])).content.startswith(b"%PDF-")
    assert "已接收" in taking.get(reverse("cases:dossier", args=[foreign.pk])).content.decode()


def test_the_list_costs_the_same_however_long_it_is(desk: User, foreign: Dossier, client_of: Any) -> None:
    client = client_of(desk)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("cases:handovers")).status_code == 200
        return len(captured)

    services.hand_over(by=desk, dossiers=[house.received(desk, foreign.version).dossier])
    cost()  # what a browser's first page costs once
    first = cost()
    for _ in range(3):
        services.hand_over(by=desk, dossiers=[house.received(desk, foreign.version).dossier])
        house.received(desk, foreign.version)
    assert cost() == first


def test_of_many_the_oldest_are_listed_and_the_rest_only_counted(
    desk: User, foreign: Dossier, police: Department, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = house.received(desk, house.version_of(police, "I8", promised_days=5, promised_unit="working")).dossier
    monkeypatch.setattr(views, "MOST_TO_CHOOSE", 1)
    with CaptureQueriesContext(connection) as asked:
        page = client_of(desk).get(reverse("cases:handovers")).content.decode()
    assert foreign.number in page and later.number not in page
    assert "还有 1 件待移交" in page
    joined = [each["sql"] for each in asked if "people_department" in each["sql"] and "cases_case" in each["sql"]]
    assert len(joined) == 1 and f"IN ({foreign.pk})" in joined[0], "what is not listed is not read whole"
