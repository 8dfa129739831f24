"""What a department's word was worth: an interval with its rows, silence where there are too few."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from yimen.inspections.self_inspection import credibility, services
from yimen.inspections.self_inspection.models import SelfSheet
from yimen.inspections.self_inspection.states import SIGNED
from yimen.inspections.self_inspection.tests.test_sheets import fill
from yimen.inspections.tests.making import SAYS, verify
from yimen.people.models import Department, Region, User
from yimen.verify.chance import wilson

pytestmark = pytest.mark.django_db


def signed(sheet: SelfSheet, liaison: User) -> SelfSheet:
    """The sheet with a yes to everything, as if its head had signed it."""
    fill(sheet, liaison)
    SelfSheet.objects.filter(pk=sheet.pk).update(status=SIGNED)
    return sheet


def test_too_few_answers_give_no_share(sheet: SelfSheet, liaison: User, county: Region) -> None:
    signed(sheet, liaison)
    (row,) = credibility.of_region(county, timezone.localdate())
    # Four items and four questions can be judged; of these the item and two questions are refuted.
    assert (row.total, row.refuted, row.share, row.interval) == (8, 3, None, None)


def test_with_enough_answers_the_share_has_its_interval_and_its_rows(
    sheet: SelfSheet, liaison: User, county: Region, officer: User, whose: dict[str, Department],
    monkeypatch: pytest.MonkeyPatch, client_of: Any,
) -> None:  # fmt: skip
    monkeypatch.setattr(credibility, "LEAST_ANSWERS", 8)
    signed(sheet, liaison)
    verify(county, officer, {**SAYS, "P1": "hollow"}, whose)  # a later verification refutes one answer more
    (row,) = credibility.of_region(county, timezone.localdate())
    assert (row.total, row.refuted, row.share) == (8, 4, 0.5)
    assert row.interval == wilson(4, 8)
    address = f"{reverse('inspections:trust')}?department={row.department.pk}"
    page = client_of(officer).get(address).content.decode()
    assert page.count("被推翻</span>") == 4
    assert "结论为“疑似明进暗不进”" in page


def test_an_unsigned_sheet_is_nobodys_word(sheet: SelfSheet, liaison: User, county: Region) -> None:
    fill(sheet, liaison)
    assert credibility.of_region(county, timezone.localdate()) == []


def test_who_owns_up_to_more_than_the_data_show_is_not_refuted(sheet: SelfSheet, liaison: User, county: Region) -> None:
    fill(sheet, liaison, P1=services.Said("no", "窗口只收咨询，没有收件"))
    SelfSheet.objects.filter(pk=sheet.pk).update(status=SIGNED)
    (row,) = credibility.of_region(county, timezone.localdate())
    assert {each.answer.version.code for each in row.judged if each.refuted and each.answer.version} == {"P2"}
