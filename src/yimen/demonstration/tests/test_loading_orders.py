"""Orders of paper in a demonstration county large enough to prove something: data decide what becomes of them."""

import csv
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from yimen.demonstration import loading
from yimen.evidence import queries as evidence
from yimen.evidence.history import queries as history
from yimen.evidence.review.models import ReviewPlan
from yimen.ledger.chainwalk import TAMPERED
from yimen.ledger.verification import verify
from yimen.people.models import Region
from yimen.rectification.models import Order, Recheck

pytestmark = [pytest.mark.django_db, pytest.mark.long]
MATTERS = 16_000  # from here on the relapsed item has five matters before its relapse and five after


def test_all_later_data_close_the_cured_and_not_the_relapsed(settings: Any, tmp_path: Path) -> None:
    settings.YIMEN_DATA = tmp_path
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "files")}}
    settings.STORAGES = {**settings.STORAGES, "default": files}
    call_command("load_demonstration", matters=MATTERS, verbosity=0)
    with (tmp_path / "demonstration" / "truth" / "schemes.csv").open(encoding="utf-8", newline="") as stream:
        schemes = {row["item_code"]: row["scheme"] for row in csv.DictReader(stream)}
    states = []
    for queued in DBTaskResult.objects.filter(status="READY").order_by("enqueued_at"):  # as the worker does
        queued.task.call(*queued.args_kwargs["args"], **queued.args_kwargs["kwargs"])
        paper = Order.objects.filter(issued_on__isnull=False).select_related("finding")
        states.append({(schemes[each.finding.subject], each.status) for each in paper})
    first, second, again = states
    assert {state for _, state in first} == {"checking"}, "a period that ends before the relapse closes nothing"
    assert ("cured", "closed") in second
    assert {state for scheme, state in second if scheme == "relapsed"} == {"checking"}
    relapsed = Recheck.objects.filter(order__finding__subject__in=[c for c, s in schemes.items() if s == "relapsed"])
    assert {"runs", "bypassed"} <= set(relapsed.values_list("verdict", flat=True))
    assert again == second, "the year once more speaks of no order of last September"
    _the_second_run_says_why_it_differs()
    today = Order.objects.filter(issued_on__isnull=True).values_list("status", flat=True)
    assert not {"closed", "reopened"} & set(today), "data of 2023 cannot prove a cure that was answered today"
    assert verify().exit_code != TAMPERED


def _the_second_run_says_why_it_differs() -> None:
    run = evidence.latest_run(Region.objects.get(pk=loading.HOME))
    assert run is not None
    earlier = history.before(run)
    assert earlier is not None
    titles = {each.title for each in history.reasons(run, earlier)}
    assert {"参数 R58", "数据：部门台账"} <= titles
    assert history.handed_in_late(run, earlier)["register"] > 0
    assert any(each.new for each in history.turnover(run, earlier).values())
    assert ReviewPlan.objects.filter(run=run, status="committed").exists(), "its sample waits to be drawn"
