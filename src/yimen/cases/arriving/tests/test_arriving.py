"""What the platform sends becomes a case, or stands beside one, once, in whatever order it comes."""

from typing import Any

import pytest
from django.utils import timezone

from yimen.cases.arriving import queries
from yimen.cases.handling.models import Dossier
from yimen.cases.handling.tests import house
from yimen.cases.models import Case
from yimen.catalog.models import ItemVersion
from yimen.exchange.platform import services
from yimen.exchange.platform.models import InboxMessage
from yimen.people.models import Department, Region, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(police: Department) -> ItemVersion:
    """An item that anybody may apply for."""
    return house.version_of(police)


def send(region: Region, number: str, kind: str, **fields: Any) -> InboxMessage:
    letter = services.Letter(number, kind, "SP1", fields)
    return services.receive(region=region, letter=letter, now=timezone.now()).message


def apply(region: Region, number: str = "N1", **changed: Any) -> InboxMessage:
    fields = {
        "application_number": "SP1", "item_code": "I1", "applicant_name": house.PERSON.name,
        "applicant_id": house.PERSON.id, "applied_at": timezone.now().isoformat(),
    }  # fmt: skip
    return send(region, number, "application", **{**fields, **changed})


def step(region: Region, number: str = "N9", **changed: Any) -> InboxMessage:
    fields = {"case_number": "SP1", "item_code": "I1", "step": "省级审核", "at": "2026-05-31T09:00:00+08:00"}
    return send(region, number, "step", **{**fields, **changed})


def test_an_application_becomes_a_received_case_under_both_numbers(county: Region, version: ItemVersion) -> None:
    assert apply(county).status == "applied"
    case = Case.objects.get()
    assert (case.channel, case.item, case.dossier.status) == ("online", version.item, "received")
    assert case.dossier.received_by is None and case.case_number.startswith("230522D01")
    assert queries.applied_under(county, "SP1") == case


def test_the_same_application_again_makes_no_second_case(county: Region, version: ItemVersion) -> None:
    for number in ("N1", "N1", "N2"):
        assert apply(county, number, applied_at="2026-05-31T09:00:00+08:00").status == "applied"
    assert (Case.objects.count(), InboxMessage.objects.count()) == (1, 2)


@pytest.mark.parametrize(
    ("changed", "element", "words"),
    [
        ({"item_code": "I9"}, {}, "没有实施编码 I9"),
        ({}, {"state": "paused"}, "已暂停"),
        ({}, {"initiation": "ex_officio"}, "不接受申请"),
        ({"applicant_id": ""}, {}, "没有申请人的证件号"),
        ({"applied_at": "2099-01-01T09:00:00+08:00"}, {}, "晚于现在"),
    ],
)
def test_an_application_that_cannot_be_taken_is_kept_with_the_reason(
    county: Region, police: Department, changed: dict[str, str], element: dict[str, str], words: str
) -> None:
    house.version_of(police, **element)
    kept = apply(county, **changed)
    assert kept.status == "refused" and words in kept.reason
    assert not Case.objects.exists()


def test_a_firm_is_known_by_its_number_and_a_late_application_stays_marked(
    county: Region, version: ItemVersion
) -> None:
    firm = {"applicant_name": house.FIRM.name, "applicant_id": house.FIRM.id}
    assert apply(county, applied_at="2023-06-01T09:00:00+08:00", **firm).status == "applied"
    dossier = Dossier.objects.get()
    assert (dossier.applicant_kind, dossier.exceptions.get().kind) == ("firm", "late_entry")
    assert dossier.case.received_at == house.MORNING.replace(hour=9, minute=0)


def test_a_step_that_comes_before_its_application_waits_for_it(county: Region, version: ItemVersion) -> None:
    early = step(county)
    assert (early.status, services.handle_waiting()) == ("received", 0)
    assert "还没有办件 SP1" in early.reason
    apply(county)
    assert services.handle_waiting() == 1
    early.refresh_from_db()
    record = queries.records_of(Case.objects.get()).get()
    assert (early.status, early.reason) == ("applied", "")
    assert (record.words, record.message, record.at.isoformat()) == ("省级审核", "N9", "2026-05-31T01:00:00+00:00")


def test_what_the_platform_says_changes_nothing_of_our_case_and_counts_once(
    county: Region, clerk: User, version: ItemVersion
) -> None:
    house.post(clerk)
    dossier = house.accepted(clerk, version)
    before = list(Case.objects.values()), list(Dossier.objects.values())
    named = {"case_number": dossier.number}
    for number in ("N2", "N3"):
        send(county, number, "result", item_code="I1", result="不予", finished_at="2026-06-02T09:00:00+08:00", **named)
    for number, text in (("N4", "审核"), ("N5", "审核"), ("N6", "受理")):
        assert step(county, number, step=text, **named).status == "applied"
    assert (list(Case.objects.values()), list(Dossier.objects.values())) == before
    assert sorted(each.words for each in queries.records_of(dossier.case)) == ["不予", "受理", "审核"]


def test_a_neighbours_case_is_not_named_by_its_number(
    county: Region, neighbour: Region, neighbour_police: Department
) -> None:
    Case.objects.create(region=neighbour, department=neighbour_police, case_number="SP1")
    assert step(county).status == "received"
