"""Every step of a case that is handled here puts its message; it counts as reported only once the platform confirms."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from yimen.cases.handling import services as handling
from yimen.cases.handling.models import Dossier
from yimen.cases.handling.tests import house
from yimen.cases.models import Case
from yimen.cases.numbers.models import SerialNumber
from yimen.cases.reporting import queries
from yimen.catalog.models import ItemVersion
from yimen.common.errors import Conflict, Refused
from yimen.exchange.platform import bodies, services
from yimen.exchange.platform.answers import Accepted, Confirmed
from yimen.exchange.platform.models import OutboxMessage
from yimen.people.models import Department, Region, User

pytestmark = pytest.mark.django_db
MOST_QUERIES = {"receive": 20, "accept": 45, "pass": 44, "decide": 60}
"""How much each verb may ask of the database with the outbox on; the benchmark has the times."""


@pytest.fixture
def version(police: Department, clerk: User) -> ItemVersion:
    """An item with a promise, and the clerk at his window."""
    house.post(clerk)
    return house.version_of(police, promised_days=10, promised_unit="working", result_name="居住证")


def told(dossier: Dossier) -> list[tuple[str, str]]:
    """What was put for a case: kinds and events, in their order."""
    return [(each.kind, queries.event_of(each)) for each in queries.of_case(dossier.case)]


def fields_of(dossier: Dossier, kind: str) -> dict[str, Any]:
    return bodies.read(queries.of_case(dossier.case).filter(kind=kind)[0].body)


def test_from_acceptance_to_delivery_each_step_is_told_in_its_order(
    linked: Region, clerk: User, approver: User, head: User, tax: Department, make_user: Any, version: ItemVersion
) -> None:
    dossier = house.accepted(clerk, version, ticket="A017")
    pause = handling.pause(by=approver, dossier=dossier, kind="experts", needed_days=15, told="组织专家评审")
    handling.end_pause(by=approver, pause=pause, result="评审通过")
    longer = handling.ask_extension(by=approver, dossier=dossier, days=5, reason="案情复杂，需要核查")
    handling.settle_extension(by=head, extension=longer, approved=True)
    asked = handling.consult(by=approver, dossier=dossier, department=tax, question="是否欠缴税款", days=5)
    answering = make_user("tax_approver", "approver", linked, tax)
    handling.answer_consultation(by=answering, consultation=asked, agrees=True, opinion="没有欠税")
    handling.pass_step(by=approver, dossier=dossier, opinion="长" * 900)
    handling.send_back(by=approver, dossier=dossier, opinion="照片不清楚")
    handling.pass_step(by=approver, dossier=dossier, opinion="已补照片")
    licence = "居证〔2023〕1号"
    dossier = handling.decide(by=approver, dossier=dossier, granted=True, outcome="准予", document_number=licence)
    dossier = handling.deliver(by=clerk, dossier=dossier, way="post", tracking="EMS1")
    assert [event for _, event in told(dossier)] == [
        "受理", "特别程序：专家评审", "特别程序：专家评审（结束）", "过程：延长期限", "过程：征求税务局意见",
        "过程：税务局答复会办", "过程：审查（通过）", "过程：决定（退回）", "过程：审查（通过）", "过程：决定（通过）",
        "办结：准予", "过程：送达",
    ]  # fmt: skip
    accept = fields_of(dossier, "accept")
    assert (accept["place"], accept["way"], accept["queue_number"]) == ("政务大厅 W01 窗口", "窗口", "A017")
    assert accept["promised_until"] > "2023-06-01" and accept["applicant_id"] == house.PERSON.id
    assert fields_of(dossier, "result")["licence_number"] == licence
    assert [each.sequence for each in queries.of_case(dossier.case)] == list(range(1, 13))


def test_what_ends_without_a_decision_is_told_as_an_end(linked: Region, clerk: User, version: ItemVersion) -> None:
    declined = handling.decline(by=clerk, dossier=house.received(clerk, version).dossier, reason="不属于本机关职权")
    withdrawn = handling.withdraw(by=None, dossier=house.accepted(clerk, version), reason="暂时不办了")
    late = handling.deem_accepted(dossier=house.received(clerk, version).dossier)
    assert told(declined) == [("result", "办结：退回")]
    assert told(withdrawn) == [("accept", "受理"), ("result", "办结：撤回")]
    assert told(late) == [("accept", "受理")]


def test_asking_once_and_what_comes_then_are_steps(linked: Region, clerk: User, version: ItemVersion) -> None:
    fresh = house.received(clerk, version, timezone.now()).dossier
    dossier = handling.ask_once(by=clerk, dossier=fresh, missing="缺少经营场所证明一份")
    dossier = handling.supplement(by=None, dossier=dossier, papers=[house.PAPER])
    assert [event for _, event in told(dossier)] == ["过程：一次性告知补正", "过程：补正受理"]
    assert fields_of(dossier, "process")["opinion"] == "缺少经营场所证明一份"


def test_a_county_that_is_not_linked_leaves_no_message(clerk: User, approver: User, version: ItemVersion) -> None:
    house.delivered(clerk, approver, version)
    assert not OutboxMessage.objects.exists()


def test_an_act_that_fails_leaves_no_message(linked: Region, clerk: User, approver: User, version: ItemVersion) -> None:
    dossier = house.at_decision(clerk, approver, version)
    before = told(dossier)
    with pytest.raises(Refused):
        handling.decide(by=approver, dossier=dossier, granted=False, outcome="不行")
    stale = Dossier.objects.get(pk=dossier.pk)
    handling.decide(by=approver, dossier=dossier, granted=True, outcome="准予")
    with pytest.raises(Conflict):
        handling.decide(by=approver, dossier=stale, granted=False, outcome="不符合条件，可依法申请复议")
    assert told(dossier) == [*before, ("process", "过程：决定（通过）"), ("result", "办结：准予")]


def confirm(message: OutboxMessage, remote: str = "S1") -> None:
    services.settle(answers=[Confirmed(message.key, remote, date(2026, 5, 31))], now=timezone.now())


def test_the_platforms_number_comes_with_the_confirmation_and_not_before(
    linked: Region, clerk: User, approver: User, version: ItemVersion
) -> None:
    dossier = house.at_decision(clerk, approver, version)
    accept, step = queries.of_case(dossier.case)
    services.settle(answers=[Accepted(accept.key, "S1")], now=timezone.now())
    assert not SerialNumber.objects.exists()
    confirm(accept)
    confirm(step, "S2")
    numbers = SerialNumber.objects.filter(case=dossier.case)
    assert [(each.sort, each.number) for each in numbers] == [("platform", "S1")]


def test_a_number_that_the_platform_gave_to_two_cases_does_not_undo_the_confirmation(
    linked: Region, clerk: User, version: ItemVersion, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = (queries.of_case(house.accepted(clerk, version).case)[0] for _ in range(2))
    confirm(first)
    confirm(second)
    second.refresh_from_db()
    assert (second.status, second.remote) == ("confirmed", "S1")
    assert SerialNumber.objects.get().case.case_number == first.stream
    assert "省平台编号 S1 已是办件" in caplog.text


def test_the_cost_of_each_verb_with_the_outbox_on_is_bounded(
    linked: Region, clerk: User, approver: User, version: ItemVersion
) -> None:
    dossier, desk = house.received(clerk, version).dossier, house.desk(clerk)
    application = handling.Application(version=version, applicant=house.PERSON, papers=[house.PAPER])
    asked: dict[str, int] = {}
    for name, verb in {
        "receive": lambda: handling.receive(by=clerk, application=application, channel="window", desk=desk),
        "accept": lambda: handling.accept(by=clerk, dossier=dossier, desk=desk),
        "pass": lambda: handling.pass_step(by=approver, dossier=Dossier.objects.get(pk=dossier.pk), opinion="齐全"),
        "decide": lambda: handling.decide(
            by=approver, dossier=Dossier.objects.get(pk=dossier.pk), granted=True, outcome="准予"
        ),
    }.items():
        with CaptureQueriesContext(connection) as made:
            verb()
        asked[name] = len(made)
    assert all(asked[name] <= most for name, most in MOST_QUERIES.items()), asked
    assert Case.objects.get(pk=dossier.pk).result == "granted"
