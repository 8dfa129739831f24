"""Many departments in one run: every letter made, sent and signed by three, and who got none is told why."""

import time
from typing import Any

import pytest

from yimen.documents.signing import services as certificates
from yimen.entry.agreements import queries, services
from yimen.entry.agreements.checking import check
from yimen.entry.agreements.models import Agreement, AgreementTemplate
from yimen.entry.agreements.states import SIGNED, SIGNING
from yimen.entry.agreements.tests.conftest import TERM, TODAY, content, sign_next
from yimen.people.models import Department, Region, User

pytestmark = pytest.mark.django_db

MANY = 35


@pytest.fixture
def departments(county: Region, make_item: Any, make_user: Any, certified: Any) -> list[Department]:
    """As many departments as a county has, each with an item and a head who has a certificate."""
    made = []
    for n in range(MANY):
        department = Department.objects.create(
            region=county, code=f"{county.code[:6]}X{n:02}", name=f"县第{n}局", short_name=f"第{n}局"
        )
        make_item(f"X{n}", f"事项{n}办理", department=department)
        certificates.issue(by=None, holder=make_user(f"head{n}", "head", county, department))
        made.append(department)
    return made


def started(officer: User, version: Any, departments: list[Department], hall_manager: User, leader: User) -> Any:
    run = services.start_bulk(
        by=officer, version=version, departments=departments, term=TERM, centre=hall_manager, leading_group=leader
    )
    for member in run.members.all():
        services.draft_member(member=member, day=TODAY)
    return services.finish_bulk(run=run)


def test_35_letters_are_made_sent_and_signed_in_one_run(
    departments: list[Department],
    commitment: AgreementTemplate,
    officer: User,
    hall_manager: User,
    leader: User,
    record_property: Any,
) -> None:
    begun = time.monotonic()
    run = started(officer, commitment.versions.get(), departments, hall_manager, leader)
    sent = list(Agreement.objects.filter(bulk_member__drafting=run).order_by("pk"))
    assert [each.status for each in sent] == [SIGNING] * MANY
    for agreement in sent:
        for _ in range(3):
            sign_next(agreement)
    seconds = time.monotonic() - begun
    record_property("agreements", (MANY, f"{MANY} 份"))
    record_property("seconds", (round(seconds, 1), f"{seconds:.1f} 秒"))
    done = list(Agreement.objects.filter(pk__in=[each.pk for each in sent]))
    assert {each.status for each in done} == {SIGNED}
    assert len({each.number for each in done}) == MANY
    for each in (done[0], done[-1]):
        outcome = check(content(each), each.steps.latest("signed_at").signed_at, each)
        assert outcome.good, outcome.problems


def test_a_department_without_items_gets_none_and_the_others_theirs(
    departments: list[Department],
    county: Region,
    commitment: AgreementTemplate,
    officer: User,
    hall_manager: User,
    leader: User,
) -> None:
    empty = Department.objects.create(region=county, code=f"{county.code[:6]}Y", name="县空局", short_name="空局")
    run = started(officer, commitment.versions.get(), [departments[0], empty], hall_manager, leader)
    told = {member.department: (member.agreement is not None, member.refusal) for member in run.members.all()}
    assert told[departments[0]] == (True, "")
    assert told[empty][0] is False
    assert "事项" in told[empty][1]
    assert queries.current_step(Agreement.objects.get(bulk_member__drafting=run)) is not None
