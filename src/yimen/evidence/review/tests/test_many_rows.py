"""Pages over ten thousand rows ask the database as often as over a hundred, and stay quick."""

import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from yimen.evidence.history.queries import comparable
from yimen.evidence.models import Run, Verdict, VerdictValue
from yimen.evidence.review.models import Reading, ReviewPlan, Sampled, Stratum
from yimen.evidence.states import DONE
from yimen.people.lifecycle import begin
from yimen.people.models import Department, User
from yimen.rectification.models import Finding

FEW, MANY = 100, 10_000
SECONDS = 5.0
"""Of processor time, many times what a page takes: it fails what grows with the rows, not a busy runner."""


def asked(client: Client, address: str) -> int:
    """How many questions the page asks; it was opened before, so that nothing is warmed up."""
    client.get(address)
    began = time.process_time()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    assert time.process_time() - began < SECONDS
    return len(captured)


def costs_the_same(client: Client, address: str, fill: Callable[[int, int], Any], most: int) -> None:
    fill(0, FEW)
    few = asked(client, address)
    fill(FEW, MANY)
    assert asked(client, address) == few <= most


def verdicts(run: Run, department: Department) -> Callable[[int, int], Any]:
    def fill(first: int, after: int) -> None:
        Verdict.objects.bulk_create(
            [
                Verdict(
                    run=run, department=department, item_code=f"M{n:05d}", item_name=f"事项{n}", matters=20,
                    off_matters=n % 20, off_share=n % 20 / 20, off_low=0.1, off_high=0.9, reasons="核验期内共20件",
                    verdict=VerdictValue.BYPASSED, engine_verdict=VerdictValue.BYPASSED,
                )
                for n in range(first, after)
            ]
        )  # fmt: skip

    return fill


@pytest.mark.parametrize("query", ["", "?verdict=bypassed&q=事项9", "?page=99"])
def test_the_verdicts(done: Run, police: Department, officer: User, client_of: Any, query: str) -> None:
    costs_the_same(client_of(officer), reverse("evidence:verdicts") + query, verdicts(done, police), 24)


def test_what_changed_since_the_run_before(done: Run, police: Department, officer: User, client_of: Any) -> None:
    later = Run.objects.create(
        region=done.region, purpose=done.purpose, period_from=done.period_from, period_to=done.period_to,
        finished_at=done.finished_at, report=done.report, **{**begin(Run.STATES, by=officer), "status": DONE},
    )  # fmt: skip
    assert done in comparable(officer, later)
    earlier, now = verdicts(done, police), verdicts(later, police)

    def both(first: int, after: int) -> None:
        earlier(first, after)
        now(first, after)

    costs_the_same(client_of(officer), reverse("evidence:changes", args=[later.pk]), both, 30)


def test_the_runs(done: Run, officer: User, client_of: Any) -> None:
    def fill(first: int, after: int) -> None:
        Run.objects.bulk_create(
            Run(
                region=done.region, period_from=date(2023, 1, 1), period_to=date(2023, 1, 31), requested_by=officer,
                report={"rules": ["x" * 100] * 100}, **{**begin(Run.STATES, by=officer), "status": DONE},
            )
            for _ in range(first, min(after, 1000))
        )  # fmt: skip

    costs_the_same(client_of(officer), reverse("evidence:runs"), fill, 20)


def test_the_findings(done: Run, police: Department, officer: User, client_of: Any) -> None:
    def fill(first: int, after: int) -> None:
        Finding.objects.bulk_create(
            Finding(
                region=police.region, department=police, source="evidence:run:1", subject=f"M{n:05d}",
                title=f"事项{n}：疑似体外循环", kind=Finding.Kind.BYPASSED, seen="看到的", innocent="正当的",
                period_from=done.period_from, period_to=done.period_to, **begin(Finding.STATES, by=officer),
            )
            for n in range(first, after)
        )  # fmt: skip

    costs_the_same(client_of(officer), reverse("rectification:findings"), fill, 16)


@pytest.mark.parametrize("route", ["evidence:review_sampled", "evidence:review_plan"])
def test_the_drawn_matters(
    drawn: ReviewPlan, police: Department, officer: User, second: User, client_of: Any, route: str
) -> None:
    stratum = Stratum.objects.filter(plan=drawn, frame=Stratum.Frame.FINDING)[0]

    def fill(first: int, after: int) -> None:
        rows = Sampled.objects.bulk_create(
            Sampled(
                plan=drawn, stratum=stratum, turn=1000 + n, subject=f"M{n:05d}", department=police, believed=0.9,
                twice=n % 4 == 0,
            )
            for n in range(first, after)
        )  # fmt: skip
        for place, reader in ((1, officer), (2, second)):
            Reading.objects.bulk_create(
                Reading(sampled=each, reader=reader, place=place, answer=Reading.Answer.REAL, words="已核对原件")
                for each in rows
                if place == 1 or each.twice
            )

    costs_the_same(client_of(officer), reverse(route, args=[drawn.pk]), fill, 26)


def test_a_page_that_asks_once_a_row_would_be_seen(done: Run, police: Department) -> None:
    verdicts(done, police)(0, FEW)
    with CaptureQueriesContext(connection) as captured:
        assert {each.department for each in Verdict.objects.filter(run=done, department=police)[:50]} == {police}
    assert len(captured) == 51
