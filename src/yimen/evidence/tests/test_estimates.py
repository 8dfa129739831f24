"""Estimates on the pages: shown with interval and assumptions, marked in the months, and accusing nobody."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from yimen.evidence import estimates
from yimen.evidence.models import Clue, Run, Verdict

CHANGE = {
    "measure": "off_share",
    "changed_on": "2024-02-15",
    "low_on": "2024-02-10",
    "high_on": "2024-02-20",
    "kind": "improved",
    "explanation": "事项“第I3号许可”的厅外占比自2024-02-15起由80%变为3%",
}


@pytest.fixture
def hollow(done: Run) -> Verdict:
    """The verdict on the item that went around the hall."""
    return Verdict.objects.select_related("run__region", "department").get(run=done, item_code="I3")


def page_of(client_of: Any, user: Any, verdict: Verdict) -> str:
    return client_of(user).get(reverse("evidence:verdict", args=[verdict.pk])).content.decode()


def test_a_run_keeps_what_the_engine_estimated(done: Run) -> None:
    kept = done.report["estimates"]
    assert set(kept["volume"]) == {"county", "department", "item"}
    assert kept["volume"]["county"][""]["explanation"]
    assert "I3" in kept["volume"]["item"]


def test_the_months_of_an_item_add_up_to_its_verdict(hollow: Verdict) -> None:
    shown = estimates.of_verdict(hollow)
    assert shown is not None
    assert sum(bar.matters for bar in shown.bars) == hollow.matters > 0
    assert sum(bar.off_matters for bar in shown.bars) == hollow.off_matters > 0
    assert [bar.first for bar in shown.bars] == [date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)]
    assert max(bar.height for bar in shown.bars) == estimates.HEIGHT


def test_a_change_is_marked_in_its_month_and_said(client_of: Any, officer: Any, hollow: Verdict) -> None:
    hollow.run.report["estimates"]["changes"]["I3"] = [CHANGE]
    Run.objects.filter(pk=hollow.run_id).update(report=hollow.run.report)
    shown = estimates.of_verdict(hollow)
    assert shown is not None
    (change,) = shown.changes
    february = shown.bars[1]
    assert shown.bars[0].middle < change.left < change.x < shown.bars[2].x
    assert abs(change.x - february.middle) < february.width
    page = page_of(client_of, officer, hollow)
    assert "好转" in page and CHANGE["explanation"] in page
    assert 'class="mark"' in page


def test_the_page_says_the_assumptions_and_where_evidence_is_wanting(
    client_of: Any, officer: Any, hollow: Verdict
) -> None:
    page = page_of(client_of, officer, hollow)
    assert "两处都查不到的有多少" in page
    assert "两个来源互不影响" in page and "下限" in page
    row = hollow.run.report["estimates"]["volume"]["item"]["I3"]
    assert row["explanation"] in page
    assert ("证据不足" in row["explanation"]) != row["enough"]


def test_an_estimate_becomes_no_clue(done: Run) -> None:
    assert not Clue.objects.filter(run=done, rule__in=("volume", "changes")).exists()
    assert set(Clue.objects.filter(run=done).values_list("rule", flat=True)) <= {
        each["rule"] for each in done.report["rules"]
    }


def test_only_who_sees_the_county_sees_the_countys_estimate(
    client_of: Any, officer: Any, liaison: Any, done: Run
) -> None:
    address = reverse("evidence:verdicts")
    assert "办件和台账两处都查不到的" in client_of(officer).get(address).content.decode()
    assert "办件和台账两处都查不到的" not in client_of(liaison).get(address).content.decode()


def test_a_run_from_before_there_were_estimates_shows_none(client_of: Any, officer: Any, hollow: Verdict) -> None:
    del hollow.run.report["estimates"]
    Run.objects.filter(pk=hollow.run_id).update(report=hollow.run.report)
    page = page_of(client_of, officer, hollow)
    assert "各月办理与变化" not in page
    assert client_of(officer).get(reverse("evidence:verdicts")).status_code == 200


def test_a_set_from_outside_has_no_months_of_ours(hollow: Verdict) -> None:
    hollow.run.purpose = Run.Purpose.FOREIGN
    shown = estimates.of_verdict(hollow)
    assert shown is not None and shown.bars == []


def test_the_months_cost_as_many_questions_for_many_cases_as_for_few(hollow: Verdict, done: Run) -> None:
    few = Verdict.objects.select_related("run__region", "department").get(run=done, item_code="I1")
    counts = []
    for verdict in (few, hollow):
        with CaptureQueriesContext(connection) as asked:
            estimates.of_verdict(verdict)
        counts.append(len(asked))
    assert max(counts) <= 4
