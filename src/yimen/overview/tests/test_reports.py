"""The monthly report's figures: findings carry the weight that their verification counted, each role its own rows."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from yimen.evidence.models import Run, Verdict
from yimen.overview import reports
from yimen.people.models import Department, Region, User
from yimen.rectification import services

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2023, 1, 1), date(2023, 12, 31)


@pytest.fixture
def run(county: Region, police: Department, tax: Department) -> Run:
    """A finished verification that found 8 of 40 and 30 of 40 matters off the hall."""
    now = timezone.now()
    made = Run.objects.create(
        region=county, period_from=FIRST, period_to=LAST, finished_at=now, status="done", status_at=now
    )
    for department, code, off in ((police, "I1", 8), (tax, "I2", 30)):
        Verdict.objects.create(
            run=made, department=department, item_code=code, item_name=f"事项{code}", verdict="bypassed",
            engine_verdict="bypassed", matters=40, off_matters=off,
        )  # fmt: skip
        raise_of(department, f"evidence:run:{made.pk}", code)
    return made


def raise_of(department: Department, source: str, code: str) -> None:
    services.raise_finding(
        by=None, region=department.region, department=department, source=source, subject=code,
        title=f"事项{code}：疑似体外循环", kind="bypassed", seen="看到了什么\n其他", innocent="可能", period_from=FIRST,
        period_to=LAST,
    )  # fmt: skip


def report_of(user: User) -> Any:
    today = timezone.localdate()
    found = reports.report(user, user.region, today.replace(day=1), today)
    assert found is not None
    return found


def test_a_finding_carries_what_its_verification_counted(run: Run, police: Department, officer: User) -> None:
    raise_of(police, "inspections:visit:7", "I3")
    shown = {each.item_name: each.brief for each in report_of(officer).findings}
    assert shown == {
        "事项I1": "40件中8件在厅外办理（20.0%）",
        "事项I2": "40件中30件在厅外办理（75.0%）",
        "事项I3": "看到了什么",
    }


def test_a_liaison_reads_only_findings_of_his_department(run: Run, liaison: User) -> None:
    assert [each.item_name for each in report_of(liaison).findings] == ["事项I1"]


def test_the_report_is_a_file_in_official_layout(run: Run, leader: User, client_of: Any) -> None:
    today = timezone.localdate()
    answer = client_of(leader).get(reverse("overview:report", args=[today.year, today.month]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF")


def test_the_report_costs_the_same_for_many_findings(
    run: Run, police: Department, officer: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(40):
        raise_of(police, f"evidence:run:{run.pk}", f"X{number}")
    with django_assert_max_num_queries(25):
        assert len(report_of(officer).findings) == 42
