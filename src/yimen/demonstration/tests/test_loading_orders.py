"""Orders of paper in a demonstration county large enough to prove something: data decide what becomes of them."""

import csv
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from yimen.ledger.chainwalk import TAMPERED
from yimen.ledger.verification import verify
from yimen.rectification.models import Order

pytestmark = pytest.mark.django_db
MATTERS = 16_000  # from here on the relapsed item has five matters in each of the two periods


def test_later_data_close_the_cured_and_reopen_the_relapsed(settings: Any, tmp_path: Path) -> None:
    settings.YIMEN_DATA = tmp_path
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "files")}}
    settings.STORAGES = {**settings.STORAGES, "default": files}
    call_command("load_demonstration", matters=MATTERS, verbosity=0)
    with (tmp_path / "demonstration" / "truth" / "schemes.csv").open(encoding="utf-8", newline="") as stream:
        schemes = {row["item_code"]: row["scheme"] for row in csv.DictReader(stream)}
    history = []
    for queued in DBTaskResult.objects.filter(status="READY").order_by("enqueued_at"):  # as the worker does
        queued.task.call(*queued.args_kwargs["args"], **queued.args_kwargs["kwargs"])
        paper = Order.objects.filter(issued_on__isnull=False).select_related("finding")
        history.append({(schemes[each.finding.subject], each.status) for each in paper})
    first, second = history
    assert {("cured", "closed"), ("relapsed", "closed")} <= first
    assert {("cured", "closed"), ("relapsed", "reopened")} <= second
    assert {state for scheme, state in second if scheme == "cured"} <= {"closed", "checking"}
    today = Order.objects.filter(issued_on__isnull=True).values_list("status", flat=True)
    assert not {"closed", "reopened"} & set(today), "data of 2023 cannot prove a cure that was answered today"
    assert verify().exit_code != TAMPERED
