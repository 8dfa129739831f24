"""A set of somebody else answers, nothing follows from it, and it can be of any size and of several counties."""

import csv
import gzip
import io
import signal
import subprocess
import sys
from datetime import timedelta
from inspect import unwrap
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.urls import reverse
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.evidence import execution, kept
from yimen.evidence.handing_in import checking, places, services
from yimen.evidence.handing_in.models import ForeignSet, SetTable
from yimen.evidence.handing_in.tests.conftest import Files, accepted, hand_in, packed
from yimen.evidence.history.repeating import repeat
from yimen.evidence.models import Clue, Link, Run, Verdict
from yimen.evidence.queries import latest_run
from yimen.evidence.states import DONE, FAILED
from yimen.evidence.tests.test_interrupted import surroundings
from yimen.ledger.models import Event
from yimen.people.models import User
from yimen.rectification.models import Finding
from yimen.verify import counties

SIGNS = "ABC"
CODES = (
    "item_code",
    "department_code",
    "hall_code",
    "window_code",
    "operator_code",
    "case_no",
    "record_no",
    "terminal",
)


def province(foreign: Files) -> Files:
    """Three counties in one set: the small one under other codes each time."""
    several: Files = {"meta.json": foreign["meta.json"]}
    for name, content in foreign.items():
        if name.endswith(".csv"):
            rows = list(csv.DictReader(io.StringIO(bytes(content).decode())))  # type: ignore[arg-type]
            text = io.StringIO(newline="")
            writer = csv.DictWriter(text, list(rows[0]))
            writer.writeheader()
            for sign in SIGNS:
                writer.writerows(
                    {key: f"{sign}{value}" if key in CODES and value else value for key, value in row.items()}
                    for row in rows
                )
            several[name] = text.getvalue()
    return several


@pytest.fixture
def by_county(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sets are looked at for counties however small they are."""
    monkeypatch.setattr(counties, "LARGE", 0)
    monkeypatch.setitem(unwrap(counties.verify).__kwdefaults__, "large", 0)


def verdicts(run: Run) -> dict[str, str]:
    return dict(Verdict.objects.filter(run=run).values_list("item_code", "verdict"))


def test_a_set_from_outside_answers_but_accuses_nobody(officer: User, foreign: Files) -> None:
    run = execution.execute_run(run=accepted(officer, foreign))
    assert run.status == DONE, run.failure
    assert verdicts(run)["I3"] == "hollow"
    assert not Finding.objects.exists()
    assert latest_run(officer.region) is None
    assert not Verdict.objects.filter(run=run, department__isnull=False).exists()


@pytest.mark.parametrize("kind", [*(pytest.param(kind, marks=pytest.mark.long) for kind in ("gz", "parquet")), "zip"])
def test_whatever_the_files_are_the_answer_is_the_same(
    kind: str, officer: User, foreign: Files, tmp_path: Path
) -> None:
    plain = execution.execute_run(run=accepted(officer, foreign))
    files: Files = {"meta.json": foreign["meta.json"]}
    for name, content in foreign.items():
        if name == "meta.json":
            continue
        if kind == "gz":
            files[f"{name}.gz"] = gzip.compress(bytes(content))  # type: ignore[arg-type]
        elif kind == "parquet":
            path = tmp_path / name
            path.write_bytes(bytes(content))  # type: ignore[arg-type]
            duckdb.execute(f"COPY (FROM read_csv('{path}', all_varchar = true)) TO '{path}.parquet' (FORMAT parquet)")
            files[name.replace(".csv", ".parquet")] = Path(f"{path}.parquet").read_bytes()
    if kind == "zip":
        files = {"集贤县.zip": packed(foreign, "集贤县2024/")}
    other = execution.execute_run(run=accepted(officer, files))
    assert (other.status, other.input_digest) == (DONE, plain.input_digest)
    assert other.answer_digest == plain.answer_digest


def test_its_codes_never_point_to_our_rows(officer: User, filled: Any, foreign: Files, client_of: Any) -> None:
    run = execution.execute_run(run=accepted(officer, foreign))
    verdict = Verdict.objects.get(run=run, item_code="I3")
    page = client_of(officer).get(reverse("evidence:verdict", args=[verdict.pk])).content.decode()
    assert "R01" in page
    assert "/cases/" not in page.split('id="clues"')[1]
    assert Clue.objects.filter(run=run, department__isnull=False).count() == 0


def test_only_those_who_see_the_county_see_it(
    officer: User, liaison: User, neighbour_officer: User, foreign: Files, client_of: Any
) -> None:
    run = execution.execute_run(run=accepted(officer, foreign))
    verdict = Verdict.objects.get(run=run, item_code="I3")
    for user, status in ((officer, 200), (liaison, 404), (neighbour_officer, 404)):
        for address in (
            reverse("evidence:run", args=[run.pk]),
            reverse("evidence:verdict", args=[verdict.pk]),
            reverse("evidence:verdicts") + f"?run={run.pk}",
            reverse("evidence:download", args=[run.pk, "findings"]),
        ):
            assert client_of(user).get(address).status_code == status, (user, address)


def test_several_counties_answer_as_each_alone(officer: User, foreign: Files, by_county: None) -> None:
    alone = execution.execute_run(run=accepted(officer, foreign))
    run = execution.execute_run(run=accepted(officer, province(foreign)))
    assert run.status == DONE, run.failure
    assert run.report["counties"] == 3
    assert verdicts(run) == {f"{sign}{code}": word for sign in SIGNS for code, word in verdicts(alone).items()}
    named = Verdict.objects.get(run=run, item_code="BI3")
    assert (named.item_name, named.entry_mode) == ("第I3号许可", "hall")
    assert Clue.objects.filter(run=run).count() == 3 * Clue.objects.filter(run=alone).count()
    assert not Link.objects.filter(run=run).exists()
    the_set = ForeignSet.objects.get(batch=run.handed_in)
    links = (places.place_of(the_set) / places.LINKS).read_text(encoding="utf-8").splitlines()
    assert len(links) - 1 == 3 * Link.objects.filter(run=alone).count()
    assert [path.name for path in kept.folder(run).iterdir()] == [kept.LOCK]


@pytest.mark.long
def test_several_counties_can_be_repeated_to_the_digest(officer: User, foreign: Files, by_county: None) -> None:
    run = execution.execute_run(run=accepted(officer, province(foreign)))
    again = repeat(run)
    assert (again.same_set, again.same_answer, again.changed) == (True, True, [])


def test_what_was_set_aside_is_named_by_the_file_and_line_handed_in(officer: User, foreign: Files) -> None:
    lines = bytes(foreign["cases.csv"]).decode().splitlines()  # type: ignore[arg-type]
    lines.insert(3, "只有,三,列")
    lines[5] = lines[5].replace("2024-", "去年", 1)
    foreign.pop("cases.csv")
    foreign["cases.csv.gz"] = gzip.compress("\n".join(lines).encode())
    run = execution.execute_run(run=accepted(officer, foreign))
    the_set = ForeignSet.objects.get(batch=run.handed_in)
    with (places.place_of(the_set) / places.REFUSED).open(encoding="utf-8") as stream:
        rows = [(row["file"], row["line"], row["reason"]) for row in csv.DictReader(stream)]
    assert rows[0] == ("cases.csv.gz", "4", "列数少于表头")
    assert rows[1][:2] == ("cases.csv.gz", "6") and rows[1][2].endswith("无法识别")
    assert SetTable.objects.get(set=the_set, name="cases").aside == 1
    assert {(file, reason) for file, _, reason, _, _ in run.report["set_aside"]} == {(row[0], row[2]) for row in rows}


def test_a_set_whose_rows_make_no_sense_fails_with_words(officer: User, foreign: Files) -> None:
    run = accepted(officer, {**foreign, "items.csv": "item_code\n \n"})
    run = execution.execute_run(run=run)
    assert (run.status, bool(run.failure)) == (FAILED, True)
    assert not Verdict.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_killed_between_two_counties_it_goes_on_and_answers_once(
    officer: User, foreign: Files, by_county: None, tmp_path: Path
) -> None:
    run = accepted(officer, province(foreign))
    code = """
import os, signal, django
from inspect import unwrap
django.setup()
from yimen.evidence import execution
from yimen.evidence.models import Run
from yimen.verify import counties
counties.LARGE = 0
unwrap(counties.verify).__kwdefaults__["large"] = 0
really = counties._work
def cut(tasks, *rest):
    really(tasks[:1], *rest)
    os.kill(os.getpid(), signal.SIGKILL)
counties._work = cut
if __name__ == "__main__":
    execution.execute_run(run=Run.objects.get(pk=%d))
"""
    script = tmp_path / "dying.py"
    script.write_text(code % run.pk, encoding="utf-8")
    told = {**surroundings(), "DJANGO_SETTINGS_MODULE": "yimen.config.settings"}
    killed = subprocess.run([sys.executable, str(script)], env=told, capture_output=True, text=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    answered = kept.folder(run) / kept.COUNTIES / "answer-0" / counties.ANSWERED
    written = answered.stat().st_mtime_ns
    moved: list[int] = []
    really = counties._answered

    def noted(task: counties.Task) -> Any:
        if task.number == 0:
            moved.append((task.answer / counties.ANSWERED).stat().st_mtime_ns)
        return really(task)

    counties._answered, before = noted, counties._answered
    try:
        run = execution.execute_run(run=Run.objects.get(pk=run.pk))
    finally:
        counties._answered = before
    assert (run.status, run.resumed) == (DONE, 1), run.failure
    assert set(moved) == {written}
    assert Event.objects.filter(kind="evidence.run.finish").count() == 1
    other = execution.execute_run(run=accepted(officer, province(foreign)))
    assert other.answer_digest == run.answer_digest


@pytest.mark.django_db(transaction=True)
def test_a_check_that_was_killed_is_done_again_and_accepts_once(officer: User, foreign: Files) -> None:
    the_set = hand_in(officer, foreign)
    code = f"""
import os, signal, django
django.setup()
from yimen.evidence.handing_in import checking
from yimen.evidence.handing_in.models import ForeignSet
checking.look_through = checking.to_parquet = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
checking.check(ForeignSet.objects.get(pk={the_set.pk}))
"""
    told = {**surroundings(), "DJANGO_SETTINGS_MODULE": "yimen.config.settings"}
    killed = subprocess.run([sys.executable, "-c", code], env=told, capture_output=True, text=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    ForeignSet.objects.filter(pk=the_set.pk).update(seen_at=None)
    with places.held(places.place_of(the_set) / places.LOCK):
        assert checking.abandoned() == []
    assert checking.abandoned() == [the_set]
    run = checking.check(the_set)
    assert run is not None and checking.check(the_set) is None
    assert Run.objects.count() == 1
    assert checking.abandoned() == []


def test_old_sets_lose_their_files_and_keep_their_answer(
    officer: User, foreign: Files, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.FOREIGN_SETS_KEPT = 1
    runs = [execution.execute_run(run=accepted(officer, foreign)) for _ in range(2)]
    under_way = accepted(officer, foreign)
    old, second, newest = (ForeignSet.objects.get(batch=run.handed_in) for run in (*runs, under_way))
    with django_capture_on_commit_callbacks(execute=True):
        cleared = services.tidy(region=officer.region, now=timezone.now())
    assert {each.pk for each in cleared} == {old.pk, second.pk}
    assert verdicts(runs[0]) and not (places.place_of(old) / places.READY).exists()
    with pytest.raises(Refused, match="已清理"):
        repeat(runs[0])
    assert places.ready(newest).is_dir()


def test_a_set_under_verification_keeps_its_files_however_old(officer: User, foreign: Files, settings: Any) -> None:
    settings.FOREIGN_SETS_KEPT = 0
    accepted(officer, foreign)
    assert services.tidy(region=officer.region, now=timezone.now()) == []


def test_a_set_that_nobody_goes_on_with_is_given_up(officer: User, settings: Any) -> None:
    left = services.open_set(by=officer, title="没有传完的")
    soon = timezone.now() + timedelta(days=settings.FOREIGN_SET_DAYS - 1)
    assert services.tidy(region=officer.region, now=soon) == []
    assert services.tidy(region=officer.region, now=soon + timedelta(days=2)) == [left]
