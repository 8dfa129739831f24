"""Prints how fast cases are listed, asked about and accepted where a million of them lie.

usage: python benchmarks/many_cases.py [--cases 1000000] [--events 6000000] [--seconds 20] [--workers 2] [--keep FOLDER]
       bin/with-postgres python benchmarks/many_cases.py ...               (the same on PostgreSQL)
       python benchmarks/many_cases.py --keep build/county                 (the county is built once and stays)
       bin/with-postgres --keep build/postgres python benchmarks/many_cases.py --keep build/county-postgres

A temporary database, unless it is kept: 2,000 item types in 35 departments, each case with its dossier, and the events
of the ledger. The million is copied by the database from cases that were really accepted; copied events have random
digests, so their chain is as long and as indexed as a real one and would not pass the verifier. Lists are asked
through the whole web stack, without a network. Acceptance is receiving and accepting one application, both recorded and
the province told, by several processes on one county's chain, fsync on. Beside it: the published figures of Open Zaak
(25 requests a second on 4 cores; lists of 62,000 cases in 2 to 9 s).
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from benchmarks.showing.costs import print_figures  # noqa: E402

ITEMS, DEPARTMENTS = 2_000, 35
FIGURES = ("list", "rounds", "status", "accepted")
LIMIT_LIST, LIMIT_STATUS = 0.200, 3.5
LIMIT_ACCEPTED = {"sqlite": 60, "postgresql": 100}


@contextmanager
def installation(kept: Path | None) -> Iterator[Path]:
    """Django set up on a migrated database: a SQLite file, or the one that bin/with-postgres names.

    Yields the folder of its data: `kept`, where all is there again the next time, else a temporary one.
    """
    with tempfile.TemporaryDirectory(prefix="yimen-benchmark-") as temporary:
        folder = kept.resolve() if kept else Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        os.environ.setdefault("YIMEN_DATABASE_URL", f"sqlite://{folder}/yimen.sqlite3")
        os.environ["YIMEN_DATA"] = str(folder)
        os.environ["YIMEN_DEMONSTRATION"] = "1"
        set_up()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        yield folder


def set_up() -> None:
    """Django, ready to use."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "yimen.config.settings"
    import django

    django.setup()


def main() -> int:
    """0 when every figure keeps its limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--events", type=int, default=6_000_000)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="build the county once, and find it here again")
    parser.add_argument("--only", nargs="*", choices=FIGURES, default=FIGURES, help="which figures to take")
    parser.add_argument("--accept", type=int, metavar="SECONDS", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.accept:
        set_up()
        import yimen.config.wsgi

        print(json.dumps(accept_for(options.accept)))
        return 0
    with installation(options.keep) as folder:
        import yimen.config.wsgi  # noqa: F401 - as a process of the server begins
        from benchmarks import county_of_cases

        began = time.perf_counter()
        size = county_of_cases.Size(ITEMS, DEPARTMENTS, options.cases, options.events)
        number = county_of_cases.ready(folder / "county.json", size)
        told(f"办件 {options.cases:,}，存证事件 {options.events:,}，备好用秒", time.perf_counter() - began)
        return report(number, options)


def report(number: tuple[str, str], options: argparse.Namespace) -> int:
    """0 when every figure keeps its limit; prints them all, at last as one line for `make show-cases`."""
    from django.db import connection

    figures, kept = {}, []
    if "list" in options.only:
        page, slowest = lists()
        figures["list"] = (slowest, f"{1000 * slowest:.0f} 毫秒（{page}，办件 {options.cases:,} 件）")
        kept.append(slowest <= LIMIT_LIST)
    if "rounds" in options.only:
        rounds()
    if "status" in options.only:
        asked = status(number)
        figures["status"] = (asked, f"{asked:.2f} 倍")
        kept.append(asked <= LIMIT_STATUS)
    if "accepted" in options.only:
        each, limit = accepted(options.workers, options.seconds), LIMIT_ACCEPTED[connection.vendor]
        told(f"受理（收件并受理，入账两次），{options.workers} 个进程，每秒", each, limit, least=True)
        said = f"{each:.1f} 件（{options.workers} 个进程，收件并受理，存证事件 {options.events:,} 条之后）"
        figures["accepted"] = (each, said)
        kept.append(each >= limit)
    print_figures(figures)
    return int(not all(kept))


def told(what: str, figure: float, limit: float | None = None, *, least: bool = False) -> None:
    """One line: the figure, and its ratio to the limit."""
    beside = "" if limit is None else f"（要求 {'≥' if least else '≤'} {limit:g}，为其 {figure / limit:.2f} 倍）"
    print(f"{what} {figure:,.3f}{beside}", flush=True)


def lists() -> tuple[str, float]:
    """The slowest list page and its 95th percentile, in seconds; beside each, what it costs the processor."""
    from benchmarks.county_of_cases import client_of

    found = {}
    for who, pages in PAGES.items():
        client = client_of(who)
        for page in pages:
            seconds, spent = [], []
            for turn in range(44):
                address = page.format(code=f"I{turn * 37 % ITEMS:05}", month=f"2024-{1 + turn % 12:02}")
                began, busy = time.perf_counter(), time.process_time()
                answer = client.get(address)
                seconds.append(time.perf_counter() - began)
                spent.append(time.process_time() - busy)
                if answer.status_code != 200:
                    raise SystemExit(f"{address}: {answer.status_code}")
            found[f"{who} {page}"] = statistics.quantiles(seconds[4:], n=20)[-1]  # the first four fill caches
            cost = f"，处理器时间中位数 {1000 * statistics.median(spent[4:]):.0f} 毫秒"
            told(f"列表 {who} {page}{cost}，第 95 百分位秒", found[f"{who} {page}"], LIMIT_LIST)
    return max(found.items(), key=lambda one: one[1])


PAGES = {
    "officer": (
        "/",
        "/cases/",
        "/cases/?item={code}",
        "/cases/?month={month}",
        "/cases/?result=granted&month={month}",
        "/cases/?page=300",
        "/cases/deadlines/",
        "/cases/deadlines/?standing=all",
        "/cases/work/",
        "/cases/work/?tab=closed",
        "/cases/handovers/",
    ),
    "approver": ("/", "/cases/", "/cases/work/", "/cases/work/?tab=closed", "/cases/?item={code}", "/cases/deadlines/"),
    "clerk": ("/", "/cases/work/?tab=received", "/cases/handovers/"),
}
"""First pages, and every list of cases and clocks. The clerk received 20,000, half of them open, of other offices."""


def rounds() -> None:
    """Tells what is asked of all cases at once: where papers are missing, hourly."""
    from yimen.cases.papers.queries import anywhere_unwritten

    began = time.perf_counter()
    found = len(list(anywhere_unwritten().values_list("pk", flat=True)))
    told(f"全县找没有制发的文书（每小时一次），找到 {found} 件，用秒", time.perf_counter() - began)


def status(number: tuple[str, str]) -> float:
    """What a query by number and secret costs the processor, as a multiple of the empty page of the query."""
    from benchmarks.county_of_cases import CHAIN, browser, forget_tries

    client, case = browser(), {"number": number[0], "secret": number[1]}

    def cost(ask: Any, times: int = 100) -> float:
        spent = []
        for _ in range(times):
            forget_tries()
            began = time.process_time()
            answer = ask()
            spent.append(time.process_time() - began)
            if answer.status_code != 200:
                raise SystemExit(f"{answer.status_code}")
        return statistics.median(spent)

    hello = cost(lambda: client.get(f"/portal/{CHAIN}/query/"))
    bare = cost(lambda: client.get("/healthz/"))
    asked = cost(lambda: client.post(f"/portal/{CHAIN}/query/", case), 40)
    told("凭编号和查询码查进度，处理器时间是门户空白页的倍数", asked / hello, LIMIT_STATUS)
    told("同上，是没有页面的 healthz 的倍数", asked / bare)
    return asked / hello


def accepted(workers: int, seconds: int) -> float:
    """Acceptances a second of all processes together."""
    from django.db import connections

    connections.close_all()
    command = [sys.executable, __file__, "--accept", str(seconds)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(workers)]
    answers = [json.loads(each.communicate()[0]) for each in running]
    began, ended = min(each["began"] for each in answers), max(each["ended"] for each in answers)
    done = sum(each["done"] for each in answers)
    told("受理每件的处理器时间（不含数据库服务器），毫秒", 1000 * sum(each["busy"] for each in answers) / done)
    return done / (ended - began)


def accept_for(seconds: int) -> dict[str, float]:
    """How many applications one process received and accepted, and from when to when."""
    from benchmarks import county_of_cases as county
    from yimen.cases.handling import services
    from yimen.cases.handling.desk import desk_at
    from yimen.cases.handling.tests import house
    from yimen.common.workdays import SHANGHAI
    from yimen.people.models import User

    version = county.version()
    gc.collect()
    gc.freeze()  # as a server's process does (config/wsgi.py)
    began, busy = time.time(), time.process_time()
    done = 0
    while time.time() < began + seconds:
        clerk = User.objects.get(username="clerk")
        desk = desk_at(clerk, datetime.now(SHANGHAI), house.TERMINAL)
        application = services.Application(version=version, applicant=house.PERSON, papers=[house.PAPER])
        got = services.receive(by=clerk, application=application, channel="window", desk=desk)
        services.accept(by=clerk, dossier=got.dossier, desk=desk, reasons=dict.fromkeys(desk.doubts, house.REASON))
        done += 1
    return {"done": done, "began": began, "ended": time.time(), "busy": time.process_time() - busy}


if __name__ == "__main__":
    sys.exit(main())
