"""The stand-in of the platform as a process of its own, and the county's side talking to it."""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils import timezone

from yimen.exchange.platform import services
from yimen.exchange.platform.client import Platform
from yimen.exchange.platform.models import OutboxMessage
from yimen.exchange.platform.sending import Exchange
from yimen.exchange.platform.signing import Key
from yimen.exchange.platform.states import OPEN_MESSAGES, WAITING
from yimen.people.models import Region

SECRET = "the-secret-of-the-tests-" + "0" * 16
KEY = Key("yimen", SECRET)
HOSTILE = {
    "slow": 0.02, "slow_seconds": 0.05, "error": 0.05, "drop": 0.05, "lost": 0.1, "silent": 0.5, "duplicate": 0.3,
    "shuffle": 0.3, "forget": 0.03, "at_once": 0.2,
}  # fmt: skip


class StandIn:
    """The running process."""

    def __init__(self, callback: str = "", data: str = ":memory:", **dials: float) -> None:
        command = [
            sys.executable, str(settings.ROOT / "ops/standins/platform.py"), "--secret", SECRET, "--callback", callback,
            "--data", data, "--dials", json.dumps(dials),
        ]  # fmt: skip
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.address = f"http://127.0.0.1:{int(self.process.stdout.readline().split()[-1])}"

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def tell(self, path: str, told: Any) -> None:
        """What belongs to the stand-in alone."""
        request = urllib.request.Request(f"{self.address}{path}", json.dumps(told).encode())
        with urllib.request.urlopen(request, timeout=10) as answer:
            answer.read()

    def report(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.address}/report", timeout=10) as answer:
            found: dict[str, Any] = json.loads(answer.read())
        return found

    def exchange(self) -> Exchange:
        """The county's side."""
        return Exchange(Platform(self.address, KEY))


def put(region: Region, stream: str, number: int = 0, **fields: Any) -> OutboxMessage:
    """One step of a case, as a higher room would put it."""
    values = {
        "case_number": stream[:50],
        "item_code": "11230522MB0001",
        "step": f"第 {number} 步",
        "action": "通过",
        "started_at": "2026-05-31T09:00:00+08:00",
        "ended_at": "2026-05-31T09:30:00+08:00",
        **fields,
    }
    return services.put(by=None, region=region, stream=stream, kind="process", fields=values)


def hurry() -> None:
    """Nobody waits in a test: what is put off is due now, and what a dead sender held is free."""
    OutboxMessage.objects.filter(status__in=OPEN_MESSAGES).update(next_try_at=timezone.now(), held_until=None)


def run_until(exchange: Exchange, done: Callable[[], bool], seconds: float) -> None:
    """Rounds until it is done; AssertionError when that takes too long."""
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until, list(OutboxMessage.objects.values_list("status", "trouble", "attempts")[:10])
        now = timezone.now()
        if (exchange.send(now) + exchange.ask(now)).idle:
            hurry()


def all_settled() -> bool:
    return not OutboxMessage.objects.filter(status__in=OPEN_MESSAGES).exists()


def none_waits() -> bool:
    return not OutboxMessage.objects.filter(status=WAITING).exists()
