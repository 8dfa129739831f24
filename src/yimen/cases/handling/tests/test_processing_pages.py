"""Processing as it is pressed on pages: several departments asked, a step sent back, more time, taken back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from yimen.cases.clocks.models import RunningClock
from yimen.cases.handling.models import Consultation, Dossier, Extension, Notice, Step
from yimen.cases.handling.tests import house
from yimen.catalog.models import ItemVersion
from yimen.halls.models import Window
from yimen.people.models import Department, Region, User

pytestmark = pytest.mark.django_db
AT = house.MORNING + timedelta(hours=1)


@pytest.fixture
def dossier(clerk: User, window: Window, version: ItemVersion) -> Dossier:
    """A case that was accepted and is examined."""
    return house.accepted(clerk, version)


@pytest.fixture
def opened(client_of: Any) -> Any:
    """Opens an account's browser in the morning on which the case was accepted."""
    with time_machine.travel(AT, tick=False):
        yield client_of


def press(opened: Client, dossier: Dossier, verb: str, **given: object) -> None:
    answer = opened.post(f"/cases/dossiers/{dossier.pk}/{verb}/", given)
    assert answer.status_code == 302, answer.content.decode()


def test_each_of_several_departments_is_asked_with_a_clock_of_its_own(
    dossier: Dossier, opened: Callable[[User], Client], approver: User, make_user: Any, county: Region,
    tax: Department, bureau: Department,
) -> None:  # fmt: skip
    for department, days in ((tax, 3), (bureau, 8)):
        press(
            opened(approver),
            dossier,
            "consult",
            department=department.pk,
            question="请核实申请人是否正常纳税",
            days=days,
        )
    clocks = RunningClock.objects.filter(dossier=dossier, kind="consultation")
    due = {each.department_id: each.due_on for each in clocks}
    assert len(due) == 2
    assert due[tax.pk] < due[bureau.pk]
    asked = make_user("tax_approver", "approver", county, tax)
    page = opened(asked).get(f"/cases/dossiers/{dossier.pk}/").content.decode()
    (own, foreign) = (Consultation.objects.get(department=each) for each in (tax, bureau))
    assert f"/cases/consultations/{own.pk}/answer/" in page
    assert f"/cases/consultations/{foreign.pk}/answer/" not in page
    given = {"agrees": "yes", "opinion": "纳税正常"}
    assert opened(asked).post(f"/cases/consultations/{own.pk}/answer/", {"agrees": "yes"}).status_code == 422
    assert opened(asked).post(f"/cases/consultations/{own.pk}/answer/", given).status_code == 302
    assert opened(asked).post(f"/cases/consultations/{foreign.pk}/answer/", given).status_code == 422
    answered = {each.department_id: each.answered_at is not None for each in Consultation.objects.all()}
    assert answered == {tax.pk: True, bureau.pk: False}
    left = RunningClock.objects.filter(dossier=dossier, kind="consultation", department=bureau)
    assert left.exists()


def test_a_step_is_sent_back_and_the_one_before_is_open_again(
    dossier: Dossier, opened: Callable[[User], Client], approver: User
) -> None:
    press(opened(approver), dossier, "pass", text="材料齐全")
    assert opened(approver).post(f"/cases/dossiers/{dossier.pk}/back/", {"text": ""}).status_code == 422
    press(opened(approver), dossier, "back", text="现场照片不清楚，请重新核查")
    steps = list(Step.objects.filter(dossier=dossier).values_list("place", "outcome"))
    assert steps == [(1, "passed"), (2, "returned"), (1, "")]
    assert "现场照片不清楚" in opened(approver).get(f"/cases/dossiers/{dossier.pk}/").content.decode()


def test_more_time_is_given_by_the_head_alone_and_then_told_to_the_applicant(
    dossier: Dossier, opened: Callable[[User], Client], approver: User, head: User
) -> None:
    def due() -> Any:
        return RunningClock.objects.get(dossier=dossier, kind="statutory").due_on

    before = due()
    press(opened(approver), dossier, "extend", days=10, reason="现场情况复杂，需要再次核查")
    asked = Extension.objects.get()
    at = f"/cases/extensions/{asked.pk}/settle/"
    assert at not in opened(approver).get(f"/cases/dossiers/{dossier.pk}/").content.decode()
    assert opened(approver).post(at, {"approved": "yes"}).status_code == 403
    assert due() == before
    assert at in opened(head).get(f"/cases/dossiers/{dossier.pk}/").content.decode()
    assert opened(head).post(at, {"approved": "yes"}).status_code == 302
    assert due() > before
    assert Notice.objects.filter(dossier=dossier, kind="extended").count() == 1


def test_the_applicant_takes_his_application_back_and_no_more_is_offered(
    dossier: Dossier, opened: Callable[[User], Client], clerk: User, approver: User
) -> None:
    assert opened(approver).post(f"/cases/dossiers/{dossier.pk}/withdraw/", {"text": "不办了"}).status_code == 403
    press(opened(clerk), dossier, "withdraw", text="申请人改到外地经营")
    dossier.refresh_from_db()
    assert (dossier.status, dossier.case.result) == ("withdrawn", "withdrawn")
    assert not RunningClock.objects.filter(dossier=dossier, kind="statutory").exists()
    page = opened(approver).get(f"/cases/dossiers/{dossier.pk}/").content.decode()
    assert f"/cases/dossiers/{dossier.pk}/pass/" not in page
