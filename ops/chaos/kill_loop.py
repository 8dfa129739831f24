#!/usr/bin/env python3
"""kill -9 while departments are being added: nothing acknowledged may be missing afterwards (R1 SQLite, R2 PostgreSQL).

usage: python ops/chaos/kill_loop.py [--kills 200] [--postgres] [--broken]

A writer process calls the real service, and after each return writes the key to its own file and fsyncs it: the
acknowledgement. It is killed at a random moment (on PostgreSQL together with the whole server). Then the database is
opened again, and every acknowledged row must be there, the ledger must verify, and every row must be attested.
`--broken` acknowledges before the commit: the negative control, which must be found out.
"""

import argparse
import itertools
import os
import random
import signal
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(Path(__file__).parent)]
CHAIN = "999999000000"
SEAL_EVERY = 40


def in_child(act: Callable[[], int]) -> int:
    """The process id of a fork that runs the act and ends without cleaning up."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        code = act()
    except BaseException as error:  # the parent must see why, and the child must never run on
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
    finally:
        os._exit(code)


def write_for_ever(acks: Path, round_number: int, broken: bool) -> int:
    """Never returns by itself: adds departments, acknowledging each, until killed."""
    from django.db import OperationalError, transaction

    from yimen.ledger import services as ledger
    from yimen.people import services as people
    from yimen.people.models import Region

    region = Region.objects.get(code=CHAIN)
    handle = os.open(acks, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def add(code: str) -> None:
        people.add_department(
            by=None, region=region, code=code, name=f"部门{code}", short_name=f"部门{code}", kind="unit"
        )

    def acknowledge(code: str) -> None:
        os.write(handle, f"{code}\n".encode())
        os.fsync(handle)

    def work() -> None:
        for number in itertools.count(1):
            code = f"R{round_number}-{number}"
            if broken:
                with transaction.atomic():
                    add(code)
                    acknowledge(code)
                    time.sleep(0.005)
            else:
                add(code)
                acknowledge(code)
            if number % SEAL_EVERY == 0:
                ledger.seal(chain=CHAIN)

    size = os.fstat(handle).st_size
    try:
        work()
    except OperationalError:
        if os.fstat(handle).st_size == size:
            raise
        time.sleep(60)  # the server was killed first; our own end is near
    return 1


def check(acks: Path, result: Path, thorough: bool) -> int:
    """0 when nothing acknowledged is missing; writes `acks lost unacknowledged problems` into the result file."""
    from yimen.ledger import services as ledger
    from yimen.ledger import verification
    from yimen.people.models import Department

    refused = ledger.startup_check()
    acknowledged = acks.read_text().split() if acks.exists() else []
    stored = list(Department.objects.values_list("code", flat=True))
    lost = set(acknowledged) - set(stored)
    problems = list(refused)
    if thorough:
        found = verification.verify().problems
        problems += [str(problem) for problem in found if problem.grade == verification.TAMPERED]
    for problem in problems[:5]:
        print(problem, file=sys.stderr)
    twice = len(stored) - len(set(stored))
    unacknowledged = len(set(stored) - set(acknowledged))
    result.write_text(f"{len(acknowledged)} {len(lost)} {twice} {unacknowledged} {len(problems)}")
    return int(bool(lost or twice or problems))


def prepare(folder: Path, url: str) -> None:
    """Set up Django on an empty database with one county."""
    os.environ |= {"YIMEN_DEMONSTRATION": "1", "YIMEN_DATA": str(folder), "YIMEN_DATABASE_URL": url}
    os.environ["DJANGO_SETTINGS_MODULE"] = "yimen.config.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from yimen.config.checks import durable_database
    from yimen.people import services as people

    call_command("migrate", verbosity=0)
    faults = durable_database(databases=["default"])
    if faults:
        raise SystemExit("\n".join(str(fault) for fault in faults))
    people.add_region(by=None, code=CHAIN, name="试验县", level="county")
    connections.close_all()  # a fork must not inherit an open connection


def wait(pid: int) -> int:
    """The exit code of a child."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def run(kills: int, server: Any, broken: bool, dice: random.Random) -> bool:
    """Whether it passed; prints the one line."""
    with tempfile.TemporaryDirectory(prefix="yimen-kill-data-") as name:
        folder = Path(name)
        database = folder / "yimen.sqlite3"
        if server:
            server.start()
        prepare(folder, server.url if server else f"sqlite://{database}")
        (folder / "result").write_text("0 0 0 0 0")
        acks, result, began, recoveries, good = folder / "acks", folder / "result", time.monotonic(), [], True
        for number in range(1, kills + 1):
            size = acks.stat().st_size if acks.exists() else 0
            writer = in_child(lambda number=number: write_for_ever(acks, number, broken))
            while not (acks.exists() and acks.stat().st_size > size):  # it is at work
                if os.waitpid(writer, os.WNOHANG)[0]:
                    raise SystemExit("写入进程自行退出，见上面的原因")
                time.sleep(0.005)
            time.sleep(dice.uniform(0.12, 0.35))
            if server:
                server.kill()
            os.kill(writer, signal.SIGKILL)
            wait(writer)
            if server:
                recoveries.append(server.start())
            else:
                with sqlite3.connect(database) as opened:
                    good &= opened.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
                opened.close()
            thorough = number % 20 == 0 or number == kills
            good &= wait(in_child(lambda thorough=thorough: check(acks, result, thorough))) == 0
        count, lost, twice, unacknowledged, problems = (int(word) for word in result.read_text().split())
    line = f"{'R2' if server else 'R1'} {'PASS' if good else 'FAIL'} kills={kills} acks={count} lost={lost} dup={twice}"
    line += f" unacked={unacknowledged} problems={problems} seconds={time.monotonic() - began:.0f}"
    if recoveries:
        line += f" recovery_p50={statistics.median(recoveries):.2f}s recovery_max={max(recoveries):.2f}s"
    print(line, flush=True)
    return good


def main() -> int:
    """The exit code: 0 passed, 1 something was lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--postgres", action="store_true", help="on a private PostgreSQL cluster, killed as a whole")
    parser.add_argument("--broken", action="store_true", help="acknowledge before the commit: must be found out")
    parser.add_argument("--seed", type=int, default=20230531)
    options = parser.parse_args()
    # The servers of others are never killed: a PostgreSQL address in the environment only says which kind is meant.
    on_postgres = options.postgres or os.environ.get("YIMEN_DATABASE_URL", "").startswith("postgres")
    if not on_postgres:
        return int(not run(options.kills, None, options.broken, random.Random(options.seed)))
    from postgres import Cluster

    cluster = Cluster()
    try:
        return int(not run(options.kills, cluster, options.broken, random.Random(options.seed)))
    finally:
        cluster.remove()


if __name__ == "__main__":
    sys.exit(main())
