"""A whole evidence set by the web: handed in piece by piece, checked and verified, and how the pages fare meanwhile.

usage: python benchmarks/web_set.py [--matters N] [--demonstration N] [--csv]

Makes a province's set of about three rows a matter (3,300,000 matters: 10 million rows), starts `manage.py serve` over
a demonstration county, hands the set in by HTTP as a browser does (8 MB pieces with their SHA-256, the line cut once in
each large file), and has it checked and verified by the worker. All the while three pages are asked in turn, first
idle, then in each phase. Prints seconds, rows, memory of web and worker (their processes together, PSS) and the pages'
percentiles. Everything lies in a temporary folder that goes in the end; TMPDIR says where.
"""

import argparse
import base64
import hashlib
import http.client
import os
import re
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import big_sets
from house import ROOT, free_port, fresh
from run_beside_pages import Times, asked, cookie, percentile

PAGES = ("/evidence/verdicts/", "/cases/", "/rectification/findings/")
IDLE_ROUNDS = 60
PIECE = 8 * 2**20
PAUSE = 0.1


class Browser:
    """The officer's session: asks pages, sends forms, uploads files by the protocol tus."""

    def __init__(self, port: int, session: str) -> None:
        self.port, self.cookie = port, f"sessionid={session}"
        page = self.ask("GET", "/evidence/sets/")
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page.body)
        kept = re.search(r"csrftoken=([^;]+)", page.headers.get("Set-Cookie", ""))
        if not token or not kept:
            raise SystemExit("no form on the page of foreign sets")
        self.token, self.cookie = token[1].decode(), f"{self.cookie}; csrftoken={kept[1]}"

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> "Answer":
        """The answer; SystemExit when it is a refusal."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        own = {"Cookie": self.cookie, "X-CSRFToken": getattr(self, "token", "")}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        line.request(method, path, body, {**own, **named})
        response = line.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        line.close()
        if answer.status >= 400:
            raise SystemExit(f"{method} {path}: {answer.status} {answer.body.decode()[:300]}")
        return answer

    def send(self, path: str, **fields: str) -> "Answer":
        """The answer to a form."""
        return self.ask("POST", path, urlencode(fields).encode(), Content_Type="application/x-www-form-urlencoded")

    def upload(self, address: str, file: Path) -> None:
        """Hands one file in, piece by piece; a large one is left off half way and gone on with."""
        named = base64.b64encode(file.name.encode()).decode()
        size, spoken = file.stat().st_size, {"Tus_Resumable": "1.0.0"}
        place = self.ask(
            "POST", address, Upload_Length=str(size), Upload_Metadata=f"filename {named}", **spoken
        ).headers["Location"]
        cut = size > 4 * PIECE
        with file.open("rb") as stream:
            offset = 0
            while offset < size:
                if cut and offset > size // 2:
                    cut = False
                    offset = int(self.ask("HEAD", place, **spoken).headers["Upload-Offset"])
                stream.seek(offset)
                body = stream.read(PIECE)
                seal = base64.b64encode(hashlib.sha256(body).digest()).decode()
                offset = int(
                    self.ask(
                        "PATCH", place, body, Upload_Offset=str(offset), Upload_Checksum=f"sha256 {seal}",
                        Content_Type="application/offset+octet-stream", **spoken,
                    ).headers["Upload-Offset"]
                )  # fmt: skip


class Answer:
    """Status, headers and body of one answer."""

    def __init__(self, status: int, headers: http.client.HTTPMessage, body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body


@contextmanager
def served(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """`manage.py serve` in a group of its own, once it answers; ended with all its processes."""
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        for _ in range(600):
            try:
                asked(f"http://127.0.0.1:{port}/healthz/", "")
                break
            except OSError:
                time.sleep(0.2)
        yield process
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


class Memory(threading.Thread):
    """The most that the processes of the server and of the worker held together, in bytes, looked at twice a second."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self.root, self.peak, self.over = root, {"web": 0, "worker": 0}, threading.Event()

    def run(self) -> None:
        """Looks until told that it is over."""
        while not self.over.wait(0.5):
            for name, word in (("web", "granian"), ("worker", "work")):
                held = sum(_held(pid) for pid in _family(self.root, word))
                self.peak[name] = max(self.peak[name], held)


def _family(root: int, word: str) -> list[int]:
    """The processes below the root's child whose command has the word, that child with them."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rsplit(") ", 1)[1].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(path.parent.name))
    found = [pid for pid in children.get(root, []) if word in _words(pid)]
    for pid in found:
        found += children.get(pid, [])
    return found


def _words(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []


def _held(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return 1024 * int(re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)[1])  # type: ignore[index]


def pages(base: str, session: str, go_on: Callable[[int], bool]) -> Times:
    """Seconds of each page, round by round while told to go on."""
    times: Times = {path: [] for path in PAGES}
    turn = 0
    while go_on(turn):
        for path in PAGES:
            times[path].append(asked(base + path, session))
        turn += 1
        time.sleep(PAUSE)
    return times


def beside(base: str, session: str, work: Callable[[], None]) -> tuple[Times, float]:
    """(The pages while the work is under way, its seconds)."""
    faults: list[BaseException] = []

    def done() -> None:
        try:
            work()
        except BaseException as fault:
            faults.append(fault)

    began = time.perf_counter()
    thread = threading.Thread(target=done)
    thread.start()
    times = pages(base, session, lambda turn: thread.is_alive())
    thread.join()
    if faults:
        raise faults[0]
    return times, time.perf_counter() - began


def until(status: Callable[[], str], wanted: tuple[str, ...]) -> None:
    """Waits for one of the states."""
    while status() not in wanted:
        time.sleep(0.5)


def main() -> int:
    """0 when the set was verified and every page answered all the while."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--matters", type=int, default=3_300_000)
    parser.add_argument("--demonstration", type=int, default=20_000, help="matters of the county behind the pages")
    parser.add_argument("--csv", action="store_true", help="hand cases and register in as csv.gz")
    given = parser.parse_args()
    with fresh() as folder:
        from django.core.management import call_command
        from django.db import connection

        from yimen.evidence.handing_in.models import ForeignSet, SetTable
        from yimen.evidence.models import Clue, Run, Verdict

        call_command("load_demonstration", matters=given.demonstration, verbosity=0)
        the_set = folder / "province"
        rows = big_sets.make(the_set, given.matters, seed=5)
        files = _files(the_set, given.csv)
        size = sum(file.stat().st_size for file in files)
        session, port = cookie(), free_port()
        connection.close()
        with served(port) as server:
            base, browser = f"http://127.0.0.1:{port}", Browser(port, session)
            _settle(base, session)
            memory = Memory(server.pid)
            memory.start()
            phases = {"idle": (pages(base, session, lambda turn: turn < IDLE_ROUNDS), 0.0)}
            place = browser.send("/evidence/sets/open/", title="全省证据集").headers["Location"]
            key = int(re.search(r"(\d+)/$", place)[1])  # type: ignore[index]

            def hand_in() -> None:
                for file in files:
                    browser.upload(f"{place}upload/", file)

            phases["upload"] = beside(base, session, hand_in)
            browser.send(f"{place}submit/")
            found = ForeignSet.objects.filter(pk=key).values_list("status", flat=True)
            phases["check"] = beside(base, session, lambda: until(found.get, ("accepted", "returned")))
            run = Run.objects.filter(handed_in__foreign_set=key)
            if not run.exists():
                raise SystemExit(f"sent back: {ForeignSet.objects.get(pk=key).failure}")
            states = run.values_list("status", flat=True)
            phases["verify"] = beside(base, session, lambda: until(states.get, ("done", "failed")))
            memory.over.set()
        last = run.get()
        if last.status != "done":
            raise SystemExit(f"the verification failed: {last.failure}")
        looked = sum(SetTable.objects.filter(set=key).values_list("rows", flat=True))
        stored = sum(model.objects.filter(run=last).count() for model in (Verdict, Clue))
    print(
        f"{sum(rows.values()):,} rows made, {looked:,} handed in, {size / 2**20:,.0f} MiB in"
        f" {len(files)} files; {last.report.get('counties', 1)} counties; {stored:,} rows of the answer stored"
    )
    print(f"memory at most: web {memory.peak['web'] / 2**20:,.0f} MiB, worker {memory.peak['worker'] / 2**20:,.0f} MiB")
    _print(phases)
    return 0


def _files(folder: Path, as_csv: bool) -> list[Path]:
    if as_csv:
        import duckdb

        for name in ("cases", "register"):
            path = folder / f"{name}.parquet"
            duckdb.execute(f"COPY (FROM '{path}') TO '{folder}/{name}.csv.gz' (FORMAT csv, HEADER, COMPRESSION gzip)")
            path.unlink()
    return sorted(path for path in folder.iterdir() if path.is_file())


def _settle(base: str, session: str) -> None:
    """Until the demonstration's own queued work is over and the pages are warm."""
    from yimen.evidence.models import Run

    while Run.objects.filter(status__in=("queued", "running")).exists():
        time.sleep(1)
    pages(base, session, lambda turn: turn < 3)


def _print(phases: dict[str, tuple[Times, float]]) -> None:
    idle = phases["idle"][0]
    print(f"{'phase':<8}{'seconds':>9}  {'page':<26}{'rounds':>7}{'p50':>9}{'p95':>9}{'max':>9}{'p95 ratio':>11}")
    for phase, (times, seconds) in phases.items():
        for path, values in times.items():
            if not values:
                continue
            high = percentile(values, 0.95)
            print(
                f"{phase:<8}{seconds:>9.1f}  {path:<26}{len(values):>7}{statistics.median(values) * 1e3:>6.0f} ms"
                f"{high * 1e3:>6.0f} ms{max(values) * 1e3:>6.0f} ms{high / percentile(idle[path], 0.95):>11.1f}"
            )


if __name__ == "__main__":
    sys.exit(main())
