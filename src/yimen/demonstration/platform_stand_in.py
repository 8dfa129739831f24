"""The platform of the demonstration: the stand-in of ops/standins, a process of its own with its own file."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

PROGRAM = settings.ROOT / "ops" / "standins" / "platform.py"
FILE = "platform_stand_in.sqlite3"
LIVELY = {"work_seconds": 20.0, "slow": 0.2, "slow_seconds": 0.5, "error": 0.02, "lost": 0.02, "silent": 0.2}
"""How it behaves beside the running demonstration: as a real one on an ordinary day."""


@dataclass(frozen=True)
class StandIn:
    """The running process and where it answers."""

    process: subprocess.Popen[str]
    address: str

    def tell(self, path: str, told: Any) -> None:
        """Nothing; what belongs to the stand-in alone and not to the interface."""
        request = urllib.request.Request(f"{self.address}{path}", json.dumps(told).encode())  # noqa: S310
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - its own address
            answer.read()


def start(callback: str = "", dials: Mapping[str, float] | None = None) -> StandIn:
    """The stand-in, once it answers. What it knew is in the data folder."""
    command = [
        sys.executable, str(PROGRAM), "--data", str(Path(settings.YIMEN_DATA) / FILE), "--callback", callback,
        "--secret", settings.PLATFORM_SECRET, "--dials", json.dumps(dials or {}),
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603
    if process.stdout is None or not (said := process.stdout.readline()):
        raise RuntimeError("the platform's stand-in did not start")
    return StandIn(process, f"http://127.0.0.1:{int(said.split()[-1])}")


@contextmanager
def running() -> Iterator[StandIn]:
    """The stand-in while something is done."""
    stand_in = start()
    try:
        yield stand_in
    finally:
        stand_in.process.terminate()
        stand_in.process.wait()
        if stand_in.process.stdout is not None:
            stand_in.process.stdout.close()
