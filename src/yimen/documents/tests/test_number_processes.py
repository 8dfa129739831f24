"""Many processes take numbers at once, on the database that the tests run on: none twice, none left out."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection

from yimen.common.tests import migrated
from yimen.documents import queries
from yimen.documents.models import DocumentNumber
from yimen.people.models import Region

PROCESSES, EACH = 4, 20
KEPT = PROCESSES * (EACH - EACH // 5)

SETUP = """
import django; django.setup()
from yimen.people import services as people
people.add_region(by=None, code="230522000000", name="友谊县", level="county")
"""
COUNT = """
import django; django.setup()
from yimen.documents import queries
from yimen.documents.models import DocumentNumber
from yimen.people.models import Region
rows = DocumentNumber.objects.filter(region="230522000000").order_by("serial")
print(" ".join(map(str, rows.values_list("serial", flat=True))))
print(rows.filter(abandoned_at__isnull=False).count(), len(queries.missing(Region.objects.get())))
"""


def run(environment: dict[str, str], *arguments: str) -> str:
    """What a Python process of ours printed."""
    command = [sys.executable, *arguments]
    done = subprocess.run(command, env=environment, cwd=settings.ROOT, capture_output=True, text=True, check=True)
    return done.stdout


def all_at_once(environment: dict[str, str]) -> list[int]:
    """The serials that all processes kept, each having waited until all were ready."""
    command = [sys.executable, "-m", "yimen.documents.tests.taking", "230522000000", str(EACH)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    workers = [subprocess.Popen(command, env=environment, cwd=settings.ROOT, **pipes) for _ in range(PROCESSES)]
    for worker in workers:
        assert worker.stdout is not None and worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("\n")
        worker.stdin.flush()
    answers = [worker.communicate(timeout=120)[0] for worker in workers]
    assert [worker.returncode for worker in workers] == [0] * PROCESSES
    return [int(serial) for answer in answers for serial in answer.split()]


def _tell(record_property: Any, kept: list[int]) -> None:
    wrong = len(set(range(1, KEPT + 1)) ^ set(kept)) + len(kept) - len(set(kept))
    record_property("wrong", (wrong, f"{wrong} 个（{PROCESSES} 个进程，留用 {len(kept)} 号）"))


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a new SQLite file with one county in it."""
    environment = {**os.environ, "YIMEN_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "yimen.config.settings"}
    environment.pop("YIMEN_DATABASE_URL", None)
    migrated.into(tmp_path)
    run(environment, "-c", SETUP)
    yield environment


def test_processes_on_one_sqlite_file_take_each_number_once_and_leave_none_out(
    sqlite_file: dict[str, str], record_property: Any
) -> None:
    kept = all_at_once(sqlite_file)
    _tell(record_property, kept)
    serials, rest = run(sqlite_file, "-c", COUNT).strip().split("\n")
    assert sorted(kept) == list(range(1, KEPT + 1)) == [int(serial) for serial in serials.split()]
    assert rest.split() == [str(PROCESSES * len([n for n in range(1, EACH + 1) if n % 7 == 0 and n % 5])), "0"]


@pytest.mark.django_db(transaction=True)
def test_processes_on_postgresql_take_each_number_once_and_leave_none_out(county: Region, record_property: Any) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has its own test above")
    parts = urlsplit(os.environ["YIMEN_DATABASE_URL"])
    url = urlunsplit(parts._replace(path="/" + str(connection.settings_dict["NAME"])))
    environment = {**os.environ, "YIMEN_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "yimen.config.settings"}
    kept = all_at_once(environment)
    _tell(record_property, kept)
    assert sorted(kept) == list(range(1, KEPT + 1))
    assert sorted(DocumentNumber.objects.values_list("serial", flat=True)) == sorted(kept)
    assert queries.missing(county) == []
