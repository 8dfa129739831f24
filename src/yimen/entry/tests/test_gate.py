"""Who may take a case, by letters of authorisation and by entrustment agreements; of the unknown nothing is held."""

from datetime import date
from typing import Any

import pytest

from yimen.catalog.models import ItemVersion
from yimen.entry import gate
from yimen.entry.authorisation.states import MANDATE
from yimen.entry.models import Authorisation, Mandate
from yimen.people.lifecycle import begin
from yimen.people.models import Department, Staff

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)


@pytest.fixture
def version(make_item: Any) -> ItemVersion:
    """An item of the police."""
    return ItemVersion.objects.get(item=make_item("I1", "户口迁移"))


def member(department: Department) -> Staff:
    return Staff.objects.create(region=department.region, department=department, code="OP1", name="王某某")


def letter(staff: Staff, **more: Any) -> Mandate:
    return Mandate.objects.create(
        region=staff.region, department=staff.department, staff=staff, kind="authorisation", number="授1号", post="A",
        valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31), issued_on=date(2026, 1, 1),
        **begin(MANDATE, by=None), **more,
    )  # fmt: skip


def test_of_a_department_without_letters_nothing_is_held(version: ItemVersion, police: Department) -> None:
    assert gate.may_accept(member(police), version, DAY) == ""


def test_a_letter_for_this_step_of_this_item_on_this_day_is_needed(version: ItemVersion, police: Department) -> None:
    staff = member(police)
    held = letter(staff)
    assert "没有“户口迁移”的受理授权" in gate.may_accept(staff, version, DAY)
    Authorisation.objects.create(mandate=held, item=version.item, power="accept")
    assert gate.may_accept(staff, version, DAY) == ""
    assert gate.may_accept(staff, version, date(2027, 1, 1)) != ""


def test_for_another_department_an_agreement_is_needed(version: ItemVersion, tax: Department) -> None:
    assert "没有委托综合窗口受理的有效协议" in gate.may_accept(member(tax), version, DAY)
