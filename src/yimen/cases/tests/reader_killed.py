"""A reader that kills itself (SIGKILL) at one point; run by test_reading_killed.py as a process of its own.

POINT: `survey` (while the file is gone through for the first time), `chunk:N` (before its Nth chunk is stored),
`taking:N` (within the Nth chunk's transaction, all written), `finish` (within the last transaction), `none`.
"""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

import django

CHUNK = 300
HEAD = 100


def die() -> None:
    """Nothing is cleaned up, nothing is closed."""
    os.kill(os.getpid(), signal.SIGKILL)


def counted(real: Callable[..., Any], turn: int) -> Callable[..., Any]:
    """The function, which kills the process at its Nth call."""
    calls = 0

    def deadly(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == turn:
            die()
        return real(*args, **kwargs)

    return deadly


def within(kind: str, turn: int) -> None:
    """Dies at the end of the Nth transaction that recorded such an event, before it is committed."""
    from yimen.ledger import recording

    counting, calls = recording._counting, 0

    @contextmanager
    def cut(composed: bool) -> Any:
        nonlocal calls
        with counting(composed) as count:
            yield count
        if kind in count.kinds:
            calls += 1
            if calls == turn:
                die()

    recording._counting = cut  # type: ignore[assignment]


def main(batch: str, point: str) -> None:
    """Reads the batch until the trap springs."""
    django.setup()
    from yimen.cases import services
    from yimen.cases.services import reading, storing
    from yimen.exchange import streaming
    from yimen.exchange.models import ImportBatch

    reading.ROWS_AT_ONCE, streaming.HEAD_ROWS = CHUNK, HEAD
    where, _, number = point.partition(":")
    turn = int(number or 1)
    if where == "survey":
        reading.mark_of = counted(reading.mark_of, 500)
    elif where == "chunk":
        storing.take_rows = counted(storing.take_rows, turn)
    elif where == "taking":
        within("cases.imported", turn)
    elif where == "finish":
        within("exchange.importbatch.apply", 1)
    done = services.carry_on(ImportBatch.objects.get(pk=int(batch)))
    sys.stdout.write(f"{done.status} {done.resumed}\n")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yimen.config.settings")
    main(*sys.argv[1:])
