"""断点续跑: workers killed by SIGKILL wherever it hurts; at last there is exactly one answer, and the right one."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.urls import reverse
from django.utils import timezone

from yimen.common.errors import Conflict
from yimen.evidence import answers, execution, kept, leases, services, tasks
from yimen.evidence.models import Clue, Comparison, Link, Run, Verdict
from yimen.evidence.states import DONE, FAILED, RUNNING
from yimen.evidence.tests.making import FIRST, LAST
from yimen.ledger import verification
from yimen.ledger.chainwalk import TAMPERED
from yimen.ledger.models import Event
from yimen.people.models import Region
from yimen.rectification.models import Finding

pytestmark = pytest.mark.usefixtures("asked_anew")
KILLED = -signal.SIGKILL
ROWS = (Verdict, Clue, Link, Comparison)


def surroundings() -> dict[str, str]:
    """The environment in which another process meets this test's database and folder."""
    chosen = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{chosen['NAME']}"
    else:
        account = f"{chosen['USER']}:{chosen['PASSWORD']}@{chosen['HOST']}:{chosen['PORT']}"
        url = f"postgresql://{account}/{chosen['NAME']}"
    own = {"YIMEN_DATABASE_URL": url, "YIMEN_DATA": str(django_settings.YIMEN_DATA), "YIMEN_DEMONSTRATION": "1"}
    path = os.pathsep.join([str(django_settings.ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    return {**os.environ, **own, "PYTHONPATH": path}


def worker(run: Run, point: str) -> subprocess.CompletedProcess[str]:
    """A process of its own that carries the run out until it is killed at that point."""
    command = [sys.executable, "-m", "yimen.evidence.tests.dying", str(run.pk), point]
    return subprocess.run(command, env=surroundings(), capture_output=True, text=True, check=False, timeout=300)


def wrong_rows() -> list[str]:
    """What the ledger's verifier says of rows of runs and what follows from them; the rest was only loaded."""
    found = [each for each in verification.verify().problems if each.grade == TAMPERED]
    return [f"{each.table} {each.key}" for each in found if each.table.startswith(("evidence", "rectification"))]


@pytest.fixture
def queued(filled: Region) -> Run:
    """A run that nobody has taken up."""
    return services.request_run(by=None, region=filled, period_from=FIRST, period_to=LAST)


def as_if_undisturbed(queued: Run) -> None:
    """The run that was cut off says what one over the same data says that was not, row for row, and accuses once."""
    accused = Finding.objects.values_list("subject", "source")
    assert sorted(accused) == [(item, f"evidence:run:{queued.pk}") for item in ("I2", "I3")]
    asked = services.request_run(by=None, region=queued.region, period_from=FIRST, period_to=LAST)
    undisturbed = execution.execute_run(run=asked)
    assert undisturbed.resumed == 0
    assert queued.answer_digest == undisturbed.answer_digest
    assert queued.report["answer"] == undisturbed.report["answer"]
    for model in ROWS:
        counts = [model._default_manager.filter(run=run).count() for run in (undisturbed, queued)]
        assert counts[0] == counts[1] > 0, model
    assert wrong_rows() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "points",
    [
        ("set",),
        pytest.param(("set", "set"), marks=pytest.mark.long),
        pytest.param(("engine:4", "engine:30", "answer"), marks=pytest.mark.long),
        pytest.param(("save:1", "save:3", "saving:2"), marks=pytest.mark.long),
        pytest.param(("set", "engine:9", "saving:1", "save:2", "finish", "finish"), marks=pytest.mark.long),
    ],
    ids=lambda points: "-".join(points),
)
def test_however_often_it_is_killed_one_answer_comes_out(queued: Run, points: tuple[str, ...]) -> None:
    for turn, point in enumerate(points):
        killed = worker(queued, point)
        assert killed.returncode == KILLED, killed.stderr
        queued.refresh_from_db()
        assert (queued.status, queued.resumed) == (RUNNING, turn)
        assert not Finding.objects.exists()
        assert wrong_rows() == []
    last = worker(queued, "never")
    assert last.stdout.split() == [DONE, str(len(points))], last.stderr
    queued.refresh_from_db()
    assert Event.objects.filter(kind="evidence.run.finish").count() == 1
    as_if_undisturbed(queued)
    assert [path.name for path in kept.folder(queued).iterdir()] == [kept.LOCK]


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_at_any_moment_is_followed_by_the_next(queued: Run) -> None:
    tasks.execute.enqueue(queued.pk)
    command = [sys.executable, "manage.py", "work"]
    kills = 0
    for seconds in (3.0, 4.5, 6.0, 120.0):
        process = subprocess.Popen(
            command, cwd=django_settings.ROOT, env=surroundings(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + seconds
        while time.monotonic() < until and Run.objects.get(pk=queued.pk).status != DONE:
            time.sleep(0.1)
        process.kill()
        process.wait()
        kills += 1
        if Run.objects.get(pk=queued.pk).status == DONE:
            break
    queued.refresh_from_db()
    assert queued.status == DONE, (queued.progress_text, kills)
    as_if_undisturbed(queued)


@pytest.mark.django_db
def test_an_answer_is_stored_a_few_rows_at_once_from_where_it_stood(
    county: Region, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Run(region=county, purpose=Run.Purpose.REGULAR)
    rows = [(f"R{number}", f"C{number}", 0.9, "exact") for number in range(6)]
    (tmp_path / "links.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    monkeypatch.setattr(answers, "STORED_AT_ONCE", 2)
    batches = list(answers.batches(run, tmp_path, "links", 1))
    assert [[row["record_number"] for row in batch] for batch in batches] == [["R1", "R2"], ["R3", "R4"], ["R5"]]


@pytest.fixture
def cut_off(filled: Region, monkeypatch: Any) -> Callable[[str], Run]:
    """A run whose worker vanished before a verb, in this process: the lease file is free, the run still running."""

    class Vanished(BaseException):
        pass

    def make(verb: str) -> Run:
        def vanish(**_: Any) -> None:
            raise Vanished

        run = services.request_run(by=None, region=filled, period_from=FIRST, period_to=LAST)
        with monkeypatch.context() as patch:
            patch.setattr(services, verb, vanish)
            with pytest.raises(Vanished):
                execution.execute_run(run=run)
        return Run.objects.get(pk=run.pk)

    return make


@pytest.mark.django_db
def test_a_run_in_living_hands_is_left_alone(cut_off: Any) -> None:
    run = cut_off("finish")
    with kept.lock(run) as stream:
        assert stream is not None
        with pytest.raises(Conflict, match="另一个进程"):
            execution.execute_run(run=run)
    assert tasks.resume_lapsed() == [run.pk]


@pytest.mark.django_db
def test_a_holder_on_another_machine_is_dead_only_when_silent_for_long(cut_off: Any) -> None:
    run = cut_off("finish")
    (kept.folder(run) / kept.LOCK).unlink()  # as on a machine that never held it
    assert not leases.dead(run)
    with pytest.raises(Conflict):
        execution.execute_run(run=run)
    Run.objects.filter(pk=run.pk).update(seen_at=timezone.now() - leases.LAPSES_AFTER - timedelta(seconds=1))
    run.refresh_from_db()
    assert leases.dead(run)
    assert execution.execute_run(run=run).status == DONE


@pytest.mark.django_db
def test_who_lost_the_lease_writes_nothing_more(cut_off: Any) -> None:
    run = cut_off("finish")
    stale = leases.Lease(run.pk, run.holder)
    services.resume(run=run, lease=leases.Lease(run.pk))
    for write in (
        lambda: services.store(run=run, lease=stale, model=Link, rows=[]),
        lambda: services.finish(run=run, lease=stale, report={}),
        lambda: services.remove(run=run, lease=stale, model=Link, keys=[]),
        lambda: services.fail(run=run, lease=stale, failure="出错"),
        lambda: services.renew(stale),
    ):
        with pytest.raises(leases.Lost):
            write()


@pytest.mark.django_db
def test_of_two_who_take_up_a_dead_run_one_succeeds(cut_off: Any) -> None:
    run = cut_off("finish")
    stale = Run.objects.get(pk=run.pk)
    services.resume(run=run, lease=leases.Lease(run.pk))
    with pytest.raises(Conflict):
        services.resume(run=stale, lease=leases.Lease(run.pk))


@pytest.mark.django_db
def test_a_stage_that_is_whole_is_used_again_and_a_damaged_one_is_not(cut_off: Any, monkeypatch: Any) -> None:
    run = cut_off("settle")
    answer = kept.folder(run) / kept.ANSWER
    assert kept.whole(answer)
    assert kept.whole(kept.folder(run) / kept.SET)
    with (answer / "links.jsonl").open("a") as stream:
        stream.write("\n")
    assert not kept.whole(answer)
    steps: list[str] = []
    run = execution.execute_run(run=run, progress=lambda step, done, total: steps.append(step))
    assert run.status == DONE
    assert "沿用中断前写出的证据集" in steps
    assert any(step.startswith("规则 R01") for step in steps)


@pytest.mark.django_db
def test_a_run_that_failed_begins_anew_with_the_data_of_now(filled: Region, monkeypatch: Any, caplog: Any) -> None:
    def broken(**_: Any) -> None:
        raise RuntimeError("disk full")

    run = services.request_run(by=None, region=filled, period_from=FIRST, period_to=LAST)
    with monkeypatch.context() as patch:
        patch.setattr(services, "finish", broken)
        run = execution.execute_run(run=run)
    assert run.status == FAILED
    assert not any(model.objects.exists() for model in ROWS)
    steps: list[str] = []
    execution.execute_run(run=run, progress=lambda step, done, total: steps.append(step))
    assert "证据集已写出" in steps
    assert wrong_rows() == []


@pytest.mark.django_db
def test_progress_that_a_busy_database_does_not_take_ends_no_run(filled: Region, monkeypatch: Any) -> None:
    renew, refused = services.renew, []

    def busy(lease: leases.Lease, **changes: Any) -> None:
        if changes:
            refused.append(changes)
            raise OperationalError("database is locked")
        renew(lease)

    monkeypatch.setattr(services, "renew", busy)
    run = services.request_run(by=None, region=filled, period_from=FIRST, period_to=LAST)
    assert execution.execute_run(run=run).status == DONE
    assert len(refused) > 3


def test_another_answer_than_the_half_stored_one_replaces_it_whole(cut_off: Any) -> None:
    run = cut_off("finish")
    Run.objects.filter(pk=run.pk).update(answer_digest="f" * 64)  # as if another engine had answered before
    run = execution.execute_run(run=Run.objects.get(pk=run.pk))
    assert run.status == DONE
    assert Event.objects.filter(kind="evidence.answer_dropped").exists()
    assert Verdict.objects.filter(run=run).count() == run.report["answer"]["verdicts"]["rows"]
    assert Clue.objects.filter(run=run).count() == run.report["answer"]["clues"]["rows"]


@pytest.mark.django_db
def test_the_page_says_when_it_was_cut_off_and_nobody_sees_half_an_answer(
    client_of: Any, cut_off: Any, officer: Any
) -> None:
    run = cut_off("finish")
    verdict = Verdict.objects.filter(run=run).first()
    assert verdict is not None
    client = client_of(officer)
    assert client.get(reverse("evidence:verdict", args=[verdict.pk])).status_code == 404
    clue = Clue.objects.filter(run=run).first()
    assert client.get(reverse("evidence:clue", args=[clue.pk])).status_code == 404  # type: ignore[union-attr]
    execution.execute_run(run=run)
    page = client.get(reverse("evidence:run", args=[run.pk])).content.decode()
    assert "已自动续跑" in page
    assert "上次中断于" in page
    assert client.get(reverse("evidence:verdict", args=[verdict.pk])).status_code == 200


@pytest.mark.django_db
def test_the_command_takes_up_what_was_cut_off_and_nothing_else(cut_off: Any, filled: Region) -> None:
    run = cut_off("finish")
    said = StringIO()
    call_command("resume_runs", stdout=said)
    assert f"核验批次 {run.pk} 已续跑完成（第 1 次续跑）" in said.getvalue()
    call_command("resume_runs", stdout=(again := StringIO()))
    assert again.getvalue() == ""


@pytest.mark.django_db
def test_the_set_of_a_finished_run_is_kept_and_older_ones_go(done: Run, make_run: Any, monkeypatch: Any) -> None:
    assert kept.set_file(done).exists()
    monkeypatch.setattr(kept, "SETS_KEPT", 1)
    later = make_run(done.region)
    assert [path.name for path in kept.set_file(done).parent.iterdir()] == [kept.set_file(later).name]
    assert Path(kept.set_file(later)).stat().st_mode & 0o077 == 0
