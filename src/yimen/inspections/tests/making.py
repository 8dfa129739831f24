"""The county of the room's tests: two departments with items, and a verification written by hand.

The engine's own answer takes seconds to come; what is asked of it here does not depend on how it came.
"""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from yimen.entry.models import Declaration
from yimen.evidence import services as evidence
from yimen.evidence.models import Clue, Run, Verdict
from yimen.evidence.states import DONE
from yimen.inspections.self_inspection import services
from yimen.inspections.self_inspection.models import ChecklistVersion, SelfRound, SelfSheet
from yimen.people.models import Department, Region, User

FIRST, LAST, DEADLINE = date(2023, 1, 1), date(2023, 6, 30), date(2023, 7, 10)
SAYS = {"P1": "runs", "P2": "bypassed", "P3": "thin", "P4": "idle", "P5": "runs", "T1": "runs", "T2": "hollow"}
"""Item -> what the verification says of it."""


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    """Files of each test lie in its own folder."""
    settings.YIMEN_DATA = tmp_path
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "files")}}
    settings.STORAGES = {**settings.STORAGES, "default": files}


def verify(county: Region, officer: User, says: dict[str, str], whose: dict[str, Department]) -> Run:
    """A finished verification that says so of each item; of a bypassed one three records without a case."""
    run = evidence.request_run(by=officer, region=county, period_from=FIRST, period_to=LAST)
    for code, verdict in says.items():
        off = {"bypassed": 3, "hollow": 2}.get(verdict, 0)
        Verdict.objects.create(
            run=run, department=whose[code], item_code=code, item_name=f"事项{code}", verdict=verdict,
            engine_verdict=verdict, matters=0 if verdict in ("idle", "thin") else 9, off_matters=off,
        )  # fmt: skip
        if verdict == "bypassed":
            for number in range(off):
                Clue.objects.create(
                    run=run, department=whose[code], item_code=code, subject_kind="record", subject=f"R{code}{number}",
                    kind="off_hall", rule="R01", probability=0.99, explanation="大厅办件库中找不到对应办件。",
                )  # fmt: skip
    Run.objects.filter(pk=run.pk).update(status=DONE)
    run.refresh_from_db()
    return run


@pytest.fixture
def whose(police: Department, tax: Department, make_item: Any) -> dict[str, Department]:
    """Item -> its department; each declared to be in the hall but the last."""
    owners = {code: tax if code.startswith("T") else police for code in SAYS}
    for code, owner in owners.items():
        item = make_item(code, f"事项{code}", owner)
        if code != "T2":
            Declaration.objects.create(
                item=item,
                region=owner.region,
                department=owner,
                mode="own_window",
                valid_from=date(2022, 1, 1),
                declared_at=timezone.now(),
            )
    return owners


@pytest.fixture
def verified(county: Region, officer: User, whose: dict[str, Department]) -> Run:
    """The county's newest verification."""
    return verify(county, officer, SAYS, whose)


@pytest.fixture
def checklist(county: Region, officer: User) -> ChecklistVersion:
    """The checklist that every county can begin with."""
    questions = services.starting_questions()
    return services.make_checklist(by=officer, region=county, name="通用清单", questions=questions)


@pytest.fixture
def under_way(county: Region, officer: User, verified: Run, checklist: ChecklistVersion) -> SelfRound:
    """A round just opened."""
    return services.open_round(
        by=officer, region=county, version=checklist, title="第一轮全面自查", period_from=FIRST, period_to=LAST,
        deadline=DEADLINE,
    )  # fmt: skip


@pytest.fixture
def sheet(under_way: SelfRound, police: Department) -> SelfSheet:
    """The police's sheet in it."""
    return SelfSheet.objects.select_related("round__version", "department", "region").get(
        round=under_way, department=police
    )
