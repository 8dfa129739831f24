"""Checklists come from a spreadsheet in three steps, and each edition stays."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from yimen.common.errors import Refused
from yimen.exchange.models import RefusedRow
from yimen.inspections.self_inspection import services
from yimen.inspections.self_inspection.models import ChecklistVersion
from yimen.people.models import Region, User

pytestmark = pytest.mark.django_db

SHEET = (
    "问题编号,问题,提问范围,核对依据,依据,须附佐证\n"
    "1,是否全部实质运行,整个部门,核验结论（全部事项）,方案,否\n"
    "2,窗口人员是否培训,整个部门,,方案,是\n"
    "3,该事项是否在大厅办理,逐个事项,核验结论（逐个事项）,,否\n"
    "3,重复的编号,整个部门,,,否\n"
    "5,范围不对,整个部门,核验结论（逐个事项）,,否\n"
    "6,范围写错,各科室,,,否\n"
)


def test_a_spreadsheet_is_planned_confirmed_and_kept_as_a_version(officer: User, client_of: Any) -> None:
    client = client_of(officer)
    sent = client.post(reverse("inspections:checklists"), {"file": SimpleUploadedFile("清单.csv", SHEET.encode())})
    plan = client.get(sent.url).content.decode()
    assert "问题编号重复。" in plan
    assert "核对依据与提问范围不一致。" in plan
    assert not ChecklistVersion.objects.exists()  # a plan writes nothing
    assert client.post(sent.url, {"name": "本县清单"}).status_code == 302
    (version,) = ChecklistVersion.objects.all()
    assert list(version.questions.values_list("code", "scope", "check_against", "needs_evidence")) == [
        ("1", "department", "all_run", False),
        ("2", "department", "", True),
        ("3", "item", "item_runs", False),
    ]
    assert RefusedRow.objects.filter(batch=version.batch).count() == 3


def test_a_version_downloaded_edited_and_imported_is_the_next_one(
    officer: User, client_of: Any, checklist: ChecklistVersion
) -> None:
    client = client_of(officer)
    file = client.get(f"{reverse('inspections:checklists')}?download={checklist.pk}").content
    edited = file.decode("utf-8-sig").replace("是否已没有独立设置的部门分厅", "部门分厅是否都已关停")
    sent = client.post(reverse("inspections:checklists"), {"file": SimpleUploadedFile("改.csv", edited.encode())})
    client.post(sent.url, {"name": "通用清单"})
    first, second = ChecklistVersion.objects.order_by("number")
    assert (first.pk, second.number) == (checklist.pk, 2)
    assert second.questions.get(code="Q4").text == "部门分厅是否都已关停"
    assert first.digest != second.digest


def test_a_checklist_without_a_question_on_items_makes_no_report_and_is_refused(officer: User, county: Region) -> None:
    questions = [each for each in services.starting_questions() if each.scope == "department"]
    with pytest.raises(Refused, match="逐个事项"):
        services.make_checklist(by=officer, region=county, name="不全的", questions=questions)
