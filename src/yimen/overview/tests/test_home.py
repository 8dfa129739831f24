"""First pages: every count opens exactly the rows that it counts; nobody sees what is not his."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from yimen.overview import queries
from yimen.people.models import Department, Region, User
from yimen.rectification import services
from yimen.rectification.models import Finding
from yimen.rectification.tests.making import accept

pytestmark = pytest.mark.django_db


@pytest.fixture
def findings(county: Region, police: Department, tax: Department, officer: User, liaison: User) -> list[Finding]:
    """Of the police: one raised, one explained, one accepted, one under an order; of the tax office: one raised."""
    found = [
        services.raise_finding(
            by=None, region=county, department=department, source=f"evidence:verdict:{number}", subject=f"I{number}",
            title=f"事项{number}", kind="bypassed", seen="看到", innocent="可能", period_from=date(2023, 1, 1),
            period_to=date(2023, 12, 31),
        )
        for number, department in enumerate([police, police, police, police, tax])
    ]  # fmt: skip
    services.explain(by=liaison, finding=found[1], text="正在核对台账")
    for accepted in found[2:4]:
        accept(officer, accepted)
    found[3].refresh_from_db()
    deadline = timezone.localdate() + timedelta(days=9)
    services.issue_order(by=officer, finding=found[3], demand="改由大厅受理", deadline=deadline)
    return found


@pytest.mark.parametrize("who", ["officer", "liaison", "tax_liaison", "leader", "hall_manager", "approver"])
def test_every_count_opens_exactly_its_rows(
    who: str, findings: list[Finding], client_of: Any, request: pytest.FixtureRequest
) -> None:
    user: User = request.getfixturevalue(who)
    client = client_of(user)
    assert client.get(reverse("overview:home")).status_code == 200
    shown = [each for each in queries.waiting(user, timezone.localdate()) if "rectification" in each.url]
    assert shown
    for each in shown:
        assert client.get(each.url).context["page"].total == each.count, each.label


def test_what_waits_is_what_the_role_can_do(findings: list[Finding], officer: User, liaison: User) -> None:
    of_officer = {each.label: each.count for each in queries.waiting(officer, timezone.localdate())}
    of_liaison = {each.label: each.count for each in queries.waiting(liaison, timezone.localdate())}
    assert (of_officer["待认定的疑点"], of_officer["待下达整改单"]) == (3, 1)
    assert (of_liaison["待说明的疑点"], of_liaison["待签收"]) == (1, 1)
    assert "待认定的疑点" not in of_liaison


def test_an_order_is_late_only_after_its_deadline(findings: list[Finding], officer: User) -> None:
    def late(day: date) -> int:
        return next(each.count for each in queries.waiting(officer, day) if each.label == "逾期的整改单")

    deadline = timezone.localdate() + timedelta(days=9)
    assert (late(deadline), late(deadline + timedelta(days=1))) == (0, 1)


@pytest.mark.parametrize("who", ["system_administrator", "security_administrator", "audit_administrator"])
def test_administrators_see_no_business(
    who: str, findings: list[Finding], client_of: Any, request: pytest.FixtureRequest
) -> None:
    text = client_of(request.getfixturevalue(who)).get(reverse("overview:home")).content.decode()
    assert "三员分立" in text
    assert "疑点" not in text.split("<main", 1)[1]


def test_before_the_first_verification_nothing_is_called_running(
    findings: list[Finding], officer: User, client_of: Any
) -> None:
    text = client_of(officer).get(reverse("overview:home")).content.decode()
    assert "尚未核验" in text


def test_there_is_no_report_before_the_first_verification(officer: User, client_of: Any) -> None:
    today = timezone.localdate()
    assert client_of(officer).get(reverse("overview:report", args=[today.year, today.month])).status_code == 404


def test_paths_on_the_first_page_lead_into_the_house(findings: list[Finding], officer: User) -> None:
    for each in queries.waiting(officer, timezone.localdate()):
        assert urlsplit(each.url).netloc == ""
