"""An open finding on an item holds the archived files of that item; the room of cases does not know findings."""

from datetime import date
from typing import Any

import pytest

from yimen.cases.archiving import registry
from yimen.cases.archiving.models import Archive
from yimen.cases.handling.tests import house
from yimen.config.holding import open_findings
from yimen.people.lifecycle import begin
from yimen.people.models import Department, User
from yimen.rectification.models import Finding

pytestmark = pytest.mark.django_db


def finding(of: Any, subject: str) -> Finding:
    told = {"title": "窗口只收不办", "kind": "hollow", "seen": "收件后三日转出", "innocent": "系统迁移"}
    period = {"period_from": date(2023, 1, 1), "period_to": date(2023, 6, 30)}
    made: Finding = house.kept(
        Finding(region=of.region, department=of.department, source=f"test:{subject}", subject=subject, **told, **period,
                **begin(Finding.STATES, by=None))
    )  # fmt: skip
    return made


def test_a_file_is_held_while_a_finding_on_its_item_is_open(clerk: User, police: Department) -> None:
    house.post(clerk)
    dossier = house.received(clerk, house.version_of(police)).dossier
    kept = house.kept(Archive(dossier=dossier, contents="1　申请", retention_years=10, by=clerk))
    assert open_findings in registry.HOLDERS
    finding(dossier, "I-other")
    assert registry.held_elsewhere(kept) == []
    mine = finding(dossier, dossier.version.code)
    assert registry.held_elsewhere(kept) == ["疑点“窗口只收不办”没有了结，有关案卷须留待查证。"]
    Finding.objects.filter(pk=mine.pk).update(status="dismissed")
    assert registry.held_elsewhere(kept) == []
