"""How pages and writes fare while a verification is under way: each beside the same without one.

usage: python benchmarks/run_beside_pages.py [--matters N]

Loads the demonstration county, serves it as `manage.py serve` does, and asks list pages in turn, first without and then
with a verification in a process of its own. Prints the 50th and 95th percentile of each page and their ratio, how long
a write of another process waits for its turn, the verification's peak memory, and its rate.
"""

import argparse
import os
import re
import resource
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import timedelta

from house import ROOT, free_port, fresh

PAGES = ("/evidence/verdicts/", "/cases/", "/evidence/runs/", "/rectification/findings/")
ROUNDS = 40
Times = dict[str, list[float]]


def percentile(values: list[float], share: float) -> float:
    """The value below which that share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def cookie() -> str:
    """The session of the county's officer, signed in with both factors."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.utils import encrypt
    from django.test import Client

    from yimen.people.models import User

    user = User.objects.get(username="officer")
    secret = {"data": {"secret": encrypt("JBSWY3DPEHPK3PXP")}}
    Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults=secret)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies["sessionid"].value


def asked(address: str, session: str) -> float:
    """Seconds that the page took; raises when it is no page."""
    request = urllib.request.Request(address, headers={"Cookie": f"sessionid={session}"})
    began = time.perf_counter()
    with urllib.request.urlopen(request, timeout=60) as answer:
        body = answer.read()
    if answer.status != 200 or b"account/login" in body[:3000]:
        raise SystemExit(f"{address}: {answer.status}")
    return time.perf_counter() - began


def written() -> float:
    """Seconds until an act of another process is in the ledger."""
    from yimen.ledger import services as ledger

    began = time.perf_counter()
    ledger.note(chain="230522000000", text="基准测试", by=None)
    return time.perf_counter() - began


def measure(base: str, session: str, go_on: Callable[[int], bool]) -> Times:
    """Seconds of each page and of a write, round by round while told to go on."""
    times: Times = {name: [] for name in (*PAGES, "write")}
    turn = 0
    while go_on(turn):
        for path in PAGES:
            times[path].append(asked(base + path, session))
        times["write"].append(written())
        turn += 1
        time.sleep(0.1)
    return times


def serve(port: int) -> subprocess.Popen[bytes]:
    """The server as `manage.py serve` starts it, once it answers."""
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "1",
        "--host", "127.0.0.1", "--port", str(port), "--log-level", "warning", "yimen.config.wsgi:application",
    ]  # fmt: skip
    path = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": path})
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz/", timeout=2):
                return process
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not answer")


def main() -> int:
    """0 when every page was answered while the verification was under way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--matters", type=int, default=100_000)
    given = parser.parse_args()
    with fresh():
        from django.core.management import call_command

        from yimen.evidence.models import Run

        call_command("load_demonstration", matters=given.matters, verbosity=0)
        done = Run.objects.filter(status="done", purpose="regular").exclude(report__inputs=None)
        first = max(done, key=lambda run: run.report["inputs"]["cases"]["rows"])  # of the large county, the whole year
        port, session = free_port(), cookie()
        server = serve(port)
        try:
            base = f"http://127.0.0.1:{port}"
            measure(base, session, lambda turn: turn < 3)
            alone = measure(base, session, lambda turn: turn < ROUNDS)
            # A day less: the demonstration leaves a run of the whole year waiting, and no period is verified twice.
            span = ["--from", str(first.period_from), "--to", str(first.period_to - timedelta(days=1))]
            command = [sys.executable, "manage.py", "verify", "--county", first.region_id, *span, "--verbosity", "0"]
            began = time.perf_counter()
            run = subprocess.Popen(["nice", *command], cwd=ROOT, stdout=subprocess.DEVNULL)
            beside = measure(base, session, lambda _: run.poll() is None)
            took = time.perf_counter() - began
            if run.returncode:
                raise SystemExit("the verification failed")
        finally:
            server.terminate()
            server.wait()
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        last = Run.objects.order_by("-pk").first()
        assert last is not None
        rows = sum(each["rows"] for each in last.report["answer"].values())
        read = sum(last.report["inputs"][name]["rows"] for name in ("cases", "register"))
    print(f"{read:,} cases and records read, {rows:,} rows stored, in {took:.0f} s; peak of a process {peak:.0f} MB")
    print(f"{'page':<28}{'rounds':>7}{'p50':>9}{'p95':>9}{'beside: p50':>13}{'p95':>9}{'max':>9}{'p95 ratio':>11}")
    for name, values in beside.items():
        before = alone[name]
        low, high = percentile(before, 0.95), percentile(values, 0.95)
        name = re.sub("^write$", "a write by another process", name)
        print(
            f"{name:<28}{len(values):>7}{statistics.median(before) * 1e3:>6.0f} ms{low * 1e3:>6.0f} ms"
            f"{statistics.median(values) * 1e3:>10.0f} ms{high * 1e3:>6.0f} ms{max(values) * 1e3:>6.0f} ms"
            f"{high / low:>11.1f}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
