"""Day n of m as the applicant is told it: the clock that runs now, and each line that leads to its last day."""

from datetime import date, datetime
from typing import Any

import pytest

from yimen.cases.handling.models import Dossier, Pause
from yimen.catalog.models import ItemVersion
from yimen.common.workdays import SHANGHAI
from yimen.portal.status import standing_of
from yimen.portal.tests.test_query import HandedIn, handed_in  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(request: Any, version: ItemVersion) -> Dossier:
    """Received on a Thursday, with five working days promised."""
    done: HandedIn = request.getfixturevalue("handed_in")
    found = done.application.dossier
    found.version = version
    found.case.received_at = datetime(2023, 6, 1, 9, tzinfo=SHANGHAI)
    return found


def test_before_acceptance_the_five_days_of_the_notice_run(dossier: Dossier) -> None:
    standing = standing_of(dossier, date(2023, 6, 5))
    assert (standing.day, standing.days, standing.due_on) == (2, 5, date(2023, 6, 8))
    assert any("行政许可法第三十二条" in line.article for line in standing.lines)


def test_after_acceptance_the_promised_days_run_and_the_first_day_does_not_count(dossier: Dossier) -> None:
    dossier.case.accepted_at = datetime(2023, 6, 1, 10, tzinfo=SHANGHAI)
    dossier.status = "accepted"
    standing = standing_of(dossier, date(2023, 6, 1))
    assert (standing.day, standing.days, standing.due_on) == (0, 5, date(2023, 6, 8))
    assert standing_of(dossier, date(2023, 6, 9)).state == "已逾期"


def test_a_procedure_stops_the_clock(dossier: Dossier) -> None:
    dossier.case.accepted_at = datetime(2023, 6, 1, 10, tzinfo=SHANGHAI)
    dossier.status = "accepted"
    Pause.objects.create(
        dossier=dossier,
        kind="hearing",
        needed_days=5,
        told="听证",
        started_on=date(2023, 6, 2),
        served_on=date(2023, 6, 2),
    )
    standing = standing_of(dossier, date(2023, 6, 20))
    assert (standing.day, standing.due_on, standing.state) == (1, None, "暂停计时")


def test_a_decision_ends_the_count(dossier: Dossier) -> None:
    dossier.case.accepted_at = datetime(2023, 6, 1, 10, tzinfo=SHANGHAI)
    dossier.case.decided_at = datetime(2023, 6, 5, 10, tzinfo=SHANGHAI)
    dossier.status = "decided"
    standing = standing_of(dossier, date(2023, 8, 1))
    assert (standing.day, standing.state) == (2, "按时完成")


def test_without_a_promise_or_after_the_end_nothing_is_counted(dossier: Dossier) -> None:
    dossier.status = "withdrawn"
    assert standing_of(dossier, date(2023, 6, 5)).days is None
