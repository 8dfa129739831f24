"""The county of the room's tests, with a run whose answer is written by hand, and people who read its sample.

The engine's own answer takes seconds to come; what is drawn from it and read does not depend on how it came.
"""

from typing import Any

import pytest
from django.utils import timezone

from yimen.cases.models import Case, RegisterRecord
from yimen.common.errors import Refused
from yimen.evidence import services as evidence
from yimen.evidence.models import Clue, Comparison, Link, Run, Verdict
from yimen.evidence.review import services
from yimen.evidence.review.models import Reading, ReviewPlan
from yimen.evidence.states import DONE
from yimen.evidence.tests.conftest import filled, make_run, own_folder, set_folder
from yimen.evidence.tests.making import FIRST, LAST
from yimen.people.models import Region, User

__all__ = ["filled", "make_run", "own_folder", "set_folder"]

LEVELS = "same|same|same|0|0|same|granted"
WEIGHTS = "-20|12|9|4|5|4|6|0|0"
# Number of a record without a case -> what the engine believed; the others near certainty.
DOUBTED = {0: 0.6, 1: 0.7, 2: 0.9, 3: 0.92, 4: 0.97}


@pytest.fixture
def done(filled: Region, officer: User) -> Run:
    """A finished run: 32 links, 10 lone records that it made clues of and 2 that it let pass, 3 cases back-filled."""
    run = evidence.request_run(by=officer, region=filled, period_from=FIRST, period_to=LAST)
    cases = {case.document_number: case for case in Case.objects.filter(region=filled)}
    lone = []
    for record in RegisterRecord.objects.filter(region=filled).order_by("pk"):
        case = cases.get(record.document_number)
        if case is None:
            lone.append(record)
            continue
        numbers = {"run": run, "record_number": record.record_number, "case_number": case.case_number}
        Link.objects.create(probability=0.8 if len(lone) > 8 else 0.9995, method="key", **numbers)
        Comparison.objects.create(weight=20, levels=LEVELS, weights=WEIGHTS, **numbers)
    nearest = next(iter(cases.values())).case_number
    for number, record in enumerate(lone):
        Comparison.objects.create(
            run=run, record_number=record.record_number, case_number=nearest, weight=-6, levels=LEVELS, weights=WEIGHTS
        )
        if number < len(lone) - 2:
            _clue(run, record, "record", record.record_number, "off_hall", "R01", DOUBTED.get(number, 0.998))
    for case in list(cases.values())[:3]:
        _clue(run, case, "case", case.case_number, "back_filled", "R22", 0.93)
        _clue(run, case, "case", case.case_number, "back_filled", "R23", 0.88)
    Verdict.objects.create(
        run=run, item_code="I5", item_name="豁免", verdict="exempt", engine_verdict="exempt", matters=0, off_matters=0
    )
    Run.objects.filter(pk=run.pk).update(
        status=DONE, finished_at=timezone.now(), input_digest="1" * 64, rules_digest="2" * 64,
        report={"settings": {"convict_at": 0.85}},
    )  # fmt: skip
    run.refresh_from_db()
    return run


def _clue(run: Run, thing: Any, subject_kind: str, subject: str, kind: str, rule: str, probability: float) -> None:
    Clue.objects.create(
        run=run, department=thing.department, item_code=thing.item_code, subject_kind=subject_kind, subject=subject,
        kind=kind, rule=rule, probability=probability, explanation=f"{subject}：规则 {rule} 看到的情况。",
    )  # fmt: skip


@pytest.fixture
def plan(done: Run) -> ReviewPlan:
    """The run's plan, its seed committed and nothing drawn."""
    return ReviewPlan.objects.get(run=done)


@pytest.fixture
def drawn(plan: ReviewPlan, officer: User) -> ReviewPlan:
    """The plan with its sample."""
    return services.draw(by=officer, plan=plan, each=10)


@pytest.fixture
def second(make_user: Any, county: Any, bureau: Any) -> User:
    """Another officer of the bureau."""
    return make_user("second", "officer", county, bureau)


@pytest.fixture
def third(make_user: Any, county: Any, bureau: Any) -> User:
    """A third one."""
    return make_user("third", "officer", county, bureau)


def read_all(user: User, answers: Any = lambda reading: Reading.Answer.REAL) -> int:
    """How many the user read until nothing was left for him; `answers` says what of each."""
    count = 0
    while True:
        try:
            reading = services.take(by=user)
        except Refused:
            return count
        services.answer(by=user, reading=reading, answer=answers(reading), words="已核对原件")
        count += 1
