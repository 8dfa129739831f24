"""A verdict's file: whoever takes it can compute the verdict anew without us, and a changed row is noticed."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from yimen.cases.models import Case, RegisterRecord
from yimen.evidence.models import Run, Verdict
from yimen.evidence.verdict_files import RECOMPUTE
from yimen.ledger.models import Event

ITEMS = ("I1", "I2", "I3", "I4", "I5", "I6")


def unpacked(client_of: Any, user: Any, run: Run, item: str, folder: Path) -> Path:
    verdict = Verdict.objects.get(run=run, item_code=item)
    answer = client_of(user).post(reverse("evidence:verdict_file", args=[verdict.pk]))
    assert answer.status_code == 200
    zipfile.ZipFile(io.BytesIO(answer.content)).extractall(folder)
    return folder


def recomputed(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-S", "-X", "utf8", str(folder / "recompute.py")]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.mark.parametrize("item", ITEMS)
def test_the_program_computes_every_kind_of_verdict_anew(
    client_of: Any, done: Run, officer: Any, tmp_path: Path, item: str
) -> None:
    answer = recomputed(unpacked(client_of, officer, done, item, tmp_path / item))
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "一致：由这些行可以得出同一结论" in answer.stdout


@pytest.mark.parametrize(("item", "table"), [("I2", "matters.csv"), ("I3", "findings.csv")])
def test_a_changed_row_is_noticed(
    client_of: Any, done: Run, officer: Any, tmp_path: Path, item: str, table: str
) -> None:
    folder = unpacked(client_of, officer, done, item, tmp_path)
    lines = (folder / table).read_text(encoding="utf-8-sig").splitlines()
    (folder / table).write_text("\n".join(lines[:-1]), encoding="utf-8")
    answer = recomputed(folder)
    assert answer.returncode == 1
    assert "不一致" in answer.stdout


def test_one_application_in_two_rows_of_the_ledger_counts_once(
    client_of: Any, filled: Any, make_run: Any, officer: Any, tmp_path: Path
) -> None:
    twin = RegisterRecord.objects.filter(item_code="I3").first()
    twin.pk, twin.record_number = None, "R999999"
    twin.save()
    run = make_run(filled)
    answer = recomputed(unpacked(client_of, officer, run, "I3", tmp_path))
    assert answer.returncode == 0, answer.stdout


def test_names_and_numbers_are_masked(client_of: Any, done: Run, liaison: Any, tmp_path: Path) -> None:
    folder = unpacked(client_of, liaison, done, "I2", tmp_path)
    text = "".join(
        path.read_text(encoding="utf-8-sig") for path in folder.iterdir() if path.is_file() and path.suffix != ".pdf"
    )
    for row in Case.objects.filter(item_code="I2"):
        assert row.applicant_name not in text
        assert row.applicant_id not in text
    for row in RegisterRecord.objects.filter(item_code="I2"):
        assert row.holder_name not in text
        assert row.holder_id not in text


def test_who_took_a_file_stands_in_the_ledger(client_of: Any, done: Run, officer: Any, tmp_path: Path) -> None:
    unpacked(client_of, officer, done, "I2", tmp_path)
    assert Event.objects.filter(kind="evidence.verdict_file_taken").count() == 1


def test_others_get_no_file(
    client_of: Any, done: Run, tax_liaison: Any, neighbour_officer: Any, clerk: Any, officer: Any
) -> None:
    address = reverse("evidence:verdict_file", args=[Verdict.objects.get(run=done, item_code="I2").pk])
    assert [client_of(user).post(address).status_code for user in (tax_liaison, neighbour_officer, clerk)] == [
        404,
        404,
        403,
    ]
    assert client_of(officer).get(address).status_code == 405
    Run.objects.filter(pk=done.pk).update(purpose=Run.Purpose.FOREIGN)
    assert client_of(officer).post(address).status_code == 422


def test_the_program_is_short_enough_to_be_read() -> None:
    assert len(RECOMPUTE.read_text(encoding="utf-8").splitlines()) <= 50
