"""A county with two verifications a week apart, late orders on several rungs, and items that came in since."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from yimen.entry import services as entry
from yimen.evidence.models import Run, Verdict
from yimen.people.models import Department, Region, User
from yimen.rectification import services as rectification
from yimen.rectification.models import Order
from yimen.rectification.pressing import services as pressing
from yimen.rectification.tests.making import accept

MONDAY = date(2026, 3, 2)
"""The day on which orders are late."""
FIRST, LAST = date(2023, 1, 1), date(2023, 12, 31)


def make_run(region: Region, verdicts: dict[str, tuple[Department, str]], days_ago: int = 0) -> Run:
    """A finished verification with these verdicts by item code."""
    then = timezone.now() - timedelta(days=days_ago)
    run = Run.objects.create(
        region=region, period_from=FIRST, period_to=LAST, finished_at=then, status="done", status_at=then
    )
    for code, (department, verdict) in verdicts.items():
        Verdict.objects.create(
            run=run, department=department, item_code=code, item_name=f"事项{code}", verdict=verdict,
            engine_verdict=verdict, matters=10, off_matters=0 if verdict == "runs" else 4,
        )  # fmt: skip
    return run


@pytest.fixture
def runs(county: Region, police: Department, tax: Department) -> tuple[Run, Run]:
    """The run of the week before and the newest: one item got worse, one better, one is new, one is gone."""
    was = {"I1": (police, "runs"), "I2": (police, "hollow"), "I3": (tax, "runs"), "I4": (tax, "runs")}
    now = {"I1": (police, "bypassed"), "I2": (police, "runs"), "I3": (tax, "runs"), "I5": (tax, "thin")}
    return make_run(county, was, days_ago=8), make_run(county, now)


@pytest.fixture
def late_orders(
    county: Region, police: Department, officer: User, liaison: User, settings: Any, tmp_path: Path
) -> list[Order]:
    """Two late orders: of one nobody was reminded yet, of the other once; and one that is in time."""
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": files}
    found = []
    for number in range(3):
        finding = rectification.raise_finding(
            by=None, region=county, department=police, source=f"evidence:run:{number}", subject=f"I{number}",
            title=f"事项{number}", kind="bypassed", seen="看到", innocent="可能", period_from=FIRST, period_to=LAST,
        )  # fmt: skip
        rectification.explain(by=liaison, finding=finding, text="正在核对台账")
        accept(officer, finding)
        finding.refresh_from_db()
        deadline = MONDAY + timedelta(days=30) if number == 2 else MONDAY - timedelta(days=1)
        order = rectification.issue_order(
            by=officer, finding=finding, demand="改由大厅受理", deadline=deadline, day=MONDAY - timedelta(days=40)
        )
        found.append(rectification.receive(by=liaison, order=order))
    pressing.escalate(by=None, order=found[1], day=MONDAY)
    return found


@pytest.fixture
def declared(county: Region, make_item: Any, liaison: User) -> None:
    """Four items of the police: two declared long ago, one since yesterday, one not at all."""
    for number, days in enumerate((100, 100, 1)):
        since = timezone.localdate() - timedelta(days=days)
        item = make_item(f"E{number}", f"事项E{number}")
        entry.declare(by=liaison, item=item, claim=entry.Claim("own_window", since))
    make_item("E9", "事项E9")
